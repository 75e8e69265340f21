// How wide characters are in the fonts that this browser draws the panel with. Measured once, when the panel starts.

import { type Face, LIBERATION, measured, SAMPLES, type Widths } from "../text/width.ts";

const SVG = "http://www.w3.org/2000/svg";
/** Large, so that rounding in the browser does not matter. */
const SIZE = 100;
/** A class of the diagram's style for each face. */
const CLASSES: Readonly<Record<Face, string>> = { regular: "lead", bold: "name", mono: "mono" };

/** Measures inside `root`, which must have the style of the ladder. Returns the usual widths when the browser does not lay out `root`. */
export function measureWidths(root: HTMLElement): Widths {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "ladder");
  svg.style.cssText = "position: absolute; visibility: hidden; font-kerning: none";
  const texts = new Map<string, SVGTextElement>();
  for (const face of ["regular", "bold", "mono"] as const) {
    for (const sample of SAMPLES) {
      const text = document.createElementNS(SVG, "text");
      text.setAttribute("class", CLASSES[face]);
      text.style.fontSize = `${SIZE}px`;
      text.textContent = sample;
      texts.set(face + sample, text);
      svg.append(text);
    }
  }
  root.append(svg);
  const advance = (sample: string, face: Face) => (texts.get(face + sample)?.getComputedTextLength() ?? 0) / SIZE;
  const widths = advance("0", "regular") > 0 ? measured(advance) : LIBERATION;
  svg.remove();
  return widths;
}
