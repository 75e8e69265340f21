// Wire events → exchanges and channels → sessions. Polling requests and websockets are joined by sid; a request that has none yet
// belongs to the session that its answer opens. One event at a time, in the order of the log; nothing is looked up by going back.
//
//   http-request ─ http-response ─ http-body | http-failed          an Exchange
//   ws-open ─ ws-handshake ─ ws-frame … ─ ws-error ─ ws-close       a Channel
//
// What is no Engine.IO (page, scripts, preflights) becomes entries without a session; a websocket of something else becomes nothing.

import { errorText } from "../protocol/engine/error.ts";
import { splitPayload } from "../protocol/engine/payload.ts";
import { type EngineUrl, engineUrl } from "../protocol/engine/url.ts";
import {
  ENGINE_INVALID,
  ENGINE_MESSAGE,
  ENGINE_OPEN,
  NO_SOCKET,
  newPacketHead,
  resetPacketHead,
  SOCKET_INVALID,
} from "../protocol/packet.ts";
import { scanBinary, scanPart, scanText } from "../protocol/scan.ts";
import type {
  Body,
  Direction,
  EpochMs,
  HttpBody,
  HttpFailed,
  HttpRequest,
  HttpResponse,
  WireEvent,
  WsFrame,
  WsOpen,
} from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import { Clients } from "./clients.ts";
import { Connections } from "./connections.ts";
import { Conversation } from "./conversation.ts";
import { ENTRY, type Entries, type EntryKind, FLAG, NONE } from "./entries.ts";
import { type Channel, type CloseCause, type Exchange, type Link, payloadForm, type SeenContext, type Session } from "./model.ts";

/** An exchange under way, with what only its end needs. */
interface Open {
  readonly exchange: Exchange;
  readonly origin: string;
}

export class Stitcher {
  readonly clients = new Clients();
  readonly connections = new Connections();
  readonly contexts = new Map<string, SeenContext>();
  readonly links: Link[] = [];
  /** Of a binary packet: how many attachments it announces, and the entries of those that came, in order. */
  readonly attachments = new Map<number, { readonly announced: number; readonly entries: number[] }>();
  packets = 0;
  gaps = 0;
  omitted = 0;
  late = false;

  readonly #entries: Entries;
  /** Called with the place in time of each new entry. */
  readonly #placed: (place: number) => void;
  readonly #exchanges = new Map<string, Open>();
  readonly #channels = new Map<string, Channel>();
  /** What closed: frames may still be told of it. */
  readonly #closedChannels = new Map<string, Channel>();
  /** Websockets that are something else. */
  readonly #foreign = new Set<string>();
  readonly #bySid = new Map<string, Conversation>();
  readonly #conversations = new Map<Session, Conversation>();
  /** Sessions asked for, by the request that does; the sid is in its body, which may be reported after the next request of the session. */
  readonly #opening = new Map<Exchange, Conversation>();
  readonly #head = newPacketHead();

  constructor(entries: Entries, placed: (place: number) => void) {
    this.#entries = entries;
    this.#placed = placed;
  }

  /** Takes in the event that stands at `line` of the log. Of a line that is known to be ASCII nobody needs to count the bytes. */
  push(event: WireEvent, line: LineRef, isAscii: boolean): void {
    switch (event.kind) {
      case "http-request":
        return this.#request(event, line);
      case "http-response":
        return this.#response(event, line);
      case "http-body":
        return this.#body(event, line);
      case "http-failed":
        return this.#failed(event, line);
      case "ws-open":
        return this.#open(event, line);
      case "ws-handshake": {
        const channel = this.#channels.get(event.id);
        if (!channel) return;
        channel.handshakeLine = line;
        channel.handshakeEntry = this.#add(ENTRY.wsHandshake, event.at, channel, line);
        if (event.status !== 101) return;
        channel.establishedAt = event.at;
        const upgrade = channel.session?.upgrade;
        if (upgrade?.channel !== channel) return;
        upgrade.establishedAt = event.at;
        upgrade.establishedEntry = channel.handshakeEntry;
        return;
      }
      case "ws-frame":
        return this.#frame(event, line, isAscii);
      case "ws-error": {
        const channel = this.#channels.get(event.id);
        if (!channel) return;
        this.#add(ENTRY.wsError, event.at, channel, line);
        channel.connection.end = "error";
        if (channel.session && channel.session.upgrade?.channel !== channel) channel.session.problem ??= event.message;
        return;
      }
      case "ws-close": {
        this.#foreign.delete(event.id);
        const channel = this.#channels.get(event.id);
        if (!channel) return;
        this.#add(ENTRY.wsClose, event.at, channel, line);
        const cause = event.cause === "navigation" ? "navigation" : channel.session?.state === "connecting" ? "refused" : "transport";
        this.#closed(channel, cause, event.at);
        return;
      }
      case "wt-open":
      case "wt-established":
      case "wt-close":
        return this.#webTransport(event, line);
      case "context":
        this.contexts.set(event.documentFrame, {
          documentFrame: event.documentFrame,
          type: event.type,
          url: event.url,
          parent: event.parent ?? null,
          gone: event.state === "gone",
        });
        if (event.type === "page" && event.state === "navigated" && this.clients.sessions.length > 0) {
          this.#add(ENTRY.context, event.at, null, line);
        }
        return;
      case "note":
        if (event.what === "late") this.late = true;
        this.#add(ENTRY.note, event.at, null, line);
        return;
      case "gap":
        this.gaps++;
        this.#add(ENTRY.gap, event.at, null, line);
        return;
    }
  }

