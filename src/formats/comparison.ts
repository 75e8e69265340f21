// Two sessions compared, as plain objects and as text: `lifeline compare` prints them. docs/cli.md is the contract.

import type { Comparison } from "../compare/compare.ts";
import type { Difference } from "../compare/difference.ts";
import type { Side } from "../compare/steps.ts";
import { stepName } from "../diagram/words/step-words.ts";
import type { Say } from "../findings/catalogue.ts";
import type { Translate } from "../messages/messages.ts";

interface SideRecord {
  readonly file: string;
  readonly session: string | null;
  /** The number that `lifeline sessions` prints. */
  readonly number: number;
  readonly address: string;
}

/** The first line. */
export interface ComparisonRecord {
  /** How many differences there are, each of which is a line. */
  readonly differences: number;
  readonly sentence: string;
  readonly remarks: readonly string[];
  readonly a: SideRecord;
  readonly b: SideRecord;
  /** What is wrong in one of them and not in the other. */
  readonly findings: readonly { readonly in: "a" | "b"; readonly rule: string; readonly title: string; readonly docs: string }[];
}

export interface DifferenceRecord {
  readonly step: string;
  readonly kind: Difference["kind"];
  readonly what: string;
  readonly a: string | null;
  readonly b: string | null;
  /** The sessions part here. */
  readonly first: boolean;
  /** It follows from the difference at which they part. */
  readonly follows: boolean;
  /** Epoch milliseconds of the rows that show it; null where there is none. */
  readonly at: { readonly a: number | null; readonly b: number | null };
}

export type Files = readonly [a: string, b: string];

const SIDES = ["a", "b"] as const;

export function comparisonRecords(comparison: Comparison, files: Files, say: Say): (ComparisonRecord | DifferenceRecord)[] {
  const { differences, first, sentence, remarks, a, b } = comparison;
  const head = {
    differences: differences.length,
    sentence,
    remarks,
    a: sideRecord(a, files[0]),
    b: sideRecord(b, files[1]),
    findings: SIDES.flatMap((side) =>
      comparison.findings[side].map(({ rule, title }) => ({ in: side, rule, title: say(title), docs: `docs/findings/${rule}.md` })),
    ),
  };
  const timeOf = ({ store }: Side, entry: number | null) => (entry === null ? null : store.entries.at(entry));
  return [
    head,
    ...differences.map((difference) => ({
      step: difference.phase,
      kind: difference.kind,
      what: difference.what,
      a: difference.a,
      b: difference.b,
      first: difference === first,
      follows: difference.follows,
      at: { a: timeOf(a, difference.rows.a), b: timeOf(b, difference.rows.b) },
    })),
  ];
}

function sideRecord({ store, session }: Side, file: string): SideRecord {
  return { file, session: session.sid, number: store.sessions.indexOf(session) + 1, address: session.client.address };
}

/** The sentence, which two sessions they are, and a table of what is different. `>` stands before the difference at which they part. */
export function comparisonLines(comparison: Comparison, files: Files, t: Translate, say: Say): string[] {
  const { differences, first, sentence, remarks } = comparison;
  const sides = SIDES.flatMap((letter, i) => {
    const { file, session, number, address } = sideRecord(comparison[letter], files[i] ?? "");
    const found = comparison.findings[letter].map(({ rule, title }) => `   ▲ ${rule}: ${say(title)}`);
    return [`${letter.toUpperCase()}  #${number}  ${session ?? "—"}  ${address}  ${file}`.trimEnd(), ...found];
  });
  const rows = differences.map((difference) => {
    const { phase, what, a, b } = difference;
    return [difference === first ? ">" : "", stepName(t, phase), what, a ?? t("none"), b ?? t("none")];
  });
  const table = rows.length === 0 ? [] : ["", ...inColumns([["", t("compareStep"), t("compareWhat"), "A", "B"], ...rows])];
  return [sentence, ...remarks.slice(0, -1), "", ...sides, ...table, "", ...remarks.slice(-1)];
}

function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => cells(row[column] ?? ""))));
  return rows.map((row) =>
    row
      .map((text, column) => text + " ".repeat((widths[column] ?? 0) - cells(text)))
      .join("  ")
      .trimEnd(),
  );
}

/** How many cells of a terminal a text takes: two for an ideograph or kana. */
function cells(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(character) ? 2 : 1), 0);
}
