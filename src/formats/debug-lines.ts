// The text of a log of the `debug` package → its lines. Each has a time, the name of what printed it, and a text, which may go on in the lines
// below it. Containers and services put a time of their own before each line:
//   2026-01-01T10:00:00.123456789Z 2026-01-01T10:00:00.123Z engine:ws received "2"      docker logs -t, kubectl logs --timestamps
//   2026-01-01T10:00:00+0000 host node[12]: Thu, 01 Jan 2026 10:00:00 GMT engine …      journalctl -o short-iso
// In a terminal `debug` prints colours, and how long ago it last printed (`+2ms`) instead of the time.

import type { EpochMs } from "../wire/event.ts";

export interface DebugLine {
  /** NaN if the log has no time. */
  readonly at: EpochMs;
  /** Such as `engine:ws`. */
  readonly name: string;
  readonly text: string;
  /** The character of the log at which it begins. */
  readonly offset: number;
}

const ISO = /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:?\d\d)?/g;
const UTC = /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/;
/** What stands before the name of a line: at most 200 characters. Then the name, and the text. */
const LINE = /^(.{0,200}?(?:^|\s))((?:engine|socket\.io)(?:[-:][\w-]+)*) (.*)$/s;
/** The line of anything that uses the package: it ends the text of the line before it. */
const OTHER = /^(?:\S+ ){0,4}?(?:\d{4}-\d\d-\d\dT[\d:.]+Z|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT) [\w.@/-]+[\w:.@/-]* /;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
const COLOUR = /\x1b\[[\d;]*m/g;
const SINCE = / \+\d+(?:ms|s|m|h|d)$/;

/** Whether a file that begins with `head` may be such a log. */
export function looksLikeDebugLog(head: string): boolean {
  return !/^\ufeff?\s*[[{<]/.test(head) && head.split("\n").some((line) => lineOf(line, 0) !== null);
}

/** The lines of `engine.io` and `socket.io`, in their order. */
export function* debugLines(log: string): Generator<DebugLine> {
  let open: { line: DebugLine; more: string[] } | null = null;
  for (let from = 0; from < log.length; ) {
    const end = log.indexOf("\n", from);
    const printed = log.slice(from, end < 0 ? log.length : end);
    const line = lineOf(printed, from);
    from = end < 0 ? log.length : end + 1;
    if (line || OTHER.test(printed.slice(0, 300))) {
      if (open) yield whole(open);
      open = line && { line, more: [] };
      // The text of a packet ends with a quote or a bracket, and goes on where it does not.
    } else if (open && isCut(open.more.at(-1) ?? open.line.text)) open.more.push(printed);
  }
  if (open) yield whole(open);
}

function isCut(text: string): boolean {
  return !/[")]\r?$/.test(text);
}

function whole({ line, more }: { readonly line: DebugLine; readonly more: readonly string[] }): DebugLine {
  return {
    ...line,
    text: (more.length > 0 && /^(?:writing|received|sending packet) "/.test(line.text)
      ? [line.text, ...more].join("\n")
      : line.text
    ).replace(/\r$/, ""),
  };
}

function lineOf(printed: string, offset: number): DebugLine | null {
  const isColoured = printed.slice(0, 300).includes("\x1b[");
  const [, before = "", name, text] = LINE.exec(isColoured ? printed.replace(COLOUR, "") : printed) ?? [];
  if (name === undefined || text === undefined) return null;
  const at = timeIn(before);
  const isSure = !Number.isNaN(at) || (before.trim() === "" && (isColoured || name.includes(":") || SINCE.test(text)));
  if (!isSure) return null;
  return { at, name, text: isColoured || Number.isNaN(at) ? text.replace(SINCE, "") : text, offset };
}

/** The last time in a text; one with fractions of a second, if there is any. */
function timeIn(text: string): EpochMs {
  const times = [...text.matchAll(ISO)];
  const exact = times.findLast(([, , , fraction]) => fraction !== undefined);
  const own = exact ? undefined : UTC.exec(text)?.[0];
  if (own !== undefined) return Date.parse(own);
  const [, date, time, fraction = "0", zone = "Z"] = exact ?? times.at(-1) ?? [];
  if (date === undefined) return Number.NaN;
  return Date.parse(`${date}T${time}.${fraction}${zone.replace(/(\d\d)(\d\d)$/, "$1:$2")}`);
}
