// The field that finds text in a tree: it counts the matches and leads from one to the next.

import { useEffect, useRef, useState } from "preact/hooks";
import { groupDigits, type Translate } from "../../messages/messages.ts";
import { IconButton } from "../icon-button.tsx";
import { inSlices } from "../slices.ts";
import { useKept } from "./pane-state.ts";
import type { Entries } from "./tree-rows.ts";
import { findInTree, MOST_MATCHES, type TreeMatch } from "./tree-search.ts";

interface FindProps {
  /** The text is kept under this name from row to row. */
  readonly name: string;
  /** The name of the tree. */
  readonly label: string;
  readonly entries: Entries;
  /** Opens the tree at a match; null: marks none. */
  readonly show: (match: TreeMatch | null) => void;
  readonly t: Translate;
}

interface Found {
  readonly matches: readonly TreeMatch[];
  /** Index of the one that is shown; -1 when none is yet. */
  readonly at: number;
}

export function TreeFind({ name, label, entries, show, t }: FindProps) {
  const [text, setText] = useKept(name, "");
  const [found, setFound] = useState<Found | null>(null);
  /** The user is typing, and wants to see the first match. On another row, the tree stays where it is. */
  const typed = useRef(false);
  const step = ({ matches, at }: Found, by: number) => {
    if (matches.length === 0) return;
    const next = at < 0 && by < 0 ? matches.length - 1 : (at + by + matches.length) % matches.length;
    setFound({ matches, at: next });
    show(matches[next] ?? null);
  };
  useEffect(() => {
    setFound(null);
    if (text === "") return;
    let wanted = true;
    void inSlices(findInTree(entries, text), () => wanted).then((matches) => {
      if (!wanted || matches === undefined) return;
      setFound({ matches, at: -1 });
      if (typed.current) step({ matches, at: -1 }, 1);
    });
    return () => {
      wanted = false;
    };
  }, [entries, text]);
  const type = (value: string) => {
    typed.current = true;
    if (value === "") show(null);
    setText(value);
  };
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && found !== null) step(found, event.shiftKey ? -1 : 1);
    else if (event.key === "Escape" && text !== "") type("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="tree-find">
      <input
        type="search"
        aria-label={t("findIn", label)}
        placeholder={t("findIn", label)}
        value={text}
        onInput={({ currentTarget }) => type(currentTarget.value)}
        onKeyDown={keyDown}
      />
      <output>{text === "" ? "" : found === null ? t("searching") : countText(found, t)}</output>
      <IconButton
        icon="up"
        name={t("previousMatch")}
        keys="Shift+Enter"
        disabled={!found?.matches.length}
        onClick={() => found && step(found, -1)}
      />
      <IconButton
        icon="down"
        name={t("nextMatch")}
        keys="Enter"
        disabled={!found?.matches.length}
        onClick={() => found && step(found, 1)}
      />
    </div>
  );
}

function countText({ matches, at }: Found, t: Translate): string {
  if (matches.length === 0) return t("noMatch");
  const all = `${groupDigits(matches.length)}${matches.length === MOST_MATCHES ? "+" : ""}`;
  return at < 0 ? t("matches", all) : t("matchOf", groupDigits(at + 1), all);
}
