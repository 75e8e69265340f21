// Folds, pauses, and the order in which the arrow keys visit rows.

import { expect, test } from "@playwright/test";
import { fairScale, zoomed } from "../../../../src/diagram/rows/scale.ts";
import { play, wireEvents } from "../../session/ladder-text.ts";
import { ladderOf, rows, rowText, whole } from "../support.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":300,"pingTimeout":2000}';
const BEGIN = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\nw1 > 40\nw1 < 40{"sid":"s1"}\n`;
const beat = (ms: number) => `+300\nw1 < 2\n+${ms}\nw1 > 3\n`;

test("when a fold has more than 60 heartbeats, each bar stands for two and is as high as the slower one", () => {
  const [fold] = whole(ladderOf(play(BEGIN + beat(0).repeat(2) + beat(400) + beat(0).repeat(70)))).rows.filter(
    (row) => row.kind === "fold",
  );
  const bars = fold?.kind === "fold" ? (fold.spark ?? []) : [];
  expect(bars.length).toBeLessThanOrEqual(60);
  expect(bars.map((bar) => bar > 0.5)).toEqual([true, ...bars.slice(1).map(() => false)]);
});

test("an event drawn before all its attachments came is drawn with their size afterwards", () => {
  const events = wireEvents(`${BEGIN}w1 < 452-["b",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]\nw1 < [AQID]\nw1 < [BAUG]`);
  const store = play("");
  const ladder = ladderOf(store);
  const seen: string[] = [];
  for (const event of events) {
    store.push(event);
    ladder.sync();
    const last = whole(ladder).rows.at(-1);
    if (last?.kind === "packet" && last.name === "b") seen.push(last.size ?? "");
  }
  const size = Number(seen[0]?.match(/(\d+) B/)?.[1]);
  expect(seen).toEqual([`+2 · ${size} B`, `+2 · ${size + 3} B`, `+2 · ${size + 6} B`]);
  expect(whole(ladder)).toEqual(whole(ladderOf(store)));
});

test("a late event between two heartbeats that are folded leaves the rows of the whole trace, wherever the ladder last took a note", () => {
  // The ladder notes its state every 256 entries: it does so at another entry of the second heartbeat each time.
  for (let before = 244; before < 256; before++) {
    const store = play("");
    const ladder = ladderOf(store);
    const events = wireEvents(BEGIN.replace("300", "25000") + 'w1 > 42["x"]\n'.repeat(before) + beat(0).repeat(5));
    for (const event of events) {
      store.push(event);
      ladder.sync();
    }
    store.push({ kind: "note", at: (events.at(-7)?.at ?? 0) + 5, what: "mark", text: "" });
    ladder.sync();
    expect(whole(ladder).rows.map(rowText)).toEqual(whole(ladderOf(store)).rows.map(rowText));
  }
});

test("a pause of five seconds has a row, and one of a millisecond less has none", () => {
  const last = (ms: number) => rows(play(`${BEGIN}w1 > 42["x"]\n+${ms - 10}\nw1 > 42["y"]`)).at(-2);
  expect(last(5000)).toBe("5.00 s quiet");
  expect(last(4999)).toBe("→ 42 x");
});

test("the arrow keys visit every row that can be selected, once each, in both directions", () => {
  const ladder = ladderOf(play(`${BEGIN}+6000\nw1 > 42["x"]\n${beat(0).repeat(4)}w1 > 42["y"]`));
  const walk = (step: number) => {
    const keys: number[] = [];
    for (let key = ladder.keyBelow(null, step); key !== null && !keys.includes(key); key = ladder.keyBelow(key, step)) keys.push(key);
    return keys;
  };
  const selectable = whole(ladder).rows.filter(({ kind }) => kind !== "fields" && kind !== "quiet");
  expect(selectable.length).toBeGreaterThan(6);
  expect(walk(1)).toEqual(selectable.map(({ key }) => key));
  expect(walk(-1)).toEqual(selectable.map(({ key }) => key).reverse());
  expect(ladder.keyBelow(selectable[0]?.key ?? 0, 3)).toBe(selectable[3]?.key);
});

test("the last row says that a session is connecting, is open, or that none is", () => {
  const now = (ladder: string) => {
    const drawn = ladderOf(play(ladder));
    drawn.sync(1_700_000_001_000);
    const last = whole(drawn).rows.at(-1);
    return last && rowText(last);
  };
  const words = [now("w1 open ?EIO=4&transport=websocket"), now(BEGIN), now(`${BEGIN}w1 closed`)];
  expect(words).toEqual([expect.stringMatching(/connecting/), expect.stringMatching(/^now · open/), "now · no session is open"]);
});

test("namespaces other than / have one of three stripes; the fourth namespace has the first stripe again", () => {
  const names = ["/a", "/b", "/c", "/d"];
  const store = play(BEGIN + names.map((nsp) => `w1 > 40${nsp},\n`).join("") + names.map((nsp) => `w1 > 42${nsp},["x"]\n`).join(""));
  const stripes = whole(ladderOf(store)).rows.flatMap((row) => (row.kind === "packet" && row.name === "x" ? [row.stripe] : []));
  expect(stripes).toEqual([1, 2, 3, 1]);
});

test("zooming stops at a coarsest and a finest scale", () => {
  let [fine, coarse] = [fairScale(play(BEGIN).entries), fairScale(play(BEGIN).entries)];
  for (let i = 0; i < 60; i++) [fine, coarse] = [zoomed(fine, 1), zoomed(coarse, -1)];
  expect([fine, coarse]).toEqual([1e3, 1e-6]);
});
