// A zip → the one file in it that Lifeline reads, piece by piece. The HAR of Playwright is in a zip with its bodies, which are files of their own: so what
// Lifeline does not read is kept, up to a limit.

import { Unzip, type UnzipFile, UnzipInflate } from "fflate";
import type { FileBytes } from "../har/file-entry.ts";
import type { Sentence } from "../messages/messages.ts";
import { size } from "../messages/quantities.ts";

const SIGNATURE = [0x50, 0x4b, 0x03, 0x04];
/** So many packed bytes are unpacked at once: they can become a thousand times as many. */
const STEP_BYTES = 1 << 15;
/** What Lifeline does not read is kept up to here, all together. */
const MOST_BESIDE_BYTES = 200_000_000;
/** So many names stand in a sentence. */
const MOST_NAMED = 5;
/** What systems add to the zips that they make. */
const OF_SYSTEM = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$)/;

export function isZip(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/** How a file in the zip is read. */
interface Reading {
  take(bytes: Uint8Array): Iterable<number>;
  /** Whether Lifeline reads its format; null while too few bytes have come to tell. */
  readonly isKnown: boolean | null;
  /** Tells so by the bytes that have come. */
  recognise(): void;
}

interface Inside<R> {
  readonly name: string;
  readonly reading: R;
  /** Its bytes, while it may be one that is kept. */
  kept: Uint8Array[] | null;
}

export class ZipReading<R extends Reading> {
  readonly #begin: () => R;
  readonly #mostBytes: number;
  readonly #unzip = new Unzip((file) => this.#found(file));
  readonly #names: string[] = [];
  readonly #known: Inside<R>[] = [];
  readonly #beside = new Map<string, Uint8Array>();
  /** What the last step has unpacked. */
  #unpacked: [Inside<R>, Uint8Array, isLast: boolean][] = [];
  readonly #unfinished = new Set<Inside<R>>();
  #besideBytes = 0;
  #bytes = 0;
  #read = 0;
  #problem: Sentence | null = null;

  /** `begin` is called for each file in the zip. Nothing is read after `mostBytes` unpacked ones. */
  constructor(begin: () => R, mostBytes: number) {
    this.#begin = begin;
    this.#mostBytes = mostBytes;
    this.#unzip.register(UnzipInflate);
  }

  /** The file that is read. Null: none was found so far, or several. */
  get only(): R | null {
    const [first = null, ...others] = this.#known;
    return others.length > 0 ? null : (first?.reading ?? null);
  }

  /** Why the zip was not read, or not to its end. */
  get problem(): Sentence | null {
    if (this.#known.length > 1) return ["zipSeveral", named(this.#known.map(({ name }) => name))];
    if (this.#known.length === 1 || this.#problem !== null) return this.#problem;
    return this.#names.length === 0 ? ["zipEmpty"] : ["zipNone", named(this.#names)];
  }

  /** The bytes of a file that lies in the zip beside the one that is read. */
  readonly beside: FileBytes = (name) => {
    const folder = this.#known[0]?.name.replace(/[^/]*$/, "") ?? "";
    return this.#beside.get(folder + name);
  };

  /** Yields how many packed bytes are read. */
  *take(bytes: Uint8Array): Generator<number> {
    for (let from = 0; from < bytes.length; from += STEP_BYTES) {
      const step = bytes.subarray(from, from + STEP_BYTES);
      this.#push(step, false);
      this.#read += step.length;
      yield* this.#give();
      yield this.#read;
    }
  }

  *end(): Generator<number> {
    this.#push(new Uint8Array(), true);
    yield* this.#give();
    if (this.#unfinished.size > 0) this.#problem ??= ["zipBroken"];
    for (const inside of this.#unfinished) this.#ended(inside);
  }

  #push(step: Uint8Array, isLast: boolean): void {
    if (this.#problem !== null) return;
    try {
      this.#unzip.push(step, isLast);
    } catch {
      this.#problem = ["zipBroken"];
    }
  }

  #found(file: UnzipFile): void {
    const { name } = file;
    if (name.endsWith("/") || OF_SYSTEM.test(name)) return;
    this.#names.push(name);
    const inside: Inside<R> = { name, reading: this.#begin(), kept: [] };
    file.ondata = (error, bytes, isLast) => {
      if (error) this.#problem ??= ["zipBroken"];
      else this.#unpacked.push([inside, bytes, isLast]);
    };
    this.#unfinished.add(inside);
    file.start();
  }

  *#give(): Generator<number> {
    const unpacked = this.#unpacked;
    this.#unpacked = [];
    for (const [inside, bytes, isLast] of unpacked) {
      this.#bytes += bytes.length;
      if (this.#bytes > this.#mostBytes) this.#problem ??= ["zipTooLarge", size(this.#mostBytes)];
      if (this.#problem !== null) return;
      if (inside.reading.isKnown !== false && this.#known.length < 2) for (const _ of inside.reading.take(bytes)) yield this.#read;
      this.#keep(inside, bytes);
      if (isLast) this.#ended(inside);
    }
  }

  #keep(inside: Inside<R>, bytes: Uint8Array): void {
    if (inside.reading.isKnown) this.#knows(inside);
    if (inside.kept === null) return;
    this.#besideBytes += bytes.length;
    if (this.#besideBytes <= MOST_BESIDE_BYTES) inside.kept.push(bytes);
    else inside.kept = null;
  }

  #ended(inside: Inside<R>): void {
    this.#unfinished.delete(inside);
    if (inside.reading.isKnown === null) inside.reading.recognise();
    if (inside.reading.isKnown) this.#knows(inside);
    if (inside.kept !== null) this.#beside.set(inside.name, joined(inside.kept));
    inside.kept = null;
  }

  #knows(inside: Inside<R>): void {
    if (!this.#known.includes(inside)) this.#known.push(inside);
    inside.kept = null;
  }
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(), ...more] = pieces;
  if (more.length === 0) return first;
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function named(names: readonly string[]): string {
  return [...names.slice(0, MOST_NAMED), ...(names.length > MOST_NAMED ? ["…"] : [])].join(", ");
}
