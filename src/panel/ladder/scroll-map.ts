// Browsers limit how tall an element can be (about 33 million pixels in Chromium, 17.8 million in Firefox), and a million rows are 22
// million. Below `TALLEST` a scroll position is a place in the ladder. Above it the element is `TALLEST` high: short ways scroll by
// pixels, long ways (the scroll bar) in proportion, and the two are brought together again before an end is reached.

export const TALLEST = 10_000_000;

export class ScrollMap {
  #content = 0;
  #viewport = 0;
  /** Of the element. */
  #scroll = 0;
  /** In the ladder. */
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
  get last(): number {
    return Math.max(0, this.#content - this.#viewport);
  }
  get #lastScroll(): number {
    return Math.max(0, this.canvas - this.#viewport);
  }

  /** New heights of the ladder and of what is visible of it; the place in the ladder stays. */
  resize(content: number, viewport: number): void {
    this.#content = content;
    this.#viewport = viewport;
    this.goTo(this.#top);
  }

  /** The element has been scrolled there by the user. */
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

  /** Shows the ladder from `top`; `scroll` says where the element has to be for it. */
  goTo(top: number): void {
    const way = top - this.#top;
    this.#top = Math.max(0, Math.min(this.last, top));
    if (this.#content <= TALLEST) this.#scroll = this.#top;
    else if (Math.abs(way) > 4 * this.#viewport || this.#top === 0 || this.#top === this.last) this.#scroll = this.#proportional();
    else this.#scroll = Math.max(1, Math.min(this.#lastScroll - 1, this.#scroll + way));
  }

  #proportional(): number {
    return this.last === 0 ? 0 : Math.round((this.#top / this.last) * this.#lastScroll);
  }
}
