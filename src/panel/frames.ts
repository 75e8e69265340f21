// Everything the panel does happens in animation frames, at most once in each, and only when something asked for it.

export class Frames {
  readonly #draw: () => void;
  #asked = 0;
  #waiting: (() => void)[] = [];

  constructor(draw: () => void) {
    this.#draw = draw;
    document.documentElement.dataset.idle = "true";
  }

  /** Draws in the next frame, once, however often it is asked. */
  request(): void {
    if (this.#asked !== 0) return;
    document.documentElement.dataset.idle = "false";
    this.#asked = requestAnimationFrame(() => {
      this.#asked = 0;
      this.#draw();
      if (this.#asked === 0) this.#settle();
    });
  }

  /** Resolves when nothing is left to draw. */
  idle(): Promise<void> {
    return this.#asked === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  cancel(): void {
    cancelAnimationFrame(this.#asked);
    this.#asked = 0;
    this.#settle();
  }

  #settle(): void {
    document.documentElement.dataset.idle = "true";
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
