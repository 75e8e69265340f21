// The findings of the trace that is shown, and the page that is open in the place of the details: it is shown as long as the row stays selected
// that was selected for it.

import type { Evidence } from "../../diagram/draw/findings.tsx";
import { sameFields } from "../../diagram/draw/memo.ts";
import { inScope, type Scope, sessionsIn } from "../../diagram/rows/scope.ts";
import { withoutPart } from "../../filter/expression.ts";
import { type Beginning, beginningsOf } from "../../findings/beginnings.ts";
import { nameOf, plain, type Say } from "../../findings/catalogue.ts";
import { type Checked, checked } from "../../findings/checked.ts";
import type { Finding } from "../../findings/finding.ts";
import { Findings } from "../../findings/findings.ts";
import { receivedOnce } from "../../findings/received-once.ts";
import { isAmong, problemsOf } from "../../findings/rows.ts";
import { RULES } from "../../findings/rules.ts";
import type { Client, Session } from "../../session/model.ts";
import { HIDES_HTTP } from "../ladder/filtering.ts";
import { inSlices, Rest } from "../slices.ts";
import type { View } from "../view.ts";

/**
 * So many milliseconds are between two looks. All rules look at a session that has changed, however little, so fewer looks take less time; half a
 * second later is soon enough to read what is wrong.
 */
const APART = 500;

/** Names the page that says what was checked. No finding has this key. */
const CHECKED = "checked";

/** What these find may be in the sessions of several clients. */
const OF_PAGE: ReadonlySet<string> = new Set(RULES.filter(({ isOfPage }) => isOfPage).map(({ id }) => id));

export class FindingsView {
  readonly say: Say;
  readonly #panel: Pick<View, "store" | "selection" | "settings" | "ladder">;
  readonly #changed: () => void;
  #findings: Findings;
  /** What was found up to the last look. */
  #all: readonly Finding[] = [];
  #problems: ReadonlySet<number> = new Set();
  #problemsOf: readonly Finding[] = this.#all;
  /** The findings in the scope that is shown, where they begin, and of which findings and scope that is. */
  #shown: readonly Finding[] = [];
  #beginnings: readonly Beginning[] = [];
  #shownOf: readonly [readonly Finding[], Scope] | null = null;
  /** What `evidence` returned last. */
  #evidence: Evidence | null = null;
  /** By client, the worst first. One of several clients is there with each. */
  #ofClient = new Map<Client, Finding[]>();
  /** A finding by its key, the answer to a question, or `CHECKED`; and the key of the row that was selected for it. */
  #open: { readonly page: string | Finding; readonly row: number | null } | null = null;
  /** What was checked in the scope that was asked for last, as it was at the last look. */
  #checked: { readonly scope: Scope; readonly found: Checked } | null = null;
  /** Resolves when the looks that are under way are over; null when none is. */
  #looking: Promise<void> | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  readonly #rest = new Rest();

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

  /** The entries that show what is wrong: the same set until what was found is another. */
  get problems(): ReadonlySet<number> {
    if (this.#problemsOf !== this.#all) {
      this.#problems = problemsOf(this.#all);
      this.#problemsOf = this.#all;
    }
    return this.#problems;
  }

