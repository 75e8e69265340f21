// The work for an event does not grow with the history before it.

import { test } from "@playwright/test";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { COUNTED, type Counter, count, expectNoGrowth, histories } from "../growth.ts";
import { wireEvents } from "./ladder-text.ts";

let counter: Counter<{ readonly Store: typeof Store }>;

test.beforeAll(async () => {
  counter = await count('export { Store } from "./src/session/store.ts"');
});

test.afterAll(() => counter.stop());

/** With what a page received after all that it sent; the handshake stays where it is. */
const sentFirst = (events: WireEvent[]) => {
  const isSent = (event: WireEvent) => event.kind === "ws-frame" && event.direction === "sent";
  const first = events.findIndex(isSent);
  const later = events.slice(first);
  return [...events.slice(0, first), ...later.filter(isSent), ...later.filter((event) => !isSent(event))];
};

const SOCKET = 'w1 open ?EIO=4&transport=websocket\nw1 < 0{"sid":"A","upgrades":[],"pingInterval":25000000,"pingTimeout":20000}';
const received = (n: number) =>
  sentFirst(wireEvents(`${SOCKET}\n${'w1 > 42["x"]\nw1 < 42["y"]\n'.repeat(n)}${'w1 > 42["x"]\n'.repeat(n)}`));
const all = { ...histories, "packets received that are reported after those sent, between them and later": received };

for (const [what, events] of Object.entries(all)) {
  test(`the work for an event does not grow with the trace: ${what}`, () =>
    expectNoGrowth((length) => {
      const store = new counter.code.Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
      const all = events(length);
      for (const event of all.slice(0, -COUNTED)) store.push(event);
      return counter.runs(() => {
        for (const event of all.slice(-COUNTED)) store.push(event);
      });
    }));
}
