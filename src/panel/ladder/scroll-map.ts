// Which part of the ladder a scroll position shows. Browsers limit the height of an element (about 33 million pixels in Chromium, 17.8
// million in Firefox), but a million rows need 22 million pixels. Up to `TALLEST` pixels, `scroll` and `top` are equal. A taller ladder is
// scrolled in an element of `TALLEST` pixels: a short way moves `top` by as many pixels as `scroll`, a long way (on the scroll bar) in
// proportion. Short ways let `scroll` drift from its proportion to `top`, so `scroll` is corrected before either end is reached.

export const TALLEST = 10_000_000;

export class ScrollMap {
  /** Height of the ladder. */
  #content = 0;
  /** Height of what is visible. */
  #viewport = 0;
  /** The `scrollTop` of the element. */
  #scroll = 0;
  /** The y of the ladder at the top of the viewport. */
  #top = 0;

  get top(): number {
    return this.#top;
  }
  get scroll(): number {
    return this.#scroll;
  }
  /** Height of the scrolled element. */
  get canvas(): number {
    return Math.min(this.#content, TALLEST);
  }
  /** The greatest `top`. */
  get last(): number {
    return Math.max(0, this.#content - this.#viewport);
  }
  get #lastScroll(): number {
    return Math.max(0, this.canvas - this.#viewport);
  }

  /** Sets the heights of the ladder and of the viewport. `top` stays, if the ladder is still long enough. */
  resize(content: number, viewport: number): void {
    this.#content = content;
    this.#viewport = viewport;
    this.goTo(this.#top);
  }

  /** The user has scrolled the element to `scroll`. May correct `scroll`: the element has to be set to it. */
  scrolledTo(scroll: number): void {
    const way = scroll - this.#scroll;
    this.#scroll = scroll;
    if (this.#content <= TALLEST) {
      this.#top = scroll;
      return;
    }
    if (scroll <= 0) this.#top = 0;
    else if (scroll >= this.#lastScroll) this.#top = this.last;
    else if (Math.abs(way) > 4 * this.#viewport) this.#top = Math.round((scroll / this.#lastScroll) * this.last);
    else this.#top = Math.max(0, Math.min(this.last, this.#top + way));
    const drift = Math.abs(this.#proportional() - scroll);
    if (drift > Math.min(2000, Math.max(1, scroll / 2), Math.max(1, (this.#lastScroll - scroll) / 2))) this.#scroll = this.#proportional();
  }

  /** Sets `top`. The element has to be set to `scroll` then. */
  goTo(top: number): void {
    const way = top - this.#top;
    this.#top = Math.max(0, Math.min(this.last, top));
    if (this.#content <= TALLEST) this.#scroll = this.#top;
    else if (Math.abs(way) > 4 * this.#viewport || this.#top === 0 || this.#top === this.last) this.#scroll = this.#proportional();
    else this.#scroll = Math.max(1, Math.min(this.#lastScroll - 1, this.#scroll + way));
  }

  /** The `scroll` that is as far down the element as `top` is down the ladder. */
  #proportional(): number {
    return this.last === 0 ? 0 : Math.round((this.#top / this.last) * this.#lastScroll);
  }
}
