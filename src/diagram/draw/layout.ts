// Where everything in a scene stands from left to right: arithmetic on widths, nothing is drawn here.
//
//   session bars 24 | step 136 or more | marks of findings 20 | time 32 or more | lifelines 48–60 apart   code 32 | label …………… meta | server | pairs
//
// Under `NARROW` pixels the layout is narrow: no session bars and no step column (steps are rows of their own), lifelines stand 16–24 apart with a
// letter as head, and sizes are left out. Where several clients are drawn, lifelines stand 34 apart, headed by the letter of their client.

import type { Regex } from "../../filter/regex.ts";
import { clientLetter } from "../../text/client-letter.ts";
import { LIBERATION, type Widths } from "../../text/width.ts";
import { NARROW } from "../rows/row-kinds.ts";
import type { Lifeline, Scene } from "../scene/scene.ts";
import { type Column, columnsOf } from "./columns.ts";
import { sameFields } from "./memo.ts";
import { FONTS, type FontName } from "./style.ts";

/** A column of lifelines at its place. */
export interface PlacedColumn extends Column {
  readonly x: number;
  /** Width of the room for its head, which is centred on `x`. */
  readonly room: number;
}

export interface Layout {
  readonly width: number;
  readonly narrow: boolean;
  /** Width of the session bars; 0 where there are none. */
  readonly sessionBars: number;
  /** Right edge of the step column; 0 where there is none. */
  readonly step: number;
  /** Number of tracks of step brackets at this edge. */
  readonly stepTracks: number;
  /** The middle of the marks of findings. */
  readonly mark: number;
  /** Right edge of the times. */
  readonly time: number;
  /** From left to right. */
  readonly columns: readonly PlacedColumn[];
  /** The width that the user has given to them; null if none. */
  readonly lifelines: number | null;
  /** The index of the client of the selected row, whose lifelines are not folded; null if none. */
  readonly selected: number | null;
  /** The least and the greatest x at which labels can begin. */
  readonly split: readonly [least: number, most: number];
  readonly server: number;
  /** The service worker's lifeline; null where there is none. */
  readonly worker: number | null;
  readonly code: number;
  readonly label: number;
  /** Right edge of latency and size. */
  readonly meta: number;
  /** The brackets of level 0, which stand nearest to the server. */
  readonly pair: number;
  /** Sizes are shown. */
  readonly sizes: boolean;
  /** Measures and cuts text. */
  readonly widths: Widths;
  /** Words that match one of these are marked in the texts of rows. */
  readonly marks: readonly Regex[];
}

export const HEAD_HEIGHT = 38;
const PAIR_LEVEL = 7;
/** How far left of the server the lifeline of a service worker stands in a narrow layout. */
const NARROW_WORKER = 26;
const STEP = 136;
/** Around the name of a step and its time: the number before them, the gap between them, the bracket after them. */
const STEP_REST = 41;
/** The longest time that is sure to stand beside the name. */
const STEP_TIME = ["000 ms"];
const TIME_MARGIN = 2;
/** Marks of findings stand here whether there are any or not, so that nothing moves when one is found. */
const MARKS = 20;
const MARK_MIDDLE = 10;
/** Width of a session bar, the margin left and right of all bars, and the distance from one track of bars to the next. */
export const BAR_WIDTH = 16;
export const BAR_MARGIN = 4;
export const BAR_TRACK = BAR_WIDTH + 2;
/** The distance from one track of step brackets to the next. */
const STEP_TRACK = 7;
const LAST_LEVEL = 2;
const MOST_TIGHT = 30;
/** The distance between lifelines where several clients are drawn, and the least one, under which lifelines are folded; also if it is narrow. */
const APART = { wide: [34, 24], narrow: [20, 17] } as const;
/** The distance from the last lifeline to a fold, whose head is wider than a letter; more where lifelines stand further apart. */
const FOLD_HEAD = 26;
/** From the last lifeline to the codes, and from these to the labels. */
const CODE = { wide: 22, narrow: 20 } as const;
const LABEL = { wide: 32, narrow: 29 } as const;
/** One client has at most so many columns. */
const MOST_COLUMNS = 8;
/** Labels have so much room, however far the user moves them to the right. */
const LEAST_LABELS = 120;

