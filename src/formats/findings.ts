// The findings of a trace as plain objects and as text: `lifeline check` prints them. docs/cli.md is the contract.

import type { Say } from "../findings/catalogue.ts";
import { type Checked, checked } from "../findings/checked.ts";
import type { Confidence, Finding, Fix, Severity } from "../findings/finding.ts";
import type { Findings } from "../findings/findings.ts";
import { RULES } from "../findings/rules.ts";
import { clock } from "../messages/quantities.ts";
import type { Store } from "../session/store.ts";

export interface FindingRecord {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** The sid of the first session in which it was found; null if that has none. */
  readonly session: string | null;
  /** The number of its client, from 0; null if it belongs to none. */
  readonly client: number | null;
  /** Epoch milliseconds, when it began. */
  readonly at: number;
  /** How often it was found. The words are those of the first time. */
  readonly times: number;
  /** The rule of the finding that explains it, which is printed before it; null if none does. */
  readonly follows: string | null;
  readonly title: string;
  readonly means: string;
  /** `n`: the packet's number in `packets --json`; absent for a row that is no packet. */
  readonly evidence: readonly { readonly n?: number; readonly at: number; readonly says: string }[];
  readonly ruledOut: readonly string[];
  readonly fix: readonly { readonly who: Fix["who"]; readonly text: string; readonly code?: string }[];
  /** The page about the rule. */
  readonly docs: string;
}

export function findingRecords(store: Store, findings: readonly Finding[], say: Say): FindingRecord[] {
  const { entries } = store;
  const numbers = packetNumbers(store, new Set(findings.flatMap(({ evidence }) => evidence.map(({ entry }) => entry))));
  return findings.map(({ rule, severity, confidence, sessions: [session], at, times, follows, title, means, evidence, ruledOut, fix }) => ({
    rule,
    severity,
    confidence,
    session: session?.sid ?? null,
    client: session?.client.index ?? null,
    at,
    times,
    follows: follows?.rule ?? null,
    title: say(title),
    means: say(means),
    evidence: evidence.map(({ entry, says }) => {
      const n = numbers.get(entry);
      return { ...(n !== undefined && { n }), at: entries.at(entry), says: say(says) };
    }),
    ruledOut: ruledOut.map(say),
    fix: fix.map(({ who, text, code }) => ({ who, text: say(text), ...(code !== undefined && { code }) })),
    docs: `docs/findings/${rule}.md`,
  }));
}

/** The number of each of these entries that is a packet, as `packets --json` counts them. */
function packetNumbers({ entries }: Store, wanted: ReadonlySet<number>): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  for (let place = 0, n = 0; place < entries.length; place++) {
    const entry = entries.ordered(place);
    if (!entries.isPacket(entry)) continue;
    if (wanted.has(entry)) numbers.set(entry, n);
    n++;
  }
  return numbers;
}

/** A finding as lines of text. Its code is the only part whose lines are not sentences. */
function findingLines(store: Store, { evidence, fix, ...finding }: Finding, say: Say): string[] {
  const { entries, sessions } = store;
  const zero = entries.at(entries.ordered(0));
  const [first, ...more] = finding.sessions.map((session) => `#${sessions.indexOf(session) + 1}`);
  const where = first === undefined ? "" : more.length === 0 ? first : `${first} … ${more.at(-1)}`;
  const times = finding.times === 1 ? "" : `×${finding.times}`;
  const follows = finding.follows === null ? "" : say(["label/follows", finding.follows.rule]);
  return [
    [say([`severity/${finding.severity}`]), finding.rule, where, times, follows].filter(Boolean).join("  "),
    `  ${say(finding.title)}`,
    `  ${say(finding.means)}`,
    `  ${say(["label/evidence", [`confidence/${finding.confidence}`]])}`,
    ...evidence.map(({ entry, says }) => `    ${clock(entries.at(entry) - zero).padStart(9)}  ${say(says)}`),
    ...(finding.ruledOut.length === 0 ? [] : [`  ${say(["label/ruled-out"])}`]),
    ...finding.ruledOut.map((said) => `    ${say(said)}`),
    ...fix.flatMap(({ who, text, code }) => [
      `  ${say([`label/fix-${who}`])}`,
      `    ${say(text)}`,
      ...(code?.split("\n").map((line) => `      ${line}`) ?? []),
    ]),
  ];
}

/**
 * The findings that are wanted, `found`, as text, an empty line after each. If nothing is wrong at all, it says what was checked instead. If a session
 * failed and no rule says why, it says so.
 */
export function* checkLines(store: Store, findings: Findings, found: readonly Finding[], say: Say): Generator<string> {
  for (const finding of found) yield* [...findingLines(store, finding, say), ""];
  const { sessions } = store;
  const isWrong = findings.all().some(({ severity }) => severity !== "info");
  if (isWrong || findings.failed.size > 0) {
    if (found.length === 0) yield say(["nothing", RULES.length, sessions.length]);
    if (!isWrong) yield say(["unexplained"]);
  } else yield* checkedLines(checked(sessions, findings.tallies, store), sessions.length, say);
}

/** What was checked, as lines of text. */
function checkedLines({ rules, families, notLookedAt }: Checked, sessions: number, say: Say): string[] {
  return [
    say(["checked/line", sessions, rules]),
    ...families.map((one) => `  ${say(["checked/family", say([`family/${one.family}`]), one.rules])}: ${say(one.says)}`),
    `  ${say(["checked/not-head"])}:`,
    ...notLookedAt.map((said) => `    ${say(said)}`),
  ];
}
