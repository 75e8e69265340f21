// Regular expressions that do not backtrack: the work of one grows with the length of a text and no faster, so none can stop the panel, whoever
// wrote it or the text. They are those of RE2 (https://github.com/google/re2/wiki/Syntax), with the escapes of JavaScript.

import { RE2JS, RE2JSException } from "re2js";
import type { Sentence } from "../messages/messages.ts";

export type Regex = Pick<RE2JS, "test" | "matchAll" | "pattern">;

/** Why an expression cannot be read, and from where to where in its source. */
interface Refused {
  readonly from: number;
  readonly to: number;
  readonly reason: Sentence;
}

/** Escapes, classes, and the beginnings of groups that look ahead or back. */
const PIECE = /\\(?:k<[^>]*>|[1-9]\d*|.)|\[(?:\\.|[^\]\\])*\]|\(\?<?[=!]/gs;
/** Those of them that only a backtracking engine can match. */
const BACKTRACKS = /^(?:\(|\\[1-9]|\\k<)/;

/** `flags`: `i` for any case, `s` for a `.` that is a line break too, `u` for nothing: characters are always those of Unicode. */
export function readRegexSource(source: string, flags: string): { readonly regex: Regex } | Refused {
  for (const { 0: piece, index } of source.matchAll(PIECE)) {
    if (BACKTRACKS.test(piece)) return { from: index, to: index + piece.length, reason: ["filterRegexBacktracks", piece] };
  }
  try {
    return { regex: regexOf(RE2JS.translateRegExp(source), flags) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const [, what = error.message, piece = source] = /: (.*?)(?:: `(.*)`)?$/s.exec(error.message) ?? [];
    const from = Math.max(0, source.indexOf(piece));
    const to = source.startsWith(piece, from) ? from + piece.length : source.length;
    return { from, to, reason: ["filterBadRegex", what] };
  }
}

/** An expression that is known to be right. */
export function regexOf(source: string, flags: string): Regex {
  return RE2JS.compile(source, (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) | (flags.includes("s") ? RE2JS.DOTALL : 0));
}
