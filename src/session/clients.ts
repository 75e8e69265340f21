// Which client a session belongs to, and which session of that client it follows. Nothing on the wire says so. Two sessions are taken for the
// same client's if they have the same address and the same page (or iframe, or worker), and the first is over, or has been silent for longer
// than its heartbeat allows: a client that times out closes nothing that could be recorded.

import type { DocumentFrameId, EpochMs } from "../wire/event.ts";
import { givenUpBy } from "./judgement.ts";
import type { Client, Session } from "./model.ts";

/** A client as it is written here. */
interface OwnClient extends Client {
  readonly sessions: Session[];
}

export class Clients {
  readonly all: Client[] = [];
  readonly #byPlace = new Map<string, OwnClient[]>();

  /** The client whose session begins: the one whose last session ended last, or a new one. */
  of(address: string, documentFrame: DocumentFrameId | null, at: EpochMs): OwnClient {
    const place = `${documentFrame ?? ""} ${address}`;
    const here = this.#byPlace.get(place) ?? [];
    let client: OwnClient | undefined;
    for (const c of here) {
      const last = c.sessions.at(-1);
      const best = client?.sessions.at(-1);
      if (last && isOver(last, at) && (!best || (last.endedAt ?? at) > (best.endedAt ?? at))) client = c;
    }
    if (client) return client;
    client = { index: this.all.length, address, documentFrame, sessions: [] };
    this.all.push(client);
    this.#byPlace.set(place, [...here, client]);
    return client;
  }
}

function isOver(session: Session, at: EpochMs): boolean {
  const due = givenUpBy(session, at);
  return session.state === "closed" || (due !== null && at > due.at);
}
