// The findings of a figure, below its ladder: for each the mark of its severity, its name, how often it was found, and what is wrong.

import { SeverityMark } from "../diagram/draw/findings.tsx";
import { Text } from "../diagram/draw/shapes.tsx";
import { FONTS } from "../diagram/draw/style.ts";
import { nameOf, plain, type Say } from "../findings/catalogue.ts";
import type { Finding, Severity } from "../findings/finding.ts";
import { printable } from "../text/printable.ts";
import { LIBERATION } from "../text/width.ts";

/** Of more, the number is written: a figure is no report. */
const MOST = 20;
const LINE = 18;
const NAME_X = 20;

interface PlacedFinding {
  readonly severity: Severity | null;
  readonly name: string;
  /** The first line stands beside the name. */
  readonly lines: readonly string[];
  readonly firstX: number;
  readonly y: number;
}

/** Places findings, of which the worst come first, in lines of at most `width` pixels. */
export function placeFindings(findings: readonly Finding[], say: Say, width: number): readonly PlacedFinding[] {
  let y = 0;
  const place = (severity: Severity | null, name: string, text: string): PlacedFinding => {
    const firstX = name === "" ? NAME_X : NAME_X + LIBERATION.pixels(name, FONTS.name) + 8;
    const lines = broken(text, width - firstX, width - NAME_X);
    const placed = { severity, name, lines, firstX, y };
    y += LINE * lines.length;
    return placed;
  };
  const placed = findings.slice(0, MOST).map(({ severity, rule, times, title }) => {
    const name = say(nameOf(rule));
    return place(severity, printable(times > 1 ? `${name} ×${times}` : name), printable(plain(say(title))));
  });
  return findings.length > MOST ? [...placed, place(null, "", say(["label/more", findings.length - MOST]))] : placed;
}

/** A text in lines, the first of which has less room. */
function broken(text: string, first: number, room: number): string[] {
  const shown = LIBERATION.fit(text, first, FONTS.lead);
  if (shown === text) return [text];
  const kept = shown.slice(0, -1);
  const [between = ""] = /^[\s,·]*/.exec(text.slice(kept.length)) ?? [];
  const rest = text.slice(kept.length + between.length);
  return kept === "" || rest === "" ? [text] : [(kept + between).trimEnd(), ...broken(rest, room, room)];
}

export function findingsHeight(findings: readonly PlacedFinding[]): number {
  return findings.reduce((height, { lines }) => height + LINE * lines.length, 0);
}

/** `y` is the middle of its first line. */
export function FindingList({ findings, x, y }: { readonly findings: readonly PlacedFinding[]; readonly x: number; readonly y: number }) {
  if (findings.length === 0) return null;
  return (
    <g class="found">
      {findings.map(({ severity, name, lines, firstX, y: below }) => (
        <g key={below} transform={`translate(${x} ${y + below})`}>
          {severity && <SeverityMark severity={severity} x={0} y={-6} />}
          {name !== "" && <Text widths={LIBERATION} x={NAME_X} y={4} font="name" text={name} />}
          {lines.map((line, i) => (
            <Text widths={LIBERATION} key={line} x={i === 0 ? firstX : NAME_X} y={4 + LINE * i} font="lead" text={line} />
          ))}
        </g>
      ))}
    </g>
  );
}
