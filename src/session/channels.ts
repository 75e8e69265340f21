// Websockets and WebTransport sessions.
//
//   ws-open ─ ws-handshake ─ ws-frame … ─ ws-closing ─ ws-error ─ ws-close        wt-open ─ wt-established ─ wt-close
//
// A websocket that is no Engine.IO gets no entry.

import { Sniffer } from "../protocol/engine/sniffer.ts";
import { type EngineUrl, engineUrl, openedUrl, webTransportUrl } from "../protocol/engine/url.ts";
import { dropOldest } from "../wire/bounded.ts";
import type {
  EpochMs,
  WireId,
  WsClose,
  WsClosing,
  WsError,
  WsFrame,
  WsHandshake,
  WsOpen,
  WtClose,
  WtEstablished,
  WtOpen,
} from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import { redirectTarget } from "../wire/redirect.ts";
import { isClosedForError, isSentTooLarge } from "./channel-end.ts";
import type { Connections } from "./connections.ts";
import type { Conversation } from "./conversation.ts";
import { CLOSED_EARLY, closeCause, closeProblem, lossOf } from "./ending.ts";
import { ENTRY, type EntryKind, FLAG } from "./entries.ts";
import { givenUpBy, isGaveUp } from "./given-up.ts";
import { isBrokenClose } from "./judgement.ts";
import { type Channel, type CloseCause, type Connection, carries, isOnlyAsked, type Session, type Writable } from "./model.ts";
import type { Sessions } from "./sessions.ts";
import type { Tables } from "./tables.ts";
import type { TextFrame, Unpacker } from "./unpacker.ts";

/** A channel as it is written here. */
interface OwnChannel extends Writable<Channel> {
  connection: Writable<Connection>;
  /** Of its session; null if it has none. */
  conversation: Conversation | null;
}

/** How many closed channels are remembered: a page that goes away closes all of its own at once, and their last frames may be reported later. */
const MOST_CLOSED = 1024;

/** A websocket whose URL is not Engine.IO's: its first message shows whether it is Engine.IO all the same. */
interface Foreign {
  readonly event: WsOpen;
  readonly line: LineRef;
  handshake: readonly [WsHandshake, LineRef] | null;
}

export class Channels {
  readonly #tables: Tables;
  readonly #sessions: Sessions;
  readonly #connections: Connections;
  readonly #unpacker: Unpacker;
  readonly #open = new Map<string, OwnChannel>();
  /** The channel of the last frame, unless it has closed since or its id was opened again: most frames follow one of the same channel. */
  #last: OwnChannel | null = null;
  /** The channels that closed last: frames may be reported after their close. */
  readonly #closed = new Map<string, OwnChannel>();
  /** Null for one whose first message did not show that it is Engine.IO. */
  readonly #foreign = new Map<string, Foreign | null>();
  /** Websockets whose opening no event reported, until their frames show whether they are Engine.IO; null for one that is not. */
  readonly #unseen = new Map<string, Sniffer<readonly [WsFrame, LineRef]> | null>();

  constructor(tables: Tables, sessions: Sessions, connections: Connections, unpacker: Unpacker) {
    this.#tables = tables;
    this.#sessions = sessions;
    this.#connections = connections;
    this.#unpacker = unpacker;
  }

  /** `source` reports the event. */
  open(event: WsOpen, line: LineRef, source: string): void {
    const engine = engineUrl(event.url);
    this.#last = null;
    this.#foreign.delete(event.id);
    if (engine) this.#openEngine(event, line, engine, source);
    else this.#foreign.set(event.id, { event, line, handshake: null });
  }

  established(event: WsHandshake, line: LineRef): void {
    const foreign = this.#foreign.get(event.id);
    if (foreign) foreign.handshake = [event, line];
    const channel = this.#open.get(event.id);
    if (!channel) return;
    const { at } = event;
    const refused = event.status !== 101;
    const entry = this.#add(ENTRY.wsHandshake, at, channel, line, refused);
    channel.status = event.status;
    channel.location = redirectTarget(event.status, event.responseHeaders, "");
    channel.handshakeLine = line;
    channel.handshakeEntry = entry;
    if (refused) return this.#openingFailed(channel);
    channel.connection.answered = true;
    channel.establishedAt = at;
    channel.conversation?.upgrade.established(channel, entry, at);
  }

