// How wide text is, without a page: advance widths in 1/100 em for U+0020 to U+007E, the rest by class. The layout cuts with this
// table, so a figure is the same in the panel, in a string and in a file. The numbers are those of Arial
// and Liberation Sans and a little more, since Segoe UI and San Francisco are a little wider: an error leaves room. Not handled: ligatures, kerning, shaping of complex scripts.

export type Face = "regular" | "bold" | "mono";

// biome-ignore format: a table
const REGULAR = [28.8,28.8,36.7,57.6,57.6,92,69,19.8,34.5,34.5,40.3,60.4,28.8,34.5,28.8,28.8,57.6,57.6,57.6,57.6,57.6,57.6,57.6,57.6,57.6,57.6,28.8,28.8,60.4,60.4,60.4,57.6,105.1,69,69,74.7,74.7,69,63.2,80.5,74.7,28.8,51.7,69,57.6,86.2,74.7,80.5,69,80.5,74.7,69,63.2,74.7,69,97.7,69,69,63.2,28.8,28.8,28.8,48.6,57.6,34.5,57.6,57.6,51.7,57.6,57.6,28.8,57.6,57.6,23,23,51.7,23,86.2,57.6,57.6,57.6,57.6,34.5,51.7,28.8,57.6,51.7,74.7,51.7,51.7,51.7,34.6,26.9,34.6,60.4];
// biome-ignore format: a table
const BOLD = [28.5,34.1,48.6,57,57,91.1,74,24.4,34.1,34.1,39.9,59.9,28.5,34.1,28.5,28.5,57,57,57,57,57,57,57,57,57,57,34.1,34.1,59.9,59.9,59.9,62.6,99.9,74,74,74,74,68.4,62.6,79.7,74,28.5,57,74,62.6,85.4,74,79.7,68.4,79.7,74,68.4,62.6,74,68.4,96.7,68.4,68.4,62.6,34.1,28.5,34.1,59.9,57,34.1,57,62.6,57,62.6,57,34.1,62.6,62.6,28.5,28.5,57,28.5,91.1,62.6,62.6,62.6,62.6,39.9,57,34.1,62.6,57,79.7,57,57,51.2,39.9,28.7,39.9,59.9];
const MONO = 61;
const WIDE = 101;
const WIDEST_EMOJI = 137;

/** Width of one code point in 1/100 em. */
function advance(c: number, face: Face): number {
  if (face === "mono" && c < 0x2e80) return MONO;
  if (c >= 0x20 && c < 0x7f) return (face === "bold" ? BOLD : REGULAR)[c - 0x20] ?? WIDE;
  if (c >= 0x0300 && c <= 0x036f) return 0;
  if (c < 0x0250) return 76;
  if (c < 0x0530) return 84;
  if (c >= 0x2000 && c < 0x2300) return c === 0x2026 ? WIDE : c === 0x202f || c === 0x2009 ? 29 : 60;
  if (c >= 0xff61 && c <= 0xffdc) return 60;
  if (c >= 0x1f000) return c < 0x20000 ? WIDEST_EMOJI : WIDE;
  return WIDE;
}

/** Width of `text` at a font size, both in pixels. */
export function textWidth(text: string, size: number, face: Face = "regular"): number {
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.codePointAt(i) ?? 0;
    if (c > 0xffff) i++;
    width += advance(c, face);
  }
  return (width * size) / 100;
}

/** The longest beginning of `text` that fits into `max` pixels, with an ellipsis when something is left out; "" when not even that fits. */
export function fit(text: string, max: number, size: number, face: Face = "regular"): string {
  if (text.length * 1.04 * size <= max || textWidth(text, size, face) <= max) return text;
  const room = (max * 100) / size - advance(0x2026, face);
  if (room < 0) return "";
  let width = 0;
  let end = 0;
  while (end < text.length) {
    const c = text.codePointAt(end) ?? 0;
    width += advance(c, face);
    if (width > room) break;
    end += c > 0xffff ? 2 : 1;
  }
  return `${text.slice(0, end).trimEnd()}…`;
}

/** Keeps both ends: for URLs, whose end says more than their middle. */
export function fitMiddle(text: string, max: number, size: number, face: Face = "regular"): string {
  if (textWidth(text, size, face) <= max) return text;
  const room = (max * 100) / size - advance(0x2026, face);
  if (room < 0) return "";
  const points = [...text];
  let width = 0;
  let a = 0;
  let b = points.length;
  // From both ends in turn, the beginning first.
  for (let first = true; a < b; first = !first) {
    width += advance((first ? points[a] : points[b - 1])?.codePointAt(0) ?? 0, face);
    if (width > room) break;
    if (first) a++;
    else b--;
  }
  // What is left of a short sid is no sid.
  return `${points.slice(0, a).join("")}…${points.slice(b).join("")}`.replace(/….{0,3}…/, "…");
}
