// A trace in memory: its wire events as records, in order. A record keeps no more than its event needs to be made again:
//
//   frame      its time; its websocket, direction and opcode; its payload
//   line       any other event: as it came, or as the bytes of its line in a file
//   derived    an event that follows from the lines of a file and is no line of it, like the gap where lines are broken
//   kept       a line of a file that is no event, or whose event is a derived one. It is kept to be saved
//
// A payload that came as a string stays that string: in a browser, copying each to bytes takes longer than everything else that is done with
// it. Payloads of files are bytes, as they came. `lines` writes the trace file (docs/trace-format.md).

import type { Direction, EpochMs, TraceHeader, WireEvent, WireId, WsFrame } from "./event.ts";
import { partition } from "./partition.ts";

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

/** Values of the column `way` for records that are no frames. */
const LINE = 0;
const DERIVED = 1;
const KEPT = 2;
/** A frame has this plus eight times the index of its websocket, plus these bits. */
const FRAME = 3;
const SENT = 1;
const OPCODE_2 = 2;
const BASE64 = 4;
const WAYS = 8;

const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;
const IN_BLOCK = BLOCK - 1;

/** The columns of 4096 records: 12 bytes each. */
class Block {
  readonly at = new Float64Array(BLOCK);
  readonly way = new Uint32Array(BLOCK);
}

/** Records that follow each other. Strings are payloads of frames. */
interface Live {
  readonly first: LineRef;
  readonly items: (string | WireEvent)[];
}
interface Bytes {
  readonly first: LineRef;
  readonly bytes: Uint8Array;
  readonly from: number;
  /** Where each record ends in `bytes`; the next one begins one byte later. */
  ends: number[] | Uint32Array;
}

