// The filter of the settings at work on the trace that is shown. Texts that are on disk are read when all rows are there but theirs.

import type { Shown } from "../../diagram/rows/row-filter.ts";
import { readExpression } from "../../filter/expression.ts";
import { Matches } from "../../filter/matches.ts";
import type { View } from "../view.ts";

export class Filtering {
  readonly #panel: Pick<View, "store" | "settings">;
  readonly #changed: () => void;
  #matches: Matches | null = null;
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

  /** What the settings show of the trace. */
  get shown(): Shown {
    const { scope, http } = this.#panel.settings;
    return { scope, http, matches: this.matches };
  }

  /** What the filter shows; undefined if it shows everything. */
  get matches(): Matches | undefined {
    const { store, settings } = this.#panel;
    const of = [store, settings.filter, settings.answers];
    if (of.some((one, i) => one !== this.#of[i])) {
      this.dispose();
      this.#of = of;
      const parts = readExpression(settings.filter).filter(({ test }) => test !== null);
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