  // HTTP

  #request(event: HttpRequest, line: LineRef): void {
    const engine = event.part === "engine" ? engineUrl(event.url) : undefined;
    const exchange: Exchange = {
      kind: "http",
      index: this.links.length,
      id: event.id,
      part: event.part,
      post: event.method === "POST",
      handshake: engine?.sid === null,
      documentFrame: event.documentFrame ?? null,
      session: null,
      connection: null,
      startedAt: event.at,
      respondedAt: null,
      endedAt: null,
      status: 0,
      failed: false,
      requestLine: line,
      responseLine: null,
      endLine: null,
      requestEntry: NONE,
      answerEntry: null,
    };
    this.links.push(exchange);
    const url = URL.canParse(event.url) ? new URL(event.url) : null;
    const origin = url?.origin ?? event.url;
    this.#exchanges.set(event.id, { exchange, origin });
    this.connections.guess(origin, exchange);
    exchange.requestEntry = this.#add(ENTRY.request, event.at, exchange, line);
    if (!engine) return;
    const conversation = this.#conversationOf(engine, event.documentFrame ?? null, event.at);
    exchange.session = conversation.session;
    if (exchange.handshake) this.#opening.set(exchange, conversation);
    if (exchange.post && event.body) this.#payload(event.body, exchange, "sent", event.at, line);
  }

  #response(event: HttpResponse, line: LineRef): void {
    const open = this.#exchanges.get(event.id);
    if (!open) return;
    const { exchange, origin } = open;
    exchange.respondedAt = event.at;
    exchange.status = event.status;
    exchange.responseLine = line;
    // The row of a page or script is already there, and says now that it failed: from a place before it on.
    if (exchange.part !== "engine" && event.status >= 400) this.#placed(this.#entries.placeAfter(exchange.startedAt - 1));
    if (event.connection === undefined) return;
    const shared = event.protocol !== undefined && !event.protocol.startsWith("http/");
    this.connections.observe(origin, exchange, event.connection, event.reused ?? true, shared);
  }

  #body(event: HttpBody, line: LineRef): void {
    const exchange = this.#ended(event.id, event.at, line);
    if (!exchange) return;
    const at = exchange.respondedAt ?? event.at;
    const { session } = exchange;
    if (!session) {
      if (exchange.part === "engine") exchange.answerEntry = this.#add(ENTRY.response, at, exchange, line);
      return;
    }
    if (exchange.status >= 400) {
      exchange.answerEntry = this.#add(ENTRY.response, at, exchange, line);
      const said = "text" in event.body ? errorText(event.body.text) : "";
      if (session.transport !== "websocket") {
        this.#over(session, session.state === "connecting" ? "refused" : "transport", at, `${exchange.status} ${said}`.trim());
      }
      return;
    }
    const before = this.#entries.length;
    if (!exchange.post) this.#payload(event.body, exchange, "received", at, line);
    exchange.answerEntry = this.#entries.length > before ? before : this.#add(ENTRY.response, at, exchange, line);
    if (!exchange.post) this.#conversations.get(session)?.drained(exchange.answerEntry, at);
  }

  #failed(event: HttpFailed, line: LineRef): void {
    const exchange = this.#ended(event.id, event.at, line);
    if (!exchange) return;
    exchange.failed = true;
    exchange.answerEntry = this.#add(ENTRY.failed, event.at, exchange, line);
    const { session } = exchange;
    if (!session || session.transport === "websocket") return;
    if (event.reason === "navigation") this.#over(session, "navigation", event.at, null);
    else if (session.state === "connecting") this.#over(session, "refused", event.at, event.reason);
    else this.#over(session, event.canceled ? "client" : "transport", event.at, event.canceled ? null : event.reason);
  }

  #ended(id: string, at: EpochMs, line: LineRef): Exchange | undefined {
    const open = this.#exchanges.get(id);
    if (!open) return undefined;
    this.#exchanges.delete(id);
    this.#opening.delete(open.exchange);
    open.exchange.endedAt = at;
    open.exchange.endLine = line;
    this.connections.release(open.exchange, at);
    return open.exchange;
  }

  // WebSocket and WebTransport

  #open(event: WsOpen, line: LineRef): void {
    const engine = engineUrl(event.url);
    if (!engine) {
      this.#foreign.add(event.id);
      return;
    }
    const channel = this.#channel("ws", event.id, event.at, line, engine.sid === null);
    channel.openEntry = this.#add(ENTRY.wsOpen, event.at, channel, line);
    const conversation = this.#conversationOf(engine, event.documentFrame ?? null, event.at);
    channel.session = conversation.session;
    if (engine.sid !== null) conversation.upgradeBegins(channel, channel.openEntry, event.at);
  }

  #webTransport(event: Extract<WireEvent, { kind: "wt-open" | "wt-established" | "wt-close" }>, line: LineRef): void {
    if (event.kind === "wt-open") {
      const channel = this.#channel("wt", event.id, event.at, line, false);
      channel.openEntry = this.#add(ENTRY.wtOpen, event.at, channel, line);
      return;
    }
    const channel = this.#channels.get(event.id);
    if (!channel) return;
    if (event.kind === "wt-established") {
      channel.establishedAt = event.at;
      channel.handshakeEntry = this.#add(ENTRY.wtEstablished, event.at, channel, line);
    } else {
      this.#add(ENTRY.wtClose, event.at, channel, line);
      this.#closed(channel, "transport", event.at);
    }
  }

  #frame(event: WsFrame, line: LineRef, isAscii: boolean): void {
    if (this.#foreign.has(event.id)) return;
    let channel = this.#channels.get(event.id) ?? this.#closedChannels.get(event.id);
    if (!channel) {
      channel = this.#channel("ws", event.id, event.at, null, false);
      channel.establishedAt = event.at;
      const session = this.#begin("", null, event.at, { sid: null, eio: null, late: true }).session;
      session.transport = "websocket";
      channel.session = session;
    }
    const { session } = channel;
    const conversation = session && this.#conversations.get(session);
    if (!conversation) return;
    channel.connection.lastAt = event.at;
    const { body } = event;
    const head = this.#head;
    if ("text" in body) scanText(body.text, 0, body.text.length, head, isAscii);
    else if ("base64" in body) scanBinary(body.base64, payloadForm(conversation.session).revision, head);
    else this.#omit(body.bytes ?? 0);
    // A binary frame is a message, also one that is empty or whose content is not known.
    if (event.opcode === 2 && !("base64" in body)) {
      resetPacketHead(ENGINE_MESSAGE, head);
      head.binary = true;
      head.bytes = "omitted" in body ? (body.bytes ?? 0) : 0;
    }
    const open = head.engine === ENGINE_OPEN && "text" in body ? body.text.slice(1) : "";
    this.#packet(conversation, channel, event.direction, event.at, line, 0, open);
  }

  #channel(kind: Channel["kind"], id: string, at: EpochMs, line: LineRef | null, handshake: boolean): Channel {
    const channel: Channel = {
      kind,
      index: this.links.length,
      id,
      handshake,
      session: null,
      connection: this.connections.channel(kind === "ws" ? "websocket" : "webtransport", at, line !== null),
      openedAt: at,
      establishedAt: null,
      closedAt: null,
      openLine: line,
      handshakeLine: null,
      openEntry: null,
      handshakeEntry: null,
    };
    this.links.push(channel);
    this.#channels.set(id, channel);
    return channel;
  }

  #closed(channel: Channel, cause: CloseCause, at: EpochMs): void {
    channel.closedAt = at;
    channel.connection.lastAt = at;
    if (channel.connection.end === "none") channel.connection.end = "clean";
    this.#channels.delete(channel.id);
    this.#closedChannels.set(channel.id, channel);
    const { session } = channel;
    if (!session) return;
    const { upgrade } = session;
    const isSwitched = upgrade?.channel === channel && upgrade.switchedAt !== null;
    if (isSwitched || channel.handshake || channel.openLine === null) this.#over(session, cause, at, session.problem);
    else if (upgrade?.channel === channel) upgrade.failedAt = at;
  }

  // Sessions

  #conversationOf(url: EngineUrl, documentFrame: string | null, at: EpochMs): Conversation {
    const { address, sid } = url;
    if (sid !== null) {
      const known = this.#bySid.get(`${address} ${sid}`) ?? this.#adopt(address, sid, documentFrame);
      if (known) return known;
    }
    return this.#begin(address, documentFrame, at, { sid, eio: url.eio, late: sid !== null });
  }

  #begin(address: string, documentFrame: string | null, at: EpochMs, known: Pick<Session, "sid" | "eio" | "late">): Conversation {
    const session = this.clients.begin(address, documentFrame, at, known, (silent) => this.#over(silent, "timeout", at, null));
    const conversation = new Conversation(session);
    this.#conversations.set(session, conversation);
    if (known.sid !== null) this.#bySid.set(`${address} ${known.sid}`, conversation);
    return conversation;
  }

  /** The session of a sid that nobody has announced yet: one whose handshake is answered, its body still to come. */
  #adopt(address: string, sid: string, documentFrame: string | null): Conversation | undefined {
    for (const [{ respondedAt }, conversation] of this.#opening) {
      const { session } = conversation;
      if (respondedAt === null || session.sid !== null || session.client.address !== address) continue;
      if (documentFrame !== null && session.client.documentFrame !== documentFrame) continue;
      session.sid = sid;
      this.#bySid.set(`${address} ${sid}`, conversation);
      return conversation;
    }
    return undefined;
  }

  #over(session: Session, cause: CloseCause, at: EpochMs, problem: string | null): void {
    this.#conversations.get(session)?.end(cause, at, problem);
  }

  // Packets

  #payload(body: Body, exchange: Exchange, direction: Direction, at: EpochMs, line: LineRef): void {
    const conversation = exchange.session && this.#conversations.get(exchange.session);
    if (!conversation) return;
    if ("omitted" in body) {
      this.#omit(body.bytes ?? 0);
      this.#packet(conversation, exchange, direction, at, line, 0, "");
      return;
    }
    const { session } = conversation;
    const form = payloadForm(session);
    const parts = splitPayload(body, form);
    // A server that answers in binary form though there is nothing binary in it is one that encodes text twice.
    if (form.revision === 3 && direction === "received" && "base64" in body && parts.every((part) => part.kind === "text"))
      session.utf8Twice ??= true;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      if (!part) continue;
      scanPart(part, this.#head);
      const open = this.#head.engine === ENGINE_OPEN ? part.source.slice(part.from + 1, part.to) : "";
      this.#packet(conversation, exchange, direction, at, line, i, open);
    }
  }

  /** Adds what `#head` says; `open` is the text of an open packet. */
  #packet(conversation: Conversation, link: Link, direction: Direction, at: EpochMs, line: LineRef, part: number, open: string): void {
    const head = this.#head;
    const header = head.binary && head.engine === ENGINE_MESSAGE ? conversation.takeAttachment(direction) : NONE;
    let flags = direction === "sent" ? FLAG.sent : 0;
    if (head.binary) flags |= FLAG.binary;
    if (head.probe) flags |= FLAG.probe;
    if (header !== NONE) flags |= FLAG.attachment;
    const entry = this.#add(ENTRY.packet, at, link, line, head.engine, head.socket, flags, head.bytes, part);
    this.packets++;
    if (header !== NONE) {
      this.#entries.setPeer(entry, header);
      this.attachments.get(header)?.entries.push(entry);
    }
    // What is broken announces nothing.
    if (head.socket === SOCKET_INVALID) head.attachments = 0;
    if (head.attachments > 0) this.attachments.set(entry, { announced: head.attachments, entries: [] });
    const { session } = conversation;
    const sid = session.sid;
    conversation.packet(this.#entries, entry, head, direction, at, link, open);
    if (session.sid !== null && session.sid !== sid) this.#bySid.set(`${session.client.address} ${session.sid}`, conversation);
  }

  /** A packet that nobody could read: one entry, so that it shows. */
  #omit(bytes: number): void {
    this.omitted++;
    Object.assign(this.#head, newPacketHead(), { engine: ENGINE_INVALID, socket: NO_SOCKET, bytes });
  }

  #add(
    kind: EntryKind,
    at: EpochMs,
    link: Link | null,
    line: LineRef,
    engine = ENGINE_INVALID,
    socket = NO_SOCKET,
    flags = 0,
    size = 0,
    part = 0,
  ): number {
    const entry = this.#entries.length;
    this.#placed(this.#entries.add({ kind, at, link: link?.index ?? NONE, engine, socket, flags, size, line, part }));
    return entry;
  }
}
