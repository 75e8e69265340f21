// Redaction: the events of a trace with pseudonyms instead of secrets. The same secret has the same pseudonym wherever it stands, so what belongs
// together still shows. docs/redaction.md says what is a secret.
//
// The first pass over the log collects the secrets, the second one makes the new events. Between two events others can work.

import type { Regex } from "../filter/regex.ts";
import { Store } from "../session/store.ts";
import type { TraceHeader, WireEvent } from "../wire/event.ts";
import { eventsOf } from "../wire/events-of.ts";
import type { Log } from "../wire/log.ts";
import { rewriteEvent, rewriteHeader } from "./event.ts";
import { Hand } from "./hand.ts";
import { type Counts, Secrets } from "./secrets.ts";

/** So many events are read or made in one step, which takes a few milliseconds. */
const EVENTS_A_STEP = 64;

/** What was replaced, or would be. */
export class Redaction {
  readonly #log: Log;
  readonly #secrets: Secrets;
  readonly #patterns: readonly Regex[];

  /** `patterns`: what else is a secret. */
  constructor(log: Log, patterns: readonly Regex[] = []) {
    this.#log = log;
    this.#patterns = patterns;
    this.#secrets = new Secrets(log.header.redacted !== undefined);
  }

  /** The first pass. It must end before anything else is called. Yields the share that is done, from 0 to 1. */
  async *collecting(): AsyncGenerator<number> {
    const hand = new Hand(this.#secrets, this.#patterns, false);
    rewriteHeader(this.#log.header, hand);
    for await (const share of this.#each((event) => {
      this.#secrets.seen(JSON.stringify(event));
      rewriteEvent(event, hand);
    }))
      yield share;
    for (const _ of this.#secrets.name()) yield 1;
  }

  /** How many different secrets there are of each kind. */
  get counts(): Counts {
    return this.#secrets.counts;
  }

  /** The first `most` secrets of each kind, for a preview. */
  samples(most: number): ReturnType<Secrets["samples"]> {
    return this.#secrets.samples(most);
  }

  /** The header of the redacted trace. */
  get header(): TraceHeader {
    const { header } = this.#log;
    const hand = new Hand(this.#secrets, this.#patterns, true);
    const redacted: Record<string, number> = { ...header.redacted };
    for (const [kind, count] of Object.entries(this.counts)) redacted[kind] = (redacted[kind] ?? 0) + count;
    return { ...rewriteHeader(header, hand), redacted };
  }

  /** The second pass: gives each redacted event to `take`. Yields as `collecting` does. */
  async *rewriting(take: (event: WireEvent) => void): AsyncGenerator<number> {
    const hand = new Hand(this.#secrets, this.#patterns, true);
    yield* this.#each((event) => take(rewriteEvent(event, hand)));
  }

  async *#each(act: (event: WireEvent) => void): AsyncGenerator<number> {
    const { length } = this.#log;
    let count = 0;
    for await (const events of eventsOf(this.#log)) {
      for (const [ref, event] of events) {
        act(event);
        if (++count % EVENTS_A_STEP === 0) yield ref / length;
      }
    }
  }
}

/** A store of the same trace without its secrets, and what was replaced. Yields the share that is done. */
export async function* redacting(
  log: Log,
  patterns: readonly Regex[] = [],
): AsyncGenerator<number, { readonly store: Store; readonly counts: Counts }> {
  const redaction = new Redaction(log, patterns);
  for await (const share of redaction.collecting()) yield share / 2;
  const store = new Store(redaction.header);
  for await (const share of redaction.rewriting((event) => store.push(event))) yield 0.5 + share / 2;
  return { store, counts: redaction.counts };
}
