// The chunks of a log, and how much of them is in memory. When that is more than a limit, the chunks that were not read for the longest time go
// to a `ChunkStore`. They come back when they are read again.
//
//   open ─► sealed ── over the limit ─► written ─► away ── read ─► back ── over the limit ─► away
//              └─ there is no place for it ─► its payloads are given up

import { type Content, giveUp, type Item, type Lost, type Outline, type Packed, pack, unpack } from "./chunk.ts";
import type { LineRef } from "./log.ts";
import { partition } from "./partition.ts";

/** Where chunks go: a file of the browser, or a map in tests. A chunk is written once. */
export interface ChunkStore {
  /** Rejects if there is no room. */
  put(key: number, chunk: Packed): Promise<void>;
  get(key: number): Promise<Packed>;
  /** Drops everything. */
  close(): void;
}

export interface Limit {
  /** Bytes of payloads that may be in memory. */
  readonly bytes: number;
  /** Opens a place for chunks; null if the browser offers none. Called when the limit is passed for the first time. */
  readonly open: () => Promise<ChunkStore | null>;
  /** Whether a text is kept although there is no place for its chunk. */
  readonly keeps: (text: string) => boolean;
}

export interface Chunk {
  readonly first: LineRef;
  /** About how many bytes its content takes in memory. */
  size: number;
  /** Null while it is only in the store. */
  content: Content | null;
  /** Set once it is in the store. */
  outline: Outline | null;
}

/** What the chunks ask of their log, whose columns tell what a record is. */
interface Columns {
  /** Whether a record is an event, and no frame and no line that is only kept. */
  isEvent(ref: LineRef): boolean;
  isBase64(ref: LineRef): boolean;
}

/** The chunks that were sealed or read last stay in memory, whatever the limit. */
const ALWAYS_IN_MEMORY = 2;

