// What indexing a common packet does not do: most packets of a trace are events on a websocket that is open, of names that came before.

import { expect, test } from "@playwright/test";
import { Store } from "../../../src/session/store.ts";
import type { WsFrame } from "../../../src/wire/event.ts";

const HEADER = { format: "lifeline-trace", version: 1, source: "test", createdAt: "" } as const;
const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const frame = (i: number, text: string, direction: WsFrame["direction"] = "received"): WsFrame => ({
  kind: "ws-frame",
  at: 1_700_000_000_000 + i,
  id: "w1",
  direction,
  opcode: 1,
  body: { text },
});

/** A store with an open session, in which events of the names `say` and `tell` have come. */
function opened(): Store {
  const store = new Store(HEADER);
  store.push({ kind: "ws-open", at: 1_700_000_000_000, id: "w1", url: "ws://localhost/socket.io/?EIO=4&transport=websocket" });
  for (const [i, text] of [OPEN, '40{"sid":"s"}', '42["say",0]', '42["tell",0]'].entries()) store.push(frame(i, text));
  return store;
}

/** How often `run` calls some functions of JavaScript, by name. */
function calls(run: () => void): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const undo: (() => void)[] = [];
  for (const [owner, names] of [
    [String.prototype, ["slice", "indexOf", "startsWith", "split"]],
    [Map.prototype, ["get", "set", "has", "delete"]],
    [Array.prototype, ["shift", "filter", "map"]],
    [JSON, ["parse", "stringify"]],
  ] as const) {
    for (const name of names) {
      const of = owner as unknown as Record<string, (...args: unknown[]) => unknown>;
      const original = of[name] as (...args: unknown[]) => unknown;
      undo.push(() => {
        of[name] = original;
      });
      of[name] = function (this: unknown, ...args: unknown[]) {
        counts[name] = (counts[name] ?? 0) + 1;
        return original.apply(this, args);
      };
    }
  }
  try {
    run();
  } finally {
    for (const each of undo) each();
  }
  return counts;
}

test("a thousand events are indexed without a piece of their text, a decoder, a look-up by key, or a new list", () => {
  const store = opened();
  const frames = Array.from({ length: 1000 }, (_, i) => frame(10 + i, `42["${i % 2 ? "say" : "tell"}",{"n":${i}}]`));
  const counts = calls(() => {
    for (const each of frames) store.push(each);
  });
  expect(counts).toEqual({});
  expect(store.packets).toBe(1004);
});

test("names in other namespaces, and names whose sums are alike, keep their own numbers", () => {
  const store = opened();
  // "Aa" and "BB" have the same sum.
  const texts = ['42["Aa"]', '42["BB"]', '42/a,["Aa"]', '42["Aa"]', '42["BB",1]', '42/a,["Aa"]', '42["A"]', '42["\\u0041a"]'];
  const first = store.entries.length;
  for (const [i, text] of texts.entries()) store.push(frame(10 + i, text));
  const names = texts.map((_, i) => store.names[store.entries.event(first + i)]);
  expect(names.map((event) => event && `${event.nsp} ${event.name}`)).toEqual([
    "/ Aa",
    "/ BB",
    "/a Aa",
    "/ Aa",
    "/ BB",
    "/a Aa",
    "/ A",
    "/ Aa",
  ]);
  expect(names[0]).toBe(names[3]);
});