/** So many characters are written at once. */
const PIECE = 1 << 20;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export class Log {
  readonly header: TraceHeader;
  /** How many records it has. */
  length = 0;
  /** How much it holds: the characters of payloads and bodies, and the bytes of lines of files. */
  size = 0;
  /** Whether it is saved without a line feed after its last line, because its file has none there. */
  isCutShort = false;
  readonly #headerLine: Uint8Array;
  readonly #blocks: Block[] = [];
  readonly #chunks: (Live | Bytes)[] = [];
  /** The websockets, each with its id in the file. */
  readonly #sockets: { readonly id: WireId; readonly saved: WireId }[] = [];
  readonly #socketOf = new Map<WireId, number>();
  /** The part of a frame's line between its time and its payload, by way. */
  readonly #middles = new Map<number, string>();

  /** `line`: the header's line in a file, which is kept byte for byte. */
  constructor(header: TraceHeader, line: Uint8Array = encoder.encode(JSON.stringify(header))) {
    this.header = header;
    this.#headerLine = line;
  }

  append(event: WireEvent): LineRef {
    if (event.kind !== "ws-frame" || "omitted" in event.body) return this.#item(event, event.at, LINE, bodySize(event));
    const payload = "text" in event.body ? event.body.text : event.body.base64;
    return this.#item(payload, event.at, this.#way(event, event.id), payload.length);
  }

  /** Appends the frame of a file, whose payload is `held`. `saved` is the id that its websocket has in the file. */
  appendPayload(event: WsFrame, held: Held, saved: WireId): LineRef {
    return this.#held(held, event.at, this.#way(event, saved));
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

  read(ref: LineRef): WireEvent {
    const chunk = this.#chunks[partition(this.#chunks.length, (i) => (this.#chunks[i]?.first ?? 0) <= ref) - 1];
    if (!chunk) throw new RangeError(`no record ${ref}`);
    const way = this.#wayOf(ref);
    const nth = ref - chunk.first;
    const item = "items" in chunk ? chunk.items[nth] : decoder.decode(slice(chunk, nth));
    if (typeof item === "object") return item;
    return way < FRAME ? (JSON.parse(item ?? "") as WireEvent) : this.#frame(this.at(ref), way, item ?? "");
  }

  /** The trace file so far, in pieces. */
  *lines(): Generator<Uint8Array<ArrayBuffer>> {
    yield this.#headerLine.slice();
    let text = "";
    for (const chunk of this.#chunks) {
      const items = "items" in chunk ? chunk.items : this.#texts(chunk);
      for (const [nth, item] of items.entries()) {
        const ref = chunk.first + nth;
        const way = this.#wayOf(ref);
        if (way === DERIVED) continue;
        if (typeof item === "object") text += `\n${JSON.stringify(item)}`;
        else if (way >= FRAME) text += `\n{"kind":"ws-frame","at":${this.at(ref)}${this.#middle(way)}${JSON.stringify(item)}}}`;
        else if (way === LINE) text += `\n${item}`;
        else {
          // It may be no UTF-8.
          yield encoder.encode(`${text}\n`);
          yield slice(chunk as Bytes, nth).slice();
          text = "";
        }
        if (text.length < PIECE) continue;
        yield encoder.encode(text);
        text = "";
      }
    }
    yield encoder.encode(this.isCutShort ? text : `${text}\n`);
  }

  #texts({ bytes, from, ends }: Bytes): string[] {
    const all = decoder.decode(bytes.subarray(from, ends.at(-1)));
    return ends.length === 1 ? [all] : all.split("\0");
  }

  #item(item: string | WireEvent, at: EpochMs, way: number, size: number): LineRef {
    const ref = this.#add(at, way, size);
    const open = this.#chunks.at(-1);
    if (open && "items" in open && open.items.length < BLOCK) open.items.push(item);
    else this.#begin({ first: ref, items: [item] });
    return ref;
  }

  #held({ bytes, from, to }: Held, at: EpochMs, way: number): LineRef {
    const ref = this.#add(at, way, to - from);
    const open = this.#chunks.at(-1);
    if (open && "bytes" in open && open.bytes === bytes && open.ends.at(-1) === from - 1 && Array.isArray(open.ends)) open.ends.push(to);
    else this.#begin({ first: ref, bytes, from, ends: [to] });
    return ref;
  }

  #begin(chunk: Live | Bytes): void {
    const full = this.#chunks.at(-1);
    // A typed array takes half of the memory, and no more ends are added.
    if (full && "ends" in full) full.ends = Uint32Array.from(full.ends);
    this.#chunks.push(chunk);
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

  #wayOf(ref: LineRef): number {
    return this.#blocks[ref >>> BLOCK_BITS]?.way[ref & IN_BLOCK] ?? LINE;
  }

  #way({ id, direction, opcode, body }: WsFrame, saved: WireId): number {
    let socket = this.#socketOf.get(id);
    if (socket === undefined) {
      socket = this.#sockets.push({ id, saved }) - 1;
      this.#socketOf.set(id, socket);
    }
    const bits = (direction === "sent" ? SENT : 0) | (opcode === 2 ? OPCODE_2 : 0) | ("base64" in body ? BASE64 : 0);
    return FRAME + socket * WAYS + bits;
  }

  #frame(at: EpochMs, way: number, payload: string): WsFrame {
    const { id = "" } = this.#sockets[Math.floor((way - FRAME) / WAYS)] ?? {};
    return { kind: "ws-frame", at, id, ...carried(way), body: (way - FRAME) & BASE64 ? { base64: payload } : { text: payload } };
  }

  #middle(way: number): string {
    let middle = this.#middles.get(way);
    if (middle === undefined) {
      const { saved } = this.#sockets[Math.floor((way - FRAME) / WAYS)] ?? {};
      const { direction, opcode } = carried(way);
      const form = (way - FRAME) & BASE64 ? "base64" : "text";
      middle = `,"id":${JSON.stringify(saved)},"direction":"${direction}","opcode":${opcode},"body":{"${form}":`;
      this.#middles.set(way, middle);
    }
    return middle;
  }
}

function carried(way: number): { readonly direction: Direction; readonly opcode: 1 | 2 } {
  return { direction: (way - FRAME) & SENT ? "sent" : "received", opcode: (way - FRAME) & OPCODE_2 ? 2 : 1 };
}

function slice({ bytes, from, ends }: Bytes, nth: number): Uint8Array {
  return bytes.subarray(nth === 0 ? from : (ends[nth - 1] ?? 0) + 1, ends[nth]);
}

function bodySize(event: WireEvent): number {
  if (!("body" in event) || event.body === undefined) return 0;
  const { body } = event;
  return "text" in body ? body.text.length : "base64" in body ? body.base64.length : 0;
}
