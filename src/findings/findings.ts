// Looks for findings while a trace grows. Each rule is asked about a subject when facts about it have changed, and what it says replaces what it
// said before, so a finding comes, changes and goes with the facts. The work is that of the subjects that changed.

import { NONE } from "../session/entries.ts";
import type { Exchange, Link, Session } from "../session/model.ts";
import { outcomeOf } from "../session/standing.ts";
import type { Store } from "../session/store.ts";
import { dropOldest } from "../wire/bounded.ts";
import { toEnd } from "../wire/steps.ts";
import { type Finding, type Found, type Rule, type Watch, WORST_FIRST } from "./finding.ts";
import { grouped } from "./follows.ts";
import { Group } from "./group.ts";
import { RULES } from "./rules.ts";
import { Tallies } from "./tallies.ts";

type Subject = Session | Exchange | number;

/** What sees packets. */
type Sees = Pick<Watch, "sees" | "packet">;

/** A rule, or its watch, as subjects of one kind ask it. */
interface Asks<S extends Subject> {
  readonly rule: Rule;
  readonly ask: (subject: S) => Found | null;
}

/** So many entries are looked at, and so many subjects asked about, between two steps. */
const STEP = 1_000;
const ASKED_IN_STEP = 20;
/** So many sessions beside one, and so many packets and exchanges of it, are asked about again when something about it has changed. */
const MOST_BESIDE = 8;
const MOST_OF_SESSION = 16;

export class Findings {
  /** Of the entries that have been looked at. */
  readonly tallies: Tallies;
  readonly #failed = new Set<Session>();
  readonly #store: Store;
  readonly #leave: () => void;
  readonly #watches: readonly Sees[];
  readonly #ofSession: readonly Asks<Session>[];
  readonly #ofExchange: readonly Asks<Exchange>[];
  readonly #ofProblem: readonly Asks<number>[];
  /** The watches that see packets of a type, by `Entries.packetType`. */
  readonly #watchers: (readonly Sees[] | undefined)[] = [];
  readonly #groups = new Map<string, Group<Subject>>();
  /** The groups in which there is a word about a subject, by the rule that says it. Most subjects have none. */
  readonly #groupsOf = new Map<Subject, Map<Rule, string>>();
  /** The last sessions that began while this one was under way. Whether they were too many depends on how long it lives. */
  readonly #beside = new Map<Session, Set<Session>>();
  /** The last packets and exchanges of a session that were asked about, and how it stood then. */
  readonly #asked = new Map<Session, { how: string; readonly subjects: Set<Exchange | number> }>();
  /** What has changed since the last look. The session of a link may be found after the entry that is its first. */
  #links = new Set<Link>();
  #problems = new Set<number>();
  #lastLink: Link | undefined;
  /** The entries before this one have been looked at. */
  #seen = 0;
  /** The worst first, but for those of the groups that have changed. */
  #ranked: readonly Finding[] = [];
  #all: readonly Finding[] = [];
  readonly #changedGroups = new Set<string>();

