import { expect, test } from "@playwright/test";
import type { TraceHeader, WireEvent, WsFrame } from "../../../src/wire/event.ts";
import { Log } from "../../../src/wire/log.ts";

const HEADER: TraceHeader = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2026-11-22T14:02:11.204Z" };
const frame = (text: string, at = 1.5): WsFrame => ({ kind: "ws-frame", at, id: 'a"b', direction: "sent", opcode: 1, body: { text } });

function text(log: Log): string {
  const decoder = new TextDecoder();
  return log
    .chunks()
    .map((chunk) => decoder.decode(chunk, { stream: true }))
    .join("");
}

test("the chunks joined are a header line and one line for each event", () => {
  const log = new Log(HEADER);
  const events: WireEvent[] = [
    { kind: "note", at: 1, what: "late", text: "é\n" },
    frame('42["q\\u0000",\u2028"😀"]\n'),
    frame('42["\\\\ quoted \\" and plain",1]'),
    { ...frame("3"), direction: "received" },
    frame("control \u0007"),
    { ...frame(""), opcode: 2, body: { base64: "AAE=" } },
    { kind: "gap", at: 2, until: 3, reason: "cleared" },
  ];
  for (const event of events) log.append(event);
  expect(text(log)).toBe([HEADER, ...events].map((value) => `${JSON.stringify(value)}\n`).join(""));
  expect(log.byteLength).toBe(new TextEncoder().encode(text(log)).length);
});

test("reads a line by its position, across many chunks and for a line larger than a chunk", () => {
  const log = new Log(HEADER);
  const sizes = [10, 700_000, 3_000_000, 0, 400_000, 10, 1_048_576, 5];
  const refs = sizes.map((size, i) => log.append(frame("é".repeat(size), i)));
  expect(log.chunks().length).toBeGreaterThan(3);
  for (const [i, ref] of refs.entries()) {
    const event = log.read(ref);
    expect(event.at).toBe(i);
    expect(event.kind === "ws-frame" && "text" in event.body && event.body.text.length).toBe(sizes[i]);
  }
});

test("keeps a line of a file byte for byte", () => {
  const log = new Log(HEADER);
  const line = '{"kind":"note", "at":5.0,"what":"mark","later":[1]}';
  const ref = log.appendLine(new TextEncoder().encode(line));
  expect(text(log).split("\n")[1]).toBe(line);
  expect(log.read(ref)).toMatchObject({ kind: "note", at: 5, what: "mark" });
});
