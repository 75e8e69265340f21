// What a finding is: one thing that is wrong, or that explains what a person wonders about, with the rows that prove it.

import type { Exchange, Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import type { EpochMs } from "../wire/event.ts";
import type { Said } from "./catalogue.ts";

export type Severity = "error" | "warning" | "info";
export const WORST_FIRST: readonly Severity[] = ["error", "warning", "info"];

/** `certain`: the wire proves it; `likely`: few other causes look so; `possible`: a hint. */
export type Confidence = "certain" | "likely" | "possible";

/** A row, and in a few words what it shows. The words of all rows read on as one story. */
export interface Evidence {
  /** Its entry. */
  readonly entry: number;
  readonly says: Said;
}

/** What to do, and by whom. `code`: lines to paste; `for`: the product that they are for. */
export interface Fix {
  readonly who: "server" | "proxy" | "client" | "page";
  readonly text: Said;
  readonly for?: string;
  readonly code?: string;
}

/** What a rule says of one subject as it stands now. A later look may say something else, or nothing: then the finding is withdrawn. */
export interface Found {
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Subjects of one client with the same cause make one finding. */
  readonly cause: string;
  /** One sentence, with its numbers. */
  readonly title: Said;
  /** What it means for the page. */
  readonly means: Said;
  /** In the order of time, at least one. */
  readonly evidence: readonly Evidence[];
  /** What else would look so, and what shows that it is not so. */
  readonly ruledOut: readonly Said[];
  readonly fix: readonly Fix[];
}

/** What was found, once or several times. The words are those of the first time. */
export interface Finding extends Found {
  readonly rule: string;
  /** Names it in its trace: another look at the same cause has the same key. */
  readonly key: string;
  /** The sessions in which it was found, in the order in which they began. The list grows with the trace. */
  readonly sessions: readonly Session[];
  readonly times: number;
  /** When each of them began, in order. The list grows with the trace. */
  readonly occurrences: readonly { readonly at: EpochMs }[];
  /** The finding that explains it; null if none does. */
  readonly follows: Pick<Finding, "rule" | "key"> | null;
  /** When it began, and when it was found last. */
  readonly at: EpochMs;
  readonly lastAt: EpochMs;
}

/**
 * A rule looks at subjects, each by itself: at a session, an exchange or a packet that is a problem. It is asked again whenever facts about the
 * subject have changed, so it keeps nothing. One that has to count packets makes a `Watch`.
 */
export interface Rule {
  /** A public name, never changed. */
  readonly id: string;
  /** What it finds in one page, iframe or worker with the same cause is one finding, whichever its client. */
  readonly isOfPage?: true;
  session?(session: Session, store: Store): Found | null;
  exchange?(exchange: Exchange, store: Store): Found | null;
  /** `entry`: a packet that is marked as a problem. */
  problem?(entry: number, store: Store): Found | null;
  watch?(store: Store): Watch;
}

/**
 * Is asked about sessions, as a rule is, and keeps what it needs for that. Sees each packet of a trace once, in the order of arrival, and reads
 * columns only. What it keeps of a session is bounded.
 */
export interface Watch {
  /** Whether it sees packets of these types, for less work; without it, it sees all. The types are indexes into `ENGINE_TYPES` and `SOCKET_TYPES`. */
  sees?(engine: number, socket: number, isSent: boolean): boolean;
  packet?(entry: number, session: Session): void;
  session(session: Session): Found | null;
}
