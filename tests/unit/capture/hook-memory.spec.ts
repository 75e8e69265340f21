// What the page hook allocates for a frame while nothing is recorded. Its listener is called here without a browser's event, which would
// allocate more than the hook.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "@playwright/test";
import { startHook } from "../../../src/capture/page/hook.ts";
import { fileReaderClass, socketClass } from "./browser-classes.ts";

setFlagsFromString("--expose-gc");
const gc: () => void = runInNewContext("gc");

/** The hook's listener for messages of a websocket, while nothing is recorded. */
function idleListener(): (event: object) => void {
  let listener = (_: object): void => {};
  class Target {
    addEventListener(type: string, added: typeof listener) {
      if (type === "message") listener = added;
    }
    dispatchEvent() {}
  }
  class CloseEvent {}
  const { EventTarget } = globalThis;
  const base = Target as unknown as typeof EventTarget;
  Object.assign(globalThis, { EventTarget: Target, WebSocket: socketClass(base), FileReader: fileReaderClass(base), CloseEvent });
  startHook({
    meet: (obey) => {
      queueMicrotask(() => obey("idle"));
      return () => {};
    },
  });
  globalThis.EventTarget = EventTarget;
  new WebSocket("ws://localhost/");
  return listener;
}

test("an idle hook whose buffer is full makes no object for a frame", async () => {
  const listener = idleListener();
  await Promise.resolve();
  const event = Object.defineProperty(new MessageEvent("message", { data: '42["tick"]' }), "isTrusted", { value: true });
  const FRAMES = 5_000;
  const frames = () => {
    for (let i = 0; i < FRAMES; i++) listener(event);
  };
  frames();
  const measured = Array.from({ length: 5 }, () => {
    gc();
    const before = process.memoryUsage().heapUsed;
    frames();
    return (process.memoryUsage().heapUsed - before) / FRAMES;
  });
  // A time is a number in memory, and an item of the buffer over 100 bytes.
  expect(Math.min(...measured)).toBeLessThan(40);
});
