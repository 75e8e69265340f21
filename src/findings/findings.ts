// Looks for findings while a trace grows. Each rule is asked about a subject when facts about it have changed, and what it says replaces what it
// said before, so a finding comes, changes and goes with the facts. The work is that of the subjects that changed.

import { ENTRY, NONE } from "../session/entries.ts";
import type { Exchange, Link, Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import { toEnd } from "../wire/steps.ts";
import type { Finding, Found, Rule, Severity, Watch } from "./finding.ts";
import { Group } from "./group.ts";
import { RULES } from "./rules.ts";

type Subject = Session | Exchange | number;

/** So many entries are looked at between two steps. */
const STEP = 1_000;
const WORST_FIRST: readonly Severity[] = ["error", "warning", "info"];

export class Findings {
  readonly #store: Store;
  readonly #leave: () => void;
  readonly #watches: readonly (readonly [Rule, Watch])[];
  /** The watches that see packets of a type, by `Entries.packetType`. */
  readonly #watchers: (readonly Watch[] | undefined)[] = [];
  readonly #groups = new Map<string, Group<Subject>>();
  /** The group in which a rule's word about a subject is. */
  readonly #groupOf = new Map<Rule, Map<Subject, string>>();
  /** What has changed since the last `sync`. The session of a link may be found after the entry that is its first. */
  readonly #links = new Set<Link>();
  readonly #problems = new Set<number>();
  /** The problems in which something was found: one may turn out to be none. */
  readonly #wereProblems = new Set<number>();
  #lastLink: Link | null = null;
  /** The entries before this one have been looked at. */
  #seen = 0;
  #all: readonly Finding[] | null = [];

  constructor(store: Store, rules: readonly Rule[] = RULES) {
    this.#store = store;
    this.#watches = rules.flatMap((rule) => (rule.watch ? [[rule, rule.watch(store)] as const] : []));
    for (const rule of rules) this.#groupOf.set(rule, new Map());
    this.#leave = store.subscribe((entry) => this.#changed(entry));
  }

  dispose(): void {
    this.#leave();
  }

  /** All findings, the worst first, and of two that are as bad the earlier one. */
  all(): readonly Finding[] {
    toEnd(this.syncing());
    this.#all ??= [...this.#groups.values()].map((group) => group.finding()).sort(byRank);
    return this.#all;
  }

  /** Looks at what has arrived or changed, a step at a time. */
  *syncing(): Generator<void, void> {
    const { entries } = this.#store;
    while (this.#seen < entries.length) {
      for (const end = Math.min(this.#seen + STEP, entries.length); this.#seen < end; this.#seen++) {
        this.#watch(this.#seen);
        this.#note(this.#seen);
      }
      yield;
    }
    this.#ask();
  }

  /** The facts about an entry have changed. Those of one that was not seen yet are noted when it is. */
  #changed(entry: number): void {
    if (entry < this.#seen) this.#note(entry);
  }

  #note(entry: number): void {
    const { entries } = this.#store;
    const link = this.#store.link(entry);
    const isProblem = entries.isProblem(entry) || (this.#wereProblems.size > 0 && this.#wereProblems.has(entry));
    if (isProblem && entries.kind(entry) === ENTRY.packet) this.#problems.add(entry);
    if (!link || link === this.#lastLink) return;
    this.#lastLink = link;
    this.#links.add(link);
  }

  /** The sessions that have changed, and those before them: its client's next session shows how one ended. */
  #changedSessions(): Set<Session> {
    const sessions = new Set<Session>();
    for (const { session } of this.#links) {
      if (session) sessions.add(session);
      if (session?.previous) sessions.add(session.previous);
    }
    return sessions;
  }

  #ask(): void {
    const sessions = this.#changedSessions();
    const exchanges = [...this.#links].filter((link) => link.kind === "http");
    for (const entry of this.#problems) {
      const isProblem = this.#store.entries.isProblem(entry);
      for (const rule of this.#groupOf.keys()) {
        const found = (isProblem && rule.problem?.(entry, this.#store)) || null;
        if (found) this.#wereProblems.add(entry);
        if (rule.problem) this.#put(rule, entry, found);
      }
    }
    for (const rule of this.#groupOf.keys()) {
      if (rule.session) for (const session of sessions) this.#put(rule, session, rule.session(session, this.#store));
      if (rule.exchange) for (const exchange of exchanges) this.#put(rule, exchange, rule.exchange(exchange, this.#store));
    }
    for (const [rule, watch] of this.#watches) for (const session of sessions) this.#put(rule, session, watch.session(session));
    this.#links.clear();
    this.#problems.clear();
    this.#lastLink = null;
  }

  #watch(entry: number): void {
    const type = this.#store.entries.packetType(entry);
    if (type < 0) return;
    let watchers = this.#watchers[type];
    if (!watchers) {
      watchers = this.#watches.flatMap(([, watch]) =>
        watch.packet && watch.sees?.(type & 15, (type >> 4) & 15, type >= 256) !== false ? [watch] : [],
      );
      this.#watchers[type] = watchers;
    }
    const session = watchers.length > 0 ? this.#store.link(entry)?.session : null;
    if (session) for (let i = 0; i < watchers.length; i++) watchers[i]?.packet?.(entry, session);
  }

  /** Replaces what a rule says about a subject. What no row shows is not said. */
  #put(rule: Rule, subject: Subject, says: Found | null): void {
    const found = says?.evidence.length === 0 ? null : says;
    const groupOf = this.#groupOf.get(rule);
    const before = groupOf?.get(subject);
    if (!groupOf || (found === null && before === undefined)) return;
    this.#all = null;
    const session = sessionOf(subject, this.#store);
    const key = found && `${rule.id} ${session?.client.index ?? NONE} ${found.cause}`;
    if (before !== undefined && before !== key) {
      const group = this.#groups.get(before);
      group?.take(subject);
      if (group?.isEmpty) this.#groups.delete(before);
      groupOf.delete(subject);
    }
    if (key === null || found === null) return;
    const group = this.#groups.get(key) ?? new Group<Subject>(rule, key);
    group.put(subject, { found, at: this.#store.entries.at(found.evidence[0]?.entry ?? NONE), session });
    this.#groups.set(key, group);
    groupOf.set(subject, key);
  }
}

function sessionOf(subject: Subject, store: Store): Session | null {
  if (typeof subject === "number") return store.link(subject)?.session ?? null;
  return "client" in subject ? subject : subject.session;
}

function byRank(a: Finding, b: Finding): number {
  return WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity) || a.at - b.at;
}
