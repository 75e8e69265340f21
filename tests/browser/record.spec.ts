// `lifeline record` with real Chromium: the trace has what the server logged, whatever ends the recording.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { launchOptions } from "../../demo/browser.mjs";
import { root } from "../../demo/setup.mjs";
import { expect, test } from "./support/demo.ts";
import { packetsOf } from "./support/panel.ts";
import { compare, IDENTICAL, truth } from "./support/truth.ts";

/** Starts the command line; what it printed comes with its exit code. */
function record(...args: readonly string[]): ChildProcess & { readonly done: Promise<{ code: number; stdout: string; stderr: string }> } {
  const env = { ...process.env, CHROME_PATH: launchOptions().executablePath };
  const child = spawn(process.execPath, [join(root, "dist/cli.mjs"), "record", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].setEncoding("utf8").on("data", (text) => (printed[name] += text));
  return Object.assign(child, { done: once(child, "close").then(([code]) => ({ code, ...printed })) });
}

/** A port at which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const isRecorded = (file: string, text: string) => existsSync(file) && readFileSync(file, "utf8").includes(text);

test("record writes every packet as it comes, Ctrl-C ends it well, and nothing is left beside the trace", async ({ startServer }) => {
  const server = await startServer({ version: "4.8.4" });
  const out = test.info().outputPath("chat.jsonl");
  const child = record(server.url, "-o", out);
  await expect.poll(() => isRecorded(`${out}.part`, '"text":"5"'), "the upgrade").toBe(true);
  await server.emit("news", "last");
  await expect.poll(() => isRecorded(`${out}.part`, "last")).toBe(true);
  const expected = truth(await server.log(), []).packets;
  expect(expected.length).toBeGreaterThan(7);
  expect(compare(expected, packetsOf(readFileSync(`${out}.part`))), "read while it grows").toEqual(IDENTICAL);

  child.kill("SIGINT");
  const { code, stdout, stderr } = await child.done;
  expect(stdout).toMatch(
    new RegExp(`^\\S+chat\\.jsonl: 1 session, ${expected.length} packets, 0 problems\\n.*lifeline check .*\\n.*secrets`),
  );
  expect([code, stderr.replace(/^lifeline: as root.*\n/, "")]).toEqual([0, ""]);
  expect(compare(expected, packetsOf(readFileSync(out)))).toEqual(IDENTICAL);
  expect(readdirSync(dirname(out))).toEqual([basename(out)]);
});

test("a browser that crashes leaves a complete trace, packed and without secrets as the call says", async ({ startServer }) => {
  const server = await startServer({ version: "4.8.4" });
  const [out, browser, pid] = ["chat.jsonl.gz", "browser.sh", "pid"].map((name) => test.info().outputPath(name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(browser, `#!/bin/sh\necho $$ > "${pid}"\nexec "${launchOptions().executablePath}" "$@"\n`);
  chmodSync(browser, 0o755);
  const child = record(server.url, "-o", out, "--browser", browser, "--redact");
  await expect.poll(() => isRecorded(`${out}.part`, '"text":"5"')).toBe(true);
  const [sid = ""] = await server.openSessions();
  process.kill(Number(readFileSync(pid, "utf8")), "SIGKILL");
  const { code, stdout, stderr } = await child.done;
  expect([code, stdout]).toEqual([0, expect.stringContaining("1 session, ")]);
  expect(stderr).toContain("the browser has crashed (SIGKILL); what it did until then is recorded");
  const trace = gunzipSync(readFileSync(out));
  expect(packetsOf(trace).length).toBeGreaterThan(5);
  expect(sid).not.toBe("");
  expect(trace.toString()).not.toContain(sid);
  expect(existsSync(`${out}.part`)).toBe(false);
});

test("--for ends it; a page that cannot be opened and a browser that cannot be used are said in a sentence and leave no file", async ({
  startServer,
}) => {
  const server = await startServer({ version: "4.8.4" });
  const out = test.info().outputPath("chat.jsonl");
  const calls: [string[], RegExp][] = [
    [["http://no-such-host.invalid"], /http:\/\/no-such-host\.invalid\/ cannot be opened: net::ERR_NAME_NOT_RESOLVED\n$/],
    [[`127.0.0.1:${await freePort()}`], /cannot be opened: net::ERR_CONNECTION_REFUSED\n$/],
    [[server.url, "--browser", process.execPath], /cannot be used: /],
    [[server.url, "--browser", "/no/such"], /\/no\/such cannot be used: .*ENOENT\n$/],
  ];
  for (const [args, sentence] of calls) {
    const { code, stdout, stderr } = await record(...args, "-o", out).done;
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(sentence)]);
    expect(readdirSync(dirname(out))).toEqual([]);
  }
  const { code, stdout } = await record(server.url, "-o", out, "--for", "10ms").done;
  expect([code, stdout, readdirSync(dirname(out))]).toEqual([0, expect.stringContaining("session"), ["chat.jsonl"]]);
});
