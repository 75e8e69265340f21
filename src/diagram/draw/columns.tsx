// What stands upright: steps, lifelines, open requests, brackets.

import { printable } from "../../text/printable.ts";
import type { Widths } from "../../text/width.ts";
import { partition } from "../../wire/partition.ts";
import type { Lane, Leg, Pair, RailBox, Row, Ruler, Scene, Span, Step, StepTick, Unheard, Window } from "../scene/scene.ts";
import { ROW_HEIGHT } from "../scene/scene.ts";
import { type Layout, pairX, RAIL_BOX, RAIL_SIDE, RAIL_TRACK, trackX } from "./layout.ts";
import { across, End, pinned, Text } from "./shapes.tsx";
import { FONTS } from "./style.ts";

const NAME_X = 22;
const TIME_BESIDE = 4;
/** Of the name of a leg and what it needs around it, half. */
const LEG_HEIGHT = 16;

interface StepsProps {
  /** In the order in which they begin. */
  readonly steps: readonly Step[];
  readonly layout: Layout;
  readonly origin: number;
}

/** Steps in their column, each with the room that the others and torn paper leave it. */
export function StepColumns({ steps, rows, layout, origin }: StepsProps & Pick<Scene, "rows">) {
  const tears = rows.filter((row) => row.kind === "quiet" && row.torn);
  const legs = steps.flatMap((step) => step.legs.map(({ to }) => to)).sort((a, b) => a - b);
  const isFree = (at: number) =>
    (legs[partition(legs.length, (i) => (legs[i] ?? 0) <= at - LEG_HEIGHT)] ?? Number.POSITIVE_INFINITY) >= at + LEG_HEIGHT;
  let below = 0;
  return (
    <>
      {steps.map((step, i) => {
        const crossed = below > step.from;
        below = Math.max(below, step.to);
        const end = Math.min(step.to, steps[i + 1]?.from ?? step.to);
        return <StepColumn key={step.key} {...{ step, end, crossed, isFree, tears, layout, origin }} />;
      })}
    </>
  );
}

interface StepProps extends Omit<StepsProps, "steps"> {
  readonly step: Step;
  /** Where what is its own in the column ends. */
  readonly end: number;
  /** Another step goes on beside it. */
  readonly crossed: boolean;
  /** Whether no leg is named at a height. */
  readonly isFree: (at: number) => boolean;
  readonly tears: readonly Row[];
}

/** Number, name, time; notes below; the legs of an upgrade on their answers' rows. */
function StepColumn({ step, end, crossed, isFree, tears, layout, origin }: StepProps) {
  const { widths } = layout;
  const y = step.from - origin;
  const right = trackX(layout, 0) - TIME_BESIDE;
  const base = y + ROW_HEIGHT / 2 + 4;
  const nameX = layout.rail + NAME_X;
  // A time that has no room beside the name stands below it.
  const beside = widths.of(step.name, FONTS.step) + 4 + widths.of(step.time, FONTS["step-t"]) <= right - nameX;
  const lines = beside ? step.notes : [step.time, ...step.notes];
  const hasRoom = (at: number) => at + ROW_HEIGHT / 2 <= end && isFree(at);
  let below = step.from + ROW_HEIGHT;
  const notes = lines.map((note) => {
    for (const { y, height } of tears) if (below < y + height && below + ROW_HEIGHT > y) below = y + height;
    const at = below + ROW_HEIGHT / 2;
    below += ROW_HEIGHT;
    return { note, at };
  });
  return (
    <g class="step-column">
      {step.from > 0 && <path class="hair" d={across(layout.rail, crossed ? layout.step : layout.width, y + 0.5)} />}
      {step.number !== "" && <Text widths={widths} x={layout.rail + 10} y={base} font="step-n" text={step.number} room={NAME_X - 10} />}
      <Text widths={widths} x={nameX} y={base} font="step" text={step.name} />
      {step.time !== "" && beside && <Text widths={widths} x={right} y={base} font="step-t" cls="end" text={step.time} />}
      {notes.map(
        ({ note, at }) =>
          hasRoom(at) && (
            <Text
              widths={widths}
              key={note}
              x={nameX}
              y={at - origin + 4}
              font="step-note"
              text={widths.fit(note, right + 7 - nameX, FONTS["step-note"])}
              room={right + 7 - nameX}
            />
          ),
      )}
      {step.legs.map((leg) => (
        <LegMark key={leg.name} leg={leg} step={step} layout={layout} origin={origin} />
      ))}
    </g>
  );
}

