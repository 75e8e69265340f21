// The memory of a trace: its wire events as JSON Lines, in chunks of about 1 MiB. The chunks, one after the other, are the trace file
// (docs/trace-format.md). Everything derived keeps only where a line stands.

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
/** How the line of a frame begins and ends, around its time and its text. */
const FRAME_BEGIN = encoder.encode('{"kind":"ws-frame","at":');
const FRAME_END = encoder.encode('"}}\n');
/** No number is longer as text. */
const NUMBER_BYTES = 25;

export class Log {
  readonly header: TraceHeader;
  /** Full chunks, cut to what they hold. */
  readonly #sealed: Uint8Array<ArrayBuffer>[] = [];
  /** Where each chunk begins in the trace; the last is the open one's. */
  readonly #starts: number[] = [0];
  #open = new Uint8Array(CHUNK_BYTES);
  #used = 0;
  #isAscii = false;
  /** What stands between the time and the text of a frame's line, for each websocket. */
  readonly #middles = new Map<WireId, Readonly<Record<Direction, Uint8Array>>>();

  constructor(header: TraceHeader) {
    this.header = header;
    this.#write(JSON.stringify(header));
  }

  get byteLength(): number {
    return this.#openStart + this.#used;
  }

  /** The trace file so far, as views: valid until the next append. */
  chunks(): readonly Uint8Array<ArrayBuffer>[] {
    return [...this.#sealed, this.#open.subarray(0, this.#used)];
  }

  /** The line appended last is known to be ASCII: its characters are its bytes. */
  get isAscii(): boolean {
    return this.#isAscii;
  }

  append(event: WireEvent): LineRef {
    this.#isAscii = false;
    if (event.kind === "ws-frame" && event.opcode === 1 && "text" in event.body) return this.#frame(event, event.body.text);
    return this.#write(JSON.stringify(event));
  }

  /** Appends a line as a file has it, without its newline, so that opening a trace keeps every byte of it. */
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

  /** Nearly all lines are frames, and nearly all frames ASCII: their bytes are put down one by one, in a third of stringify's and the encoder's time. */
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
    // UTF-8 takes at most three bytes for a UTF-16 unit. The bound is only paid for when it could matter.
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
      // A view keeps all of its buffer: what a large line left empty is given back.
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

/** Puts a text down as JSON has it between quotes. Returns its end; -1 when it holds more than printable ASCII. */
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
