// A value as a tree whose branches open on a click. Closed branches are not drawn, long texts and lists are cut, and bytes are shown as
// hex, so a packet of many megabytes costs no more than the part of it that is visible.

import { useState } from "preact/hooks";
import type { Translate } from "../../messages/messages.ts";
import { groupDigits } from "../../messages/messages.ts";
import { size } from "../../messages/quantities.ts";
import { printable } from "../../text/printable.ts";
import { Hex } from "./hex.tsx";
import { More } from "./parts.tsx";

const MOST_CHARACTERS = 200;
const MORE_CHARACTERS = 10_000;
const MOST_MEMBERS = 50;
const MORE_MEMBERS = 200;
/** Branches above this depth are open at first, unless they have more than `OPEN_MEMBERS` members. */
const OPEN_DEPTH = 2;
const OPEN_MEMBERS = 12;
/** Keys that a closed object shows. */
const MOST_KEYS = 4;

interface TreeProps {
  readonly entries: readonly (readonly [name: string, value: unknown])[];
  readonly t: Translate;
}

export function Tree({ entries, t }: TreeProps) {
  return (
    <ul class="tree">
      {entries.map(([name, value]) => (
        <Node key={name} name={name} value={value} depth={0} t={t} />
      ))}
    </ul>
  );
}

interface NodeProps {
  readonly name: string;
  readonly value: unknown;
  readonly depth: number;
  readonly t: Translate;
}

function Node({ name, value, depth, t }: NodeProps) {
  if (typeof value === "object" && value !== null) return <Branch name={name} value={value} depth={depth} t={t} />;
  return (
    <li>
      <span class="k">{printable(name)}</span>{" "}
      {typeof value === "string" ? <LongText text={value} t={t} /> : <span class="n">{String(value)}</span>}
    </li>
  );
}

function LongText({ text, t }: { readonly text: string; readonly t: Translate }) {
  const [shown, setShown] = useState(MOST_CHARACTERS);
  const rest = text.length - shown;
  return (
    <span class="s">
      {printable(JSON.stringify(rest > 0 ? text.slice(0, shown) : text).slice(0, rest > 0 ? -1 : undefined))}
      {rest > 0 && <More text={t("moreCharacters", groupDigits(rest))} onClick={() => setShown(shown + MORE_CHARACTERS)} />}
    </span>
  );
}

function Branch({ name, value, depth, t }: Omit<NodeProps, "value"> & { readonly value: object }) {
  const bytes = value instanceof Uint8Array;
  const count = bytes ? value.length : Array.isArray(value) ? value.length : Object.keys(value).length;
  const [open, setOpen] = useState(!bytes && depth < OPEN_DEPTH && count <= OPEN_MEMBERS);
  if (count === 0) {
    return (
      <li>
        <span class="k">{printable(name)}</span> <span class="c">{bytes ? "⟨0 B⟩" : Array.isArray(value) ? "[]" : "{}"}</span>
      </li>
    );
  }
  return (
    <li>
      <button type="button" class="twig" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class="k">{printable(name)}</span> <span class="c">{summary(value)}</span>
      </button>
      {open && (bytes ? <Hex bytes={value} t={t} /> : <Members value={value} depth={depth + 1} t={t} />)}
    </li>
  );
}

function Members({ value, depth, t }: { readonly value: object; readonly depth: number; readonly t: Translate }) {
  const [shown, setShown] = useState(MOST_MEMBERS);
  const names = Array.isArray(value) ? null : Object.keys(value);
  const count = names?.length ?? (Array.isArray(value) ? value.length : 0);
  const visible = Array.from({ length: Math.min(shown, count) }, (_, i) => names?.[i] ?? String(i));
  return (
    <ul>
      {visible.map((name) => (
        <Node key={name} name={name} value={Reflect.get(value, name)} depth={depth} t={t} />
      ))}
      {count > shown && (
        <li>
          <More text={t("moreMembers", groupDigits(count - shown))} onClick={() => setShown(shown + MORE_MEMBERS)} />
        </li>
      )}
    </ul>
  );
}

function summary(value: object): string {
  if (value instanceof Uint8Array) return `⟨${size(value.length)}⟩`;
  if (Array.isArray(value)) return `[${value.length}]`;
  const keys = Object.keys(value);
  return `{${printable(keys.slice(0, MOST_KEYS).join(", "))}${keys.length > MOST_KEYS ? ", …" : ""}}`;
}
