// The columns of a trace: an entry for everything that can become a row of the diagram, that is each packet and each event around the
// packets. An entry takes 29 bytes; arguments, headers and texts stay in the log until a reader asks for them.
//
// An entry's index never changes and names the entry everywhere. Entries are numbered as they arrive; `order` lists them by time, and an
// index into it is a place.

import {
  ENGINE_INVALID,
  ENGINE_MESSAGE,
  ENGINE_PING,
  ENGINE_PONG,
  NO_SOCKET,
  type PacketHead,
  SOCKET_BINARY_EVENT,
  SOCKET_EVENT,
} from "../protocol/packet.ts";
import type { EpochMs } from "../wire/event.ts";
import type { LineRef, Log } from "../wire/log.ts";
import { partition } from "../wire/partition.ts";
import { Order } from "./order.ts";

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
  /** Conclusions about a session that was given up in silence: see `Cut`. */
  cut: 14,
  serverGivesUp: 15,
  giveUpPredicted: 16,
  clientGivesUp: 17,
  /** The page was loaded again: a `context` event whose URL the page had before. */
  reload: 18,
} as const;
export type EntryKind = (typeof ENTRY)[keyof typeof ENTRY];

/** Entries from `from` up to, but not including, `to`. */
export interface EntryRange {
  readonly from: number;
  readonly to: number;
}

/** Bits of `Entries.flags`. judgement.ts decides those from `late` on, and takes `lost` and `unanswered` back when an answer is reported late. */
export const FLAG = {
  sent: 1,
  binary: 2,
  /** A binary message that belongs to the packet before it; `peer` is that packet. */
  attachment: 4,
  /** The ping or pong of an upgrade. */
  probe: 8,
  /** A packet that arrived, or a ping that was sent, later than its session's heartbeat allows: `Session.overdue` has by how much. */
  late: 16,
  /** A request that got no answer, or a packet sent that nothing shows to have arrived. */
  lost: 32,
  /** Something went wrong here. */
  problem: 64,
  /** A ping whose pong did not come before the next ping or the end of its session, or an event whose ACK can never come. */
  unanswered: 128,
} as const;

/** Bits of the column of the kind, beside the kind: the entry has a time of its own, and it is an event that asks for an ACK. */
const OWN_TIME = 128;
const ASKS = 64;
const KIND = ASKS - 1;

/** Set in the column of the event if the entry is no event, but another packet of a namespace: the other bits are the number of that. */
export const NO_EVENT = 2 ** 31;

/** Stands where there is no entry or no link. */
export const NONE = 0xffffffff;

/** A new entry that is no packet. */
export interface NewEntry {
  readonly kind: EntryKind;
  readonly at: EpochMs;
  /** Index of what carried it; `NONE` without one. */
  readonly link: number;
  readonly line: LineRef;
  readonly flags?: number;
}

const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;
const IN_BLOCK = BLOCK - 1;

