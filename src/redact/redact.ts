// Redaction: the events of traces with pseudonyms instead of secrets. The same secret has the same pseudonym wherever it stands, so what belongs
// together still shows. docs/redaction.md says what is a secret.
//
// The first pass over the logs collects the secrets, the second one makes the new events. Between two events others can work.

import type { Regex } from "../filter/regex.ts";
import { Store } from "../session/store.ts";
import type { TraceHeader, WireEvent } from "../wire/event.ts";
import { eventsOf } from "../wire/events-of.ts";
import type { LineRef, Log } from "../wire/log.ts";
import { rewriteEvent, rewriteHeader } from "./event.ts";
import { Hand } from "./hand.ts";
import { Secrets } from "./secrets.ts";

/** So many events are read or made in one step, which takes a few milliseconds. */
const EVENTS_A_STEP = 64;

/** The secrets of one trace, or of several that leave together. */
export class Redaction {
  readonly secrets: Secrets;
  readonly #logs: readonly Log[];
  readonly #patterns: readonly Regex[];
  readonly #replacing: Hand;
  /** The text frames in which the first pass found secrets. The others are only searched for those that are known. */
  readonly #framesWithSecrets = new Map<Log, Set<LineRef>>();

  /** `patterns`: what else is a secret. */
  constructor(logs: readonly Log[], patterns: readonly Regex[] = []) {
    this.#logs = logs;
    this.#patterns = patterns;
    this.secrets = new Secrets(logs.some(({ header }) => header.redacted !== undefined));
    this.#replacing = new Hand(this.secrets, patterns, true);
  }

  /** The first pass. It must end before anything else is called. Yields the share that is done, from 0 to 1. */
  async *collecting(): AsyncGenerator<number> {
    const hand = new Hand(this.secrets, this.#patterns, false);
    for (const [nth, log] of this.#logs.entries()) {
      rewriteHeader(log.header, hand);
      const frames = new Set<LineRef>();
      this.#framesWithSecrets.set(log, frames);
      const collect = (event: WireEvent, ref: LineRef) => {
        const text = textOf(event);
        const { found } = hand;
        this.secrets.seen(text ?? JSON.stringify(event));
        rewriteEvent(event, hand);
        if (text !== null && hand.found > found) frames.add(ref);
      };
      for await (const share of each(log, collect)) yield (nth + share) / this.#logs.length;
    }
    for (const _ of this.secrets.name()) yield 1;
  }

  /** The header of a redacted trace. */
  headerOf({ header }: Log): TraceHeader {
    const redacted: Record<string, number> = { ...header.redacted };
    for (const [kind, count] of Object.entries(this.secrets.counts)) redacted[kind] = (redacted[kind] ?? 0) + count;
    return { ...rewriteHeader(header, this.#replacing), redacted };
  }

  /** The second pass over one of the logs: gives each redacted event to `take`. Yields the share that is done. */
  rewriting(log: Log, take: (event: WireEvent) => void): AsyncGenerator<number> {
    const hand = this.#replacing;
    const frames = this.#framesWithSecrets.get(log);
    return each(log, (event, ref) => {
      const text = textOf(event);
      const isClean = text !== null && frames?.has(ref) === false && hand.isClean(text);
      take(isClean ? event : rewriteEvent(event, hand));
    });
  }

  /** A text about the trace, such as a filter. */
  text(text: string): string {
    return this.#replacing.any(text);
  }
}

/** The text of a text frame, which nearly all events are. */
function textOf(event: WireEvent): string | null {
  return event.kind === "ws-frame" && event.opcode === 1 && "text" in event.body ? event.body.text : null;
}

async function* each(log: Log, act: (event: WireEvent, ref: LineRef) => void): AsyncGenerator<number> {
  const { length } = log;
  let count = 0;
  for await (const events of eventsOf(log)) {
    for (const [ref, event] of events) {
      act(event, ref);
      if (++count % EVENTS_A_STEP === 0) yield ref / length;
    }
  }
}

/** Stores of the same traces without their secrets, in their order. Yields the share that is done. */
export async function* redacting(
  logs: readonly Log[],
  patterns: readonly Regex[] = [],
): AsyncGenerator<number, { readonly stores: readonly Store[]; readonly redaction: Redaction }> {
  const redaction = new Redaction(logs, patterns);
  for await (const share of redaction.collecting()) yield share / 2;
  const stores: Store[] = [];
  for (const log of logs) {
    const store = new Store(redaction.headerOf(log));
    for await (const share of redaction.rewriting(log, (event) => store.push(event))) yield 0.5 + (stores.length + share) / logs.length / 2;
    stores.push(store);
  }
  return { stores, redaction };
}

/** Copies without secrets, or the stores themselves if `patterns` is null. `each` is called after each step of the work. */
export async function withoutSecrets(
  stores: readonly Store[],
  patterns: readonly Regex[] | null,
  each = () => {},
): Promise<{ readonly stores: readonly Store[]; readonly redaction: Redaction | null }> {
  if (patterns === null) return { stores, redaction: null };
  const steps = redacting(
    stores.map(({ log }) => log),
    patterns,
  );
  let step = await steps.next();
  while (!step.done) {
    each();
    step = await steps.next();
  }
  return step.value;
}
