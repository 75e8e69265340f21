// Draws the whole ladder of a scope as a file, under a heading that says what it shows, for the panel's export and `lifeline draw` alike.

import type { Theme } from "../diagram/draw/theme.ts";
import { Ladder } from "../diagram/rows/ladder.ts";
import { inScope, isFoundIn, type Scope, sessionsIn } from "../diagram/rows/scope.ts";
import type { Scene } from "../diagram/scene/scene.ts";
import { SequenceDiagram } from "../diagram/scene/sequence-diagram.ts";
import { SINCE_START, type Times } from "../diagram/words/times.ts";
import { readExpression } from "../filter/expression.ts";
import { marksOf, namespaceOf } from "../filter/marks.ts";
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
import { html } from "./html.tsx";
import { svg } from "./svg.tsx";

export type FigureKind = "svg" | "html";

export interface FigureOptions {
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
  readonly findings?: { readonly all: readonly Finding[]; readonly say: Say } | null;
  /** Replaces the page's address in the heading. */
  readonly title?: string | undefined;
  /** The theme of an SVG. An HTML page has both. */
  readonly theme: Theme;
  readonly t: Translate;
}

/** The width of the diagram in pixels, without the margin around it. */
const FIGURE_WIDTH = 1060;

/** A browser takes minutes to open a figure with more rows. */
export const MOST_FIGURE_ROWS = 20_000;
/** A trace of gigabytes comes back in some ten parts. Rows of which the content does not come back are drawn without it. */
const MOST_LOOKS = 100;
/** So many of the last rows of a ladder may yet become one fold. */
const STILL_TO_FOLD = 100;

/** Times before this year count from the browser's start: a CDP log may have no wall-clock time. */
const FIRST_YEAR = Date.UTC(2010);

/** The text of the file, or null if it would have more than `MOST_FIGURE_ROWS` rows. The store must be in memory. */
export function figure(store: Store, kind: FigureKind, options: FigureOptions): string | null {
  return toEnd(drawing(store, kind, options));
}

/** `figure` of any store: wait for what is yielded, then go on. */
export function* drawing(store: Store, kind: FigureKind, options: FigureOptions): Generator<Promise<void>, string | null> {
  const { scope, http, unfolded = [], times = SINCE_START, scale, silence, theme, t, findings } = options;
  const matches = yield* filtered(store, options.filter, findings?.all ?? [], options.answers);
  const ladder = new Ladder(store, { scope, http, matches, stepRows: false, scale, silence, unfolded });
  ladder.dispose();
  const found = findings && { say: findings.say, all: findings.all.filter(({ sessions }) => isFoundIn(sessions, scope)) };
  if (found) ladder.beginnings.set(beginningsOf(found.all, found.say, (entry) => inScope(scope, store.link(entry)?.session ?? null, null)));
  const steps = ladder.syncing();
  while (!steps.next().done) if (ladder.length > MOST_FIGURE_ROWS + STILL_TO_FOLD) return null;
  if (ladder.length > MOST_FIGURE_ROWS) return null;
  const parts = readExpression(options.filter ?? "");
  const diagram = new SequenceDiagram(ladder, t, namespaceOf(parts));
  diagram.times = times;
  let misses = store.log.misses;
  let scene = diagram.scene(0, ladder.height);
  // What is away comes back in parts, and the diagram keeps the words of each row that it could read.
  for (let looks = 0; store.log.misses > misses && looks < MOST_LOOKS; looks++) {
    misses = store.log.misses;
    yield store.log.fetched();
    scene = diagram.scene(0, ladder.height);
  }
  const title = (options.title ?? store.page ?? scene.server) || t("panelTitle");
  const facts = [
    title === scene.server ? "" : scene.server,
    ...revisions(sessionsIn(scope, store)),
    ...whenOf(scene, t),
    ...howMuch(store, scope, t),
    store.log.header.redacted ? t("figureRedacted") : "",
    http ? "" : t("figureWithoutHttp"),
    matches ? t("figureFilter", options.filter ?? "") : "",
  ].filter((fact) => fact !== "");
  const sheet = { scene, width: FIGURE_WIDTH, title, facts, marks: marksOf(parts), found: found ?? null, t };
  return kind === "svg" ? svg(sheet, theme) : html(sheet);
}

function revisions(sessions: readonly Session[]): string[] {
  const engine = sessions.flatMap(({ eio }) => (eio === null ? [] : [`Engine.IO ${eio}`]));
  const socket = sessions.flatMap(({ sio }) => (sio === null ? [] : [`Socket.IO ${sio}`]));
  const parsers = sessions.flatMap(({ parser }) => parser ?? []);
  return [...new Set([...engine, ...socket, ...parsers])];
}

function whenOf({ rows }: Scene, t: Translate): string[] {
  const [first, last] = [rows[0]?.at, rows.at(-1)?.at];
  if (first === undefined || last === undefined) return [];
  const recorded = first < FIRST_YEAR ? [] : [t("figureRecorded", `${utc(first)} UTC`)];
  return last > first ? [...recorded, duration(last - first)] : recorded;
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
