// Findings as text, to be compared in tests.

import { sayEnglish } from "../../../src/findings/catalogue.ts";
import type { Finding } from "../../../src/findings/finding.ts";
import { Findings } from "../../../src/findings/findings.ts";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { play, wireEvents } from "../session/ladder-text.ts";

/** A trace whose events are those of a ladder, each with the fields that `change` adds to it. */
export function playWith(ladder: string, change: (event: WireEvent) => object): Store {
  const store = play("");
  for (const event of wireEvents(ladder)) store.push({ ...event, ...change(event) } as WireEvent);
  return store;
}

function all(store: Store): readonly Finding[] {
  return new Findings(store).all();
}

/** A line for each finding. */
export function found(store: Store): string[] {
  return all(store).map(
    ({ rule, severity, confidence, times, title }) => `${severity} ${confidence} ${rule} ×${times}: ${sayEnglish(title)}`,
  );
}

/** The one finding of a rule as lines: its title, and its rows with the milliseconds since the first of them. Nothing if it has found nothing. */
export function told(store: Store, rule: string): string[] {
  const [only, ...others] = all(store).filter((each) => each.rule === rule);
  if (!only) return [];
  if (others.length > 0) return found(store);
  const { severity, confidence, times, title, evidence } = only;
  const { entries } = store;
  const rows = evidence.map(({ entry, says }) => `+${Math.round(entries.at(entry) - only.at)} ${sayEnglish(says)}`);
  return [`${severity} ${confidence} ×${times}: ${sayEnglish(title)}`, ...rows];
}

/** The findings above `info`. */
export function worse(store: Store): string[] {
  return found(store).filter((line) => !line.startsWith("info"));
}

/** The rules that have found something above `info`. */
export function alarms(store: Store): string[] {
  return all(store).flatMap(({ rule, severity }) => (severity === "info" ? [] : [rule]));
}
