/**
 * A set for texts that are taken out and put in again and again. In a `Set` with many other texts, V8 walks past each place where such a text was
 * before; here it keeps its place.
 */
export class RecurringSet {
  readonly #isIn = new Map<string, boolean>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(text: string): boolean {
    return this.#isIn.get(text) === true;
  }

  add(text: string): void {
    if (this.has(text)) return;
    this.#isIn.set(text, true);
    this.#size++;
  }

  delete(text: string): void {
    if (!this.has(text)) return;
    this.#isIn.set(text, false);
    this.#size--;
  }

  clear(): void {
    this.#isIn.clear();
    this.#size = 0;
  }
}
