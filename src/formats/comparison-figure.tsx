// Two compared sessions as a file: the sentence about where they part, both ladders side by side and, in an HTML page, the table of differences.

import { renderToString } from "preact-render-to-string";
import { type Comparison, sideName } from "../compare/compare.ts";
import { TwoLadders } from "../compare/two-ladders.ts";
import { slicesOf, TWO_HEADS_HEIGHT, TwoBodies, TwoHeads, type TwoSlices } from "../compare/two-ladders-picture.tsx";
import { across } from "../diagram/draw/shapes.tsx";
import type { Theme } from "../diagram/draw/theme.ts";
import { stepName } from "../diagram/words/step-words.ts";
import type { Translate } from "../messages/messages.ts";
import { printable } from "../text/printable.ts";
import { LIBERATION } from "../text/width.ts";
import type { Files } from "./comparison.ts";
import { MOST_FIGURE_ROWS } from "./figure.ts";
import { HtmlPage } from "./html.tsx";
import { headingOf, ladderTop, MARGIN, Paper } from "./sheet.tsx";
import { htmlStyle, svgStyle } from "./sheet-style.ts";

const WIDTH = 1280;

export interface ComparisonFigureOptions {
  readonly files: Files;
  /** The theme of an SVG file, light by default. An HTML page has both. */
  readonly theme?: Theme | undefined;
  readonly t: Translate;
}

/** The text of the file, or null if it would have more than `MOST_FIGURE_ROWS` rows. */
export function comparisonFigure(
  comparison: Comparison,
  kind: "svg" | "html",
  { files, theme, t }: ComparisonFigureOptions,
): string | null {
  if (comparison.rows.length > MOST_FIGURE_ROWS) return null;
  const ladders = new TwoLadders(comparison, t);
  const slices = slicesOf(ladders, 0, ladders.height, WIDTH, LIBERATION, t);
  const names = { a: sideName(comparison.a, files[0]), b: sideName(comparison.b, files[1]) };
  if (kind === "html") return `<!doctype html>\n${renderToString(<Page {...{ comparison, slices, names, t }} />)}\n`;
  // HTML allows `]]>` in text, XML does not (XML 1.0, 2.4).
  return renderToString(<Picture {...{ comparison, slices, names, t, style: svgStyle(theme ?? "light") }} />).replaceAll("]]>", "]]&gt;");
}

interface PictureProps {
  readonly comparison: Comparison;
  readonly slices: TwoSlices;
  readonly names: { readonly a: string; readonly b: string };
  readonly t: Translate;
  /** Of an SVG file. */
  readonly style?: string;
}

function Picture({ comparison: { a, b, sentence, remarks }, slices, names, t, style }: PictureProps) {
  const { width, bottom } = slices;
  const isRedacted = [a, b].some(({ store }) => store.log.header.redacted);
  const facts = [isRedacted ? t("figureRedacted") : "", remarks.slice(0, -1).join(" "), ...remarks.slice(-1)].filter(Boolean);
  const heading = headingOf({ title: sentence, facts, width });
  const top = ladderTop(heading);
  const frame = TWO_HEADS_HEIGHT + bottom;
  return (
    <Paper width={width} height={top + frame + MARGIN} heading={heading} style={style} t={t}>
      <g transform={`translate(${MARGIN + 1} ${top + 1})`}>
        <TwoHeads slices={slices} names={names} />
        <svg role="presentation" y={TWO_HEADS_HEIGHT} width={width} height={bottom}>
          <TwoBodies slices={slices} selected={slices.first} />
        </svg>
        <path class="hair" d={across(0, width, TWO_HEADS_HEIGHT - 0.5)} />
      </g>
      <rect class="frame" x={MARGIN + 0.5} y={top + 0.5} width={width + 1} height={frame + 1} rx={4} />
    </Paper>
  );
}

const PAGE_STYLE = `
main { width: fit-content; margin: 0 auto; }
table { margin: 0 ${MARGIN}px ${MARGIN}px; border-collapse: collapse; font: 12px/20px var(--font-ui); color: var(--text); }
th, td { padding: 1px 14px 1px 6px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th, .follows { color: var(--text-3); font-weight: 400; }
.first { background: var(--select); font-weight: 600; }
@media print { main { width: auto; } main svg { width: 100%; height: auto; } }
`;

function Page(props: PictureProps) {
  const { comparison, t } = props;
  return (
    <HtmlPage title={comparison.sentence} style={htmlStyle() + PAGE_STYLE} t={t}>
      <main>
        <Picture {...props} />
        <table>
          <thead>
            <tr>
              {[t("compareStep"), t("compareWhat"), "A", "B"].map((head) => (
                <th key={head}>{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {comparison.differences.map((difference, i) => (
              <tr key={i} class={difference === comparison.first ? "first" : difference.follows ? "follows" : ""}>
                <td>{stepName(t, difference.phase)}</td>
                <td>{printable(difference.what)}</td>
                <td>{printable(difference.a ?? t("none"))}</td>
                <td>{printable(difference.b ?? t("none"))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </main>
    </HtmlPage>
  );
}
