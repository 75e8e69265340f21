// One row of columns for everything that can become a row of the diagram: each packet, and what happened around the packets. Under 40
// bytes an entry; arguments, headers and texts stay in the log until somebody looks at them.
//
// An entry's index never changes and is its name everywhere. Entries are numbered as they arrive; `order` lists them by time.

import { ENGINE_PING, ENGINE_PONG } from "../protocol/packet.ts";
import type { EpochMs } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import { partition } from "../wire/partition.ts";

export const ENTRY = {
  packet: 0,
  request: 1,
  response: 2,
  failed: 3,
  wsOpen: 4,
  wsHandshake: 5,
  wsError: 6,
  wsClose: 7,
  context: 8,
  note: 9,
  gap: 10,
  wtOpen: 11,
  wtEstablished: 12,
  wtClose: 13,
} as const;
export type EntryKind = (typeof ENTRY)[keyof typeof ENTRY];

/** Bits of `Entries.flags`. */
export const FLAG = {
  sent: 1,
  binary: 2,
  /** A binary message that belongs to the packet before it; `peer` is that packet. */
  attachment: 4,
  /** The ping or pong of an upgrade. */
  probe: 8,
} as const;

/** No entry, no link, no name. */
export const NONE = 0xffffffff;

/** What the stitcher knows of a new entry. */
export interface NewEntry {
  kind: EntryKind;
  at: EpochMs;
  link: number;
  engine: number;
  socket: number;
  flags: number;
  size: number;
  line: LineRef;
  /** Place in the body. */
  part: number;
}

type Column = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

const FIRST_CAPACITY = 1024;

function grown<C extends Column>(column: C, make: new (length: number) => C, capacity: number): C {
  const larger = new make(capacity);
  larger.set(column);
  return larger;
}

export class Entries {
  length = 0;
  #at = new Float64Array(FIRST_CAPACITY);
  #kind = new Uint8Array(FIRST_CAPACITY);
  /** Engine.IO type in the low four bits, Socket.IO type in the high four. */
  #types = new Uint8Array(FIRST_CAPACITY);
  #flags = new Uint8Array(FIRST_CAPACITY);
  #link = new Uint32Array(FIRST_CAPACITY);
  #size = new Uint32Array(FIRST_CAPACITY);
  #lineLow = new Uint32Array(FIRST_CAPACITY);
  #lineHigh = new Uint16Array(FIRST_CAPACITY);
  #part = new Uint16Array(FIRST_CAPACITY);
  #peer = new Uint32Array(FIRST_CAPACITY);
  #order = new Uint32Array(FIRST_CAPACITY);

  /** Adds an entry and puts it in its place in time: after all that happened before it or at the same moment. Returns that place. */
  add(entry: NewEntry): number {
    const i = this.length;
    if (i === this.#at.length) this.#grow();
    this.length = i + 1;
    this.#at[i] = entry.at;
    this.#kind[i] = entry.kind;
    this.#types[i] = entry.engine | (entry.socket << 4);
    this.#flags[i] = entry.flags;
    this.#link[i] = entry.link;
    this.#size[i] = entry.size;
    this.#lineLow[i] = entry.line;
    this.#lineHigh[i] = entry.line / 0x100000000;
    this.#part[i] = entry.part;
    this.#peer[i] = NONE;
    const place = this.placeAfter(entry.at, i);
    if (place < i) this.#order.copyWithin(place + 1, place, i);
    this.#order[place] = i;
    return place;
  }

  /** The first of the first `count` places (all, when absent) whose entry is later than `at`. */
  placeAfter(at: EpochMs, count = this.length): number {
    if (count === 0 || this.at(this.ordered(count - 1)) <= at) return count;
    return partition(count, (place) => this.at(this.ordered(place)) <= at);
  }

  at(i: number): EpochMs {
    return this.#at[i] ?? 0;
  }
  kind(i: number): EntryKind {
    return (this.#kind[i] ?? 0) as EntryKind;
  }
  /** Index in `ENGINE_TYPES`. */
  engine(i: number): number {
    return (this.#types[i] ?? 0) & 15;
  }
  /** Index in `SOCKET_TYPES`, or `NO_SOCKET`. */
  socket(i: number): number {
    return (this.#types[i] ?? 0) >> 4;
  }
  flags(i: number): number {
    return this.#flags[i] ?? 0;
  }
  link(i: number): number {
    return this.#link[i] ?? NONE;
  }
  size(i: number): number {
    return this.#size[i] ?? 0;
  }
  line(i: number): LineRef {
    return (this.#lineHigh[i] ?? 0) * 0x100000000 + (this.#lineLow[i] ?? 0);
  }
  part(i: number): number {
    return this.#part[i] ?? 0;
  }
  /** What this entry answers, or what answers it; for an attachment, the packet it belongs to. */
  peer(i: number): number {
    return this.#peer[i] ?? NONE;
  }
  setPeer(i: number, peer: number): void {
    this.#peer[i] = peer;
  }
  setType(i: number, engine: number, socket: number): void {
    this.#types[i] = engine | (socket << 4);
  }
  /** The entry at a place in time. */
  ordered(place: number): number {
    return this.#order[place] ?? NONE;
  }

  isPacket(i: number): boolean {
    return this.kind(i) === ENTRY.packet;
  }
  /** A ping or pong that is no probe. */
  isHeartbeat(i: number): boolean {
    const type = this.engine(i);
    return this.isPacket(i) && (type === ENGINE_PING || type === ENGINE_PONG) && !(this.flags(i) & FLAG.probe);
  }

  #grow(): void {
    const capacity = Math.ceil(this.#at.length * 1.5);
    this.#at = grown(this.#at, Float64Array, capacity);
    this.#kind = grown(this.#kind, Uint8Array, capacity);
    this.#types = grown(this.#types, Uint8Array, capacity);
    this.#flags = grown(this.#flags, Uint8Array, capacity);
    this.#link = grown(this.#link, Uint32Array, capacity);
    this.#size = grown(this.#size, Uint32Array, capacity);
    this.#lineLow = grown(this.#lineLow, Uint32Array, capacity);
    this.#lineHigh = grown(this.#lineHigh, Uint16Array, capacity);
    this.#part = grown(this.#part, Uint16Array, capacity);
    this.#peer = grown(this.#peer, Uint32Array, capacity);
    this.#order = grown(this.#order, Uint32Array, capacity);
  }
}
