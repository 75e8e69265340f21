// The shapes of which the diagram is made.

import type { Regex } from "../../filter/regex.ts";
import { printable } from "../../text/printable.ts";
import type { Widths } from "../../text/width.ts";
import { FONTS, type FontName } from "./style.ts";

/** The widest common fonts, Verdana and DejaVu Sans Bold, are wider than Liberation Sans by this factor. */
const WIDEST = 1.3;

/**
 * Attributes that make the browser draw a text as wide as the layout measured it, whatever the font. They are left out when the text
 * certainly has that width, or has so much `room` (in pixels) that its width does not matter. Monospaced letters keep their shape: only the
 * distance between them changes.
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
  /** Classes in addition to that of the font. */
  readonly cls?: string;
  readonly widths: Widths;
  /** Free pixels for the text; absent when something stands right after it. */
  readonly room?: number;
  /** Words that match one of these are marked. Only for a text that begins at `x`, not for one that ends there. */
  readonly marks?: readonly Regex[];
}

export function Text({ x, y, text, font, cls, widths, room, marks = [] }: TextProps) {
  const shown = printable(text);
  const pixels = (words: string) => widths.of(words, FONTS[font]);
  const found = marks.flatMap((mark) => [...mark.matchAll(shown)]).filter(([words]) => words !== "");
  const classes = [font, cls, found.length > 0 && "matched"].filter(Boolean).join(" ");
  return (
    <>
      {found.map(({ 0: words, index }) => (
        <rect key={index} class="match" x={x + pixels(shown.slice(0, index))} y={y - 11} width={pixels(words)} height={15} rx={2} />
      ))}
      <text {...pinned(shown, font, widths, room)} x={x} y={y} class={classes}>
        {shown}
      </text>
    </>
  );
}

interface ArrowHeadProps {
  /** Where the tip is. */
  readonly x: number;
  readonly y: number;
  readonly to: "left" | "right";
  readonly cls: string;
}

/** The head of a packet: filled, 8 × 7.5 px. */
export function SolidHead({ x, y, to, cls }: ArrowHeadProps) {
  const back = to === "right" ? -8 : 8;
  return <polygon class={`solid ${cls}`} points={`${x},${y} ${x + back},${y - 3.75} ${x + back},${y + 3.75}`} />;
}

/** The head of HTTP without a packet: open, 6 × 7 px. */
export function OpenHead({ x, y, to }: Omit<ArrowHeadProps, "cls">) {
  const back = to === "right" ? -1 : 1;
  return <path class="open" d={`M${x + back * 6} ${y - 3.5}L${x + back * 0.5} ${y}L${x + back * 6} ${y + 3.5}`} />;
}

export function Dot({ x, y, cls }: { readonly x: number; readonly y: number; readonly cls: string }) {
  return <circle class={`dot ${cls}`} cx={x} cy={y} r={2.5} />;
}

/** The end of a lifeline: a cross for an error, a bar for a clean end. */
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

/** The path of a horizontal line; empty when `to` is not right of `from`. */
export function across(from: number, to: number, y: number): string {
  return to > from ? `M${from} ${y}H${to}` : "";
}
