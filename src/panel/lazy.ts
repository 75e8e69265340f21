// A part of the panel that stands in a chunk of its own, which is loaded when it is first needed.

export class Lazy<T> {
  readonly #load: () => Promise<T>;
  readonly #loaded: () => void;
  /** What was loaded; null until then. */
  #value: T | null = null;
  /** The load under way or done; null when it was not needed yet. */
  #loading: Promise<void> | null = null;

  /** @param loaded Called once, after `load` resolved. */
  constructor(load: () => Promise<T>, loaded: () => void) {
    this.#load = load;
    this.#loaded = loaded;
  }

  get value(): T | null {
    return this.#value;
  }

  /** Begins to load, unless that began before. Resolves when it is loaded. */
  need(): Promise<void> {
    this.#loading ??= this.#load().then((value) => {
      this.#value = value;
      this.#loaded();
    });
    return this.#loading;
  }

  /** Resolves when no load is under way. */
  async idle(): Promise<void> {
    await this.#loading;
  }
}
