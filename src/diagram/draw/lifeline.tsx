// Lifelines, and what stands on them: requests and heartbeat windows.

import type { Widths } from "../../text/width.ts";
import type { HeartbeatWindow, Lifeline, RequestSpan, SilenceSpan } from "../scene/scene.ts";
import { End, Text } from "./shapes.tsx";

interface LifelineProps {
  readonly lifeline: Lifeline;
  readonly widths: Widths;
  /** Written at its beginning when it shares its slot; else empty. */
  readonly name: string;
  /** More classes. */
  readonly cls: string;
  /** The number of its column. */
  readonly lane: number;
  readonly x: number;
  readonly origin: number;
  /** The part of the ladder that is drawn, with `origin` subtracted. */
  readonly top: number;
  readonly bottom: number;
}

export function LifelinePicture({ lifeline, widths, name, cls, lane, x, origin, top, bottom }: LifelineProps) {
  const from = lifeline.from - origin;
  const to = lifeline.to === null ? bottom : lifeline.to - origin;
  if (to < top || from > bottom) return null;
  return (
    <g class={`lifeline${cls}`} data-lane={lane}>
      <path class="life" d={`M${x} ${Math.max(from, top)}V${Math.min(to, bottom)}`} />
      {lifeline.opened && from >= top && <circle class="cap" cx={x} cy={from} r={3} />}
      {name !== "" && lifeline.opened && from >= top && <Text widths={widths} x={x + 4} y={from - 8} font="head-id" text={name} />}
      {lifeline.end !== "none" && to <= bottom && (
        <End x={x} y={to + 0.5} shape={lifeline.end === "error" ? "cross" : "bar"} cls={lifeline.end === "error" ? "problem" : ""} />
      )}
    </g>
  );
}

interface RequestProps {
  readonly request: RequestSpan;
  /** The middle of its lifeline. */
  readonly x: number;
  readonly origin: number;
  readonly top: number;
  readonly bottom: number;
}

/** 7 px wide on its lifeline. A request without an answer has no bottom edge. */
export function RequestPicture({ request, x, origin, top, bottom }: RequestProps) {
  const from = Math.max(request.from - origin, top - 8);
  const open = request.to === null || request.to - origin > bottom;
  const to = open ? bottom : (request.to ?? 0) - origin;
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

interface HeartbeatWindowProps extends Omit<RequestProps, "request"> {
  readonly window: HeartbeatWindow;
}

/** 11 px wide on its lifeline, dashed. */
export function HeartbeatWindowPicture({ window: { from, to }, x, origin, top, bottom }: HeartbeatWindowProps) {
  const start = Math.max(from - origin, top - 8);
  const end = Math.min(to - origin, bottom + 8);
  return end > start ? <rect class="window" x={x - 5} y={start} width={10} height={end - start} rx={2} /> : null;
}

interface ServerProps {
  readonly silences: readonly SilenceSpan[];
  readonly x: number;
  readonly origin: number;
  readonly top: number;
  readonly bottom: number;
}

/** The server's lifeline, dotted where nothing was received from it. */
export function ServerLine({ silences, x, origin, top, bottom }: ServerProps) {
  let solid = "";
  let dotted = "";
  let y = top;
  for (const { from, to } of silences.filter((silence) => silence.dotted).sort((a, b) => a.from - b.from)) {
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
