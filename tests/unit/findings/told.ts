// Findings as text, for tests.

import { sayEnglish } from "../../../src/findings/catalogue.ts";
import { Findings } from "../../../src/findings/findings.ts";
import type { Store } from "../../../src/session/store.ts";

/** A line for each finding. */
export function found(store: Store): string[] {
  return new Findings(store).all().map(({ rule, severity, times, title }) => `${severity} ${rule} ×${times}: ${sayEnglish(title)}`);
}

/** The rules that have found something worse than `info`. */
export function alarms(store: Store): string[] {
  return new Findings(store).all().flatMap(({ rule, severity }) => (severity === "info" ? [] : [rule]));
}

/** What one rule has found, a text each: its line, and a line for each row of the evidence, with its milliseconds since the first event. */
export function told(store: Store, rule: string): string[] {
  const start = store.entries.at(store.entries.ordered(0));
  return new Findings(store)
    .all()
    .filter((finding) => finding.rule === rule)
    .map(({ severity, confidence, title, evidence }) =>
      [
        `${severity}, ${confidence}: ${sayEnglish(title)}`,
        ...evidence.map(({ entry, says }) => `  ${Math.round(store.entries.at(entry) - start)} ${sayEnglish(says)}`),
      ].join("\n"),
    );
}
