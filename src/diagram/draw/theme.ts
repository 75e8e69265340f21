// The colours and fonts of the panel and of figures as CSS text. Every colour is one of these tokens. In both themes the contrast of text is at
// least 4.5 : 1, of lines 3 : 1.

export type Theme = "light" | "dark";
type Token = keyof typeof LIGHT;

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
  match: "#ffe9a8",
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
  match: "#5c4a10",
};

/** In forced-colors mode every line and text uses CanvasText. */
const FORCED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(LIGHT).map((token) => [token, "CanvasText"])),
  ...Object.fromEntries(["bg", "surface", "hover", "select", "related", "span", "match"].map((token) => [token, "Canvas"])),
  field: "Field",
  focus: "Highlight",
};

const TOKENS: Readonly<Record<Theme, Readonly<Record<Token, string>>>> = { light: LIGHT, dark: DARK };

/** The first of these that a reader has. Most are about as wide as Liberation Sans, with which figures are laid out. */
const FONT_UI = `-apple-system, "Segoe UI", "Liberation Sans", Arial, Roboto, "Noto Sans CJK JP", system-ui, sans-serif`;
const FONT_MONO = `"DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace`;

const declarations = (tokens: Readonly<Record<string, string>>) =>
  Object.entries(tokens)
    .map(([token, colour]) => `--${token}: ${colour};`)
    .join(" ");

/** For a page: the tokens of both themes, of print and of forced colours. `dark` wraps the dark theme in its condition. */
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
  .ladder .match { stroke: Highlight; }
}
`;
}

/** For the panel, which has the theme of DevTools. */
export const PANEL_STYLE = pageStyle((dark) => `:root.dark { ${dark} }`);

/** Replaces custom properties by the values of a theme, since not every SVG viewer supports them. */
export function writtenOut(rules: string, theme: Theme): string {
  const tokens: Readonly<Record<string, string>> = { ...TOKENS[theme], "font-ui": FONT_UI, "font-mono": FONT_MONO };
  return rules.replace(/var\(--([\w-]+)\)/g, (_, token: string) => tokens[token] ?? "inherit");
}
