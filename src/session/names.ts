// The namespaces and event names of a trace, numbered, so that a column of numbers tells which event a packet is, or to which namespace it
// belongs.

import { NO_SOCKET, type PacketHead } from "../protocol/packet.ts";
import { ownText } from "../wire/own-text.ts";
import { NO_EVENT } from "./entries.ts";

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
  /** The namespaces of packets that are no events. */
  readonly namespaces: string[] = [];
  readonly #namespaces = new Map<string, number>();
  readonly #numbers = new Map<string, Map<string, number>>();
  /** The number that was found last for a slot. */
  readonly #cache = new Uint32Array(CACHED);

  /** The number of the event in `head`; of another packet, that of its namespace and `NO_EVENT`; 0 if it has neither. */
  number({ nsp, name, socket }: PacketHead): number {
    if (name === null) return socket === NO_SOCKET ? 0 : NO_EVENT + this.#namespace(nsp);
    const slot = (name.length * 31 + name.charCodeAt(name.length - 1) + nsp.length) & (CACHED - 1);
    const cached = this.#cache[slot] ?? 0;
    const known = this.all[cached];
    if (known && known.name === name && known.nsp === nsp) return cached;
    const number = this.#number(nsp, name);
    this.#cache[slot] = number;
    return number;
  }

  #namespace(nsp: string): number {
    let number = this.#namespaces.get(nsp);
    if (number === undefined) {
      const own = ownText(nsp);
      number = this.namespaces.push(own) - 1;
      this.#namespaces.set(own, number);
    }
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
