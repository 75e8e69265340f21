// The step column: steps with their names, times, notes and legs, and the brackets of steps that stand side by side.

import { partition } from "../../wire/partition.ts";
import { ROW_HEIGHT } from "../rows/row-kinds.ts";
import type { Leg, Row, Scene, Step, StepTick } from "../scene/scene.ts";
import { type Layout, stepTrackX } from "./layout.ts";
import { across, Text } from "./shapes.tsx";
import { FONTS } from "./style.ts";

const NAME_X = 22;
const TIME_BESIDE = 4;
/** Half the vertical space that a leg's label needs. */
const LEG_HEIGHT = 16;

interface StepsProps {
  /** In the order in which they begin. */
  readonly steps: readonly Step[];
  readonly layout: Layout;
  readonly origin: number;
}

/** All steps. Each gets the room that other steps and torn paper leave. */
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
  /** Where the next step begins, or where this one ends: its notes must stand above. */
  readonly end: number;
  /** A step above goes on beside this one, so the line above it only crosses the step column. */
  readonly crossed: boolean;
  /** Whether no leg has its label at a height. */
  readonly isFree: (at: number) => boolean;
  readonly tears: readonly Row[];
}

/** Number, name and time; notes below; the legs of an upgrade on the rows with which they end. */
function StepColumn({ step, end, crossed, isFree, tears, layout, origin }: StepProps) {
  const { widths } = layout;
  const y = step.from - origin;
  const right = stepTrackX(layout, 0) - TIME_BESIDE;
  const base = y + ROW_HEIGHT / 2 + 4;
  const nameX = layout.sessionBars + NAME_X;
  // When the time has no room beside the name, it stands below.
  const beside = widths.of(step.name, FONTS.step) + 4 + widths.of(step.time, FONTS["step-t"]) <= right - nameX;
  const lines = beside ? step.notes : [step.time, ...step.notes];
  const hasRoom = (at: number) => at + ROW_HEIGHT / 2 <= end && isFree(at);
  let below = step.from + ROW_HEIGHT;
  const notes = lines.map((note) => {
    while (below < end && !isFree(below + ROW_HEIGHT / 2)) below += ROW_HEIGHT;
    for (const { y, height } of tears) if (below < y + height && below + ROW_HEIGHT > y) below = y + height;
    const at = below + ROW_HEIGHT / 2;
    below += ROW_HEIGHT;
    return { note, at };
  });
  return (
    <g class="step-column">
      {step.from > 0 && <path class="hair" d={across(layout.sessionBars, crossed ? layout.step : layout.width, y + 0.5)} />}
      {step.number !== "" && (
        <Text widths={widths} x={layout.sessionBars + 10} y={base} font="step-n" text={step.number} room={NAME_X - 10} />
      )}
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

/** A leg has a bracket of its own, unless its step has one. */
function LegMark({ leg, step, layout, origin }: Pick<StepProps, "step" | "layout" | "origin"> & { readonly leg: Leg }) {
  const { widths } = layout;
  const from = leg.from - origin + 0.5;
  const to = leg.to - origin + 0.5;
  const x = stepTrackX(layout, layout.stepTracks - 1);
  const nameX = layout.sessionBars + NAME_X;
  const right = stepTrackX(layout, 0) - TIME_BESIDE;
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

/** Which rows are a step's own, where clients work side by side: a line from its first row to its last, with a tick at each of its rows. */
export function StepBrackets({ steps, ticks, layout, origin, top, bottom }: StepBracketsProps) {
  const lines = steps.map(({ track, from, to }) => {
    const start = Math.max(from + ROW_HEIGHT / 2 - origin, top - 8);
    const end = Math.min(to - ROW_HEIGHT / 2 - origin, bottom + 8);
    return track !== null && end > start ? `M${stepTrackX(layout, track)} ${start + 0.5}V${end + 0.5}` : "";
  });
  const marks = ticks.map(({ track, y }) => `M${stepTrackX(layout, track) - 0.5} ${y - origin + 0.5}h5`);
  const d = [...lines, ...marks].join("");
  return d === "" ? null : <path class="leg" d={d} />;
}