  constructor(store: Store, rules: readonly Rule[] = RULES) {
    this.#store = store;
    const asks = <S extends Subject>(of: (rule: Rule) => Asks<S>["ask"] | undefined): Asks<S>[] =>
      rules.flatMap((rule) => ((ask) => (ask ? [{ rule, ask }] : []))(of(rule)));
    const watched = rules.flatMap((rule) => (rule.watch ? [{ rule, watch: rule.watch(store) }] : []));
    this.tallies = new Tallies(store);
    this.#watches = [this.tallies, ...watched.map(({ watch }) => watch)];
    this.#ofSession = [
      ...asks<Session>((rule) => rule.session && ((session) => rule.session?.(session, store) ?? null)),
      ...watched.map(({ rule, watch }) => ({ rule, ask: (session: Session) => watch.session(session) })),
    ];
    this.#ofExchange = asks<Exchange>((rule) => rule.exchange && ((exchange) => rule.exchange?.(exchange, store) ?? null));
    this.#ofProblem = asks<number>((rule) => rule.problem && ((entry) => rule.problem?.(entry, store) ?? null));
    this.#leave = store.subscribe((entry) => this.#changed(entry));
  }

  dispose(): void {
    this.#leave();
  }

  /** All findings, the worst first, and of two that are as bad the earlier one. What follows from a finding is right behind it. */
  all(): readonly Finding[] {
    toEnd(this.syncing());
    if (this.#changedGroups.size > 0) {
      const kept = this.#ranked.filter(({ key }) => !this.#changedGroups.has(key));
      const changed = [...this.#changedGroups].flatMap((key) => this.#groups.get(key)?.finding() ?? []);
      // Two runs that are in order each are sorted by merging them.
      this.#ranked = [...kept, ...changed.sort(byRank)].sort(byRank);
      this.#all = grouped(this.#ranked, this.#store.entries);
      this.#changedGroups.clear();
    }
    return this.#all;
  }

  /** The sessions that have failed, whether a rule says why or not. */
  get failed(): ReadonlySet<Session> {
    return this.#failed;
  }

  /** Whether something has arrived or changed that was not looked at. */
  get isBehind(): boolean {
    return this.#seen < this.#store.entries.length || this.#links.size > 0 || this.#problems.size > 0;
  }

  /** Looks at what has arrived or changed, a step at a time. */
  *syncing(): Generator<void, void> {
    const { entries } = this.#store;
    while (this.#seen < entries.length) {
      const from = this.#seen;
      this.#seen = Math.min(from + STEP, entries.length);
      this.#see(from, this.#seen);
      yield;
    }
    yield* this.#asking();
  }

  /** The facts about an entry have changed. Those of one that was not seen yet are noted when it is. */
  #changed(entry: number): void {
    if (entry >= this.#seen) return;
    const { entries } = this.#store;
    // One in which something was found may turn out to be no problem.
    const wasProblem = entries.isProblem(entry) || this.#groupsOf.has(entry);
    if (wasProblem && entries.isPacket(entry)) this.#problems.add(entry);
    this.#note(this.#store.link(entry));
  }

  #note(link: Link | undefined): void {
    if (link === undefined || link === this.#lastLink) return;
    this.#lastLink = link;
    this.#links.add(link);
  }

  /** Notes new entries, and shows packets to the watches. */
  #see(from: number, until: number): void {
    const { entries, links } = this.#store;
    let index = NONE;
    let link: Link | undefined;
    for (let entry = from; entry < until; entry++) {
      const carrier = entries.link(entry);
      if (carrier !== index) {
        index = carrier;
        link = links[carrier];
        this.#note(link);
      }
      const type = entries.packetType(entry);
      if (type < 0) continue;
      if (type >= 512) this.#problems.add(entry);
      const session = link?.session;
      const watchers = this.#watchers[type] ?? this.#watchersOf(type);
      if (session) for (let i = 0; i < watchers.length; i++) watchers[i]?.packet?.(entry, session);
    }
  }

  #watchersOf(type: number): readonly Sees[] {
    const isSeenBy = (watch: Sees) => watch.packet && watch.sees?.(type & 15, (type >> 4) & 15, (type & 256) !== 0) !== false;
    const watchers = this.#watches.filter(isSeenBy);
    this.#watchers[type] = watchers;
    return watchers;
  }

  /** The sessions of links, and those of which something else is said when these change: before and after them, and beside them. */
  #sessionsOf(links: Iterable<Link>): Set<Session> {
    const sessions = new Set<Session>();
    for (const { session } of links) {
      if (!session || sessions.has(session)) continue;
      sessions.add(session);
      this.#noteBeside(session);
    }
    for (const session of [...sessions]) {
      const { previous, next } = session;
      for (const other of [previous, next, ...(this.#beside.get(session) ?? [])]) if (other) sessions.add(other);
    }
    return sessions;
  }

  #noteBeside(session: Session): void {
    let other = session.beside?.last ?? null;
    for (let looked = 0; other !== null && looked < MOST_BESIDE; looked++) {
      const began = this.#beside.get(other) ?? new Set();
      this.#beside.set(other, began.add(session));
      dropOldest(began, MOST_BESIDE);
      other = other.beside?.last ?? null;
    }
  }

  /** The packets and exchanges of a session that were asked about, if it stands otherwise than it did then: it has ended, or is another client's. */
  #outdatedOf(session: Session): Iterable<Exchange | number> {
    const asked = this.#asked.get(session);
    const how = howStands(session);
    if (!asked || asked.how === how) return [];
    asked.how = how;
    return asked.subjects;
  }

  #noteAsked(subject: Exchange | number, session: Session | null | undefined): void {
    if (!session) return;
    const asked = this.#asked.get(session) ?? { how: howStands(session), subjects: new Set() };
    this.#asked.set(session, asked);
    asked.subjects.add(subject);
    dropOldest(asked.subjects, MOST_OF_SESSION);
  }

  /** Asks about what has changed, a step at a time. What changes in the meantime is asked about at the next look. */
  *#asking(): Generator<void, void> {
    const [problems, links] = [this.#problems, this.#links];
    if (links.size === 0 && problems.size === 0) return;
    this.#problems = new Set();
    this.#links = new Set();
    this.#lastLink = undefined;
    const sessions = this.#sessionsOf(links);
    for (const session of sessions)
      for (const subject of this.#outdatedOf(session)) typeof subject === "number" ? problems.add(subject) : links.add(subject);
    let asked = 0;
    for (const entry of problems) {
      this.#noteAsked(entry, this.#store.link(entry)?.session);
      this.#ask(entry, this.#ofProblem, this.#store.entries.isProblem(entry));
      if (++asked % ASKED_IN_STEP === 0) yield;
    }
    for (const session of sessions) {
      this.#ask(session, this.#ofSession);
      if (outcomeOf(session) === "failed") this.#failed.add(session);
      else this.#failed.delete(session);
      if (++asked % ASKED_IN_STEP === 0) yield;
    }
    for (const link of links) {
      if (link.kind === "http") {
        this.#noteAsked(link, link.session);
        this.#ask(link, this.#ofExchange);
      }
      if (++asked % ASKED_IN_STEP === 0) yield;
    }
  }

  /** Replaces what rules say about a subject. */
  #ask<S extends Subject>(subject: S, rules: readonly Asks<S>[], isSubject = true): void {
    const groups = this.#groupsOf.get(subject);
    for (const { rule, ask } of rules) {
      const says = isSubject ? ask(subject) : null;
      if (says !== null || groups?.has(rule)) this.#put(rule, subject, says);
    }
  }

  /** Replaces what a rule says about a subject. What no row shows is not said. */
  #put(rule: Rule, subject: Subject, says: Found | null): void {
    const found = says?.evidence.length === 0 ? null : says;
    const before = this.#groupsOf.get(subject)?.get(rule);
    const session = sessionOf(subject, this.#store);
    const place = rule.isOfPage ? session?.client.documentFrame : session?.client.index;
    const key = found && `${rule.id} ${place ?? NONE} ${found.cause}`;
    if (before !== undefined && before !== key) this.#take(rule, subject, before);
    if (key === null || found === null) return;
    const group = this.#groups.get(key) ?? new Group<Subject>(rule, key);
    const isOther = group.put(subject, { found, at: this.#store.entries.at(found.evidence[0]?.entry ?? NONE), session });
    this.#groups.set(key, group);
    if (isOther) this.#changedGroups.add(key);
    const groups = this.#groupsOf.get(subject) ?? new Map<Rule, string>();
    this.#groupsOf.set(subject, groups.set(rule, key));
  }

  #take(rule: Rule, subject: Subject, key: string): void {
    const group = this.#groups.get(key);
    group?.take(subject);
    if (group?.isEmpty) this.#groups.delete(key);
    this.#changedGroups.add(key);
    const groups = this.#groupsOf.get(subject);
    groups?.delete(rule);
    if (groups?.size === 0) this.#groupsOf.delete(subject);
  }
}

function sessionOf(subject: Subject, store: Store): Session | null {
  if (typeof subject === "number") return store.link(subject)?.session ?? null;
  return "client" in subject ? subject : subject.session;
}

/** What rules about its packets and exchanges ask of a session. */
function howStands({ client, sio, state, cause, leaving }: Session): string {
  return `${client.index} ${sio} ${state} ${cause} ${leaving}`;
}

function byRank(a: Finding, b: Finding): number {
  return WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity) || a.at - b.at || (a.key < b.key ? -1 : 1);
}
