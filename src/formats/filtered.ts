// A filter for a file that is written, and what is wrong with one.

import { readExpression, wrongIn } from "../filter/expression.ts";
import { Matches } from "../filter/matches.ts";
import type { Finding } from "../findings/finding.ts";
import { problemsOf } from "../findings/rows.ts";
import type { Translate } from "../messages/messages.ts";
import type { Store } from "../session/store.ts";

/**
 * What a filter shows of a whole trace; undefined if it shows everything. Wait for what is yielded, then go on: texts may be on disk. `findings`:
 * those of the trace, which `is:problem` asks for.
 */
export function* filtered(
  store: Store,
  filter: string | undefined,
  findings: readonly Finding[],
  answers = false,
): Generator<Promise<void>, Matches | undefined> {
  const parts = readExpression(filter ?? "").filter(({ test }) => test !== null);
  if (parts.length === 0) return undefined;
  const matches = new Matches(store, parts, answers);
  matches.setProblems(problemsOf(findings));
  matches.dispose();
  for (let entry = 0; entry < store.entries.length; entry++) matches.has(entry);
  if (matches.away > 0) yield matches.fetch(() => true);
  matches.refresh();
  return matches;
}

/** What is wrong with a filter, as lines: the sentence, the filter, and `^` under the place; null if nothing is. */
export function wrongFilterLines(filter: string, t: Translate): readonly [sentence: string, ...below: string[]] | null {
  const wrong = wrongIn(readExpression(filter));
  if (wrong === null) return null;
  const columns = (from: number, to: number) => [...filter.slice(from, to)].length;
  const carets = "^".repeat(Math.max(1, columns(wrong.from, wrong.to)));
  return [t(...wrong.reason), `  ${filter.replace(/\s/g, " ")}`, `  ${" ".repeat(columns(0, wrong.from))}${carets}`];
}
