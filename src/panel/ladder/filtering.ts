// The filter of the settings at work on the trace that is shown. Texts that are on disk are read when all rows are there but theirs.

import type { Shown } from "../../diagram/rows/row-filter.ts";
import { readExpression, type Written, withoutPart } from "../../filter/expression.ts";
import { marksOf, namespaceOf } from "../../filter/marks.ts";
import { Matches } from "../../filter/matches.ts";
import type { Regex } from "../../filter/regex.ts";
import type { View } from "../view.ts";

/** The part that hides requests and answers without packets. The rows are made without them, so there is no seam where one would be. */
export const HIDES_HTTP: Written = { not: true, key: "is", values: ["http"] };

/** The part that hides heartbeats. */
export const HIDES_HEARTBEATS: Written = { not: true, key: "is", values: ["heartbeat"] };

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
  #matches: Matches | null = null;
  #looks: Looks = { filter: "", found: [], marks: [], nsp: undefined };
  #found: readonly Regex[] = [];
  /** The store and the settings of `#matches`. */
  #of: readonly unknown[] = [];
  #problems: ReadonlySet<number> = new Set();
  /** Set while texts are read. */
  #reading: Promise<void> | null = null;

  /** @param changed Called when more is found. */
  constructor(panel: Pick<View, "store" | "settings">, changed: () => void) {
    this.#panel = panel;
    this.#changed = changed;
  }

  /** What is drawn of the trace. */
  get shown(): Shown {
    const { scope, filter } = this.#panel.settings;
    return { scope, http: withoutPart(filter, HIDES_HTTP) === filter, matches: this.matches };
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
    const { store, settings } = this.#panel;
    const of = [store, settings.filter, settings.answers];
    if (of.some((one, i) => one !== this.#of[i])) {
      this.dispose();
      this.#of = of;
      const parts = readExpression(withoutPart(settings.filter, HIDES_HTTP)).filter(({ test }) => test !== null);
      this.#matches = parts.length === 0 ? null : new Matches(store, parts, settings.answers);
      this.#matches?.setProblems(this.#problems);
    }
    return this.#matches ?? undefined;
  }

  dispose(): void {
    this.#matches?.dispose();
    this.#matches = null;
  }

  /** Sets the evidence of findings, which a filter can ask for. */
  setProblems(problems: ReadonlySet<number>): void {
    this.#problems = problems;
    this.#matches?.setProblems(problems);
  }

  /** Reads the texts on disk that the rows so far asked for. */
  readAway(): void {
    if (this.#reading === null && this.#matches !== null && this.#matches.away > 0) this.#reading = this.#read(this.#matches);
  }

  /** Resolves when no texts are being read. */
  async idle(): Promise<void> {
    await this.#reading;
  }

  async #read(matches: Matches): Promise<void> {
    await matches.fetch(() => matches === this.#matches);
    this.#reading = null;
    this.#changed();
  }
}
