// The namespaces and event names of a trace, numbered, so that a column of numbers tells which event a packet is.

import type { PacketHead } from "../protocol/packet.ts";
import { ownText } from "../wire/own-text.ts";

/** An event's namespace and name. */
export interface EventName {
  readonly nsp: string;
  readonly name: string;
}

/** How many names are found without a look into a map, if no other one has its slot. */
const CACHED = 1 << 8;

export class Names {
  /** Every event by its number. 0 stands for a packet that is no event. */
  readonly all: (EventName | null)[] = [null];
  readonly #numbers = new Map<string, Map<string, number>>();
  /** The number that was found last for a slot. */
  readonly #cache = new Uint32Array(CACHED);

  /** The number of the event in `head`, 0 if it is none. */
  number({ nsp, name }: PacketHead): number {
    if (name === null) return 0;
    const slot = (name.length * 31 + name.charCodeAt(name.length - 1) + nsp.length) & (CACHED - 1);
    const cached = this.#cache[slot] ?? 0;
    const known = this.all[cached];
    if (known && known.name === name && known.nsp === nsp) return cached;
    const number = this.#number(nsp, name);
    this.#cache[slot] = number;
    return number;
  }

  #number(nsp: string, name: string): number {
    let ofNsp = this.#numbers.get(nsp);
    if (!ofNsp) {
      ofNsp = new Map();
      this.#numbers.set(nsp, ofNsp);
    }
    let number = ofNsp.get(name);
    if (number === undefined) {
      const own: EventName = { nsp: ownText(nsp), name: ownText(name) };
      number = this.all.push(own) - 1;
      ofNsp.set(own.name, number);
    }
    return number;
  }
}
