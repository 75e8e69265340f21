// HTTP exchanges: requests of a session with their payloads, and around them pages, scripts and preflights, which have no session.
//
//   http-request ─ http-response ─ http-body | http-failed

import { utf8Length } from "../protocol/encoding.ts";
import { jsonpAnswer } from "../protocol/engine/jsonp.ts";
import { type EngineUrl, engineUrl } from "../protocol/engine/url.ts";
import { parseLegacyHandshake } from "../protocol/legacy.ts";
import { dropOldest } from "../wire/bounded.ts";
import { showsDocument } from "../wire/document.ts";
import type { Body, DocumentFrameId, EpochMs, HttpBody, HttpFailed, HttpRequest, HttpResponse } from "../wire/event.ts";
import { header } from "../wire/headers.ts";
import type { LineRef } from "../wire/log.ts";
import { Queue } from "../wire/queue.ts";
import { losesBody, redirectTarget } from "../wire/redirect.ts";
import type { Connections } from "./connections.ts";
import type { Conversation } from "./conversation.ts";
import { afterWay, answerDoubt, answerProblem, bodyOf, failureOf, handshakeProblem, lossOf } from "./ending.ts";
import { ENTRY, type EntryKind, FLAG, NONE } from "./entries.ts";
import { hadTime, isGaveUp, isUnused } from "./given-up.ts";
import { connectionFate, isFailure, isRefusal, judgeFailed, judgeLostBody, lostBody } from "./judgement.ts";
import type { Exchange, Session, Writable } from "./model.ts";
import { Preflights } from "./preflights.ts";
import type { Sessions } from "./sessions.ts";
import type { Tables } from "./tables.ts";
import type { Unpacker } from "./unpacker.ts";

/** Browsers follow a redirect within milliseconds. 1 s leaves time for a preflight before that. */
const FOLLOWED_WITHIN = 1000;
/** So many redirects that were not followed in that time are kept, in case they are followed later. */
const MOST_UNFOLLOWED = 64;

/** An exchange under way. */
interface Open {
  readonly exchange: Writable<Exchange>;
  readonly url: string;
  readonly origin: string;
  /** The server closes the connection after its answer. */
  closes: boolean;
}

export class Http {
  readonly #tables: Tables;
  readonly #sessions: Sessions;
  readonly #connections: Connections;
  readonly #unpacker: Unpacker;
  readonly #open = new Map<string, Open>();
  /** Exchanges that were answered with a redirect which the browser has not followed, by id. */
  readonly #redirected = new Map<string, Writable<Exchange>>();
  /** The redirects that the browser may be about to follow, in the order in which they were reported. */
  readonly #undecided = new Queue<Exchange>();
  /** What adds a POST without a sid to a session whose handshake has an answer without its body yet. */
  readonly #strays = new Map<Session, (() => void)[]>();
  /** Sessions whose clients may not have had the time to use them yet, in the order of their answers. */
  readonly #unused = new Queue<Conversation>();
  readonly #preflights = new Preflights();

  constructor(tables: Tables, sessions: Sessions, connections: Connections, unpacker: Unpacker) {
    this.#tables = tables;
    this.#sessions = sessions;
    this.#connections = connections;
    this.#unpacker = unpacker;
  }

  /** An event at `at` shows which redirects were not followed (their requests have failed) and which sessions are not used. */
  passed(at: EpochMs): void {
    for (let { first } = this.#undecided; first && isDecided(first, at); first = this.#undecided.first) {
      this.#undecided.shift();
      const conversation = this.#sessions.conversation(first.session);
      if (conversation?.session.unfollowed === first) conversation.superseded(at);
    }
    for (let { first } = this.#unused; first && hadTime(first.session, at); first = this.#unused.first) {
      this.#unused.shift();
      if (!isUnused(first.session, at)) continue;
      first.suppose("client", ["reasonUnused"], first.session.openedAt ?? at);
      // The session gets no entry for this, so its open packet tells readers that it has ended.
      if (first.session.openEntry !== null) this.#tables.entries.changed(first.session.openEntry);
    }
  }

