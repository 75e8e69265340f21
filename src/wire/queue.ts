/**
 * A list from whose front is taken. `Array.shift` moves all others of a long list; here they move once for as many as were taken. A linked
 * list would make an object for each item, and each packet that is sent is an item.
 */
export class Queue<T> {
  #items: T[] = [];
  #taken = 0;

  get first(): T | undefined {
    return this.#items[this.#taken];
  }

  get last(): T | undefined {
    return this.length === 0 ? undefined : this.#items[this.#items.length - 1];
  }

  get length(): number {
    return this.#items.length - this.#taken;
  }

  /** The first one first. */
  get all(): readonly T[] {
    return this.#items.slice(this.#taken);
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** Takes the first one out. */
  shift(): void {
    if (++this.#taken * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#taken);
    this.#taken = 0;
  }

  clear(): void {
    this.#items = [];
    this.#taken = 0;
  }
}
