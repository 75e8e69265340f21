// Places for chunks that are away, in memory, that tests control.

import type { ChunkStore } from "../../src/wire/chunks.ts";

type Packed = Awaited<ReturnType<ChunkStore["get"]>>;

export class MemoryStore implements ChunkStore {
  readonly chunks = new Map<number, Packed>();
  /** How many chunks are written at once, at most. */
  mostWriting = 0;
  isClosed = false;
  /** Rejects what would make it hold more characters or bytes. */
  room = Number.POSITIVE_INFINITY;
  /** What reading waits for. */
  reading: Promise<void> = Promise.resolve();
  #writing = 0;

  async put(key: number, chunk: Packed): Promise<void> {
    this.mostWriting = Math.max(this.mostWriting, ++this.#writing);
    await nextTask();
    this.#writing--;
    this.room -= chunk.length;
    if (this.room < 0) throw new Error("full");
    if (this.chunks.has(key)) throw new Error(`chunk ${key} is written twice`);
    this.chunks.set(key, chunk);
  }

  async get(key: number): Promise<Packed> {
    await this.reading;
    const chunk = this.chunks.get(key);
    if (this.isClosed || chunk === undefined) throw new Error(`no chunk ${key}`);
    return chunk;
  }

  close(): void {
    this.isClosed = true;
  }
}

export const nextTask = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Resolves when `is` returns true after a task. Fails after 20 s. */
export async function until(is: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !is(); await nextTask()) if (Date.now() > end) throw new Error(`never: ${is}`);
}