/** The columns of 4096 entries. A trace grows by whole blocks, so that no column is copied and little room is reserved. */
class Block {
  /** One piece of memory for all columns takes less time than one for each. */
  readonly #memory = new ArrayBuffer(25 * BLOCK);
  readonly link = new Uint32Array(this.#memory, 0, BLOCK);
  readonly size = new Uint32Array(this.#memory, 4 * BLOCK, BLOCK);
  readonly line = new Uint32Array(this.#memory, 8 * BLOCK, BLOCK);
  readonly event = new Uint32Array(this.#memory, 12 * BLOCK, BLOCK);
  /** One more than the entry, so that 0 is none. */
  readonly peer = new Uint32Array(this.#memory, 16 * BLOCK, BLOCK);
  readonly part = new Uint16Array(this.#memory, 20 * BLOCK, BLOCK);
  readonly kind = new Uint8Array(this.#memory, 22 * BLOCK, BLOCK);
  /** Engine.IO type in the low four bits, Socket.IO type in the high four. */
  readonly types = new Uint8Array(this.#memory, 23 * BLOCK, BLOCK);
  readonly flags = new Uint8Array(this.#memory, 24 * BLOCK, BLOCK);
}

export class Entries {
  length = 0;
  /**
   * Called with each new entry, and with an older one when facts about it have changed. `bits`: of all that decides where rows stand, no more than
   * these bits of its flags have changed; absent where more may have. A new `peer` alone changes none of them.
   */
  changed: (entry: number, bits?: number) => void = () => {};
  readonly #log: Pick<Log, "at">;
  readonly #blocks: Block[] = [];
  /**
   * Times of entries that are not those of their events: of conclusions, and of the first packet of a body, which is reported after the head of
   * its answer. The packets after it have its time too, and nothing here.
   */
  readonly #times = new Map<number, EpochMs>();
  readonly #order = new Order();
  /** The time of the last entry in `#order`. */
  #latest: EpochMs = Number.NEGATIVE_INFINITY;
  /** The time of the entry that was added last, and its place. */
  #lastAt: EpochMs = Number.NaN;
  #lastPlace = 0;

  constructor(log: Pick<Log, "at">) {
    this.#log = log;
  }

  /** Adds an entry and puts it in its place in time: after all that happened before it or at the same moment. Returns its index. */
  add({ kind, at, link, line, flags = 0 }: NewEntry): number {
    return this.#add(kind, at, link, line, flags, ENGINE_INVALID | (NO_SOCKET << 4), 0, 0, 0);
  }

  /** Does the same with the packet in `head`: the packet `part`, from 0, of its payload. `event`: what `Names.number` says of it. */
  addPacket(
    { engine, socket, bytes, ack }: PacketHead,
    at: EpochMs,
    link: number,
    line: LineRef,
    flags: number,
    part: number,
    event: number,
  ): number {
    const asks = ack >= 0 && (socket === SOCKET_EVENT || socket === SOCKET_BINARY_EVENT) ? ASKS : 0;
    return this.#add(ENTRY.packet | asks, at, link, line, flags, engine | (socket << 4), bytes, part, event);
  }

  #add(
    kind: number,
    at: EpochMs,
    link: number,
    line: LineRef,
    flags: number,
    types: number,
    size: number,
    part: number,
    event: number,
  ): number {
    const i = this.length;
    const block = this.#block(i) ?? this.#grow();
    const k = i & IN_BLOCK;
    const isOwnTime = at !== this.#log.at(line);
    if (isOwnTime && (part === 0 || this.#times.get(i - part) !== at)) this.#times.set(i, at);
    block.kind[k] = isOwnTime ? kind | OWN_TIME : kind;
    block.types[k] = types;
    if (flags) block.flags[k] = flags;
    block.link[k] = link;
    block.size[k] = size;
    block.line[k] = line;
    if (part) block.part[k] = part;
    if (event) block.event[k] = event;
    this.length = i + 1;
    const place = at === this.#lastAt ? this.#lastPlace + 1 : at >= this.#latest ? i : this.placeAfter(at, i);
    this.#lastAt = at;
    this.#lastPlace = place;
    if (place === i) {
      this.#order.append(i);
      this.#latest = at;
    } else this.#order.insert(i, place);
    this.changed(i);
    return i;
  }

  /** Sets bits of `flags`. */
  mark(i: number, bits: number): void {
    this.#setFlags(i, this.flags(i) | bits);
  }

  /** Takes bits of `flags` back. */
  unmark(i: number, bits: number): void {
    this.#setFlags(i, this.flags(i) & ~bits);
  }

  /** Gives a packet another Socket.IO type. */
  setSocket(i: number, socket: number): void {
    const block = this.#block(i);
    if (!block) return;
    block.types[i & IN_BLOCK] = this.engine(i) | (socket << 4);
    if (socket === NO_SOCKET) block.event[i & IN_BLOCK] = 0;
    this.changed(i, 0);
  }

  /** Makes a question and its answer each other's peer. */
  pair(question: number, answer: number): void {
    this.setPeer(question, answer);
    this.setPeer(answer, question);
  }

  setPeer(i: number, peer: number): void {
    const block = this.#block(i);
    if (!block) return;
    block.peer[i & IN_BLOCK] = peer + 1;
    this.changed(i, 0);
  }

  /** The first of the first `count` places (of all, when absent) whose entry is later than `at`. */
  placeAfter(at: EpochMs, count = this.length): number {
    const isBefore = (place: number) => this.at(this.ordered(place)) <= at;
    // What is reported late mostly belongs not far from the end.
    let back = 1;
    while (back < count && !isBefore(count - back)) back *= 2;
    const from = Math.max(0, count - back);
    return from + partition(count - from, (nth) => isBefore(from + nth));
  }

  /** The first place whose entry is not earlier than `at`. */
  placeFrom(at: EpochMs): number {
    return partition(this.length, (place) => this.at(this.ordered(place)) < at);
  }

  /** The place of an entry. Entries of one moment stand in the order of their indexes. */
  placeOf(i: number): number {
    if (this.ordered(this.length - 1) === i) return this.length - 1;
    const at = this.at(i);
    const isBefore = (other: number, otherAt: EpochMs) => otherAt < at || (otherAt === at && other < i);
    return partition(this.length, (place) => isBefore(this.ordered(place), this.at(this.ordered(place))));
  }

  /** The entry at a place in time. */
  ordered(place: number): number {
    return this.#order.at(place) ?? NONE;
  }

  at(i: number): EpochMs {
    const block = this.#block(i);
    if (!block) return 0;
    const k = i & IN_BLOCK;
    if (!((block.kind[k] ?? 0) & OWN_TIME)) return this.#log.at(block.line[k] ?? 0);
    return this.#times.get(i) ?? this.#times.get(i - (block.part[k] ?? 0)) ?? 0;
  }
  kind(i: number): EntryKind {
    return ((this.#block(i)?.kind[i & IN_BLOCK] ?? 0) & KIND) as EntryKind;
  }
  /** Index in `ENGINE_TYPES`. */
  engine(i: number): number {
    return this.#types(i) & 15;
  }
  /** Index in `SOCKET_TYPES`, or `NO_SOCKET`. */
  socket(i: number): number {
    return this.#types(i) >> 4;
  }
  flags(i: number): number {
    return this.#block(i)?.flags[i & IN_BLOCK] ?? 0;
  }
  link(i: number): number {
    return this.#block(i)?.link[i & IN_BLOCK] ?? NONE;
  }
  size(i: number): number {
    return this.#block(i)?.size[i & IN_BLOCK] ?? 0;
  }
  line(i: number): LineRef {
    return this.#block(i)?.line[i & IN_BLOCK] ?? 0;
  }
  part(i: number): number {
    return this.#block(i)?.part[i & IN_BLOCK] ?? 0;
  }
  /** Which event a packet is: its number in `Store.names`, or 0. */
  event(i: number): number {
    const event = this.#block(i)?.event[i & IN_BLOCK] ?? 0;
    return event < NO_EVENT ? event : 0;
  }
  /** The number in `Store.namespaces` of the namespace of a packet that is no event; -1 for an event, and for what has no namespace. */
  namespace(i: number): number {
    return Math.max(-1, (this.#block(i)?.event[i & IN_BLOCK] ?? 0) - NO_EVENT);
  }
  /** The answer to this entry or its question; for an attachment, the packet it belongs to. */
  peer(i: number): number {
    return ((this.#block(i)?.peer[i & IN_BLOCK] ?? 0) - 1) >>> 0;
  }

  /**
   * A number for the kind of a packet: its Engine.IO type, 16 times its Socket.IO type, 256 more if it was sent, and 512 more if it is a problem;
   * -1 for any other entry.
   */
  packetType(i: number): number {
    const block = this.#block(i);
    const k = i & IN_BLOCK;
    if (!block || ((block.kind[k] ?? 0) & KIND) !== ENTRY.packet) return -1;
    const flags = block.flags[k] ?? 0;
    return (block.types[k] ?? 0) | ((flags & FLAG.sent) << 8) | ((flags & FLAG.problem) << 3);
  }

  isPacket(i: number): boolean {
    return this.kind(i) === ENTRY.packet;
  }
  isSent(i: number): boolean {
    return (this.flags(i) & FLAG.sent) !== 0;
  }
  /** A ping or pong that is no probe. */
  isHeartbeat(i: number): boolean {
    const type = this.engine(i);
    return this.isPacket(i) && (type === ENGINE_PING || type === ENGINE_PONG) && !(this.flags(i) & FLAG.probe);
  }
  /** Whether this entry is the question of its pair, not the answer. Call it only for an entry that has a peer. */
  isQuestion(i: number): boolean {
    if (this.engine(i) !== ENGINE_MESSAGE) return this.engine(i) === ENGINE_PING;
    return this.socket(i) === SOCKET_EVENT || this.socket(i) === SOCKET_BINARY_EVENT;
  }
  /** It is an event that asks for an ACK. */
  asks(i: number): boolean {
    return ((this.#block(i)?.kind[i & IN_BLOCK] ?? 0) & ASKS) !== 0;
  }
  isLate(i: number): boolean {
    return (this.flags(i) & FLAG.late) !== 0;
  }
  isLost(i: number): boolean {
    return (this.flags(i) & FLAG.lost) !== 0;
  }
  isProblem(i: number): boolean {
    return (this.flags(i) & FLAG.problem) !== 0;
  }
  isUnanswered(i: number): boolean {
    return (this.flags(i) & FLAG.unanswered) !== 0;
  }

  #setFlags(i: number, flags: number): void {
    const block = this.#block(i);
    const bits = this.flags(i) ^ flags;
    if (!block || bits === 0) return;
    block.flags[i & IN_BLOCK] = flags;
    this.changed(i, bits);
  }

  #block(i: number): Block | undefined {
    return this.#blocks[i >>> BLOCK_BITS];
  }

  #types(i: number): number {
    return this.#block(i)?.types[i & IN_BLOCK] ?? 0;
  }

  #grow(): Block {
    const block = new Block();
    this.#blocks.push(block);
    return block;
  }
}
