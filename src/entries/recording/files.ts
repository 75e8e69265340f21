// The file that is shown instead of the recording, and the one that is being read.

import type { Translate } from "../../messages/messages.ts";
import type { Opening } from "../../panel/host.ts";
import type { Store } from "../../session/store.ts";

interface OpenFile {
  readonly name: string;
  readonly store: Store;
}

/** A file that is being read. */
interface OpeningFile {
  readonly name: string;
  /** Shown as soon as it has an entry. */
  store: Store | null;
  share: number;
}

export class Files {
  /** Why a file could not be opened. */
  error: string | null = null;
  readonly #t: () => Translate;
  readonly #limit: (store: Store) => Store;
  readonly #changed: () => void;
  #file: OpenFile | null = null;
  #opening: OpeningFile | null = null;

  /** @param limit sets how much of a store may be in memory */
  constructor(t: () => Translate, limit: (store: Store) => Store, changed: () => void) {
    this.#t = t;
    this.#limit = limit;
    this.#changed = changed;
  }

  get opening(): Opening | null {
    if (!this.#opening) return null;
    const { name, share, store } = this.#opening;
    return { name, share, packets: store?.packets ?? 0 };
  }

  /** The file that is shown: the one that is being read, as soon as it has an entry, or else the open one. */
  get shown(): OpenFile | null {
    if (!this.#opening) return this.#file;
    const { name, store } = this.#opening;
    return store && store.entries.length > 0 ? { name, store } : this.#file;
  }

  get stores(): Store[] {
    return [this.#file?.store, this.#opening?.store].filter((store) => store != null);
  }

  /** Shows a file instead of what is shown: the open file, or else what is `recorded`. The log of its server is shown beside it. */
  async open(file: File, recorded: Store): Promise<void> {
    const { name } = file;
    const opening: OpeningFile = { name, store: null, share: 0 };
    /** False once the reading was canceled, or another file is read. */
    const goesOn = () => this.#opening === opening;
    this.error = null;
    this.#opening = opening;
    this.#changed();
    try {
      const { besideShown, readFile } = await import("../../panel/read-file.ts");
      const read = await readFile(file, this.#t(), (store, share) => {
        if (!goesOn()) return false;
        if (store !== null) opening.store ??= this.#limit(store);
        opening.share = share;
        this.#changed();
        return true;
      });
      if (read === undefined || !goesOn()) return;
      const { store, problem, remark } = read;
      const before = this.#file;
      const both = await besideShown(before?.store ?? recorded, read, this.#limit, goesOn);
      if (!goesOn()) return both?.log.close();
      if (store) {
        before?.store.log.close();
        this.#file = both ? { name: before ? `${before.name} + ${name}` : name, store: both } : { name, store: this.#limit(store) };
      }
      this.error = problem === null && remark === null ? null : `${name}: ${[problem, remark].filter(Boolean).join(" ")}`;
    } catch (error) {
      if (!goesOn()) return;
      this.error = this.#t()("cannotRead", name, error instanceof Error ? error.message : String(error));
    } finally {
      if (opening.store !== this.#file?.store) opening.store?.log.close();
    }
    this.cancel();
  }

  cancel(): void {
    this.#opening = null;
    this.#changed();
  }

  close(): void {
    if (!this.#file && !this.#opening) return;
    this.#file?.store.log.close();
    this.#file = null;
    this.cancel();
  }
}