  /** What is shown in the place of the details: a finding, or what was checked; null when nothing is, or another row was selected since. */
  get page(): Finding | Checked | null {
    const { settings, selection } = this.#panel;
    if (this.#open === null || (selection?.selected ?? null) !== this.#open.row) return null;
    const { page } = this.#open;
    if (typeof page !== "string") return page;
    if (page === CHECKED) return this.isHealthy(settings.scope) ? this.checkedIn(settings.scope) : null;
    return this.#all.find(({ key }) => key === page) ?? null;
  }

  /** The finding whose details are shown. */
  get open(): Finding | null {
    const { page } = this;
    return page !== null && "rule" in page ? page : null;
  }

  /** The findings in a scope, the worst first. */
  in(scope: Scope): readonly Finding[] {
    if (scope.kind === "all") return this.#all;
    const client = scope.kind === "client" ? scope.client : scope.session.client;
    const found = this.#ofClient.get(client) ?? [];
    return scope.kind === "client" ? found : found.filter(({ sessions }) => isAmong(scope.session, sessions));
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

  /** The rows that prove the open finding; null when none is open. The same map until it is another. */
  get evidence(): Evidence | null {
    const rows = new Map<number, { number: number; words: string }>();
    const { open } = this;
    const { selection } = this.#panel;
    if (open === null || selection === null) return null;
    for (const [i, { entry, says }] of open.evidence.entries()) {
      const key = selection.keyShowing(entry);
      if (key === null || rows.has(key)) continue;
      rows.set(key, { number: i + 1, words: plain(this.say(["label/proves", i + 1, nameOf(open.rule), says])) });
    }
    const isSame = rows.size === this.#evidence?.size && [...rows].every(([key, { words }]) => this.#evidence?.get(key)?.words === words);
    if (!isSame) this.#evidence = rows;
    return this.#evidence;
  }

  /** Opens the finding with a key. */
  showKey(key: string): void {
    const finding = this.#all.find((one) => one.key === key);
    if (finding) this.show(finding);
  }

  /** There are sessions that were looked at. */
  get hasLooked(): boolean {
    return Number.isFinite(this.#lookedAt) && this.#panel.store.sessions.length > 0;
  }

  /** There are sessions that were looked at, nothing above `info` was found, and none has failed for a reason that no rule knows. */
  isHealthy(scope: Scope): boolean {
    return this.hasLooked && this.in(scope).every(({ severity }) => severity === "info") && !this.#hasFailed(scope);
  }

  #hasFailed(scope: Scope): boolean {
    const { failed } = this.#findings;
    if (scope.kind === "session") return failed.has(scope.session);
    return scope.kind === "all" ? failed.size > 0 : [...failed].some(({ client }) => client === scope.client);
  }

  checkedIn(scope: Scope): Checked {
    const { store } = this.#panel;
    const before = this.#checked;
    if (before && sameFields(before.scope, scope)) return before.found;
    this.#checked = { scope, found: checked(sessionsIn(scope, store), this.#findings.tallies, store) };
    return this.#checked.found;
  }

  /** The worst finding of a session above `info`; null if it has none. */
  worstOf(session: Session): Finding | null {
    const isOf = ({ severity, sessions }: Finding) => severity !== "info" && isAmong(session, sessions);
    return this.#ofClient.get(session.client)?.find(isOf) ?? null;
  }

  showChecked(): void {
    this.#open = { page: CHECKED, row: this.#panel.selection?.selected ?? null };
    this.#changed();
  }

  /** Opens the answer to whether a received event came more than once, at its row. */
  askWhetherTwice(entry: number): void {
    const { store, selection } = this.#panel;
    const found = receivedOnce(entry, store);
    const session = store.link(entry)?.session;
    if (!found || !session || !selection) return;
    const at = store.entries.at(entry);
    const answer = {
      ...found,
      rule: "received-once",
      key: "",
      sessions: [session],
      times: 1,
      occurrences: [{ at }],
      follows: null,
      at,
      lastAt: at,
    };
    this.#open = { page: answer, row: selection.selected };
    this.#changed();
  }

  /** Closes the page, and the details behind it. Those of a packet about which something was asked stay. */
  close(): void {
    const isAnswer = this.#open !== null && typeof this.#open.page !== "string";
    this.#open = null;
    if (!isAnswer) this.#panel.selection?.select(null);
    this.#changed();
  }

  /** Opens a finding at a row of its evidence, which is selected. All sessions are shown if its row is not in scope. */
  show(finding: Finding, evidence = 0): void {
    const { ladder, settings } = this.#panel;
    const isOf = ({ key }: Finding) => key === finding.key;
    if (this.#all.some(isOf) && !this.in(settings.scope).some(isOf)) settings.setScope({ kind: "all" });
    // A row that the filter hides cannot be selected.
    const { filter } = settings;
    settings.setFilter(withoutPart(filter, HIDES_HTTP));
    const entry = finding.evidence[evidence]?.entry;
    if (entry !== undefined && ladder?.filtering.matches?.has(entry) === false) settings.setFilter("");
    this.showHere(finding, evidence);
  }

  /** Opens a finding at a row of its evidence that is shown, and calls `shown` then. */
  showHere(finding: Finding, evidence: number, shown: () => void = () => {}): void {
    const { selection } = this.#panel;
    const entry = finding.evidence[evidence]?.entry;
    if (entry === undefined || selection === null) return;
    const isFound = this.#all.some(({ key }) => key === finding.key);
    selection.selectEntry(entry, () => {
      this.#open = { page: isFound ? finding.key : finding, row: selection.selected };
      shown();
      this.#changed();
    });
  }

  /** Opens the next finding in the order of time, or the previous one (-1). After the last comes the first. */
  step(by: 1 | -1): void {
    const inTime = this.#all.toSorted((a, b) => a.at - b.at);
    const { open } = this;
    // An answer is not among them.
    const at = open === null ? -1 : inTime.indexOf(open);
    const next = inTime.at((at < 0 && by < 0 ? by : at + by) % inTime.length);
    if (next) this.show(next);
  }

  /** Closes a page whose row is not selected any more. Looks at what has arrived, in slices, and soon after the last look. */
  refresh(): void {
    if (this.#open !== null && (this.#panel.selection?.selected ?? null) !== this.#open.row) this.#open = null;
    if (!this.#findings.isBehind) return;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
  }

  async #look(): Promise<void> {
    while (this.#findings.isBehind) {
      const rest = this.#lookedAt + APART - performance.now();
      if (rest > 0) await this.#rest.of(rest);
      const findings = this.#findings;
      await inSlices(findings.syncing(), () => findings === this.#findings);
      if (findings !== this.#findings) continue;
      const isFirst = !Number.isFinite(this.#lookedAt);
      this.#lookedAt = performance.now();
      this.#checked = null;
      const all = findings.all();
      const isOther = all !== this.#all;
      if (isOther) this.#take(all);
      // Most of what arrives changes no finding, but it is counted among what was checked.
      if (isFirst || isOther || this.#open?.page === CHECKED) this.#changed();
    }
  }

  #take(all: readonly Finding[]): void {
    this.#all = all;
    this.#ofClient = new Map();
    for (const finding of all) {
      const sessions = OF_PAGE.has(finding.rule) ? finding.sessions : finding.sessions.slice(0, 1);
      for (const client of new Set(sessions.map(({ client }) => client))) {
        const found = this.#ofClient.get(client);
        if (found) found.push(finding);
        else this.#ofClient.set(client, [finding]);
      }
    }
  }

  /** Looks at another trace. */
  reset(): void {
    this.#findings.dispose();
    this.#findings = new Findings(this.#panel.store);
    this.#take([]);
    this.#checked = null;
    this.#open = null;
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }

  /** Resolves when everything that has arrived was looked at. */
  async idle(): Promise<void> {
    this.#rest.end();
    await this.#looking;
  }
}
