// A value as a tree (https://www.w3.org/WAI/ARIA/apg/patterns/treeview/): one Tab stop, arrows move, open and close, Enter opens or shows more.
// What is open is kept by the path from row to row. Large values have sizes, and a field that finds text in them.

import { useContext, useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { groupDigits, type Translate } from "../../messages/messages.ts";
import { size } from "../../messages/quantities.ts";
import { printable } from "../../text/printable.ts";
import { inSlices } from "../slices.ts";
import { copyText } from "./clipboard.ts";
import { PaneContext } from "./pane-state.ts";
import { moreText } from "./parts.tsx";
import { TreeFind } from "./tree-find.tsx";
import { countOf, type Entries, keyOf, namesOf, type Stretch, stretched, type TreeRow, treeRows, wayTo } from "./tree-rows.ts";
import { sizesInTree, type TreeMatch } from "./tree-search.ts";
import { toJson } from "./values.ts";

/** Keys that a closed object shows. */
const MOST_KEYS = 4;
/** A value of fewer bytes is seen at a glance: it has no field to find text, and its branches have no sizes. */
const LARGE = 1000;

interface TreeProps {
  /** Names the tree among those of the details: what is open in it is kept under this name. */
  readonly name: string;
  /** Its accessible name. */
  readonly label: string;
  readonly entries: Entries;
  /** Of the values, about. */
  readonly bytes?: number;
  readonly t: Translate;
}

export function Tree({ name, label, entries, bytes = 0, t }: TreeProps) {
  const pane = useContext(PaneContext);
  const { kept, redraw, say } = pane;
  const id = useId();
  const [stretches, setStretches] = useState<ReadonlyMap<string, Stretch>>(new Map());
  const [marked, setMarked] = useState<string | null>(null);
  const sizes = useSizes(entries, bytes);
  const rows = useMemo(() => {
    const isOpen = (key: string) => pane.kept.get(name + key) as boolean | undefined;
    return treeRows(entries, { isOpen, stretch: (key) => stretches.get(key) });
  }, [entries, stretches, pane, name]);
  const { at, go, choose } = useActive(rows, id);
  const current = rows[at];
  const setOpen = (key: string, open: boolean) => {
    kept.set(name + key, open);
    redraw();
  };
  const act = (row: TreeRow) => {
    if (row.kind === "branch" && row.count > 0) setOpen(row.key, !row.open);
    if (row.kind !== "before" && row.kind !== "after") return;
    const shown = stretched(row);
    setStretches(new Map(stretches).set(row.of, shown));
    // The row goes when all is shown: the one above it stays.
    if (shown.from === 0 && row.kind === "before") go(row.of);
    if (shown.to === row.count && row.kind === "after") go(rows[rows.indexOf(row) - 1]?.key);
  };
  const show = (match: TreeMatch | null) => {
    setMarked(match && keyOf(match.path));
    if (match === null) return;
    const way = wayTo(entries, match.path, match.at);
    for (const key of way.open) kept.set(name + key, true);
    setStretches(new Map([...stretches, ...way.stretches]));
    go(keyOf(match.path));
    redraw();
  };
  const keyDown = (event: KeyboardEvent) => {
    if (current === undefined || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      // Text that the user selected is the browser's to copy.
      if (event.key !== "c" || !("value" in current) || getSelection()?.isCollapsed === false) return;
      void copyText(toJson(current.value)).then(() => say(t("copied")));
    } else if (!move(event.key, { rows, at, go, setOpen, act })) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const click = ({ target }: MouseEvent) => {
    const item = target instanceof Element ? target.closest<HTMLElement>("[role=treeitem]") : null;
    const row = rows[Number(item?.dataset.index)];
    if (row === undefined || getSelection()?.isCollapsed === false) return;
    choose(row.key);
    act(row);
  };
  // The same elements as long as nothing of them has changed: while traffic arrives, the pane is drawn often.
  const items = useMemo(
    () =>
      rows.map((row, i) => (
        <Item
          key={row.key}
          id={`${id}-${i}`}
          index={i}
          row={row}
          active={i === at}
          found={row.key === marked}
          bytes={row.kind === "branch" ? (sizes?.get(row.value) ?? null) : null}
          t={t}
        />
      )),
    [rows, at, marked, sizes, id, t],
  );
  return (
    <>
      {bytes >= LARGE && <TreeFind name={`${name} find`} label={label} entries={entries} show={show} t={t} />}
      <div
        class="tree"
        role="tree"
        aria-label={label}
        tabIndex={0}
        aria-activedescendant={current && `${id}-${at}`}
        onKeyDown={keyDown}
        onClick={click}
      >
        {items}
      </div>
    </>
  );
}

/** The row that has the keys: the first one, or the one that was chosen last. `go` makes it visible too. */
function useActive(rows: readonly TreeRow[], id: string) {
  const [active, choose] = useState<string | null>(null);
  /** The key of the row to make visible. Some drawings may pass until the row is there. */
  const target = useRef<string | null>(null);
  const at = Math.max(
    0,
    rows.findIndex(({ key }) => key === active),
  );
  useEffect(() => {
    if (target.current === null || rows[at]?.key !== target.current) return;
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
    target.current = null;
  });
  const go = (key: string | undefined) => {
    if (key === undefined) return;
    target.current = key;
    choose(key);
  };
  return { at, go, choose };
}

/** Sizes of large branches, once they are measured. */
function useSizes(entries: Entries, bytes: number): ReadonlyMap<object, number> | undefined {
  const [sizes, setSizes] = useState<ReadonlyMap<object, number>>();
  useEffect(() => {
    if (bytes < LARGE) return;
    let wanted = true;
    void inSlices(sizesInTree(entries, LARGE), () => wanted).then((measured) => wanted && setSizes(measured));
    return () => {
      wanted = false;
    };
  }, [entries, bytes]);
  return sizes;
}

interface Moves {
  readonly rows: readonly TreeRow[];
  readonly at: number;
  readonly go: (key: string | undefined) => void;
  readonly setOpen: (key: string, open: boolean) => void;
  readonly act: (row: TreeRow) => void;
}

/** What a key does in a tree. Returns whether it does anything. */
function move(key: string, { rows, at, go, setOpen, act }: Moves): boolean {
  const row = rows[at];
  if (row === undefined) return false;
  const isOpen = row.kind === "branch" && row.open;
  const parent = rows.findLast(({ level }, i) => i < at && level < row.level);
  switch (key) {
    case "ArrowDown":
      go(rows[at + 1]?.key);
      return true;
    case "ArrowUp":
      go(rows[at - 1]?.key);
      return true;
    case "Home":
      go(rows[0]?.key);
      return true;
    case "End":
      go(rows.at(-1)?.key);
      return true;
    case "ArrowRight":
      if (isOpen) go(rows[at + 1]?.key);
      else if (row.kind === "branch" && row.count > 0) setOpen(row.key, true);
      return true;
    case "ArrowLeft":
      if (isOpen) setOpen(row.key, false);
      else go(parent?.key);
      return true;
    case "Enter":
    case " ":
      act(row);
      return true;
    case "*":
      for (const { key, ...other } of rows)
        if (other.kind === "branch" && other.level === row.level && other.count > 0 && !(other.value instanceof Uint8Array))
          setOpen(key, true);
      return true;
  }
  if (key.length !== 1) return false;
  const named = (other: TreeRow) => "name" in other && other.name.toLowerCase().startsWith(key.toLowerCase());
  go((rows.slice(at + 1).find(named) ?? rows.find(named))?.key);
  return true;
}

interface ItemProps {
  readonly id: string;
  readonly index: number;
  readonly row: TreeRow;
  readonly active: boolean;
  readonly found: boolean;
  readonly bytes: number | null;
  readonly t: Translate;
}

function Item({ id, index, row, active, found, bytes, t }: ItemProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus, and names the active item
    <div
      id={id}
      class={`twig ${row.kind}${active ? " on" : ""}${found ? " found" : ""}`}
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      {...(row.kind === "branch" && row.count > 0 && { "aria-expanded": row.open })}
      data-index={index}
      style={{ "--level": row.level - 1 }}
    >
      <ItemText row={row} bytes={bytes} t={t} />
    </div>
  );
}

function ItemText({ row, bytes, t }: Pick<ItemProps, "row" | "bytes" | "t">) {
  switch (row.kind) {
    case "leaf":
      return (
        <>
          <span class="k">{printable(row.name)}</span>{" "}
          {typeof row.value === "string" ? (
            <span class="s">{textOf(row.value, row.shown)}</span>
          ) : (
            <span class="n">{String(row.value)}</span>
          )}
        </>
      );
    case "branch":
      return (
        <>
          <span class="k">{printable(row.name)}</span> <span class="c">{summary(row.value)}</span>
          {bytes !== null && <span class="size"> {size(bytes)}</span>}
        </>
      );
    case "hex":
      return <pre>{row.text}</pre>;
    default:
      return <span class="link">{moreOf(row, t)}</span>;
  }
}

/** A text in quotes; an ellipsis stands for what is left out. */
function textOf(text: string, { from, to }: Stretch): string {
  const quoted = printable(JSON.stringify(text.slice(from, to)));
  return `${from > 0 ? "…" : ""}${to < text.length ? `${quoted.slice(0, -1)}…` : quoted}`;
}

function moreOf(row: Extract<TreeRow, { kind: "before" | "after" }>, t: Translate): string {
  const { from, to } = stretched(row);
  const rest = row.count - row.shown.to;
  if (row.kind === "before") return t("showBefore", groupDigits(row.shown.from - from), groupDigits(row.shown.from));
  if (row.unit === "characters") return moreText(row.count, row.shown.to - row.shown.from, t);
  if (row.unit === "bytes") return t("moreBytes", groupDigits(rest));
  return t("showMore", groupDigits(to - row.shown.to), groupDigits(rest));
}

/** A branch on one line: how many members it has, or its first keys. */
export function summary(value: object): string {
  const count = countOf(value);
  if (value instanceof Uint8Array) return `⟨${size(count)}⟩`;
  if (Array.isArray(value)) return `[${count === 0 ? "" : groupDigits(count)}]`;
  return `{${printable(namesOf(value).slice(0, MOST_KEYS).join(", "))}${count > MOST_KEYS ? ", …" : ""}}`;
}