/** What the layout of a scene depends on. */
type Parts = Pick<Scene, "lifelines" | "stepNames" | "longestTimes" | "sessionBars" | "stepTracks" | "worker"> &
  Partial<Pick<Scene, "serverHead">>;

/** How a scene is laid out. */
interface LayoutOptions {
  /** Whether the panel is narrow. If this is not given, the width decides. */
  readonly narrow?: boolean;
  /** The width that the user has given to the lifelines; null if none. */
  readonly lifelines?: number | null;
  /** See `Layout.selected`. */
  readonly selected?: number | null;
  /** Lifelines keep the columns that they had before. */
  readonly before?: readonly Column[];
  /** See `Layout.marks`. */
  readonly marks?: readonly Regex[];
}

/** Lays a scene out in a ladder of `width` pixels. */
export function layOut(
  scene: Parts,
  width: number,
  widths = LIBERATION,
  { narrow = width < NARROW, lifelines = null, selected = null, before = [], marks = [] }: LayoutOptions = {},
): Layout {
  const widest = (texts: readonly string[], font: FontName) =>
    texts.reduce((most, text) => Math.max(most, widths.of(text, FONTS[font])), 0);
  const sessionBars = narrow || !scene.sessionBars ? 0 : 2 * BAR_MARGIN + BAR_WIDTH + (scene.sessionBars.tracks - 1) * BAR_TRACK;
  const { stepTracks } = scene;
  const step = narrow
    ? 0
    : sessionBars +
      Math.max(STEP, Math.ceil(widest(scene.stepNames ?? [], "step") + widest(STEP_TIME, "step-t") + STEP_REST)) +
      (stepTracks - 1) * STEP_TRACK;
  const time = step + Math.max(narrow ? 50 : 52, MARKS + Math.ceil(widest(scene.longestTimes ?? [], "time")) + TIME_MARGIN);
  const server = Math.max(width - (narrow ? 32 : 42), time + 160);
  // The head of the worker is centred on its lifeline, that of the server ends 8 px right of the server's: 16 px are between them.
  const heads = widths.of(scene.worker?.head ?? "", FONTS.head) / 2 + widths.of(scene.serverHead ?? "", FONTS.head) + 8;
  const worker = scene.worker ? server - (narrow ? NARROW_WORKER : Math.ceil(heads)) : null;
  const first = time + (narrow ? 14 : 22);
  const size = narrow ? "narrow" : "wide";
  const beside = CODE[size] + LABEL[size];
  const right = worker ?? server;
  const split = [first + beside, Math.max(first + beside, right - LEAST_LABELS)] as const;
  const labels = lifelines === null ? null : Math.min(split[1], split[0] + lifelines);
  const several = scene.lifelines.some(({ client }) => client !== undefined);
  // However many lifelines there are, labels keep half of the room. Where several clients are drawn, labels keep half of the ladder; but where
  // steps and times already take nearly that half, lifelines get a quarter of the rest, as a single fold would not tell clients apart.
  const half = Math.max(0, (right - first) * (narrow ? 0.32 : 0.43));
  const ofSeveral = Math.max(width / 2 - beside - first, (right - first) / 4);
  const room = labels !== null ? labels - beside - first : several ? ofSeveral : half;
  const columns = several
    ? placeLetters(scene.lifelines, APART[size], first, room, before, selected)
    : placeNames(scene.lifelines, widths, first, room, narrow ? Math.max(16, Math.floor(width / 26)) : null, before);
  const code = labels === null ? (columns.at(-1)?.x ?? first) + CODE[size] : labels - LABEL[size];
  return {
    width,
    narrow,
    sessionBars,
    step,
    stepTracks,
    mark: step + MARK_MIDDLE,
    time,
    columns,
    lifelines,
    selected,
    split,
    server,
    worker,
    code,
    label: code + LABEL[size],
    meta: (worker ?? server) - (narrow ? 14 : 12),
    pair: server + (narrow ? 11 : 15),
    sizes: !narrow,
    widths,
    marks,
  };
}

