// Which entries of a trace a filter shows. An entry is tested when it is first asked for, so the order of testing is that in which rows are made:
// around the visible place, then all in slices. What changes later is tested again, and those who listen are told if the verdict is another.

import TinyQueue from "tinyqueue";
import { ENTRY, FLAG, NONE } from "../session/entries.ts";
import type { Link } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import type { EpochMs } from "../wire/event.ts";
import type { Part } from "./expression.ts";
import { Predicate } from "./predicate.ts";

const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;

/** Verdicts. Each entry has three of two bits: whether its texts match, whether it matches, whether it is shown. */
const UNKNOWN = 0;
const NO = 1;
const YES = 2;
const TEXT = 0;
const OWN = 2;
const SHOWN = 4;

const NOTHING = { from: 0, to: 0 };

/** An event that waits for its ack, and when its verdict may change. */
interface Waiting {
  readonly entry: number;
  readonly until: EpochMs;
}

export class Matches {
  /** With answers: what belongs to a match is shown too, that is its question or answer, and the HTTP request and answer that carried it. */
  readonly answers: boolean;
  readonly #store: Store;
  readonly #predicate: Predicate;
  readonly #verdicts: Uint8Array[] = [];
  readonly #listeners = new Set<(entry: number) => void>();
  /** Tested entries about which something has changed since. */
  readonly #changed = new Set<number>();
  /** Entries whose texts are on disk, which count as no match until `fetch` has read them. */
  #away: number[] = [];
  /** What carried new and changed entries while a session that was asked for its sid had none: that session may have one now. */
  readonly #links = new Set<Link>();
  readonly #waiting = new TinyQueue<Waiting>([], (a, b) => a.until - b.until);
  /** How many of `Store.sessionsThatWentOn` were looked at. */
  #wentOn: number;
  readonly dispose: () => void;

