// A figure of a store: the whole ladder of a scope as a file, with a heading that says what it shows. The same for the panel's export and
// `lifeline draw`.

import type { Theme } from "../diagram/draw/style.ts";
import { Ladder } from "../diagram/rows/ladder.ts";
import { type Scope, sessionsIn } from "../diagram/rows/scope.ts";
import type { Scene } from "../diagram/scene/scene.ts";
import { SequenceDiagram } from "../diagram/scene/sequence-diagram.ts";
import { SINCE_START, type Times } from "../diagram/words/times.ts";
import type { Translate } from "../messages/messages.ts";
import { duration } from "../messages/quantities.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import type { EpochMs } from "../wire/event.ts";
import { html } from "./html.tsx";
import { svg } from "./svg.tsx";

export type FigureKind = "svg" | "html";

export interface FigureOptions {
  readonly scope: Scope;
  /** With requests and answers that carry no packet. */
  readonly http: boolean;
  /** Keys of folds that stand open. */
  readonly unfolded?: Iterable<number>;
  /** What the time column tells; since the start, unless it says otherwise. */
  readonly times?: Times;
  /** Pixels a millisecond; rows stand evenly without it. */
  readonly scale?: number | undefined;
  /** Instead of the page's address. */
  readonly title?: string | undefined;
  /** Of an SVG; a page has both. */
  readonly theme: Theme;
  readonly t: Translate;
}

/** Pixels, without the margin. */
const FIGURE_WIDTH = 1060;

/** Beyond this a figure is of use to nobody, and takes a browser minutes to open. */
export const MOST_FIGURE_ROWS = 20_000;

/** A CDP log without a single wall-clock time has times that count from the browser's start. */
const FIRST_YEAR = Date.UTC(2010);

/** The file's text; null when there are more than `MOST_FIGURE_ROWS` rows. */
export function figure(store: Store, kind: FigureKind, options: FigureOptions): string | null {
  const { scope, http, unfolded = [], times = SINCE_START, scale, theme, t } = options;
  const ladder = new Ladder(store, { scope, http, stepRows: false, scale });
  ladder.dispose();
  ladder.sync();
  for (const key of unfolded) ladder.toggle(key);
  if (ladder.length > MOST_FIGURE_ROWS) return null;
  const diagram = new SequenceDiagram(ladder, t);
  diagram.times = times;
  const scene = diagram.scene(0, ladder.height);
  const title = (options.title ?? store.page ?? scene.server) || t("panelTitle");
  const facts = [
    title === scene.server ? "" : scene.server,
    ...revisions(sessionsIn(scope, store)),
    ...whenOf(scene, t),
    ...howMuch(store, scope, t),
    http ? "" : t("figureWithoutHttp"),
  ].filter((fact) => fact !== "");
  const sheet = { scene, width: FIGURE_WIDTH, title, facts, t };
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

/** Of one session, its sid in the place of a count. */
function howMuch(store: Store, scope: Scope, t: Translate): string[] {
  const sessions = sessionsIn(scope, store);
  const packets = scope.kind === "all" ? store.packets : sessions.reduce((sum, session) => sum + session.packets, 0);
  const which = scope.kind === "session" ? `sid ${scope.session.sid ?? t("sidUnseen")}` : t.count("sessionCount", sessions.length);
  return [which, t.count("packets", packets)];
}
