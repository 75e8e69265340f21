// Prints how many bytes the page hook allocates for a frame while nothing is recorded. Its listener is called here without a browser's event,
// which would allocate more than the hook. It needs a process of its own, with --expose-gc: after other tests the engine compiles less of the hook.

import { startHook } from "../../../src/capture/page/hook.ts";
import { fileReaderClass, socketClass } from "./browser-classes.ts";

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

const listener = idleListener();
await Promise.resolve();
const event = Object.defineProperty(new MessageEvent("message", { data: '42["tick"]' }), "isTrusted", { value: true });
const FRAMES = 5_000;
const frames = () => {
  for (let i = 0; i < FRAMES; i++) listener(event);
};
frames();
const measured = Array.from({ length: 5 }, () => {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  frames();
  return (process.memoryUsage().heapUsed - before) / FRAMES;
});
process.stdout.write(`${Math.min(...measured)}`);
