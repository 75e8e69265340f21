// The filter of the settings at work on the trace that is shown. Texts that are on disk are read when all rows are there but theirs.

import { sameFields } from "../../diagram/draw/memo.ts";
import type { Shown } from "../../diagram/rows/row-filter.ts";
import { readExpression, type Written, withoutPart } from "../../filter/expression.ts";
import { marksOf, namespaceOf } from "../../filter/marks.ts";
import { Matches } from "../../filter/matches.ts";
import type { Regex } from "../../filter/regex.ts";
import type { Store } from "../../session/store.ts";
import { Counts } from "../filter/counts.ts";
import { inSlices, Rest } from "../slices.ts";
import type { View } from "../view.ts";

/** The part that hides requests and answers without packets. The rows are made without them, so there is no seam where one would be. */
export const HIDES_HTTP: Written = { not: true, key: "is", values: ["http"] };

/** The part that hides heartbeats. */
export const HIDES_HEARTBEATS: Written = { not: true, key: "is", values: ["heartbeat"] };

/** Milliseconds between two counts of what has come. */
const APART = 1000;

/** What the filter does to rows, other than to hide them. */
interface Looks {
  readonly filter: string;
  /** What is found in them, beside the filter. */
  readonly found: readonly Regex[];
  /** What is marked in their texts. */
  readonly marks: readonly Regex[];
  /** The namespace that they need not say. */
  readonly nsp: string | undefined;
}

export class Filtering {
  readonly #panel: Pick<View, "store" | "settings">;
  readonly #changed: () => void;
  readonly #countsChanged: () => void;
  /** What the filter of the settings shows, and that of which rows are counted, by their expressions; undefined for what shows everything. */
  readonly #matches = new Map<string, Matches | undefined>();
  /** The store and the setting of `#matches`. */
  #of: readonly unknown[] = [];
  #looks: Looks = { filter: "", found: [], marks: [], nsp: undefined };
  #found: readonly Regex[] = [];
  #problems: ReadonlySet<number> = new Set();
  /** Set while texts are read. */
  #reading: Promise<void> | null = null;
  /** What is counted, and of which trace; null before anybody asked. */
  #counts: Counts | null = null;
  #counted: Store | null = null;
  #countedAt = 0;
  readonly #rest = new Rest();
  /** Set while something is counted, or soon will be. */
  #counting: Promise<void> | null = null;
  #all: Filtering["all"] = null;

  /** `changed` is called when more is found, and `counted` when counts have changed. */
  constructor(panel: Pick<View, "store" | "settings">, changed: () => void, counted: () => void) {
    this.#panel = panel;
    this.#changed = changed;
    this.#countsChanged = counted;
  }

  /** What is drawn of the trace. */
  get shown(): Shown {
    return this.#shownBy(this.#panel.settings.filter);
  }

  #shownBy(filter: string): Shown {
    return { scope: this.#panel.settings.scope, http: withoutPart(filter, HIDES_HTTP) === filter, matches: this.#matchesOf(filter) };
  }

  /** The same object as long as the filter is the same, and what is found. */
  get looks(): Looks {
    const { filter } = this.#panel.settings;
    const found = this.#found;
    if (filter !== this.#looks.filter || found !== this.#looks.found) {
      const parts = readExpression(filter);
      this.#looks = { filter, found, marks: [...marksOf(parts), ...found], nsp: namespaceOf(parts) };
    }
    return this.#looks;
  }

  /** Sets what is found in the texts of rows, which is marked too. */
  setFound(found: readonly Regex[]): void {
    this.#found = found;
  }

  /** What the filter shows; undefined if it shows everything. */
  get matches(): Matches | undefined {
    return this.#matchesOf(this.#panel.settings.filter);
  }

  #matchesOf(filter: string): Matches | undefined {
    const { store, settings } = this.#panel;
    const of = [store, settings.answers];
    if (of.some((one, i) => one !== this.#of[i])) this.#leave(() => true);
    this.#of = of;
    const expression = withoutPart(filter, HIDES_HTTP);
    if (this.#matches.has(expression)) return this.#matches.get(expression);
    const parts = readExpression(expression).filter(({ test }) => test !== null);
    const matches = parts.length === 0 ? undefined : new Matches(store, parts, settings.answers);
    matches?.setProblems(this.#problems);
    const shown = withoutPart(settings.filter, HIDES_HTTP);
    this.#leave((other, its) => other !== shown && its !== this.#counts?.shown.matches);
    this.#matches.set(expression, matches);
    return matches;
  }

  /** Disposes of the matches that are not needed any more. */
  #leave(isOver: (expression: string, matches: Matches | undefined) => boolean): void {
    for (const [expression, matches] of this.#matches) {
      if (!isOver(expression, matches)) continue;
      matches?.dispose();
      this.#matches.delete(expression);
    }
  }

  dispose(): void {
    this.#leave(() => true);
    this.#counts?.dispose();
    this.#counts = null;
  }

  /** Sets the evidence of findings, which a filter can ask for. */
  setProblems(problems: ReadonlySet<number>): void {
    this.#problems = problems;
    for (const matches of this.#matches.values()) matches?.setProblems(problems);
    this.#counts?.setProblems(problems);
  }

  /** How many rows there are of each value within a filter. They are counted in slices: see `Counts.isWhole`. */
  countsWithin(filter: string): Counts {
    const { store } = this.#panel;
    const shown = this.#shownBy(filter);
    if (this.#counts && store === this.#counted && sameFields(shown, this.#counts.shown)) return this.#counts;
    this.#counts?.dispose();
    if (store !== this.#counted || shown.scope !== this.#counts?.shown.scope) this.#all = null;
    this.#counts = new Counts(store, shown);
    this.#counts.setProblems(this.#problems);
    this.#counted = store;
    this.goOn();
    return this.#counts;
  }

  /** How many rows of HTTP alone, and how many heartbeats, there are without the filter; null before they were counted. */
  get all(): { readonly http: number; readonly heartbeat: number } | null {
    return this.#counted === this.#panel.store ? this.#all : null;
  }

  /** Counts what has come and changed, at most once a second. */
  async #count(counts: Counts): Promise<void> {
    const since = performance.now() - this.#countedAt;
    if (counts.isWhole && since < APART) await this.#rest.of(APART - since);
    counts.shown.matches?.refresh();
    await inSlices(counts.syncing(), () => counts === this.#counts);
    this.#countedAt = performance.now();
    this.#counting = null;
    if (counts === this.#counts) this.#all = { http: counts.all("http"), heartbeat: counts.all("heartbeat") };
    else this.goOn();
    this.#countsChanged();
  }

  /** When all rows are made: reads the texts on disk that they asked for, and counts what has come. */
  goOn(): void {
    const { matches } = this;
    if (this.#reading === null && matches !== undefined && matches.away > 0) this.#reading = this.#read(matches);
    if (this.#counting === null && this.#counts?.isBehind) this.#counting = this.#count(this.#counts);
  }

  /** Resolves when no texts are being read, and nothing is being counted. */
  async idle(): Promise<void> {
    this.#rest.end();
    await this.#reading;
    await this.#counting;
  }

  async #read(matches: Matches): Promise<void> {
    await matches.fetch(() => matches === this.matches);
    this.#reading = null;
    this.#changed();
  }
}