  /** `source` reports the event. */
  request(event: HttpRequest, line: LineRef, source: string): void {
    const engine = event.part === "engine" ? engineUrl(event.url) : undefined;
    const from = this.#redirected.get(event.redirectedFrom ?? "") ?? this.#open.get(event.redirectedFrom ?? "")?.exchange;
    const { entries, links } = this.#tables;
    const exchange = newExchange(event, line, links.length, engine, from);
    links.push(exchange);
    const { url } = event;
    const origin = originOf(url, engine);
    this.#open.set(event.id, { exchange, url, origin, closes: false });
    this.#connections.guess(origin, exchange);
    exchange.requestEntry = this.#add(ENTRY.request, event.at, exchange, line);
    const paired = this.#preflights.pair(exchange, event.url);
    if (paired) entries.changed(paired.requestEntry);
    if (event.part === "page") this.#sessions.asks(exchange, event.redirectedFrom);
    if (from) this.#follow(from, exchange);
    if (from || !engine) return;
    // The form that JSONP posts has an iframe of its own.
    const documentFrame = engine.jsonp && exchange.post ? null : exchange.documentFrame;
    const joins = (conversation: Conversation) => {
      const { session } = conversation;
      exchange.session = session;
      if (exchange.handshake) session.isRequested = true;
      session.sources.add(source);
      session.startEntry ??= exchange.requestEntry;
      // Only a client that polls sends requests with a sid.
      if (engine.legacy || session.late) session.transport ??= engine.transport;
      this.#asks(conversation, exchange);
      if (!exchange.post || !event.body) return;
      const from = entries.length;
      this.#unpacker.payload(conversation, exchange, event.body, "sent", event.at, line);
      exchange.sent = { from, to: entries.length };
      if ("text" in event.body) session.sentBytes(utf8Length(event.body.text), event.at, from, entries.length);
    };
    if (engine.sid !== null || exchange.handshake) joins(this.#sessions.forUrl(engine, documentFrame, event.at));
    else this.#stray(engine, documentFrame, event.at, joins);
  }

  /**
   * A POST without a sid opens no session. A client sends one if it cannot read the answer to its handshake, so it belongs to such a session
   * or to none.
   */
  #stray(engine: EngineUrl, documentFrame: DocumentFrameId | null, at: EpochMs, joins: (conversation: Conversation) => void): void {
    const unread = this.#sessions.unread(engine, documentFrame);
    if (!unread) {
      const refused = this.#sessions.refused(engine, documentFrame, at);
      if (refused) joins(refused);
      return;
    }
    const strays = this.#strays.get(unread.session) ?? [];
    this.#strays.set(unread.session, strays);
    strays.push(() => joins(unread));
  }

  response(event: HttpResponse, line: LineRef): void {
    const open = this.#open.get(event.id);
    if (!open) return;
    const { exchange, origin } = open;
    open.closes = closesConnection(event);
    exchange.respondedAt = event.at;
    exchange.status = event.status;
    exchange.responseLine = line;
    exchange.location = redirectTarget(event.status, event.headers, open.url);
    const asking = exchange.handshake ? this.#sessions.conversation(exchange.session) : undefined;
    if (asking && exchange.location === null) this.#sessions.answered(exchange);
    if (asking) asking.session.answeredAsText = !/octet-stream|^$/i.test(header(event.headers, "content-type") ?? "");
    if (exchange.part === "page" && exchange.location === null)
      this.#sessions.answers(exchange, showsDocument(event.status, event.headers));
    // The entry of a page's or script's request also stands for its answer.
    if (exchange.part !== "engine" && isRefusal(event.status)) this.#tables.entries.mark(exchange.requestEntry, FLAG.problem);
    this.#sessions.conversation(exchange.session)?.polls.judge();
    exchange.byBrowser = header(event.headers, "non-authoritative-reason") ?? null;
    const isEither = event.from === "service-worker-or-server";
    if (event.through === "service-worker" || event.from === "service-worker" || isEither)
      this.#passed(exchange, { answered: isEither ? null : event.from === "service-worker", reason: event.reason ?? null });
    // A cache repeats what it has of the answer that it kept, of another connection.
    if (event.connection === undefined || event.from !== undefined) return;
    const shared = event.protocol !== undefined && !event.protocol.startsWith("http/");
    this.#connections.observe(origin, exchange, event.connection, event.reused ?? true, shared);
  }

