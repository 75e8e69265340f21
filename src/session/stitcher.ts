// Wire events → exchanges and channels → sessions. Polling requests and websockets are joined by sid; a request that has none yet
// belongs to the session that its answer opens. One event at a time, in the order of the log; nothing is looked up by going back.
//
//   http-request ─ http-response ─ http-body | http-failed          an Exchange
//   ws-open ─ ws-handshake ─ ws-frame … ─ ws-closing ─ ws-error ─ ws-close       a Channel
//
// What is no Engine.IO (page, scripts, preflights) becomes entries without a session; a websocket of something else becomes nothing.

import { errorText } from "../protocol/engine/error.ts";
import { isOpenPacket } from "../protocol/engine/handshake.ts";
import { jsonpAnswer } from "../protocol/engine/jsonp.ts";
import { type EngineUrl, engineUrl, webTransportUrl } from "../protocol/engine/url.ts";
import { parseLegacyHandshake } from "../protocol/legacy.ts";
import type {
  Body,
  EpochMs,
  HttpBody,
  HttpFailed,
  HttpRequest,
  HttpResponse,
  WireEvent,
  WsFrame,
  WsHandshake,
  WsOpen,
  WtClose,
  WtEstablished,
  WtOpen,
} from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import { Clients, type Known } from "./clients.ts";
import { Connections } from "./connections.ts";
import { Conversation } from "./conversation.ts";
import { ENTRY, type Entries, type EntryKind, FLAG, NONE } from "./entries.ts";
import { clientGivesUp, serverGivesUp } from "./heartbeat.ts";
import { Intake } from "./intake.ts";
import { closeCause, failureCause, isBrokenClose, isFailure } from "./judgement.ts";
import type { Channel, CloseCause, Due, Exchange, Link, SeenContext, Session, Silence } from "./model.ts";
import { Preflights } from "./preflights.ts";

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
  /** In the order in which they were noticed. */
  readonly silences: Silence[] = [];
  readonly intake: Intake;
  gaps = 0;
  late = false;
  /** What tells of events that name none. */
  source: string;

  readonly #entries: Entries;
  readonly #exchanges = new Map<string, Open>();
  readonly #channels = new Map<string, Channel>();
  /** What closed: frames may still be told of it. */
  readonly #closedChannels = new Map<string, Channel>();
  /** Websockets whose URL is no Engine.IO's, until their first message tells what they are; null when it told something else. */
  readonly #foreign = new Map<
    string,
    { readonly event: WsOpen; readonly line: LineRef; handshake: readonly [WsHandshake, LineRef] | null } | null
  >();
  readonly #preflights = new Preflights();
  readonly #bySid = new Map<string, Conversation>();
  readonly #conversations = new Map<Session, Conversation>();
  /** Sessions asked for, by the request that does; the sid is in its body, which may be reported after the next request of the session. */
  readonly #opening = new Map<Exchange, Conversation>();

  constructor(entries: Entries, source: string) {
    this.intake = new Intake(entries);
    this.#entries = entries;
    this.source = source;
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
      case "ws-handshake":
        return this.#established(event, line);
      case "ws-frame":
        return this.#frame(event, line, isAscii);
      case "ws-closing": {
        const channel = this.#channels.get(event.id);
        if (!channel) return;
        channel.closingAt = event.at;
        // Whether the server ever hears of it, the page is done with it.
        if (channel.session && this.#carries(channel)) this.#givenUp(channel.session, event.at);
        return;
      }
      case "ws-error": {
        const channel = this.#channels.get(event.id);
        if (!channel) return;
        this.intake.add(ENTRY.wsError, event.at, channel, line, FLAG.problem);
        channel.connection.end = "error";
        if (channel.session && channel.session.upgrade?.channel !== channel) channel.session.problem ??= event.message;
        return;
      }
      case "ws-close": {
        this.#foreign.delete(event.id);
        const channel = this.#channels.get(event.id);
        if (!channel) return;
        const entry = this.intake.add(ENTRY.wsClose, event.at, channel, line);
        this.#closed(channel, closeCause(event, channel), event.at, event.cause === "hook");
        if (isBrokenClose(channel.connection)) this.#entries.mark(entry, FLAG.problem);
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
          this.intake.add(ENTRY.context, event.at, null, line);
        }
        return;
      case "note":
        if (event.what === "late") this.late = true;
        this.source = event.source ?? this.source;
        this.intake.add(ENTRY.note, event.at, null, line);
        return;
      case "gap":
        this.gaps++;
        for (const { sessions } of this.clients.all) {
          const session = sessions.at(-1);
          if (session?.state === "open") session.unseenUntil = Math.max(session.unseenUntil ?? 0, event.until);
        }
        this.intake.add(ENTRY.gap, event.at, null, line);
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
      transport: engine?.transport ?? null,
      base64: engine?.base64 ?? false,
      revision: null,
      jsonp: engine?.jsonp ?? false,
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
      preflight: null,
      preflightOf: null,
      overlaps: false,
    };
    this.links.push(exchange);
    const url = URL.canParse(event.url) ? new URL(event.url) : null;
    const origin = url?.origin ?? event.url;
    this.#exchanges.set(event.id, { exchange, origin });
    this.connections.guess(origin, exchange);
    exchange.requestEntry = this.intake.add(ENTRY.request, event.at, exchange, line);
    const paired = this.#preflights.pair(exchange, event.url);
    if (paired) this.#entries.changed(paired.requestEntry);
    if (!engine) return;
    const conversation = this.#conversationOf(engine, event.documentFrame ?? null, event.at);
    const { session } = conversation;
    exchange.session = session;
    session.sources.add(event.source ?? this.source);
    if (engine.legacy) session.transport ??= engine.transport;
    session.startEntry ??= exchange.requestEntry;
    if (!exchange.post && !exchange.handshake) conversation.poll(exchange);
    if (exchange.handshake) this.#opening.set(exchange, conversation);
    if (exchange.post && event.body) this.intake.payload(conversation, exchange, event.body, "sent", event.at, line);
  }

  #response(event: HttpResponse, line: LineRef): void {
    const open = this.#exchanges.get(event.id);
    if (!open) return;
    const { exchange, origin } = open;
    exchange.respondedAt = event.at;
    exchange.status = event.status;
    exchange.responseLine = line;
    // A page or script has one entry for the request and its answer.
    if (exchange.part !== "engine" && event.status >= 400) this.#entries.mark(exchange.requestEntry, FLAG.problem);
    this.#conversationWith(exchange)?.judgePolls();
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
      const flags = exchange.status >= 400 ? FLAG.problem : 0;
      if (exchange.part === "engine") exchange.answerEntry = this.intake.add(ENTRY.response, at, exchange, line, flags);
      return;
    }
    if (exchange.status >= 400) {
      exchange.answerEntry = this.intake.add(ENTRY.response, at, exchange, line, FLAG.problem);
      const said = "text" in event.body ? errorText(event.body.text) : "";
      if (session.transport !== "websocket") {
        this.#over(session, session.state === "connecting" ? "refused" : "transport", at, `${exchange.status} ${said}`.trim());
      }
      return;
    }
    const conversation = this.#conversations.get(session);
    if (!conversation) return;
    if (exchange.post) conversation.arrived(exchange.startedAt);
    const before = this.#entries.length;
    if (exchange.handshake && session.sio === 0.9) legacyHandshake(conversation, event.body, exchange, at);
    else if (!exchange.post) this.intake.payload(conversation, exchange, event.body, "received", at, line);
    if (exchange.handshake) this.#name(conversation);
    exchange.answerEntry = this.#entries.length > before ? before : this.intake.add(ENTRY.response, at, exchange, line);
    if (session.sio === 0.9 && exchange.handshake && session.handshake) session.openEntry = exchange.answerEntry;
    if (!exchange.post) conversation.drained(exchange.answerEntry, at);
    else if (session.lastAnswer === null || at >= this.#entries.at(session.lastAnswer)) session.lastAnswer = exchange.answerEntry;
  }

  #failed(event: HttpFailed, line: LineRef): void {
    const exchange = this.#ended(event.id, event.at, line);
    if (!exchange) return;
    exchange.failed = true;
    exchange.answerEntry = this.intake.add(ENTRY.failed, event.at, exchange, line, isFailure(event) ? FLAG.problem : 0);
    this.#loses(exchange);
    const { session } = exchange;
    if (!session) return;
    this.#conversationWith(exchange)?.judgePolls();
    if (session.transport === "websocket") return;
    const cause = failureCause(event, session);
    const words = cause === "refused" || cause === "transport" ? event.reason : null;
    this.#over(session, cause, event.at, words, cause === "client");
  }

  /** A request failed: it is lost if it got no answer, and so are the packets in its body that nobody answered. */
  #loses({ index, requestEntry, respondedAt }: Exchange): void {
    const entries = this.#entries;
    if (respondedAt === null) entries.mark(requestEntry, FLAG.lost);
    for (let entry = requestEntry + 1; entries.isPacket(entry) && entries.link(entry) === index; entry++) {
      if (entries.flags(entry) & FLAG.sent && entries.peer(entry) === NONE) entries.mark(entry, FLAG.lost);
    }
  }

  #conversationWith({ session }: Exchange): Conversation | undefined {
    return session === null ? undefined : this.#conversations.get(session);
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
    this.#foreign.delete(event.id);
    if (engine) this.#openEngine(event, line, engine);
    else this.#foreign.set(event.id, { event, line, handshake: null });
  }

  #openEngine(event: WsOpen, line: LineRef, engine: EngineUrl): void {
    const late = event.late === true;
    const channel = this.#channel("ws", event.id, event.at, line, engine.sid === null, late);
    const entry = late ? NONE : this.intake.add(ENTRY.wsOpen, event.at, channel, line);
    if (!late) channel.openEntry = entry;
    const conversation = this.#conversationOf(engine, event.documentFrame ?? null, event.at, late);
    channel.session = conversation.session;
    conversation.session.startEntry ??= channel.openEntry;
    conversation.session.sources.add(event.source ?? this.source);
    if (engine.legacy) conversation.session.transport = engine.transport;
    else if (late) conversation.session.transport = "websocket";
    else if (engine.sid !== null) conversation.upgradeBegins(channel, entry, event.at);
  }

  #established(event: WsHandshake, line: LineRef): void {
    const foreign = this.#foreign.get(event.id);
    if (foreign) foreign.handshake = [event, line];
    const channel = this.#channels.get(event.id);
    if (!channel) return;
    channel.handshakeLine = line;
    channel.handshakeEntry = this.intake.add(ENTRY.wsHandshake, event.at, channel, line, event.status === 101 ? 0 : FLAG.problem);
    if (event.status !== 101) return;
    channel.establishedAt = event.at;
    const upgrade = channel.session?.upgrade;
    if (upgrade?.channel !== channel) return;
    upgrade.establishedAt = event.at;
    upgrade.establishedEntry = channel.handshakeEntry;
  }

  /** Whether a websocket without Engine.IO's query is one all the same: its server begins with the handshake. */
  #isForeign({ id, direction, body }: WsFrame): boolean {
    const foreign = this.#foreign.get(id);
    if (foreign === undefined) return false;
    this.#foreign.set(id, null);
    if (foreign === null || direction === "sent" || !("text" in body) || !isOpenPacket(body.text)) return true;
    this.#foreign.delete(id);
    const { event, line, handshake } = foreign;
    const address = event.url.replace(/^ws/, "http").replace(/[?#].*/s, "");
    this.#openEngine(event, line, { address, eio: null, legacy: false, transport: "websocket", sid: null, base64: false, jsonp: false });
    if (handshake) this.#established(...handshake);
    return false;
  }

  #webTransport(event: WtOpen | WtEstablished | WtClose, line: LineRef): void {
    if (event.kind === "wt-open") return this.#openWebTransport(event, line);
    const channel = this.#channels.get(event.id);
    if (!channel) return;
    const { session } = channel;
    if (event.kind === "wt-established") {
      channel.establishedAt = event.at;
      channel.handshakeEntry = this.intake.add(ENTRY.wtEstablished, event.at, channel, line);
      if (session?.upgrade?.channel === channel) {
        session.upgrade.establishedAt = event.at;
        session.upgrade.establishedEntry = channel.handshakeEntry;
      } else if (session) {
        session.state = "open";
        session.openedAt = event.at;
        session.transport = "webtransport";
      }
    } else {
      this.intake.add(ENTRY.wtClose, event.at, channel, line, channel.establishedAt === null ? FLAG.problem : 0);
      this.#closed(channel, session?.state === "connecting" ? "refused" : "transport", event.at);
    }
  }

  /** Its sid is in its data, which the browser does not show: it is the upgrade of a session that was offered one, or a session of its own. */
  #openWebTransport(event: WtOpen, line: LineRef): void {
    const engine = webTransportUrl(event.url);
    const offered = this.clients.sessions.findLast(
      ({ client, state, upgrade, handshake }) =>
        client.address === engine?.address && state === "open" && upgrade === null && handshake?.upgrades.includes("webtransport"),
    );
    const upgraded = offered && this.#conversations.get(offered);
    const channel = this.#channel("wt", event.id, event.at, line, !upgraded);
    channel.openEntry = this.intake.add(ENTRY.wtOpen, event.at, channel, line);
    if (upgraded) upgraded.upgradeBegins(channel, channel.openEntry, event.at);
    channel.session = upgraded?.session ?? (engine ? this.#conversationOf(engine, null, event.at).session : null);
    if (channel.session) channel.session.startEntry ??= channel.openEntry;
  }

  #frame(event: WsFrame, line: LineRef, isAscii: boolean): void {
    if (this.#isForeign(event)) return;
    let channel = this.#channels.get(event.id) ?? this.#closedChannels.get(event.id);
    if (!channel) {
      channel = this.#channel("ws", event.id, event.at, null, false, true);
      const session = this.#begin("", null, event.at, { sid: null, eio: null, legacy: false }, true).session;
      session.transport = "websocket";
      session.sources.add(this.source);
      channel.session = session;
    }
    const { session } = channel;
    const conversation = session && this.#conversations.get(session);
    if (!conversation) return;
    if (channel.connection.endEntry === null) channel.connection.lastAt = event.at;
    const { sid } = session;
    this.intake.frame(conversation, channel, event, line, isAscii);
    if (session.sid !== sid) this.#name(conversation);
  }

  #channel(kind: Channel["kind"], id: string, at: EpochMs, line: LineRef | null, handshake: boolean, late = false): Channel {
    const channel: Channel = {
      kind,
      index: this.links.length,
      id,
      handshake,
      session: null,
      connection: this.connections.channel(kind === "ws" ? "websocket" : "webtransport", at, !late),
      openedAt: at,
      establishedAt: late ? at : null,
      closedAt: null,
      late,
      openLine: line,
      closingAt: null,
      handshakeLine: null,
      openEntry: null,
      handshakeEntry: null,
    };
    this.links.push(channel);
    this.#channels.set(id, channel);
    return channel;
  }

  /** `seen`: it is known when the page closed it, and not only when the browser was done with it. */
  #closed(channel: Channel, cause: CloseCause, at: EpochMs, seen = false): void {
    channel.closedAt = at;
    if (channel.connection.endEntry === null) channel.connection.lastAt = at;
    if (channel.connection.end === "none") channel.connection.end = "clean";
    this.#channels.delete(channel.id);
    this.#closedChannels.set(channel.id, channel);
    const { session } = channel;
    if (!session) return;
    if (this.#carries(channel)) this.#over(session, cause, at, session.problem, seen);
    else if (session.upgrade?.channel === channel) session.upgrade.failedAt = at;
  }

  /** Whether its session lives on it alone, and is not only on its way to it. */
  #carries(channel: Channel): boolean {
    const { session, handshake, late } = channel;
    const isSwitched = session?.upgrade?.channel === channel && session.upgrade.switchedAt !== null;
    return isSwitched || handshake || late || session?.sio === 0.9;
  }

  // Sessions

  #conversationOf(url: EngineUrl, documentFrame: string | null, at: EpochMs, late = false): Conversation {
    const { address, sid } = url;
    if (sid !== null) {
      const known = this.#bySid.get(`${address} ${sid}`) ?? this.#adopt(address, sid, documentFrame);
      if (known) return known;
    }
    return this.#begin(address, documentFrame, at, url, late || sid !== null);
  }

  #begin(address: string, documentFrame: string | null, at: EpochMs, known: Known, late: boolean): Conversation {
    const session = this.clients.begin(address, documentFrame, at, known, late, (silent) => this.#over(silent, "timeout", at, null));
    const conversation = new Conversation(session, this.#entries, this.silences);
    this.#conversations.set(session, conversation);
    this.#name(conversation);
    return conversation;
  }

  /** Makes a session known by its sid, as soon as it has one. */
  #name(conversation: Conversation): void {
    const { sid, client } = conversation.session;
    if (sid !== null) this.#bySid.set(`${client.address} ${sid}`, conversation);
  }

  /** The session of a sid that nobody has announced yet: one whose handshake is answered, its body still to come. */
  #adopt(address: string, sid: string, documentFrame: string | null): Conversation | undefined {
    for (const [{ respondedAt }, conversation] of this.#opening) {
      const { session } = conversation;
      if (respondedAt === null || session.sid !== null || session.client.address !== address) continue;
      if (documentFrame !== null && session.client.documentFrame !== documentFrame) continue;
      session.sid = sid;
      this.#name(conversation);
      return conversation;
    }
    return undefined;
  }

  /** The page has closed the transport of a session; when nothing had been heard for long enough, that was the end of it. */
  #givenUp(session: Session, at: EpochMs): void {
    const due = clientGivesUp(session, at);
    if (due !== null && at >= due.at) this.#over(session, "client", at, session.problem, true);
  }

  /** Ends a session. One that has been silent for longer than its heartbeat allows was given up by its client, however its connection went. */
  #over(session: Session, cause: CloseCause, at: EpochMs, problem: Session["problem"], seen = false): void {
    if (session.state === "closed") return;
    const mayBeSilent = cause === "timeout" || cause === "transport" || cause === "client";
    const due = mayBeSilent ? clientGivesUp(session, at) : null;
    const isSilent = due !== null && at >= due.at;
    this.#conversations.get(session)?.end(isSilent ? "timeout" : cause, at, problem);
    if (isSilent && session.cause === "timeout") this.#conclude(session, due, at, seen);
    this.#conversations.get(session)?.judgeAtEnd();
    // Whether an attempt was refused is a fact about it from its first entry on.
    if (session.cause === "refused" && session.startEntry !== null) this.#entries.changed(session.startEntry);
  }

  /** What the end of a silent session lets conclude, each in its place in time. `before`: it had been given up by then, or (`seen`) then. */
  #conclude(session: Session, predicted: Due, before: EpochMs, seen: boolean): void {
    const { lastHeard: lastPacket, lastAnswer, upgrade } = session;
    const entries = this.#entries;
    if (lastPacket === null) return;
    const link = upgrade && upgrade.switchedAt !== null ? upgrade.channel : this.links[entries.link(lastPacket)];
    if (!link) return;
    const lastHeard = lastAnswer !== null && entries.at(lastAnswer) > entries.at(lastPacket) ? lastAnswer : lastPacket;
    const heardAt = entries.at(lastHeard);
    const line = entries.line(lastHeard);
    const gaveUpAt = seen ? before : predicted.at;
    const due = serverGivesUp(session);
    const server = due && due.at > heardAt ? due : null;
    const conclude = (kind: EntryKind, at: EpochMs, flags = 0) => this.intake.add(kind, at, link, line, flags);
    session.endedAt = gaveUpAt;
    conclude(ENTRY.cut, heardAt);
    if (server) conclude(ENTRY.serverGivesUp, server.at);
    const predictedEntry = conclude(ENTRY.giveUpPredicted, predicted.at);
    const gaveUpEntry = conclude(ENTRY.clientGivesUp, gaveUpAt, seen ? FLAG.problem : 0);
    const ping = this.#conversations.get(session)?.openPing ?? null;
    session.cut = { lastHeard, ping, heardAt, predicted, server, gaveUpAt, before, seen, predictedEntry, gaveUpEntry };
    this.silences.push({ session, from: lastHeard, until: null });
    entries.changed(lastHeard);
    if (link.kind === "http") return;
    Object.assign(link.connection, { end: "error", lastAt: gaveUpAt, endEntry: gaveUpEntry });
  }
}

/** The answer of Socket.IO 0.9 is no packet. */
function legacyHandshake(conversation: Conversation, body: Body, { jsonp }: Exchange, at: EpochMs): void {
  const text = "text" in body ? body.text : "";
  const handshake = parseLegacyHandshake(jsonp ? (jsonpAnswer(text) ?? text) : text);
  if ("reason" in handshake) conversation.end("refused", at, handshake.reason);
  else conversation.opened(handshake, at);
}
