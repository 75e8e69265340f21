// The command line on a system that fails: pipes that do not block, a full disk, files that may not be replaced.

import { spawnSync } from "node:child_process";
import { existsSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

const CLI = fileURLToPath(new URL("../../../dist/cli.mjs", import.meta.url));
const REFUSED = fileURLToPath(new URL("../../fixtures/cdp/refused.jsonl", import.meta.url));
const LOG = fileURLToPath(new URL("../../fixtures/cdp/socketio-4.8.jsonl", import.meta.url));

/** Runs the command line with functions of node:fs replaced; `faults` is an object of functions, which find the real ones in `real`. */
function lifeline(args: readonly string[], faults: string, input?: Uint8Array) {
  const module = `import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    const real = { ...fs };
    const fail = (code) => { throw Object.assign(new Error(code), { code }); };
    let calls = 0;
    Object.assign(fs, ${faults});
    syncBuiltinESMExports();`;
  const preload = `data:text/javascript,${encodeURIComponent(module)}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", preload, CLI, ...args], {
    ...(input && { input }),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}

const NOTHING = "{}";
const copyOfLog = () => {
  const path = test.info().outputPath("log.svg");
  writeFileSync(path, readFileSync(LOG));
  return path;
};

test("pipes that do not block, or take a part at a time, get and give everything", () => {
  const whole = lifeline(["packets", LOG, "--json"], NOTHING).stdout;
  expect(whole.length).toBeGreaterThan(10_000);
  const notReady = `{
    readSync: (fd, ...rest) => (fd === 0 && calls++ % 2 === 0 ? fail("EAGAIN") : real.readSync(fd, ...rest)),
    writeSync: (fd, bytes, from) => (calls++ % 3 === 0 ? fail("EAGAIN") : real.writeSync(fd, bytes, from, Math.min(5000, bytes.length - from))),
  }`;
  expect(lifeline(["packets", "-", "--json"], notReady, readFileSync(LOG))).toEqual({ status: 0, stdout: whole, stderr: "" });
});

test("a program that stops reading is no error; a full disk is one, with a sentence", () => {
  const closed = '{ writeSync: () => fail("EPIPE") }';
  expect(lifeline(["packets", LOG], closed)).toEqual({ status: 0, stdout: "", stderr: "" });
  // What was found does not depend on how much of it was read.
  expect(lifeline(["check", REFUSED], closed)).toEqual({ status: 1, stdout: "", stderr: "" });
  const full = '{ writeSync: (fd, ...rest) => (fd === 1 ? fail("ENOSPC") : real.writeSync(fd, ...rest)) }';
  expect(lifeline(["packets", LOG], full)).toMatchObject({
    status: 2,
    stderr: "lifeline: cannot write the output: the disk is full (ENOSPC)\n",
  });
});

test("draw leaves an older file whole and nothing beside it when the new one cannot be written", () => {
  const out = test.info().outputPath("old.svg");
  writeFileSync(out, "old");
  for (const [fault, sentence] of [
    [
      '{ write: (fd, bytes, from, length, at, done) => real.write(fd, bytes, 0, 99, at, () => done(Object.assign(new Error(), { code: "ENOSPC" }))) }',
      /the disk is full \(ENOSPC\)/,
    ],
    ['{ renameSync: () => fail("EACCES") }', /permission denied \(EACCES\)/],
    ['{ accessSync: () => fail("EACCES") }', /permission denied \(EACCES\)/],
  ] as const) {
    const { status, stderr } = lifeline(["draw", LOG, "-o", out], fault);
    expect([status, readFileSync(out, "utf8"), readdirSync(dirname(out))]).toEqual([2, "old", ["old.svg"]]);
    expect(stderr).toMatch(/^lifeline: cannot write [^\n]*\n$/);
    expect(stderr).toMatch(sentence);
  }
  expect(lifeline(["draw", LOG, "-o", out], NOTHING).status).toBe(0);
  expect([readFileSync(out, "utf8").slice(0, 4), readdirSync(dirname(out))]).toEqual(["<svg", ["old.svg"]]);
});

test("draw refuses to write over the file that it reads, by any of its names", () => {
  const input = copyOfLog();
  const [link, hard] = [join(dirname(input), "link.svg"), join(dirname(input), "hard.svg")];
  symlinkSync(input, link);
  linkSync(input, hard);
  for (const out of [input, join(dirname(input), ".", "log.svg"), link, hard]) {
    expect(lifeline(["draw", input, "-o", out], NOTHING)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("is the file to read"),
    });
  }
  const redirected = spawnSync("sh", ["-c", '"$0" "$1" draw - -o "$2" < "$2"', process.execPath, CLI, input], { encoding: "utf8" });
  expect([redirected.status, redirected.stderr]).toEqual([2, expect.stringContaining("is the file to read")]);
  expect(readFileSync(input)).toEqual(readFileSync(LOG));
});

test("draw replaces the file that a link names, not the link", () => {
  const link = test.info().outputPath("link.svg");
  const target = test.info().outputPath("target.svg");
  writeFileSync(target, "old");
  symlinkSync(target, link);
  expect(lifeline(["draw", LOG, "-o", link], NOTHING).status).toBe(0);
  expect([lstatSync(link).isSymbolicLink(), readFileSync(target, "utf8").slice(0, 4)]).toEqual([true, "<svg"]);
});

test("output to a device that is full", () => {
  test.skip(!existsSync("/dev/full"), "only Linux has /dev/full");
  const { status, stderr } = spawnSync("sh", ["-c", '"$0" "$1" packets "$2" > /dev/full', process.execPath, CLI, LOG], {
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([2, "lifeline: cannot write the output: the disk is full (ENOSPC)\n"]);
});

/** A trace whose packets are more than a pipe holds. */
function longTrace(): string {
  const path = test.info().outputPath("in", "long.jsonl");
  mkdirSync(dirname(path), { recursive: true });
  const header = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2026-11-22T14:02:11.204Z" };
  const open = { kind: "ws-open", at: 1, id: "w", url: "ws://localhost/socket.io/?EIO=4&transport=websocket" };
  const frame = { kind: "ws-frame", at: 2, id: "w", direction: "sent", opcode: 1, body: { text: `42["x","${"y".repeat(100)}"]` } };
  writeFileSync(path, [header, open, ...Array.from({ length: 2_000 }, () => frame)].map((line) => `${JSON.stringify(line)}\n`).join(""));
  return path;
}

test("a program that reads only the first line ends the command without a word", () => {
  const pipe = '"$0" "$1" packets "$2" | head -n 1; echo $PIPESTATUS';
  const { stdout, stderr } = spawnSync("bash", ["-c", pipe, process.execPath, CLI, longTrace()], { encoding: "utf8" });
  expect([stdout.split("\n").slice(1), stderr]).toEqual([["0", ""], ""]);
});

test("an interrupted convert leaves nothing of the new file, and the older one whole", () => {
  const [input, out] = [longTrace(), test.info().outputPath("out", "old.jsonl")];
  mkdirSync(dirname(out));
  writeFileSync(out, "old");
  for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
    // The write never ends, and something keeps the process running.
    const { status } = lifeline(
      ["convert", input, "-o", out],
      `{ write: () => { setInterval(() => {}, 1e6); process.kill(process.pid, "${signal}"); } }`,
    );
    expect([status, readFileSync(out, "utf8"), readdirSync(dirname(out))]).toEqual([code, "old", ["old.jsonl"]]);
  }
});

/** A clock in which half a second passes between two looks, so all work is long. */
const SLOW = "(() => { let now = 0; performance.now = () => (now += 500); return {}; })()";

test("long work shows on a terminal how far it is, on one line that is cleared before anything is printed", () => {
  test.skip(process.platform !== "linux", "script(1) makes the terminal, and takes other arguments elsewhere");
  const [input, out] = [longTrace(), test.info().outputPath("out.jsonl")];
  const slow = `data:text/javascript,${encodeURIComponent(SLOW)}`;
  /** What the terminal gets: `⏎` is a return to the beginning of the line, `⌫` clears the rest of it. */
  const onTerminal = (...args: readonly string[]) => {
    const command = [process.execPath, "--import", slow, CLI, ...args].map((arg) => `'${arg}'`).join(" ");
    const { status, stdout } = spawnSync("script", ["-qec", command, "/dev/null"], { encoding: "utf8" });
    expect(status).toBe(0);
    return stdout.replaceAll("\r", "⏎").replaceAll("\x1b[K", "⌫");
  };
  const converted = onTerminal("convert", input, "-o", out);
  expect(converted).toMatch(/⏎reading 3\d\d\.\d kB of 3\d\d\.\d kB: [^⏎\n]+⌫⏎/);
  expect(converted).toMatch(/⏎replacing secrets⌫⏎/);
  expect(converted).toMatch(/⏎writing 3\d\d\.\d kB: [^⏎\n]+⌫⏎⌫lifeline: no secrets were recognised/);
  expect(onTerminal("check", input, "--lang", "ja")).toMatch(/⏎問題を探しています⌫⏎⌫情報[^⌫]+$/);
});

test("where stderr is no terminal, long work shows nothing", () => {
  const { status, stderr } = lifeline(["packets", longTrace()], SLOW);
  expect([status, stderr]).toEqual([0, ""]);
});
