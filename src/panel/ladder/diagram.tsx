// The ladder on the screen: a sticky head, a scrolled element as tall as all rows, and in it one SVG of the slice, which is the rows around
// the viewport. Assistive technology sees a list box whose options are the rows.

import { LadderBody, LadderHead } from "../../diagram/draw/draw.tsx";
import type { Evidence } from "../../diagram/draw/findings.tsx";
import { HEAD_HEIGHT, headOf, type Layout } from "../../diagram/draw/layout.ts";
import { memo } from "../../diagram/draw/memo.ts";
import { across, Text } from "../../diagram/draw/shapes.tsx";
import { FONTS } from "../../diagram/draw/style.ts";
import { ROW_HEIGHT } from "../../diagram/rows/row-kinds.ts";
import { RowPositions } from "../../diagram/rows/row-positions.ts";
import { type Row, type Step, selectable, stepAt } from "../../diagram/scene/scene.ts";
import type { Translate } from "../../messages/messages.ts";
import { printable } from "../../text/printable.ts";
import type { Widths } from "../../text/width.ts";
import type { EpochMs } from "../../wire/event.ts";
import { tip } from "../actions/action.ts";
import { LADDER_ACTIONS } from "../actions/ladder-actions.ts";
import { NoRows } from "../filter/no-rows.tsx";
import { TimeBar } from "../go-to/time-bar.tsx";
import { Separator } from "../separator.tsx";
import type { ViewWithRows } from "../view.ts";
import { DensityStrip } from "./density-strip.tsx";
import { describeRow } from "./describe-row.ts";
import type { LadderView } from "./ladder-view.ts";
import { RulerHandle } from "./ruler-handle.tsx";
import type { Slice } from "./slice.ts";
import type { TimeScale } from "./time-scale.ts";

export function Diagram({ view }: { readonly view: ViewWithRows }) {
  const { ladder, selection } = view;
  const { slice } = ladder;
  const { range } = view.timeScale;
  const { selected, measured, related, hover } = selection;
  const evidence = view.findings?.evidence ?? null;
  const { t } = view.host;
  const found = view.goTo.finder.part.value;
  const chosen = selection.chosen?.index ?? null;
  const drawn = selected !== null && slice?.scene.rows.some((row) => row.key === selected) === true;
  return (
    <main class="ladder-pane" aria-label={t("ladder")}>
      {slice && <Head slice={slice} chosen={chosen} view={view} />}
      {slice && <TimeHead view={view} layout={slice.layout} />}
      {slice && <LifelinesWidth view={view} layout={slice.layout} />}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the panel has the keys */}
      <div
        id="ladder"
        class={["scroller", slice && slice.layout.step > 0 && "stepped", found?.find.isOpen && "finding"].filter(Boolean).join(" ")}
        style={{ "--step": `${slice?.layout.step ?? 0}px` }}
        role="listbox"
        tabIndex={0}
        aria-label={t("ladder")}
        {...(drawn && { "aria-activedescendant": `row-${selected}` })}
        aria-owns={slice ? options(slice) : undefined}
        ref={ladder.scroller.ref}
        onScroll={() => ladder.scroller.scrolled()}
        onMouseMove={(event) => selection.hoverAt(ladderY(event, ladder))}
        onMouseLeave={() => selection.hoverAt(null)}
        onWheel={(event) => wheel(event, view)}
        onContextMenu={(event) => contextMenu(event, view)}
        onClick={(event) => click(event, view)}
        onDblClick={(event) => toggleAt(event, view)}
      >
        <div class="canvas" role="presentation" style={{ height: `${ladder.scroller.canvas}px` }}>
          {slice && (
            <div class="slice" role="presentation" style={{ top: `${ladder.scroller.canvasY(slice.origin)}px` }}>
              <Body
                slice={slice}
                selected={selected}
                measured={measured}
                related={related}
                hover={hover}
                chosen={chosen}
                evidence={evidence}
                range={range}
                view={view}
              />
            </div>
          )}
          {slice && view.settings.scale !== undefined && <RulerHandle view={view} layout={slice.layout} />}
        </div>
      </div>
      <div class="strip" style={{ width: `${view.layout.stripWidth}px` }} aria-busy={ladder.share < 1}>
        {ladder.last > 0 && ladder.share === 1 && <DensityStrip view={view} />}
      </div>
      {slice && <StickyStep slice={slice} top={ladder.top} />}
      <NoRows view={view} />
      <NewRows view={view} />
      {view.goTo.asksTime ? <TimeBar view={view} /> : found?.find.isOpen && <found.FindBar find={found.find} view={view} />}
    </main>
  );
}

