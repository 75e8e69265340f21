// The capture with a debugger: what it waits for before a trace is saved.

import { expect, test } from "@playwright/test";
import { DebuggerCapture } from "../../../src/capture/chromium/debugger-capture.ts";
import type { CdpMessage } from "../../../src/cdp/mapper.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { ENGINE, request, response } from "../cdp/support.ts";

/** A capture of a page with a service worker. */
async function capturing() {
  let message = (_: CdpMessage) => {};
  const target = {
    attach: async () => {},
    detach: async () => {},
    send: async () => ({}),
    listen: (listener: { message(message: CdpMessage): void }) => {
      message = listener.message;
      return () => {};
    },
  };
  const events: WireEvent[] = [];
  let state = "";
  let ids = 0;
  let passedOn = 0;
  const sink = {
    event: (event: WireEvent) => void events.push(event),
    state: (next: { state: string }) => (state = next.state),
    flush: async () => {
      passedOn = events.length;
    },
  };
  const capture = new DebuggerCapture(target, sink, { newId: () => `${++ids}`, now: () => 0 });
  await expect.poll(() => state).toBe("recording");
  const push = (method: string, params: object) => message({ method, params });
  push("Target.attachedToTarget", { sessionId: "S", targetInfo: { targetId: "sw", type: "service_worker", url: "http://a.test/sw.js" } });
  return {
    capture,
    push,
    /** A request that the service worker answers without asking the server, so that its answer waits for a hop that never comes. */
    answered: (requestId: string, at: number) => {
      const url = `${ENGINE}&t=${requestId}`;
      const { response: head, ...rest } = response(requestId, at, { url });
      push("Network.requestWillBeSent", request(requestId, at, { url }));
      push("Network.requestWillBeSentExtraInfo", { requestId, headers: {} });
      push("Network.responseReceived", {
        ...rest,
        response: { ...head, fromServiceWorker: true, serviceWorkerResponseSource: "fallback-code" },
      });
    },
    answers: () => events.filter(({ kind }) => kind === "http-response").length,
    /** How many events the sink had when it was flushed. */
    passedOn: () => passedOn,
    events,
  };
}

/** Runs `work` with timers that run in the order of their times, at once. */
async function atOnce(work: () => Promise<void>): Promise<void> {
  const { setTimeout } = globalThis;
  const timers: { readonly at: number; readonly run: () => void }[] = [];
  let now = 0;
  globalThis.setTimeout = ((run: () => void, ms: number) => timers.push({ at: now + ms, run })) as unknown as typeof setTimeout;
  let isOver = false;
  const done = work().finally(() => (isOver = true));
  for (;;) {
    await new Promise(setImmediate);
    if (isOver) break;
    const [next] = timers.sort((a, b) => a.at - b.at).splice(0, 1);
    now = next?.at ?? now;
    next?.run();
  }
  globalThis.setTimeout = setTimeout;
  await done;
}

test("flush also waits for an answer that came after the wait for an earlier one had begun", async () => {
  const { capture, answered, answers, passedOn, events } = await capturing();
  await atOnce(async () => {
    answered("r1", 1);
    answered("r2", 2);
    expect(answers()).toBe(0);
    await capture.flush();
  });
  expect(answers()).toBe(2);
  expect(passedOn()).toBe(events.length);
});
