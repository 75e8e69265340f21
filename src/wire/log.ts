// A trace in memory: its wire events as records, in order. A record keeps no more than its event needs to be made again:
//
//   frame      its time; its websocket, direction and opcode; its payload
//   line       any other event: as it came, or as the bytes of its line in a file
//   derived    an event that follows from the lines of a file and is no line of it, like the gap where lines are broken
//   kept       a line of a file that is no event, or whose event is a derived one. It is kept to be saved
//
// A payload that came as a string stays that string: in a browser, copying each to bytes takes longer than everything else that is done with
// it. Payloads of files are bytes, as they came. save.ts writes the trace file (docs/trace-format.md).
//
// Payloads, and events with headers or bodies, may be away: see chunks.ts. Everything else is always in memory.

import { type Content, hasHeaders, type Item, isStub, slice } from "./chunk.ts";
import { type Chunk, Chunks, type Limit } from "./chunks.ts";
import type { Body, Direction, EpochMs, TraceHeader, WireEvent, WireId, WsFrame } from "./event.ts";

/** The number of a record in its log, from 0. Whatever is derived from an event refers to it by this number. */
export type LineRef = number;

/**
 * Payloads or lines of a file that stand one after the other in one array, each followed by a byte 0, which none of them has. The array is
 * not written to again below `to`.
 */