/** How many new rows are below, as a button that follows them. Only that there are any is announced, and not at each packet how many. */
function NewRows({ view: { host, ladder } }: { readonly view: ViewWithRows }) {
  const { t } = host;
  const { newRows } = ladder;
  return (
    <>
      <span class="spoken" role="status">
        {newRows > 0 && t("newRowsBelow")}
      </span>
      {newRows > 0 && ladder.hasNewRowsButton && (
        <button type="button" class="pill" title={tip(t("follow"), LADDER_ACTIONS.follow.keys)} onClick={() => ladder.setFollow(true)}>
          {t.count("newRows", newRows)} ↓
        </button>
      )}
    </>
  );
}

/** The ids of the options from top to bottom: the elements of the rows are in another order. */
function options({ scene }: Slice): string {
  return scene.rows.flatMap((row) => (selectable(row) ? [`row-${row.key}`] : [])).join(" ");
}

interface HeadProps {
  readonly slice: Slice;
  readonly chosen: number | null;
  readonly view: ViewWithRows;
}

const Head = memo(({ slice, chosen, view }: HeadProps) => {
  const { scene, layout } = slice;
  const pointAt = ({ target }: MouseEvent) => {
    const client = target instanceof Element ? target.closest<SVGElement>("[data-client]")?.dataset.client : undefined;
    view.selection.pointAt(client === undefined ? null : (view.store.clients[Number(client)] ?? null));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a client stands out while the pointer is at its head, and with its rows and its entry in the list too
    <div class="ladder-head" onMouseMove={pointAt} onMouseLeave={() => view.selection.pointAt(null)}>
      <svg
        class="ladder"
        role="img"
        aria-label={headWords(slice)}
        width={layout.width}
        height={HEAD_HEIGHT}
        viewBox={`0 0 ${layout.width} ${HEAD_HEIGHT}`}
      >
        <LadderHead scene={scene} layout={layout} chosen={chosen} />
      </svg>
    </div>
  );
});

function headWords({ scene, layout }: Slice): string {
  const names = layout.columns.map((column) => headOf(column, scene.bottom, layout.widths).title.replaceAll("\n", "; "));
  return printable([...names.filter(Boolean), `${scene.serverHead} ${scene.server}`].join(", "));
}

/** From the line between lifelines and labels to the labels. Heads of lifelines are wide, so it stands right of the codes. */
const BESIDE = 6;

/** The line between lifelines and labels, in the head of the ladder. */
function LifelinesWidth({ view, layout }: { readonly view: ViewWithRows; readonly layout: Layout }) {
  const [least, most] = layout.split;
  const { settings, host } = view;
  return (
    <div class="lifelines-width" style={{ left: `${layout.label - BESIDE}px` }}>
      <Separator
        name={host.t("columnsSplit")}
        size={Math.round(layout.label - least)}
        least={0}
        most={Math.round(most - least)}
        preset={null}
        side="left"
        resize={(lifelines) => settings.setPanes({ lifelines })}
        reset={() => settings.setPanes({ lifelines: null })}
      />
    </div>
  );
}

