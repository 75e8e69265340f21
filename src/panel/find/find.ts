// Finds a text in the rows: in names, arguments, sids, URLs and headers. It looks in slices, from the visible place on and then from the start of the
// trace, at payloads on disk too, and at what arrives. The hit at which the user is, is the selected row.
//
//   search ─► hits, one slice after the other ─► next, previous: as soon as it is sure which one that is ─► its row, its fold opened

import type { Shown } from "../../diagram/rows/row-filter.ts";
import { type Part, readExpression } from "../../filter/expression.ts";
import { marksOf } from "../../filter/marks.ts";
import { Predicate } from "../../filter/predicate.ts";
import type { Sentence } from "../../messages/messages.ts";
import type { Store } from "../../session/store.ts";
import type { LineRef } from "../../wire/log.ts";
import { nextTask } from "../slices.ts";
import type { ViewWithRows } from "../view.ts";
import { Hits } from "./hits.ts";

type By = 1 | -1;

/** Milliseconds of work after which input and drawing get their turn. */
const SLICE_MS = 10;
/** While the payloads of a chunk are read from disk, so many entries are looked at: more than it mostly has. */
const MOST_IN_CHUNK = 8192;

/** One search: for a text, in the rows that were shown when it began. */
interface Search {
  readonly store: Store;
  readonly shown: Shown;
  readonly predicate: Predicate;
  readonly hits: Hits;
  /** Entries that arrived since it began. */
  readonly fresh: number[];
  readonly leaveStore: () => void;
  /** How much of what was there when it began is looked at, from 0 to 1. */
  share: number;
}

export class Find {
  readonly #panel: ViewWithRows;
  readonly #changed: () => void;
  #isOpen = false;
  #takesFocus = false;
  #text = "";
  /** The text as a test. */
  #part: Part | null = null;
  #search: Search | null = null;
  /** Resolves when nothing is looked for. */
  #looking: Promise<void> = Promise.resolve();
  #isLooking = false;
  /** The user wants to go to a hit, of which it is not sure yet which one that is: the next or the previous one of `from`, or `from` itself. */
  #wanted: { readonly from: number; readonly by: By; readonly orItself: boolean } | null = null;
  /** Past which end of the trace the last step went. */
  #pastEnd: "last" | "first" | null = null;

  constructor(panel: ViewWithRows, changed: () => void) {
    this.#panel = panel;
    this.#changed = changed;
  }

  get takesFocus(): boolean {
    return this.#takesFocus;
  }
  get isOpen(): boolean {
    return this.#isOpen;
  }
  get text(): string {
    return this.#text;
  }
  /** Why the text cannot be looked for: it is a wrong regular expression. */
  get wrong(): Sentence | null {
    return this.#part?.wrong?.reason ?? null;
  }
  get hits(): Hits | null {
    return this.#search?.hits ?? null;
  }
  get isDone(): boolean {
    return this.#search !== null && this.#search.share === 1;
  }
  get pastEnd(): "last" | "first" | null {
    return this.#pastEnd;
  }
  /** The number from 1 of the hit whose row is selected; null if it is none, or that is not known yet. */
  get current(): number | null {
    const entry = this.currentEntry;
    return entry !== null && this.hits && this.isDone ? this.hits.countBefore(entry) + 1 : null;
  }
  /** The entry of the selected row, if it is a hit. */
  get currentEntry(): number | null {
    const { selected } = this.#panel.selection;
    const entry = selected === null ? null : this.#panel.ladder.rows.entryOf(selected);
    return entry !== null && this.hits?.has(entry) ? entry : null;
  }
  /** `takesFocus`: its field gets the focus once it is there. */
  open(takesFocus: boolean): void {
    this.#isOpen = true;
    this.#takesFocus = takesFocus;
    this.#mark();
    this.refresh();
    this.#changed();
  }

  close(): void {
    this.#isOpen = false;
    this.#mark();
    this.#end();
    this.#changed();
  }

  async idle(): Promise<void> {
    await this.#looking;
  }

