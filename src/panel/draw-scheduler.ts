// When the panel draws: only when something has changed, and at most once per animation frame. What the user does is drawn in the next frame.
// What arrives waits if the last frame took long, so that drawing takes no more than a quarter of the time, however much arrives.

import { nextTask } from "./slices.ts";

/** After a frame of so many milliseconds, what arrives waits three times as long. */
const REST = 3;
/** Milliseconds that what arrives waits at most. */
const MOST_REST = 250;

/** What the scheduler needs of `window`. */
type Clock = Pick<
  Window & typeof globalThis,
  "requestAnimationFrame" | "cancelAnimationFrame" | "setTimeout" | "clearTimeout" | "performance"
>;

export class DrawScheduler {
  readonly #draw: () => void;
  readonly #clock: Clock;
  /** Id of the requested animation frame; 0 when none is. */
  #asked = 0;
  /** Id of the timer that will request one; 0 when none will. */
  #timer = 0;
  /** The end of the rest after the last frame, in the time of `performance.now()`. */
  #restsUntil = 0;
  #isClosed = false;
  /** Resolves what `idle` returned. */
  #waiting: (() => void)[] = [];

  constructor(draw: () => void, clock: Clock = window) {
    this.#draw = draw;
    this.#clock = clock;
  }

  /** Draws in the next animation frame: once, however often this is called until then. */
  request(): void {
    if (this.#asked !== 0 || this.#isClosed) return;
    this.#asked = this.#clock.requestAnimationFrame(() => this.#frame());
  }

  /** Draws in the first animation frame after the rest. */
  requestLater(): void {
    if (this.#asked !== 0 || this.#timer !== 0 || this.#isClosed) return;
    const rest = this.#restsUntil - this.#clock.performance.now();
    if (rest <= 0) return this.request();
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = 0;
      this.request();
    }, rest);
  }

  /** Resolves when nothing is left to draw. */
  idle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Draws nothing any more, also when a part of the panel is still being loaded and asks for it then. */
  close(): void {
    this.#isClosed = true;
    this.#clock.cancelAnimationFrame(this.#asked);
    this.#forgetTimer();
    this.#asked = 0;
    this.#settle();
  }

  get #isIdle(): boolean {
    return this.#asked === 0 && this.#timer === 0;
  }

  #frame(): void {
    this.#asked = 0;
    // What was to be drawn later is drawn now.
    this.#forgetTimer();
    const begun = this.#clock.performance.now();
    try {
      this.#draw();
    } finally {
      this.#rest(begun);
      // The browser lays out and paints after this.
      void nextTask().then(() => this.#rest(begun));
      if (this.#isIdle) this.#settle();
    }
  }

  #rest(begun: number): void {
    const now = this.#clock.performance.now();
    this.#restsUntil = now + Math.min(MOST_REST, REST * (now - begun));
  }

  #forgetTimer(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #settle(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
