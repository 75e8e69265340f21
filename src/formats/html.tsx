// HTML pages, and figures cut to the size of paper in them (A4, landscape): between rows, with the column heads on every sheet.

import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { layOut } from "../diagram/draw/layout.ts";
import { type Scene, stepAt } from "../diagram/scene/scene.ts";
import type { Translate } from "../messages/messages.ts";
import { printable } from "../text/printable.ts";
import { belowOf, headingOf, NOTHING_BELOW, type Sheet, SheetPicture, sheetRest, sheetWidth } from "./sheet.tsx";

/** Allows the style in the file. Nothing else may be loaded, run or sent, even if the text of a packet broke out of its element. */
export const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/** Height by width of a printed page: A4 landscape within margins of 8 mm, and a little less. */
const PAPER = 0.68;
/** Pixels by which a bracket, or a session's box, that continues from another page extends beyond the cut, so that its end is not visible. */
const HOOK = 4;
const EDGE = 8;

/** The markup of the sheets. */
export function sheets(sheet: Sheet): string {
  const { scene, width, marks = [], t } = sheet;
  const layout = { ...layOut(scene, width), marks };
  const heading = headingOf(sheet);
  const below = belowOf(sheet);
  const paper = sheetWidth(width) * PAPER;
  const pages = pageCuts(scene, paper - sheetRest(heading, below), paper - sheetRest(null, NOTHING_BELOW));
  return pages
    .map((page, i) =>
      renderToString(
        <SheetPicture
          scene={page}
          layout={layout}
          heading={i === 0 ? heading : null}
          below={i === 0 ? below : NOTHING_BELOW}
          {...(pages.length > 1 && { foot: `${heading.title} · ${i + 1}/${pages.length}` })}
          t={t}
        />,
      ),
    )
    .join("");
}

interface HeadProps {
  readonly title: string;
  /** The rules of its style. */
  readonly style: string;
  readonly policy?: string;
  readonly children?: ComponentChildren;
}

export function Head({ title, style, policy = POLICY, children }: HeadProps) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content={policy} />
      <meta name="viewport" content="width=device-width" />
      <meta name="color-scheme" content="light dark" />
      <meta name="generator" content="Lifeline" />
      <title>{printable(title)}</title>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: rules of our own; a style element takes no entities */}
      <style dangerouslySetInnerHTML={{ __html: style }} />
      {children}
    </head>
  );
}

interface HtmlPageProps extends HeadProps {
  readonly t: Translate;
  readonly children: ComponentChildren;
}

export function HtmlPage({ t, children, ...head }: HtmlPageProps) {
  return (
    <html lang={t("language")}>
      <Head {...head} />
      <body>{children}</body>
    </html>
  );
}

/** Cuts a scene between rows into pages of at most `first` and then `room` pixels. The fields of a handshake, the line of a finding, and a leg of a step, stay with their row. */
function pageCuts(scene: Scene, first: number, room: number): Scene[] {
  const pages: Scene[] = [];
  const legs = new Set(scene.steps.flatMap((step) => step.legs.map(({ to }) => to)));
  let { top } = scene;
  let begin = top;
  const lines = scene.findings.filter(({ line }) => line).map(({ y, height }) => ({ kind: "line" as const, y, height }));
  for (const { kind, y, height } of [...scene.rows, ...lines].sort((a, b) => a.y - b.y)) {
    if (kind !== "fields" && kind !== "line" && !legs.has(y + height / 2)) begin = y;
    if (begin === top || y + height - top <= (pages.length === 0 ? first : room)) continue;
    pages.push(cut(scene, top, begin));
    top = begin;
  }
  return [...pages, cut(scene, top, scene.bottom)];
}

/** The scene between two cuts. A step or session that continues from the page before is named again at the top. A silence has its length on both pages. */
function cut(scene: Scene, top: number, bottom: number): Scene {
  const above = stepAt(scene, top);
  const inside = ({ from, to }: { readonly from: number; readonly to: number | null }) => from < bottom && (to === null || to > top);
  return {
    ...scene,
    top,
    bottom,
    rows: scene.rows.filter(({ y }) => y >= top && y < bottom),
    requests: scene.requests.filter(inside),
    pairs: scene.pairs.filter(inside),
    heartbeatWindows: scene.heartbeatWindows.filter(inside),
    silences: scene.silences.filter(inside).map((silence) => ({
      ...silence,
      from: Math.max(silence.from, top - HOOK),
      to: silence.to && Math.min(silence.to, bottom + HOOK),
    })),
    steps: scene.steps.filter(inside).map((step) => (step === above && step.from < top ? { ...step, from: top, time: "" } : step)),
    findings: scene.findings.filter(({ y }) => y >= top && y < bottom),
    stepTicks: scene.stepTicks.filter(({ y }) => y >= top && y < bottom),
    ...(scene.sessionBars && {
      sessionBars: {
        ...scene.sessionBars,
        bars: scene.sessionBars.bars.map((bar) => ({ ...bar, from: Math.max(bar.from, top - EDGE) })),
      },
    }),
  };
}
