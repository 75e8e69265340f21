// The work and the buffer of the page hook, which runs here among stand-ins for the browser's classes. What it records of real websockets is
// tested in browsers.

import { expect, test } from "@playwright/test";
import { type HookOrder, startHook } from "../../../src/capture/page/hook.ts";
import { type PageRecord, relayMessage } from "../../../src/capture/page/records.ts";
import { fileReaderClass, socketClass } from "./browser-classes.ts";

class CloseEvent extends Event {
  static {
    for (const [name, value] of Object.entries({ code: 1000, reason: "", wasClean: true }))
      Object.defineProperty(CloseEvent.prototype, name, { get: () => value });
  }
}

/** Lets what the browser dispatches happen to a socket. */
function happen(ws: EventTarget, event: Event): void {
  ws.dispatchEvent(Object.defineProperty(event, "isTrusted", { value: true }));
}
const receive = (ws: EventTarget, data: unknown) => happen(ws, new MessageEvent("message", { data }));

/** An idle hook, with the relay's part played by the test. */
function hooked() {
  const { stringify } = JSON;
  let written = 0;
  let batches: string[] = [];
  let obey = (_: HookOrder): void => {};
  JSON.stringify = ((...args: Parameters<typeof stringify>) => {
    written++;
    return stringify(...args);
  }) as typeof stringify;
  Object.assign(globalThis, { WebSocket: socketClass(), CloseEvent, FileReader: fileReaderClass() });
  startHook({
    meet: (given) => {
      obey = given;
      return (batch) => batches.push(batch);
    },
  });
  JSON.stringify = stringify;
  obey("idle");
  return {
    order: (order: HookOrder) => obey(order),
    /** How many texts were written as JSON. */
    written: () => written,
    /** The records sent since the last call. */
    records: () => {
      const records = relayMessage({ records: batches }) as readonly PageRecord[];
      batches = [];
      return records;
    },
  };
}
const open = () => new WebSocket("ws://localhost/");
const textsOf = (records: readonly PageRecord[]) =>
  records.flatMap((record) => (record.kind === "frame" && "text" in record.body ? [record.body.text] : []));

test("while recording, a text is neither written as JSON nor waits, and the batch has all of them in order", () => {
  const hook = hooked();
  hook.order("live");
  const ws = open();
  const before = hook.written();
  const texts = Array.from({ length: 1_000 }, (_, i) => `42["tick",${i}]`);
  for (const [i, text] of texts.entries()) i % 2 ? ws.send(text) : receive(ws, text);
  expect(hook.written()).toBe(before);
  hook.order("live");
  const [first, ...frames] = hook.records();
  expect(first?.kind).toBe("open");
  expect(textsOf(frames)).toEqual(texts);
  expect(frames.map(({ n }) => n)).toEqual(texts.map((_, i) => i + 2));
});

test("a text waits for the Blob before it", () => {
  const hook = hooked();
  hook.order("live");
  const ws = open();
  ws.send(new Blob(["blob"]));
  ws.send("after");
  hook.order("live");
  expect(hook.records().map(({ kind }) => kind)).toEqual(["open"]);
  hook.order("flush");
  expect(hook.records()).toMatchObject([{ body: { omitted: "navigated", bytes: 4 } }, { body: { text: "after" } }]);
});

test("an idle hook keeps how each open socket began and the last frames, drops closed sockets as a whole, and counts what it dropped", () => {
  const hook = hooked();
  const closed = open();
  receive(closed, "of a closed socket");
  const sockets = [open(), open()];
  happen(closed, new CloseEvent("close"));
  const FLOOD = 5_000;
  for (let i = 0; i < FLOOD; i++) for (const ws of sockets) receive(ws, `${i}`);
  const late = open();
  receive(late, "late");
  hook.order("live");
  const records = hook.records();
  const numbers = records.map(({ n }) => n);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(records.filter(({ kind }) => kind === "open").map((record) => "socket" in record && record.socket)).toEqual([2, 3, 4]);
  const texts = textsOf(records);
  const began = Array.from({ length: 8 }, (_, i) => [`${i}`, `${i}`]).flat();
  expect(texts.slice(0, 16)).toEqual(began);
  expect(texts.slice(-3)).toEqual([`${FLOOD - 1}`, `${FLOOD - 1}`, "late"]);
  expect(records).toHaveLength(256 + 1);
  const [lost] = records.filter(({ kind }) => kind === "lost");
  expect(lost).toMatchObject({ n: 1, frames: 2 * FLOOD + 2 - texts.length });
});

test("an idle hook with many sockets drops the oldest frame at each new one", () => {
  const hook = hooked();
  const sockets = Array.from({ length: 20 }, open);
  for (let i = 0; i < 100; i++) for (const ws of sockets) receive(ws, `${i}`);
  happen(sockets[0] as EventTarget, new CloseEvent("close"));
  for (let i = 100; i < 200; i++) for (const ws of sockets.slice(1)) receive(ws, `${i}`);
  hook.order("live");
  const records = hook.records();
  expect(records).toHaveLength(256 + 1);
  expect(records.some((record) => "socket" in record && record.socket === 1)).toBe(false);
  const last = 256 - 19 * 9;
  expect(textsOf(records).slice(-last)).toEqual(Array.from({ length: last }, (_, i) => `${199 - Math.floor((last - 1 - i) / 19)}`));
});