/** The layout for another scene of the same ladder: the one before, if it fits. */
export function layOutAgain(
  { scene: old, layout }: { readonly scene: Parts; readonly layout: Layout },
  scene: Parts,
  width: number,
  widths: Widths,
  options: Pick<Layout, "narrow" | "lifelines" | "selected" | "marks">,
): Layout {
  const isSame = isLaidOut(layout, { ...options, width, widths }) && sameParts(old, scene);
  // Which lifelines are folded depends on how active they are.
  if (isSame && !layout.columns.some(({ folded }) => folded)) return layout;
  const next = layOut(scene, width, widths, { ...options, before: layout.columns });
  const slots = ({ columns }: Layout) => columns.map(({ lifelines }) => lifelines.map(({ slot }) => slot).join()).join(" ");
  return isSame && slots(next) === slots(layout) ? layout : next;
}

/** Whether a layout was made with this width and these options. */
export function isLaidOut(layout: Layout, how: Pick<Layout, "width" | "narrow" | "widths" | "lifelines" | "selected" | "marks">): boolean {
  return sameFields({ ...layout, ...how }, layout);
}

function sameParts({ lifelines: a, ...old }: Parts, { lifelines: b, ...scene }: Parts): boolean {
  const sameLifelines = a.length === b.length && a.every((lifeline, i) => lifeline === b[i] || sameFields(drawn(lifeline), drawn(b[i])));
  return sameLifelines && sameFields(aroundLifelines(old), aroundLifelines(scene));
}

/** What is drawn of a lifeline. */
function drawn(lifeline: Lifeline | undefined): object {
  return { ...lifeline, rows: 0, restsFrom: 0 };
}

function aroundLifelines({ stepNames, longestTimes, sessionBars, stepTracks, worker, serverHead }: Omit<Parts, "lifelines">) {
  return {
    stepNames: `${stepNames}`,
    longestTimes: `${longestTimes}`,
    tracks: sessionBars?.tracks,
    stepTracks,
    worker: worker?.head,
    serverHead,
  };
}

/** Columns of several clients. */
function placeLetters(
  lifelines: readonly Lifeline[],
  [apart, least]: readonly [number, number],
  first: number,
  room: number,
  before: readonly Column[],
  selected: number | null,
): PlacedColumn[] {
  const columns = columnsOf(lifelines, 1 + Math.floor(room / least), before, selected);
  const distance = Math.min(apart, Math.floor(room / Math.max(1, columns.length - 1)));
  return columns.map((column, i) => ({
    ...column,
    x: first + i * distance + (column.folded && i > 0 ? Math.max(0, FOLD_HEAD - distance) : 0),
    room: distance,
  }));
}

/** Columns of one client. `narrow`: the greatest distance between them in a narrow layout; null in a wide one. */
function placeNames(
  lifelines: readonly Lifeline[],
  widths: Widths,
  first: number,
  room: number,
  narrow: number | null,
  before: readonly Column[],
): PlacedColumn[] {
  const columns = columnsOf(lifelines, MOST_COLUMNS, before);
  const widest = columns.map((column) =>
    column.folded ? 0 : column.lifelines.reduce((most, lifeline) => Math.max(most, widths.of(fullHead(lifeline), FONTS.head)), 0),
  );
  const wide = widest.map((width, i) => (i === 0 ? 0 : Math.ceil(Math.max(48, ((widest[i - 1] ?? 0) + width) / 2 + 8))));
  const tight = Math.min(narrow ?? MOST_TIGHT, Math.floor(room / Math.max(1, columns.length - 1)));
  const fits = narrow === null && wide.reduce((sum, gap) => sum + gap, 0) <= room;
  let x = first;
  return columns.map((column, i) => {
    if (i > 0) x += fits ? (wide[i] ?? 0) : tight;
    return { ...column, x, room: fits ? Math.max(48, (widest[i] ?? 0) + 6) : tight };
  });
}

