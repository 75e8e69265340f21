// The brackets right of the server: pairs, and silences with their length.

import type { Widths } from "../../text/width.ts";
import type { Pair, SilenceSpan } from "../scene/scene.ts";
import { type Layout, pairX } from "./layout.ts";
import { pinned } from "./shapes.tsx";
import { FONTS } from "./style.ts";

/** The middles of the lengths written beside silences. A length that has no room, or would touch the one above it, is left out. */
export function silenceTextMiddles(silences: readonly SilenceSpan[], widths: Widths): ReadonlyMap<SilenceSpan, number> {
  const middles = new Map<SilenceSpan, number>();
  let above = Number.NEGATIVE_INFINITY;
  for (const silence of silences.filter(({ to }) => to !== null).sort((a, b) => (a.to ?? 0) - (b.to ?? 0))) {
    const { from, to, text } = silence;
    const bottom = (to ?? 0) - 6;
    const length = widths.of(text, FONTS["silence-text"]);
    if (bottom - from <= length + 6 || bottom - length < above) continue;
    middles.set(silence, Math.round(bottom - length / 2));
    above = bottom + 2;
  }
  return middles;
}

/** From the last packet received to the first one received again, with its length beside its lower end. */
export function SilenceBracket({
  silence,
  middle,
  layout,
  origin,
}: {
  readonly silence: SilenceSpan;
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

/** From a question to its answer. */
export function PairBracket({
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
