// In which column each lifeline stands. Arithmetic on lifelines, nothing is drawn here.
//
// Columns stand in the order in which their lifelines began, and those of the layout before stay where they are. A lifeline gets a column of its
// own, or one whose lifelines are over: that of its client, or one that ended so far above that its end is out of sight. A column whose lifelines
// have left stays for the next one, unless most columns are empty. Where there are more columns than there is room for, the least active are
// folded into one.

import type { Lifeline } from "../scene/scene.ts";

/** Where some lifelines stand, one below the other, or, if it is folded, beside one another in one place. */
export interface Column {
  /** In time order. None if they have left: the column is kept for the next one, so that the others do not move. */
  readonly lifelines: readonly Lifeline[];
  readonly folded: boolean;
}

/** How many lifelines of a role have a column each while one client is drawn. A later one stands below one that is over. */
const SIDE_BY_SIDE = 3;
/** With so many columns of one client, a new lifeline takes the column of an idle connection. */
const MOST_OF_ONE = 8;
/** An end so many pixels above is mostly out of sight. */
const OUT_OF_SIGHT = 1200;
/** A column that was not folded counts as so many times as active, so that columns seldom change places with those in the fold. */
const STAYS = 1.5;

/** `most`: for how many columns there is room, at least one. `selected`: the index of a client whose lifelines are not folded. */
export function columnsOf(
  lifelines: readonly Lifeline[],
  most: number,
  before: readonly Column[] = [],
  selected: number | null = null,
): Column[] {
  const all = placed(lifelines, most, before);
  const columns = all.length <= most ? all : all.filter((own) => own.length > 0);
  if (columns.length <= most) return columns.map((own) => ({ lifelines: own, folded: false }));
  const shown = new Set(before.flatMap(({ lifelines, folded }) => (folded ? [] : lifelines.map(({ slot }) => slot))));
  const activity = (own: readonly Lifeline[]) =>
    own.some(({ client }) => client !== undefined && client === selected)
      ? Number.MAX_VALUE
      : own.reduce((sum, { rows, to }) => sum + rows + (to === null ? 0.1 : 0), 0) * (own.some(({ slot }) => shown.has(slot)) ? STAYS : 1);
  const active = new Set([...columns].sort((a, b) => activity(b) - activity(a)).slice(0, most - 1));
  const folded = columns.filter((own) => !active.has(own)).flat();
  return [
    ...columns.filter((own) => active.has(own)).map((own) => ({ lifelines: own, folded: false })),
    { lifelines: folded.sort((a, b) => a.from - b.from), folded: true },
  ];
}

function placed(lifelines: readonly Lifeline[], most: number, before: readonly Column[]): Lifeline[][] {
  const nth = new Map(lifelines.map(({ slot }, i) => [slot, i]));
  const old = before.filter(({ folded }) => !folded);
  let columns = old.map((column) => withoutOverlaps(column.lifelines.flatMap(({ slot }) => lifelines[nth.get(slot) ?? -1] ?? [])));
  // A connection that was only inferred may have turned out to be another one: then its column was a mistake.
  columns = columns.filter((own, i) => own.length > 0 || old[i]?.lifelines.every(({ inferred }) => !inferred));
  const left = columns.filter((own) => own.length === 0).length;
  if (left > columns.length / 2) columns = columns.filter((own) => own.length > 0);
  const stays = new Set(columns.flat());
  for (const [i, lifeline] of lifelines.entries()) {
    if (stays.has(lifeline)) continue;
    const free = (areApart: Apart) => columns.find((others) => others.length > 0 && others.every((other) => areApart(other, lifeline)));
    const isFull = columns.length >= (lifeline.client === undefined ? MOST_OF_ONE : most);
    // The columns of the only client stay in the order in which their lifelines began.
    const empty = lifeline.client === undefined ? undefined : columns.find((others) => others.length === 0);
    const column = free(isOwn) ?? empty ?? (isFull ? free(isOver) : undefined);
    if (column) {
      column.push(lifeline);
      column.sort((a, b) => a.from - b.from);
      continue;
    }
    const next = columns.findIndex(([first]) => first && (nth.get(first.slot) ?? 0) > i);
    columns.splice(next < 0 ? columns.length : next, 0, [lifeline]);
  }
  return columns;
}

/** Leaves out what overlaps an earlier lifeline: a connection that rested may have gone on. */
function withoutOverlaps(lifelines: readonly Lifeline[]): Lifeline[] {
  const kept: Lifeline[] = [];
  for (const lifeline of lifelines) if (kept.every((other) => gap(other, lifeline, endOf) >= 0)) kept.push(lifeline);
  return kept;
}

/** Where a lifeline ends, or where it rests: null if it does neither. */
const endOf = ({ to, restsFrom }: Lifeline): number | null => to ?? restsFrom ?? null;

type Apart = (a: Lifeline, b: Lifeline) => boolean;

/** The distance from the end of the earlier of two lifelines to the beginning of the later one; negative if they overlap. */
function gap(a: Lifeline, b: Lifeline, endOf: (lifeline: Lifeline) => number | null): number {
  const [earlier, later] = a.from <= b.from ? [a, b] : [b, a];
  const end = endOf(earlier);
  return end === null ? -1 : later.from - end;
}

/** Where several clients are drawn: one column is a client's, or free again. Where there is one: after attempts in vain, and for many of a role. */
const isOwn: Apart = (a, b) => {
  const distance = gap(a, b, ({ to }) => to);
  const isOne = a.client === undefined && b.client === undefined;
  if (a.role !== b.role || a.client !== b.client) return !isOne && distance >= OUT_OF_SIGHT;
  const [earlier, later] = a.from <= b.from ? [a, b] : [b, a];
  return distance >= 0 && (!isOne || earlier.vain === true || later.number > SIDE_BY_SIDE);
};

/** A connection that carries nothing more may be over: browsers close such a connection without a word. */
const isOver: Apart = (a, b) => a.role === b.role && gap(a, b, endOf) >= 0;
