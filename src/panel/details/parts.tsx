// Building blocks of the details: sections, rows of names and values, links.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Translate } from "../../messages/messages.ts";
import { size } from "../../messages/quantities.ts";
import { printable } from "../../text/printable.ts";
import { useKept } from "./pane-state.ts";

interface SectionProps {
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Section({ title, aside, children }: SectionProps) {
  return (
    <section class="section">
      <h3>
        {title} {aside !== undefined && <span class="aside">{aside}</span>}
      </h3>
      {children}
    </section>
  );
}

interface FoldProps extends SectionProps {
  /** Under which it stays open from row to row. */
  readonly name: string;
}

/** A section that is closed until the user opens it. What is in it is not drawn before. */
export function Fold({ name, title, aside, children }: FoldProps) {
  const [open, setOpen] = useKept(name, false);
  return (
    <details class="section fold" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {title} {aside !== undefined && <span class="aside">{aside}</span>}
      </summary>
      {open && children}
    </details>
  );
}

/** `aside` says where the value comes from, or links to it. */
export type RowOf = readonly [name: ComponentChildren, value: ComponentChildren, aside?: ComponentChildren];

export function Rows({ rows }: { readonly rows: readonly RowOf[] }) {
  return (
    <dl class="kv">
      {rows.map(([name, value, aside]) => (
        <div key={String(name)}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          {aside !== undefined && <dd class="src">{aside}</dd>}
        </div>
      ))}
    </dl>
  );
}

export function More({ text, onClick }: { readonly text: string; readonly onClick: () => void }) {
  return (
    <button type="button" class="link" onClick={onClick}>
      {text}
    </button>
  );
}

/** Characters that are shown at first, and how many a click adds at most: more would keep the browser busy. */
const FIRST_CHARACTERS = 2000;
export const MORE_CHARACTERS = 100_000;

/** A text that may have megabytes. */
export function LongText({ text, t }: { readonly text: string; readonly t: Translate }) {
  const [shown, setShown] = useState({ text, to: FIRST_CHARACTERS });
  const to = shown.text === text ? shown.to : FIRST_CHARACTERS;
  const rest = text.length - to;
  return (
    <div class="hex">
      <pre class="wrap">{printable(text.slice(0, to))}</pre>
      {rest > 0 && <More text={moreText(text.length, to, t)} onClick={() => setShown({ text, to: to + MORE_CHARACTERS })} />}
    </div>
  );
}

/** What a click shows of a text of `length` characters, of which so many are shown: all of it, or the next part. */
export function moreText(length: number, shown: number, t: Translate): string {
  const rest = length - shown;
  return rest <= MORE_CHARACTERS ? t("showAll", size(length)) : t("showMore", size(MORE_CHARACTERS), size(rest));
}
