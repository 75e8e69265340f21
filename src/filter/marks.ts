// What is marked in the texts of rows that match a filter.

import type { Part } from "./expression.ts";
import { literal } from "./literal.ts";
import { type Regex, regexOf } from "./regex.ts";

/** What the parts that search texts find. */
export function marksOf(parts: readonly Part[]): readonly Regex[] {
  return parts.flatMap(({ not, test }) => {
    if (not) return [];
    if (test?.kind === "regex") return [test.regex];
    return test?.kind === "text" ? test.texts.map((text) => regexOf(literal(text), "i")) : [];
  });
}

/** The namespace of all packets that a filter leaves, if it is one: rows need not say it. */
export function namespaceOf(parts: readonly Part[]): string | undefined {
  const fixed = parts.find(({ key, not, test, values }) => key?.toLowerCase() === "nsp" && !not && test !== null && values.length === 1);
  const [value] = fixed?.values ?? [];
  return value === undefined || (value.text.includes("*") && !value.isQuoted) ? undefined : value.text;
}
