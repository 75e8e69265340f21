// What is different between two sessions, A and B.

import type { Translate } from "../messages/messages.ts";
import type { Phase, Side } from "./steps.ts";

/**
 * `answer`: how a request was answered; `said`: packets that only one has, or in another order; `end`: how the session stands; `transport`;
 * `field`: what the handshake says; `header`; `delay`.
 */
type DifferenceKind = "answer" | "said" | "end" | "transport" | "field" | "header" | "delay";

export interface Difference {
  readonly phase: Phase;
  readonly kind: DifferenceKind;
  readonly what: string;
  /** What A has and what B has; null for nothing. */
  readonly a: string | null;
  readonly b: string | null;
  /** Entries of the rows that show it; null where there is none. */
  readonly rows: { readonly a: number | null; readonly b: number | null };
  /** It follows from the difference at which the sessions part. */
  readonly follows: boolean;
}

/** What is looked at for differences, and where they are put. */
export interface Look {
  readonly a: Side;
  readonly b: Side;
  readonly t: Translate;
  readonly found: Difference[];
}

/** Adds a difference if the two values are not the same. */
export function differ(
  { found }: Look,
  difference: Omit<Difference, "follows" | "rows"> & { readonly rows?: Difference["rows"]; readonly follows?: boolean },
): void {
  const { a, b } = difference;
  if (a !== b) found.push({ rows: { a: null, b: null }, follows: false, ...difference });
}

/** The same of both sessions. */
export function both<T, L extends Pick<Look, "a" | "b">>(look: L, of: (side: Side, look: L) => T): { readonly a: T; readonly b: T } {
  return { a: of(look.a, look), b: of(look.b, look) };
}
