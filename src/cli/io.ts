// What the command line reads and writes: files, and pipes, which may have no data or no room yet.

import { randomUUID } from "node:crypto";
import {
  accessSync,
  type BigIntStats,
  constants,
  createWriteStream,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pipeline, promises, Readable, type Writable } from "node:stream";
import { isatty } from "node:tty";
import { createGunzip, createGzip } from "node:zlib";
import { isGzip, MOST_UNPACKED_BYTES } from "../formats/open.ts";
import { IN_FILE, type TextOptions } from "../formats/text.ts";
import type { MessageKey, Translate } from "../messages/messages.ts";
import { size } from "../messages/quantities.ts";
import { printable, printableJson } from "../text/printable.ts";
import { onInterrupt } from "./interrupt.ts";
import { clearProgress, progress } from "./progress.ts";

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const PIECE_BYTES = 1 << 23;

/** Something could not be read or written. */
export class Failed extends Error {
  readonly #key: MessageKey;
  readonly #names: readonly string[];

  /** `key`: the sentence, whose values are `names` and then the reason. */
  constructor(cause: unknown, key: MessageKey, ...names: readonly string[]) {
    super("", { cause });
    this.#key = key;
    this.#names = names;
  }

  text(t: Translate): string {
    return t(this.#key, ...this.#names, reason(t, this.cause));
  }
}

/** The bytes of a file, unpacked if it is a gzip. */
export async function* piecesOf(file: string): AsyncGenerator<Uint8Array> {
  const pieces = read(file);
  const { value: first } = pieces.next();
  if (first === undefined) return;
  const packed = (function* () {
    yield first;
    yield* pieces;
  })();
  if (!isGzip(first)) return yield* packed;
  let bytes = 0;
  try {
    // The loop throws what fails in the pipeline, so the callback has nothing to do.
    for await (const piece of pipeline(Readable.from(packed), createGunzip({ chunkSize: PIECE_BYTES }), () => {})) {
      bytes += piece.length;
      if (bytes > MOST_UNPACKED_BYTES) throw Object.assign(new Error(), { code: "ERR_BUFFER_TOO_LARGE" });
      yield piece;
    }
  } catch (error) {
    throw error instanceof Failed ? error : new Failed(error, "cliBrokenGzip", file);
  }
}

/** Each piece has two bytes at least, unless the file ends before. */
function* read(file: string): Generator<Uint8Array> {
  try {
    const from = file === "-" ? STDIN : openSync(file, "r");
    const stats = fstatSync(from);
    let bytes = 0;
    for (;;) {
      progress(() =>
        stats.isFile() ? ["cliReading", nameOf(file), size(bytes), size(stats.size)] : ["cliReadingPipe", nameOf(file), size(bytes)],
      );
      const piece = new Uint8Array(PIECE_BYTES);
      let to = 0;
      for (let count = -1; count !== 0 && to < piece.length; to += count)
        count = whenReady(() => readSync(from, piece, to, piece.length - to, null));
      if (to === 0) return;
      bytes += to;
      yield piece.subarray(0, to);
    }
  } catch (error) {
    throw new Failed(error, "cannotRead", file);
  }
}

/** The name of an input, for people. */
export function nameOf(file: string): string {
  return file === "-" ? "stdin" : file;
}

export function isSameFile(out: string, input: string): boolean {
  const [a, b] = [statsOf(out), input === "-" ? fstatSync(STDIN, { bigint: true }) : statsOf(input)];
  return a?.isFile() === true && a.dev === b?.dev && a.ino === b.ino;
}

/** Undefined when the file does not exist, or its folder may not be read. The reading or writing that follows says why. */
function statsOf(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { bigint: true });
  } catch {
    return undefined;
  }
}

type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/**
 * Writes a file of its own beside `out` and renames it, so that an older file at `out` stays whole until the new one is. Nothing is left of it when
 * that fails or is interrupted. Packs it with gzip if its name ends so.
 */
export async function save(out: string, pieces: Pieces): Promise<void> {
  try {
    await replace(out, counted(pieces, out));
  } catch (error) {
    throw new Failed(error, "cliCannotWrite", out);
  }
}

/** The same pieces. Shows how much was written. */
async function* counted(pieces: Pieces, out: string): AsyncGenerator<string | Uint8Array> {
  let length = 0;
  for await (const piece of pieces) {
    yield piece;
    length += piece.length;
    progress(() => ["cliWriting", out, size(length)]);
  }
}

