// Fonts and lines of the diagram as CSS text. The panel has it in the ladder; an exported figure contains it (formats/sheet-style.ts).

import type { Font } from "../../text/width.ts";

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
  evidence: [9.5, "bold"],
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
.client-square { fill: var(--bg); stroke: var(--line-strong); }
.chosen .client-square { fill: var(--text); stroke: var(--text); }
.lane-head.chosen .head { fill: var(--bg); }
.lane-head.chosen .head-id { fill: var(--text); font-weight: 600; }
.lane-head.recedes .head { fill: var(--text-3); font-weight: 400; }
.ruler { stroke: var(--life); }
.life { stroke: var(--life); }
.chosen .life { stroke: var(--text-2); stroke-width: 2; }
.recedes .life { stroke: var(--line); }
.recedes .line, .recedes .solid, .recedes .dot, .recedes .open, .recedes .station, .recedes .over { opacity: 0.45; }
.recedes .name, .recedes .mark, .recedes .lat { font-weight: 400; }
.recedes .name, .recedes .mark, .recedes .mono, .recedes .path, .recedes .remark, .recedes .lat { fill: var(--text-3); }
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
.severity { fill: none; stroke: var(--problem); stroke-width: 1.4; stroke-linejoin: round; }
.severity.error path { fill: var(--problem); }
.severity.info { stroke: var(--text-2); }
.evidence-ring { fill: var(--bg); stroke: var(--problem); stroke-width: 1.25; }
.evidence { fill: var(--problem); }
.finding-ground { fill: none; pointer-events: all; cursor: pointer; }
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
.ladder .match { fill: var(--match); }
.ladder .remark.matched { fill: var(--text-2); }
@media (prefers-contrast: more) {
  .ladder .recedes .life { stroke: var(--life); }
  .ladder .recedes :is(.line, .solid, .dot, .open, .station, .over) { opacity: 0.7; }
}
@media (forced-colors: active) { .ladder .lane-head.chosen .head { fill: Canvas; } }
@media print { .ladder .sel, .ladder .related, .ladder .hover, .ladder .sel-bar { fill: none; } }
`;
