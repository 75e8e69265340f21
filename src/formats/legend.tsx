// The legend below a figure: it explains the signs that the figure has.

import type { ComponentChildren } from "preact";
import { headOf, layOut } from "../diagram/draw/layout.ts";
import { Dot, OpenHead, SolidHead, Text } from "../diagram/draw/shapes.tsx";
import { FONTS } from "../diagram/draw/style.ts";
import type { Scene } from "../diagram/scene/scene.ts";
import type { MessageKey, Translate } from "../messages/messages.ts";
import { LIBERATION } from "../text/width.ts";

const LINE_HEIGHT = 22;
const BESIDE = 7;
const BETWEEN = 22;
/** The width of most pictures, in pixels. */
const WIDE = 34;

interface Sign {
  readonly key: MessageKey;
  readonly occurs: (scene: Scene) => boolean;
  readonly picture: ComponentChildren;
  /** The width of the picture, if it is not `WIDE`. */
  readonly wide?: number;
}

const SIGNS: readonly Sign[] = [
  {
    key: "sent",
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
    key: "received",
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
    key: "folded",
    occurs: (scene) => scene.rows.some((row) => row.kind === "fold"),
    picture: (
      <>
        <path class="line" d="M6 -1.5H28M6 1.5H28" />
        <OpenHead x={1} y={0} to="left" />
        <OpenHead x={33} y={0} to="right" />
      </>
    ),
  },
  {
    key: "legendOpenRequest",
    occurs: (scene) => scene.requests.length > 0,
    picture: <rect class="span span-edge" x={0.5} y={-6} width={7} height={12} rx={1.5} />,
    wide: 8,
  },
  {
    key: "legendLost",
    occurs: (scene) => scene.rows.some((row) => "lost" in row && row.lost && !row.unsent),
    picture: (
      <>
        <path class="line sent dash" d="M2 0H24" />
        <path class="over" d="M24 -4l8 8m0 -8l-8 8" />
      </>
    ),
  },
  {
    key: "legendUnsent",
    occurs: (scene) => scene.rows.some((row) => "unsent" in row && row.unsent),
    picture: (
      <>
        <path class="line" d="M2 0H24" />
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
    key: "legendAbout",
    occurs: (scene) =>
      scene.lifelines.some(({ inferred }) => inferred) ||
      scene.rows.some((row) => row.kind === "mark" && (row.when === "about" || row.remark?.startsWith("≈"))),
    picture: <Text widths={LIBERATION} x={0} y={4} font="name" text="≈" />,
    wide: LIBERATION.pixels("≈", FONTS.name),
  },
  {
    key: "legendWindow",
    occurs: (scene) => scene.heartbeatWindows.length > 0,
    picture: <rect class="window" x={0.5} y={-6} width={10} height={12} rx={2} />,
    wide: 11,
  },
  {
    key: "legendUnheard",
    occurs: (scene) => scene.silences.some(({ dotted }) => dotted),
    picture: <path class="life unheard" d="M2 0H32" />,
  },
  {
    key: "gapNotCaptured",
    occurs: (scene) => scene.rows.some((row) => row.kind === "gap"),
    picture: <rect class="hatch" x={2} y={-6} width={30} height={12} />,
  },
  {
    key: "legendNamespace",
    occurs: (scene) => scene.rows.some((row) => row.kind === "packet" && row.stripe !== undefined),
    picture: <path class="stripe" d="M1 -7V7" />,
    wide: 2,
  },
  {
    key: "legendStepRows",
    occurs: (scene) => scene.stepTicks.length > 0,
    picture: <path class="leg" d="M6 -6.5h-5.5V6.5h5.5M0.5 0h5.5" />,
    wide: 6,
  },
  { key: "legendPair", occurs: (scene) => scene.pairs.length > 0, picture: <path class="pair" d="M0 -5.5h5.5V5.5h-5.5" />, wide: 6 },
];

/** A sign for each letter that stands for the name of a lifeline with no room for it: `p polling` explains `p` and `p2`. */
function letters(scene: Scene, width: number): { key: string; text: string; picture: ComponentChildren; wide: number }[] {
  const named = new Map<string, string>();
  for (const column of layOut(scene, width).columns) {
    const { head, client, lifeline } = headOf(column, scene.bottom);
    if (client !== null && lifeline?.owner) named.set(head, lifeline.owner);
    const letter = lifeline && client === null && !head.endsWith(lifeline.name) ? lifeline.letter.replace(/(?<=\D)\d+$/, "") : "";
    if (lifeline && letter !== "" && !named.has(letter)) named.set(letter, lifeline.name.replace(/ \d+$/, ""));
  }
  return [...named].map(([letter, text]) => ({
    key: letter,
    text,
    picture: <Text widths={LIBERATION} x={0} y={4} font="name" text={letter} />,
    wide: LIBERATION.pixels(letter, FONTS.name),
  }));
}

export interface PlacedSign {
  readonly key: string;
  readonly picture: ComponentChildren;
  readonly text: string;
  readonly textX: number;
  readonly x: number;
  readonly y: number;
}

/** Places the signs that the scene has in rows of at most `width` pixels. */
export function placeSigns(scene: Scene, width: number, t: Translate): readonly PlacedSign[] {
  let x = 0;
  let y = 0;
  const signs = SIGNS.filter((sign) => sign.occurs(scene)).map(({ key, picture, wide = WIDE }) => ({ key, picture, wide, text: t(key) }));
  return [...signs, ...letters(scene, width)].map(({ key, picture, wide, text }) => {
    const textX = wide + BESIDE;
    const needs = textX + LIBERATION.pixels(text, FONTS.legend);
    if (x > 0 && x + needs > width) {
      x = 0;
      y += LINE_HEIGHT;
    }
    const placed = { key, picture, text, textX, x, y };
    x += needs + BETWEEN;
    return placed;
  });
}

export function legendHeight(signs: readonly PlacedSign[]): number {
  return signs.length === 0 ? 0 : LINE_HEIGHT + Math.max(...signs.map(({ y }) => y));
}

/** `y` is the middle of its first line. */
export function Legend({ signs, x, y }: { readonly signs: readonly PlacedSign[]; readonly x: number; readonly y: number }) {
  return (
    <g class="signs">
      {signs.map(({ key, picture, text, textX, ...at }) => (
        <g key={key} transform={`translate(${x + at.x} ${y + at.y})`}>
          {picture}
          <Text widths={LIBERATION} x={textX} y={3.5} font="legend" text={text} />
        </g>
      ))}
    </g>
  );
}
