// A ladder that is ready to be written as a file or printed, with the heading above it: the same for every kind of output.

import { takeJourneys } from "../compare/crossings.ts";
import { Ladder } from "../diagram/rows/ladder.ts";
import { inScope, isFoundIn, type Scope, sessionsIn } from "../diagram/rows/scope.ts";
import type { Row, Scene } from "../diagram/scene/scene.ts";
import { SequenceDiagram } from "../diagram/scene/sequence-diagram.ts";
import { clockText } from "../diagram/words/clock-text.ts";
import { SINCE_START, type Times } from "../diagram/words/times.ts";
import { readExpression } from "../filter/expression.ts";
import { marksOf, namespaceOf } from "../filter/marks.ts";
import type { Regex } from "../filter/regex.ts";
import { beginningsOf } from "../findings/beginnings.ts";
import type { Say } from "../findings/catalogue.ts";
import type { Finding } from "../findings/finding.ts";
import type { Translate } from "../messages/messages.ts";
import { duration } from "../messages/quantities.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import type { EpochMs } from "../wire/event.ts";
import { toEnd } from "../wire/steps.ts";
import { filtered } from "./filtered.ts";

interface Found {
  readonly all: readonly Finding[];
  readonly say: Say;
}

export interface LadderChoice {
  readonly scope: Scope;
  /** Whether to draw requests and answers that carry no packet. */
  readonly http: boolean;
  /** Rows that this filter does not show are left out: see docs/filter.md. With `answers`, those stay that belong to one that is shown. */
  readonly filter?: string | undefined;
  readonly answers?: boolean;
  /** The keys of unfolded folds. */
  readonly unfolded?: Iterable<number>;
  /** What the time column shows. By default, the time since the start. */
  readonly times?: Times;
  /** Pixels per millisecond. Without it rows are spaced evenly. */
  readonly scale?: number | undefined;
  /** See `LadderOptions.silence`. */
  readonly silence?: number | undefined;
  /** What was found in the whole trace, and the words for it. */
  readonly findings?: Found | null;
  /** Replaces the page's address in the heading. */
  readonly title?: string | undefined;
  readonly t: Translate;
}

export interface Prepared {
  readonly ladder: Ladder;
  readonly diagram: SequenceDiagram;
  /** The address of the page, or the title that the user gave. */
  readonly title: string;
  /** Server, revisions, when it was recorded, how long, how many packets, what is left out. */
  readonly facts: readonly string[];
  /** Those that stay when another filter is set. */
  readonly ofTrace: readonly string[];
  /** What the filter marks in the texts of rows. */
  readonly marks: readonly Regex[];
  /** What was found in the scope; null if nobody looked. */
  readonly found: Found | null;
  readonly t: Translate;
}

/** A trace of gigabytes comes back in some ten parts. Rows of which the content does not come back are drawn without it. */
const MOST_LOOKS = 100;
/** So many of the last rows of a ladder may yet become one fold. */
const STILL_TO_FOLD = 100;

/** Yielded where others may have their turn, but nothing is to be waited for. */
const NO_WAIT = Promise.resolve();

/** Times before this year count from the browser's start: a CDP log may have no wall-clock time. */
const FIRST_YEAR = Date.UTC(2010);

/** Null if the ladder has more than `most` rows. Wait for what is yielded, then go on. */
export function* prepare(store: Store, choice: LadderChoice, most = Number.POSITIVE_INFINITY): Generator<Promise<void>, Prepared | null> {
  toEnd(takeJourneys(store));
  const { scope, http, unfolded = [], times = SINCE_START, scale, silence, t, findings } = choice;
  const matches = yield* filtered(store, choice.filter, findings?.all ?? [], choice.answers);
  const ladder = new Ladder(store, { scope, http, matches, stepRows: false, scale, silence, unfolded });
  ladder.dispose();
  const found = findings ? { say: findings.say, all: findings.all.filter(({ sessions }) => isFoundIn(sessions, scope)) } : null;
  if (found) ladder.beginnings.set(beginningsOf(found.all, found.say, (entry) => inScope(scope, store.link(entry)?.session ?? null, null)));
  const steps = ladder.syncing();
  while (!steps.next().done) {
    if (ladder.length > most + STILL_TO_FOLD) return null;
    yield NO_WAIT;
  }
  if (ladder.length > most) return null;
  const parts = readExpression(choice.filter ?? "");
  const diagram = new SequenceDiagram(ladder, t, namespaceOf(parts));
  diagram.times = times;
  const { server, rows } = yield* sceneOf(diagram, 0, 0);
  const title = (choice.title ?? store.page ?? server) || t("panelTitle");
  const last = (yield* sceneOf(diagram, ladder.height, ladder.height)).rows.at(-1);
  const ofTrace = [
    title === server ? "" : server,
    clockText(store.log.header.serverClock, t),
    ...revisions(sessionsIn(scope, store)),
    ...whenOf(rows[0], last, t),
    ...howMuch(store, scope, t),
    store.log.header.redacted ? t("figureRedacted") : "",
  ].filter((fact) => fact !== "");
  const facts = [...ofTrace, ...(http ? [] : [t("figureWithoutHttp")]), ...(matches ? [t("figureFilter", choice.filter ?? "")] : [])];
  return { ladder, diagram, title, facts, ofTrace, marks: marksOf(parts), found, t };
}

/** The scene from `top` to `bottom` with all that it can show: of a trace that is on disk, the content comes back in parts. */
export function* sceneOf(diagram: SequenceDiagram, top: number, bottom: number): Generator<Promise<void>, Scene> {
  const { log } = diagram.ladder.store;
  let { misses } = log;
  let scene = diagram.scene(top, bottom);
  // The diagram keeps the words of each row that it could read.
  for (let looks = 0; log.misses > misses && looks < MOST_LOOKS; looks++) {
    misses = log.misses;
    yield log.fetched();
    scene = diagram.scene(top, bottom);
  }
  return scene;
}

function revisions(sessions: readonly Session[]): string[] {
  const engine = sessions.flatMap(({ eio }) => (eio === null ? [] : [`Engine.IO ${eio}`]));
  const socket = sessions.flatMap(({ sio }) => (sio === null ? [] : [`Socket.IO ${sio}`]));
  const parsers = sessions.flatMap(({ parser }) => parser ?? []);
  return [...new Set([...engine, ...socket, ...parsers])];
}

function whenOf(first: Row | undefined, last: Row | undefined, t: Translate): string[] {
  if (first === undefined || last === undefined) return [];
  const recorded = first.at < FIRST_YEAR ? [] : [t("figureRecorded", `${utc(first.at)} UTC`)];
  return last.at > first.at ? [...recorded, duration(last.at - first.at)] : recorded;
}

/** `2026-11-23 00:32:01`. */
function utc(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** How many sessions and packets the figure has. A figure of one session has its sid instead of the number of sessions. */
function howMuch(store: Store, scope: Scope, t: Translate): string[] {
  const sessions = sessionsIn(scope, store);
  const packets = scope.kind === "all" ? store.packets : sessions.reduce((sum, session) => sum + session.packets, 0);
  const which = scope.kind === "session" ? `sid ${scope.session.sid ?? t("sidUnseen")}` : t.count("sessionCount", sessions.length);
  return [which, t.count("packets", packets)];
}
