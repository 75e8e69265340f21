// How wide text is in a terminal: letters are one column wide, those of East Asian scripts and emoji two.

import { type Font, measured } from "./width.ts";

const isWide = (character: string): boolean => character >= "\u2e80" && !(character >= "\uff61" && character <= "\uffdc");

/** Measures and cuts text in columns. Its font is `COLUMN`. */
export const COLUMNS = measured((sample) => [...sample].reduce((sum, character) => sum + (isWide(character) ? 2 : 1), 0));
export const COLUMN: Font = [1, "mono"];
