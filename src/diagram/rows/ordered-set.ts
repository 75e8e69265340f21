/** A set whose elements stand in an array, in the order in which they were added, so that a reader finds those that are new. */
export class OrderedSet<T> {
  readonly all: T[] = [];
  readonly #set = new Set<T>();

  has(element: T): boolean {
    return this.#set.has(element);
  }

  add(element: T): void {
    if (this.#set.has(element)) return;
    this.#set.add(element);
    this.all.push(element);
  }
}
