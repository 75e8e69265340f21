// Ranges of sizes and durations: `>1k`, `<=20kB`, `1k..20k`, `>500ms`.

import type { Sentence } from "../messages/messages.ts";

/** Numbers from `least` to `most`, without these two if `isOpen`. */
export interface Range {
  readonly least: number;
  readonly most: number;
  readonly isOpen: boolean;
}

interface Quantity {
  /** What each unit is worth. The empty one is that of a number without a unit. */
  readonly units: Readonly<Record<string, number>>;
  /** How its units are written, for who took another. */
  readonly names: string;
  readonly example: string;
  /** A number stands for all up to so much below and above it. */
  readonly about: number;
}

/** In bytes. */
export const SIZE: Quantity = {
  units: { "": 1, b: 1, k: 1e3, kb: 1e3, m: 1e6, mb: 1e6 },
  names: "B, kB, MB",
  example: ">1k, 500B, 1k..20k",
  about: 0,
};

/** In milliseconds. They are shown as whole numbers, so one stands for all that are shown like it. */
export const DURATION: Quantity = {
  units: { "": 1, ms: 1, s: 1e3, min: 6e4 },
  names: "ms, s, min",
  example: ">500ms, <=2s, 100ms..1s",
  about: 0.5,
};

/** Why a text is no range, and from where to where in it. */
interface Refused {
  readonly from: number;
  readonly to: number;
  readonly reason: Sentence;
}

export function readRange(text: string, quantity: Quantity): Range | Refused {
  const [, comparison = "", rest = ""] = /^([<>]=?|=|)(.*)$/s.exec(text) ?? [];
  const at = comparison.length;
  const dots = comparison === "" ? rest.indexOf("..") : -1;
  if (dots >= 0) {
    const least = readNumber(rest.slice(0, dots), at, quantity);
    const most = readNumber(rest.slice(dots + 2), dots + 2, quantity);
    if (typeof least !== "number") return least;
    if (typeof most !== "number") return most;
    if (most < least) return { from: 0, to: text.length, reason: ["filterRangeBackwards", text] };
    return { least, most, isOpen: false };
  }
  const number = readNumber(rest, at, quantity);
  if (typeof number !== "number") return number;
  const isOpen = comparison === ">" || comparison === "<";
  if (comparison.startsWith(">")) return { least: number, most: Number.POSITIVE_INFINITY, isOpen };
  if (comparison.startsWith("<")) return { least: Number.NEGATIVE_INFINITY, most: number, isOpen };
  return { least: number - quantity.about, most: number + quantity.about, isOpen: false };
}

export function isWithin(n: number, { least, most, isOpen }: Range): boolean {
  return isOpen ? n > least && n < most : n >= least && n <= most;
}

function readNumber(text: string, from: number, { units, names, example }: Quantity): number | Refused {
  const [, digits = "", unit = ""] = /^(\d+(?:\.\d+)?)(.*)$/s.exec(text) ?? [];
  if (digits === "") return { from, to: from + text.length, reason: ["filterNoNumber", text, example] };
  const worth = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  if (worth === undefined) return { from: from + digits.length, to: from + text.length, reason: ["filterNoUnit", unit, names] };
  return Number(digits) * worth;
}
