// Colours, fonts and lines of the diagram as CSS text. The panel adopts it as a style sheet; an exported figure contains it
// (formats/sheet-style.ts). Every colour is one of these tokens. In both themes the contrast of text is at least 4.5 : 1, of lines 3 : 1.

import type { Font } from "../../text/width.ts";

export type Theme = "light" | "dark";
type Token = keyof typeof LIGHT;

/** A ladder with fewer pixels across has no columns for session bars and steps. */
export const NARROW = 640;

const LIGHT = {
  bg: "#ffffff",
  surface: "#f6f7f9",
  field: "#ffffff",
  hover: "#eef0f4",
  select: "#e3ecfd",
  related: "#f1f5fe",
  focus: "#0b57d0",
  line: "#dfe2e7",
  "line-strong": "#7b818b",
  life: "#868d98",
  text: "#1d2025",
  "text-2": "#4a505a",
  "text-3": "#5f6670",
  sent: "#0b57d0",
  received: "#9c4a00",
  http: "#6d7480",
  span: "#e7eaf0",
  "span-line": "#7d8591",
  gap: "#c9ced6",
  window: "#6a3fb5",
  problem: "#b3103c",
  ok: "#1c6b40",
  string: "#8a2a5c",
  number: "#0b4fb8",
};

const DARK: Readonly<Record<Token, string>> = {
  bg: "#1f2023",
  surface: "#27292d",
  field: "#1a1b1e",
  hover: "#303338",
  select: "#263a5c",
  related: "#242b38",
  focus: "#8ab4f8",
  line: "#383b41",
  "line-strong": "#8a919c",
  life: "#727984",
  text: "#e6e8eb",
  "text-2": "#bfc4cc",
  "text-3": "#a0a6b0",
  sent: "#82b1ff",
  received: "#f2a65e",
  http: "#949ba6",
  span: "#353941",
  "span-line": "#858c98",
  gap: "#474c55",
  window: "#bd9cf5",
  problem: "#ff8fa3",
  ok: "#76c893",
  string: "#f2a0c9",
  number: "#9cc2ff",
};

/** In forced-colors mode every line and text uses CanvasText. */
const FORCED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(LIGHT).map((token) => [token, "CanvasText"])),
  ...Object.fromEntries(["bg", "surface", "hover", "select", "related", "span"].map((token) => [token, "Canvas"])),
  field: "Field",
  focus: "Highlight",
};

const TOKENS: Readonly<Record<Theme, Readonly<Record<Token, string>>>> = { light: LIGHT, dark: DARK };

/** The first of these that a reader has. Most are about as wide as Liberation Sans, with which figures are laid out. */
const FONT_UI = `-apple-system, "Segoe UI", "Liberation Sans", Arial, Roboto, "Noto Sans CJK JP", system-ui, sans-serif`;
const FONT_MONO = `"DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace`;

/** Size and face of every class of text. Texts are measured with them, and the CSS rules are made of them. */
export const FONTS = {
  head: [11.5, "bold"],
  "head-id": [10.5, "regular"],
  step: [11.5, "bold"],
  "step-n": [11.5, "bold"],
  "step-t": [11, "regular"],
  "step-note": [11, "regular"],
  slow: [11, "bold"],
  "silence-text": [11, "bold"],
  time: [11, "regular"],
  name: [12, "bold"],
  mark: [12, "bold"],
  path: [11.5, "regular"],
  remark: [11.5, "regular"],
  why: [11.5, "regular"],
  lat: [11, "bold"],
  meta: [11, "regular"],
  key: [11, "regular"],
  quiet: [11, "regular"],
  mono: [10.5, "mono"],
  title: [15, "bold"],
  lead: [12, "regular"],
  legend: [11.5, "regular"],
} as const satisfies Record<string, Font>;

export type FontName = keyof typeof FONTS;

const FONT_RULES = Object.entries(FONTS)
  .map(([name, [size, face]]) => {
    if (face === "mono") return `.${name} { font: ${size}px var(--font-mono); }`;
    return `.${name} { font-size: ${size}px;${face === "bold" ? " font-weight: 600;" : ""} }`;
  })
  .join("\n");

/**
 * The rules of the diagram itself; each selector applies inside a `.ladder`. Chromium rounds the advance widths of hinted fonts to whole
 * pixels unless `geometricPrecision` is set: a word would be up to 6 % wider or narrower than its font says.
 */
