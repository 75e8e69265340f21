// The rows of a ladder as text: what stands in each, from left to right, for every output that has no picture.

import { ROW } from "../diagram/rows/row-kinds.ts";
import type { FindingMark, Row, Scene, Step } from "../diagram/scene/scene.ts";
import { printable } from "../text/printable.ts";
import { type Prepared, sceneOf } from "./prepared.ts";

/** What stands at one place of a ladder: the head of a step, a row, or the line of a finding below its row. `row` is its index in the ladder. */
export type Item = { readonly row: number; readonly y: number } & (
  | { readonly kind: "step"; readonly step: Step }
  | { readonly kind: "row"; readonly shown: Row; readonly isAnswer: boolean; readonly marks: readonly FindingMark[] }
  | { readonly kind: "finding"; readonly mark: FindingMark }
);

export interface Items {
  readonly scene: Scene;
  readonly items: readonly Item[];
}

export type PieceStyle = "code" | "name" | "plain" | "remark" | "problem";

export interface Piece {
  readonly text: string;
  readonly style: PieceStyle;
}

/** What stands in the rows from `first` until before `end`, in order. */
export function* itemsOf({ ladder, diagram }: Prepared, first: number, end: number): Generator<Promise<void>, Items> {
  const { rows } = ladder;
  const [top, bottom] = [rows.y(first), end < ladder.length ? rows.y(end) - 1 : ladder.height];
  const scene = yield* sceneOf(diagram, top, bottom);
  const answers = new Set(scene.pairs.map(({ keys: [, answer] }) => answer));
  const items: Item[] = [
    ...scene.steps.map((step) => ({ kind: "step" as const, row: rows.at(step.from), y: step.from, step })),
    ...scene.rows.map((shown) => ({
      kind: "row" as const,
      row: rows.at(shown.y),
      y: shown.y,
      shown,
      isAnswer: answers.has(shown.key),
      marks: scene.findings.filter(({ row, line }) => !line && row === shown.key),
    })),
    ...scene.findings.flatMap((mark) => (mark.line ? [{ kind: "finding" as const, row: rows.at(mark.y), y: mark.y, mark }] : [])),
  ];
  const inside = items.filter(({ row }) => row >= first && row < end);
  // Sorting keeps the order of those with the same y: the head of a step comes before its first row.
  return { scene, items: inside.sort((a, b) => a.y - b.y) };
}

/** Whether a row of the ladder is written: a space is only drawn. */
export function isWritten({ ladder }: Prepared, row: number): boolean {
  return ladder.rows.kind(row) !== ROW.space;
}

/** The head of a step: `4 Upgrade · 33 ms · open 12 ms`. */
export function stepText({ number, name, time, legs, notes }: Step): string {
  const parts = [`${number} ${name}`.trim(), time, ...legs.map((leg) => `${leg.name} ${leg.time}`), ...notes];
  return printable(parts.filter(Boolean).join(" · "));
}

/** The words of a row, without its time; control characters are escaped. A piece that would be empty is left out. */
export function piecesOf(row: Row): readonly Piece[] {
  return allPieces(row).flatMap(([style, text]) => (text === undefined || text === "" ? [] : [{ style, text: printable(text) }]));
}

function allPieces(row: Row): readonly (readonly [PieceStyle, string | undefined])[] {
  switch (row.kind) {
    case "packet":
      return [
        ["code", row.code],
        ["name", row.name],
        ["name", row.ack === undefined ? "" : `#${row.ack}`],
        ["plain", row.args],
        [row.problem ? "problem" : "remark", row.remark],
        ["remark", row.latency],
        ["remark", row.size],
      ];
    case "http":
      return [
        ["code", row.code],
        ["plain", row.path],
        [row.problem ? "problem" : "remark", row.remark],
        ["remark", row.latency],
        ["remark", row.size],
      ];
    case "fields":
      return [["remark", row.fields.map(([name, value]) => `${name} ${value}`).join(" · ")]];
    case "fold":
      return [[row.problem ? "problem" : "name", row.name], ...row.bits.map((bit) => ["plain", bit] as const), ["remark", row.size]];
    case "mark":
      return [
        [row.tone === "problem" ? "problem" : "plain", row.text],
        ["remark", row.remark],
      ];
    case "gap":
    case "quiet":
    case "live":
      return [
        ["plain", row.text],
        ["remark", row.remark],
      ];
    case "step":
      return [
        ["name", row.name],
        ["remark", row.note],
      ];
    case "seam":
      return [];
  }
}
