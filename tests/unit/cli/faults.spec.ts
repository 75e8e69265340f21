// The command line on a system that fails: pipes that do not block, a full disk, files that may not be replaced.

import { spawnSync } from "node:child_process";
import { existsSync, linkSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
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