  /** `source` is the trace's own. */
  frame(event: WsFrame, line: LineRef, source: string): void {
    if (this.known(event, line) || this.#isForeign(event, source)) return;
    if (!this.known(event, line)) this.#sniff(event, line, source);
  }

  /** Takes in a frame if its websocket is known to be Engine.IO. Returns whether it is. */
  known(frame: WsFrame | TextFrame, line: LineRef): boolean {
    const channel = this.#channelOf(frame.id);
    if (channel) this.#frame(channel, frame, line);
    return channel !== undefined;
  }

  #channelOf(id: WireId): OwnChannel | undefined {
    if (this.#last?.id === id) return this.#last;
    if (this.#foreign.has(id)) return undefined;
    const open = this.#open.get(id);
    if (open) this.#last = open;
    return open ?? this.#closed.get(id);
  }

  #frame(channel: OwnChannel, frame: WsFrame | TextFrame, line: LineRef): void {
    const { conversation } = channel;
    if (!conversation) return;
    channel.connection.answered = true;
    if (channel.connection.endEntry === null) channel.connection.lastAt = frame.at;
    const { sid } = conversation.session;
    this.#unpacker.frame(conversation, channel, frame, line);
    if (conversation.session.sid !== sid) this.#sessions.name(conversation);
  }

  /** The page called `close()`. If nothing had been received for longer than the heartbeat allows, its client gave the session up then. */
  closing({ id, at }: WsClosing): void {
    const channel = this.#open.get(id);
    if (!channel) return;
    channel.closingAt = at;
    const { session } = channel;
    if (session && carries(channel) && givenUpBy(session, at)) channel.conversation?.end("client", at, null, null, true);
  }

  error({ id, at, message }: WsError, line: LineRef): void {
    const channel = this.#open.get(id);
    if (!channel) return;
    const isEarly = CLOSED_EARLY.test(message);
    this.#add(ENTRY.wsError, at, channel, line, !isEarly);
    channel.errorLine = line;
    if (isEarly) channel.closingAt ??= at;
    else channel.connection.end = "error";
    this.#openingFailed(channel);
    const { conversation } = channel;
    if (!conversation || !carries(channel)) return;
    const { session } = conversation;
    // The page closed it, and the close says how long it had waited.
    if (isEarly) return;
    if (message !== "" && typeof session.problem !== "string") session.problem = message;
    // Pages are not told why.
    else if (channel.status === 0 && channel.closingAt === null) session.problem ??= ["wsErrorUnsaid"];
  }

  close(event: WsClose, line: LineRef): void {
    this.#foreign.delete(event.id);
    this.#unseen.delete(event.id);
    const channel = this.#open.get(event.id);
    if (!channel) return;
    const entry = this.#add(ENTRY.wsClose, event.at, channel, line);
    channel.closeLine = line;
    const { conversation } = channel;
    const cause = closeCause(event, channel, () => conversation?.closedFor(event.at) != null);
    if (conversation && carries(channel)) {
      conversation.session.close = event.code === undefined ? null : { code: event.code, reason: event.reason ?? "" };
      conversation.session.isAsked = this.#sessions.isAsked(conversation.session.client.documentFrame);
    }
    // The page hook reports when the page closed it; the browser, when it had done so.
    this.#close(
      channel,
      entry,
      cause,
      event.at,
      closeProblem(event, channel, () => conversation?.insteadOfOpen() ?? null),
      event.cause === "hook",
    );
    const isFault = conversation && carries(channel) && (isClosedForError(conversation.session) || isSentTooLarge(conversation.session));
    if (isBrokenClose(channel.connection) || hasGivenUp(channel) || isFault) this.#tables.entries.mark(entry, FLAG.problem);
  }

  /**
   * The sid of a WebTransport session is in its data, which browsers do not report. It is taken for the upgrade of a session that was offered
   * one; if there is none, for a session of its own.
   */
  openTransport({ id, at, url }: WtOpen, line: LineRef): void {
    const engine = webTransportUrl(url);
    const upgraded = engine && this.#sessions.offered(engine.address);
    const channel = this.#channel("wt", id, at, line, !upgraded);
    const entry = this.#add(ENTRY.wtOpen, at, channel, line);
    channel.openEntry = entry;
    upgraded?.upgrade.begins(channel, entry, at);
    const conversation = upgraded ?? (engine ? this.#sessions.forUrl(engine, null, at) : null);
    if (!conversation) return;
    join(channel, conversation);
    conversation.session.startEntry ??= entry;
  }

  transportEstablished({ id, at }: WtEstablished, line: LineRef): void {
    const channel = this.#open.get(id);
    if (!channel) return;
    channel.establishedAt = at;
    channel.connection.answered = true;
    const entry = this.#add(ENTRY.wtEstablished, at, channel, line);
    channel.handshakeEntry = entry;
    const { conversation } = channel;
    if (!conversation || conversation.upgrade.established(channel, entry, at)) return;
    const { session } = conversation;
    session.state = "open";
    session.openedAt = at;
    session.transport = "webtransport";
  }

  closeTransport({ id, at }: WtClose, line: LineRef): void {
    const channel = this.#open.get(id);
    if (!channel) return;
    const entry = this.#add(ENTRY.wtClose, at, channel, line, channel.establishedAt === null);
    channel.closeLine = line;
    this.#close(channel, entry, channel.session ? lossOf(channel.session) : "transport", at, null);
  }

  #openEngine(event: WsOpen, line: LineRef, engine: EngineUrl, source: string): void {
    const { id, at } = event;
    const late = event.late === true;
    const channel = this.#channel("ws", id, at, line, engine.sid === null, late);
    const entry = late ? null : this.#add(ENTRY.wsOpen, at, channel, line);
    channel.openEntry = entry;
    channel.documentFrame = event.documentFrame ?? null;
    const conversation = this.#sessions.forUrl(engine, event.documentFrame ?? null, at, late);
    const { session } = conversation;
    join(channel, conversation);
    session.startEntry ??= entry;
    session.sources.add(source);
    if (engine.sid !== null) conversation.goesOn(at);
    if (engine.legacy) session.transport = engine.transport;
    else if (late) session.transport = "websocket";
    else if (entry !== null && engine.sid !== null) conversation.upgrade.begins(channel, entry, at);
  }

