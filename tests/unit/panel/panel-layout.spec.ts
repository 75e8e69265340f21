import { expect, test } from "@playwright/test";
import { layOutPanel } from "../../../src/panel/panel-layout.ts";

test("a wide panel has its sessions and its details beside the ladder", () => {
  expect(layOutPanel(1280, 600, false)).toEqual({ narrow: false, detailsBelow: false, room: 1072, stripWidth: 28, ladderWidth: 1044 });
  expect(layOutPanel(1280, 600, true)).toEqual({ narrow: false, detailsBelow: false, room: 768, stripWidth: 28, ladderWidth: 740 });
});

test("details open below the ladder in a panel under 900 px wide that is 400 px high or more", () => {
  expect(layOutPanel(899, 400, true)).toMatchObject({ detailsBelow: true, room: 691 });
  expect(layOutPanel(899, 399, true)).toMatchObject({ detailsBelow: false, room: 387 });
  expect(layOutPanel(900, 400, true)).toMatchObject({ detailsBelow: false, room: 388 });
});

test("a panel under 640 px wide has its sessions above the ladder and a narrow strip", () => {
  expect(layOutPanel(639, 700, false)).toEqual({ narrow: true, detailsBelow: true, room: 639, stripWidth: 12, ladderWidth: 627 });
  expect(layOutPanel(640, 700, false)).toMatchObject({ narrow: false, room: 432 });
});

test("the ladder is never under 240 px wide", () => {
  expect(layOutPanel(0, 0, false).ladderWidth).toBe(240);
});
