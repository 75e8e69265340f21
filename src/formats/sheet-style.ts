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

/** Without a theme, a page follows the one that its reader prefers. */
export function htmlStyle(theme?: Theme): string {
  const themes = pageStyle((dark) =>
    theme === undefined ? `@media (prefers-color-scheme: dark) { :root { ${dark} } }` : theme === "dark" ? `:root { ${dark} }` : "",
  );
  return `${themes}${LADDER}${SHEET}
@page { size: A4 landscape; margin: 8mm; }
body { margin: 0; background: var(--bg); }
`;
}

/** The sheets of a page that has a viewer: they are what it prints, and what it shows where the viewer cannot run. */
export const SHEETS_STYLE = `
.printed > svg { width: 100%; height: auto; break-inside: avoid; }
.printed > svg + svg { break-before: page; }
.printed p { margin: 22px; font: 12px/18px var(--font-ui); color: var(--text); }
@media screen { .live .printed { display: none; } }
@media print {
  html, body { height: auto; overflow: visible; }
  #panel, .only-on-screen { display: none; }
}
`;
