// How many rows there are of each value that a part of the filter can have.

import { expect, test } from "@playwright/test";
import { readExpression } from "../../../../src/filter/expression.ts";
import { Matches } from "../../../../src/filter/matches.ts";
import { KEYS, type Key } from "../../../../src/filter/words.ts";
import { Counts } from "../../../../src/panel/filter/counts.ts";
import { Store } from "../../../../src/session/store.ts";
import { toEnd } from "../../../../src/wire/steps.ts";
import { histories } from "../../growth.ts";
import { play } from "../../session/ladder-text.ts";

const store = play(`
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40/admin,
w1 < 40/admin,{"sid":"y"}
w1 > 42/admin,7["chat"]
w1 < 43/admin,7[]
w1 < 42["chat"]
w1 < 42["file"]
w1 < 2
w1 > 3`);

function counted(of: Store, filter = "", http = true): Counts {
  const matches = filter === "" ? undefined : new Matches(of, readExpression(filter));
  const counts = new Counts(of, { scope: { kind: "all" }, http, matches });
  toEnd(counts.syncing());
  return counts;
}
const of = (key: Key, filter = "", http = true) => Object.fromEntries(counted(store, filter, http).of(key));

test("rows are counted by each value, within a filter; of the values that a key can have, those without rows have zero", () => {
  expect(of("event")).toEqual({ chat: 2, file: 1 });
  expect(of("event", "dir:sent")).toEqual({ chat: 1 });
  expect(of("nsp")).toEqual({ "/": 2, "/admin": 4 });
  expect(of("dir", "event:chat")).toEqual({ sent: 1, received: 1 });
  expect(of("transport")).toMatchObject({ polling: 0, websocket: 11 });
  expect(of("type")).toMatchObject({ event: 3, ack: 1, message: 6, ping: 1, pong: 1, noop: 0 });
  expect(of("is")).toMatchObject({ heartbeat: 2, http: 2, unanswered: 0, binary: 0 });
  expect(of("is", "", false)).toMatchObject({ heartbeat: 2, http: 0 });
  expect(of("session", "event:file")).toEqual({ A: 1 });
  expect(of("client", "type:ping|pong")).toEqual({ A: 2 });
  expect(of("size")).toEqual({});
  expect([counted(store).count, counted(store, "event:chat").count]).toEqual([11, 2]);
});

test("the buttons count HTTP and heartbeats also where a filter hides them", () => {
  const counts = counted(store, "event:chat -is:heartbeat", false);
  expect([counts.all("http"), counts.all("heartbeat")]).toEqual([2, 2]);
});

test("the evidence of findings counts as problems, as long as they are found", () => {
  const counts = counted(store);
  const problems = (evidence: readonly number[]) => {
    counts.setProblems(new Set(evidence));
    toEnd(counts.syncing());
    return counts.of("is").get("problem");
  };
  expect([problems([3, 4]), problems([4, 5, 6]), problems([])]).toEqual([2, 3, 0]);
});

/** These change entries that are there: acks and sids come later, sessions go on, attachments are missing, packets are late or lost. */
const CHANGING = [
  "acks out of order",
  "sessions that go on after the next one began",
  "packets received that are reported late",
  "attachments",
];

for (const what of [...CHANGING, "handshakes whose answers were not recorded, and unknown sids", "sessions that are given up in silence"])
  test(`counts kept while a trace grows are those of the whole trace: ${what}`, () => {
    const events = histories[what]?.(40) ?? [];
    for (const filter of ["", "-is:problem", "client:A"]) {
      const growing = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
      const matches = filter === "" ? undefined : new Matches(growing, readExpression(filter));
      const counts = new Counts(growing, { scope: { kind: "all" }, http: true, matches });
      for (const event of events) {
        growing.push(event);
        matches?.refresh();
        toEnd(counts.syncing());
      }
      const whole = counted(growing, filter);
      const all = (one: Counts) => Object.fromEntries(KEYS.map((key) => [key, [...one.of(key)].filter(([, count]) => count > 0).sort()]));
      expect(events.length).toBeGreaterThan(30);
      expect(all(counts), filter).toEqual(all(whole));
    }
  });
