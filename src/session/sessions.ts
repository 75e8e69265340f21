// Which session a request or a websocket belongs to: the one with the sid in its URL. A URL without a sid begins a session.

import type { EngineUrl } from "../protocol/engine/url.ts";
import type { DocumentFrameId, EpochMs } from "../wire/event.ts";
import { Clients } from "./clients.ts";
import { Conversation } from "./conversation.ts";
import type { Exchange, Session } from "./model.ts";
import { type Known, SessionFacts } from "./session-facts.ts";
import type { Tables } from "./tables.ts";

export class Sessions {
  readonly clients = new Clients();
  readonly all: SessionFacts[] = [];
  readonly #tables: Tables;
  readonly #bySid = new Map<string, Conversation>();
  readonly #conversations = new Map<Session, Conversation>();
  /** Sessions that are asked for, by the request that asks. The answer with the sid may be reported after the next request of the session. */
  readonly #opening = new Map<Exchange, Conversation>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** The conversation of a link's session; undefined if the link has none. */
  conversation(session: Session | null): Conversation | undefined {
    return session === null ? undefined : this.#conversations.get(session);
  }

  /** The conversation that a URL belongs to. `late`: what it is the URL of was open before recording began. */
  forUrl(url: EngineUrl, documentFrame: DocumentFrameId | null, at: EpochMs, late = false): Conversation {
    const { address, sid } = url;
    if (sid !== null) {
      const known = this.#bySid.get(`${address} ${sid}`) ?? this.#adopt(address, sid, documentFrame);
      if (known) return known;
    }
    return this.begin(address, documentFrame, at, url, late || sid !== null);
  }

  begin(address: string, documentFrame: DocumentFrameId | null, at: EpochMs, known: Known, late: boolean): Conversation {
    const client = this.clients.of(address, documentFrame, at);
    const previous = this.all[client.sessions.at(-1)?.index ?? -1] ?? null;
    // A client that begins anew has given up the session before.
    if (previous) this.conversation(previous)?.end("timeout", at, null);
    const session = new SessionFacts({ index: this.all.length, client, previous, at, late }, known, this.#tables.entries);
    if (previous) previous.next = session;
    client.sessions.push(session);
    this.all.push(session);
    const conversation = new Conversation(session, this.#tables);
    this.#conversations.set(session, conversation);
    this.name(conversation);
    return conversation;
  }

  /** Files a conversation under its sid, as soon as it has one. */
  name(conversation: Conversation): void {
    const { sid, client } = conversation.session;
    if (sid !== null) this.#bySid.set(`${client.address} ${sid}`, conversation);
  }

  /** An exchange asks for the session of this conversation. */
  asks(exchange: Exchange, conversation: Conversation): void {
    this.#opening.set(exchange, conversation);
  }

  /** An exchange has ended, so the session it asked for has its sid, or gets none. */
  asked(exchange: Exchange): void {
    this.#opening.delete(exchange);
  }

  /**
   * A request can use a sid before the browser reports the body that announced it. Gives the sid to a session whose handshake has a
   * response but no body yet.
   */
  #adopt(address: string, sid: string, documentFrame: DocumentFrameId | null): Conversation | undefined {
    for (const [{ respondedAt }, conversation] of this.#opening) {
      const { session } = conversation;
      if (respondedAt === null || session.sid !== null || session.client.address !== address) continue;
      if (documentFrame !== null && session.client.documentFrame !== documentFrame) continue;
      session.sid = sid;
      this.name(conversation);
      return conversation;
    }
    return undefined;
  }
}
