// What is missing between the events of a file: lines that could not be read, or the time between two recordings. Each hole becomes a gap.

import type { UnnamedFrame } from "../compare/recognised.ts";
import type { Sentence } from "../messages/messages.ts";
import type { EpochMs, Gap, TraceHeader, WireEvent } from "../wire/event.ts";

/** What could not be read of a file. */
export interface Losses {
  /** Why the file, or the rest of it, was not read. */
  readonly problem: Sentence | null;
  /** What was left out of the part that was read. */
  readonly remarks: readonly Sentence[];
}

/** What was read of a file that is no trace. */
export interface FileEvents extends Losses {
  readonly events: readonly WireEvent[];
  /** The browser that the file names, with its version. */
  readonly browser?: string | undefined;
  /** The header of the trace that the file was made of. */
  readonly header?: TraceHeader | undefined;
  /** Of a server's log: the frames whose session is not known. They are not among the events. */
  readonly unnamed?: readonly UnnamedFrame[];
}

export class Holes {
  #hole: (Pick<Gap, "reason"> & { lines: number; bytes: number }) | null = null;
  /** The time of the event before the hole. */
  #last: EpochMs | null = null;

  /** Lines that could not be read. */
  broken(lines: number, bytes: number): void {
    if (this.#hole?.reason !== "broken-lines") this.#hole = { reason: "broken-lines", lines: 0, bytes: 0 };
    this.#hole.lines += lines;
    this.#hole.bytes += bytes;
  }

  /** The next event is of another recording. */
  recording(): void {
    this.#hole ??= { reason: "not-recording", lines: 0, bytes: 0 };
  }

  /** The gap in front of an event at `at`, from which the next hole begins. */
  before(at: EpochMs): Gap | null {
    const gap = this.#gap(at);
    this.#last = at;
    return gap;
  }

  /** The gap behind the last event. Null if nothing is known to be missing there, or there is no event. */
  atEnd(): Gap | null {
    return this.#last === null || this.#hole?.reason === "not-recording" ? null : this.#gap(this.#last);
  }

  #gap(until: EpochMs): Gap | null {
    const hole = this.#hole;
    if (hole === null) return null;
    this.#hole = null;
    const { reason, lines, bytes } = hole;
    // Events may stand in another order than their times.
    return { kind: "gap", at: Math.min(this.#last ?? until, until), until, reason, ...(lines > 0 && { bytes, lines }) };
  }
}
