// The sessions of a trace as plain objects: what `lifeline sessions --json` prints, one a line. The contract is docs/cli.md.

import { reasonText } from "../diagram/words/reason-text.ts";
import { english, type Translate } from "../messages/messages.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";

export interface SessionRecord {
  readonly session: string | null;
  /** Numbers the client, from 0: sessions of one client follow one another. */
  readonly client: number;
  readonly address: string;
  readonly eio: 2 | 3 | 4 | null;
  /** What the revision was concluded from. */
  readonly eioFrom: Session["eioFrom"];
  /** 0.9 for Socket.IO 0.9. */
  readonly sio: 0.9 | 4 | 5 | null;
  readonly sioFrom: Session["sioFrom"];
  /** In the place of Socket.IO's own; null where that is used. */
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
  /** The sid of the session before and after it. */
  readonly previous: string | null;
  readonly next: string | null;
}

export function sessionRecords(store: Store, t: Translate = english): SessionRecord[] {
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
    problem: session.problem === null ? null : reasonText(t, session.problem),
    transport: session.transport,
    upgraded: session.upgrade?.switchedAt != null,
    startedAt: session.startedAt,
    openedAt: session.openedAt,
    endedAt: session.endedAt,
    namespaces: [...session.sockets.keys()],
    packets: session.packets,
    bytes: session.bytes,
    previous: session.previous?.sid ?? null,
    next: session.next?.sid ?? null,
  }));
}
