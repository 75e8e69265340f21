// Small pictures in the cells of statistics. Words and numbers beside them say the same, so assistive technology skips them.

import type { Direction } from "../../wire/event.ts";

/** Pixels. */
const BARS_WIDTH = 120;
const BARS_HEIGHT = 12;
const SHARE_WIDTH = 64;
export const RANGE_WIDTH = 140;
const RANGE_HEIGHT = 12;
/** Pixels left and right of the scale: room for half of a label. */
const RANGE_MARGIN = 20;

/** Bars over the whole time of a trace; the highest fills the height. */
export function TimeBars({ values }: { readonly values: readonly number[] }) {
  const most = Math.max(...values);
  const step = BARS_WIDTH / Math.max(1, values.length);
  const width = Math.max(1, step - 1);
  const bars = values.map((value, i) => {
    const height = Math.max(1, (value / most) * BARS_HEIGHT);
    return value === 0 ? "" : `M${tenths(i * step)} ${BARS_HEIGHT}v${tenths(-height)}h${tenths(width)}V${BARS_HEIGHT}z`;
  });
  return (
    <svg class="time-bars" width={BARS_WIDTH} height={BARS_HEIGHT} aria-hidden="true">
      <path d={bars.join("")} />
    </svg>
  );
}

/** A part of a whole, from 0 to 1. */
export function ShareBar({ share }: { readonly share: number }) {
  return (
    <svg class="share-bar" width={SHARE_WIDTH} height={8} aria-hidden="true">
      <rect class="share-all" width={SHARE_WIDTH} height={8} />
      <rect width={Math.max(share > 0 ? 1 : 0, tenths(share * SHARE_WIDTH))} height={8} />
    </svg>
  );
}

/** The arrow of a packet. */
export function Arrow({ direction }: { readonly direction: Direction }) {
  return (
    <svg class={`arrow ${direction}`} width={16} height={8} aria-hidden="true">
      <path d={direction === "sent" ? "M0 4h9" : "M16 4h-9"} />
      <path class="arrow-head" d={direction === "sent" ? "M8.5 0.5L16 4l-7.5 3.5z" : "M7.5 0.5L0 4l7.5 3.5z"} />
    </svg>
  );
}

/** Milliseconds between which all ranges lie: powers of ten. */
export class LogScale {
  readonly #from: number;
  readonly #to: number;

  constructor([least, most]: readonly [number, number]) {
    this.#from = Math.floor(Math.log10(Math.max(0.1, least)));
    this.#to = Math.max(this.#from + 1, Math.ceil(Math.log10(Math.max(0.1, most))));
  }

  x(ms: number): number {
    const part = (Math.log10(Math.max(0.1, ms)) - this.#from) / (this.#to - this.#from);
    return tenths(RANGE_MARGIN + Math.min(1, Math.max(0, part)) * (RANGE_WIDTH - 2 * RANGE_MARGIN));
  }

  /** Powers of ten, so far apart that their labels do not touch. */
  get ticks(): number[] {
    const step = Math.ceil((this.#to - this.#from) / 3);
    return Array.from({ length: Math.floor((this.#to - this.#from) / step) + 1 }, (_, i) => 10 ** (this.#from + i * step));
  }
}

interface RangeProps {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly scale: LogScale;
}

/** A disc at the median, a stroke at p95, an end at the maximum. */
export function AnswerRange({ p50, p95, max, scale }: RangeProps) {
  const [a, b, c] = [scale.x(p50), scale.x(p95), scale.x(max)];
  const middle = RANGE_HEIGHT / 2;
  return (
    <svg class="answer-range" width={RANGE_WIDTH} height={RANGE_HEIGHT} aria-hidden="true">
      <path class="range-grid" d={scale.ticks.map((ms) => `M${scale.x(ms)} 0v${RANGE_HEIGHT}`).join("")} />
      <path class="range-line" d={`M${a} ${middle}H${c}M${c} ${middle - 3}v6`} />
      <path class="range-p95" d={`M${b} ${middle - 5}v10`} />
      <circle cx={a} cy={middle} r={2.5} />
    </svg>
  );
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
