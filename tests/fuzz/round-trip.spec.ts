// A trace that is opened and saved is the same file, byte for byte, whatever is in it; and its frames are read as JSON.parse reads them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "@playwright/test";
import fc from "fast-check";
import { openBytes } from "../../src/formats/open.ts";
import { english } from "../../src/messages/messages.ts";
import { Store } from "../../src/session/store.ts";
import type { TraceHeader, WireEvent, WsFrame } from "../../src/wire/event.ts";
import { linesOf } from "../../src/wire/save.ts";
import { check } from "./check.ts";
import { mutateBytes, mutations } from "./mutate.ts";
import { conversations } from "./traffic.ts";

const HEADER: TraceHeader = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2026-11-22T14:02:11.204Z" };
const OPENING: WireEvent = { kind: "ws-open", at: 1_700_000_000_000, id: "7", url: "ws://a.test/socket.io/?EIO=4&transport=websocket" };
const fileOf = (lines: readonly string[], end = "\n") => Buffer.from([JSON.stringify(HEADER), ...lines].join("\n") + end);
const saved = ({ log }: Store) => Buffer.concat([...linesOf(log)]);

/** Opens a file, and saves it. */
function opened(file: Buffer): Store {
  const { store, problem } = openBytes(file, english);
  assert.ok(store, problem ?? "no store");
  assert.ok(saved(store).equals(file), "saved, it is another file");
  return store;
}

const time = fc.oneof(
  fc
    .tuple(fc.integer({ min: 2 ** 31, max: 2 ** 41 }), fc.nat(7), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([whole, digits, part]) => Number((whole + part).toFixed(digits))),
  fc.double({ min: -8.64e15, max: 8.64e15, noNaN: true }).map((at) => (at === 0 ? 0 : at)),
);
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc
    .array(fc.constantFrom('"', "\\", "\n", "\0", "\u0007", "\u001f", "/", "é", "\u2028", "😀", "\ud800", "42[", "a"), { maxLength: 12 })
    .map((parts) => parts.join("")),
);
const frame: fc.Arbitrary<WsFrame> = fc
  .record({
    at: time,
    id: fc.constantFrom("7", "8", "a b", 'q"', "é", ""),
    direction: fc.constantFrom("sent" as const, "received" as const),
    opcode: fc.constantFrom(1 as const, 2 as const),
    body: fc.oneof(
      text.map((text) => ({ text })),
      fc.base64String().map((base64) => ({ base64 })),
    ),
  })
  .map((fields) => ({ kind: "ws-frame", ...fields }));

test("a trace of random frames is saved as it was, and read as JSON.parse reads it", () => {
  check(
    fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
      const events = [OPENING, ...frames];
      const lines = events.map((event) => JSON.stringify(event));
      const store = opened(fileOf(lines));
      const live = new Store(HEADER);
      for (const event of events) live.push(event);
      assert.ok(saved(live).equals(fileOf(lines)), "recorded live, it is another file");
      for (const [line, json] of lines.entries()) {
        assert.deepEqual(store.read(line), JSON.parse(json));
        assert.deepEqual(live.read(line), JSON.parse(json));
        assert.equal(store.log.at(line), live.log.at(line));
      }
    }),
  );
});

/** Other ways to write what is the same JSON. */
const RESPELLED: readonly ((json: string) => string)[] = [
  (json) => json.replaceAll("a", "\\u0061"),
  (json) => json.replaceAll("/", "\\/"),
  (json) => json.replaceAll("\\n", "\\u000a"),
  (json) => json.replace(/"at":([^,]+),/, '"at": $1,'),
  (json) => json.replace(/"at":(\d+),/, '"at":$1.0,'),
  (json) => json.replace(/"at":(\d+\.\d+),/, '"at":$10,'),
  (json) => json.replace(/"at":(\d+\.\d+),/, '"at":$100000000000001,'),
  (json) => json.replace(/^\{"kind":"ws-frame",(.*)\}$/, '{$1,"kind":"ws-frame"}'),
  (json) => json.replace('"opcode":1', '"opcode":1,"later":[1]'),
  (json) => `${json}\r`,
  (json) => ` ${json} `,
];

test("a frame that is written in another way is saved in that way, and read as JSON.parse reads it", () => {
  check(
    fc.property(fc.array(fc.tuple(frame, fc.nat(RESPELLED.length - 1)), { maxLength: 8 }), fc.constantFrom("\n", ""), (frames, end) => {
      const lines = [JSON.stringify(OPENING), ...frames.map(([event, way]) => RESPELLED[way]?.(JSON.stringify(event)) ?? "")];
      const store = opened(fileOf(lines, end));
      for (const [line, json] of lines.entries()) assert.deepEqual(store.read(line), JSON.parse(json));
    }),
  );
});

test("a broken trace is saved as it was", () => {
  check(
    fc.property(fc.nat(conversations.length - 1), mutations(6), fc.boolean(), (conversation, mutations, isJoined) => {
      const file = fileOf((conversations[conversation] ?? []).map((event) => JSON.stringify(event)));
      const header = file.indexOf(10) + 1;
      const events = mutateBytes(file.subarray(header), mutations, () => "\n\0");
      const broken = Buffer.concat([file.subarray(0, header), events, ...(isJoined ? [file] : [])]);
      // Without any event there is nothing to open.
      if (openBytes(broken, english).store) opened(broken);
    }),
    "conversations",
  );
});

test("recorded traces are saved as they were, with line feeds of another system, blank lines and without an end", () => {
  const fixture = readFileSync(new URL("../fixtures/traces/reasons-as-sentences.jsonl", import.meta.url));
  opened(fixture);
  opened(Buffer.from(fixture.toString().replaceAll("\n", "\r\n")));
  opened(Buffer.from(fixture.toString().replaceAll("\n", "\n\n")));
  opened(Buffer.from(`\ufeff${fixture.toString().trimEnd()}`));
  for (const events of conversations) opened(fileOf(events.map((event) => JSON.stringify(event))));
});
