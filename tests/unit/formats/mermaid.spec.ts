// Ladders as Mermaid diagrams: that Mermaid's own parser accepts them within its limits, and reads no text of a trace as syntax.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import DOMPurify from "dompurify";
import mermaidPackage from "mermaid";
import { sayEnglish } from "../../../src/findings/catalogue.ts";
import { Findings } from "../../../src/findings/findings.ts";
import { MOST_ARROWS, MOST_TEXT, mermaid } from "../../../src/formats/mermaid.ts";
import { openBytes } from "../../../src/formats/open.ts";
import { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";
import { printable } from "../../../src/text/printable.ts";
import { toEnd } from "../../../src/wire/steps.ts";
import { playCase } from "../findings/cases/case.ts";
import { CASES } from "../findings/cases.ts";
import { OPENED, play } from "../session/ladder-text.ts";

interface Read {
  /** Arrows and notes, with their texts as they are shown. */
  readonly messages: readonly { readonly from: string; readonly to: string; readonly message: string; readonly type: number }[];
  readonly actors: readonly string[];
  readonly title: string;
}

// Mermaid passes each text to DOMPurify, which needs a document. The grammar does not depend on it.
Object.assign(DOMPurify, { addHook: () => {}, sanitize: (text: string) => text });

/** What Mermaid reads in a diagram. Its own markers for entities are replaced as it does before it shows them. */
async function read(text: string): Promise<Read> {
  // Throws where the text is no diagram, or too long.
  await mermaidPackage.parse(text);
  const { db } = await mermaidPackage.mermaidAPI.getDiagramFromText(text);
  const shown = (text: string) => text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCharCode(Number(code)));
  const { getMessages, getActors, getDiagramTitle } = db as unknown as {
    getMessages(): Read["messages"];
    getActors(): Map<string, { description: string }>;
    getDiagramTitle(): string;
  };
  return {
    messages: getMessages.call(db).map((message) => ({ ...message, message: shown(message.message) })),
    actors: [...getActors.call(db).values()].map(({ description }) => shown(description)),
    title: shown(getDiagramTitle.call(db)),
  };
}

function drawn(store: Store, options: Partial<Parameters<typeof mermaid>[1]> = {}): string {
  const findings = { all: new Findings(store).all(), say: sayEnglish };
  return toEnd(mermaid(store, { scope: { kind: "all" }, http: true, findings, t: english, ...options }));
}

test("a session is drawn with its steps, arrows, answers and folds", () => {
  const beats = "+300\nw1 < 2\nw1 > 3\n".repeat(12);
  expect(drawn(play(`${OPENED}w1 > 421["ask",{"a":1}]\nw1 < 431["yes"]\n${beats}w1 closed\n`)).split("\n")).toEqual([
    "sequenceDiagram",
    "title: localhost:3000",
    "participant p1 as websocket",
    "participant S as localhost:3000",
    "note over p1,S: Engine.IO 4 · Socket.IO 5 · recorded 2023-11-14 22:13:20 UTC · 3.91 s · 1 session · 29 packets",
    "note over p1,S: 2 Handshake · 20 ms",
    "p1-)S: 0.000 GET /socket.io/?EIO=4#38;transport=websocket",
    "S-)p1: 0.010 101 Switching Protocols 10 ms",
    "S->>p1: 0.020 0 open 86 B",
    "note over p1,S: sid eYk3_1Vd0pTqWmZcAAAB · upgrades none",
    "note over p1,S: ping every 25 s · timeout 20 s · heartbeat from server",
    "note over p1,S: 5 Messages · websocket",
    "p1->>S: 0.030 40 connect / 2 B",
    "S->>p1: 0.040 40 connect / sid s 13 B",
    "p1->>S: 0.050 42 ask #35;1 a 1 18 B",
    'S-->>p1: 0.060 43 ack #35;1 "yes" 10 ms 10 B',
    "note over p1,S: 6 Heartbeat · server pings · every 25 s",
    "S->>p1: 0.370 2 ping 1 B",
    "p1-->>S: 0.380 3 pong 10 ms 1 B",
    "note over p1,S: 0.690 ping/pong ×11 10 ms 22 B",
    "note over p1,S: Close",
    "note over p1,S: 3.910 websocket closed ≈ by the server or the network: no DISCONNECT…",
    "",
  ]);
});

