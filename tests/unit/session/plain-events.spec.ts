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
    [globalThis, ["atob"]],
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

test("a thousand events are indexed without a decoder, a look-up by key, or a new list", () => {
  const store = opened();
  const count = (names: readonly string[]) => {
    const frames = Array.from({ length: 1000 }, (_, i) => frame(10 + i, `42["${names[i % names.length]}",{"n":${i}}]`));
    return calls(() => {
      for (const each of frames) store.push(each);
    });
  };
  // The beginning of each is compared with that of the event before. If it is another one, it is kept, and so is the name.
  expect(count(["tell"])).toEqual({ slice: 1000 });
  expect(count(["say", "tell"])).toEqual({ slice: 3000 });
  expect(store.packets).toBe(2004);
});

test("a thousand events of msgpack are indexed without a piece of their bytes, a decoder or a look-up by key", () => {
  const store = opened();
  const base64 = (n: number) => {
    // {type:2, data:["say",{n}], nsp:"/"}
    const bytes = [0x83, 0xa4, ..."type", 0x02, 0xa4, ..."data", 0x92, 0xa3, ..."say", 0x81, 0xa1, "n", n & 127, 0xa3, ..."nsp", 0xa1, "/"];
    return Buffer.from(bytes.map((byte) => (typeof byte === "string" ? byte.charCodeAt(0) : byte))).toString("base64");
  };
  const frames = Array.from({ length: 1000 }, (_, i): WsFrame => ({ ...frame(10 + i, ""), opcode: 2, body: { base64: base64(i) } }));
  const [first, ...others] = frames;
  if (first) store.push(first);
  const counts = calls(() => {
    for (const each of others) store.push(each);
  });
  expect(counts).toEqual({});
  const last = store.entries.length - 1;
  expect(store.names[store.entries.event(last)]).toEqual({ nsp: "/", name: "say" });
  expect(store.sessions[0]?.parser).toBe("msgpack");
});

test("the packets of a polling body are indexed where they stand in it", () => {
  const count = (packets: number) => {
    const store = new Store(HEADER);
    const url = "http://localhost/socket.io/?EIO=4&transport=polling&sid=A";
    store.push({ kind: "http-request", at: 1, id: "p1", method: "GET", url, headers: {}, part: "engine" });
    store.push({ kind: "http-response", at: 2, id: "p1", status: 200, statusText: "OK", headers: {} });
    const text = Array.from({ length: packets }, (_, i) => `42["say",${i}]`).join("\x1e");
    // Each looks for its end, for the time of the first one, and whether it begins as the one before.
    const { indexOf, get, slice, ...counts } = calls(() => store.push({ kind: "http-body", at: 3, id: "p1", body: { text } }));
    expect(store.packets).toBe(packets);
    return counts;
  };
  expect(count(1000)).toEqual(count(20));
});

test("names in other namespaces, and names that are found in the same place, keep their own numbers", () => {
  const store = opened();
  // "Aa" and "Ba" are as long and end the same.
  const texts = ['42["Aa"]', '42["Ba"]', '42/a,["Aa"]', '42["Aa"]', '42["Ba",1]', '42/a,["Aa"]', '42["A"]', '42["\\u0041a"]'];
  const first = store.entries.length;
  for (const [i, text] of texts.entries()) store.push(frame(10 + i, text));
  const names = texts.map((_, i) => store.names[store.entries.event(first + i)]);
  expect(names.map((event) => event && `${event.nsp} ${event.name}`)).toEqual([
    "/ Aa",
    "/ Ba",
    "/a Aa",
    "/ Aa",
    "/ Ba",
    "/a Aa",
    "/ A",
    "/ Aa",
  ]);
  expect(names[0]).toBe(names[3]);
});