  /** Decides by its first message whether a websocket with a URL that is not Engine.IO's is Engine.IO: its server sends the handshake. */
  #isForeign({ id, direction, body }: WsFrame, source: string): boolean {
    const foreign = this.#foreign.get(id);
    if (foreign === undefined) return false;
    this.#foreign.set(id, null);
    if (foreign === null || direction === "sent" || !("text" in body)) return true;
    const { event, line, handshake } = foreign;
    const engine = openedUrl(event.url, body.text);
    if (!engine) return true;
    this.#foreign.delete(id);
    this.#openEngine(event, line, engine, event.source ?? source);
    if (handshake) this.established(...handshake);
    return false;
  }

  /** Takes a frame of a websocket that was open before recording began, and whose URL no event reported. */
  #sniff(event: WsFrame, line: LineRef, source: string): void {
    const { id } = event;
    const known = this.#unseen.get(id);
    if (known === null) return;
    const sniffer = known ?? new Sniffer();
    const isEngine = sniffer.take([event, line], event);
    this.#unseen.set(id, isEngine === false ? null : sniffer);
    if (!isEngine) return;
    this.#unseen.delete(id);
    const channel = this.#found(sniffer.held[0]?.[0] ?? event, source);
    for (const frame of sniffer.held) this.#frame(channel, ...frame);
  }

  /** The channel of a websocket that was found open by its first frame. */
  #found({ id, at }: WsFrame, source: string): OwnChannel {
    const channel = this.#channel("ws", id, at, null, false, true);
    const conversation = this.#sessions.begin("", null, at, { sid: null, eio: null, legacy: false }, true);
    conversation.session.transport = "websocket";
    conversation.session.sources.add(source);
    join(channel, conversation);
    return channel;
  }

  #channel(kind: Channel["kind"], id: string, at: EpochMs, openLine: LineRef | null, handshake: boolean, late = false): OwnChannel {
    const channel: OwnChannel = {
      kind,
      index: this.#tables.links.length,
      id,
      handshake,
      documentFrame: null,
      session: null,
      conversation: null,
      connection: this.#connections.channel(kind === "ws" ? "websocket" : "webtransport", at, !late),
      openedAt: at,
      establishedAt: late ? at : null,
      closedAt: null,
      late,
      openLine,
      closingAt: null,
      status: 0,
      location: null,
      handshakeLine: null,
      errorLine: null,
      closeLine: null,
      openEntry: null,
      handshakeEntry: null,
    };
    channel.connection.answered = late;
    channel.connection.channel = channel;
    this.#tables.links.push(channel);
    this.#open.set(id, channel);
    return channel;
  }

  /** The row that asks for a channel also says how its opening failed. With `left`, the page gave it up, which is no problem. */
  #openingFailed(channel: OwnChannel, left = channel.closingAt !== null): void {
    const { openEntry } = channel;
    if (openEntry === null || !isOnlyAsked(channel)) return;
    const { entries } = this.#tables;
    if (left) entries.unmark(openEntry, FLAG.problem);
    else entries.mark(openEntry, FLAG.problem);
    entries.changed(openEntry);
  }

  /** `entry`: its close. `seen`: the event reports when the page closed it, and not only when the browser had done so. */
  #close(channel: OwnChannel, entry: number, cause: CloseCause, at: EpochMs, problem: Session["problem"], seen = false): void {
    channel.closedAt = at;
    const { connection } = channel;
    if (connection.endEntry === null) connection.lastAt = at;
    if (connection.end === "none") connection.end = "clean";
    this.#tables.changedConnections.push(connection);
    this.#open.delete(channel.id);
    this.#last = null;
    this.#closed.set(channel.id, channel);
    dropOldest(this.#closed, MOST_CLOSED);
    const { conversation } = channel;
    const address = conversation?.session.client.address ?? "";
    if (cause === "transport" && URL.canParse(address)) this.#connections.gone(new URL(address).origin, at);
    if (carries(channel)) conversation?.end(cause, at, problem, entry, seen);
    else conversation?.upgrade.failed(channel, at);
    const isLeft = channel.closingAt !== null || cause === "client" || cause === "navigation";
    this.#openingFailed(channel, isLeft && !hasGivenUp(channel));
  }

  #add(kind: EntryKind, at: EpochMs, { index: link }: Channel, line: LineRef, problem = false): number {
    return this.#tables.entries.add({ kind, at, link, line, flags: problem ? FLAG.problem : 0 });
  }
}

function join(channel: OwnChannel, conversation: Conversation): void {
  channel.conversation = conversation;
  channel.session = conversation.session;
}

/** The client waited in vain for this channel to begin its session. */
function hasGivenUp(channel: Channel): boolean {
  return channel.session !== null && carries(channel) && isGaveUp(channel.session);
}
