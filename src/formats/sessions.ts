// The sessions of a trace as plain objects: `lifeline sessions --json` prints one a line. docs/cli.md is the contract.

import { reasonText, waitText } from "../diagram/words/reason-text.ts";
import { missingLeg } from "../diagram/words/step-words.ts";
import { sayEnglish } from "../findings/catalogue.ts";
import type { Confidence, Finding, Severity } from "../findings/finding.ts";
import { english, type Translate } from "../messages/messages.ts";
import { answerOf } from "../session/ending.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";

export interface SessionRecord {
  readonly session: string | null;
  /** The number of the client, from 0. The sessions of one client follow one another. */
  readonly client: number;
  readonly address: string;
  readonly eio: 2 | 3 | 4 | null;
  /** The evidence for the revision. */
  readonly eioFrom: Session["eioFrom"];
  /** 0.9 for Socket.IO 0.9. */
  readonly sio: 0.9 | 4 | 5 | null;
  readonly sioFrom: Session["sioFrom"];
  /** The custom parser; null for Socket.IO's own. */
  readonly parser: string | null;
  readonly state: Session["state"];
  readonly cause: Session["cause"];
  readonly problem: string | null;
  /** Why the server refuses namespaces, which is apart from why the session ended. */
  readonly refused: readonly string[];
  readonly close: Session["close"];
  readonly transport: Session["transport"];
  readonly upgraded: boolean;
  /** The attempt to change the transport; null if there was none. */
  readonly upgrade: UpgradeRecord | null;
  readonly startedAt: number;
  readonly openedAt: number | null;
  readonly endedAt: number | null;
  readonly namespaces: readonly string[];
  readonly packets: number;
  readonly bytes: number;
  readonly unanswered: number;
  /** The sids of the sessions of this client before and after it. */
  readonly previous: string | null;
  readonly next: string | null;
  /** What was found in it, the worst first: `check` says all of it. Null if nobody looked. */
  readonly findings: readonly SessionFinding[] | null;
}

interface SessionFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** In English. Of what was found in several sessions, these are the words of the first. */
  readonly title: string;
}

interface UpgradeRecord {
  readonly state: "pending" | "switched" | "failed";
  /** HTTP status of the answer to the websocket; null where there was none. */
  readonly status: number | null;
  readonly problem: string | null;
}

/** How the upgrade of a session went, and why it failed: in the browser's words, by the status, or by the leg that never came. */
export function upgradeRecord(store: Store, session: Session, t: Translate): UpgradeRecord | null {
  const { upgrade, state } = session;
  if (!upgrade) return null;
  const { channel, switchedAt, failedAt } = upgrade;
  const status = channel.status || null;
  if (switchedAt !== null) return { state: "switched", status, problem: null };
  if (failedAt === null && state !== "closed") return { state: "pending", status, problem: null };
  const error = channel.errorLine === null ? null : store.read(channel.errorLine);
  const said = error?.kind === "ws-error" && error.message !== "" ? error.message : null;
  const refused = status === null || status === 101 ? null : reasonText(t, ["reasonNot101", answerOf(channel)]);
  return { state: "failed", status, problem: said ?? refused ?? missingLeg(t, session).join(": ") };
}

/** The findings of each session, in the order of `findings`. */
export function findingsBySession(findings: readonly Finding[]): ReadonlyMap<Session, readonly Finding[]> {
  const by = new Map<Session, Finding[]>();
  for (const finding of findings) {
    for (const session of finding.sessions) {
      const own = by.get(session);
      if (own) own.push(finding);
      else by.set(session, [finding]);
    }
  }
  return by;
}

/** All sessions. Problems are in English. `findings`: those of the whole trace; null if nobody looked. */
export function sessionRecords(store: Store, findings: readonly Finding[] | null = null): SessionRecord[] {
  const found = findings && findingsBySession(findings);
  return store.sessions.map((session) => ({
    session: session.sid,
    client: session.client.index,
    address: session.client.address,
    eio: session.eio,
    eioFrom: session.eioFrom,
    sio: session.sio,
    sioFrom: session.sioFrom,
    parser: session.parser,
    state: session.state,
    cause: session.cause,
    problem: session.problem === null ? waitText(english, store, session) || null : reasonText(english, session.problem),
    refused: [...session.refused.values()].map((reason) => reasonText(english, reason)),
    close: session.close,
    transport: session.transport,
    upgraded: session.upgrade?.switchedAt != null,
    upgrade: upgradeRecord(store, session, english),
    startedAt: session.startedAt,
    openedAt: session.openedAt,
    endedAt: session.endedAt,
    namespaces: [...session.sockets.keys()],
    packets: session.packets,
    bytes: session.bytes,
    unanswered: session.unanswered,
    previous: session.previous?.sid ?? null,
    next: session.next?.sid ?? null,
    findings:
      found &&
      (found.get(session) ?? []).map(({ rule, severity, confidence, title }) => ({ rule, severity, confidence, title: sayEnglish(title) })),
  }));
}