/** With a bracket of its own, unless its step has one. */
function LegMark({ leg, step, layout, origin }: Pick<StepProps, "step" | "layout" | "origin"> & { readonly leg: Leg }) {
  const { widths } = layout;
  const from = leg.from - origin + 0.5;
  const to = leg.to - origin + 0.5;
  const x = trackX(layout, layout.tracks - 1);
  const nameX = layout.rail + NAME_X;
  const right = trackX(layout, 0) - TIME_BESIDE;
  const timeFont = leg.slow ? "slow" : "step-t";
  const room = right - nameX - widths.of(leg.time, FONTS[timeFont]) - 4;
  const named = leg.to - step.from >= ROW_HEIGHT;
  return (
    <>
      {step.track === null && <path class="leg" d={from === to ? across(x, x + 5, to) : `M${x + 5} ${from}h-5V${to}h5`} />}
      {named && <Text widths={widths} x={nameX} y={to + 3.5} font="step-note" text={widths.fit(leg.name, room, FONTS["step-note"])} />}
      {named && <Text widths={widths} x={right} y={to + 3.5} font={timeFont} cls="end" text={leg.time} />}
    </>
  );
}

interface StepBracketsProps extends StepsProps {
  readonly ticks: readonly StepTick[];
  readonly top: number;
  readonly bottom: number;
}

/** Which rows are whose, where clients work side by side: from a step's first row to its last, with a tick at each of its rows. */
export function StepBrackets({ steps, ticks, layout, origin, top, bottom }: StepBracketsProps) {
  const lines = steps.map(({ track, from, to }) => {
    const start = Math.max(from + ROW_HEIGHT / 2 - origin, top - 8);
    const end = Math.min(to - ROW_HEIGHT / 2 - origin, bottom + 8);
    return track !== null && end > start ? `M${trackX(layout, track)} ${start + 0.5}V${end + 0.5}` : "";
  });
  const marks = ticks.map(({ track, y }) => `M${trackX(layout, track) - 0.5} ${y - origin + 0.5}h5`);
  const d = [...lines, ...marks].join("");
  return d === "" ? null : <path class="leg" d={d} />;
}

export function RulerMarks({ ruler, layout, origin }: { readonly ruler: Ruler; readonly layout: Layout; readonly origin: number }) {
  return <path class="ruler" d={ruler.ticks.map((y) => `M${layout.time + 3} ${y - origin + 0.5}h4`).join("")} />;
}

/** A long box says its sid again and again. */
const SID_EVERY = 480;

interface RailProps {
  readonly box: RailBox;
  readonly widths: Widths;
  readonly origin: number;
  readonly top: number;
  readonly bottom: number;
}

/** A session as a box with its sid, a cross where it failed, an arrow from the session before it. */
export function RailColumn({ box, widths, origin, top, bottom }: RailProps) {
  const sid = printable(box.sid);
  const left = RAIL_SIDE + box.track * RAIL_TRACK + 0.5;
  const x = left + (RAIL_BOX - 1) / 2;
  const length = widths.of(sid, FONTS.mono);
  const from = box.from - origin + 3.5;
  const to = box.to === null ? bottom + 8 : box.to - origin - 3.5;
  const start = Math.max(from, top - 8);
  const end = Math.min(to, bottom + 8);
  const before = box.follows === null ? null : Math.max(box.follows - origin + 4, top - 8);
  const texts: number[] = [];
  for (let y = from + 6 + Math.max(0, Math.floor((start - from) / SID_EVERY)) * SID_EVERY; y + length + 8 <= end; y += SID_EVERY)
    texts.push(y);
  return (
    <g class="session">
      {before !== null && from - 4 > before && <path class="rail-link" d={`M${x} ${before}V${Math.min(from - 3, bottom + 8)}`} />}
      {before !== null && from - 4 > before && <path class="rail-head" d={`M${x - 3.5} ${from - 8}h7l-3.5 6.5z`} />}
      {end > start && <rect class="rail-box" x={left} y={start} width={RAIL_BOX - 1} height={end - start} rx={3} />}
      {texts.map((y) => (
        <text key={y} class="rail-sid mono end" transform={`translate(${x + 3.5} ${y}) rotate(-90)`} {...pinned(sid, "mono", widths)}>
          {sid}
        </text>
      ))}
      {box.end === "error" && to <= bottom && <End x={x} y={to} shape="cross" cls="problem" />}
    </g>
  );
}

interface LifelineProps {
  readonly lane: Lane;
  readonly widths: Widths;
  /** Where it begins, of one that shares its column. */
  readonly name: string;
  readonly x: number;
  readonly origin: number;
  /** What is drawn of the ladder, with `origin` subtracted. */
  readonly top: number;
  readonly bottom: number;
}

export function Lifeline({ lane, widths, name, x, origin, top, bottom }: LifelineProps) {
  const from = lane.from - origin;
  const to = lane.to === null ? bottom : lane.to - origin;
  if (to < top || from > bottom) return null;
  return (
    <g class="lifeline" data-lane={lane.lane}>
      <path class="life" d={`M${x} ${Math.max(from, top)}V${Math.min(to, bottom)}`} />
      {lane.opened && from >= top && <circle class="cap" cx={x} cy={from} r={3} />}
      {name !== "" && lane.opened && from >= top && <Text widths={widths} x={x + 4} y={from - 8} font="head-id" text={name} />}
      {lane.end !== "none" && to <= bottom && (
        <End x={x} y={to + 0.5} shape={lane.end === "error" ? "cross" : "bar"} cls={lane.end === "error" ? "problem" : ""} />
      )}
    </g>
  );
}

