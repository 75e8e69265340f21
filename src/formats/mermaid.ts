// A ladder as a Mermaid sequence diagram, which GitHub and many editors draw where it stands in a text.

import type { Lifeline, Row, Scene } from "../diagram/scene/scene.ts";
import { WORST_FIRST } from "../findings/finding.ts";
import { groupDigits } from "../messages/messages.ts";
import type { Store } from "../session/store.ts";
import { clientLetter } from "../text/client-letter.ts";
import { COLUMN, COLUMNS } from "../text/columns.ts";
import { printable } from "../text/printable.ts";
import { partition } from "../wire/partition.ts";
import { type LadderChoice, type Prepared, prepare } from "./prepared.ts";
import { type Item, isWritten, itemsOf, piecesOf, stepText } from "./row-text.ts";

/** Mermaid draws no text with more UTF-16 code units, unless its owner allows it (`maxTextSize`). GitHub does not. */
export const MOST_TEXT = 50_000;
/** Mermaid's `maxEdges`. A sequence diagram may have more, but nobody reads one that has. */
export const MOST_ARROWS = 500;
/** So many lifelines stand side by side on a page that GitHub shows. */
const MOST_LIFELINES = 6;
/** The findings' rows get half of the diagram at most: the rest is for its beginning and its end. */
const MOST_EVIDENCE = MOST_ARROWS / 2;
/** Columns of a label, of a participant's name, and of the heading's facts. */
const LABEL = 72;
const NAME = 28;
const FACTS = 240;

const SERVER = "S";
const WORKER = "W";

/**
 * The text of the diagram. Of a ladder that is too long for Mermaid, it has the rows that prove what was found, the beginning and the end; notes
 * say how many rows are left out, and where. Wait for what is yielded, then go on.
 */
export function* mermaid(store: Store, choice: LadderChoice): Generator<Promise<void>, string> {
  const prepared = yield* prepare(store, choice);
  if (prepared === null) throw new Error("a ladder without a limit is too long");
  return yield* mermaidOf(prepared, MOST_TEXT);
}

/** The same with at most so many characters. */
export function* mermaidOf(prepared: Prepared, most: number): Generator<Promise<void>, string> {
  const order = inOrder(prepared);
  const parts = yield* partsOf(prepared, order);
  const withFirst = (count: number) => textOf(prepared, parts, new Set(order.slice(0, count)));
  return withFirst(partition(withinArrows(parts.items, order), (i) => withFirst(i + 1).length <= most));
}

/** The rows that the diagram may have, the most important first: evidence with the row before it, then from both ends inwards. */
function inOrder(prepared: Prepared): number[] {
  const { ladder, found } = prepared;
  const rows = new Set<number>();
  const worst = (found?.all ?? []).toSorted((a, b) => WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity));
  for (const { entry } of worst.flatMap(({ evidence }) => evidence)) {
    const row = ladder.rowOf(entry);
    if (row < 0 || rows.size >= MOST_EVIDENCE || !ladder.hasRow(entry)) continue;
    for (const near of [row, row - 1]) if (near >= 0) rows.add(near);
  }
  for (let i = 0; i < Math.min(MOST_ARROWS, Math.ceil(ladder.length / 2)); i++) for (const row of [i, ladder.length - 1 - i]) rows.add(row);
  return [...rows].filter((row) => isWritten(prepared, row));
}

interface Parts {
  /** By the row at which they stand. */
  readonly items: ReadonlyMap<number, readonly Item[]>;
  readonly scene: Scene;
  /** By their slots, in the order in which they began. */
  readonly lifelines: ReadonlyMap<number, Lifeline>;
}

/** What stands in these rows. Rows that follow one another are read at once. */
function* partsOf(prepared: Prepared, order: readonly number[]): Generator<Promise<void>, Parts> {
  const items = new Map<number, Item[]>();
  const lifelines = new Map<number, Lifeline>();
  const rows = order.toSorted((a, b) => a - b);
  let { scene } = yield* itemsOf(prepared, 0, 0);
  for (let i = 0; i < rows.length; ) {
    const first = rows[i] ?? 0;
    let end = first + 1;
    for (i++; i < rows.length && (rows[i] ?? 0) <= end + 1; i++) end = (rows[i] ?? 0) + 1;
    const part = yield* itemsOf(prepared, first, end);
    scene = part.scene;
    for (const lifeline of scene.lifelines) lifelines.set(lifeline.slot, lifeline);
    for (const item of part.items) items.set(item.row, [...(items.get(item.row) ?? []), item]);
  }
  return { items, scene, lifelines };
}

/** How many of the rows have as many arrows as are allowed. */
function withinArrows(items: Parts["items"], order: readonly number[]): number {
  let arrows = 0;
  const over = order.findIndex((row) => {
    for (const item of items.get(row) ?? []) if (item.kind === "row" && isArrow(item.shown)) arrows++;
    return arrows > MOST_ARROWS;
  });
  return over < 0 ? order.length : over;
}

const isArrow = ({ kind }: Row): boolean => kind === "packet" || kind === "http";

