// A part of a ladder is drawn while the rows of the whole trace are being made in steps.

import { expect, test } from "@playwright/test";
import { partAround } from "../../../../src/diagram/rows/part.ts";
import type { Row } from "../../../../src/diagram/scene/scene.ts";
import type { Store } from "../../../../src/session/store.ts";
import { play } from "../../session/ladder-text.ts";
import { DrawnLadder, ladderOf } from "../support.ts";

const HEAD = `
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
`;
const ALL = { scope: { kind: "all" }, http: true } as const;

/** A conversation of so many messages, with a heartbeat after each hundredth. */
function talk(messages: number): Store {
  const lines = Array.from({ length: messages }, (_, i) => `w1 < 42["tick",${i}]${i % 100 === 99 ? "\nw1 < 2\nw1 > 3" : ""}`);
  return play(HEAD + lines.join("\n"));
}

/** Rows as they are drawn, with their y from that of the first of them. */
const drawn = (rows: readonly Row[]) => rows.map((row) => ({ ...row, y: row.y - (rows[0]?.y ?? 0) }));

test("the rows of a part are those of the whole ladder around the place, with the same times", () => {
  const store = talk(5000);
  const whole = ladderOf(store);
  const part = partAround(store, ALL, 2500);
  const some = ladderOf(store, { part });
  expect(some.length).toBeGreaterThan(700);
  expect(some.length).toBeLessThan(900);
  const middle = some.scene(5000, 6000).rows.filter(({ kind }) => kind === "packet");
  const same = new Set(middle.map(({ key }) => key));
  expect(middle.length).toBeGreaterThan(20);
  expect(drawn(whole.whole().rows.filter(({ key }) => same.has(key)))).toEqual(drawn(middle));
  expect(some.scene(0, 100).timeHead).toBe(whole.scene(0, 100).timeHead);
});

test("a part at the end of a trace grows with it, and another one does not", () => {
  const store = talk(2000);
  const [end, middle] = [store.entries.length - 1, 900].map((place) => ladderOf(store, { part: partAround(store, ALL, place) }));
  const before = [end?.length, middle?.length];
  const last = store.entries.at(store.entries.length - 1);
  store.push({ kind: "ws-frame", at: last + 1, id: "w1", direction: "received", opcode: 1, body: { text: '42["later"]' } });
  for (const ladder of [end, middle]) ladder?.sync();
  expect([end?.length, middle?.length]).toEqual([(before[0] ?? 0) + 1, before[1]]);
});

test("a part of one session begins where the session is, wherever the ladder was", () => {
  const store = play(
    `${HEAD}${'w1 < 42["a"]\n'.repeat(3000)}w2 open ?EIO=4&transport=websocket\nw2 101\nw2 < 0{"sid":"B","upgrades":[]}\nw2 > 42["b"]`,
  );
  const session = store.sessions.find(({ sid }) => sid === "B");
  if (!session) throw new Error("no session B");
  const scope = { kind: "session", session } as const;
  const rows = ladderOf(store, { scope, part: partAround(store, { scope, http: true }, 10) }).whole().rows;
  expect(rows.map(({ key }) => key)).toEqual(
    ladderOf(store, { scope })
      .whole()
      .rows.map(({ key }) => key),
  );
});

test("rows made in steps, between which entries arrive early and late, are those made at once", () => {
  const store = talk(3000);
  const ladder = new DrawnLadder(store);
  const steps = ladder.syncing();
  const at = store.entries.at(store.entries.length - 1);
  const push = (time: number, text: string) =>
    store.push({ kind: "ws-frame", at: time, id: "w1", direction: "received", opcode: 1, body: { text } });
  let count = 0;
  for (let step = steps.next(); !step.done; step = steps.next()) {
    count++;
    expect(step.value).toBeGreaterThan(0);
    expect(step.value).toBeLessThan(1);
    if (count === 3) push(at + 5, '42["new"]');
    if (count === 4) push(at - 29_000, '42["late"]');
  }
  expect(count).toBeGreaterThan(5);
  expect(ladder.pending).toBe(0);
  expect(ladder.whole().rows).toEqual(ladderOf(store).whole().rows);
});
