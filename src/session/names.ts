// The namespaces and event names of a trace, numbered, so that a column of numbers tells which event a packet is.

/** An event's namespace and name. */
export interface EventName {
  readonly nsp: string;
  readonly name: string;
}

export class Names {
  /** Every event by its number. 0 stands for a packet that is no event. */
  readonly all: (EventName | null)[] = [null];
  readonly #numbers = new Map<string, Map<string, number>>();

  /** The number of an event. */
  number(nsp: string, name: string): number {
    let ofNsp = this.#numbers.get(nsp);
    if (!ofNsp) {
      ofNsp = new Map();
      this.#numbers.set(nsp, ofNsp);
    }
    let number = ofNsp.get(name);
    if (number === undefined) {
      // A piece of a text keeps the whole text in memory, which may be a megabyte. A text that was parsed is its own.
      const own: EventName = JSON.parse(JSON.stringify({ nsp, name }));
      number = this.all.push(own) - 1;
      ofNsp.set(own.name, number);
    }
    return number;
  }
}
