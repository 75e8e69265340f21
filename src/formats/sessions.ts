// The sessions of a trace as plain objects: `lifeline sessions --json` prints one a line. docs/cli.md is the contract.

import { reasonText } from "../diagram/words/reason-text.ts";
import { english } from "../messages/messages.ts";
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
  readonly transport: Session["transport"];
  readonly upgraded: boolean;
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
}

/** All sessions. Problems are in English. */
export function sessionRecords(store: Store): SessionRecord[] {
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
    problem: session.problem === null ? null : reasonText(english, session.problem),
    transport: session.transport,
    upgraded: session.upgrade?.switchedAt != null,
    startedAt: session.startedAt,
    openedAt: session.openedAt,
    endedAt: session.endedAt,
    namespaces: [...session.sockets.keys()],
    packets: session.packets,
    bytes: session.bytes,
    unanswered: session.unanswered,
    previous: session.previous?.sid ?? null,
    next: session.next?.sid ?? null,
  }));
}