/** A button over the head of the time column: it changes what the column shows. */
function TimeHead({ view, layout }: { readonly view: ViewWithRows; readonly layout: Layout }) {
  const { t } = view.host;
  const name = t("timeColumn", t(TIMES[view.settings.times.kind]));
  return (
    <button
      type="button"
      class="time-head"
      style={{ left: `${layout.step + 1}px`, width: `${layout.time - layout.step + 3}px` }}
      aria-label={name}
      title={tip(name, LADDER_ACTIONS.times.keys)}
      onClick={() => view.settings.nextTimes()}
    />
  );
}

const TIMES = { start: "timesStart", clock: "timesClock", previous: "timesPrevious" } as const;

const wordsIn = new WeakMap<Translate, (row: Row) => string | null>();

/** Returns a row in words, or null for one that cannot be selected; the same function each time. */
function inWords(t: Translate): (row: Row) => string | null {
  const words = wordsIn.get(t) ?? ((row: Row) => (selectable(row) ? describeRow(row, t) : null));
  wordsIn.set(t, words);
  return words;
}

interface BodyProps {
  readonly slice: Slice;
  readonly selected: number | null;
  readonly measured: number | null;
  readonly related: readonly number[];
  readonly hover: number | null;
  readonly chosen: number | null;
  readonly evidence: Evidence | null;
  readonly range: TimeScale["range"];
  readonly view: ViewWithRows;
}

const Body = memo(({ slice, selected, measured, related, hover, chosen, evidence, range, view }: BodyProps) => {
  const { scene, layout, origin } = slice;
  const { t } = view.host;
  return (
    <svg class="ladder" role="presentation" width={layout.width} height={1}>
      <LadderBody {...{ scene, layout, origin, related, hover, chosen }} selection={selected} evidence={evidence} inWords={inWords(t)} />
      {selected !== null && measured !== null && <Measure from={selected} to={measured} slice={slice} view={view} />}
      {range && <Range from={range.from} until={range.until} slice={slice} view={view} />}
    </svg>
  );
});

interface RangeProps {
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly slice: Slice;
  readonly view: ViewWithRows;
}

/** The selected time, over the times and the ruler. */
function Range({ from, until, slice: { scene, layout, origin }, view }: RangeProps) {
  const positions = new RowPositions(view.ladder.rows);
  const [top = 0, bottom = 0] = [from, until].map((at) =>
    Math.min(scene.bottom + ROW_HEIGHT, Math.max(scene.top - ROW_HEIGHT, positions.middleAt(at))),
  );
  return (
    <rect
      class="range"
      x={layout.step + 1.5}
      y={top - origin + 0.5}
      width={layout.time + 6 - layout.step}
      height={Math.max(1, bottom - top)}
    />
  );
}

/** A bracket from the selected row to the measured one, right of the time column. */
function Measure({
  from,
  to,
  slice,
  view,
}: {
  readonly from: number;
  readonly to: number;
  readonly slice: Slice;
  readonly view: ViewWithRows;
}) {
  const { scene, layout, origin } = slice;
  const [a, b] = [from, to].map((key) => {
    const row = view.ladder.rows.yOf(key);
    return row && Math.min(scene.bottom + ROW_HEIGHT, Math.max(scene.top - ROW_HEIGHT, row.y + row.height / 2)) - origin + 0.5;
  });
  return a && b ? <path class="pair on" d={`M${layout.time + 8} ${a}h-3.5V${b}h3.5`} /> : null;
}

/** Pixels that the name of a leg takes above and below the y of the leg. */
const [LEG_ABOVE, LEG_BELOW] = [6, 8] as const;

