// The packets that a client has received since it last sent one: it may have closed its session because it could not read one of them.

import { Latest } from "../wire/bounded.ts";
import { type Entries, FLAG } from "./entries.ts";

/** So many packets are read again: others arrive until the server has answered the client's close. */
const MOST = 16;

export class Received {
  readonly #entries: Entries;
  readonly #last = new Latest(MOST);
  /** Those that are marked as problems. In an answer to a poll any number of others may stand behind one. */
  readonly #problems = new Latest(MOST);

  constructor(entries: Entries) {
    this.#entries = entries;
  }

  add(entry: number): void {
    if (!(this.#entries.flags(entry) & FLAG.attachment)) this.#last.add(entry);
    if (this.#entries.isProblem(entry)) this.#problems.add(entry);
  }

  clear(): void {
    this.#last.clear();
    this.#problems.clear();
  }

  /** The entries from this one on that are still known, the first one first, without attachments. */
  from(entry: number): number[] {
    return [...this.#problems.all, ...this.#last.all].filter((each) => each >= entry).sort((a, b) => a - b);
  }
}
