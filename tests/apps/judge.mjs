// Compares the trace of an application with what its page sent and received, and with how its sessions ended.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../../demo/setup.mjs";

/** @import { ActualPacket, Differences, ExpectedPacket } from "../browser/support/truth.ts" */

/**
 * A line of `lifeline sessions --json`.
 * @typedef {object} Session
 * @property {string | null} session
 * @property {number} client
 * @property {string} state
 * @property {string | null} cause
 * @property {string | null} problem
 */

/**
 * @typedef {object} Verdict
 * @property {number} packets number of packets in the independent log
 * @property {Differences} differences
 * @property {readonly Session[]} sessions
 * @property {readonly string[]} faults what is not as it was; empty if all is well
 */

const cli = join(root, "dist/cli.mjs");

/** @type {<T>(command: string, trace: string) => T[]} */
const lines = (command, trace) =>
  execFileSync(process.execPath, [cli, command, trace, "--json"], { encoding: "utf8", maxBuffer: 1e8 })
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** The comparison is written in TypeScript, which Node 20 does not run. @returns {Promise<typeof import("../browser/support/truth.ts")>} */
async function comparison() {
  const entry = join(root, "tests/browser/support/truth.ts");
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, platform: "node", format: "esm", write: false });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? "")}`);
}

/**
 * The server's process ended, so the first session lost its connection. Attempts were refused until the server was back, and the next one
 * succeeded. Then the page left twice: it was loaded again, and at the end.
 * @param {readonly Session[]} sessions
 * @param {string} drawing
 */
function sessionFaults(sessions, drawing) {
  const attempts = sessions.length - 2;
  const wanted = ["transport", ...Array.from({ length: attempts - 1 }, () => "refused"), "navigation", "navigation"];
  const found = sessions.map(({ cause }) => `${cause}`);
  const count = (/** @type {RegExp} */ text) => [...drawing.matchAll(text)].length;
  // Refused attempts that are alike are folded, the one that succeeds is not.
  const last = Math.max(0, ...[...drawing.matchAll(/attempt (\d+),/g)].map(([, number]) => Number(number)));
  return [
    ...(found.join() === wanted.join() ? [] : [`the sessions ended by ${found.join(", ")}, not by ${wanted.join(", ")}`]),
    ...(sessions.every(({ client }) => client === sessions[0]?.client) ? [] : ["the sessions belong to several clients"]),
    ...(last === attempts ? [] : [`the last attempt in the drawing is ${last}, not ${attempts}`]),
    ...(count(/the page was loaded again/g) === 1 ? [] : ["the drawing does not say that the page was loaded again"]),
  ];
}

/**
 * Judges a trace. Also draws it, to `drawing`.
 * @param {string} trace
 * @param {string} drawing
 * @param {string} title
 * @param {readonly ExpectedPacket[]} expected
 * @param {readonly string[]} unread
 * @returns {Promise<Verdict>}
 */
export async function judge(trace, drawing, title, expected, unread) {
  execFileSync(process.execPath, [cli, "draw", trace, "-o", drawing, "--title", title]);
  const { compare } = await comparison();
  const actual = /** @type {ActualPacket[]} */ (lines("packets", trace));
  const sessions = /** @type {Session[]} */ (lines("sessions", trace));
  const differences = compare(expected, actual);
  const faults = Object.entries(differences).flatMap(([kind, packets]) =>
    packets.map((/** @type {unknown} */ each) => `${kind}: ${JSON.stringify(each).slice(0, 400)}`),
  );
  const svg = readFileSync(drawing, "utf8");
  return {
    packets: expected.length,
    differences,
    sessions,
    faults: [...faults, ...sessionFaults(sessions, svg), ...unread.map((what) => `the independent log could not read ${what}`)],
  };
}