test("Mermaid reads the diagram of every case and every recorded fixture, each within its limits", async () => {
  test.slow();
  const folder = new URL("../../fixtures/findings/", import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith(".jsonl"));
  const stores = [
    ...CASES.map((one) => [one.rule, playCase(one.fires, one)] as const),
    ...files.map((file) => [file, openBytes(readFileSync(new URL(file, folder)), english).store] as const),
  ];
  for (const [name, store] of stores) {
    if (!store) throw new Error(name);
    const text = drawn(store);
    const { messages, actors } = await read(text);
    // Each line but the first is a title, a participant, or an arrow or a note.
    expect(actors.length + messages.length, name).toBe(text.trimEnd().split("\n").length - 2);
    expect(text.length, name).toBeLessThanOrEqual(MOST_TEXT);
  }
});

/** What Mermaid, HTML, Markdown or a terminal would read as more than text. */
const HOSTILE = [
  "end",
  "#",
  "#35;",
  "#lt;script#gt;",
  "a;b",
  ";participant Eve",
  "a\nparticipant Eve",
  "a\r\nEve->>S: hello",
  "%% comment",
  "%%{init: {'securityLevel':'loose'}}%%",
  "}%% x",
  "<b>x</b>",
  "<br>",
  "<img src=x onerror=alert(1)>",
  "wrap:x",
  "nowrap:x",
  "style x:#x;",
  "classDef x:<y>;",
  "$$x^2$$",
  "ﬂ°°60¶ß",
  "```",
  "->>",
  "a: b",
  "@{ 'type': 'database' }",
  "\u001b[31mred",
  "\u2028",
  "\u202e",
  "\\n",
  "note over p1: x",
  "x as y",
];

test("Mermaid shows texts of a trace as they are, and reads none of them as syntax", async () => {
  for (const hostile of HOSTILE) {
    const text = JSON.stringify(hostile).replace("\u2028", "\\u2028");
    const inPath = encodeURI(hostile).replaceAll("#", "%23");
    const ladder = `w1 open ?EIO=4&transport=websocket&x=${inPath}\nw1 101\nw1 < 0{"sid":${text},"upgrades":[${text}]}\nw1 > 40\nw1 < 44{"message":${text}}\nw1 > 421[${text},${text}]\nw1 < 431[${text}]\nw1 > 9${hostile.replace(/[\r\n\u2028]/g, "")}\n`;
    const drawing = drawn(play(ladder), { title: hostile });
    const { messages, actors, title } = await read(drawing);
    expect(actors, hostile).toEqual(["websocket", "localhost:3000"]);
    expect(actors.length + messages.length, hostile).toBe(drawing.trimEnd().split("\n").length - 2);
    expect(title, hostile).toBe(printable(hostile));
    const [event] = messages.filter(({ message }) => / 42 /.test(message));
    expect(event?.message, hostile).toContain(` 42 ${printable(hostile)} #1 `);
  }
});

test("of 10,000 mixed packets, the beginning, what proves the findings and the end are drawn; notes say what is left out", async () => {
  const lines = Array.from({ length: 10_000 }, (_, i) => {
    const way = i % 3 === 0 ? ">" : "<";
    if (i === 5000) return "w1 > 40/admin,";
    if (i === 5001) return 'w1 < 44/admin,{"message":"nobody"}';
    if (i % 10 === 1) return `w1 > 42${i}["ask","${"本".repeat(i % 40)}"]`;
    return i % 10 === 2 ? `w1 < 43${i - 1}[{"#":"a;b%%"}]` : `w1 ${way} 42["event-${i % 7}",{"n":${i},"text":"${"<x>&".repeat(i % 30)}"}]`;
  });
  const store = play(`${OPENED}${lines.join("\n")}\n`);
  const text = drawn(store);
  const { messages } = await read(text);
  const arrows = messages.filter(({ from, to }) => from !== to && from && to);
  expect(text.length).toBeLessThanOrEqual(MOST_TEXT);
  expect(text.length).toBeGreaterThan(MOST_TEXT * 0.9);
  expect(arrows.length).toBeLessThanOrEqual(MOST_ARROWS);
  const texts = messages.map(({ message }) => message);
  expect(texts.some((one) => one.startsWith("2 Handshake"))).toBe(true);
  expect(texts.filter((one) => one.includes("nobody"))).toHaveLength(2);
  expect(texts.filter((one) => one.startsWith("rows left out here: "))).toHaveLength(2);
  expect(texts[0]).toMatch(/^shortened for Mermaid: [\d\s]+ of [\d\s]+ rows left out · /);
  expect(messages.at(-1)?.message).toContain(" n 9999 ");
});
