// What the matchers ask of recorded sessions, and the answer as it stands: a question is asked again while the trace grows.

import { reasonText } from "../diagram/words/reason-text.ts";
import { stateWord } from "../diagram/words/standing-word.ts";
import { nameOf, type Say } from "../findings/catalogue.ts";
import { type Finding, WORST_FIRST } from "../findings/finding.ts";
import { RULES } from "../findings/rules.ts";
import { upgradeRecord } from "../formats/sessions.ts";
import type { Translate } from "../messages/messages.ts";
import { clock, duration } from "../messages/quantities.ts";
import { FLAG, NONE } from "../session/entries.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import type { EpochMs } from "../wire/event.ts";
import type { AnsweredOptions, ConnectedOptions, NoFindingsOptions, UpgradedOptions } from "./api.d.ts";

/**
 * `nothing`: there is nothing to ask about, so neither the matcher nor its opposite holds. `never`: no, whatever comes. `seen`: what shows it, in
 * words.
 */
export interface Verdict {
  readonly answer: "yes" | "no" | "never" | "nothing";
  readonly seen: readonly string[];
}

/** The traffic that a question is about. */
export interface Asked {
  readonly store: Store;
  /** What is wrong in the whole store. */
  readonly findings: () => readonly Finding[];
  readonly t: Translate;
  readonly say: Say;
  /** Whether a session is one of those that are asked about. */
  has(session: Session): boolean;
}

export interface Question {
  /** What is expected, in words. */
  readonly expected: string;
  /** Whether the answer depends on what is not there, so that everything must have arrived before it counts. */
  readonly isOfAbsence?: true;
  verdict(): Verdict;
}

/** Most lines about one kind of thing. */
const MOST_LINES = 10;

export function connected(asked: Asked, { within, namespace }: ConnectedOptions): Question {
  const { t } = asked;
  const what =
    namespace === null ? t("playwrightOpened") : namespace === undefined ? t("playwrightConnected") : t("playwrightConnectedTo", namespace);
  const done = (session: Session) => (session.state === "open" ? connectedAt(asked.store, session, namespace) : null);
  return { expected: inTime(t, what, within), verdict: () => reached(asked, within, done, (session) => notConnected(asked, session)) };
}

export function upgraded(asked: Asked, { within }: UpgradedOptions): Question {
  const { t } = asked;
  return {
    expected: inTime(t, t("playwrightUpgraded"), within),
    verdict: () => {
      const verdict = reached(asked, within, upgradedAt, (session) => notUpgraded(asked, session));
      return verdict.answer === "no" && !hasSessions(asked) ? { ...verdict, answer: "nothing" } : verdict;
    },
  };
}

export function answered(asked: Asked, event: string, { within, namespace }: AnsweredOptions): Question {
  const { store, t } = asked;
  const { entries, names } = store;
  const name = namespace === undefined ? event : `${namespace} ${event}`;
  let seen = 0;
  /** The entries of all events of this name that the page sent. */
  const sent: number[] = [];
  const look = () => {
    for (; seen < entries.length; seen++) {
      const called = names[entries.event(seen)];
      if (called?.name !== event || (namespace !== undefined && called.nsp !== namespace)) continue;
      if (entries.isSent(seen)) sent.push(seen);
    }
  };
  const verdict = (): Verdict => {
    look();
    const own = sent.filter((entry) => isOf(asked, entry));
    const asking = own.filter((entry) => entries.asks(entry));
    if (own.length === 0) return { answer: "nothing", seen: [t("playwrightNotSent", name)] };
    if (asking.length === 0) return { answer: "nothing", seen: [t.count("playwrightNoAckAsked", own.length, name)] };
    const wrong = asking.filter((entry) => entries.peer(entry) === NONE || tookTooLong(store, entry, within));
    const seenNow = [t("playwrightAnsweredOf", asking.length - wrong.length, asking.length)];
    if (wrong.length === 0) return { answer: "yes", seen: seenNow };
    const isOver = wrong.some((entry) => entries.flags(entry) & FLAG.unanswered || tookTooLong(store, entry, within));
    return { answer: isOver ? "never" : "no", seen: [...seenNow, ...capped(t, wrong, (entry) => unansweredLine(asked, name, entry))] };
  };
  return {
    expected: within === undefined ? t("playwrightAnswered", name) : t("playwrightAnsweredWithin", name, duration(within)),
    verdict,
  };
}

export function noFindings(asked: Asked, { min = "warning", ignore = [] }: NoFindingsOptions): Question {
  const { t, say } = asked;
  const least = WORST_FIRST.indexOf(min);
  if (least < 0) throw new Error(t("playwrightNoSeverity", min, WORST_FIRST.join(", ")));
  const unknown = ignore.find((id) => !RULES.some((rule) => rule.id === id));
  if (unknown !== undefined) throw new Error(t("playwrightNoRule", unknown));
  const verdict = (): Verdict => {
    if (!hasSessions(asked)) return { answer: "nothing", seen: [t("playwrightNoSession")] };
    const isMeant = ({ rule, severity, sessions }: Finding) =>
      WORST_FIRST.indexOf(severity) <= least && !ignore.includes(rule) && sessions.some(asked.has);
    const found = asked.findings().filter(isMeant);
    if (found.length === 0) return { answer: "yes", seen: [t("playwrightNothingFound", RULES.length)] };
    const line = ({ severity, rule, title }: Finding) => `${say([`severity/${severity}`])}  ${rule} (${say(nameOf(rule))}): ${say(title)}`;
    return { answer: "no", seen: capped(t, found, line) };
  };
  return { expected: t("playwrightNoFindings", say([`severity/${min}`])), isOfAbsence: true, verdict };
}

