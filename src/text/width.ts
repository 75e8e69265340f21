// How wide text is, without a page: the sum of its characters' advance widths. Two tables exist: that of Liberation Sans (metrics of
// Arial), with which figures are laid out, and the one that the panel measures in the fonts it is drawn with. Not handled: ligatures,
// kerning, shaping of complex scripts.

import { cutAtWord } from "./cut-at-word.ts";

export type Face = "regular" | "bold" | "mono";
/** The size is in pixels. */
export type Font = readonly [size: number, face: Face];

/** Advance widths of a face in em: an entry for each of `SAMPLES`. */
type Advances = readonly number[];

const FIRST = 0x20;
const LAST = 0x7e;
/** Characters besides ASCII that the panel's own sentences use. */
const SINGLES = "·×–—‘’“”•…←→−≈≤≥";
/** Every other character counts as wide as the mean of its class. */
const CLASSES = {
  latin: "æðøßđħıŋœ",
  letter: "бдежзклмнпртфшыюяβδθλμπφψω",
  symbol: "␊␀─●★√",
  halfwidth: "ｱｲｶﾅ",
  wide: "語本あア。",
  emoji: "😀👍🎉",
};
const ORDER = Object.keys(CLASSES);

/** Each text that a width table measures: a single character, or a class of characters, for which the table holds the mean width. */
export const SAMPLES: readonly string[] = [
  ...Array.from({ length: LAST - FIRST + 1 }, (_, i) => String.fromCharCode(FIRST + i)),
  ...SINGLES,
  ...Object.values(CLASSES),
];

const FIRST_SINGLE = LAST - FIRST + 1;
const FIRST_CLASS = FIRST_SINGLE + SINGLES.length;
const WIDE = FIRST_CLASS + ORDER.indexOf("wide");
const ELLIPSIS = FIRST_SINGLE + SINGLES.indexOf("…");
const NO_WIDTH = -1;

/** The entry of `SAMPLES` for a code point. */
function entryOf(c: number): number {
  if (c >= FIRST && c <= LAST) return c - FIRST;
  // Combining marks, joiners, variation selectors.
  if ((c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200d) || (c >= 0xfe00 && c <= 0xfe0f)) return NO_WIDTH;
  // No-break and thin spaces.
  if (c === 0xa0 || c === 0x2009 || c === 0x202f) return 0;
  const single = c > 0xffff ? -1 : SINGLES.indexOf(String.fromCharCode(c));
  if (single >= 0) return FIRST_SINGLE + single;
  if (c < 0x250 || (c >= 0x1e00 && c < 0x1f00)) {
    // An accented letter is as wide as its letter.
    const base = String.fromCodePoint(c).normalize("NFD").charCodeAt(0);
    return base >= FIRST && base <= LAST ? base - FIRST : FIRST_CLASS + ORDER.indexOf("latin");
  }
  return FIRST_CLASS + ORDER.indexOf(classOf(c));
}

function classOf(c: number): keyof typeof CLASSES {
  if (c < 0x2000) return "letter";
  if (c < 0x2e80) return "symbol";
  if (c >= 0xff61 && c <= 0xffdc) return "halfwidth";
  return c >= 0x1f000 && c < 0x20000 ? "emoji" : "wide";
}

export class Widths {
  readonly #table: Readonly<Record<Face, Advances>>;
  readonly #isMeasured: boolean;

  /** `isMeasured`: the table is that of the fonts in which the text will be drawn. */
  constructor(table: Readonly<Record<Face, Advances>>, isMeasured: boolean) {
    this.#table = table;
    this.#isMeasured = isMeasured;
  }

  /** Width of `text` in pixels. */
  of(text: string, [size, face]: Font): number {
    const advances = this.#table[face];
    let width = 0;
    for (let i = 0; i < text.length; i++) {
      const c = text.codePointAt(i) ?? 0;
      if (c > 0xffff) i++;
      width += advances[entryOf(c)] ?? 0;
    }
    return width * size;
  }

  /** The same in whole pixels, rounded up. */
  pixels(text: string, font: Font): number {
    return Math.ceil(this.of(text, font));
  }

