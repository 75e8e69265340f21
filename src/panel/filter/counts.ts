// How many rows there are of each value that a part of the filter can have, for the suggestions, and how many of HTTP and of heartbeats, for their
// buttons. All are counted in one walk along the columns; what changes later about an entry corrects its counts.

import { RowFilter, type Shown } from "../../diagram/rows/row-filter.ts";
import { directionOf, isFact, namespaceOf, transportOf, typesOf } from "../../filter/facts.ts";
import { CHOICES, FACTS, type Fact, type Key } from "../../filter/words.ts";
import { isHttpOnly } from "../../session/http-only.ts";
import type { Client, Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { clientLetter } from "../../text/client-letter.ts";

/** So many entries are counted between two steps. */
const STEP = 1_000;
const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;

/** What an entry was counted as, as bits: its packet type without its problems, then its facts, then whether it counts within the filter, or at all. */
const TYPE = 511;
const FACT = 9;
const SHOWN = 1 << (FACT + FACTS.length);
const ROW = SHOWN << 1;

/** How many rows there are of each thing. */
class Tally<Thing> {
  readonly #counts = new Map<Thing, number>();

  add(thing: Thing | null | undefined, by: 1 | -1): void {
    if (thing !== null && thing !== undefined) this.#counts.set(thing, (this.#counts.get(thing) ?? 0) + by);
  }

  of(thing: Thing): number {
    return this.#counts.get(thing) ?? 0;
  }

  /** The counts of the words for the things, which may have several, and may have one together. */
  *words(wordsFor: (thing: Thing) => Iterable<string>): Generator<[word: string, count: number]> {
    for (const [thing, count] of this.#counts) for (const word of wordsFor(thing)) yield [word, count];
  }
}

const tallies = () => ({
  events: new Tally<number>(),
  nsps: new Tally<string>(),
  directions: new Tally<string>(),
  transports: new Tally<string>(),
  types: new Tally<number>(),
  facts: new Tally<Fact>(),
  sessions: new Tally<Session>(),
  clients: new Tally<Client>(),
  shown: 0,
  /** Those of the whole scope, whatever the filter. */
  all: new Tally<Fact>(),
});

export class Counts {
  readonly shown: Shown;
  readonly #store: Store;
  /** The rows that there would be without the filter. */
  readonly #rows: RowFilter;
  #tallies = tallies();
  readonly #counted: Uint32Array[] = [];
  /** The names of the packet types that came. */
  readonly #typeNames = new Map<number, readonly string[]>();
  /** The entries before this one are counted. */
  #seen = 0;
  readonly #changed = new Set<number>();
  #problems: ReadonlySet<number> = new Set();
  /** How many of `Store.sessionsThatWentOn` there were when counting began. */
  #wentOn: number;
  /** All entries were counted once: since then, the counts are those of the trace but for what has just come. */
  #isWhole = false;
  readonly dispose: () => void;

  /** `shown`: the filter within which is counted. Its matches are refreshed by their owner. */
  constructor(store: Store, shown: Shown) {
    this.shown = shown;
    this.#store = store;
    this.#rows = new RowFilter(store, { scope: shown.scope, http: true });
    this.#wentOn = store.sessionsThatWentOn.length;
    const note = (entry: number) => {
      if (entry < this.#seen) this.#changed.add(entry);
    };
    const leave = store.subscribe(note);
    const leaveMatches = shown.matches?.subscribe(note);
    this.dispose = () => {
      leave();
      leaveMatches?.();
    };
  }

  /** Whether entries have come or changed that are not counted. */
  get isBehind(): boolean {
    return this.#seen < this.#store.entries.length || this.#changed.size > 0;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Sets the evidence of findings, which `is:problem` counts too. */
  setProblems(problems: ReadonlySet<number>): void {
    if (problems === this.#problems) return;
    for (const entry of problems) if (!this.#problems.has(entry) && entry < this.#seen) this.#changed.add(entry);
    for (const entry of this.#problems) if (!problems.has(entry) && entry < this.#seen) this.#changed.add(entry);
    this.#problems = problems;
  }

  /** Counts what has come or changed, a step at a time. */
  *syncing(): Generator<void, void> {
    const { entries, sessionsThatWentOn } = this.#store;
    // Sessions are other clients' now.
    if (sessionsThatWentOn.length !== this.#wentOn) this.#again();
    for (const entry of this.#changed) {
      if (((this.#asCounted(entry) ^ entries.packetType(entry)) & TYPE) === 0) this.#count(entry);
      // The counts of its old type, event and namespace cannot be found any more.
      else this.#again();
    }
    this.#changed.clear();
    while (this.#seen < entries.length) {
      const until = Math.min(this.#seen + STEP, entries.length);
      for (; this.#seen < until; this.#seen++) this.#count(this.#seen);
      yield;
    }
    this.#isWhole = true;
  }

  /** How many rows there are of each value of a key, by the words of the filter. A value that has none may be absent. */
  of(key: Key): ReadonlyMap<string, number> {
    const { events, nsps, directions, transports, types, facts, sessions, clients } = this.#tallies;
    const itself = (word: string) => [word];
    const found = {
      event: () => events.words((number) => itself(this.#store.names[number]?.name ?? "")),
      nsp: () => nsps.words(itself),
      dir: () => directions.words(itself),
      transport: () => transports.words(itself),
      type: () => types.words((type) => this.#typeNames.get(type) ?? []),
      session: () => sessions.words(({ sid }) => (sid === null ? [] : [sid])),
      client: () => clients.words(({ index }) => itself(clientLetter(index))),
      is: () => facts.words(itself),
      size: () => [],
      ack: () => [],
    }[key]();
    const counts = new Map<string, number>((CHOICES[key] ?? []).map((choice) => [choice, 0]));
    for (const [word, count] of found) counts.set(word, (counts.get(word) ?? 0) + count);
    return counts;
  }

  /** How many rows there are. */
  get count(): number {
    return this.#tallies.shown;
  }

  /** How many rows of HTTP alone, or how many heartbeats, there are without the filter. */
  all(fact: "http" | "heartbeat"): number {
    return this.#tallies.all.of(fact);
  }

  #again(): void {
    this.#wentOn = this.#store.sessionsThatWentOn.length;
    this.#tallies = tallies();
    this.#counted.length = 0;
    this.#changed.clear();
    this.#seen = 0;
  }

  /** Counts an entry as what it is now, and no longer as what it was. */
  #count(entry: number): void {
    const before = this.#asCounted(entry);
    const now = this.#asItIs(entry);
    if (before === now) return;
    this.#add(entry, before, -1);
    this.#add(entry, now, 1);
    this.#counted[entry >>> BLOCK_BITS] ??= new Uint32Array(BLOCK);
    (this.#counted[entry >>> BLOCK_BITS] as Uint32Array)[entry & (BLOCK - 1)] = now;
  }

  #asCounted(entry: number): number {
    return this.#counted[entry >>> BLOCK_BITS]?.[entry & (BLOCK - 1)] ?? 0;
  }

  #asItIs(entry: number): number {
    const store = this.#store;
    const { http, matches } = this.shown;
    const type = store.entries.packetType(entry) & TYPE;
    if (!this.#rows.mayHaveRow(entry)) return type;
    let bits = type | ROW;
    for (let i = 0; i < FACTS.length; i++) if (isFact(store, entry, FACTS[i] as Fact, this.#problems)) bits |= 1 << (FACT + i);
    const isShown = (http || !isHttpOnly(store, entry)) && matches?.has(entry) !== false;
    return isShown ? bits | SHOWN : bits;
  }

  #add(entry: number, bits: number, by: 1 | -1): void {
    if (!(bits & ROW)) return;
    const { events, nsps, directions, transports, types, facts, sessions, clients, all } = this.#tallies;
    const store = this.#store;
    const session = store.link(entry)?.session;
    for (const [i, fact] of FACTS.entries()) {
      if (!(bits & (1 << (FACT + i)))) continue;
      all.add(fact, by);
      if (bits & SHOWN) facts.add(fact, by);
    }
    if (!(bits & SHOWN)) return;
    this.#tallies.shown += by;
    if (store.entries.isPacket(entry)) {
      const type = bits & TYPE;
      if (!this.#typeNames.has(type)) this.#typeNames.set(type, typesOf(store, entry));
      types.add(type, by);
      events.add(store.entries.event(entry) || null, by);
      nsps.add(namespaceOf(store, entry), by);
    }
    directions.add(directionOf(store, entry), by);
    transports.add(transportOf(store, entry), by);
    sessions.add(session, by);
    clients.add(session?.client, by);
  }
}
