// Runs the built command line as a user does: what it writes to files has no secrets, what it prints has them unless it is asked.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";

const CLI = fileURLToPath(new URL("../../../dist/cli.mjs", import.meta.url));

function lifeline(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

const lines = [
  {
    format: "lifeline-trace",
    version: 1,
    source: "test",
    page: "https://a.test/?token=pageCanary1",
    createdAt: "2026-11-22T14:02:11.204Z",
  },
  { kind: "ws-open", at: 1, id: "w", url: "wss://a.test/socket.io/?EIO=4&transport=websocket" },
  ...['0{"sid":"sidCanary0123"}', '40{"sid":"socketCanary12"}', '42["order","ORD-4711"]'].map((text, nth) => ({
    ...{ kind: "ws-frame", at: 2 + nth, id: "w", direction: "received", opcode: 1, body: { text } },
  })),
  { kind: "of-a-later-version", at: 9, secret: "laterCanary12" },
];

/** A trace with secrets, and a name for another file beside it. */
function files(name: string): readonly [input: string, out: string] {
  const input = test.info().outputPath("in.jsonl");
  writeFileSync(input, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return [input, test.info().outputPath(name)];
}

test("convert writes a trace without secrets, says what it replaced, and leaves one as it is that is redacted", () => {
  const [input, out] = files("out.jsonl");
  expect(lifeline("convert", input, "-o", out)).toEqual({
    status: 0,
    stdout: "",
    stderr: "lifeline: secrets were replaced by pseudonyms (token 1, sid 2); --no-redact keeps them\n",
  });
  const text = readFileSync(out, "utf8");
  expect(text).not.toMatch(/canary/i);
  expect(JSON.parse(text.split("\n")[0] ?? "")).toMatchObject({ page: "https://a.test/?token=token-1", redacted: { token: 1, sid: 2 } });
  expect(lifeline("sessions", out).stdout).toContain("sid-1");
  const again = test.info().outputPath("again.jsonl");
  lifeline("convert", out, "-o", again);
  expect(readFileSync(again, "utf8")).toBe(text);
});

test("convert packs a file whose name ends in .gz, and replaces what own patterns find", () => {
  const [input, out] = files("out.jsonl.gz");
  expect(lifeline("convert", input, "-o", out, "--pattern", "ORD-\\d+").status).toBe(0);
  expect(gunzipSync(readFileSync(out)).toString()).toContain('42[\\"order\\",\\"match-1\\"]');
});

test("convert writes a HAR file, also packed, that has the same packets", () => {
  const [input, out] = files("out.har.gz");
  expect(lifeline("convert", input, "-o", out).status).toBe(0);
  const { log } = JSON.parse(gunzipSync(readFileSync(out)).toString());
  expect(log.version).toBe("1.2");
  expect(JSON.stringify(log)).not.toMatch(/canary/i);
  expect(lifeline("convert", input, "-o", out, "--no-redact").status).toBe(0);
  expect(lifeline("packets", out, "--json").stdout).toBe(lifeline("packets", input, "--json").stdout);
});

test("convert --no-redact keeps every byte", () => {
  const [input, out] = files("out.jsonl");
  expect(lifeline("convert", input, "-o", out, "--no-redact")).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(readFileSync(out)).toEqual(readFileSync(input));
});

test("a file that cannot be written leaves nothing behind", () => {
  const [input, out] = files("none/out.jsonl");
  const { status, stderr } = lifeline("convert", input, "-o", out);
  expect([status, stderr]).toEqual([2, expect.stringContaining("out.jsonl")]);
  expect(readdirSync(dirname(input))).toEqual(["in.jsonl"]);
});

test("draw and compare -o have no secrets, unless --no-redact keeps them; a session is named by its own sid", () => {
  const [input, out] = files("out.svg");
  for (const [args, hasSid] of [
    [["draw", input, "--session", "sidCanary0123"], false],
    [["draw", input, "--session", "sidCanary0123", "--no-redact"], true],
    [["compare", input, input], false],
    [["compare", input, input, "--no-redact"], true],
  ] as const) {
    expect(lifeline(...args, "-o", out), args.join(" ")).toEqual({ status: 0, stdout: "", stderr: "" });
    const drawn = readFileSync(out, "utf8");
    expect(/canary/i.test(drawn), args.join(" ")).toBe(hasSid);
    expect(drawn.includes("redacted: secrets are pseudonyms"), args.join(" ")).toBe(!hasSid);
  }
});

test("a diagram as Mermaid or text, printed too, has no secrets, unless --no-redact keeps them", () => {
  for (const ending of ["mmd", "txt"]) {
    const [input, out] = files(`out.${ending}`);
    for (const [keeps, hasSid] of [[[], false] as const, [["--no-redact"], true] as const]) {
      const printed = lifeline("draw", input, ...keeps).stdout;
      lifeline("draw", input, "-o", out, ...keeps);
      for (const drawn of [printed, readFileSync(out, "utf8")]) expect(/canary/i.test(drawn), ending).toBe(hasSid);
    }
  }
});

test("what is printed has its secrets, unless --redact replaces them", () => {
  const [input] = files("");
  for (const command of ["sessions", "packets", "check"]) {
    expect(lifeline(command, input, "--redact").stdout, command).not.toMatch(/canary/i);
  }
  expect(lifeline("packets", input, "--json").stdout).toContain("sidCanary0123");
  expect(lifeline("packets", input, "--json", "--redact").stdout).toContain("sid-1");
});

test("a call of convert that is wrong says what is", () => {
  const [input] = files("");
  const wrong = (...args: readonly string[]) => lifeline("convert", input, ...args).stderr;
  expect(wrong()).toContain("convert needs a file to write: -o OUT with the ending .jsonl, .har");
  expect(wrong("-o", "out.txt")).toContain("convert writes .jsonl, .har files");
  expect(wrong("-o", input)).toContain("is the file to read");
  expect(wrong("-o", "out.jsonl", "--pattern", "(")).toContain("--pattern “(” is no regular expression");
  expect(wrong("-o", "out.jsonl", "--no-redact", "--redact")).toContain("--no-redact keeps all secrets");
});
