// What is known about a packet only long after it changes its own row, and no other is made anew.

import { expect, test } from "@playwright/test";
import { Store } from "../../../../src/session/store.ts";
import type { WireEvent } from "../../../../src/wire/event.ts";
import { wireEvents } from "../../session/ladder-text.ts";
import { type DrawnLadder, ladderOf, rows, whole } from "../support.ts";

const ROWS = 600;
const OPEN = (sid: string) => `0{"sid":"${sid}","upgrades":[],"pingInterval":25000000,"pingTimeout":20000}`;
const socket = (id: string) => `
  ${id} open ?EIO=4&transport=websocket @${id}
  ${id} 101 @${id}
  ${id} < ${OPEN(id)} @${id}
  ${id} > 40 @${id}
  ${id} < 40{"sid":"${id}"} @${id}`;
/** A session that asks, and then another one with many events. */
const asked = (asks = 1) => `${socket("a")}\n${Array.from({ length: asks }, (_, i) => `a > 42${i}["ask"] @a`).join("\n")}
  ${socket("b")}\n${'b < 42["tick"] @b\n'.repeat(ROWS)}`;

function played(events: readonly WireEvent[]): Store {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
  for (const event of events) store.push(event);
  return store;
}

/** How often rows were added, removed or counted anew for the last line of a trace. The ladder is the one of the whole trace then. */
function changesFor(trace: string, last: string): number {
  const events = wireEvents(`${trace}\n${last}`);
  const before = wireEvents(trace).length;
  const store = played(events.slice(0, before));
  const ladder = ladderOf(store);
  const { changes } = ladder.counts;
  for (const event of events.slice(before)) store.push(event);
  ladder.sync();
  expectSame(ladder, ladderOf(played(events)));
  return ladder.counts.changes - changes;
}

function expectSame(grown: DrawnLadder, made: DrawnLadder): void {
  const counts = (ladder: DrawnLadder) => Array.from({ length: ladder.length }, (_, row) => ladder.counts.counts(row, row + 1));
  expect(counts(grown)).toEqual(counts(made));
  expect(whole(grown)).toEqual(whole(made));
}

test("an event that turns out to get no ACK makes no row anew", () => {
  // Its own row counts as a problem, and there is one more row: the DISCONNECT or the close.
  expect(changesFor(asked(), "a > 41 @a")).toBe(2);
  expect(changesFor(asked(), "a closed @a")).toBe(2);
});

test("a scope without the event has nothing to correct", () => {
  const store = played(wireEvents(asked()));
  const [, session] = store.sessions;
  if (!session) throw new Error("one session");
  const ladder = ladderOf(store, { scope: { kind: "session", session } });
  const { changes } = ladder.counts;
  for (const event of wireEvents(`+60000\na > 41 @a`)) store.push(event);
  ladder.sync();
  expect(ladder.counts.changes).toBe(changes);
});

test("when many events get no ACK, the rows after the first 256 are made anew", () => {
  expect(changesFor(asked(256), "a > 41 @a")).toBe(257);
  expect(changesFor(asked(257), "a > 41 @a")).toBeGreaterThan(ROWS);
});

test("when a silence begins with the ACK of an event long before, the rows after the event stand", () => {
  const trace = `${asked()}\na < 430[] @a\n+26000000`;
  expect(changesFor(trace, "a closed @a")).toBeLessThan(ROWS);
});

test("when a session goes on after all, the rows before the end that it seemed to have stand", () => {
  const trace = `${socket("a").replace("25000000", "25000")}\n${'a < 42["tick"] @a\n'.repeat(ROWS)}\n+60000\n${socket("b")}`;
  expect(changesFor(trace.replaceAll(/@\w/g, ""), "a > 3")).toBeLessThan(ROWS);
});

test("when the trace is cleared, the silence before a late packet is none any more", () => {
  const silent = `${socket("a").replace("25000000", "25000")}\n+60000\na < 42["late"] @a`;
  const { at } = wireEvents(silent).at(-1) ?? { at: 0 };
  const cleared = [...wireEvents(silent), { kind: "gap", at: at + 10, until: at + 20, reason: "cleared" } as const];
  const store = played(cleared.slice(0, -1));
  const ladder = ladderOf(store);
  const { height } = ladder;
  for (const event of cleared.slice(-1)) store.push(event);
  ladder.sync();
  expect(ladder.height).toBeLessThan(height);
  expectSame(ladder, ladderOf(played(cleared)));
});

test("when a page went away, what it had given up for that is no failed attempt, and what its session got later belongs to the end", () => {
  const begun = `context appeared\n${socket("a").replaceAll(/@\w/g, "")}\na closed\n+1000\nw open ?EIO=4&transport=websocket\n+600`;
  const asked = wireEvents(begun);
  const at = (asked.at(-1)?.at ?? 0) + 600;
  const page = { documentFrame: "main", type: "page", url: "http://localhost:3000/" } as const;
  expectGrown([
    ...asked,
    { kind: "ws-closing", at, id: "w" },
    { kind: "ws-close", at: at + 1, id: "w", cause: "reported" },
    { kind: "context", at: at + 50, ...page, state: "navigated" },
  ]);
  expectGrown([
    ...wireEvents(
      `context appeared @f\nc1 GET ?EIO=4&transport=polling @f\nc1 200 ${OPEN("A")} @f\nc2 GET ?EIO=4&transport=polling&sid=A @f`,
    ),
    ...wireEvents("+60\nc2 200 6 @f\n+10"),
    { kind: "context", at: 1_700_000_000_065, ...page, documentFrame: "f", type: "iframe", parent: "main", state: "gone" },
  ]);
});

test("attempts of which it turns out one by one that they failed are folded, however the first one failed", () => {
  const asks = (id: string) => `${id} GET ?EIO=4&transport=polling\n+600`;
  const refused = (id: string) => `${id} GET ?EIO=4&transport=polling\n${id} 503 down\n+600`;
  for (const attempt of [asks, refused]) {
    const events = wireEvents(["c1", "c2", "c3", "c4", "c5", "c6"].map(attempt).join("\n"));
    expectGrown(events);
    expect(rows(played(events)).join("\n")).toMatch(/attempts 1–[45] failed/);
  }
});

/** Expects that a ladder that grows with each event equals the one that is made of all. */
function expectGrown(events: readonly WireEvent[], options: Parameters<typeof ladderOf>[1] = {}): void {
  const store = played([]);
  const ladder = ladderOf(store, options);
  for (const event of events) {
    store.push(event);
    ladder.sync();
  }
  expectSame(ladder, ladderOf(store, options));
}

test("a pong that comes late takes its ping out of a band, and the requests after it become a fold", () => {
  const page = "page http://localhost:3000/ @a\n".repeat(5);
  const ofServer = `${socket("a")}\n+1000\na < 42["x"] @a\na < 2 @a\n${page}+26000\na > 3 @a`;
  expect(rows(played(wireEvents(ofServer)), { scale: 0.05 }).join()).toContain("HTTP ×4");
  expectGrown(wireEvents(ofServer), { scale: 0.05 });
  expectGrown(wireEvents(ofServer.replace("EIO=4", "EIO=3").replace("< 2", "> 2").replace("> 3", "< 3")), { scale: 0.05 });
});
