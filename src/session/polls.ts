// The polls of a session. A client that keeps to the protocol has one at a time; servers refuse the second.

import type { EpochMs } from "../wire/event.ts";
import type { Entries } from "./entries.ts";
import type { Exchange, Writable } from "./model.ts";
import type { SessionFacts } from "./session-facts.ts";

/** How many of the last polls are compared with each other. */
const MOST_POLLS = 8;

export class Polls {
  readonly #session: Pick<SessionFacts, "state" | "unpolledSince">;
  readonly #entries: Entries;
  /** The last polls, in the order in which they were reported. */
  #last: Writable<Exchange>[] = [];

  constructor(session: Pick<SessionFacts, "state" | "unpolledSince">, entries: Entries) {
    this.#session = session;
    this.#entries = entries;
  }

  add(poll: Writable<Exchange>): void {
    if (this.#last.push(poll) > MOST_POLLS) this.#last.shift();
    this.judge();
  }

  /** Whether a poll has begun at `at` or later. */
  goOnAfter(at: EpochMs): boolean {
    return this.#last.some(({ startedAt }) => startedAt >= at);
  }

  /**
   * Decides `overlaps` and `unpolledSince` anew: the answer to a poll may be reported after the next request, although it came before. Once the
   * session and its polls are over, nothing more can change.
   */
  judge(): void {
    for (const poll of this.#last) {
      const overlaps = this.#last.some((other) => other !== poll && other !== poll.redirectedFrom && isUnderWay(other, poll.startedAt));
      if (overlaps === poll.overlaps) continue;
      poll.overlaps = overlaps;
      this.#entries.changed(poll.answerEntry ?? poll.requestEntry, 0);
    }
    const answered = this.#last.map(({ respondedAt, endedAt }) => respondedAt ?? endedAt ?? Number.POSITIVE_INFINITY);
    if (answered.length > 0) this.#session.unpolledSince = Math.max(...answered);
    if (this.#session.state === "closed" && this.#last.every(({ endedAt }) => endedAt !== null)) this.#last = [];
  }
}

function isUnderWay({ startedAt, respondedAt, endedAt }: Exchange, at: EpochMs): boolean {
  return startedAt <= at && (respondedAt ?? endedAt ?? Number.POSITIVE_INFINITY) > at;
}
