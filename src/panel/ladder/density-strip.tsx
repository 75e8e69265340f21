// The strip right of the ladder, which is its scroll bar: it shows all rows of the trace, and a box around the visible ones. Bars left of
// the axis are received packets, bars right of it sent ones; ▲ marks problems and each time that something wrong was found, hatching gaps. While a
// finding is open, the marks of others are pale. A click scrolls there; the box can be dragged. With a filter, the strip shows the whole recording
// pale, and the rows that are left at full strength: it then counts entries by their places in time, and not rows.

import { useRef } from "preact/hooks";
import { memo } from "../../diagram/draw/memo.ts";
import type { Ladder } from "../../diagram/rows/ladder.ts";
import type { RowCounts } from "../../diagram/rows/row-counts.ts";
import type { Finding } from "../../findings/finding.ts";
import { isFoundWithin } from "../../findings/occurrences.ts";
import { groupDigits } from "../../messages/messages.ts";
import type { EpochMs } from "../../wire/event.ts";
import type { Hits } from "../find/hits.ts";
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
  const { find } = view.goTo.finder;
  const current = find?.isOpen ? find.currentEntry : null;
  const { rows, hidden } = ladder.rows;
  const [firstRow, lastRow] = [rows.rowsAbove(top), rows.rowsAbove(top + viewport)];
  const counts = countsOf(ladder.rows);
  const total = counts.length;
  const isFiltered = counts === hidden.recorded;
  const placed = (row: number) => (isFiltered ? (row < rows.length ? rows.place(Math.floor(row)) : total) : row);
  const [from, to] = [placed(firstRow), placed(lastRow)];
  const scrollTo = (at: number) => ladder.scrollToRow(isFiltered ? rows.byPlace(Math.floor(at)) : at);
  /** From the top of the box to where the pointer took it, counted as the strip counts. */
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
      aria-valuetext={host.t("densityAt", groupDigits(Math.floor(firstRow) + 1), groupDigits(Math.ceil(lastRow)), groupDigits(rows.length))}
      onKeyDown={(event) => keyDown(event, ladder, firstRow, lastRow)}
      // Without its default action a click does not take the focus from the ladder.
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = pointed(event);
        const row = (at / viewport) * total;
        held.current = y <= at && at < y + height ? row - from : (to - from) / 2;
        scrollTo(row - held.current);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scrollTo((pointed(event) / viewport) * total - held.current);
      }}
      onWheel={(event) => ladder.scrollTo(ladder.top + event.deltaY)}
    >
      <Bars
        ladder={ladder.rows}
        changes={counts.changes + hidden.shown.changes}
        found={view.findings?.shown ?? NOTHING}
        open={view.findings?.open ?? null}
        hits={find?.isOpen ? find.hits : null}
        hitChanges={find?.hits?.changes ?? 0}
        current={current === null ? null : view.store.entries.at(current)}
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
  readonly hits: Hits | null;
  readonly hitChanges: number;
  /** When the hit happened at which the user is. */
  readonly current: EpochMs | null;
  readonly width: number;
  readonly height: number;
}

const Bars = memo(({ ladder, found, open, hits, current, width, height }: BarsProps) => {
  const counts = countsOf(ladder);
  const shown = counts === ladder.hidden.recorded ? ladder.hidden.shown : null;
  const wrong = found.filter(({ severity }) => severity !== "info").slice(0, MOST_FINDINGS);
  const rows = rowsABar(counts, height);
  const axis = (width - 1) / 2;
  const length = (count: number) => Math.ceil((count / rows) * (axis - 1));
  const bars = { sent: "", received: "" };
  const behind = { sent: "", received: "" };
  const add = (to: typeof bars, y: number, [sent = 0, received = 0]: readonly number[]) => {
    if (sent > 0) to.sent += `M${axis + 1} ${y + 1}h${length(sent)}`;
    if (received > 0) to.received += `M${axis} ${y + 1}h${-length(received)}`;
  };
  let ticks = "";
  let frame: number | null = null;
  const gaps: number[] = [];
  const marks = new Marks(width);
  const others = new Marks(width);
  const rest = open ? others : marks;
  let ends = atOf(ladder, 0);
  for (let from = 0; from < counts.length; from += rows) {
    const end = Math.min(from + rows, counts.length);
    const found = counts.counts(from, end);
    const [, , broken = 0, gap = 0] = found;
    const y = Math.round((from / counts.length) * height);
    add(shown ? behind : bars, y, found);
    if (shown) add(bars, y, shown.counts(from, end));
    if (gap > 0) gaps.push(y);
    const begins = ends;
    ends = atOf(ladder, from + rows);
    if (hits?.isBetween(begins, ends)) ticks += `M0 ${y + 1}h6`;
    if (current !== null && begins <= current && current < ends) frame = y;
    const isWithin = (finding: Finding) => isFoundWithin(finding, begins, ends);
    if (y < marks.free) continue;
    if (open && isWithin(open)) marks.add(y);
    else if (y >= rest.free && (broken > 0 || wrong.some(isWithin))) rest.add(y);
  }
  return (
    <svg class="ladder" aria-hidden="true" width={width} height={height}>
      <path class="axis" d={`M${axis + 0.5} 0V${height}`} />
      {shown && <path class="received behind" d={behind.received} />}
      {shown && <path class="sent behind" d={behind.sent} />}
      <path class="received" d={bars.received} />
      <path class="sent" d={bars.sent} />
      {gaps.map((y) => (
        <rect key={y} class="hatch" x={1} y={y - 1} width={width - 2} height={5} />
      ))}
      <path class="hit" d={ticks} />
      {frame !== null && <rect class="hit-frame" x={0.5} y={frame - 1.5} width={8} height={5} />}
      <path class="pale" d={others.path} />
      <path class="warn" d={marks.path} />
    </svg>
  );
});

/** What the strip shows: the rows, or with a filter all entries. */
function countsOf({ counts, hidden }: Ladder): RowCounts {
  return hidden.recorded.length > 0 ? hidden.recorded : counts;
}

/** When a row begins, or with a filter an entry. What happened before the first one belongs to it, and what happens after the last one to that. */
function atOf(ladder: Ladder, nth: number): EpochMs {
  const { entries } = ladder.store;
  const counts = countsOf(ladder);
  if (nth === 0) return Number.NEGATIVE_INFINITY;
  if (nth >= counts.length) return Number.POSITIVE_INFINITY;
  return entries.at(counts === ladder.counts ? ladder.firstEntry(nth) : entries.ordered(nth));
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