/** Throws `Failed` if `save` could not write there. */
export function checkWritable(out: string): void {
  try {
    accessSync(statSync(out, { throwIfNoEntry: false }) ? out : dirname(out), constants.W_OK);
  } catch (error) {
    throw new Failed(error, "cliCannotWrite", out);
  }
}

async function replace(out: string, pieces: Pieces): Promise<void> {
  const old = statSync(out, { throwIfNoEntry: false });
  const from = Readable.from(pieces, { objectMode: true });
  const write = (to: Writable) => (out.endsWith(".gz") ? promises.pipeline(from, createGzip(), to) : promises.pipeline(from, to));
  // A pipe or a device cannot be replaced.
  if (old && !old.isFile()) return write(createWriteStream(out));
  // A link's target is replaced, not the link. Renaming would replace a file that may not be written to, too.
  const target = old ? realpathSync(out) : out;
  if (old) accessSync(target, constants.W_OK);
  const draft = join(dirname(target), `.lifeline-${randomUUID()}`);
  const drop = () => rmSync(draft, { force: true });
  const leave = onInterrupt((exitCode) => {
    drop();
    process.exit(exitCode);
  });
  try {
    await write(createWriteStream(draft, { flags: "wx", flush: true, ...(old && { mode: old.mode }) }));
    renameSync(draft, target);
  } catch (error) {
    drop();
    throw error;
  } finally {
    leave();
  }
}

/** Prints a line for each record, about a megabyte at a time, because all lines may be more than a string can hold. */
export function lines<T>(records: Iterable<T>, line: (record: T) => string): void {
  let portion = "";
  let length = 0;
  for (const record of records) {
    const next = `${line(record)}\n`;
    if (portion.length + next.length > 1 << 20) {
      print(portion);
      length += portion.length;
      if (!isatty(STDOUT)) progress(() => ["cliPrinting", size(length)]);
      portion = "";
    }
    portion += next;
  }
  print(portion);
}

/** The same lines, each with its line end. */
export function* linesOf(texts: Iterable<string>): Generator<string> {
  for (const text of texts) yield `${text}\n`;
}

/** The width of the terminal that reads stdout, and whether it shows colours: not if `NO_COLOR` is set or `TERM` is `dumb`. */
export function terminal(): TextOptions {
  // A `process.stdout` that is a pipe would change how the pipe is written to.
  if (!isatty(STDOUT)) return IN_FILE;
  return { width: process.stdout.columns || IN_FILE.width, colour: process.stdout.hasColors() };
}

export function print(text: string): void {
  if (isatty(STDOUT)) clearProgress();
  try {
    write(STDOUT, text);
  } catch (error) {
    if (codeOf(error) === "EPIPE") throw error;
    throw new Failed(error, "cliCannotPrint");
  }
}

export function jsonLine(record: object): string {
  return printableJson(JSON.stringify(record));
}

/** A sentence on stderr, and lines below it. The exit code says the same where nobody reads it. */
export function complain(sentence: string, ...below: readonly string[]): void {
  clearProgress();
  try {
    write(STDERR, `lifeline: ${[sentence, ...below].map(printable).join("\n")}\n`);
  } catch {}
}

/** The exit code is set before anything is printed, because the program that reads it may end first, as in `| head`. */
export function failsIf(isWrong: boolean): void {
  process.exitCode = isWrong ? 1 : 0;
}

/** `writeFileSync` fails when `to` is a pipe that does not block and is full. */
function write(to: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; ) from += whenReady(() => writeSync(to, bytes, from));
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Does an input or output again until the other end of the pipe is ready for it. */
function whenReady(inputOrOutput: () => number): number {
  for (;;) {
    try {
      return inputOrOutput();
    } catch (error) {
      if (codeOf(error) === "EOF") return 0;
      if (codeOf(error) !== "EAGAIN") throw error;
      Atomics.wait(sleeper, 0, 0, 5);
    }
  }
}

/** Why a file could not be read, written or unpacked. Node's code is kept; its words are English. */
function reason(t: Translate, error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case "ENOENT":
      return t("cliNotFound", code);
    case "EISDIR":
      return t("cliIsFolder", code);
    case "EACCES":
    case "EPERM":
      return t("cliNotAllowed", code);
    case "Z_BUF_ERROR":
      return t("cliCutOff", code);
    case "Z_DATA_ERROR":
      return t("cliBrokenData", code);
    case "ENOSPC":
    case "EDQUOT":
      return t("cliDiskFull", code);
    case "ERR_BUFFER_TOO_LARGE":
      return t("cliTooLarge", size(MOST_UNPACKED_BYTES));
    default:
      return code ?? wordsOf(error);
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
