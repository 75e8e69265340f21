// The namespaces and event names of a trace, numbered, so that a column of numbers tells which event a packet is.

import type { PacketHead } from "../protocol/packet.ts";
import { ownText } from "../wire/own-text.ts";

/** An event's namespace and name. */
export interface EventName {
  readonly nsp: string;
  readonly name: string;
}

/** Names whose hashes agree in this many bits take each other's place in the cache. */
const CACHED = 1 << 10;

export class Names {
  /** Every event by its number. 0 stands for a packet that is no event. */
  readonly all: (EventName | null)[] = [null];
  readonly #numbers = new Map<string, Map<string, number>>();
  /** The number that was found last for a hash. */
  readonly #cache = new Uint32Array(CACHED);

  /** The number of the event in `head`, 0 if it is none. An event that has come before needs no string for that. */
  number({ nsp, nameIn, nameFrom, nameTo, nameHash }: PacketHead): number {
    if (nameTo < 0) return 0;
    const slot = (nameHash + nsp.length + nsp.charCodeAt(nsp.length - 1)) & (CACHED - 1);
    const cached = this.#cache[slot] ?? 0;
    const known = this.all[cached];
    if (known && known.name.length === nameTo - nameFrom && known.nsp === nsp && isAt(nameIn, nameFrom, known.name)) return cached;
    const number = this.#number(nsp, nameIn.slice(nameFrom, nameTo));
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

/** `text.startsWith(name, from)`, which takes longer for a short name. */
function isAt(text: string, from: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (text.charCodeAt(from + i) !== name.charCodeAt(i)) return false;
  return true;
}