function textOf(prepared: Prepared, parts: Parts, chosen: ReadonlySet<number>): string {
  const { ladder, title, facts, t } = prepared;
  const { items, scene } = parts;
  const { ids, heads } = participants(parts, chosen, t("mermaidClient"));
  const all = `${heads[0]?.id},${SERVER}`;
  const lines: string[] = [];
  let [shown, total, leftOut] = [0, 0, 0];
  const sayLeftOut = () => {
    if (leftOut > 0) lines.push(note(`over ${all}`, t("mermaidLeftOut", groupDigits(leftOut))));
    leftOut = 0;
  };
  for (let row = 0; row < ladder.length; row++) {
    if (!isWritten(prepared, row)) continue;
    total++;
    if (!chosen.has(row)) {
      leftOut++;
      continue;
    }
    sayLeftOut();
    shown++;
    for (const item of items.get(row) ?? []) lines.push(itemLine(item, ids, all, scene));
  }
  sayLeftOut();
  const remarks = shown < total ? [t("mermaidShortened", groupDigits(total - shown), groupDigits(total))] : [];
  return [
    "sequenceDiagram",
    `title: ${escaped(fit(title, LABEL))}`,
    ...heads.map(({ id, name }) => `participant ${id} as ${escaped(fit(name, NAME))}`),
    note(`over ${all}`, [...remarks, ...facts].join(" · "), FACTS),
    ...lines,
    "",
  ].join("\n");
}

/** The participants from left to right, and the id of each slot's. */
function participants({ lifelines, items, scene }: Parts, chosen: ReadonlySet<number>, client: string) {
  const slots = new Set<number>();
  let hasWorker = false;
  for (const row of chosen)
    for (const item of items.get(row) ?? []) {
      if (item.kind !== "row") continue;
      if ("slot" in item.shown && item.shown.slot !== undefined) slots.add(item.shown.slot);
      hasWorker ||= toWorker(item.shown);
    }
  const used = [...lifelines.values()].filter(({ slot }) => slots.has(slot));
  const naming = NAMINGS.find((name) => new Set(used.map(name)).size <= MOST_LIFELINES) ?? (() => "");
  const names = used.length === 0 ? [""] : [...new Set(used.map(naming))];
  const own = names.map((name, i) => ({ id: `p${i + 1}`, name: name || client }));
  const ids = new Map(used.map((lifeline) => [lifeline.slot, `p${names.indexOf(naming(lifeline)) + 1}`]));
  const worker = hasWorker && scene.worker ? [{ id: WORKER, name: scene.worker.head }] : [];
  return { ids, heads: [...own, ...worker, { id: SERVER, name: scene.server || scene.serverHead }] };
}

const whose = ({ client, owner }: Lifeline): string => (client === undefined ? "" : `${clientLetter(client)} ${owner ?? ""}`.trim());
/** How lifelines may be named, the finest first: each its own, those of a role together, those of a client together. */
const NAMINGS: readonly ((lifeline: Lifeline) => string)[] = [
  (lifeline) => `${whose(lifeline)} ${lifeline.inferred ? "≈ " : ""}${lifeline.name}`.trim(),
  (lifeline) => `${whose(lifeline)} ${lifeline.name.replace(/ \d+$/, "")}`.trim(),
  whose,
];

const toWorker = (row: Row): boolean => "worker" in row && row.worker === "answered";

function itemLine(item: Item, ids: ReadonlyMap<number, string>, all: string, scene: Scene): string {
  if (item.kind === "step") return note(`over ${all}`, stepText(item.step), 2 * LABEL);
  if (item.kind === "finding") return note(`over ${all}`, `▲ ${item.mark.title}`, 2 * LABEL);
  const { shown: row, isAnswer, marks } = item;
  const own = ("slot" in row && row.slot !== undefined && ids.get(row.slot)) || "p1";
  const words = [...marks.map(() => "ⓘ"), row.time, ...piecesOf(row).map(({ text }) => text)].filter(Boolean).join(" ");
  switch (row.kind) {
    case "packet":
    case "http": {
      const other = toWorker(row) && scene.worker ? WORKER : SERVER;
      const [from, to] = row.direction === "sent" ? [own, other] : [other, own];
      const head = row.lost ? "x" : row.kind === "http" ? ")" : ">>";
      return `${from}${isAnswer ? "--" : "-"}${head}${to}: ${escaped(fit(row.problem ? `▲ ${words}` : words, LABEL))}`;
    }
    case "mark":
      return note(row.side === "both" ? `over ${own},${SERVER}` : `over ${row.side === "server" ? SERVER : own}`, words);
    case "fold":
      return note(`over ${own},${SERVER}`, words);
    default:
      return note(`over ${all}`, words);
  }
}

function note(place: string, text: string, columns = LABEL): string {
  return `note ${place}: ${escaped(fit(printable(text), columns))}`;
}

const fit = (text: string, columns: number): string => COLUMNS.fit(printable(text), columns, COLUMN);

/**
 * Text that Mermaid shows as it is. Escaped are `#` and `;` (entities, ends of statements), `%` (comments, directives), `<`, `>` and `&` (tags, `<br>`),
 * `$` (formulas), `ﬂ` and `¶` (Mermaid puts them in the place of entities), and what Markdown or Mermaid's other diagrams read.
 */
function escaped(text: string): string {
  return text.replace(COLON_WORDS.test(text) ? /[#;%<>&$\\`ﬂ¶:]/g : /[#;%<>&$\\`ﬂ¶]/g, (c) => `#${c.charCodeAt(0)};`);
}

/** A `:` after one of these means something to Mermaid: `wrap:` is an option, and after `style…:` it deletes the `;` of an entity. */
const COLON_WORDS = /style|classDef|wrap/i;