export interface Held {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** What the frames of a websocket in one direction have in common. `id` is that of the websocket in the file. */
export interface Frames {
  readonly id: WireId;
  readonly direction: Direction;
  readonly opcode: 1 | 2;
  readonly form: "text" | "base64";
}

/** Values of the column `way` for records that are no frames. */
const LINE = 0;
export const DERIVED = 1;
export const KEPT = 2;
/** A frame has this plus eight times the index of its websocket, plus these bits. */
export const FRAME = 3;
const SENT = 1;
const OPCODE_2 = 2;
const BASE64 = 4;
const WAYS = 8;

const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;
const IN_BLOCK = BLOCK - 1;

/** The columns of 4096 records: 12 bytes each. */
class Block {
  /** One piece of memory for both takes less time than one for each. */
  readonly #memory = new ArrayBuffer(12 * BLOCK);
  readonly at = new Float64Array(this.#memory, 0, BLOCK);
  readonly way = new Uint32Array(this.#memory, 8 * BLOCK, BLOCK);
}

/** A chunk is sealed when its payloads have so many characters. */
const FULL = 1 << 20;
/** About how many bytes the headers of an event take. */
const HEADERS = 1 << 10;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export class Log {
  readonly header: TraceHeader;
  /** How many records it has. */
  length = 0;
  /** How much it holds: the characters of payloads and bodies, and the bytes of lines of files. */
  size = 0;
  /** How often content was read that was away. What was made from it is to be made again when it is back. */
  misses = 0;
  /** Whether it is saved without a line feed after its last line, because its file has none there. */
  isCutShort = false;
  readonly headerLine: Uint8Array;
  readonly chunks: Chunks;
  readonly #blocks: Block[] = [];
  /** The websockets, each with its id in the file. */
  readonly #sockets: { readonly id: WireId; readonly saved: WireId }[] = [];
  readonly #socketOf = new Map<WireId, number>();
  /** The id and the index of the websocket of the last frame: most frames follow one of the same. */
  #lastId: WireId | null = null;
  #lastSocket = 0;

  /** `line`: the header's line in a file, which is kept byte for byte. */
  constructor(header: TraceHeader, line: Uint8Array = encoder.encode(JSON.stringify(header))) {
    this.header = header;
    this.headerLine = line;
    this.chunks = new Chunks({
      isEvent: (ref) => this.wayOf(ref) === LINE || this.wayOf(ref) === DERIVED,
      isBase64: (ref) => this.wayOf(ref) >= FRAME && ((this.wayOf(ref) - FRAME) & BASE64) !== 0,
    });
  }

  /** How much of it is in memory and how much only in the store of its limit, in bytes, and what it gave up for want of a store. */
  get memory(): Pick<Chunks, "inMemory" | "away" | "lost"> {
    return this.chunks;
  }

  /** Sets how much of it may be in memory, and calls `moved` as `Chunks` does. */
  limit(limit: Limit, moved: () => void): void {
    this.chunks.moved = moved;
    this.chunks.limit(limit);
  }

  /** Resolves when what was read while it was away is back, or as much of it as there is room for. */
  fetched(): Promise<void> {
    return this.chunks.fetched();
  }

  /** Resolves when no more is in memory than the limit allows, or as little as there is room for. */
  relieved(): Promise<void> {
    return this.chunks.relieved();
  }

  /** Drops what is in the store of its limit. Lines that are being written are written to their end. */
  close(): void {
    this.chunks.close();
  }

  append(event: WireEvent): LineRef {
    if (event.kind !== "ws-frame" || "omitted" in event.body) {
      const size = bodySize(event);
      return this.#item(event, event.at, LINE, size, hasHeaders(event) ? HEADERS + size : size);
    }
    const { at, id, direction, opcode, body } = event;
    const payload = "text" in body ? body.text : body.base64;
    return this.#item(payload, at, this.#way(id, id, direction, opcode, "base64" in body), payload.length);
  }

  /** Appends the frame of a file, whose payload is `held`. `id` is that of its websocket here, which has another one in the file. */
  appendPayload({ id: saved, direction, opcode, form }: Frames, at: EpochMs, held: Held, id: WireId): LineRef {
    return this.#held(held, at, this.#way(id, saved, direction, opcode, form === "base64"));
  }

  /** Appends a line of a file, which is this event. */
  appendLine(event: WireEvent, held: Held): LineRef {
    return this.#held(held, event.at, LINE);
  }

  /** Appends a line of a file that is no event, or that an appended event stands for. It has no event of its own to read. */
  keep(held: Held): void {
    this.#held(held, Number.NaN, KEPT);
  }

  /** Appends an event that is not saved, because it follows again from the lines of the file. */
  derive(event: WireEvent): LineRef {
    return this.#item(event, event.at, DERIVED, 0);
  }

  at(ref: LineRef): EpochMs {
    return this.#blocks[ref >>> BLOCK_BITS]?.at[ref & IN_BLOCK] ?? 0;
  }

  /**
   * The event of a record. While its content is away, its body is `{ omitted: "away" }` and it has no headers; the content is fetched then, and
   * `misses` counts the reading.
   */
  read(ref: LineRef): WireEvent {
    const chunk = this.#chunkAt(ref);
    const content = this.chunks.read(chunk);
    if (content !== null) return this.#event(ref, chunk, content);
    const event = chunk.outline?.stubs.get(ref - chunk.first) ?? this.#frame(ref, this.wayOf(ref), { omitted: "away" });
    if (event.kind === "ws-frame" || isStub(event)) this.misses++;
    return event;
  }

  /** The event of a record, of a frame without its body. What is away has no headers either. It loads nothing. */
  glance(ref: LineRef): WireEvent {
    const way = this.wayOf(ref);
    if (way >= FRAME) return this.#frame(ref, way, { omitted: "away" });
    const chunk = this.#chunkAt(ref);
    const stub = chunk.content === null ? chunk.outline?.stubs.get(ref - chunk.first) : undefined;
    return stub ?? this.read(ref);
  }

  /** Whether the content of a record is away. To ask does not fetch it. */
  isAway(ref: LineRef): boolean {
    return this.chunks.away > 0 && this.#chunkAt(ref).content === null;
  }

  /** Calls `act` while the content of a record can be read, and of those around it for which `isIn` holds. What was away is away again after it. */
  async visit(ref: LineRef, act: (isIn: (other: LineRef) => boolean) => void): Promise<void> {
    const chunk = this.#chunkAt(ref);
    await this.chunks.visit(chunk, () => act((other) => this.#chunkAt(other) === chunk));
  }

  /** The event of a record with its content, also if that is away. */
  async readWhole(ref: LineRef): Promise<WireEvent> {
    const chunk = this.#chunkAt(ref);
    return this.#event(ref, chunk, await this.chunks.load(chunk));
  }

  #chunkAt(ref: LineRef): Chunk {
    const chunk = this.chunks.at(ref);
    if (!chunk) throw new RangeError(`no record ${ref}`);
    return chunk;
  }

  #event(ref: LineRef, { first }: Chunk, content: Content): WireEvent {
    const item = "items" in content ? content.items[ref - first] : decoder.decode(slice(content, ref - first));
    return this.event(ref, item ?? "");
  }

  /** The event of a record with this content. */
  event(ref: LineRef, item: Item): WireEvent {
    const way = this.wayOf(ref);
    if (typeof item === "object") return item;
    if (typeof item === "number") return this.#frame(ref, way, omitted(item));
    if (way < FRAME) return JSON.parse(item) as WireEvent;
    return this.#frame(ref, way, (way - FRAME) & BASE64 ? { base64: item } : { text: item });
  }

  #item(item: string | WireEvent, at: EpochMs, way: number, size: number, takes = size): LineRef {
    const ref = this.#add(at, way, size);
    const { open } = this.chunks;
    if (open?.content && "items" in open.content && open.content.items.length < BLOCK && open.size + takes <= FULL) {
      open.content.items.push(item);
      this.chunks.grow(open, takes);
    } else this.chunks.begin({ items: [item] }, ref, takes);
    return ref;
  }

  #held({ bytes, from, to }: Held, at: EpochMs, way: number): LineRef {
    const ref = this.#add(at, way, to - from);
    const { open } = this.chunks;
    const content = open?.content;
    if (content && "bytes" in content && content.bytes === bytes && content.ends.at(-1) === from - 1 && Array.isArray(content.ends)) {
      content.ends.push(to);
      this.chunks.grow(open, to - from);
    } else this.chunks.begin({ bytes, from, ends: [to] }, ref, to - from);
    return ref;
  }

