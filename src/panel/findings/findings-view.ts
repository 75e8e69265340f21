// The findings of the trace that is shown, and the one that is open: its details are shown as long as one of its rows is selected.

import { inScope, isFoundIn, type Scope } from "../../diagram/rows/scope.ts";
import { type Beginning, beginningsOf } from "../../findings/beginnings.ts";
import type { Say } from "../../findings/catalogue.ts";
import type { Finding } from "../../findings/finding.ts";
import { Findings } from "../../findings/findings.ts";
import { inSlices } from "../slices.ts";
import type { View } from "../view.ts";

/**
 * So many milliseconds are between two looks. All rules look at a session that has changed, however little, so fewer looks take less time; half a
 * second later is soon enough to read what is wrong.
 */
const APART = 500;

export class FindingsView {
  readonly say: Say;
  readonly #panel: Pick<View, "store" | "selection" | "settings" | "ladder">;
  readonly #changed: () => void;
  #findings: Findings;
  /** What was found up to the last look. */
  #all: readonly Finding[] = [];
  /** The findings in the scope that is shown, where they begin, and of which findings and scope that is. */
  #shown: readonly Finding[] = [];
  #beginnings: readonly Beginning[] = [];
  #shownOf: readonly [readonly Finding[], Scope] | null = null;
  /** The key of the open finding, and of the row that was selected for it. */
  #open: { readonly finding: string; readonly row: number | null } | null = null;
  /** What `evidence` returned last. */
  #evidence: ReadonlyMap<number, number> | null = null;
  /** Resolves when the looks that are under way are over; null when none is. */
  #looking: Promise<void> | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(panel: Pick<View, "store" | "selection" | "settings" | "ladder">, say: Say, changed: () => void) {
    this.#panel = panel;
    this.#changed = changed;
    this.say = say;
    this.#findings = new Findings(panel.store);
  }

  dispose(): void {
    this.#findings.dispose();
  }

  get all(): readonly Finding[] {
    return this.#all;
  }

  /** The finding whose details are shown; null when none is open, or another row was selected since. */
  get open(): Finding | null {
    const open = this.#open;
    if (open === null || this.#panel.selection?.selected !== open.row) return null;
    return this.#all.find(({ key }) => key === open.finding) ?? null;
  }

  /** The findings in a scope, the worst first. */
  in(scope: Scope): readonly Finding[] {
    return scope.kind === "all" ? this.#all : this.#all.filter(({ sessions }) => isFoundIn(sessions, scope));
  }

  /** Those in the scope that is shown: the same array until they are others. */
  get shown(): readonly Finding[] {
    this.#choose();
    return this.#shown;
  }

  /** Where those in the scope that is shown begin: the same array until they are others. */
  get beginnings(): readonly Beginning[] {
    this.#choose();
    return this.#beginnings;
  }

  #choose(): void {
    const { store, settings } = this.#panel;
    const { scope } = settings;
    if (this.#shownOf?.[0] === this.#all && this.#shownOf[1] === scope) return;
    this.#shownOf = [this.#all, scope];
    this.#shown = this.in(scope);
    this.#beginnings = beginningsOf(this.#shown, this.say, (entry) => inScope(scope, store.link(entry)?.session ?? null, null));
  }

  /** The rows that prove the open finding, by their keys, each with its number; null when none is open. The same map until it is another. */
  get evidence(): ReadonlyMap<number, number> | null {
    const numbers = new Map<number, number>();
    const { open } = this;
    const { selection } = this.#panel;
    if (open === null || selection === null) return null;
    for (const [i, { entry }] of open.evidence.entries()) {
      const key = selection.keyShowing(entry);
      if (key !== null && !numbers.has(key)) numbers.set(key, i + 1);
    }
    if (`${[...numbers]}` !== `${[...(this.#evidence ?? [])]}`) this.#evidence = numbers;
    return this.#evidence;
  }

  /** Opens the finding with a key. */
  showKey(key: string): void {
    const finding = this.#all.find((one) => one.key === key);
    if (finding) this.show(finding);
  }

  /** Opens a finding at a row of its evidence, which is selected. All sessions are shown if its row is not in scope. */
  show(finding: Finding, evidence = 0): void {
    const { selection, settings } = this.#panel;
    const entry = finding.evidence[evidence]?.entry;
    if (entry === undefined || selection === null) return;
    if (!this.in(settings.scope).includes(finding)) settings.setScope({ kind: "all" });
    settings.setHttp(true);
    selection.selectEntry(entry, () => {
      this.#open = { finding: finding.key, row: selection.selected };
      this.#changed();
    });
  }

  /** Opens the next finding in the order of time, or the previous one (-1). After the last comes the first. */
  step(by: 1 | -1): void {
    const inTime = this.#all.toSorted((a, b) => a.at - b.at);
    const { open } = this;
    const at = open === null ? (by === 1 ? -1 : 0) : inTime.indexOf(open);
    const next = inTime.at((at + by) % inTime.length);
    if (next) this.show(next);
  }

  /** Looks at what has arrived, in slices, and soon after the last look. */
  refresh(): void {
    if (!this.#findings.isBehind) return;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
  }

  async #look(): Promise<void> {
    while (this.#findings.isBehind) {
      const rest = this.#lookedAt + APART - performance.now();
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
      const findings = this.#findings;
      await inSlices(findings.syncing(), () => findings === this.#findings);
      this.#lookedAt = performance.now();
      if (findings !== this.#findings || findings.all() === this.#all) continue;
      this.#all = findings.all();
      this.#changed();
    }
  }

  /** Looks at another trace. */
  reset(): void {
    this.#findings.dispose();
    this.#findings = new Findings(this.#panel.store);
    this.#all = [];
    this.#open = null;
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }

  /** Resolves when everything that has arrived was looked at. */
  async idle(): Promise<void> {
    await this.#looking;
  }
}
