// What stands in the filter's field: parts that are chips, and between them the text that is being typed, which is in the input element.
//
//   [event:chat ×] [nsp:/admin ×]  dir:se|      [-ping ×]
//   └────────── before ─────────┘  └text┘ caret └ after ┘
//
// Each function returns the field after something that the user did.

import { caretIn, readExpression } from "../../filter/expression.ts";

export interface Field {
  readonly before: readonly string[];
  readonly text: string;
  readonly after: readonly string[];
  /** Place in `text`, in UTF-16 code units. */
  readonly caret: number;
  /** Parts that are not chips, since buttons beside the field stand for them. */
  readonly buttons: readonly string[];
}

/** The parts for which there are buttons. */
const isButton = (part: string) => /^-is:(?:http|heartbeat)$/i.test(part);

/** All parts of an expression as chips. */
export function fieldOf(expression: string): Field {
  return withoutButtons({ before: partsOf(expression), text: "", after: [], caret: 0, buttons: [] });
}

/** Whether suggestions open by themselves: while something is typed, and in an empty field. After a chip they would cover what it shows. */
export function isFresh(field: Field): boolean {
  return field.text !== "" || chipsOf(field).length === 0;
}

/** The expression that the field stands for. What is not closed yet in `text` is closed, so that the parts behind it stay parts. */
export function expressionOf({ before, text, after, buttons }: Field): string {
  return [...before, closed(text.trim()), ...after, ...buttons].filter(Boolean).join(" ");
}

/** The field without its chips and its text. The buttons stay as they are. */
export function cleared({ buttons }: Field): Field {
  return { before: [], text: "", after: [], caret: 0, buttons };
}

/** The chips in their order, without `text`. */
export function chipsOf({ before, after }: Field): readonly string[] {
  return [...before, ...after];
}

/** The input element has another text: what its white space has separated from the part with the caret becomes chips. */
export function typed(field: Field, text: string, caret: number): Field {
  const parts = readExpression(text);
  // A regular expression may have spaces, which end no part before it is closed.
  const open = parts.findIndex(({ wrong }) => wrong?.reason[0] === "filterRegexNotClosed");
  const at = caretIn(text, caret).part;
  const last = open < 0 ? parts.length : open;
  const isBefore = (to: number) => to < caret;
  const before = parts.slice(0, last).filter(({ to }) => isBefore(to));
  const after = open < 0 ? parts.filter(({ from }) => from > caret) : [];
  const first = parts[before.length];
  const from = at === null && open < 0 ? caret : (first?.from ?? caret);
  const to = open < 0 ? (at?.to ?? caret) : text.length;
  const words = (part: { readonly from: number; readonly to: number }) => text.slice(part.from, part.to);
  return withoutButtons({
    ...field,
    before: [...field.before, ...before.map(words)],
    text: text.slice(from, to),
    after: [...after.map(words), ...field.after],
    caret: caret - from,
  });
}

/** The text becomes chips, and the caret goes behind all chips. */
export function close(field: Field): Field {
  return withoutButtons({
    ...field,
    before: [...field.before, ...partsOf(closed(field.text.trim())), ...field.after],
    text: "",
    after: [],
    caret: 0,
  });
}

/** A chip becomes text, by its place among all chips. The text before becomes a chip. */
export function edit(field: Field, nth: number, end: "start" | "end" = "end"): Field {
  const text = chipsOf(field)[nth];
  if (text === undefined) return field;
  const own = partsOf(closed(field.text.trim()));
  const all = [...field.before, ...own, ...field.after];
  const at = nth < field.before.length ? nth : nth + own.length;
  return { ...field, before: all.slice(0, at), text, after: all.slice(at + 1), caret: end === "end" ? text.length : 0 };
}

export function remove(field: Field, nth: number): Field {
  const isOther = (_: string, i: number) => i !== nth;
  const place = field.before.length;
  return {
    ...field,
    before: field.before.filter(isOther),
    after: field.after.filter((part, i) => isOther(part, i + place)),
  };
}

/** Backspace at the start of the text: the chip before it becomes text again, and the two are one. */
export function joinBefore(field: Field): Field {
  const chip = field.before.at(-1);
  if (chip === undefined) return field;
  return { ...field, before: field.before.slice(0, -1), text: chip + field.text, caret: chip.length };
}

/** The text from `from` to `to` is replaced by what was chosen, and the caret goes behind it. Unless more is to come, the part is a chip then. */
export function take(field: Field, from: number, to: number, chosen: string, isWhole: boolean): Field {
  const text = field.text.slice(0, from) + chosen + field.text.slice(to);
  const caret = from + chosen.length;
  return isWhole ? typed(field, `${text.slice(0, caret)} ${text.slice(caret)}`, caret + 1) : { ...field, text, caret };
}

function withoutButtons(field: Field): Field {
  const pressed = chipsOf(field).filter(isButton);
  if (pressed.length === 0) return field;
  const isChip = (part: string) => !isButton(part);
  const buttons = new Set([...field.buttons, ...pressed.map((part) => part.toLowerCase())]);
  return { ...field, before: field.before.filter(isChip), after: field.after.filter(isChip), buttons: [...buttons] };
}

function partsOf(expression: string): string[] {
  return readExpression(expression).map(({ from, to }) => expression.slice(from, to));
}

/** A quote or a regular expression at the end gets what closes it. */
export function closed(text: string): string {
  const reason = readExpression(text).find(({ wrong }) => wrong !== null)?.wrong?.reason[0];
  const end = reason === "filterQuoteNotClosed" ? '"' : reason === "filterRegexNotClosed" ? "/" : "";
  if (end === "") return text;
  // A backslash at the end would take its meaning away from what closes.
  const ends = [end, `\\${end}`];
  return ends.map((one) => text + one).find((whole) => readExpression(whole).every(({ wrong }) => wrong?.reason[0] !== reason)) ?? text;
}