function inTime(t: Translate, what: string, within: number | undefined): string {
  return within === undefined ? what : t("playwrightWithin", what, duration(within));
}

/** Whether any session has come as far as `done`, and in time; `why`: why one has not. */
function reached(
  { store, t, has }: Asked,
  within: number | undefined,
  done: (session: Session) => EpochMs | null,
  why: (session: Session) => string,
): Verdict {
  const own = store.sessions.filter(has);
  if (own.length === 0) return { answer: "no", seen: [t("playwrightNoSession")] };
  const came = own.flatMap((session) => {
    const at = done(session);
    return at === null ? [] : [{ session, after: at - firstTry(session) }];
  });
  const line = ({ session, after }: (typeof came)[number]) => t("playwrightAfter", nameIn(store, session), duration(after));
  const inTime = came.filter(({ after }) => within === undefined || after <= within);
  if (inTime.length > 0) return { answer: "yes", seen: capped(t, inTime, line) };
  return { answer: "no", seen: came.length > 0 ? capped(t, came, line) : capped(t, own.slice(-MOST_LINES), why) };
}

/** When the attempts began that led to a session: failed ones before it count, unless the page was loaded again in between. */
function firstTry(session: Session): EpochMs {
  let first = session;
  while (first.previous !== null && first.previous.openedAt === null && !first.reloaded) first = first.previous;
  return first.startedAt;
}

/** When the server answered the CONNECT of a namespace that is still connected; with `null`, when the session was opened. */
function connectedAt(
  { entries }: Store,
  { openedAt, late, startedAt, joined, sockets, shownBy }: Session,
  namespace?: string | null,
): EpochMs | null {
  if (namespace === null) return openedAt ?? (late ? startedAt : null);
  for (const nsp of namespace === undefined ? sockets.keys() : [namespace]) {
    const entry = shownBy.get(`joined received ${nsp}`);
    if (entry !== undefined && joined.has(nsp)) return entries.at(entry);
    // It was connected before recording began.
    if (late && entry === undefined && sockets.has(nsp) && !shownBy.has(`left ${nsp}`)) return startedAt;
  }
  return null;
}

/** A session that began on a websocket needs no upgrade. */
function upgradedAt({ upgrade, openedAt, late, startedAt, transport }: Session): EpochMs | null {
  if (upgrade?.switchedAt != null) return upgrade.switchedAt;
  return transport === "polling" || transport === null ? null : (openedAt ?? (late ? startedAt : null));
}

function notConnected({ store, t }: Asked, session: Session): string {
  const refused = [...session.refused.values()].map((reason) => reasonText(t, reason));
  const problem = session.problem === null ? [] : [reasonText(t, session.problem)];
  const why = [...new Set([...problem, ...refused])].join("; ");
  const nsps = [...session.sockets.keys()].filter((nsp) => connectedAt(store, session, nsp) !== null);
  const now = [stateWord(t, session), ...(nsps.length > 0 ? [t("playwrightNamespaces", nsps.join(", "))] : [])].join(", ");
  return `${nameIn(store, session)}: ${now}${why && ` (${why})`}`;
}

function notUpgraded({ store, t }: Asked, session: Session): string {
  const upgrade = upgradeRecord(store, session, t);
  const how = upgrade === null ? t("playwrightNoUpgrade") : upgrade.state === "pending" ? t("playwrightUpgradePending") : upgrade.problem;
  return `${nameIn(store, session)}: ${[stateWord(t, session), session.transport ?? "—", how].filter(Boolean).join(", ")}`;
}

/** The time counts from the beginning of the session, as it does beside the rows of the session. */
function unansweredLine({ store, t }: Asked, name: string, entry: number): string {
  const { entries } = store;
  const session = store.link(entry)?.session;
  const at = session ? `${nameIn(store, session)} ${clock(entries.at(entry) - session.startedAt)}` : "";
  const answer = entries.peer(entry);
  if (answer !== NONE) return `${at}  ${t("playwrightAnsweredLate", name, duration(entries.at(answer) - entries.at(entry)))}`;
  return `${at}  ${t(entries.flags(entry) & FLAG.unanswered ? "playwrightNeverAnswered" : "playwrightNotAnswered", name)}`;
}

function tookTooLong({ entries }: Store, entry: number, within: number | undefined): boolean {
  const answer = entries.peer(entry);
  return within !== undefined && answer !== NONE && entries.at(answer) - entries.at(entry) > within;
}

function isOf({ store, has }: Asked, entry: number): boolean {
  const session = store.link(entry)?.session;
  return session != null && has(session);
}

const hasSessions = ({ store, has }: Asked): boolean => store.sessions.some(has);

/** `#2`, as in the list of sessions. */
const nameIn = ({ sessions }: Store, session: Session): string => `#${sessions.indexOf(session) + 1}`;

function capped<T>(t: Translate, all: readonly T[], line: (one: T) => string): string[] {
  const more = all.length - MOST_LINES;
  return [...all.slice(0, MOST_LINES).map(line), ...(more > 0 ? [t("playwrightMore", more)] : [])];
}
