// Draws a figure: heading, column heads, the ladder, what was found, and a legend of the signs in it. SVG files, HTML pages and printed pages have the same
// drawing. All text in it is data: it is escaped, and characters that XML forbids are replaced.

import type { ComponentChildren } from "preact";
import { LadderBody, LadderHead } from "../diagram/draw/draw.tsx";
import { HEAD_HEIGHT, type Layout } from "../diagram/draw/layout.ts";
import { across, Text } from "../diagram/draw/shapes.tsx";
import { FONTS } from "../diagram/draw/style.ts";
import type { Scene } from "../diagram/scene/scene.ts";
import type { Regex } from "../filter/regex.ts";
import type { Say } from "../findings/catalogue.ts";
import type { Finding } from "../findings/finding.ts";
import type { Translate } from "../messages/messages.ts";
import { printable } from "../text/printable.ts";
import { LIBERATION } from "../text/width.ts";
import { FindingList, findingsHeight, placeFindings } from "./finding-list.tsx";
import { Legend, legendHeight, type PlacedSign, placeSigns } from "./legend.tsx";

export interface Sheet {
  readonly scene: Scene;
  /** The width of the ladder in pixels, without the margin. */
  readonly width: number;
  /** The address of the page, or the title that the user gave. */
  readonly title: string;
  /** The facts below the title: server, revisions, when it was recorded, how long, how many packets. */
  readonly facts: readonly string[];
  /** What is marked in the texts of the rows. */
  readonly marks?: readonly Regex[];
  /** What was found, below the ladder; absent if nobody looked. */
  readonly found?: { readonly all: readonly Finding[]; readonly say: Say } | null;
  readonly t: Translate;
}

interface SheetPictureProps extends Pick<Sheet, "scene" | "t"> {
  readonly layout: Layout;
  /** Null on every printed page but the first. */
  readonly heading: Heading | null;
  /** Below the ladder. */
  readonly below: Below;
  /** The page number, if there is more than one printed page. */
  readonly foot?: string;
  /** The style of an SVG file, which then also gets a title. An HTML page has its own style and title. */
  readonly style?: string;
}

/** What stands below a ladder: findings, then a legend. */
export interface Below {
  readonly findings: ReturnType<typeof placeFindings>;
  readonly signs: readonly PlacedSign[];
}

export const NOTHING_BELOW: Below = { findings: [], signs: [] };

export function belowOf({ scene, width, found, t }: Sheet): Below {
  return { findings: found ? placeFindings(found.all, found.say, width) : [], signs: placeSigns(scene, width, t) };
}

export interface Heading {
  readonly title: string;
  readonly lines: readonly string[];
}

export const MARGIN = 22;
const LEAD_LINE = 18;
const FOOT = 18;

/** The width of a sheet with its margins. */
export function sheetWidth(ladder: number): number {
  return ladder + 2 * MARGIN + 2;
}

/** The height of a sheet without its rows. */
export function sheetRest(heading: Heading | null, below: Below): number {
  const { signs } = below;
  return ladderTop(heading) + HEAD_HEIGHT + 2 + FOOT + foundHeight(below) + (signs.length === 0 ? 0 : legendHeight(signs) + 6);
}

function foundHeight({ findings }: Below): number {
  return findings.length === 0 ? 0 : findingsHeight(findings) + 12;
}

/** Where the frame of a ladder begins. */
export function ladderTop(heading: Heading | null): number {
  return heading === null ? 1 : 50 + LEAD_LINE * heading.lines.length;
}

interface PaperProps {
  /** The width of what stands in the frame. */
  readonly width: number;
  readonly height: number;
  readonly heading: Heading | null;
  /** See `SheetPictureProps`. */
  readonly style: string | undefined;
  readonly t: Translate;
  readonly children: ComponentChildren;
}

/** What all figures stand on: the paper with its heading, by which assistive technology names it. */
export function Paper({ width, height, heading, style, t, children }: PaperProps) {
  const outer = sheetWidth(width);
  const name = heading === null ? "" : [heading.title, ...heading.lines].join(" · ");
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      class="ladder"
      width={outer}
      height={height}
      viewBox={`0 0 ${outer} ${height}`}
      lang={t("language")}
      role="document"
      {...(name !== "" && style === undefined && { "aria-label": name })}
    >
      {name !== "" && style !== undefined && <title>{name}</title>}
      {style !== undefined && <style>{style}</style>}
      <rect class="paper" width={outer} height={height} />
      {heading && <Text widths={LIBERATION} x={MARGIN} y={34} font="title" text={heading.title} room={width} />}
      {heading?.lines.map((line, i) => (
        <Text widths={LIBERATION} key={line} x={MARGIN} y={54 + LEAD_LINE * i} font="lead" text={line} room={width} />
      ))}
      {children}
    </svg>
  );
}

export function SheetPicture({ scene, layout, heading, below, foot, style, t }: SheetPictureProps) {
  const { width } = layout;
  const outer = sheetWidth(width);
  const top = ladderTop(heading);
  const rows = scene.bottom - scene.top;
  const frame = HEAD_HEIGHT + rows;
  const height = rows + sheetRest(heading, below);
  return (
    <Paper width={width} height={height} heading={heading} style={style} t={t}>
      <g transform={`translate(${MARGIN + 1} ${top + 1})`}>
        <rect class="band" width={width} height={HEAD_HEIGHT} />
        <LadderHead scene={scene} layout={layout} />
        <svg role="presentation" y={HEAD_HEIGHT} width={width} height={rows}>
          <LadderBody scene={scene} layout={layout} origin={scene.top} />
        </svg>
        <path class="hair" d={across(0, width, HEAD_HEIGHT - 0.5)} />
      </g>
      <rect class="frame" x={MARGIN + 0.5} y={top + 0.5} width={width + 1} height={frame + 1} rx={4} />
      <FindingList findings={below.findings} x={MARGIN} y={top + frame + 24} />
      <Legend signs={below.signs} x={MARGIN} y={top + frame + foundHeight(below) + 26.5} />
      {foot !== undefined && (
        <Text widths={LIBERATION} x={outer - MARGIN} y={height - 3.5} font="legend" cls="end" text={foot} room={outer - 2 * MARGIN} />
      )}
    </Paper>
  );
}

/** Breaks title and facts into lines. A title that is too long is cut in the middle, because the ends of a URL say most. */
export function headingOf({ title, facts, width }: Pick<Sheet, "title" | "facts" | "width">): Heading {
  const lines: string[] = [];
  for (const fact of facts.map((fact) => LIBERATION.fit(printable(fact), width, FONTS.lead))) {
    const last = lines.at(-1);
    const longer = last === undefined ? fact : `${last} · ${fact}`;
    if (last !== undefined && LIBERATION.of(longer, FONTS.lead) <= width) lines[lines.length - 1] = longer;
    else lines.push(fact);
  }
  return { title: LIBERATION.fitMiddle(printable(title), width, FONTS.title), lines };
}
