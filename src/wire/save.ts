// Writes a log as a trace file (docs/trace-format.md), in pieces of about a megabyte.

import { dropOldest } from "./bounded.ts";
import type { Bytes, Content, Item } from "./chunk.ts";
import type { Chunk } from "./chunks.ts";
import { type Part, partOf } from "./eights.ts";
import { LineWriter } from "./line-writer.ts";
import { DERIVED, FRAME, type LineRef, type Log } from "./log.ts";

type Pieces = Generator<Uint8Array<ArrayBuffer>>;

/** So many characters or bytes are written at once. */
const PIECE = 1 << 20;
/** So many bytes of a payload or a line at once, because with escapes they may be six times as many. */
const SLICE = 1 << 16;
const MOST_MIDDLES = 1024;
const encoder = new TextEncoder();

/** The trace file so far, of a log that is in memory. */
export function* linesOf(log: Log): Pieces {
  const saving = new Saving(log);
  yield log.headerLine.slice();
  for (const chunk of log.chunks.all) {
    if (chunk.content === null) throw new Error(`record ${chunk.first} is away`);
    yield* saving.pieces(chunk, chunk.content);
  }
  if (!log.isCutShort) yield encoder.encode("\n");
}

/** The same, also of what is away, which is loaded one chunk after the other. */
export function wholeLinesOf(log: Log): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  return log.chunks.during(whole(log));
}

async function* whole(log: Log): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const saving = new Saving(log);
  yield log.headerLine.slice();
  for (const chunk of log.chunks.all) {
    if (chunk.first < saving.length) yield* saving.pieces(chunk, await log.chunks.load(chunk));
  }
  if (!log.isCutShort) yield encoder.encode("\n");
}

class Saving {
  /** How many records the log had at the beginning: those that come after that are not saved. */
  readonly length: number;
  readonly #log: Log;
  /** The part of a frame's line between its time and its payload, by way: those that were made last. */
  readonly #middles = new Map<number, Part>();

  constructor(log: Log) {
    this.#log = log;
    this.length = log.length;
  }

  /** The lines of a chunk, each with a line feed before it. */
  *pieces({ first }: Chunk, content: Content): Pieces {
    const bytes = asBytes(content);
    const count = this.length - first;
    if (bytes) yield* this.#fromBytes(first, bytes, Math.min(bytes.ends.length, count));
    else if ("items" in content) yield* this.#fromItems(first, content.items.slice(0, count));
  }

  *#fromItems(first: LineRef, items: readonly Item[]): Pieces {
    const log = this.#log;
    let text = "";
    for (const [nth, item] of items.entries()) {
      if (log.wayOf(first + nth) === DERIVED) continue;
      text += `\n${JSON.stringify(log.event(first + nth, item))}`;
      if (text.length < PIECE) continue;
      yield encoder.encode(text);
      text = "";
    }
    if (text !== "") yield encoder.encode(text);
  }

  *#fromBytes(first: LineRef, { bytes, from, ends }: Bytes, count: number): Pieces {
    const log = this.#log;
    const writer = new LineWriter(bytes, Math.min(PIECE, 4 * ((ends.at(-1) ?? from) - from)));
    let place = from;
    for (let nth = 0; nth < count; nth++) {
      const way = log.wayOf(first + nth);
      const end = ends[nth] ?? 0;
      if (way === DERIVED) {
        place = end + 1;
        continue;
      }
      if (way >= FRAME) writer.frame(log.at(first + nth), this.#middle(way));
      else writer.line();
      while (place < end) {
        const to = Math.min(end, place + SLICE);
        if (way >= FRAME) writer.text(place, to);
        else writer.raw(place, to);
        place = to;
        if (writer.length >= PIECE) yield writer.take();
      }
      if (way >= FRAME) writer.frameEnd();
      place = end + 1;
    }
    yield writer.take();
  }

  #middle(way: number): Part {
    let middle = this.#middles.get(way);
    if (middle === undefined) {
      const { id, direction, opcode, form } = this.#log.framesOf(way);
      middle = partOf(`,"id":${JSON.stringify(id)},"direction":"${direction}","opcode":${opcode},"body":{"${form}":"`);
      this.#middles.set(way, middle);
      dropOldest(this.#middles, MOST_MIDDLES);
    }
    return middle;
  }
}

/** The content as bytes, events as their JSON; null if payloads were given up, or are not all UTF-8. */
function asBytes(content: Content): Bytes | null {
  if ("bytes" in content) return content;
  if (content.items.some((item) => typeof item === "number")) return null;
  const text = content.items.map((item) => (typeof item === "object" ? JSON.stringify(item) : item)).join("\0");
  const bytes = encoder.encode(text);
  if (hasReplaced(bytes)) return null;
  const ends: number[] = [];
  for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, end + 1)) ends.push(end);
  ends.push(bytes.length);
  // A text with a byte 0 has more.
  return ends.length === content.items.length ? { bytes, from: 0, ends } : null;
}

/** Whether there is a U+FFFD: it stands for half of a pair, which UTF-8 cannot have. */
function hasReplaced(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0xef); at >= 0; at = bytes.indexOf(0xef, at + 1)) {
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) return true;
  }
  return false;
}
