import { expect, test } from "@playwright/test";
import { BAND_HEIGHT, ROW_HEIGHT } from "../../../../src/diagram/rows/row-kinds.ts";
import { RowPositions } from "../../../../src/diagram/rows/row-positions.ts";
import { figure } from "../../../../src/formats/figure.ts";
import { english } from "../../../../src/messages/messages.ts";
import { play, wireEvents } from "../../session/ladder-text.ts";
import { ladderOf, rows, whole } from "../support.ts";

const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const START = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\nw1 > 40\nw1 < 40{"sid":"S"}\n+3000\n`;
/** Packets 10 ms apart, of which each other one is received. */
const burst = (packets: number) => 'w1 < 42["tick",1]\nw1 > 42["ask"]\n'.repeat(packets / 2);
/** A cell is 240 ms long, so that 24 of these packets stand in it. */
const scale = 0.1;

test("where packets are faster than rows have room, those of a cell of time stand in one band", () => {
  const text = rows(play(`${START}${burst(60)}+3000\n${burst(4)}`), { scale });
  expect(text.slice(7)).toEqual([
    "3.01 s",
    "▸ 22 packets tick, ask 11 received · 11 sent",
    "▸ 24 packets tick, ask 12 received · 12 sent",
    "▸ 14 packets tick, ask 7 received · 7 sent",
    "3.01 s",
    "← 42 tick 1",
    "→ 42 ask",
    "← 42 tick 1",
    "→ 42 ask",
  ]);
});

test("the bands of a burst stand below one another without a space, each as tall as its cell is long", () => {
  const { rows } = whole(ladderOf(play(`${START}${burst(200)}`), { scale }));
  const bands = rows.filter(({ kind }) => kind === "fold");
  expect(bands.length).toBe(9);
  expect(bands.map(({ height }) => height)).toEqual(bands.map(() => BAND_HEIGHT));
  expect(bands.map(({ y }) => y - (bands[0]?.y ?? 0))).toEqual(bands.map((_, i) => i * BAND_HEIGHT));
});

test("packets of one poll answer have one time and stand in a band at any scale", () => {
  const many = Array.from({ length: 40 }, (_, i) => `42["price",${i}]`).join("\u001e");
  const store = play(`c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN}\nc2 GET ?EIO=4&transport=polling&sid=A\n+900\nc2 200 ${many}`);
  for (const scale of [0.001, 1, 1000]) expect(rows(store, { scale }).filter((row) => /40 packets price/.test(row))).toHaveLength(1);
});

test("what is no message stands between bands as a row of its own, but a heartbeat goes into the band around it", () => {
  const text = rows(play(`${START}${burst(20)}w1 < 2\nw1 > 3\n${burst(20)}hidden\n${burst(40)}`), { scale: 0.01 });
  expect(text.slice(7)).toEqual([
    "▸ 42 packets tick, ask 21 received · 21 sent",
    expect.stringMatching(/hidden/),
    "▸ 40 packets tick, ask 20 received · 20 sent",
  ]);
});

test("a band opens into the rows of its packets and closes again", () => {
  const ladder = ladderOf(play(`${START}${burst(60)}`), { scale });
  const closed = whole(ladder);
  const band = closed.rows.find(({ kind }) => kind === "fold");
  if (!band) throw new Error("there is no band");
  ladder.toggle(band.key);
  const open = whole(ladder).rows;
  expect(open.filter(({ kind }) => kind === "packet").length).toBe(3 + 22);
  const next = open.filter(({ kind }) => kind === "fold")[1];
  expect((next?.y ?? 0) - band.y).toBe(BAND_HEIGHT + 22 * ROW_HEIGHT);
  ladder.toggle(band.key);
  expect(whole(ladder)).toEqual(closed);
});

test("bars are as long as their share of the busiest slice of all bands", () => {
  const { rows } = whole(ladderOf(play(`${START}${'w1 < 42["a"]\n'.repeat(48)}+2000\n${'+20\nw1 > 42["b"]\n'.repeat(30)}`), { scale }));
  const slices = rows.flatMap((row) => (row.kind === "fold" ? [row.slices ?? []] : []));
  expect(Math.max(...slices.flat())).toBe(1);
  const slow = slices.at(-2) ?? [];
  expect(Math.max(...slow)).toBeLessThanOrEqual(1 / 3);
  expect(slow.every((share, i) => i % 2 === 1 || share === 0)).toBe(true);
});

test("a moment and its y are each other's reverse: between rows, and in a band", () => {
  const ladder = ladderOf(play(`${START}${burst(60)}+1000\nw1 < 42["last"]`), { scale });
  const positions = new RowPositions(ladder);
  const [band] = whole(ladder).rows.filter(({ kind }) => kind === "fold");
  const last = ladder.rows.y(ladder.length - 1);
  for (const y of [(band?.y ?? 0) + 3, (band?.y ?? 0) + 15, (band?.y ?? 0) + 40, last - 50, last - 20])
    expect(Math.abs(positions.middleAt(positions.momentAt(y)) - y)).toBeLessThanOrEqual(1);
});

test("packets that come into a band move no row above it, and the ladder is that of the whole trace", () => {
  const store = play(START);
  const ladder = ladderOf(store, { scale });
  const events = wireEvents(START + burst(100)).slice(wireEvents(START).length);
  let above: unknown[] = [];
  for (const event of events) {
    store.push(event);
    ladder.sync();
    const { rows } = whole(ladder);
    const still = rows.slice(0, Math.max(0, above.length - 8)).map(({ key, y, height }) => ({ key, y, height }));
    expect(still).toEqual(above.slice(0, still.length));
    above = rows.map(({ key, y, height }) => ({ key, y, height }));
  }
  expect(whole(ladder)).toEqual(whole(ladderOf(store, { scale })));
});

test("a figure with a band of received packets only is well-formed", () => {
  const store = play(`${START}${'w1 < 42["a"]\n'.repeat(40)}`);
  const options = { scope: { kind: "all" }, http: true, scale, theme: "light", t: english } as const;
  const drawn = figure(store, "svg", options) ?? "";
  expect(drawn).toContain('class="solid received" d="M');
  expect(drawn).not.toMatch(/ d(?:=""|>|\/)/);
});
