// A trace in memory: its wire events as JSON Lines, in chunks of about 1 MiB. The chunks, joined, are the trace file (docs/trace-format.md).
// Whatever is derived from an event refers to it by the position of its line.

import type { Direction, TraceHeader, WireEvent, WireId, WsFrame } from "./event.ts";
import { partition } from "./partition.ts";

/** The byte at which a line begins, counted from the start of the trace. */
export type LineRef = number;

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** The line of a frame up to its time, and after its text. */
const FRAME_BEGIN = encoder.encode('{"kind":"ws-frame","at":');
const FRAME_END = encoder.encode('"}}\n');
/** The most characters that JSON needs for a number. */
const NUMBER_BYTES = 25;

export class Log {
  readonly header: TraceHeader;
  /** Full chunks, cut to what they hold. */
  readonly #sealed: Uint8Array<ArrayBuffer>[] = [];
  /** The byte of the trace at which each chunk begins. The last is that of the open chunk. */
  readonly #starts: number[] = [0];
  #open = new Uint8Array(CHUNK_BYTES);
  #used = 0;
  #isAscii = false;
  /** The part of a frame's line between its time and its text, by websocket. */
  readonly #middles = new Map<WireId, Readonly<Record<Direction, Uint8Array>>>();

  constructor(header: TraceHeader) {
    this.header = header;
    this.#write(JSON.stringify(header));
  }

  get byteLength(): number {
    return this.#openStart + this.#used;
  }

  /** The trace file so far. The last chunk is a view, valid until the next append. */
  chunks(): readonly Uint8Array<ArrayBuffer>[] {
    return [...this.#sealed, this.#open.subarray(0, this.#used)];
  }

  /** Whether the line appended last is known to be ASCII, so that each character of it is one byte. */
  get isAscii(): boolean {
    return this.#isAscii;
  }

  append(event: WireEvent): LineRef {
    this.#isAscii = false;
    if (event.kind === "ws-frame" && event.opcode === 1 && "text" in event.body) return this.#frame(event, event.body.text);
    return this.#write(JSON.stringify(event));
  }

  /** Appends a line of a file as it is. `line` has no newline. Saving an opened trace therefore gives the same bytes. */
  appendLine(line: Uint8Array): LineRef {
    this.#isAscii = false;
    this.#reserve(line.length + 1);
    const ref = this.byteLength;
    this.#open.set(line, this.#used);
    this.#end(line.length);
    return ref;
  }

  /** The event of a line. */
  read(ref: LineRef): WireEvent {
    const { bytes, from } = this.#locate(ref);
    return JSON.parse(decoder.decode(bytes.subarray(from, bytes.indexOf(NEWLINE, from)))) as WireEvent;
  }

  get #openStart(): number {
    return this.#starts[this.#starts.length - 1] ?? 0;
  }

  /** Most lines are frames of ASCII text. Writing their bytes one by one takes a third of the time of JSON.stringify and TextEncoder. */
  #frame(event: WsFrame, text: string): LineRef {
    const middle = this.#middle(event);
    const most = FRAME_BEGIN.length + NUMBER_BYTES + middle.length + 2 * text.length + FRAME_END.length;
    if (this.#open.length - this.#used < most) return this.#write(JSON.stringify(event));
    const open = this.#open;
    open.set(FRAME_BEGIN, this.#used);
    const id = putAscii(`${event.at}`, open, this.#used + FRAME_BEGIN.length);
    open.set(middle, id);
    const end = putAscii(text, open, id + middle.length);
    if (end < 0) return this.#write(JSON.stringify(event));
    open.set(FRAME_END, end);
    this.#isAscii = true;
    const ref = this.byteLength;
    this.#used = end + FRAME_END.length;
    return ref;
  }

  #middle({ id, direction }: WsFrame): Uint8Array {
    let middles = this.#middles.get(id);
    if (!middles) {
      const of = (way: Direction) => encoder.encode(`,"id":${JSON.stringify(id)},"direction":"${way}","opcode":1,"body":{"text":"`);
      middles = { sent: of("sent"), received: of("received") };
      this.#middles.set(id, middles);
    }
    return middles[direction];
  }

  #write(line: string): LineRef {
    // UTF-8 takes at most three bytes for a UTF-16 unit. A line that may not fit is encoded first, which gives its exact length.
    if (this.#open.length - this.#used <= line.length * 3) {
      const bytes = encoder.encode(line);
      return this.appendLine(bytes);
    }
    const ref = this.#openStart + this.#used;
    this.#end(encoder.encodeInto(line, this.#open.subarray(this.#used)).written);
    return ref;
  }

  #reserve(bytes: number): void {
    if (this.#open.length - this.#used >= bytes) return;
    if (this.#used > 0) {
      this.#starts.push(this.byteLength);
      const full = this.#open.subarray(0, this.#used);
      // A view keeps its whole buffer in memory. A chunk that a large line left partly empty is copied.
      this.#sealed.push(this.#used < CHUNK_BYTES * 0.9 ? full.slice() : full);
    }
    this.#open = new Uint8Array(Math.max(CHUNK_BYTES, bytes));
    this.#used = 0;
  }

  #end(written: number): void {
    this.#used += written;
    this.#open[this.#used++] = NEWLINE;
  }

  #locate(ref: LineRef): { bytes: Uint8Array; from: number } {
    const chunk = partition(this.#starts.length, (i) => (this.#starts[i] ?? 0) <= ref) - 1;
    return { bytes: this.#sealed[chunk] ?? this.#open.subarray(0, this.#used), from: ref - (this.#starts[chunk] ?? 0) };
  }
}

/** Writes a text as JSON has it between quotes, and returns its end, or -1 if the text has anything but printable ASCII. */
function putAscii(text: string, into: Uint8Array, from: number): number {
  let to = from;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE || code === BACKSLASH) into[to++] = BACKSLASH;
    else if (code < 0x20 || code > 0x7e) return -1;
    into[to++] = code;
  }
  return to;
}
