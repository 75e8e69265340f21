// Files in the browser's private storage: for chunks of a log that leave memory, and for a trace that is saved. A worker writes each, because only
// workers have handles that write at once, and because what it encodes does not keep the panel waiting.

import type { Packed } from "../wire/chunk.ts";
import type { ChunkStore } from "../wire/chunks.ts";
import type { Answer, Order, Place } from "./disk-orders.ts";
import { fileOf, newName } from "./folder.ts";

/** A file and its worker. */
class DiskFile {
  readonly name: string;
  readonly #worker = new Worker("/disk-worker.js", { type: "module" });
  /** In the order of the orders, which is that of the answers. */
  readonly #waiting: { resolve: (answer: never) => void; reject: (error: Error) => void }[] = [];

  constructor(name: string) {
    this.name = name;
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const order = this.#waiting.shift();
      if ("error" in data) order?.reject(new Error(data.error));
      else order?.resolve(data.value as never);
    };
    this.#worker.onerror = ({ message }) => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(message));
    };
  }

  ask<T>(order: Order, transfer: Transferable[] = []): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(order, transfer);
    });
  }

  put(chunk: Packed): Promise<Place> {
    return this.ask({ what: "put", chunk }, typeof chunk === "string" ? [] : [chunk.buffer]);
  }

  async close(isRemoved: boolean): Promise<void> {
    await this.ask({ what: "close", isRemoved }).catch(() => {});
    this.#worker.terminate();
  }
}

async function open(): Promise<DiskFile> {
  const file = new DiskFile(await newName());
  await file.ask({ what: "open", name: file.name });
  return file;
}

/** A file for the chunks of one log; null where the browser offers none. */
export async function openChunkStore(): Promise<ChunkStore | null> {
  const file = await open().catch(() => null);
  if (!file) return null;
  const places = new Map<number, Place>();
  return {
    put: async (key, chunk) => void places.set(key, await file.put(chunk)),
    get: async (key) => {
      const place = places.get(key);
      if (!place) throw new Error(`no chunk ${key}`);
      return file.ask<Packed>({ what: "get", place });
    },
    close: () => void file.close(true),
  };
}

/** Writes a file piece by piece. It stays until the panel is gone. Rejects where the browser offers none, and when the disk is full. */
export async function written(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<File> {
  const file = await open();
  try {
    for await (const piece of pieces) await file.put(piece);
  } catch (error) {
    await file.close(true);
    throw error;
  }
  await file.close(false);
  return fileOf(file.name);
}
