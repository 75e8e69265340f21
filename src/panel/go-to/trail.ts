// Where the user was, as in an editor: a place is added with each jump, and one can go back and forward through them.
//
//   a ─► b ─► c        back twice: at a        a jump to d from there: a ─► d
//             ▲ at

/** How many places are kept. */
const MOST = 100;

export class Trail<T> {
  readonly #places: T[] = [];
  #at = -1;

  /** Where the user is; undefined before the first place. */
  get current(): T | undefined {
    return this.#places[this.#at];
  }
  get canGoBack(): boolean {
    return this.#at > 0;
  }
  get canGoForward(): boolean {
    return this.#at < this.#places.length - 1;
  }

  /** Adds a place after the current one. Those that came after that are gone. */
  add(place: T): void {
    this.#places.length = this.#at + 1;
    this.#places.push(place);
    if (this.#places.length > MOST) this.#places.shift();
    this.#at = this.#places.length - 1;
  }

  /** The user has moved a little: the current place is this one now. */
  replace(place: T): void {
    if (this.#at < 0) this.add(place);
    else this.#places[this.#at] = place;
  }

  /** Goes back one place (-1) or forward (1), and returns it; undefined if there is none. */
  step(by: 1 | -1): T | undefined {
    const place = this.#places[this.#at + by];
    if (place !== undefined) this.#at += by;
    return place;
  }

  clear(): void {
    this.#places.length = 0;
    this.#at = -1;
  }
}
