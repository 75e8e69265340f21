// The lines of a trace file, one after the other. About a megabyte of them is taken at once, because decoding all their texts together takes a
// tenth of the time of decoding each by itself.

import { newPart } from "../protocol/engine/part.ts";
import type { PayloadPart } from "../protocol/packet.ts";
import type { EpochMs } from "../wire/event.ts";
import type { Frames, Held } from "../wire/log.ts";
import { FrameLines } from "./frame-line.ts";

/** A line of a file, without its line feed. */
export interface TraceLine {
  /** From 1 on. */
  readonly number: number;
  /** Set if it is a frame, at the time `at`; then `part`, `text` and `held` are its payload. */
  readonly frame: Frames | null;
  readonly at: EpochMs;
  /** Its text, as a piece of a larger one. */
  readonly part: PayloadPart;
  /** The same as a string of its own; undefined if it is no UTF-8. */
  readonly text: string | undefined;
  readonly held: Held;
  /** The file ends within this line. */
  readonly isCutShort: boolean;
}

const BATCH = 1 << 20;
const NEWLINE = 0x0a;
const fatal = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
const NONE: ReadonlySet<number> = new Set();

/** Stands at one line at a time, and has its fields. */
export class TraceLines implements TraceLine {
  number: number;
  frame: Frames | null = null;
  at: EpochMs = 0;
  readonly part = newPart("");
  readonly held: { -readonly [K in keyof Held]: Held[K] } = { bytes: new Uint8Array(), from: 0, to: 0 };
  /** Up to which byte of `#file` lines have been taken. */
  taken = 0;
  readonly #file: Uint8Array;
  readonly #frames: FrameLines;
  // The lines that have been taken: where each begins in the file, whether it is a frame and its time, where it ends in `held.bytes`, its text.
  // The arrays of an earlier batch are written over: they have grown to its size.
  #count = 0;
  readonly #from: number[] = [];
  readonly #frame: (Frames | null)[] = [];
  readonly #at: EpochMs[] = [];
  readonly #to: number[] = [];
  #isAscii = false;
  /** Those that are no UTF-8. */
  #broken = NONE;
  #nth = 0;

  /** Stands before the first line of `file`, which may be a part of one: `before` lines are before it. */
  constructor(file: Uint8Array, before: number) {
    this.#file = file;
    this.#frames = new FrameLines(file);
    this.number = before;
  }

  /** Goes on to the next line. Returns whether there is one. */
  next(): boolean {
    this.#nth++;
    if (this.#nth >= this.#count && !this.#take()) return false;
    const { held, part } = this;
    this.number++;
    this.frame = this.#frame[this.#nth] ?? null;
    this.at = this.#at[this.#nth] ?? 0;
    held.from = held.to + 1;
    held.to = this.#to[this.#nth] ?? 0;
    part.from = part.to + 1;
    // A text of ASCII has its characters where the bytes are.
    part.to = this.#isAscii ? held.to : textEnd(part.source, part.from);
    part.bytes = held.to - held.from;
    return true;
  }

  get text(): string | undefined {
    const { source, from, to } = this.part;
    return this.#broken.has(this.#nth) ? undefined : source.slice(from, to);
  }

  /** Where this line begins in the file. */
  get from(): number {
    return this.#from[this.#nth] ?? 0;
  }

  get isCutShort(): boolean {
    return this.#file.indexOf(NEWLINE, this.from) < 0;
  }

  /** The rest of the file, from this line on. */
  get rest(): Held {
    const to = this.#file.length - (this.#file.at(-1) === NEWLINE ? 1 : 0);
    return { bytes: this.#file, from: this.from, to };
  }

  /** Takes the next lines: as many as fit into a batch, or one that is larger. */
  #take(): boolean {
    const file = this.#file;
    const frames = this.#frames;
    const begin = this.taken;
    if (begin >= file.length) return false;
    let bytes = new Uint8Array(Math.min(BATCH, file.length - begin + 1));
    frames.into = bytes;
    let from = begin;
    let to = 0;
    this.#count = 0;
    while (from < file.length) {
      const next = frames.take(from, to);
      if (next >= 0) {
        this.#add(from, frames.common, frames.at, frames.end);
        to = frames.end;
        from = next;
      } else {
        const end = lineEnd(file, from);
        const line = file.subarray(from, end);
        if (line.includes(0)) {
          // The byte 0 stands between texts. No event has one.
          if (this.#count > 0) break;
          this.#add(from, null, 0, line.length);
          this.taken = end + 1;
          return this.#begin(line.slice(), "", new Set([0]));
        }
        if (to + line.length >= bytes.length) {
          if (this.#count > 0) break;
          bytes = new Uint8Array(line.length + 1);
          frames.into = bytes;
          continue;
        }
        bytes.set(line, to);
        to += line.length;
        this.#add(from, null, 0, to);
        from = end + 1;
      }
      bytes[to++] = 0;
    }
    this.taken = from;
    const text = textOf(bytes.subarray(0, to - 1));
    if (text === undefined) return this.#takeEach(begin, from);
    // A view keeps its whole array in memory.
    this.#begin(to < BATCH * 0.9 ? bytes.slice(0, to) : bytes, text);
    this.#isAscii = text.length === to - 1;
    return true;
  }

  /** Takes the same lines each by itself, because one of them is no UTF-8. */
  #takeEach(begin: number, end: number): true {
    const bytes = this.#file.slice(begin, end).map((byte) => (byte === NEWLINE ? 0 : byte));
    const broken = new Set<number>();
    this.#count = 0;
    for (let from = begin; from < end; ) {
      const to = lineEnd(this.#file, from);
      this.#add(from, null, 0, to - begin);
      if (textOf(this.#file.subarray(from, to)) === undefined) broken.add(this.#count - 1);
      from = to + 1;
    }
    return this.#begin(bytes, lenient.decode(bytes), broken);
  }

  #add(from: number, frame: Frames | null, at: EpochMs, to: number): void {
    const nth = this.#count++;
    this.#from[nth] = from;
    this.#frame[nth] = frame;
    this.#at[nth] = at;
    this.#to[nth] = to;
  }

  #begin(bytes: Uint8Array, text: string, broken = NONE): true {
    this.held.bytes = bytes;
    this.held.to = this.part.to = -1;
    this.part.source = text;
    this.#isAscii = false;
    this.#broken = broken;
    this.#nth = 0;
    return true;
  }
}

function lineEnd(file: Uint8Array, from: number): number {
  const end = file.indexOf(NEWLINE, from);
  return end < 0 ? file.length : end;
}

function textEnd(text: string, from: number): number {
  const end = text.indexOf("\0", from);
  return end < 0 ? text.length : end;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return fatal.decode(bytes);
  } catch {
    return undefined;
  }
}
