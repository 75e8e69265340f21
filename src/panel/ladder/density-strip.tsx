// The strip right of the ladder, which is its scroll bar: it shows all rows of the trace, and a box around the visible ones. Bars left of
// the axis are received packets, bars right of it sent ones; ▲ marks problems and each time that something wrong was found, hatching gaps. While a
// finding is open, the marks of others are pale. A click scrolls there; the box can be dragged.

import { useRef } from "preact/hooks";
import { memo } from "../../diagram/draw/memo.ts";
import type { Ladder } from "../../diagram/rows/ladder.ts";
import type { RowCounts } from "../../diagram/rows/row-counts.ts";
import type { Finding } from "../../findings/finding.ts";
import { isFoundWithin } from "../../findings/occurrences.ts";
import { groupDigits } from "../../messages/messages.ts";
import type { EpochMs } from "../../wire/event.ts";
import type { ViewWithRows } from "../view.ts";
import type { LadderView } from "./ladder-view.ts";

/** Pixels from bar to bar: a bar is 2 px high, and 1 px lies between two. */
const STEP = 3;
/** Height of the box when the visible rows take less: it must be easy to grab. */
const LEAST_BOX = 8;
/** Width of a ▲; two do not overlap. */
const TRIANGLE = 7;
/** The marks of so many findings are drawn, the worst ones: the work for each bar is bounded. */
const MOST_FINDINGS = 50;
const NOTHING: readonly Finding[] = [];
/** PageUp and PageDown go at least this many bars: in a long trace, the visible rows are less than one bar. */
const PAGE = 10;

export function DensityStrip({ view }: { readonly view: ViewWithRows }) {
  const { ladder, host } = view;
  const { top, viewport, last } = ladder;
  const { rows, counts } = ladder.rows;
  const total = rows.length;
  const from = rows.rowsAbove(top);
  const to = rows.rowsAbove(top + viewport);
  /** Rows from the top of the box to where the pointer took it. */
  const held = useRef(0);
  const px = (count: number) => (count / total) * viewport;
  const height = Math.max(LEAST_BOX, Math.round(px(to - from)));
  const y = Math.max(0, Math.min(viewport - height, Math.round(px((from + to) / 2) - height / 2)));
  const pointed = (event: PointerEvent & { readonly currentTarget: Element }) =>
    event.clientY - event.currentTarget.getBoundingClientRect().top;

  return (
    <div
      class="density"
      role="scrollbar"
      tabIndex={0}
      aria-controls="ladder"
      aria-label={host.t("density")}
      title={host.t("densityTip")}
      aria-valuenow={Math.round((top / last) * 100)}
      aria-valuetext={host.t("densityAt", groupDigits(Math.floor(from) + 1), groupDigits(Math.ceil(to)), groupDigits(total))}
      onKeyDown={(event) => keyDown(event, ladder, from, to)}
      // Without its default action a click does not take the focus from the ladder.
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = pointed(event);
        const row = (at / viewport) * total;
        held.current = y <= at && at < y + height ? row - from : (to - from) / 2;
        ladder.scrollToRow(row - held.current);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) ladder.scrollToRow((pointed(event) / viewport) * total - held.current);
      }}
      onWheel={(event) => ladder.scrollTo(ladder.top + event.deltaY)}
    >
      <Bars
        ladder={ladder.rows}
        changes={counts.changes}
        found={view.findings?.shown ?? NOTHING}
        open={view.findings?.open ?? null}
        width={view.layout.stripWidth - 1}
        height={viewport}
      />
      <div class="density-view" style={{ height: `${height}px`, transform: `translateY(${y}px)` }} />
    </div>
  );
}

interface BarsProps {
  readonly ladder: Ladder;
  readonly changes: number;
  readonly found: readonly Finding[];
  readonly open: Finding | null;
  readonly width: number;
  readonly height: number;
}

const Bars = memo(({ ladder, found, open, width, height }: BarsProps) => {
  const { counts } = ladder;
  const wrong = found.filter(({ severity }) => severity !== "info").slice(0, MOST_FINDINGS);
  const rows = rowsABar(counts, height);
  const axis = (width - 1) / 2;
  const length = (count: number) => Math.ceil((count / rows) * (axis - 1));
  let [sent, received] = ["", ""];
  const gaps: number[] = [];
  const marks = new Marks(width);
  const others = new Marks(width);
  const rest = open ? others : marks;
  let ends = atOf(ladder, 0);
  for (let from = 0; from < counts.length; from += rows) {
    const [ofSent = 0, ofReceived = 0, broken = 0, gap = 0] = counts.counts(from, Math.min(from + rows, counts.length));
    const y = Math.round((from / counts.length) * height);
    if (ofSent > 0) sent += `M${axis + 1} ${y + 1}h${length(ofSent)}`;
    if (ofReceived > 0) received += `M${axis} ${y + 1}h${-length(ofReceived)}`;
    if (gap > 0) gaps.push(y);
    const begins = ends;
    ends = atOf(ladder, from + rows);
    const isWithin = (finding: Finding) => isFoundWithin(finding, begins, ends);
    if (y < marks.free) continue;
    if (open && isWithin(open)) marks.add(y);
    else if (y >= rest.free && (broken > 0 || wrong.some(isWithin))) rest.add(y);
  }
  return (
    <svg class="ladder" aria-hidden="true" width={width} height={height}>
      <path class="axis" d={`M${axis + 0.5} 0V${height}`} />
      <path class="received" d={received} />
      <path class="sent" d={sent} />
      {gaps.map((y) => (
        <rect key={y} class="hatch" x={1} y={y - 1} width={width - 2} height={5} />
      ))}
      <path class="pale" d={others.path} />
      <path class="warn" d={marks.path} />
    </svg>
  );
});

/** When a row begins. What happened before the first row belongs to it, and what happens after the last one to that. */
function atOf(ladder: Ladder, row: number): EpochMs {
  if (row === 0) return Number.NEGATIVE_INFINITY;
  return row < ladder.length ? ladder.store.entries.at(ladder.firstEntry(row)) : Number.POSITIVE_INFINITY;
}

/** Triangles at the right edge, of which no two overlap. */
class Marks {
  path = "";
  /** The upper edge of the next one at least. */
  free = 0;
  readonly #right: number;

  constructor(right: number) {
    this.#right = right;
  }

  add(y: number): void {
    this.path += `M${this.#right - TRIANGLE} ${y + 5}h${TRIANGLE}l-3.5 -6z`;
    this.free = y + TRIANGLE;
  }
}

function rowsABar(counts: RowCounts, height: number): number {
  return counts.rowsPerBar(Math.max(1, Math.floor(height / STEP)));
}

function keyDown(event: KeyboardEvent, ladder: LadderView, from: number, to: number): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = rowsABar(ladder.rows.counts, ladder.viewport);
  const page = Math.max(to - from, PAGE * rows);
  const act = {
    ArrowDown: () => ladder.scrollToRow(from + rows),
    ArrowUp: () => ladder.scrollToRow(from - rows),
    PageDown: () => ladder.scrollToRow(from + page),
    PageUp: () => ladder.scrollToRow(from - page),
    Home: () => ladder.scrollToRow(0),
    End: () => ladder.setFollow(true),
  }[event.key];
  if (act === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
