// A figure by itself: one SVG with everything it needs inside, no script, no reference to anything outside.
// Heading, column heads, the whole ladder, a line that explains the signs that occur in it.

import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { LadderBody, LadderHead } from "../diagram/draw.tsx";
import { HEAD_HEIGHT, layOut } from "../diagram/layout.ts";
import type { Scene } from "../diagram/scene.ts";
import { across, Dot, OpenHead, SolidHead, Text } from "../diagram/shapes.tsx";
import { sheetStyle, type Theme } from "../diagram/style.ts";
import { fit, printable, textWidth } from "../diagram/text-width.ts";
import type { MessageKey, Translate } from "../messages/messages.ts";

export interface SheetOptions {
  /** Of the ladder, in pixels; the margin comes on top. */
  readonly width: number;
  /** What is drawn: the page. */
  readonly title: string;
  /** Below the title: server, revision, when, how long. */
  readonly lead: string;
  readonly theme: Theme;
  readonly t: Translate;
}

const MARGIN = 22;
const BODY_TOP = 68;
const LEGEND_LINE = 22;

/** The whole scene as the text of an SVG file. Any text in it is data: escaped, and freed of what XML cannot hold. */
export function svg(scene: Scene, { width, title, lead, theme, t }: SheetOptions): string {
  const layout = layOut(scene, width);
  const ladder = scene.bottom - scene.top;
  const outer = width + 2 * MARGIN + 2;
  const frame = HEAD_HEIGHT + ladder;
  const signs = placeSigns(scene, width, t);
  const height = BODY_TOP + frame + 24 + LEGEND_LINE * (1 + Math.max(0, ...signs.map((sign) => sign.line)));
  return renderToString(
    <svg
      xmlns="http://www.w3.org/2000/svg"
      class="ladder"
      width={outer}
      height={height}
      viewBox={`0 0 ${outer} ${height}`}
      role="img"
      aria-labelledby="title"
    >
      <title id="title">{printable(`${title}: ${lead}`)}</title>
      <style>{sheetStyle(theme)}</style>
      <rect class="paper" width={outer} height={height} />
      <Text x={MARGIN} y={34} cls="title" text={fit(printable(title), width, 15, "bold")} />
      <Text x={MARGIN} y={54} cls="lead" text={fit(printable(lead), width, 12)} />
      <g transform={`translate(${MARGIN + 1} ${BODY_TOP + 1})`}>
        <rect class="band" width={width} height={HEAD_HEIGHT} />
        <LadderHead scene={scene} layout={layout} />
        <g transform={`translate(0 ${HEAD_HEIGHT - scene.top})`}>
          <LadderBody scene={scene} layout={layout} />
        </g>
        <path class="hair" d={across(0, width, HEAD_HEIGHT - 0.5)} />
      </g>
      <rect class="frame" x={MARGIN + 0.5} y={BODY_TOP + 0.5} width={width + 1} height={frame + 1} rx={4} />
      {signs.map(({ sign, text, x, line }) => (
        <g key={sign.key} transform={`translate(${MARGIN + x} ${BODY_TOP + frame + 26.5 + line * LEGEND_LINE})`}>
          {sign.picture}
          <Text x={41} y={3.5} cls="legend" text={text} />
        </g>
      ))}
    </svg>,
  );
}

interface Sign {
  readonly key: MessageKey;
  readonly occurs: (scene: Scene) => boolean;
  readonly picture: ComponentChildren;
}

const SIGNS: readonly Sign[] = [
  {
    key: "legendSent",
    occurs: (scene) => scene.rows.some((row) => row.kind === "packet" && row.direction === "sent"),
    picture: (
      <>
        <path class="line sent" d="M2 0H26" />
        <Dot x={3} y={0} cls="sent" />
        <SolidHead x={33} y={0} to="right" cls="sent" />
      </>
    ),
  },
  {
    key: "legendReceived",
    occurs: (scene) => scene.rows.some((row) => row.kind === "packet" && row.direction === "received"),
    picture: (
      <>
        <path class="line received" d="M8 0H31" />
        <Dot x={31} y={0} cls="received" />
        <SolidHead x={1} y={0} to="left" cls="received" />
      </>
    ),
  },
  {
    key: "legendHttp",
    occurs: (scene) => scene.rows.some((row) => row.kind === "http"),
    picture: (
      <>
        <path class="line" d="M2 0H31" />
        <OpenHead x={33} y={0} to="right" />
      </>
    ),
  },
  {
    key: "legendOpenRequest",
    occurs: (scene) => scene.spans.length > 0,
    picture: <rect class="span span-edge" x={13.5} y={-6} width={7} height={12} rx={1.5} />,
  },
  {
    key: "legendLost",
    occurs: (scene) => scene.rows.some((row) => row.kind === "packet" && row.lost),
    picture: (
      <>
        <path class="line sent dash" d="M2 0H24" />
        <path class="over" d="M24 -4l8 8m0 -8l-8 8" />
      </>
    ),
  },
  {
    key: "legendInferred",
    occurs: (scene) => scene.rows.some((row) => row.kind === "mark" && row.tone === "inferred"),
    picture: <path class="line inferred" d="M2 0H32" />,
  },
  {
    key: "legendGap",
    occurs: (scene) => scene.rows.some((row) => row.kind === "gap"),
    picture: <rect class="hatch" x={2} y={-6} width={30} height={12} />,
  },
  { key: "legendPair", occurs: (scene) => scene.pairs.length > 0, picture: <path class="pair" d="M14 -5.5h6V5.5h-6" /> },
];

/** The signs that occur, one after the other, in as many lines as they need. */
function placeSigns(scene: Scene, width: number, t: Translate) {
  let x = 0;
  let line = 0;
  return SIGNS.filter((sign) => sign.occurs(scene)).map((sign) => {
    const text = t(sign.key);
    const needs = 41 + Math.ceil(textWidth(text, 11.5));
    if (x > 0 && x + needs > width) {
      x = 0;
      line++;
    }
    const placed = { sign, text, x, line };
    x += needs + 22;
    return placed;
  });
}
