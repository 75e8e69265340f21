// The ladder of a store, and its rows as a person reads them.

import { Ladder } from "../../../src/diagram/rows/ladder.ts";
import type { Scope } from "../../../src/diagram/rows/ladder-parts.ts";
import type { Row, Scene } from "../../../src/diagram/scene/scene.ts";
import { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";

const ALL: Scope = { kind: "all" };

export function ladderOf(store: Store, options: Partial<ConstructorParameters<typeof Ladder>[2]> = {}): Ladder {
  const ladder = new Ladder(store, english, { scope: ALL, http: true, stepRows: false, ...options });
  ladder.sync();
  return ladder;
}

export function whole(ladder: Ladder): Scene {
  return ladder.scene(0, ladder.height);
}

/** A row as a person reads it. */
export function rowText(row: Row): string {
  switch (row.kind) {
    case "packet":
      return [row.direction === "sent" ? "→" : "←", row.code, row.name, row.ack === undefined ? "" : `#${row.ack}`, row.args, row.remark]
        .filter(Boolean)
        .join(" ");
    case "http":
      return [row.both ? "↔" : row.direction === "sent" ? "→" : "←", row.code, row.path, row.remark].filter(Boolean).join(" ");
    case "fields":
      return row.fields.map(([name, value]) => `${name} ${value}`).join(", ");
    case "fold":
      return [row.open ? "▾" : "▸", row.name, ...row.bits].join(" ");
    case "step":
      return [row.number, row.name].join(" ");
    case "quiet":
      return row.text;
    case "gap":
    case "mark":
    case "live":
      return [row.text, row.remark].filter(Boolean).join(" · ");
  }
}

/** All rows of a store, drawn at once. */
export function rows(store: Store, options?: Partial<ConstructorParameters<typeof Ladder>[2]>): string[] {
  return whole(ladderOf(store, options)).rows.map(rowText);
}
