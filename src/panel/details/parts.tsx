// Building blocks of the details: sections, rows of names and values, links.

import type { ComponentChildren } from "preact";

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
