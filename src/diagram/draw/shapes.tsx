// The few shapes that everything in the diagram is made of.

import { printable } from "../../text/printable.ts";

interface TextProps {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly cls?: string;
}

export function Text({ x, y, text, cls }: TextProps) {
  return (
    <text x={x} y={y} class={cls}>
      {printable(text)}
    </text>
  );
}

interface ArrowHeadProps {
  /** Where its tip is. */
  readonly x: number;
  readonly y: number;
  readonly to: "left" | "right";
  readonly cls: string;
}

/** 8 × 7.5, filled: a packet. */
export function SolidHead({ x, y, to, cls }: ArrowHeadProps) {
  const back = to === "right" ? -8 : 8;
  return <polygon class={`solid ${cls}`} points={`${x},${y} ${x + back},${y - 3.75} ${x + back},${y + 3.75}`} />;
}

/** 6 × 7, open: HTTP without a packet. */
export function OpenHead({ x, y, to }: Omit<ArrowHeadProps, "cls">) {
  const back = to === "right" ? -1 : 1;
  return <path class="open" d={`M${x + back * 6} ${y - 3.5}L${x + back * 0.5} ${y}L${x + back * 6} ${y + 3.5}`} />;
}

export function Dot({ x, y, cls }: { readonly x: number; readonly y: number; readonly cls: string }) {
  return <circle class={`dot ${cls}`} cx={x} cy={y} r={2.5} />;
}

/** Where a lifeline ends: a cross for an error, a bar for a clean end. */
export function End({
  x,
  y,
  shape,
  cls = "",
}: {
  readonly x: number;
  readonly y: number;
  readonly shape: "cross" | "bar";
  readonly cls?: string;
}) {
  return <path class={`over ${cls}`} d={shape === "cross" ? `M${x - 4} ${y - 4}l8 8m0 -8l-8 8` : `M${x - 5} ${y}h10`} />;
}

/** `M…H…` for a horizontal line, nothing when it has no length. */
export function across(from: number, to: number, y: number): string {
  return to > from ? `M${from} ${y}H${to}` : "";
}
