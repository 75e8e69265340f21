import { expect, test } from "@playwright/test";
import { RowPositions } from "../../../src/diagram/rows/row-positions.ts";
import { TimeScale } from "../../../src/panel/ladder/time-scale.ts";
import { Settings } from "../../../src/panel/settings.ts";
import { ladderOf } from "../diagram/support.ts";
import { play } from "../session/ladder-text.ts";

const SESSION = 'w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A","upgrades":[]}\n';

/** The time scale of a ladder without a page: `kept` has what stays in its place with each change. */
function scaled() {
  const store = play(SESSION + '+990\nw1 < 42["tick"]\n'.repeat(50));
  const settings = new Settings(() => {});
  const kept: { readonly at: number; readonly below: number }[] = [];
  const ladder = {
    rows: ladderOf(store),
    top: 0,
    viewport: 600,
    follow: false,
    keepMoment(at: number, below: number, change: () => void) {
      change();
      ladder.rows = ladderOf(store, { scale: settings.scale, silence: settings.silence });
      kept.push({ at, below });
    },
  };
  return { store, settings, ladder, kept, timeScale: new TimeScale({ store, settings }, ladder, () => {}) };
}

test("zooming turns the time scale on, then makes it finer and coarser", () => {
  const { settings, timeScale } = scaled();
  timeScale.zoom(1, null);
  const fair = settings.scale ?? 0;
  expect(fair).toBeGreaterThan(0);
  timeScale.zoom(1, null);
  expect(settings.scale).toBeGreaterThan(fair);
  timeScale.zoom(-1, null);
  expect(settings.scale).toBeCloseTo(fair, 9);
});

test("the moment under the pointer stays under it", () => {
  const { ladder, kept, timeScale } = scaled();
  timeScale.setOn(true);
  ladder.top = 300;
  const at = new RowPositions(ladder.rows).momentAt(450);
  timeScale.zoom(2, 450);
  expect(kept).toEqual([{ at, below: 150 }]);
});

test("a wheel zooms by a step a notch, a touchpad by a step for many small ways", () => {
  const { settings, timeScale } = scaled();
  timeScale.setOn(true);
  const fair = settings.scale ?? 0;
  timeScale.wheel(-100, 100);
  expect(settings.scale).toBeGreaterThan(fair);
  timeScale.wheel(100, 100);
  expect(settings.scale).toBeCloseTo(fair, 9);
  for (let i = 0; i < 8; i++) timeScale.wheel(-1, 100);
  expect(settings.scale).toBeCloseTo(fair, 9);
  for (let i = 0; i < 16; i++) timeScale.wheel(-1, 100);
  expect(settings.scale).toBeGreaterThan(fair);
});

test("dragging selects the time between both ends, zooms to it and counts its packets", async () => {
  const { store, settings, ladder, timeScale } = scaled();
  timeScale.setOn(true);
  const [from, until] = [10, 20].map((i) => store.entries.at(store.entries.length - i)).reverse();
  if (from === undefined || until === undefined) throw new Error("entries are missing");
  const y = (at: number) => new RowPositions(ladder.rows).middleAt(at);
  timeScale.hold(y(until));
  timeScale.drag(y(from));
  expect(timeScale.range).toEqual({ from, until, packets: null });
  expect(timeScale.letGo(y(from))).toBe(true);
  await expect.poll(() => timeScale.range?.packets).toBe(11);
  expect((until - from) * (settings.scale ?? 0)).toBeLessThanOrEqual(600);
  expect((until - from) * (settings.scale ?? 0)).toBeGreaterThan(200);
});

test("a click on the ruler is no drag, and a drag that is canceled selects nothing", () => {
  const { timeScale } = scaled();
  timeScale.setOn(true);
  timeScale.hold(100);
  timeScale.drag(102);
  expect(timeScale.letGo(102)).toBe(false);
  expect(timeScale.range).toBeNull();
  timeScale.hold(100);
  timeScale.drag(200);
  expect(timeScale.letGo(null)).toBe(false);
  expect(timeScale.range).toBeNull();
});

test("the whole trace fits the viewport, and nothing is selected then", () => {
  const { settings, timeScale } = scaled();
  timeScale.fit();
  expect(50_000 * (settings.scale ?? 0)).toBeLessThanOrEqual(600);
  expect(50_000 * (settings.scale ?? 0)).toBeGreaterThan(200);
  expect(timeScale.range).toBeNull();
});
