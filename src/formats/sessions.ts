// The sessions of a trace as plain objects: what `lifeline sessions --json` prints, one a line. The contract is docs/cli.md.

import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";

export interface SessionRecord {
  readonly session: string | null;
  /** Numbers the client, from 0: sessions of one client follow one another. */
  readonly client: number;
  readonly address: string;
  readonly eio: 2 | 3 | 4 | null;
  readonly sio: 4 | 5 | null;
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

export function sessionRecords(store: Store): SessionRecord[] {
  return store.sessions.map((session) => ({
    session: session.sid,
    client: session.client.index,
    address: session.client.address,
    eio: session.eio,
    sio: session.sio,
    state: session.state,
    cause: session.cause,
    problem: session.problem,
    transport: session.transport,
    upgraded: session.upgrade?.switchedAt != null,
    startedAt: session.startedAt,
    openedAt: session.openedAt,
    endedAt: session.endedAt,
    namespaces: [...session.namespaces],
    packets: session.packets,
    bytes: session.bytes,
    previous: session.previous?.sid ?? null,
    next: session.next?.sid ?? null,
  }));
}