  constructor(store: Store, parts: readonly Part[], answers = false) {
    this.#store = store;
    this.answers = answers;
    this.#predicate = new Predicate(store, parts);
    this.#wentOn = store.sessionsThatWentOn.length;
    this.dispose = store.subscribe((entry) => {
      const link = store.link(entry);
      this.#note(entry);
      // The text of a request has that of its answer, if that is a refusal.
      if (link?.kind === "http" && link.status >= 400) this.#note(link.requestEntry);
      if (link && this.#predicate.unnamed.size > 0) this.#links.add(link);
    });
    this.refresh();
  }

  /** Whether an entry is shown. A stretch that was not recorded always is. */
  has(entry: number): boolean {
    const known = this.#verdict(entry, SHOWN);
    if (known !== UNKNOWN) return known === YES;
    const isShown = this.#matches(entry) || (this.answers && this.#relatives(entry).some((other) => this.#matches(other)));
    this.#set(entry, SHOWN, isShown ? YES : NO);
    return isShown;
  }

  /** How many characters of texts it has looked at, so that long work can be cut into steps. */
  get read(): number {
    return this.#predicate.texts.read;
  }

  /** Calls `listener` with each entry that is shown now and was not, or the reverse. Returns the disposer. */
  subscribe(listener: (entry: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes in what has changed. `now`: the present moment; without one, that of the last entry, if no later one was given before. */
  refresh(now: EpochMs | null = null): void {
    const { entries, sessionsThatWentOn } = this.#store;
    const predicate = this.#predicate;
    predicate.now = Math.max(predicate.now, now ?? (entries.length === 0 ? 0 : entries.at(entries.ordered(entries.length - 1))));
    for (let next = this.#waiting.peek(); next && next.until < predicate.now; next = this.#waiting.peek()) {
      this.#waiting.pop();
      this.#changed.add(next.entry);
    }
    for (const { session } of this.#links) {
      if (!session || session.sid === null || !predicate.unnamed.delete(session)) continue;
      this.#changedFrom(session.startEntry ?? 0, (link) => link?.session === session);
    }
    this.#links.clear();
    for (; this.#wentOn < sessionsThatWentOn.length; this.#wentOn++) {
      const session = sessionsThatWentOn[this.#wentOn];
      if (predicate.asksForClients && session) this.#changedFrom(session.startEntry ?? 0, () => true);
    }
    for (const entry of this.#changed) this.#retest(entry);
    this.#changed.clear();
  }

  /** Sets the evidence of findings, which `is:problem` shows too. */
  setProblems(problems: ReadonlySet<number>): void {
    const before = this.#predicate.problems;
    if (problems === before) return;
    this.#predicate.problems = problems;
    const changed = [...problems].filter((entry) => !before.has(entry)).concat([...before].filter((entry) => !problems.has(entry)));
    for (const entry of changed) this.#note(entry);
  }

  /** How many entries wait for `fetch`. */
  get away(): number {
    return this.#away.length;
  }

  /** Reads the texts that are on disk, one chunk at a time, as long as `goesOn` says so. `refresh` reports the matches among them. */
  async fetch(goesOn: () => boolean): Promise<void> {
    const { log, entries } = this.#store;
    const away = this.#away.sort((a, b) => entries.line(a) - entries.line(b));
    this.#away = [];
    let read = 0;
    while (read < away.length && goesOn()) {
      try {
        await log.visit(entries.line(away[read] ?? 0), (isIn) => {
          for (; isIn(entries.line(away[read] ?? 0)) && read < away.length; read++) this.#readText(away[read] ?? 0);
        });
      } catch {
        // The log is closed: another trace is shown.
        return;
      }
    }
    this.#away.push(...away.slice(read));
  }

  #readText(entry: number): void {
    this.#set(entry, TEXT, this.#predicate.textsHold(entry) ? YES : NO);
    this.#changed.add(entry);
  }

  #changedFrom(first: number, isIt: (link: Link | undefined) => boolean): void {
    for (let entry = first; entry < this.#store.entries.length; entry++) {
      if (isIt(this.#store.link(entry))) this.#note(entry);
    }
  }

  /** Something about an entry has changed. The text of a packet never does. */
  #note(entry: number): void {
    if (this.#all(entry) === UNKNOWN) return;
    this.#changed.add(entry);
    if (!this.#store.entries.isPacket(entry)) this.#set(entry, TEXT, UNKNOWN);
  }

  #matches(entry: number): boolean {
    const known = this.#verdict(entry, OWN);
    if (known !== UNKNOWN) return known === YES;
    const isMatch = this.#test(entry);
    this.#set(entry, OWN, isMatch ? YES : NO);
    if (isMatch && this.answers) for (const other of this.#relatives(entry)) this.#alsoShow(other);
    return isMatch;
  }

  #test(entry: number): boolean {
    const { entries } = this.#store;
    const predicate = this.#predicate;
    if (entries.kind(entry) === ENTRY.gap) return true;
    if (predicate.ages.length > 0 && entries.asks(entry) && entries.peer(entry) === NONE) this.#waits(entry);
    return predicate.columnsHold(entry) && (!predicate.readsTexts || this.#textMatches(entry));
  }

  #textMatches(entry: number): boolean {
    let verdict = this.#verdict(entry, TEXT);
    if (verdict === UNKNOWN) {
      if (this.#predicate.texts.isAway(entry)) {
        this.#away.push(entry);
        verdict = NO;
      } else verdict = this.#predicate.textsHold(entry) ? YES : NO;
      this.#set(entry, TEXT, verdict);
    }
    return verdict === YES;
  }

  /** Notes when the age of an event that waits for its ack passes the next bound. */
  #waits(entry: number): void {
    const at = this.#store.entries.at(entry);
    const bound = this.#predicate.ages.find((age) => at + age >= this.#predicate.now);
    if (bound !== undefined) this.#waiting.push({ entry, until: at + bound });
  }

  #retest(entry: number): void {
    const shown = this.answers ? [entry, ...this.#relatives(entry)] : [entry];
    const before = shown.map((one) => this.#verdict(one, SHOWN));
    this.#set(entry, OWN, UNKNOWN);
    for (const one of shown) this.#set(one, SHOWN, UNKNOWN);
    for (const [i, one] of shown.entries()) {
      if (before[i] !== UNKNOWN && this.has(one) !== (before[i] === YES)) this.#report(one);
    }
  }

  #alsoShow(entry: number): void {
    if (this.#verdict(entry, SHOWN) !== NO) return;
    this.#set(entry, SHOWN, YES);
    this.#report(entry);
  }

  #report(entry: number): void {
    for (const listener of this.#listeners) listener(entry);
  }

  /** What belongs to an entry: of a packet its question or answer, and the entries of its exchange that are no packets; of those, its packets. */
  #relatives(entry: number): number[] {
    const { entries } = this.#store;
    const link = this.#store.link(entry);
    const relatives: number[] = [];
    const isPacket = entries.isPacket(entry);
    const peer = isPacket && !(entries.flags(entry) & FLAG.attachment) ? entries.peer(entry) : NONE;
    if (peer !== NONE) relatives.push(peer);
    if (link?.kind !== "http") return relatives;
    const add = (one: number) => {
      if (entries.isPacket(one) !== isPacket) relatives.push(one);
    };
    if (isPacket) for (const one of [link.requestEntry, link.answerEntry ?? entry]) add(one);
    else for (const { from, to } of [link.sent ?? NOTHING, link.received ?? NOTHING]) for (let one = from; one < to; one++) add(one);
    return relatives;
  }

  #verdict(entry: number, shift: number): number {
    return (this.#all(entry) >> shift) & 3;
  }

  /** The three verdicts of an entry. */
  #all(entry: number): number {
    return this.#verdicts[entry >>> BLOCK_BITS]?.[entry & (BLOCK - 1)] ?? 0;
  }

  #set(entry: number, shift: number, verdict: number): void {
    const block = this.#verdicts[entry >>> BLOCK_BITS] ?? new Uint8Array(BLOCK);
    this.#verdicts[entry >>> BLOCK_BITS] = block;
    const k = entry & (BLOCK - 1);
    block[k] = ((block[k] ?? 0) & ~(3 << shift)) | (verdict << shift);
  }
}