  /** Looks for another text and goes to its first hit, from the selected row on, or else from the visible ones. */
  find(text: string): void {
    if (text === this.#text && this.#search !== null) return;
    this.#text = text;
    this.#part = text === "" ? null : partOf(text);
    this.#mark();
    this.#begin();
    if (this.#search) this.#want(1, true);
    this.#changed();
  }

  /** Goes to the next hit (1) or the previous one (-1). */
  step(by: By): void {
    if (!this.#isOpen) this.open(false);
    if (this.#search === null) this.#begin();
    if (this.#search) this.#want(by, false);
  }

  /** Before each drawing: begins anew where other rows are shown, and looks at what has arrived. */
  refresh(): void {
    if (!this.#isOpen || this.#part?.test == null) return;
    const search = this.#search;
    const { store, ladder } = this.#panel;
    const { scope, http, matches } = ladder.rows.options;
    if (search?.store !== store || search.shown.scope !== scope || search.shown.http !== http || search.shown.matches !== matches)
      this.#begin();
    else if (search.fresh.length > 0) this.#look(search);
  }

  /** Marks what is found in the texts of rows. */
  #mark(): void {
    this.#panel.ladder.filtering.setFound(this.#isOpen && this.#part ? marksOf([this.#part]) : []);
  }

  #end(): void {
    this.#search?.leaveStore();
    this.#search = null;
    this.#wanted = null;
    this.#pastEnd = null;
  }

  #begin(): void {
    this.#end();
    const part = this.#part;
    const { store, ladder } = this.#panel;
    if (part?.test == null || store.entries.length === 0) return;
    const { scope, http, matches } = ladder.rows.options;
    const fresh: number[] = [];
    const search: Search = {
      store,
      shown: { scope, http, matches },
      predicate: new Predicate(store, [part]),
      hits: new Hits(store.entries, this.#here),
      fresh,
      leaveStore: store.subscribe((entry) => {
        // Older entries change too; their texts stay.
        if (entry === store.entries.length - 1) fresh.push(entry);
      }),
      share: 0,
    };
    this.#search = search;
    this.#look(search);
  }

  /** The entry of the selected row, or else of the row at the top of the viewport. */
  get #here(): number {
    const { ladder, selection } = this.#panel;
    const { rows, top } = ladder;
    const y = selection.selected === null ? null : rows.yOf(selection.selected)?.y;
    return rows.length === 0 ? 0 : rows.firstEntry(rows.rows.at(y ?? top));
  }

  #want(by: By, orItself: boolean): void {
    this.#wanted = { from: this.#here, by, orItself };
    this.#settle();
  }

  /** Goes to the wanted hit if it is sure which one that is. */
  #settle(): void {
    const search = this.#search;
    const wanted = this.#wanted;
    if (!search || !wanted) return;
    const { hits } = search;
    const { from, by, orItself } = wanted;
    const below = hits.countBefore(from) + Number(hits.has(from) && !orItself);
    const nth = by > 0 ? below : hits.countBefore(from) - 1;
    const isAside = nth < 0 || nth >= hits.length;
    // Until all is looked at, the hits from the first entry on are known in their order, as far as there are any.
    if (search.share < 1 && (by < 0 || isAside || !hits.isAfterFirst(nth))) return;
    this.#wanted = null;
    if (hits.length === 0) return;
    this.#pastEnd = !isAside ? null : by > 0 ? "last" : "first";
    const hit = hits.at((nth + hits.length) % hits.length);
    if (hit !== undefined) this.#panel.selection.selectEntry(hit);
    this.#changed();
  }

  #look(search: Search): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#looking = this.#run(search).finally(() => {
      this.#isLooking = false;
      // Another search may have begun meanwhile.
      const next = this.#search;
      if (next && next !== search) this.#look(next);
    });
  }

  async #run(search: Search): Promise<void> {
    const work = this.#work(search);
    const goOn = (until: (done: number) => boolean): IteratorResult<LineRef | null> => {
      for (let done = 1; ; done++) {
        const step = work.next();
        if (step.done || step.value !== null || until(done)) return step;
      }
    };
    let away: LineRef | null = null;
    while (this.#search === search) {
      let step: IteratorResult<LineRef | null> = { value: null };
      if (away === null) {
        await nextTask();
        const end = performance.now() + SLICE_MS;
        step = goOn(() => performance.now() >= end);
      } else {
        const visit = () => {
          step = goOn((done) => done >= MOST_IN_CHUNK);
        };
        // Content that cannot be read has no hits.
        await search.store.log.visit(away, visit).catch(() => {
          step = work.next();
        });
      }
      this.#settle();
      this.#changed();
      if (step.done) return;
      away = step.value;
    }
  }

  /** Looks at one entry after the other. Yields the line of one whose text is on disk, and looks at it when it is called again; null after each. */
  *#work(search: Search): Generator<LineRef | null, void> {
    const { store, predicate, hits, fresh } = search;
    const { entries } = store;
    const look = function* (entry: number, rows: ViewWithRows["ladder"]["rows"]): Generator<LineRef | null, void> {
      if (!rows.hasRow(entry)) return;
      if (predicate.texts.isAway(entry)) yield entries.line(entry);
      if (predicate.textsHold(entry)) hits.add(entry);
    };
    const { length } = entries;
    const first = entries.placeOf(hits.first);
    for (let done = 0; search.share < 1 && done < length; done++) {
      yield* look(entries.ordered((first + done) % length), this.#panel.ladder.rows);
      search.share = Math.min(1, (done + 1) / length);
      yield null;
    }
    search.share = 1;
    for (let entry = fresh.shift(); entry !== undefined; entry = fresh.shift()) {
      yield* look(entry, this.#panel.ladder.rows);
      yield null;
    }
  }
}

/** The text that the user types, or a regular expression as a filter has it. */
function partOf(text: string): Part {
  const [part] = text.startsWith("/") ? readExpression(text) : [];
  if (part && (part.test?.kind === "regex" || part.wrong)) return part;
  const test = { kind: "text", texts: [text.toLowerCase()], words: [] } as const;
  return { from: 0, to: text.length, not: false, key: null, values: [], test, wrong: null };
}
