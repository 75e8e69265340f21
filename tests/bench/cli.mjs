// Runs the command line on a trace of a million mixed packets, on the same packed with gzip, and on one of a gigabyte: the CPU time and the most
// memory that each command took, beside a process that calls JSON.parse for each line.

import { spawnSync } from "node:child_process";
import { createReadStream, createWriteStream, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { root, say } from "../../demo/setup.mjs";
import { mixed } from "./packets.mjs";
import { large, writeTrace } from "./trace-file.mjs";

/** @import { Row } from "./table.mjs" */

const PACKETS = 1_000_000;
/** Reports what a process used when it ends. */
const REPORT = 'data:text/javascript,process.on("exit",()=>process.stderr.write("\\n"+JSON.stringify(process.resourceUsage())))';
const PARSE = `
  const { createReadStream } = require("node:fs");
  const { createInterface } = require("node:readline");
  (async () => {
    for await (const line of createInterface({ input: createReadStream(process.argv[1]) })) JSON.parse(line);
  })();`;
const PEER = "JSON.parse of each line";

/** Seconds of CPU and megabytes of memory of a Node process; `words` say so if it failed. @type {(args: readonly string[], cwd: string) => { cpu: number, memory: number, words: string }} */
function run(args, cwd) {
  const { status, stderr } = spawnSync(process.execPath, ["--import", REPORT, ...args], {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  const lines = stderr.trim().split("\n");
  const { userCPUTime = Number.NaN, systemCPUTime = 0, maxRSS = Number.NaN } = status === null ? {} : JSON.parse(lines.at(-1) ?? "");
  const words = status === 0 ? "" : `, ended with ${status}: ${lines[0]}`;
  return { cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1000, words };
}

/** @returns {Promise<Row[]>} */
export async function cli() {
  const folder = await mkdtemp(join(tmpdir(), "lifeline-bench-"));
  const [plain, gigabyte] = [join(folder, "mixed.jsonl"), join(folder, "large.jsonl")];
  const packed = `${plain}.gz`;
  try {
    await writeTrace(plain, mixed(PACKETS));
    await pipeline(createReadStream(plain), createGzip({ level: 1 }), createWriteStream(packed));
    await writeTrace(gigabyte, large(1_000_000));
    const named = /** @type {const} */ ([
      [plain, "a million mixed packets"],
      [packed, "the same packed with gzip"],
      [gigabyte, "a file of 1 GB"],
    ]);
    /** @type {Row[]} */
    const rows = [];
    for (const [file, what] of named) {
      const bytes = Math.round(statSync(file).size / 1e6);
      const peer = run(["-e", PARSE, file === packed ? plain : file], folder);
      const commands =
        file === plain ? [["sessions"], ["packets"], ["packets", "--json"], ["draw", "--session", "1", "-o", "1.svg"]] : [["sessions"]];
      for (const [name = "", ...options] of commands) {
        const call = ["lifeline", name, ...options].join(" ").replace(" -o 1.svg", "");
        say(`${call}, ${what}`);
        const { cpu, memory, words } = run([join(root, "dist/cli.mjs"), name, file, ...options], folder);
        const detail = `${cpu.toFixed(1)} / ${peer.cpu.toFixed(1)} s${words}`;
        rows.push({ what: `${call}, ${what}: CPU`, measured: cpu / peer.cpu, peer: PEER, detail });
        rows.push({
          what: `${call}, ${what}: memory in MB`,
          measured: memory,
          detail: `a file of ${bytes} MB; ${PEER}: ${peer.memory.toFixed(0)} MB`,
        });
      }
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
