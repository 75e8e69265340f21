import { expect, test } from "@playwright/test";
import { layOutPanel, type Panes } from "../../../src/panel/panel-layout.ts";

const PRESET: Panes = { sessions: 240, sessionsOpen: true, details: 340, detailsBelow: 306, drawer: 260, lifelines: null };
const laidOut = (width: number, height: number, open: boolean, panes: Partial<Panes> = {}) =>
  layOutPanel(width, height, open, { ...PRESET, ...panes });

test("a wide panel has its sessions and its details beside the ladder", () => {
  expect(laidOut(1280, 600, false)).toEqual({
    narrow: false,
    detailsBelow: false,
    stepRows: false,
    sessions: { size: 240, least: 160, most: 480 },
    details: { size: 340, least: 240, most: 452 },
    drawer: { size: 260, least: 80, most: 360 },
    room: 1040,
    stripWidth: 28,
    ladderWidth: 1012,
  });
  expect(laidOut(1280, 600, true)).toMatchObject({ detailsBelow: false, room: 700, stripWidth: 28, ladderWidth: 672 });
});

test("details open below the ladder where it would get under 640 px beside them, if the panel is high enough", () => {
  expect(laidOut(1248, 500, true)).toMatchObject({ detailsBelow: false, ladderWidth: 640 });
  expect(laidOut(1247, 500, true)).toMatchObject({ detailsBelow: true, room: 1007 });
  expect(laidOut(1247, 499, true)).toMatchObject({ detailsBelow: false, room: 667 });
  expect(laidOut(899, 400, true)).toMatchObject({ detailsBelow: true, room: 659 });
  expect(laidOut(899, 399, true)).toMatchObject({ detailsBelow: false });
});

test("details open below the ladder in a low panel too, where the ladder would get under 320 px beside them", () => {
  expect(laidOut(828, 300, true)).toMatchObject({ detailsBelow: false, details: { least: 240, most: 256 } });
  expect(laidOut(811, 300, true)).toMatchObject({ detailsBelow: true, room: 571 });
  expect(laidOut(350, 388, true)).toMatchObject({ detailsBelow: true, details: { size: 148 }, ladderWidth: 338 });
});

test("opening the details turns no diagram: the steps keep their column or their rows, and the strip its width, in any panel", () => {
  for (let width = 200; width <= 1600; width += 7) {
    for (const height of [250, 399, 450, 600, 900]) {
      for (const panes of [{}, { sessionsOpen: false }, { sessions: 480, details: 700, detailsBelow: 900 }]) {
        const [closed, open] = [laidOut(width, height, false, panes), laidOut(width, height, true, panes)];
        expect({ ...open, room: 0, ladderWidth: 0 }, `${width} × ${height}`).toEqual({
          ...closed,
          room: 0,
          ladderWidth: 0,
          drawer: open.drawer,
        });
        // With a column of steps, a ladder has 560 px or more.
        if (!open.stepRows) expect(open.ladderWidth, `${width} × ${height}`).toBeGreaterThanOrEqual(560);
      }
    }
  }
});

test("a panel under 640 px wide has its sessions above the ladder and a narrow strip", () => {
  expect(laidOut(639, 700, false)).toMatchObject({
    narrow: true,
    detailsBelow: true,
    stepRows: true,
    room: 639,
    stripWidth: 12,
    ladderWidth: 627,
  });
  expect(laidOut(640, 700, false)).toMatchObject({ narrow: false, room: 400, stripWidth: 12, stepRows: true });
});

test("a drawer leaves the ladder its head and five rows, above details that are below it too", () => {
  expect(laidOut(1280, 400, false, { drawer: 900 }).drawer).toEqual({ size: 160, least: 80, most: 160 });
  expect(laidOut(700, 700, true, { drawer: 900 }).drawer).toEqual({ size: 154, least: 80, most: 154 });
  expect(laidOut(700, 500, true, { drawer: 900 }).drawer.size).toBe(80);
});

test("what was dragged is limited to the room that there is", () => {
  expect(laidOut(1280, 600, true, { sessions: 5, details: 5 })).toMatchObject({ sessions: { size: 160 }, details: { size: 240 } });
  expect(laidOut(1280, 600, true, { sessions: 900, details: 900 })).toMatchObject({ sessions: { size: 480 }, details: { size: 452 } });
  expect(laidOut(700, 500, true, { detailsBelow: 900 })).toMatchObject({ details: { size: 260, least: 120, most: 260 } });
  expect(laidOut(1280, 600, true, { sessionsOpen: false })).toMatchObject({ sessions: { size: 0 }, room: 940 });
});

test("the ladder is never under 240 px wide", () => {
  expect(laidOut(0, 0, false).ladderWidth).toBe(240);
});
