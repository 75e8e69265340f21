// Ladders as text for a terminal: a line for each row, cut to the width, with colours only where they are wanted.

import { expect, test } from "@playwright/test";
import { sayEnglish } from "../../../src/findings/catalogue.ts";
import { Findings } from "../../../src/findings/findings.ts";
import { textLines } from "../../../src/formats/text.ts";
import { english, translationFor } from "../../../src/messages/messages.ts";
import { COLUMN, COLUMNS } from "../../../src/text/columns.ts";
import { OPENED, play } from "../session/ladder-text.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences
const COLOUR = /\x1b\[\d+m/g;

function drawn(ladder: string, width: number, { colour = false, t = english } = {}): string[] {
  const store = play(ladder);
  const findings = { all: new Findings(store).all(), say: sayEnglish };
  return [...textLines(store, { scope: { kind: "all" }, http: true, findings, t }, { width, colour })];
}

test("a session is a line for each row, under the heads of its steps", () => {
  expect(drawn(`${OPENED}w1 > 421["ask",{"a":1}]\nw1 < 431["yes"]\n`, 100)).toEqual([
    "localhost:3000",
    "Engine.IO 4 · Socket.IO 5 · recorded 2023-11-14 22:13:20 UTC · 60 ms · 1 session · 5 packets",
    "",
    "2 Handshake · 20 ms",
    " 0.000   websocket    → GET  /socket.io/?EIO=4&transport=websocket",
    " 0.010   websocket    ← 101  Switching Protocols 10 ms",
    " 0.020   websocket    ← 0    open 86 B",
    "                        sid eYk3_1Vd0pTqWmZcAAAB · upgrades none",
    "                        ping every 25 s · timeout 20 s · heartbeat from server",
    "",
    "5 Messages · websocket",
    " 0.030   websocket    → 40   connect / 2 B",
    " 0.040   websocket    ← 40   connect / sid s 13 B",
    " 0.050   websocket    → 42   ask #1 a 1 18 B",
    ' 0.060   websocket    ← 43   ack #1 "yes" 10 ms 10 B',
  ]);
});

test("no line is wider than it may be, also with wide characters, and without colours the text is the same", async () => {
  const t = await translationFor("ja");
  const wide = `${OPENED}w1 > 42["会話","${"日本語のとても長い文 ".repeat(20)}"]\nw1 > 42["${"long words ".repeat(30)}"]\nw1 < 44{"message":"${"拒否".repeat(40)}"}\n`;
  for (const width of [20, 40, 80, 120]) {
    const plain = drawn(wide, width, { t });
    expect(Math.max(...plain.map((line) => COLUMNS.of(line, COLUMN)))).toBeLessThanOrEqual(width);
    expect(plain.join("")).not.toContain("\x1b");
    const coloured = drawn(wide, width, { t, colour: true });
    expect(coloured.map((line) => line.replace(COLOUR, "").trimEnd())).toEqual(plain);
  }
  expect(COLUMNS.of("日本 ab→", COLUMN)).toBe(8);
});

test("control characters of a trace are signs, and what is found stands below its row", () => {
  const lines = drawn(`${OPENED}w1 > 42["\\u001b[31mred\\u0007"]\nw1 < 44{"message":"\\u001b]0;title"}\n`, 100, { colour: true });
  expect(lines.join("\n").replace(COLOUR, "")).not.toMatch(/[^\P{Cc}\n]/u);
  expect(lines.join("\n")).toContain("␛[31mred␇");
  expect(lines.find((line) => line.includes("▲ The application refused"))).toContain("\x1b[33m");
});
