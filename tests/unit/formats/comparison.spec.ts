// `lifeline compare`, run as a user does.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { wireEvents } from "../session/ladder-text.ts";

const CLI = fileURLToPath(new URL("../../../dist/cli.mjs", import.meta.url));
const HEADER = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" };

/** Writes the trace of a ladder. Returns its path. */
function trace(name: string, ladder: string): string {
  const path = test.info().outputPath(name);
  writeFileSync(path, [HEADER, ...wireEvents(ladder)].map((line) => `${JSON.stringify(line)}\n`).join(""));
  return path;
}

function compare(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, "compare", ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

const begins = (sid: string) => `c1 GET ?EIO=4&transport=polling
c1 200 0{"sid":"${sid}","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
w1 open ?EIO=4&transport=websocket&sid=${sid}
`;
const GOOD = `${begins("A")}w1 101\nw1 > 2probe\nw1 < 3probe\nw1 > 5\n`;
const BAD = `${begins("B")}w1 400\nw1 closed\n`;

test("compare prints where two files part, and ends with 1", () => {
  const [good, bad] = [trace("good.lifeline", GOOD), trace("bad.lifeline", BAD)];
  const { status, stdout, stderr } = compare(good, bad);
  expect([status, stderr]).toEqual([1, ""]);
  expect(stdout).toBe(`They part in the step Upgrade, with the answer to the websocket: 101 Switching Protocols in A, 400 in B.
1 more difference comes after it.
1 of them follows from it.

A  #1  A  http://localhost:3000/socket.io/  ${good}
B  #1  B  http://localhost:3000/socket.io/  ${bad}
   ▲ upgrade-refused: The websocket was answered 400 instead of 101, so the session stays on polling.

   step      what                       A                        B
>  Upgrade   answer to the websocket    101 Switching Protocols  400
   Messages  transport of the messages  websocket                polling

Left out: ids, times of day, what events carry, heartbeats and polls one by one, how often an event comes that is frequent in both, and delays within the spread of each session's own.
`);
});

test("compare ends with 0 where nothing is different", () => {
  const [one, other] = [trace("one.lifeline", GOOD), trace("other.lifeline", `+5000\n${GOOD.replaceAll("A", "Z")}`)];
  const { status, stdout } = compare(one, other);
  expect([status, stdout.split("\n")[0]]).toEqual([0, "A and B say the same, step by step."]);
});

test("compare --json prints the contract's keys in their order", () => {
  const [good, bad] = [trace("good.lifeline", GOOD), trace("bad.lifeline", BAD)];
  const [head, ...differences] = compare(good, bad, "--json")
    .stdout.trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(Object.keys(head)).toEqual(["differences", "sentence", "remarks", "a", "b", "findings"]);
  expect(head).toMatchObject({ differences: 2, a: { file: good, session: "A", number: 1 }, b: { file: bad, session: "B", number: 1 } });
  for (const difference of differences)
    expect(Object.keys(difference)).toEqual(["step", "kind", "what", "a", "b", "first", "follows", "at"]);
  expect(differences[0]).toMatchObject({ step: "upgrade", kind: "answer", b: "400", first: true, follows: false });
  expect(differences[0].at.b).toBeGreaterThan(1e12);
  expect(differences[1]).toMatchObject({ kind: "transport", first: false, follows: true });
});

test("two sessions of one file are compared; of more, the call names two", () => {
  const second = BAD.replaceAll("c1", "c2").replaceAll("w1", "w2");
  const two = trace("two.lifeline", `${GOOD}w1 closed\n${second}`);
  expect(compare(two).stdout).toContain("101 Switching Protocols in A, 400 in B.");
  expect(compare(two, "--session", "B,A").stdout).toContain("400 in A, 101 Switching Protocols in B.");
  expect(compare(two, "--session", "2")).toMatchObject({ status: 2, stderr: expect.stringContaining("this file has 2 sessions") });
  expect(compare(two, "--session", "1,7")).toMatchObject({ status: 2, stderr: expect.stringContaining("no session with the sid “7”") });
  const three = trace(
    "three.lifeline",
    `${GOOD}w1 closed\n${second}${second.replaceAll("c2", "c3").replaceAll("w2", "w3").replaceAll("B", "C")}`,
  );
  expect(compare(three)).toMatchObject({ status: 2, stderr: expect.stringContaining("choose two of them, as in --session 1,2") });
  expect(compare(three, "--session", "2,3")).toMatchObject({ status: 0 });
  expect(compare(two, three, three)).toMatchObject({ status: 2, stderr: expect.stringContaining("is too much") });
});

test("compare -o draws both ladders side by side", () => {
  const [good, bad] = [trace("good.lifeline", GOOD), trace("bad.lifeline", BAD)];
  const [svg, html] = [test.info().outputPath("two.svg"), test.info().outputPath("two.html")];
  expect(compare(good, bad, "-o", svg)).toEqual({ status: 1, stdout: "", stderr: "" });
  const drawn = readFileSync(svg, "utf8");
  expect(drawn).toMatch(/^<svg [^>]*xmlns=/);
  for (const text of ["They part in the step Upgrade", "only A", "≠", "good.lifeline", "Switching Protocols"])
    expect(drawn).toContain(text);
  expect(compare(good, bad, "-o", html)).toMatchObject({ status: 1 });
  expect(readFileSync(html, "utf8")).toMatch(/^<!doctype html>[\s\S]*<td>answer to the websocket<\/td>/);
  expect(compare(good, bad, "-o", bad.replace(/lifeline$/, "txt"))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("is none"),
  });
  expect(compare(good, bad, "-o", test.info().outputPath("none/x.svg"))).toMatchObject({ status: 2 });
});

test("compare speaks Japanese", () => {
  const { stdout } = compare(trace("good.lifeline", GOOD), trace("bad.lifeline", BAD), "--lang", "ja");
  expect(stdout.split("\n")[0]).toBe(
    "「upgrade」の段階で分かれます。「WebSocket への応答」が A では 101 Switching Protocols、B では 400 です。",
  );
});
