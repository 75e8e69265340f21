// Which session a request or a websocket belongs to: the one with the sid in its URL. A URL without a sid begins a session.
//
// A sid alone does not name a session: a server that takes it from a cookie gives the same one to each tab, and a page that loads again gets
// it again. So the document counts too, as far as the browser names it.

import type { EngineUrl } from "../protocol/engine/url.ts";
import { dropOldest } from "../wire/bounded.ts";
import type { DocumentFrameId, EpochMs, WireId } from "../wire/event.ts";
import { Clients } from "./clients.ts";
import { Conversation } from "./conversation.ts";
import { isLostCanceled, mayHaveLeft } from "./ending.ts";
import type { Exchange, SeenContext, Session } from "./model.ts";
import { type Known, SessionFacts } from "./session-facts.ts";
import type { Tables } from "./tables.ts";

/** So many sessions with the same sid are told apart: the last one of each of the last eight documents. */
const MOST_OF_SID = 8;
/** So many answered handshakes of a place wait to be read. */
const MOST_UNREAD = 8;
/** So many sessions are looked at for the one that a WebTransport session upgrades. Clients try that as soon as they are connected. */
const MOST_OFFERED = 8;
/** So many documents may be under way at once. */
const MOST_ASKED = 16;
/** An iframe inside an iframe, and so on: a file may name frames that stand in a circle. */
const DEEPEST_FRAME = 16;

export class Sessions {
  /** An answer came through a service worker. */
  hasServiceWorker = false;
  readonly clients: Clients;
  readonly all: SessionFacts[] = [];
  /** The page has been recorded since it loaded, without a gap: its sessions have begun before the eyes of the recording. */
  isWhole = false;
  /** Pages are reported when they appear and navigate. */
  seesPage = false;
  /** How many sessions nobody was seen to begin all the same. */
  unseen = 0;
  /** Called with the address of a sid of Socket.IO 0.9, before its session is looked for. */
  isLegacy: (address: string) => void = () => {};
  readonly #tables: Tables;
  readonly #contexts: ReadonlyMap<string, SeenContext>;
  /** The conversations with a sid, by address and sid: the newest first, one of each document. */
  readonly #bySid = new Map<string, readonly Conversation[]>();
  readonly #conversations = new Map<Session, Conversation>();
  /**
   * Handshakes that are answered and whose answer is not read yet, or was not recorded; those of an address, and those of an address and a
   * document frame, in the order in which they were answered.
   */
  readonly #unread = new Map<string, Exchange[]>();
  /** The last conversations of an address that were offered WebTransport as their upgrade. */
  readonly #offered = new Map<string, readonly Conversation[]>();
  /** What is inside a page or an iframe. */
  readonly #inside = new Map<DocumentFrameId | null, Set<DocumentFrameId>>();
  /** The requests for documents that have not arrived, by their frame: the first one, and where its redirects lead. */
  readonly #asked = new Map<DocumentFrameId | null, { readonly at: EpochMs; readonly last: Exchange }>();

  /** `contexts`: the pages, iframes and workers that were reported, by their document frame. */
  constructor(tables: Tables, contexts: ReadonlyMap<string, SeenContext>) {
    this.#tables = tables;
    this.#contexts = contexts;
    this.clients = new Clients(contexts);
  }

  /** The conversation of a link's session; undefined if the link has none. */
  conversation(session: Session | null): Conversation | undefined {
    return session === null ? undefined : this.#conversations.get(session);
  }

