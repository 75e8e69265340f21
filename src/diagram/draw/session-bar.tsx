// A session bar at the left edge.

import { clientLetter } from "../../text/client-letter.ts";
import { printable } from "../../text/printable.ts";
import type { Widths } from "../../text/width.ts";
import type { SessionBar } from "../scene/scene.ts";
import { BAR_MARGIN, BAR_TRACK, BAR_WIDTH } from "./layout.ts";
import { End, pinned } from "./shapes.tsx";
import { FONTS } from "./style.ts";

/** A long bar repeats its sid every 480 px. */
const SID_EVERY = 480;

interface SessionBarProps {
  readonly bar: SessionBar;
  readonly widths: Widths;
  readonly origin: number;
  readonly top: number;
  readonly bottom: number;
}

/** A box with the sid, after the letter of its client where several are drawn, a cross where the session failed, an arrow from the session before it. */
export function SessionBarPicture({ bar, widths, origin, top, bottom }: SessionBarProps) {
  const sid = printable(bar.client === undefined ? bar.sid : `${clientLetter(bar.client)} ${bar.sid}`);
  const left = BAR_MARGIN + bar.track * BAR_TRACK + 0.5;
  const x = left + (BAR_WIDTH - 1) / 2;
  const length = widths.of(sid, FONTS.mono);
  const from = bar.from - origin + 3.5;
  const to = bar.to === null ? bottom + 8 : bar.to - origin - 3.5;
  const start = Math.max(from, top - 8);
  const end = Math.min(to, bottom + 8);
  const before = bar.follows === null ? null : Math.max(bar.follows - origin + 4, top - 8);
  const texts: number[] = [];
  for (let y = from + 6 + Math.max(0, Math.floor((start - from) / SID_EVERY)) * SID_EVERY; y + length + 8 <= end; y += SID_EVERY)
    texts.push(y);
  return (
    <g class="session">
      {before !== null && from - 4 > before && <path class="rail-link" d={`M${x} ${before}V${Math.min(from - 3, bottom + 8)}`} />}
      {before !== null && from - 4 > before && <path class="rail-head" d={`M${x - 3.5} ${from - 8}h7l-3.5 6.5z`} />}
      {end > start && <rect class="rail-box" x={left} y={start} width={BAR_WIDTH - 1} height={end - start} rx={3} />}
      {texts.map((y) => (
        <text key={y} class="rail-sid mono end" transform={`translate(${x + 3.5} ${y}) rotate(-90)`} {...pinned(sid, "mono", widths)}>
          {sid}
        </text>
      ))}
      {bar.end === "error" && to <= bottom && <End x={x} y={to} shape="cross" cls="problem" />}
    </g>
  );
}
