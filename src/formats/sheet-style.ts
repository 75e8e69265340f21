// The style of a figure: the rules of the diagram, and of the heading, frame and legend around it.

import { LADDER } from "../diagram/draw/style.ts";
import { pageStyle, type Theme, writtenOut } from "../diagram/draw/theme.ts";

const SHEET = `
.ladder .lead, .ladder .legend { fill: var(--text-2); }
.ladder .paper { fill: var(--bg); }
.ladder .frame { fill: none; stroke: var(--line); }
`;

/** An SVG file has one theme. */
export function svgStyle(theme: Theme): string {
  return writtenOut(LADDER + SHEET, theme);
}

/** A page follows the theme that its reader prefers. In print, sheets cut to the size of the paper replace the one long drawing. */
export const HTML_STYLE = `${pageStyle((dark) => `@media (prefers-color-scheme: dark) { :root { ${dark} } }`)}${LADDER}${SHEET}
@page { size: A4 landscape; margin: 8mm; }
body { margin: 0; background: var(--bg); }
main { width: fit-content; margin: 0 auto; }
.printed { display: none; }
@media print {
  main { position: absolute; width: 0; height: 0; overflow: hidden; }
  .printed { display: block; }
  .printed > svg { width: 100%; height: auto; break-inside: avoid; }
  .printed > svg + svg { break-before: page; }
}
`;
