// A file that is open for writing, in a worker.

import type { Packed } from "../wire/chunk.ts";
import type { Place } from "./disk-orders.ts";
import { folder } from "./folder.ts";

/** https://fs.spec.whatwg.org/#api-filesystemsyncaccesshandle. The DOM library has it for workers only. */
interface SyncHandle {
  read(into: ArrayBufferView, options: { at: number }): number;
  write(from: ArrayBufferView, options: { at: number }): number;
  flush(): void;
  close(): void;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
/** A function takes some ten thousand arguments. */
const MOST_UNITS = 8192;

export class OpenFile {
  readonly #handle: SyncHandle;
  readonly #remove: () => Promise<void>;
  #end = 0;

  private constructor(handle: SyncHandle, remove: () => Promise<void>) {
    this.#handle = handle;
    this.#remove = remove;
  }

  static async open(name: string): Promise<OpenFile> {
    const dir = await folder();
    const file = (await dir.getFileHandle(name, { create: true })) as FileSystemFileHandle & {
      createSyncAccessHandle(): Promise<SyncHandle>;
    };
    return new OpenFile(await file.createSyncAccessHandle(), () => dir.removeEntry(name));
  }

  /** Throws if there is no room. */
  put(chunk: Packed): Place {
    const { form, bytes } = encoded(chunk);
    const at = this.#end;
    if (this.#handle.write(bytes, { at }) !== bytes.length) throw new Error("the disk is full");
    this.#end += bytes.length;
    return { at, bytes: bytes.length, form };
  }

  get({ at, bytes, form }: Place): Packed {
    const array = new Uint8Array(bytes);
    if (this.#handle.read(array, { at }) !== bytes) throw new Error("the file is shorter than what was written");
    if (form === "bytes") return array;
    if (form === "utf-8") return decoder.decode(array);
    const units = new Uint16Array(array.buffer);
    let text = "";
    for (let i = 0; i < units.length; i += MOST_UNITS) text += String.fromCharCode(...units.subarray(i, i + MOST_UNITS));
    return text;
  }

  async close(isRemoved: boolean): Promise<void> {
    if (!isRemoved) this.#handle.flush();
    this.#handle.close();
    if (isRemoved) await this.#remove();
  }
}

function encoded(chunk: Packed): { readonly form: Place["form"]; readonly bytes: Uint8Array } {
  if (typeof chunk !== "string") return { form: "bytes", bytes: chunk };
  // A text with a half of a surrogate pair is the only one that comes back changed, and such a half is not in the text with `u`.
  if (!/\p{Surrogate}/u.test(chunk)) return { form: "utf-8", bytes: encoder.encode(chunk) };
  const units = new Uint16Array(chunk.length);
  for (let i = 0; i < chunk.length; i++) units[i] = chunk.charCodeAt(i);
  return { form: "utf-16", bytes: new Uint8Array(units.buffer) };
}
