// When the panel draws: only when something has changed, and at most once per animation frame.

export class DrawScheduler {
  readonly #draw: () => void;
  /** Id of the requested animation frame; 0 when none is. */
  #asked = 0;
  #isClosed = false;
  /** Resolves what `idle` returned. */
  #waiting: (() => void)[] = [];

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** Draws in the next animation frame: once, however often this is called until then. */
  request(): void {
    if (this.#asked !== 0 || this.#isClosed) return;
    this.#asked = requestAnimationFrame(() => {
      this.#asked = 0;
      try {
        this.#draw();
      } finally {
        if (this.#asked === 0) this.#settle();
      }
    });
  }

  /** Resolves when nothing is left to draw. */
  idle(): Promise<void> {
    return this.#asked === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Draws nothing any more, also when a part of the panel is still being loaded and asks for it then. */
  close(): void {
    this.#isClosed = true;
    cancelAnimationFrame(this.#asked);
    this.#asked = 0;
    this.#settle();
  }

  #settle(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