  /** Whether `text` is drawn as wide as `of` says: every character was measured by itself, or is as wide as its whole class. */
  isCertain(text: string): boolean {
    if (!this.#isMeasured) return false;
    for (const character of text) {
      const entry = entryOf(character.codePointAt(0) ?? 0);
      if (entry >= FIRST_CLASS && entry !== WIDE) return false;
    }
    return true;
  }

  /** The beginning of `text` that fits into `max` pixels, if possible up to a word, with an ellipsis when something is left out; "" when not even that fits. */
  fit(text: string, max: number, [size, face]: Font): string {
    const advances = this.#table[face];
    const most = max / size;
    const room = most - (advances[ELLIPSIS] ?? 0);
    let width = 0;
    let end = 0;
    for (let i = 0; i < text.length; ) {
      const c = text.codePointAt(i) ?? 0;
      i += c > 0xffff ? 2 : 1;
      width += advances[entryOf(c)] ?? 0;
      if (width <= room) end = i;
      if (width > most) return room < 0 ? "" : `${cutAtWord(text, end)}…`;
    }
    return text;
  }

  /** Keeps both ends: for URLs, whose end says more than their middle. */
  fitMiddle(text: string, max: number, font: Font): string {
    if (this.of(text, font) <= max) return text;
    let room = max - this.of("…", font);
    if (room < 0) return "";
    const points = [...text];
    let a = 0;
    let b = points.length;
    // From both ends in turn, the beginning first.
    for (let first = true; a < b; first = !first) {
      room -= this.of(points[first ? a : b - 1] ?? "", font);
      if (room < 0) break;
      if (first) a++;
      else b--;
    }
    // Three characters or less of a sid that was shortened already (`eYk3…AAAB`) are left out.
    return `${points.slice(0, a).join("")}…${points.slice(b).join("")}`.replace(/….{0,3}…/, "…");
  }
}

// biome-ignore format: a table
const REGULAR = [278,278,355,556,556,889,667,191,333,333,389,584,278,333,278,278,556,556,556,556,556,556,556,556,556,556,278,278,584,584,584,556,1015,667,667,722,722,667,611,778,722,278,500,667,556,833,722,778,667,778,722,667,611,722,667,944,667,667,611,278,278,278,469,556,333,556,556,500,556,556,278,556,556,222,222,500,222,833,556,556,556,556,333,500,278,556,500,722,500,500,500,334,260,334,584,
  278,584,556,1000,222,222,333,333,350,1000,1000,1000,584,549,549,549, 611,576,800,500,1000,1250];
// biome-ignore format: a table
const BOLD = [278,333,474,556,556,889,722,238,333,333,389,584,278,333,278,278,556,556,556,556,556,556,556,556,556,556,333,333,584,584,584,611,975,722,722,722,722,667,611,778,722,278,556,722,611,833,722,778,667,778,722,667,611,722,667,944,667,667,611,333,278,333,584,556,333,556,611,556,611,556,333,611,611,278,278,556,278,889,611,611,611,611,389,556,333,611,556,778,556,556,500,389,280,389,584,
  278,584,556,1000,278,278,500,500,350,1000,1000,1000,584,549,549,549, 639,629,800,500,1000,1250];
const MONO = SAMPLES.map((_, i) => (i < FIRST_CLASS + ORDER.indexOf("symbol") ? 602 : (REGULAR[i] ?? 0)));
const em = (advances: Advances) => advances.map((advance) => advance / 1000);

/** Liberation Sans, Arial, Helvetica; DejaVu Sans Mono. What they lack is as wide as in most fonts. */
export const LIBERATION = new Widths({ regular: em(REGULAR), bold: em(BOLD), mono: em(MONO) }, false);

/** Widths in fonts that `advance` measures: the width of a text in em in a face. */
export function measured(advance: (text: string, face: Face) => number): Widths {
  const table = (face: Face) => SAMPLES.map((sample) => advance(sample, face) / [...sample].length);
  return new Widths({ regular: table("regular"), bold: table("bold"), mono: table("mono") }, true);
}