interface SpanBoxProps {
  readonly span: Span;
  /** Of its lifeline. */
  readonly x: number;
  readonly origin: number;
  readonly top: number;
  readonly bottom: number;
}

/** An open request: 7 px wide on its lifeline; still open, it has no bottom edge. */
export function SpanBox({ span, x, origin, top, bottom }: SpanBoxProps) {
  const from = Math.max(span.from - origin, top - 8);
  const open = span.to === null || span.to - origin > bottom;
  const to = open ? bottom : (span.to ?? 0) - origin;
  if (to <= from) return null;
  const left = x - 3;
  return open ? (
    <>
      <rect class="span" x={left} y={from} width={7} height={to - from} />
      <path class="span-edge" d={`M${left} ${to}V${from}h7V${to}`} />
    </>
  ) : (
    <rect class="span span-edge" x={left} y={from} width={7} height={to - from} rx={1.5} />
  );
}

/** The time in which the heartbeat was due: 11 px wide on its lifeline, dashed. */
export function WindowBox({ window: { from, to }, x, origin, top, bottom }: Omit<SpanBoxProps, "span"> & { readonly window: Window }) {
  const start = Math.max(from - origin, top - 8);
  const end = Math.min(to - origin, bottom + 8);
  return end > start ? <rect class="window" x={x - 5} y={start} width={10} height={end - start} rx={2} /> : null;
}

interface ServerProps {
  readonly unheard: readonly Unheard[];
  readonly x: number;
  readonly origin: number;
  readonly top: number;
  readonly bottom: number;
}

/** The server's lifeline, dotted where nothing was heard of it. */
export function ServerLine({ unheard, x, origin, top, bottom }: ServerProps) {
  let solid = "";
  let dotted = "";
  let y = top;
  for (const { from, to } of unheard.filter((silence) => silence.dotted).sort((a, b) => a.from - b.from)) {
    const start = Math.min(Math.max(from - origin, y), bottom);
    const end = Math.min(to === null ? bottom : to - origin, bottom);
    if (end <= start) continue;
    if (start > y) solid += `M${x} ${y}V${start}`;
    dotted += `M${x} ${start}V${end}`;
    y = end;
  }
  if (y < bottom) solid += `M${x} ${y}V${bottom}`;
  return (
    <>
      {solid !== "" && <path class="life" d={solid} />}
      {dotted !== "" && <path class="life unheard" d={dotted} />}
    </>
  );
}

/** The middles of what is written beside silences: of those that have room for it, and not that of an earlier one. */
export function silencePlaces(unheard: readonly Unheard[], widths: Widths): ReadonlyMap<Unheard, number> {
  const places = new Map<Unheard, number>();
  let above = Number.NEGATIVE_INFINITY;
  for (const silence of unheard.filter(({ to }) => to !== null).sort((a, b) => (a.to ?? 0) - (b.to ?? 0))) {
    const { from, to, text } = silence;
    const bottom = (to ?? 0) - 6;
    const length = widths.of(text, FONTS["silence-text"]);
    if (bottom - from <= length + 6 || bottom - length < above) continue;
    places.set(silence, Math.round(bottom - length / 2));
    above = bottom + 2;
  }
  return places;
}

/** From the last thing heard to the first one again, right of the other brackets; its length beside it, where its end is. */
export function SilenceBracket({
  silence,
  middle,
  layout,
  origin,
}: {
  readonly silence: Unheard;
  readonly middle: number | undefined;
  readonly layout: Layout;
  readonly origin: number;
}) {
  if (silence.to === null) return null;
  const x = pairX(layout, 1) + 0.5;
  const [from, to] = [silence.from - origin, silence.to - origin];
  const textX = x + (layout.narrow ? 13 : 17);
  return (
    <>
      <path class="silence" d={`M${x - 4} ${from + 0.5}h4V${to + 0.5}h-4`} />
      {middle !== undefined && (
        <text
          class="silence-text"
          transform={`translate(${textX} ${middle - origin}) rotate(-90)`}
          {...pinned(silence.text, "silence-text", layout.widths)}
        >
          {silence.text}
        </text>
      )}
    </>
  );
}

/** From a question to its answer, right of the server. */
export function Bracket({
  pair,
  layout,
  origin,
  on,
}: {
  readonly pair: Pair;
  readonly layout: Layout;
  readonly origin: number;
  readonly on: boolean;
}) {
  const x = pairX(layout, pair.level) + 0.5;
  return <path class={on ? "pair on" : "pair"} d={`M${x - 4} ${pair.from - origin + 0.5}h4V${pair.to - origin + 0.5}h-4`} />;
}
