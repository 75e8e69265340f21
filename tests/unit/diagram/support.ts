// The ladder of a store with its diagram, and its rows as text.

import { Ladder } from "../../../src/diagram/rows/ladder.ts";
import type { LadderOptions } from "../../../src/diagram/rows/ladder-options.ts";
import type { Row, Scene } from "../../../src/diagram/scene/scene.ts";
import { SequenceDiagram } from "../../../src/diagram/scene/sequence-diagram.ts";
import { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";

export class DrawnLadder extends Ladder {
  readonly diagram: SequenceDiagram;

  constructor(store: Store, options: Partial<LadderOptions> = {}, t = english) {
    super(store, { scope: { kind: "all" }, http: true, stepRows: false, ...options });
    this.diagram = new SequenceDiagram(this, t);
  }

  /** Also shows the change. */
  override toggle(key: number): boolean {
    const isFold = super.toggle(key);
    this.sync(this.now);
    return isFold;
  }

  scene(top: number, bottom: number): Scene {
    return this.diagram.scene(top, bottom);
  }

  /** The scene of all rows. */
  whole(): Scene {
    return this.scene(0, this.height);
  }
}

/** A ladder of everything in a store. */
export function ladderOf(store: Store, options: Partial<LadderOptions> = {}, t = english): DrawnLadder {
  const ladder = new DrawnLadder(store, options, t);
  ladder.sync();
  return ladder;
}

export function whole(ladder: DrawnLadder): Scene {
  return ladder.whole();
}

/** A row as a line of text. */
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
    case "seam":
      return row.time;
    case "quiet":
      return row.text;
    case "gap":
    case "mark":
    case "live":
      return [row.text, row.remark].filter(Boolean).join(" · ");
  }
}

/** All rows of a store as lines of text. */
export function rows(store: Store, options?: Partial<LadderOptions>): string[] {
  return whole(ladderOf(store, options)).rows.map(rowText);
}
