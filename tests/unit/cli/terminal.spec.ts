// What the command line sends to a terminal: nothing of a file or a call may steer it, and a line stays a line.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { wireEvents } from "../session/ladder-text.ts";

const CLI = fileURLToPath(new URL("../../../dist/cli.mjs", import.meta.url));
const HEADER = '{"format":"lifeline-trace","version":1,"source":"test","createdAt":"2026-11-22T14:02:11.204Z"}';

function lifeline(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

/** The path of a trace of these lines, each a text or an event. */
function trace(lines: readonly (string | object)[], name = "some.jsonl"): string {
  const path = test.info().outputPath(name);
  writeFileSync(path, [HEADER, ...lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)))].join("\n"));
  return path;
}

/** ESC with a colour, OSC with a title, line ends, C1's CSI, a right-to-left override, an isolate, a separator, a byte order mark. */
const STEERS = "\x1b[31m\x1b]0;title\x07\r\n\x7f\x9b2J\u202etxt\u2066\u2028\u2029\u200f\ufeff";
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what may not come
const STEERING = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** A session in which every text that a server or page can choose has the characters. */
function steering() {
  const json = (value: unknown) => JSON.stringify(value);
  return wireEvents(`
    w1 open ?EIO=4&transport=websocket
    w1 101
    w1 < 0
    w1 > 40
    w1 < 42
    w1 < 42
    w1 < 9
    c1 POST ?EIO=4&transport=polling&sid=none 1
    c1 400 x`).map((event) => {
    if (event.kind === "http-body") return { ...event, body: { text: json({ code: 1, message: STEERS }) } };
    if (event.kind !== "ws-frame" || !("text" in event.body)) return event;
    const texts: Record<string, string> = {
      "0": `0${json({ sid: `sid${STEERS}`, upgrades: [], pingInterval: 25_000, pingTimeout: 20_000 })}`,
      "40": `40/name${STEERS},`,
      "42": `42/name${STEERS},${json([`event${STEERS}`, { [STEERS]: STEERS }])}`,
      "9": `9${STEERS}`,
    };
    return { ...event, body: { text: texts[event.body.text] ?? "" } };
  });
}

test("control characters and direction marks of a file reach the terminal as signs, and every record keeps one line", () => {
  const path = trace(steering(), `name${STEERS.replace(/[\r\n]/g, "")}.jsonl`);
  for (const command of ["packets", "sessions"]) {
    const [json, text] = [lifeline(command, path, "--json"), lifeline(command, path)];
    const records = json.stdout.trimEnd().split("\n");
    expect([json.status, text.status]).toEqual([0, 0]);
    expect(records.length).toBeGreaterThan(1);
    expect(text.stdout.trimEnd().split("\n")).toHaveLength(records.length);
    expect(json.stdout).not.toMatch(STEERING);
    expect(text.stdout).not.toMatch(STEERING);
    expect(text.stdout).toContain("␛[31m");
  }
});

test("JSON with escapes is equal to the values of the file", () => {
  const path = trace(steering());
  const packets = lifeline("packets", path, "--json")
    .stdout.trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(packets.map(({ socket }) => socket?.data).find(Boolean)).toEqual([`event${STEERS}`, { [STEERS]: STEERS }]);
  expect(packets[0].session).toBe(`sid${STEERS}`);
});

test("what a call and a broken file are quoted with is escaped on stderr", () => {
  const calls = [
    [STEERS],
    ["packets", `/no/such/${STEERS}`],
    ["packets", "--lang", STEERS],
    ["draw", trace([]), "-o", `x.svg`, "--session", STEERS],
    ["draw", trace([]), "-o", `x${STEERS}.pdf`],
    ["draw", trace([]), "-o", `/no/such/${STEERS}.svg`],
    ["packets", trace([]), `second${STEERS}`],
    ["packets", "--option\x1b[31m"],
  ];
  for (const call of calls) {
    const { status, stderr } = lifeline(...call);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^lifeline: [^\n]+\n$/);
    expect(stderr).not.toMatch(STEERING);
  }
  const { stderr } = lifeline("packets", trace([]), "--filter", `no:${STEERS}`);
  expect(stderr, "a sentence, the filter, and where it is wrong").toMatch(/^lifeline: [^\n]+\n {2}[^\n]+\n {2}\^+\n$/);
  expect(stderr).not.toMatch(STEERING);
});

/** Sessions without a sid, with one sid twice, with blanks, with line ends, and with the number of another. */
const SESSIONS = ["", '{"sid":"A"}', '{"sid":"A"}', '{"sid":" two  blanks "}', '{"sid":"a\\nb"}', '{"sid":"1"}'];

test("draw takes the number and, if one session has it, the sid that sessions prints", () => {
  const ladder = SESSIONS.map(
    (open, i) => `w${i} open ?EIO=4&transport=websocket @frame${i}\nw${i} 101\n${open && `w${i} < 0${open}`}\nw${i} > 42["only${i}"]`,
  );
  const path = trace(wireEvents(ladder.join("\n")));
  const printed = lifeline("sessions", path).stdout.trimEnd().split("\n");
  expect(printed.map((line) => line.slice(0, 2))).toEqual(SESSIONS.map((_, i) => `#${i + 1}`));
  const drawn = (session: string) => {
    const out = test.info().outputPath("one.svg");
    const { status, stderr } = lifeline("draw", path, "-o", out, "--session", session);
    return status === 0
      ? [...readFileSync(out, "utf8").matchAll(/only\d/g)].map(([only]) => only).filter((v, i, all) => all.indexOf(v) === i)
      : stderr;
  };
  for (const i of SESSIONS.keys()) expect(drawn(`#${i + 1}`)).toEqual([`only${i}`]);
  expect(drawn("3")).toEqual(["only2"]);
  // A sid that is a number.
  expect(drawn("1")).toEqual(["only5"]);
  expect(drawn(" two  blanks ")).toEqual(["only3"]);
  expect(drawn("a\nb")).toEqual(["only4"]);
  expect(drawn("a␊b")).toEqual(["only4"]);
  expect(drawn("A")).toBe("lifeline: several sessions have the sid “A”: choose one by its number, #2, #3\n");
  for (const none of ["7", "#0", "#7", "#A", "1.5", ""]) expect(drawn(none)).toContain("no session with the sid");
});

test("a figure that would be too long asks for what can be done", () => {
  const frames = (id: string, count: number) =>
    Array.from({ length: count }, (_, i) => ({ kind: "ws-frame", at: 2 + i, id, direction: "sent", opcode: 1, body: { text: '42["x"]' } }));
  const two = wireEvents("w1 open ?EIO=4&transport=websocket\nw2 open ?EIO=4&transport=websocket");
  const out = test.info().outputPath("long.svg");
  const whole = trace([...two, ...frames("w1", 20_001), ...frames("w2", 10)]);
  expect(lifeline("draw", whole, "-o", out).stderr).toMatch(/more than 20000 rows.* draw one session, as in --session 1/);
  expect(lifeline("draw", whole, "-o", out, "--session", "1").stderr).toMatch(/this session has more than 20000 rows.* panel/);
  expect(lifeline("draw", whole, "-o", out, "--session", "2").status).toBe(0);
});
