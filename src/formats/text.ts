// A ladder as text for a terminal: a line for each row, as wide as the terminal at most.

import type { Row } from "../diagram/scene/scene.ts";
import type { Severity } from "../findings/finding.ts";
import type { Store } from "../session/store.ts";
import { clientLetter } from "../text/client-letter.ts";
import { COLUMN, COLUMNS } from "../text/columns.ts";
import { printable } from "../text/printable.ts";
import { type LadderChoice, prepare } from "./prepared.ts";
import { itemsOf, type PieceStyle, piecesOf, stepText } from "./row-text.ts";

export interface TextOptions {
  /** In columns: longer lines are cut. */
  readonly width: number;
  readonly colour: boolean;
  /** How many of the last rows; all, when absent. */
  readonly last?: number;
}

/** How wide text in a file or a pipe is, in columns, and that it has no colours. */
export const IN_FILE: TextOptions = { width: 120, colour: false };

/** So many rows are made at once. */
const PORTION = 512;
/** Columns of the names of lifelines, which are left out if the text is narrower than `LEAST_WITH_NAMES`. */
const NAME = 12;
const LEAST_WITH_NAMES = 72;

/** SGR parameters (ECMA-48, 8.3.117). */
const SGR = { bold: "1", dim: "2", red: "31", yellow: "33", cyan: "36" } as const;
type Colour = keyof typeof SGR;
const COLOURS: Readonly<Partial<Record<PieceStyle, Colour>>> = { code: "cyan", name: "bold", remark: "dim", problem: "red" };
const SEVERITIES: Readonly<Record<Severity, Colour>> = { error: "red", warning: "yellow", info: "cyan" };

/** A text, and the colour it gets if colours are wanted. */
type Span = readonly [text: string, colour?: Colour | undefined];

/** The lines, without line ends. Control characters are escaped. The store must be in memory. */
export function* textLines(store: Store, choice: LadderChoice, options: TextOptions): Generator<string> {
  for (const item of text(store, choice, options)) if (typeof item === "string") yield item;
}

/** `textLines` of any store: wait for each promise, then go on. */
export function* text(store: Store, choice: LadderChoice, { width, colour, last }: TextOptions): Generator<string | Promise<void>> {
  const prepared = yield* prepare(store, choice);
  if (prepared === null) return;
  const { ladder, title, facts } = prepared;
  const line = (spans: readonly Span[]) => lineOf(spans, width, colour);
  yield line([[title, "bold"]]);
  for (const some of broken(facts, width)) yield line([[some, "dim"]]);
  for (let first = last === undefined ? 0 : Math.max(0, ladder.length - last); first < ladder.length; first += PORTION) {
    const { scene, items } = yield* itemsOf(prepared, first, Math.min(ladder.length, first + PORTION));
    const times = Math.max(...(scene.longestTimes ?? [""]).map((text) => COLUMNS.of(text, COLUMN)));
    const names = new Map(
      scene.lifelines.map(({ slot, client, name }) => [slot, client === undefined ? name : `${clientLetter(client)} ${name}`]),
    );
    for (const item of items) {
      if (item.kind === "step") {
        yield "";
        yield line([[stepText(item.step), "bold"]]);
      } else if (item.kind === "finding") {
        yield line([[`${" ".repeat(times)} ▲ ${item.mark.title}`, SEVERITIES[item.mark.severity]]]);
      } else {
        const { shown, marks } = item;
        const [mark] = marks;
        const name = "slot" in shown ? (names.get(shown.slot ?? -1) ?? "") : "";
        yield line([
          [`${before(shown.time, times)} `, "dim"],
          mark ? ["ⓘ ", SEVERITIES[mark.severity]] : isProblem(shown) ? ["▲ ", "red"] : ["  "],
          ...(width < LEAST_WITH_NAMES ? [] : [[`${after(name, NAME)} `, "dim"] as const]),
          [`${signOf(shown)} `],
          ...piecesOf(shown).map(({ text, style }): Span => [`${style === "code" ? after(text, 4) : text} `, COLOURS[style]]),
        ]);
      }
    }
  }
}

/** Facts in lines that are as wide as the text, so that none is cut: the last one may say that the text is redacted. */
function broken(facts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const fact of facts.map(printable)) {
    const longer = `${lines.at(-1) ?? ""} · ${fact}`;
    if (lines.length > 0 && COLUMNS.of(longer, COLUMN) <= width) lines[lines.length - 1] = longer;
    else lines.push(fact);
  }
  return lines;
}

const isProblem = (row: Row): boolean => "problem" in row && row.problem === true;

/** The arrow of a row: `→` sent, `⇢` sent in vain, `←` received, `↔` a request with its answer. */
function signOf(row: Row): string {
  switch (row.kind) {
    case "packet":
    case "http":
      if (row.kind === "http" && row.both) return "↔";
      return row.direction === "received" ? "←" : row.lost ? "⇢" : "→";
    case "mark":
      return row.ends ? "✕" : "·";
    case "fold":
      return "▸";
    case "gap":
      return "┊";
    case "quiet":
      return "⋮";
    default:
      return " ";
  }
}

const before = (text: string, columns: number): string => " ".repeat(Math.max(0, columns - COLUMNS.of(text, COLUMN))) + text;

function after(text: string, columns: number): string {
  const cut = COLUMNS.fit(text, columns, COLUMN);
  return cut + " ".repeat(Math.max(0, columns - COLUMNS.of(cut, COLUMN)));
}

function lineOf(spans: readonly Span[], width: number, colour: boolean): string {
  let room = width;
  let line = "";
  for (const [text, look] of spans) {
    const whole = printable(text);
    // A space at the end of a span needs no room.
    const cut = COLUMNS.fit(whole.trimEnd(), room, COLUMN);
    const isCut = cut !== whole.trimEnd();
    const shown = isCut ? cut : whole;
    line += colour && look && cut.trim() !== "" ? `\x1b[${SGR[look]}m${shown}\x1b[0m` : shown;
    room -= COLUMNS.of(whole, COLUMN);
    if (isCut || room <= 0) break;
  }
  return colour ? line : line.trimEnd();
}
