// The element that scrolls the ladder: how high it is, and which y of the ladder is at its top.

import { ScrollMap } from "./scroll-map.ts";

interface ScrollerEvents {
  /** What is visible was `before` pixels high and is now `viewport`. */
  resized(before: number): void;
  /** The user has scrolled: `before` was at the top. */
  moved(before: number): void;
}

export class Scroller {
  readonly #events: ScrollerEvents;
  readonly #map = new ScrollMap();
  /** Null while there is no ladder on the screen. */
  #element: HTMLElement | null = null;
  /** The `scrollTop` that was set last: any other is the user's. */
  #scrollTop = 0;
  /** Height of what is visible, in pixels. */
  #viewport = 0;

  constructor(events: ScrollerEvents) {
    this.#events = events;
  }

  dispose(): void {
    this.#resizes.disconnect();
  }

  /** The y of the ladder at the top of the viewport. */
  get top(): number {
    return this.#map.top;
  }
  /** The greatest `top`; 0 when all rows are visible. */
  get last(): number {
    return this.#map.last;
  }
  get viewport(): number {
    return this.#viewport;
  }
  /** Height of the scrolled element. */
  get canvas(): number {
    return this.#map.canvas;
  }
  /** Where in the scrolled element a y of the ladder is now. */
  canvasY(y: number): number {
    return this.#map.scroll + (y - this.#map.top);
  }

  /** Takes the element, once it is there; null when it is gone. */
  readonly ref = (element: HTMLElement | null): void => {
    this.#element = element;
    this.#scrollTop = 0;
    this.#resizes.disconnect();
    if (element) this.#resizes.observe(element);
  };
  readonly #resizes = new ResizeObserver(([entry]) => {
    const before = this.#viewport;
    this.#viewport = entry?.contentRect.height ?? 0;
    this.#events.resized(before);
  });

  /** Sets the height of the ladder. `top` stays, if the ladder is still long enough. */
  resize(height: number): void {
    this.#map.resize(height, this.#viewport);
  }

  /** Sets `top`. The element is scrolled at the next `place`. */
  goTo(top: number): void {
    this.#map.goTo(top);
  }

  /** The element's `scrollTop` has changed: by the user, or by `place`, which is no news. */
  scrolled(): void {
    const scroll = this.#element?.scrollTop ?? 0;
    // Until the next drawing places a jump, a viewport that grows at the end of the ladder also moves `scrollTop`.
    const isJump = Math.abs(this.#map.scroll - this.#scrollTop) >= 1;
    if (isJump || Math.abs(scroll - this.#scrollTop) < 1) return;
    const before = this.top;
    this.#scrollTop = scroll;
    this.#map.scrolledTo(scroll);
    this.#events.moved(before);
  }

  /** Scrolls the element to where `top` is. */
  place(): void {
    // Reading or setting `scrollTop` forces a layout, so that is done only when it has to change.
    if (this.#element === null || Math.abs(this.#scrollTop - this.#map.scroll) < 1) return;
    this.#element.scrollTop = this.#map.scroll;
    this.#scrollTop = this.#element.scrollTop;
  }
}
