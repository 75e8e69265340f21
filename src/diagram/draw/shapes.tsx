// The few shapes that everything in the diagram is made of.

import { printable } from "../../text/printable.ts";
import type { Widths } from "../../text/width.ts";
import { FONTS, type FontName } from "./style.ts";

/** The widest of common fonts, Verdana and DejaVu Sans Bold, are this much wider than Liberation Sans. */
const WIDEST = 1.3;

/**
 * Attributes that draw a text as wide as the layout took it to be, whatever the font. Left out where the text is certain to be that wide,
 * or has so much `room` in pixels that its width does not matter. In a fixed pitch the letters keep their shape: the pitch changes.
 */
export function pinned(text: string, font: FontName, widths: Widths, room = 0) {
  const width = widths.of(text, FONTS[font]);
  if (width === 0 || width * WIDEST <= room || widths.isCertain(text)) return {};
  const textLength = Math.round(width * 10) / 10;
  return font === "mono" ? { textLength } : { textLength, lengthAdjust: "spacingAndGlyphs" as const };
}

interface TextProps {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly font: FontName;
  /** Classes besides that of its font. */
  readonly cls?: string;
  readonly widths: Widths;
  /** Pixels that are free for it; absent when something stands right behind it. */
  readonly room?: number;
}

export function Text({ x, y, text, font, cls, widths, room }: TextProps) {
  const shown = printable(text);
  return (
    <text {...pinned(shown, font, widths, room)} x={x} y={y} class={cls ? `${font} ${cls}` : font}>
      {shown}
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
