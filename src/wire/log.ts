// The memory of a trace: its wire events as JSON Lines, in chunks of about 1 MiB. The chunks, one after the other, are the trace file
// (docs/trace-format.md). Everything derived keeps only where a line stands.

import type { TraceHeader, WireEvent } from "./event.ts";
import { partition } from "./partition.ts";

/** The byte at which a line begins, counted from the start of the trace. */
export type LineRef = number;

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 10;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Log {
  readonly header: TraceHeader;
  /** Full chunks, cut to what they hold. */
  readonly #sealed: Uint8Array<ArrayBuffer>[] = [];
  /** Where each chunk begins in the trace; the last is the open one's. */
  readonly #starts: number[] = [0];
  #open = new Uint8Array(CHUNK_BYTES);
  #used = 0;

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

  append(event: WireEvent): LineRef {
    return this.#write(serialize(event));
  }

  /** Appends a line as a file has it, without its newline, so that opening a trace keeps every byte of it. */
  appendLine(line: Uint8Array): LineRef {
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
      this.#sealed.push(this.#open.subarray(0, this.#used));
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

/** One line of a trace, without its newline. Frames, which are nearly all of it, are put together by hand: half the time of stringify. */
function serialize(event: WireEvent): string {
  if (event.kind !== "ws-frame" || !("text" in event.body)) return JSON.stringify(event);
  return `{"kind":"ws-frame","at":${event.at},"id":${JSON.stringify(event.id)},"direction":"${event.direction}","opcode":${event.opcode},"body":{"text":${JSON.stringify(event.body.text)}}}`;
}