  body(event: HttpBody, line: LineRef): void {
    const exchange = this.#end(event, line);
    if (!exchange) return;
    this.#body(event, exchange, line);
    this.#decideStrays(exchange);
  }

  #body(event: HttpBody, exchange: Writable<Exchange>, line: LineRef): void {
    const at = exchange.respondedAt ?? event.at;
    const conversation = this.#sessions.conversation(exchange.session);
    if (conversation && exchange.location !== null) return this.#redirects(conversation, exchange, at, line);
    const problem = answerProblem(exchange, event.body);
    if (conversation && problem === null) return this.#answer(conversation, exchange, bodyOf(exchange.status, event.body), at, line);
    if (exchange.part === "engine") exchange.answerEntry = this.#add(ENTRY.response, at, exchange, line, problem !== null);
    else this.#tables.entries.changed(exchange.requestEntry, 0);
    if (!conversation || conversation.session.transport === "websocket") return;
    if (exchange.handshake) conversation.session.answeredAt = at;
    conversation.end(lossOf(conversation.session), at, problem, exchange.answerEntry);
  }

  failed(event: HttpFailed, line: LineRef): void {
    const exchange = this.#end(event, line);
    if (!exchange) return;
    exchange.answerEntry = this.#add(ENTRY.failed, event.at, exchange, line, isFailure(event));
    if (event.workersReason !== undefined && exchange.worker === null)
      this.#passed(exchange, { answered: false, reason: event.workersReason });
    if (exchange.respondedAt === null) judgeFailed(this.#tables.entries, exchange);
    const conversation = this.#sessions.conversation(exchange.session);
    conversation?.polls.judge();
    if (exchange.part === "page" && event.canceled) this.#sessions.answers(exchange, false);
    if (!conversation || conversation.session.transport === "websocket") return;
    const [cause, problem] = failureOf(event, conversation.session, exchange);
    if (cause === "client" && conversation.session.state === "open") conversation.session.canceled = event.reason;
    conversation.end(cause, event.at, problem, exchange.answerEntry, cause === "client");
    if (isGaveUp(conversation.session)) this.#tables.entries.mark(exchange.answerEntry, FLAG.problem);
    this.#decideStrays(exchange);
  }

  /** The answer to a handshake has been read: the POSTs without a sid belong to its session if the client cannot use it. */
  #decideStrays({ handshake, session, location }: Exchange): void {
    if (!handshake || session === null || location !== null) return;
    const strays = this.#strays.get(session) ?? [];
    this.#strays.delete(session);
    if (session.cause === "refused") for (const joins of strays) joins();
  }

  #passed(exchange: Writable<Exchange>, worker: Exchange["worker"]): void {
    exchange.worker = worker;
    this.#sessions.hasServiceWorker = true;
    this.#tables.entries.changed(exchange.requestEntry, 0);
  }

  /** An answer that is no refusal. Its first packet is the exchange's answer; an answer without packets has an entry of its own. */
  #answer(conversation: Conversation, exchange: Writable<Exchange>, body: Body, at: EpochMs, line: LineRef): void {
    const { session } = conversation;
    const { entries } = this.#tables;
    if (exchange.post && !lostBody(exchange)) session.heartbeat.arrived(exchange.startedAt);
    const before = entries.length;
    const isLegacyHandshake = exchange.handshake && session.sio === 0.9 && !("omitted" in body);
    if (isLegacyHandshake) legacyHandshake(conversation, body, exchange, at);
    else if (!exchange.post) this.#unpacker.payload(conversation, exchange, body, "received", at, line);
    if (entries.length > before) exchange.received = { from: before, to: entries.length };
    const problem = exchange.handshake && !isLegacyHandshake ? handshakeProblem(session, exchange, body) : null;
    const entry = exchange.received?.from ?? this.#add(ENTRY.response, at, exchange, line, problem !== null);
    exchange.answerEntry = entry;
    if (exchange.handshake) {
      session.answeredAt = at;
      this.#sessions.name(conversation);
    }
    if (exchange.handshake && session.openedAt !== null) this.#unused.push(conversation);
    if (problem) {
      entries.mark(entry, FLAG.problem);
      conversation.refuse(at, afterWay(exchange, problem));
    }
    if (session.transport !== "websocket" && !conversation.polls.goOnAfter(at)) doubt(conversation, exchange, body, at, before);
    if (isLegacyHandshake && session.handshake) session.openEntry = entry;
    if (exchange.post) conversation.outage.answered(entry);
    else conversation.upgrade.drained(entry, at);
  }

  /** The answer is a redirect, which carries no packets. */
  #redirects({ session }: Conversation, exchange: Writable<Exchange>, at: EpochMs, line: LineRef): void {
    if (exchange.redirectedFrom === null)
      session.redirects = { count: (session.redirects?.count ?? 0) + 1, first: session.redirects?.first ?? exchange };
    const isLost = exchange.post && losesBody(exchange.status);
    exchange.answerEntry = this.#add(ENTRY.response, at, exchange, line, isLost);
    if (isLost) judgeLostBody(this.#tables.entries, exchange);
    if (exchange.redirectedTo !== null) return;
    session.unfollowed = exchange;
    this.#undecided.push(exchange);
    this.#redirected.set(exchange.id, exchange);
    dropOldest(this.#redirected, MOST_UNFOLLOWED);
  }

  /** The browser follows the redirect. If it sends the packets again, they are counted already. */
  #follow(from: Writable<Exchange>, exchange: Writable<Exchange>): void {
    this.#redirected.delete(from.id);
    from.redirectedTo = exchange;
    exchange.session = from.session;
    const conversation = this.#sessions.conversation(from.session);
    if (!conversation) return;
    if (conversation.session.unfollowed === from) conversation.session.unfollowed = null;
    conversation.goesOn(exchange.startedAt);
    this.#asks(conversation, exchange);
  }

  /** An exchange joins a session. If it is a poll, the client uses the session. */
  #asks(conversation: Conversation, exchange: Writable<Exchange>): void {
    if (!exchange.handshake && !exchange.post) {
      conversation.goesOn(exchange.startedAt);
      conversation.polls.add(exchange);
    }
  }

  #end(event: HttpBody | HttpFailed, line: LineRef): Writable<Exchange> | undefined {
    const { id, at } = event;
    const open = this.#open.get(id);
    if (!open) return undefined;
    const { exchange, origin, closes } = open;
    this.#open.delete(id);
    const isUnread =
      exchange.location === null &&
      event.kind === "http-body" &&
      "omitted" in bodyOf(exchange.status, event.body) &&
      !isRefusal(exchange.status);
    if (!isUnread && exchange.handshake) this.#sessions.read(exchange);
    exchange.endedAt = at;
    exchange.endLine = line;
    const fate = event.kind === "http-failed" ? connectionFate(event) : "kept";
    if (fate === "unreachable") this.#connections.unreached(origin, exchange, at);
    this.#connections.release(exchange, at);
    if (fate === "broken") this.#connections.ended(origin, exchange, at, "error");
    else if (closes) this.#connections.ended(origin, exchange, at, "clean");
    if (fate === "broken") this.#connections.gone(origin, at);
    return exchange;
  }

  #add(kind: EntryKind, at: EpochMs, { index: link }: Exchange, line: LineRef, problem = false): number {
    return this.#tables.entries.add({ kind, at, link, line, flags: problem ? FLAG.problem : 0 });
  }
}