/** Returns the x of the lifeline with a slot; that of the first one for what has none. */
export function slotX({ columns, time }: Layout): (slot: number | undefined) => number {
  const first = (columns[0]?.x ?? time + 14) + 0.5;
  const xs = new Map(columns.flatMap(({ lifelines, x }) => lifelines.map(({ slot }) => [slot, x + 0.5])));
  return (slot) => (slot === undefined ? first : (xs.get(slot) ?? first));
}

function fullHead({ inferred, name }: Lifeline): string {
  return inferred ? `≈ ${name}` : name;
}

/** The longest first. */
function shortHeads({ inferred, letter }: Lifeline): string[] {
  return [...(inferred ? [`≈${letter}`] : []), letter, letter.slice(0, 1)];
}

/** Its head has room for a letter only. */
export function isTight({ room }: PlacedColumn): boolean {
  return room <= MOST_TIGHT;
}

export interface Head {
  readonly head: string;
  /** Below it. */
  readonly id: string;
  /** It is the letter of the client with this index, in a square; null if it is not. */
  readonly client: number | null;
  /** The lifeline that it names; undefined for a fold. */
  readonly lifeline: Lifeline | undefined;
  /** In full, and whose lifelines they are; of a fold, a line for each. */
  readonly title: string;
}

/** The head of a column in a ladder seen down to `bottom`: that of its newest lifeline there, cut to what fits. */
export function headOf(column: PlacedColumn, bottom: number, widths = LIBERATION): Head {
  if (column.folded) {
    const title = column.lifelines.map(titleOf).join("\n");
    return { head: `+${column.lifelines.length}`, id: "", client: null, lifeline: undefined, title };
  }
  const lifeline = column.lifelines.findLast(({ from }) => from <= bottom) ?? column.lifelines[0];
  if (lifeline === undefined) return { head: "", id: "", client: null, lifeline, title: "" };
  const title = titleOf(lifeline);
  const fits = (text: string) => (widths.of(text, FONTS["head-id"]) <= column.room - 1 ? text : "");
  if (lifeline.client !== undefined) {
    const id = fits(lifeline.id) || fits(lifeline.letter) || fits(lifeline.letter.slice(0, 1));
    return { head: clientLetter(lifeline.client), id, client: lifeline.client, lifeline, title };
  }
  const heads = isTight(column) || lifeline.owner !== undefined ? shortHeads(lifeline) : [fullHead(lifeline)];
  const head = heads.find((text) => widths.of(text, FONTS.head) <= column.room) ?? "";
  return { head, id: fits(lifeline.id), client: null, lifeline, title };
}

/** `B page /trade, websocket 2 71`. */
function titleOf({ client, owner, name, id }: Lifeline): string {
  const whose = client === undefined ? "" : `${clientLetter(client)} ${owner ?? ""}, `;
  return `${whose}${name} ${id}`.trim();
}

/** The x of the step brackets of a track; they open to the right. */
export function stepTrackX(layout: Layout, track: number): number {
  return layout.step - 9 - (layout.stepTracks - 1 - track) * STEP_TRACK;
}

/** The x of the brackets of a level. */
export function pairX(layout: Layout, level: number): number {
  return layout.pair + Math.min(level, LAST_LEVEL) * (layout.narrow ? 5 : PAIR_LEVEL);
}

/** The x of the lifelines right of the labels: the service worker's, the server's. */
export function rightLines({ worker, server }: Layout): number[] {
  return [...(worker === null ? [] : [worker]), server].map((x) => x + 0.5);
}
