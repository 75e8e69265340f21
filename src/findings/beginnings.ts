// Where findings begin, in words: what the diagram marks. It imports the type only, so that it does not load the sentences.

import { nameOf, plain, type Say } from "./catalogue.ts";
import type { Finding, Severity } from "./finding.ts";

export interface Beginning {
  /** The key of its finding. */
  readonly key: string;
  /** The entry at which the finding begins. */
  readonly entry: number;
  readonly severity: Severity;
  readonly name: string;
  /** What is wrong, in one sentence; and that it begins here, with the same sentence. */
  readonly title: string;
  readonly begins: string;
  /** The same for the accessible name of its row: its severity, its name, and that it begins here. */
  readonly named: string;
}

/** Where findings begin: at the first row of evidence that is in scope. One that has none in scope begins nowhere in it. */
export function beginningsOf(findings: readonly Finding[], say: Say, isInScope: (entry: number) => boolean): Beginning[] {
  return findings.flatMap(({ key, evidence, severity, rule, title }) => {
    const first = evidence.find(({ entry }) => isInScope(entry));
    if (first === undefined) return [];
    const name = nameOf(rule);
    return [
      {
        key,
        entry: first.entry,
        severity,
        name: say(name),
        title: plain(say(title)),
        begins: plain(say(["label/begins", title])),
        named: say(["label/begins-named", [`severity/${severity}`], name]),
      },
    ];
  });
}
