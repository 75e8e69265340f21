// What one rule says of the subjects with one cause, in the order of time. A group of any size grows by one without a look at the others.

import type { Session } from "../session/model.ts";
import type { EpochMs } from "../wire/event.ts";
import { partition } from "../wire/partition.ts";
import type { Confidence, Finding, Found, Rule } from "./finding.ts";

const SUREST_FIRST: readonly Confidence[] = ["certain", "likely", "possible"];

/** What was found of one subject, when it began, and in which session. */
interface One {
  readonly found: Found;
  readonly at: EpochMs;
  readonly session: Session | null;
}

export class Group<Subject> {
  readonly #rule: Rule;
  readonly #key: string;
  readonly #of = new Map<Subject, One>();
  readonly #inOrder: One[] = [];
  /** In the order in which they began, and how often something was found in each. */
  readonly #sessions: Session[] = [];
  readonly #timesIn = new Map<Session, number>();
  readonly #timesSure: Record<Confidence, number> = { certain: 0, likely: 0, possible: 0 };
  /** Null when it is to be put together again. */
  #finding: Finding | null = null;

  constructor(rule: Rule, key: string) {
    this.#rule = rule;
    this.#key = key;
  }

  get isEmpty(): boolean {
    return this.#inOrder.length === 0;
  }

  /** Replaces what was found of a subject before. False if the same was found. */
  put(subject: Subject, one: One): boolean {
    const before = this.#of.get(subject);
    const isAlike = before?.session === one.session && before.at === one.at;
    if (isAlike && JSON.stringify(before.found) === JSON.stringify(one.found)) return false;
    this.take(subject);
    this.#finding = null;
    this.#of.set(subject, one);
    this.#inOrder.splice(
      partition(this.#inOrder.length, (place) => (this.#inOrder[place] as One).at <= one.at),
      0,
      one,
    );
    this.#timesSure[one.found.confidence]++;
    const { session } = one;
    if (session === null) return true;
    const times = this.#timesIn.get(session) ?? 0;
    if (times === 0) this.#sessions.splice(this.#placeOf(session), 0, session);
    this.#timesIn.set(session, times + 1);
    return true;
  }

  take(subject: Subject): void {
    const one = this.#of.get(subject);
    if (!one) return;
    this.#finding = null;
    this.#of.delete(subject);
    const from = partition(this.#inOrder.length, (place) => (this.#inOrder[place] as One).at < one.at);
    this.#inOrder.splice(this.#inOrder.indexOf(one, from), 1);
    this.#timesSure[one.found.confidence]--;
    const { session } = one;
    if (session === null) return;
    const times = (this.#timesIn.get(session) ?? 0) - 1;
    if (times > 0) this.#timesIn.set(session, times);
    else {
      this.#timesIn.delete(session);
      this.#sessions.splice(this.#placeOf(session), 1);
    }
  }

  #placeOf(session: Session): number {
    return partition(this.#sessions.length, (place) => (this.#sessions[place] as Session).index < session.index);
  }

  /** One finding of all subjects, in the words of the first of them. The group must not be empty. */
  finding(): Finding {
    this.#finding ??= this.#putTogether();
    return this.#finding;
  }

  #putTogether(): Finding {
    const [first, last] = [this.#inOrder[0], this.#inOrder.at(-1)];
    if (!first || !last) throw new RangeError(`${this.#rule.id} has found nothing`);
    return {
      ...first.found,
      // What happens again is surer than what happened once.
      confidence: SUREST_FIRST.find((one) => this.#timesSure[one] > 0) ?? first.found.confidence,
      rule: this.#rule.id,
      key: this.#key,
      sessions: this.#sessions,
      times: this.#inOrder.length,
      occurrences: this.#inOrder,
      follows: null,
      at: first.at,
      lastAt: last.at,
    };
  }
}
