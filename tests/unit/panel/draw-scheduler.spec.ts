// When the panel draws, with a clock that the test advances.

import { expect, test } from "@playwright/test";
import { DrawScheduler } from "../../../src/panel/draw-scheduler.ts";

/** Milliseconds from one animation frame to the next. */
const FRAME = 16;

type Act = () => void;

/** A window whose time stands still until `nextFrame`, or until a drawing takes some. */
class Clock {
  now = 0;
  #ids = 0;
  readonly #frames = new Map<number, Act>();
  readonly timers = new Map<number, { readonly at: number; readonly act: Act }>();
  readonly performance = { now: () => this.now };
  readonly cancelAnimationFrame = (id: number) => this.#frames.delete(id);
  readonly clearTimeout = (id: number) => this.timers.delete(id);

  requestAnimationFrame(act: Act): number {
    this.#frames.set(++this.#ids, act);
    return this.#ids;
  }

  setTimeout(act: Act, ms: number): number {
    this.timers.set(++this.#ids, { at: this.now + ms, act });
    return this.#ids;
  }

  /** Lets time pass up to the next animation frame, which begins then. */
  nextFrame(): void {
    this.now = (Math.floor(this.now / FRAME) + 1) * FRAME;
    for (const [id, { at, act }] of this.timers) {
      if (at > this.now) continue;
      this.timers.delete(id);
      act();
    }
    const frames = [...this.#frames.values()];
    this.#frames.clear();
    for (const act of frames) act();
  }
}

/** A scheduler whose drawings take `ms` each, and how many there were. */
function scheduled(ms: number) {
  const clock = new Clock();
  const drawn = { count: 0 };
  const draw = () => {
    drawn.count++;
    clock.now += ms;
  };
  return { clock, drawn, scheduler: new DrawScheduler(draw, clock as unknown as typeof window) };
}

/** In how many of 100 frames something is drawn while something arrives before each, if a drawing takes `ms`. */
function drawnUnderLoad(ms: number): number {
  const { clock, drawn, scheduler } = scheduled(ms);
  const end = 100 * FRAME;
  while (clock.now < end) {
    scheduler.requestLater();
    clock.nextFrame();
  }
  return drawn.count;
}

test("what arrives is drawn in each frame as long as drawing takes little time", () => {
  expect(drawnUnderLoad(2)).toBe(100);
});

test("under load, drawing takes about a quarter of the time", () => {
  const most = (100 * FRAME) / 12 / 4;
  expect(drawnUnderLoad(12)).toBeLessThanOrEqual(Math.ceil(most));
  expect(drawnUnderLoad(12)).toBeGreaterThan(most / 2);
});

test("what the user does is drawn in the next frame, and what has arrived with it", () => {
  const { clock, drawn, scheduler } = scheduled(40);
  scheduler.request();
  clock.nextFrame();
  scheduler.requestLater();
  clock.nextFrame();
  expect(drawn.count).toBe(1);
  scheduler.request();
  clock.nextFrame();
  expect(drawn.count).toBe(2);
  expect(clock.timers.size).toBe(0);
});

test("a panel is not idle while something waits to be drawn", async () => {
  const { clock, scheduler } = scheduled(40);
  scheduler.request();
  clock.nextFrame();
  scheduler.requestLater();
  let isIdle = false;
  const idle = scheduler.idle().then(() => {
    isIdle = true;
  });
  await Promise.resolve();
  expect(isIdle).toBe(false);
  for (let frame = 0; frame < 20; frame++) clock.nextFrame();
  await idle;
});