  /**
   * The conversation that a URL belongs to. `documentFrame` is null where the browser does not name it, as for a websocket of a page with
   * iframes. `late`: what it is the URL of was open before recording began.
   */
  forUrl(url: EngineUrl, documentFrame: DocumentFrameId | null, at: EpochMs, late = false): Conversation {
    const { address, sid, legacy } = url;
    if (sid !== null) {
      if (legacy) this.isLegacy(address);
      const named = this.#withSid(address, sid, documentFrame);
      // A session whose end was only concluded may go on.
      const isOver = named?.session.state === "closed" && named.supposed === null;
      const known = named && !isOver ? named : (this.#adopt(address, sid, documentFrame, named?.session) ?? named);
      if (known) {
        known.session.used = true;
        return known;
      }
    }
    const conversation = this.begin(address, documentFrame, at, url, late || sid !== null);
    conversation.session.used = sid !== null;
    if (sid !== null && this.isWhole && !late) {
      conversation.session.unseen = true;
      this.unseen++;
    }
    return conversation;
  }

  /** The conversation whose handshake was answered last in a page, iframe or worker, if that answer will be read soon. */
  unread({ address }: EngineUrl, documentFrame: DocumentFrameId | null): Conversation | undefined {
    const last = this.#unread.get(`${address} ${documentFrame ?? ""}`)?.findLast(({ endedAt }) => endedAt === null);
    return this.conversation(last?.session ?? null);
  }

  /** The conversation that was refused last in a page, iframe or worker, just before `at`. */
  refused({ address }: EngineUrl, documentFrame: DocumentFrameId | null, at: EpochMs): Conversation | undefined {
    return this.conversation(this.clients.refused(address, documentFrame, at) ?? null);
  }

  begin(address: string, documentFrame: DocumentFrameId | null, at: EpochMs, known: Known, late: boolean): Conversation {
    const client = this.clients.of(address, documentFrame, at);
    const previous = client.sessions.at(-1) ?? null;
    this.conversation(previous)?.superseded(at);
    if (previous && isLostCanceled(previous, at)) [previous.cause, previous.problem] = ["transport", previous.canceled];
    const reloaded = this.clients.isReloaded(client, at);
    const session = new SessionFacts({ index: this.all.length, client, previous, reloaded, at, late }, known, this.#tables);
    if (previous) previous.next = session;
    this.clients.begins(client, session);
    this.all.push(session);
    const conversation = new Conversation(session, this.#tables, this.clients);
    this.#conversations.set(session, conversation);
    this.name(conversation);
    return conversation;
  }

  /** A document is asked for. Its frame is null where the browser does not report for which frame. `from`: the exchange that redirected here. */
  asks(page: Exchange, from: WireId | undefined): void {
    const { documentFrame, startedAt } = page;
    const before = this.#asked.get(documentFrame);
    const at = before && before.last.id === from ? before.at : startedAt;
    this.#asked.delete(documentFrame);
    this.#asked.set(documentFrame, { at, last: page });
    dropOldest(this.#asked, MOST_ASKED);
  }

  /** A request for a document is answered. `shows`: with a document; other answers are saved, or change nothing. */
  answers(page: Exchange, shows: boolean): void {
    const { documentFrame } = page;
    if (!shows && this.#asked.get(documentFrame)?.last === page) this.#asked.delete(documentFrame);
    // Where pages are reported, the page itself shows that its document is another one.
    else if (shows && !this.seesPage && !this.#contexts.has(documentFrame ?? "")) this.isWhole = true;
  }

  /** The first document of a frame has arrived. Returns whether it was asked for. */
  arrived(documentFrame: DocumentFrameId): boolean {
    const wasAsked = this.#asked.has(documentFrame) || this.#asked.has(null);
    for (const frame of [documentFrame, null]) this.#asked.delete(frame);
    return wasAsked;
  }

  /** Whether the document was asked for that takes the place of the one in this frame, or of one around it. */
  isAsked(frame: DocumentFrameId | null): boolean {
    return [...this.#asked.keys()].some((asked) => frame === null || asked === null || asked === frame || asked === this.#top(frame));
  }

  /** The document of a page, iframe or worker went away or crashed, and the iframes in it: their sessions ended with it. */
  left(documentFrame: DocumentFrameId, isPage: boolean, at: EpochMs, how: "navigation" | "crashed" = "navigation"): void {
    const askedAt = (this.#asked.get(documentFrame) ?? this.#asked.get(null))?.at ?? null;
    for (const frame of [documentFrame, null]) this.#asked.delete(frame);
    const frames = new Set<DocumentFrameId | null>([documentFrame]);
    // A set that grows while it is walked is walked to its end.
    for (const frame of frames) for (const inner of this.#inside.get(frame) ?? []) frames.add(inner);
    // Browsers may not report that they are gone.
    for (const frame of frames) this.#inside.delete(frame);
    // A session without a frame is of any page.
    if (isPage) frames.add(null);
    const { entries } = this.#tables;
    for (const session of this.clients.left(frames, at)) {
      if (session.state !== "closed") this.conversation(session)?.end(how, at, null);
      else if (how === "navigation" && mayHaveLeft(session, askedAt, at)) this.conversation(session)?.left();
      else continue;
      // The session gets no entry for this, so its last one tells readers that it has ended.
      const last = session.lastHeard ?? session.startEntry;
      if (last !== null) entries.changed(last, 0);
    }
    // What happened after a session ended may be reported before that.
    const next = entries.placeAfter(at);
    if (next < entries.length) entries.changed(entries.ordered(next));
  }

  /** A page, iframe or worker that was inside `from` is inside `to`; null stands for nothing. */
  moved(documentFrame: DocumentFrameId, from: DocumentFrameId | null, to: DocumentFrameId | null): void {
    const before = this.#inside.get(from);
    before?.delete(documentFrame);
    if (before?.size === 0) this.#inside.delete(from);
    if (to !== null) this.#inside.set(to, (this.#inside.get(to) ?? new Set()).add(documentFrame));
  }

  /** The conversation to which a WebTransport session of this address belongs: the last one that was offered one as its upgrade. */
  offered(address: string): Conversation | undefined {
    return this.#offered.get(address)?.findLast(({ session }) => session.state === "open" && session.upgrade === null);
  }

  /** Files a conversation under its sid, as soon as it has one. */
  name(conversation: Conversation): void {
    const { sid, client, handshake } = conversation.session;
    this.clients.named(conversation.session);
    if (sid === null) return;
    if (handshake?.upgrades.includes("webtransport")) {
      const others = this.#offered.get(client.address)?.filter((other) => other !== conversation) ?? [];
      this.#offered.set(client.address, [...others, conversation].slice(-MOST_OFFERED));
    }
    const key = `${client.address} ${sid}`;
    const others = (this.#bySid.get(key) ?? []).filter(({ session }) => session.client.documentFrame !== client.documentFrame);
    this.#bySid.set(key, [conversation, ...others].slice(0, MOST_OF_SID));
  }

  /** A handshake is answered. The answer with the sid may be reported after the next request of the session. */
  answered(handshake: Exchange): void {
    for (const place of placesOf(handshake)) this.#unread.set(place, [...(this.#unread.get(place) ?? []), handshake].slice(-MOST_UNREAD));
  }

  /** The answer to a handshake is read: its session has its sid, or gets none. */
  read(handshake: Exchange): void {
    for (const place of placesOf(handshake)) {
      const others = this.#unread.get(place)?.filter((other) => other !== handshake) ?? [];
      if (others.length > 0) this.#unread.set(place, others);
      else this.#unread.delete(place);
    }
  }

  /** Of the conversations with a sid the one of this document, or of one in the same tab. */
  #withSid(address: string, sid: string, documentFrame: DocumentFrameId | null): Conversation | undefined {
    const conversations = this.#bySid.get(`${address} ${sid}`) ?? [];
    const own = conversations.find(({ session }) => session.client.documentFrame === documentFrame);
    return own ?? conversations.find(({ session }) => this.#isSameTab(session.client.documentFrame, documentFrame));
  }

  /**
   * A browser may report the websocket of a worker or an iframe with the frame of its page, or with none. A service worker carries the requests
   * of any tab.
   */
  #isSameTab(one: DocumentFrameId | null, other: DocumentFrameId | null): boolean {
    if (one === null || other === null || this.#contexts.get(other)?.type === "service-worker") return true;
    return this.#top(one) === this.#top(other);
  }

  #top(documentFrame: DocumentFrameId): DocumentFrameId {
    let top = documentFrame;
    for (let depth = 0; depth < DEEPEST_FRAME; depth++) top = this.#contexts.get(top)?.parent ?? top;
    return top;
  }

  /**
   * A request can use a sid before the browser reports the body that announced it. Gives the sid to the session whose handshake was answered
   * first, of those whose answer is not read. `over`: a session with this sid that is over, whose sid only the session after it can have: its
   * handshake was answered by a cache.
   */
  #adopt(address: string, sid: string, documentFrame: DocumentFrameId | null, over?: Session): Conversation | undefined {
    const unread = this.#unread.get(documentFrame === null ? address : `${address} ${documentFrame}`);
    const first = unread?.find(({ session }) => session?.sid === null && (over === undefined || session === over.next));
    const conversation = this.conversation(first?.session ?? null);
    if (!first || !conversation) return undefined;
    this.read(first);
    const { session } = conversation;
    session.sid = sid;
    // The client has read the answer, also if the trace never has its body.
    if (session.state === "connecting" && first.endedAt !== null) {
      session.state = "open";
      session.openedAt = first.endedAt;
    }
    this.name(conversation);
    return conversation;
  }
}

/** The keys of a handshake: its session's address, and that with its document frame. */
function placesOf({ session }: Exchange): string[] {
  return session === null ? [] : [session.client.address, `${session.client.address} ${session.client.documentFrame ?? ""}`];
}