const INSIDE = `
text { font: 12px var(--font-ui); fill: var(--text); white-space: pre; text-rendering: geometricPrecision; }
${FONT_RULES}
.end { text-anchor: end; }
.mid { text-anchor: middle; }
.mono { fill: var(--text-2); }
path { fill: none; }
.band { fill: var(--surface); }
.hair { stroke: var(--line); }
.hover { fill: var(--hover); }
.related { fill: var(--related); }
.sel, .sel-bar { fill: var(--select); }
.sel-bar { fill: var(--focus); }
.ring { fill: none; stroke: var(--focus); stroke-width: 2; visibility: hidden; }
.head-id, .step-n, .step-t, .step-note { fill: var(--text-3); }
.slow { fill: var(--problem); }
.stripe { stroke: var(--line-strong); stroke-width: 2; }
.stripe-2 { stroke-dasharray: 6 3; }
.stripe-3 { stroke-dasharray: 2 2; }
.leg, .pair { stroke: var(--line-strong); }
.pair.on { stroke: var(--focus); stroke-width: 1.5; }
.rail-box { fill: var(--bg); stroke: var(--line-strong); }
.rail-sid { fill: var(--text-2); }
.rail-link { stroke: var(--line-strong); stroke-dasharray: 4 3; }
.rail-head { fill: var(--line-strong); }
.ruler { stroke: var(--life); }
.life { stroke: var(--life); }
.life.unheard { stroke-dasharray: 1.5 3.5; stroke-width: 1.5; }
.window { fill: var(--window); fill-opacity: 0.08; stroke: var(--window); stroke-dasharray: 3 2; }
.silence { stroke: var(--text-2); stroke-width: 1.5; }
.silence-text { text-anchor: middle; paint-order: stroke; stroke: var(--bg); stroke-width: 4; }
.tear { fill: none; stroke: var(--line-strong); }
.cap { fill: var(--bg); stroke: var(--line-strong); stroke-width: 1.25; }
.over { stroke: var(--text-2); stroke-width: 1.5; }
.over.problem { stroke: var(--problem); stroke-width: 2; }
.over.inferred { stroke: var(--window); }
.span { fill: var(--span); }
.span-edge { stroke: var(--span-line); }
.time { fill: var(--text-3); }
.line { stroke: var(--http); }
.line.sent { stroke: var(--sent); stroke-width: 1.4; }
.line.received { stroke: var(--received); stroke-width: 1.4; }
.line.dash { stroke-dasharray: 4 3; }
.line.plain { stroke: var(--text-2); }
.line.inferred { stroke: var(--window); stroke-dasharray: 4 3; }
.line.problem { stroke: var(--problem); }
.line.leader { stroke-dasharray: 1 3; }
.line.now { stroke: var(--line-strong); stroke-dasharray: 1 3; }
.open { stroke: var(--http); stroke-width: 1.25; }
.solid.sent, .dot.sent { fill: var(--sent); }
.solid.received, .dot.received { fill: var(--received); }
.dot { fill: var(--http); }
.station { fill: var(--bg); stroke: var(--http); }
.path, .why { fill: var(--text-2); }
.remark { fill: var(--text-3); }
.why, .mark.problem { fill: var(--problem); }
.warn { fill: var(--problem); }
.code { fill: var(--text-3); }
.code.sent { fill: var(--sent); }
.code.received { fill: var(--received); }
.key, .meta, .quiet { fill: var(--text-3); }
.mono.val { fill: var(--text); }
.ack { fill: none; stroke: var(--line-strong); }
.mark.inferred { fill: var(--window); }
.tri { fill: var(--text-3); }
.spark { stroke: var(--http); }
.cut { stroke: var(--bg); stroke-width: 3; }
.hatch { fill: url(#hatch); }
.hatch-bg { fill: var(--bg); }
.hatch-line { fill: var(--gap); }
.plate { fill: var(--bg); }
`;

export const LADDER = `
.ladder { display: block; font-variant-numeric: tabular-nums; }
${INSIDE.replace(/^(?=\S)|(?<=, )(?=\.)/gm, ".ladder ")}
@media print { .ladder .sel, .ladder .related, .ladder .hover, .ladder .sel-bar { fill: none; } }
`;

const declarations = (tokens: Readonly<Record<string, string>>) =>
  Object.entries(tokens)
    .map(([token, colour]) => `--${token}: ${colour};`)
    .join(" ");

/** For a page: the tokens of both themes, of print and of forced colours, and the diagram's rules. `dark` wraps the dark theme in its condition. */
export function pageStyle(dark: (declarations: string) => string): string {
  return `
:root { color-scheme: light; --font-ui: ${FONT_UI}; --font-mono: ${FONT_MONO}; ${declarations(LIGHT)} }
${dark(`color-scheme: dark; ${declarations(DARK)}`)}
@media print { :root, :root.dark { color-scheme: light; ${declarations(LIGHT)} --surface: #fff; --text: #000; --text-2: #222; --text-3: #444; --sent: #000; --received: #000; --select: #fff; --related: #fff; } }
@media (forced-colors: active) {
  :root, :root.dark {
    ${declarations(FORCED)}
  }
  .ladder .sel-bar { fill: Highlight; }
}
${LADDER}`;
}

/** For the panel, which has the theme of DevTools. */
export const PANEL_STYLE = pageStyle((dark) => `:root.dark { ${dark} }`);

/** Replaces custom properties by the values of a theme, since not every SVG viewer supports them. */
export function writtenOut(rules: string, theme: Theme): string {
  const tokens: Readonly<Record<string, string>> = { ...TOKENS[theme], "font-ui": FONT_UI, "font-mono": FONT_MONO };
  return rules.replace(/var\(--([\w-]+)\)/g, (_, token: string) => tokens[token] ?? "inherit");
}
