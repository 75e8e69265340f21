// Statistics as CSV, JSON and text, and the command that prints them.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { csv, statisticsLines, statisticsRecords } from "../../../src/formats/statistics.ts";
import { Statistics } from "../../../src/statistics/statistics.ts";
import { linesOf } from "../../../src/wire/save.ts";
import { toEnd } from "../../../src/wire/steps.ts";
import { play } from "../session/ladder-text.ts";

const CLI = fileURLToPath(new URL("../../../dist/cli.mjs", import.meta.url));
const TALK = `
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40
w1 < 40{"sid":"s"}
w1 > 420["order",{"id":1}]
+990
w1 < 430["ok"]
w1 < 42["=cmd|'/c calc'!A1"]
w1 < 42["say \\"hi\\", you"]
w1 < 2
w1 > 3
`;

function statisticsOf(ladder: string): Statistics {
  const statistics = new Statistics(play(ladder));
  toEnd(statistics.syncing());
  return statistics;
}

test("a record has the count, the part of all bytes, the rate and the time to the ACK", () => {
  const [order] = statisticsRecords(statisticsOf(TALK), "events");
  expect(order).toEqual({
    event: "order",
    namespace: "/",
    direction: "sent",
    count: 1,
    bytes: 21,
    share: 0.323,
    perSecond: 0.935,
    asked: 1,
    unanswered: 0,
    waiting: 0,
    p50: 1000,
    p95: 1000,
    max: 1000,
  });
});

test("sessions and heartbeats are counted by session, and who pings is said", () => {
  const statistics = statisticsOf(TALK);
  expect(statisticsRecords(statistics, "sessions")).toMatchObject([
    { number: 1, session: "A", sent: 3, received: 6, state: "open", asked: 1 },
  ]);
  expect(statisticsRecords(statistics, "heartbeats")).toMatchObject([{ session: "A", pinger: "server", asked: 1, p50: 10 }]);
  expect(statisticsRecords(statisticsOf(TALK.replace(/w1 < 2\s+w1 > 3/, "")), "heartbeats")).toEqual([]);
});

test("CSV quotes what needs it, ends lines as RFC 4180 says, and lets no name be a formula", () => {
  const lines = csv(statisticsRecords(statisticsOf(TALK), "events")).split("\r\n");
  expect(lines[0]).toBe("event,namespace,direction,count,bytes,share,perSecond,asked,unanswered,waiting,p50,p95,max");
  expect(lines[2]).toMatch(/^'=cmd\|'\/c calc'!A1,\/,received,1,/);
  expect(lines[3]).toMatch(/^"say ""hi"", you",\//);
  expect(lines.at(-1)).toBe("");
  expect(csv([{ a: "-1+2", b: "\t=1", c: "+1", d: "@x", e: "\r=1", f: -5, g: null, h: "a\nb" }])).toBe(
    `a,b,c,d,e,f,g,h\r\n'-1+2,'\t=1,'+1,'@x,"'\r=1",-5,,"a\nb"\r\n`,
  );
});

test("lines for a terminal are aligned, without control characters, and short", () => {
  const [heading, order, ...rest] = statisticsLines(statisticsOf(TALK.replace('"order"', `"\\u001b[31m${"x".repeat(90)}"`)), "events");
  expect(heading).toMatch(/^event +namespace +direction +count +bytes/);
  expect(order).toMatch(/^␛\[31mx+… {2}\/ +sent +1 .* 1\.00 s$/);
  for (const line of rest) expect(line.indexOf("/ ", 40)).toBe(heading?.indexOf("namespace"));
});

test("the command prints the table that is asked for, and refuses another", () => {
  const file = test.info().outputPath("talk.lifeline");
  writeFileSync(file, [...linesOf(play(TALK).log)].map((piece) => Buffer.from(piece).toString()).join(""));
  const run = (...args: string[]) => spawnSync(process.execPath, [CLI, "statistics", file, ...args], { encoding: "utf8" });
  expect(run().stdout).toMatch(/^event .*\norder /);
  expect(run("--csv", "--of", "sessions").stdout).toMatch(/^number,session,.*\r\n1,A,/);
  expect(run("--json", "--of", "heartbeats").stdout).toMatch(/^\{"number":1,"session":"A",/);
  const { status, stderr } = run("--of", "clients");
  expect([status, stderr]).toEqual([2, "lifeline: there is no table “clients”: --of takes events, sessions, heartbeats\n"]);
});