/** The name of the step that began above the viewport, at the top of the step column. */
function StickyStep({ slice, top }: { readonly slice: Slice; readonly top: number }) {
  const { scene, layout } = slice;
  const step = stepAt(scene, top);
  if (step === undefined || step.from >= top) return null;
  const end = scene.steps.reduce((least, { from }) => (from > top ? Math.min(least, from) : least), step.to);
  const up = Math.min(0, end - top - ROW_HEIGHT);
  // A leg's name that would be seen by half is covered whole.
  const half = step.legs.map(({ to }) => to - top).find((y) => y - LEG_ABOVE < ROW_HEIGHT && y + LEG_BELOW > ROW_HEIGHT);
  const height = half === undefined ? ROW_HEIGHT : half + LEG_BELOW;
  const hair = layout.sessionBars > 0 ? 1 : 0;
  const width = layout.step > 0 ? layout.step - layout.sessionBars : layout.width;
  return (
    <div
      class="sticky-step"
      aria-hidden="true"
      style={{ left: `${layout.sessionBars + hair}px`, width: `${width - hair}px`, height: `${height}px` }}
    >
      <svg class="ladder" aria-hidden="true" width={width} height={height} viewBox={`${hair} ${-up} ${width} ${height}`}>
        <StepName step={step} width={width} height={height} line={layout.step === 0} widths={layout.widths} />
      </svg>
    </div>
  );
}

interface StepNameProps {
  readonly step: Step;
  readonly width: number;
  readonly height: number;
  readonly line: boolean;
  readonly widths: Widths;
}

function StepName({ step, width, height, line, widths }: StepNameProps) {
  const base = ROW_HEIGHT / 2 + 4;
  return (
    <>
      <rect class="band" width={width} height={height} />
      {line && <path class="hair" d={across(0, width, ROW_HEIGHT - 0.5)} />}
      {step.number !== "" && <Text widths={widths} x={10} y={base} font="step-n" text={step.number} />}
      <Text widths={widths} x={22} y={base} font="step" text={widths.fit(step.name, width - 32, FONTS.step)} />
    </>
  );
}

function ladderY(event: MouseEvent, ladder: LadderView): number {
  const scroller = event.currentTarget;
  return scroller instanceof HTMLElement ? event.clientY - scroller.getBoundingClientRect().top + ladder.top : 0;
}

function rowUnder(event: MouseEvent, view: ViewWithRows): Row | undefined {
  return view.ladder.rowAt(ladderY(event, view.ladder));
}

/** With Ctrl, which a pinch on a touchpad sets too, the wheel zooms. */
function wheel(event: WheelEvent, { ladder, timeScale }: ViewWithRows): void {
  if (!event.ctrlKey) return;
  event.preventDefault();
  timeScale.wheel(event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * ROW_HEIGHT : event.deltaY, ladderY(event, ladder));
}

function click(event: MouseEvent, view: ViewWithRows): void {
  const begins = event.target instanceof Element ? event.target.closest<SVGElement>("[data-finding]") : null;
  if (begins) return view.findings?.showKey(begins.dataset.finding ?? "");
  const row = rowUnder(event, view);
  if (row === undefined) return;
  if (event.target instanceof Element && event.target.closest("[data-toggle]") !== null) view.ladder.toggle(row.key);
  if (event.shiftKey) view.selection.measure(row.key);
  else view.selection.select(row.key);
}

/** The menu of the row. Where there is no row, the browser has its own menu. */
function contextMenu(event: MouseEvent, view: ViewWithRows): void {
  // The keys for the menu open that of the selected row.
  if (event instanceof PointerEvent && event.pointerType === "") return event.preventDefault();
  const row = rowUnder(event, view);
  if (row === undefined) return;
  event.preventDefault();
  const point = { x: event.clientX, y: event.clientY };
  void import("../actions/row-menu.tsx").then(({ openRowMenu }) => openRowMenu(view, row.key, point));
}

function toggleAt(event: MouseEvent, view: ViewWithRows): void {
  const row = rowUnder(event, view);
  if (row?.kind === "fold" && event.target instanceof Element && event.target.closest("[data-toggle]") === null)
    view.ladder.toggle(row.key);
}