  #add(at: EpochMs, way: number, size: number): LineRef {
    const ref = this.length++;
    let block = this.#blocks[ref >>> BLOCK_BITS];
    if (!block) {
      block = new Block();
      this.#blocks.push(block);
    }
    block.at[ref & IN_BLOCK] = at;
    block.way[ref & IN_BLOCK] = way;
    this.size += size;
    return ref;
  }

  /** What a record is: `DERIVED`, `FRAME` or more, or another line. */
  wayOf(ref: LineRef): number {
    return this.#blocks[ref >>> BLOCK_BITS]?.way[ref & IN_BLOCK] ?? LINE;
  }

  #way(id: WireId, saved: WireId, direction: Direction, opcode: 1 | 2, isBase64: boolean): number {
    if (id !== this.#lastId) {
      this.#lastSocket = this.#socket(id, saved);
      this.#lastId = id;
    }
    const bits = (direction === "sent" ? SENT : 0) | (opcode === 2 ? OPCODE_2 : 0) | (isBase64 ? BASE64 : 0);
    return FRAME + this.#lastSocket * WAYS + bits;
  }

  #socket(id: WireId, saved: WireId): number {
    let socket = this.#socketOf.get(id);
    if (socket === undefined) {
      socket = this.#sockets.push({ id, saved }) - 1;
      this.#socketOf.set(id, socket);
    }
    return socket;
  }

  /** What the frames of a `way` have in common. */
  framesOf(way: number): Frames {
    const { saved = "" } = this.#sockets[Math.floor((way - FRAME) / WAYS)] ?? {};
    return { id: saved, ...carried(way), form: (way - FRAME) & BASE64 ? "base64" : "text" };
  }

  #frame(ref: LineRef, way: number, body: Body): WsFrame {
    const { id = "" } = this.#sockets[Math.floor((way - FRAME) / WAYS)] ?? {};
    return { kind: "ws-frame", at: this.at(ref), id, ...carried(way), body };
  }
}

function carried(way: number): { readonly direction: Direction; readonly opcode: 1 | 2 } {
  return { direction: (way - FRAME) & SENT ? "sent" : "received", opcode: (way - FRAME) & OPCODE_2 ? 2 : 1 };
}

function omitted(bytes: number): Body {
  return { omitted: "no-room", bytes };
}

function bodySize(event: WireEvent): number {
  if (!("body" in event) || event.body === undefined) return 0;
  const { body } = event;
  return "text" in body ? body.text.length : "base64" in body ? body.base64.length : 0;
}