/** `engine`: what was read of the URL, which need not be parsed again then. */
function originOf(url: string, engine: EngineUrl | undefined): string {
  if (engine) return engine.address.slice(0, engine.address.indexOf("/", "https://".length));
  return URL.canParse(url) ? new URL(url).origin : url;
}

/** Whether it is known at `at` if the browser follows this redirect. */
function isDecided({ redirectedTo, respondedAt }: Exchange, at: EpochMs): boolean {
  return redirectedTo !== null || at - (respondedAt ?? at) > FOLLOWED_WITHIN;
}

/**
 * Supposes that a session is over if its client may not have read an answer, or cannot have read a packet in it: entries from `first` on.
 * A client that closes for a packet polls no more, and may say so with a POST, which can get lost.
 */
function doubt(conversation: Conversation, exchange: Exchange, body: Body, at: EpochMs, first: number): void {
  const { session } = conversation;
  const problem = answerDoubt(session, exchange, body);
  if (problem)
    return conversation.suppose(exchange.handshake ? "refused" : lossOf(session), afterWay(exchange, problem), at, exchange.answerEntry);
  const unread = exchange.post ? null : conversation.closedFor(at, first);
  if (unread) conversation.suppose("client", unread, at);
}

/** HTTP/1.1 keeps a connection unless a side says otherwise, HTTP/1.0 the other way round: https://www.rfc-editor.org/rfc/rfc9112#section-9.3 */
function closesConnection({ headers, protocol }: HttpResponse): boolean {
  const options = header(headers, "connection")?.toLowerCase() ?? "";
  return /\bclose\b/.test(options) || (protocol === "http/1.0" && !/\bkeep-alive\b/.test(options));
}

