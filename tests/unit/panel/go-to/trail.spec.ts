import { expect, test } from "@playwright/test";
import { Trail } from "../../../../src/panel/go-to/trail.ts";

test("back and forward lead through the places, and a jump from the middle forgets those after it", () => {
  const trail = new Trail<string>();
  expect([trail.current, trail.canGoBack, trail.canGoForward]).toEqual([undefined, false, false]);
  for (const place of ["a", "b", "c"]) trail.add(place);
  expect([trail.step(-1), trail.step(-1), trail.step(-1)]).toEqual(["b", "a", undefined]);
  expect([trail.canGoBack, trail.canGoForward]).toEqual([false, true]);
  expect(trail.step(1)).toBe("b");
  trail.add("d");
  expect([trail.step(1), trail.step(-1), trail.step(-1)]).toEqual([undefined, "b", "a"]);
});

test("a small move changes the current place", () => {
  const trail = new Trail<string>();
  trail.replace("a");
  trail.add("b");
  trail.replace("b2");
  expect([trail.current, trail.step(-1), trail.step(1)]).toEqual(["b2", "a", "b2"]);
});

test("the last hundred places are kept", () => {
  const trail = new Trail<number>();
  for (let place = 0; place < 150; place++) trail.add(place);
  let last = 149;
  for (let place = trail.step(-1); place !== undefined; place = trail.step(-1)) last = place;
  expect(last).toBe(50);
});