export class Chunks {
  readonly all: Chunk[] = [];
  /** The last one, which takes in new records. */
  open: Chunk | undefined;
  /** Called when something that was read while it was away is back, and when something has left memory. */
  moved: () => void = () => {};
  /** Bytes in memory, and bytes that are only in the store. */
  inMemory = 0;
  away = 0;
  lost: Lost = { count: 0, bytes: 0 };
  readonly #columns: Columns;
  /** Place in `all` of the chunk that was looked up last. */
  #last = 0;
  #limit: Limit | null = null;
  /** Null: there is none, or it has no room left. */
  #store: Promise<ChunkStore | null> | null = null;
  #hasRoom = true;
  /** The sealed chunks that are in memory, those that were not read for the longest time first. */
  readonly #sealed = new Set<Chunk>();
  /** The last one of them. */
  #newest: Chunk | undefined;
  /** Set while a chunk is written. */
  #writing: Promise<void> | null = null;
  /** The chunks that were read while they were away. */
  readonly #wanted = new Set<Chunk>();
  #fetching: Promise<void> | null = null;
  /** How many walks through the chunks are under way. The store is closed after them. */
  #walks = 0;
  #isClosed = false;

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  at(ref: LineRef): Chunk | undefined {
    const { all } = this;
    // Records are mostly read one after the other.
    if (ref < (all[this.#last]?.first ?? 0) || ref >= (all[this.#last + 1]?.first ?? Number.POSITIVE_INFINITY))
      this.#last = partition(all.length, (i) => (all[i]?.first ?? 0) <= ref) - 1;
    return all[this.#last];
  }

  /** Seals the open chunk and begins another one, with one record. */
  begin(content: Content, first: LineRef, size: number): void {
    const { open } = this;
    this.open = { first, size: 0, content, outline: null };
    this.all.push(this.open);
    this.grow(this.open, size);
    if (!open?.content) return;
    // A typed array takes half of the memory, and no more ends are added.
    if ("ends" in open.content) open.content.ends = Uint32Array.from(open.content.ends);
    if (this.#limit && "items" in open.content) this.grow(open, wide(open.content.items));
    this.#seal(open);
    this.#relieve();
  }

  #seal(chunk: Chunk): void {
    this.#sealed.add(chunk);
    this.#newest = chunk;
  }

  /** A chunk takes so many bytes more. */
  grow(chunk: Chunk, bytes: number): void {
    chunk.size += bytes;
    this.inMemory += bytes;
  }

  limit(limit: Limit): void {
    this.#limit = limit;
    this.#relieve();
  }

  /** The content of a chunk that is to be read now; null if it is away. Then it is fetched. */
  read(chunk: Chunk): Content | null {
    if (chunk.content === null) this.#want(chunk);
    else if (chunk !== this.#newest && this.#sealed.delete(chunk)) this.#seal(chunk);
    return chunk.content;
  }

  /** Resolves when all that was read while it was away is back, or as much of it as there is room for. */
  async fetched(): Promise<void> {
    await this.#fetching;
  }

  /** Resolves when no more is in memory than the limit allows, or as little as there is room for. */
  async relieved(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  /** Calls `act` while a chunk can be read. One that is away is away again after it, so that it takes the place of none that is looked at. */
  async visit(chunk: Chunk, act: () => void): Promise<void> {
    const content = await this.load(chunk);
    const isAway = chunk.content === null;
    chunk.content = content;
    try {
      act();
    } finally {
      if (isAway) chunk.content = null;
    }
  }

  /** The content of a chunk, which stays where it is. */
  async load({ first, content, outline }: Chunk): Promise<Content> {
    if (content !== null) return content;
    const store = await this.#store;
    if (!store || !outline) throw new Error("the log is closed");
    return unpack(await store.get(first), outline);
  }

  /** Keeps the store open while `walk` goes through the chunks. */
  async *during<T>(walk: AsyncGenerator<T>): AsyncGenerator<T> {
    this.#walks++;
    try {
      yield* walk;
    } finally {
      this.#walks--;
      if (this.#isClosed) this.close();
    }
  }

  /** Nothing is read any more. */
  close(): void {
    this.#isClosed = true;
    if (this.#walks === 0) void this.#store?.then((store) => store?.close());
  }

  #relieve(): void {
    const limit = this.#limit;
    if (!limit || this.#writing || this.#isClosed) return;
    for (const chunk of this.#sealed) {
      if (this.inMemory <= limit.bytes || this.#sealed.size <= ALWAYS_IN_MEMORY) return;
      if (chunk.outline !== null) this.#forget(chunk);
      else {
        this.#writing = this.#write(chunk, limit);
        return;
      }
    }
  }

  /** One chunk at a time, because each is copied on its way. */
  async #write(chunk: Chunk, limit: Limit): Promise<void> {
    this.#store ??= limit.open();
    const outline = await this.#put(chunk);
    this.#writing = null;
    if (outline !== null) chunk.outline = outline;
    else this.#giveUp(chunk, limit);
    this.#relieve();
    this.moved();
  }

  /** Null if there is no place for it. */
  async #put({ first, content }: Chunk): Promise<Outline | null> {
    try {
      const store = await this.#store;
      if (!store || !content || !this.#hasRoom) return null;
      const { packed, outline } = pack(content, (nth) => this.#columns.isEvent(first + nth));
      await store.put(first, packed);
      return outline;
    } catch {
      this.#hasRoom = false;
      return null;
    }
  }

  #forget(chunk: Chunk): void {
    chunk.content = null;
    this.#sealed.delete(chunk);
    this.inMemory -= chunk.size;
    this.away += chunk.size;
  }

  /** The content of a file stays: the file is to be saved as it was. */
  #giveUp(chunk: Chunk, { keeps }: Limit): void {
    const { first, content, size } = chunk;
    this.#sealed.delete(chunk);
    if (!content || "bytes" in content) return;
    const { count, bytes } = giveUp(content, keeps, (nth) => this.#columns.isBase64(first + nth));
    this.lost = { count: this.lost.count + count, bytes: this.lost.bytes + bytes };
    chunk.size = Math.max(0, size - bytes);
    this.inMemory -= size - chunk.size;
  }

  #want(chunk: Chunk): void {
    this.#wanted.add(chunk);
    this.#fetching ??= this.#fetch();
  }

  /** Fetches what was read last first. What there is no room for is read again when it is still looked at. */
  async #fetch(): Promise<void> {
    let room = (this.#limit?.bytes ?? 0) / 2;
    for (let chunk = last(this.#wanted); chunk && room > 0; chunk = last(this.#wanted)) {
      this.#wanted.delete(chunk);
      if (chunk.content !== null) continue;
      room -= chunk.size;
      const content = await this.load(chunk).catch(() => null);
      if (this.#isClosed) return;
      if (content === null) continue;
      chunk.content = content;
      this.inMemory += chunk.size;
      this.away -= chunk.size;
      this.#seal(chunk);
      this.#relieve();
      this.moved();
    }
    this.#wanted.clear();
    this.#fetching = null;
  }
}

/** A text with one character above U+00FF takes two bytes for each of its characters. */
function wide(items: readonly Item[]): number {
  let more = 0;
  for (const item of items) if (typeof item === "string" && /[^\0-\xff]/.test(item)) more += item.length;
  return more;
}

function last<T>(set: ReadonlySet<T>): T | undefined {
  return [...set].at(-1);
}
