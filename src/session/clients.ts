// Who is who: a session belongs to a client, and follows that client's session before it. Nothing on the wire says so. What is taken for
// the same client: same address, same page (or iframe, or worker), and its last session is over, or has been silent for longer than its
// heartbeat allows, which is how a client's own "ping timeout" looks from outside.

import type { DocumentFrameId, EpochMs } from "../wire/event.ts";
import { clientGivesUp } from "./heartbeat.ts";
import type { Client, Session } from "./model.ts";

/** What a request or a websocket tells of its session by its URL. */
export interface Known {
  readonly sid: string | null;
  readonly eio: 2 | 3 | 4 | null;
  readonly legacy: boolean;
}

export class Clients {
  readonly all: Client[] = [];
  readonly sessions: Session[] = [];
  readonly #byPlace = new Map<string, Client[]>();

  /** A session that begins. A silent session before it is handed to `timedOut`. */
  begin(
    address: string,
    documentFrame: DocumentFrameId | null,
    at: EpochMs,
    { sid, eio, legacy }: Known,
    late: boolean,
    timedOut: (session: Session) => void,
  ): Session {
    const place = `${documentFrame ?? ""} ${address}`;
    const here = this.#byPlace.get(place) ?? [];
    let client: Client | undefined;
    for (const c of here) {
      const last = c.sessions.at(-1);
      const best = client?.sessions.at(-1);
      if (last && isOver(last, at) && (!best || (last.endedAt ?? at) > (best.endedAt ?? at))) client = c;
    }
    if (!client) {
      client = { index: this.all.length, address, documentFrame, sessions: [] };
      this.all.push(client);
      this.#byPlace.set(place, [...here, client]);
    }
    const previous = client.sessions.at(-1) ?? null;
    if (previous && previous.state !== "closed") timedOut(previous);
    const session: Session = {
      index: this.sessions.length,
      sid,
      eio,
      eioFrom: eio === null ? null : "url",
      urlEio: eio,
      late,
      sources: new Set(),
      client,
      sio: legacy ? 0.9 : null,
      sioFrom: legacy ? "url" : null,
      parser: null,
      utf8Twice: null,
      handshake: null,
      state: late ? "open" : "connecting",
      transport: null,
      upgrade: null,
      startedAt: at,
      startEntry: null,
      openedAt: null,
      openEntry: null,
      lastAt: at,
      endedAt: null,
      cause: null,
      problem: null,
      packets: 0,
      bytes: 0,
      sockets: new Map(),
      lastPingAt: null,
      lastPongAt: null,
      pinger: null,
      lastHeardAt: null,
      lastHeard: null,
      lastAnswer: null,
      arrivedAt: null,
      unseenUntil: null,
      overdue: new Map(),
      cut: null,
      attempt: attemptAfter(previous),
      previous,
      next: null,
    };
    if (previous) previous.next = session;
    client.sessions.push(session);
    this.sessions.push(session);
    return session;
  }
}

function attemptAfter(previous: Session | null): number {
  if (previous === null || previous.cause === "navigation" || previous.cause === "client") return 0;
  return previous.cause === "refused" ? previous.attempt + 1 : 1;
}

function isOver(session: Session, at: EpochMs): boolean {
  if (session.state === "closed") return true;
  const gaveUp = clientGivesUp(session, at);
  return gaveUp !== null && at > gaveUp.at;
}