/** `from`: the exchange whose redirect it follows. To the page both are one, and the first one shows what it asked for. */
function newExchange(
  event: HttpRequest,
  requestLine: LineRef,
  index: number,
  engine: EngineUrl | undefined,
  from: Exchange | undefined,
): Writable<Exchange> {
  const { post, transport, base64, jsonp, handshake } = from ?? {
    post: event.method === "POST",
    transport: engine?.transport ?? null,
    base64: engine?.base64 ?? false,
    jsonp: engine?.jsonp ?? false,
    // Servers open a session for a GET only. The last POST of a client that could not read the answer has no sid either.
    handshake: engine?.sid === null && (engine.legacy || event.method === "GET"),
  };
  return {
    kind: "http",
    index,
    id: event.id,
    part: event.part,
    post,
    transport,
    base64,
    revision: null,
    jsonp,
    handshake,
    documentFrame: event.documentFrame ?? null,
    session: null,
    connection: null,
    startedAt: event.at,
    respondedAt: null,
    endedAt: null,
    status: 0,
    location: null,
    byBrowser: null,
    worker: null,
    redirectedFrom: from ?? null,
    redirectedTo: null,
    requestLine,
    responseLine: null,
    endLine: null,
    requestEntry: NONE,
    answerEntry: null,
    sent: null,
    received: null,
    preflight: null,
    preflightOf: null,
    overlaps: false,
  };
}

/** The answer to a handshake of Socket.IO 0.9 is text and no packet. */
function legacyHandshake(conversation: Conversation, body: Body, { jsonp }: Exchange, at: EpochMs): void {
  const text = "text" in body ? body.text : "";
  const handshake = parseLegacyHandshake(jsonp ? (jsonpAnswer(text) ?? text) : text);
  if ("reason" in handshake) conversation.end("refused", at, handshake.reason);
  else conversation.opened(handshake, at);
}
