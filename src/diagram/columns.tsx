// What stands upright: steps, lifelines, open requests, brackets.

import { type Layout, pairX } from "./layout.ts";
import type { Lane, Leg, Pair, Span, Step } from "./scene.ts";
import { ROW_HEIGHT } from "./scene.ts";
import { across, End, Text } from "./shapes.tsx";
import { fit, textWidth } from "./text-width.ts";

const NAME_X = 22;
const TIME_RIGHT = 13;

/** A step in its column: number, name, time; notes below it; the legs of an upgrade on their answers' rows. */
export function StepColumn({ step, layout, origin }: { readonly step: Step; readonly layout: Layout; readonly origin: number }) {
  const y = step.from - origin;
  const right = layout.step - TIME_RIGHT;
  const base = y + ROW_HEIGHT / 2 + 4;
  const room = right - NAME_X - (step.time === "" ? 0 : textWidth(step.time, 11) + 4);
  const noteAt = (i: number) => step.from + ROW_HEIGHT * (i + 1.5);
  const free = (at: number) => at + ROW_HEIGHT / 2 <= step.to && step.legs.every((leg) => Math.abs(leg.to - at) >= 16);
  return (
    <g class="step-column">
      {step.from > 0 && <path class="hair" d={across(0, layout.width, y + 0.5)} />}
      {step.number !== "" && <Text x={10} y={base} cls="step-n" text={step.number} />}
      <Text x={NAME_X} y={base} cls="step" text={fit(step.name, room, 11.5, "bold")} />
      {step.time !== "" && <Text x={right} y={base} cls="step-t end" text={step.time} />}
      {step.notes.map(
        (note, i) =>
          free(noteAt(i)) && (
            <Text key={note} x={NAME_X} y={noteAt(i) - origin + 4} cls="step-note" text={fit(note, layout.step - NAME_X - 6, 11)} />
          ),
      )}
      {step.legs.map((leg) => (
        <LegMark key={leg.name} leg={leg} named={leg.to - step.from >= ROW_HEIGHT} layout={layout} origin={origin} />
      ))}
    </g>
  );
}

function LegMark({
  leg,
  named,
  layout,
  origin,
}: {
  readonly leg: Leg;
  readonly named: boolean;
  readonly layout: Layout;
  readonly origin: number;
}) {
  const from = leg.from - origin + 0.5;
  const to = leg.to - origin + 0.5;
  const edge = layout.step - 4;
  return (
    <>
      <path class="leg" d={from === to ? across(edge - 5, edge, to) : `M${edge} ${from}h-5V${to}h5`} />
      {named && <Text x={NAME_X} y={to + 3.5} cls="step-note" text={leg.name} />}
      {named && <Text x={layout.step - TIME_RIGHT} y={to + 3.5} cls="step-t end" text={leg.time} />}
    </>
  );
}

interface LifelineProps {
  readonly lane: Lane;
  readonly x: number;
  readonly origin: number;
  /** What is drawn of the ladder, with `origin` subtracted. */
  readonly top: number;
  readonly bottom: number;
}

export function Lifeline({ lane, x, origin, top, bottom }: LifelineProps) {
  const from = lane.from - origin;
  const to = lane.to === null ? bottom : lane.to - origin;
  if (to < top || from > bottom) return null;
  return (
    <g class="lifeline" data-lane={lane.lane}>
      <path class="life" d={`M${x} ${Math.max(from, top)}V${Math.min(to, bottom)}`} />
      {lane.opened && from >= top && <circle class="cap" cx={x} cy={from} r={3} />}
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
