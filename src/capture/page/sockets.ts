// The WebSockets of a tab, reported by two sides: the page hook (open, frames, close) and the browser (Firefox: the opening handshake,
// matched by frame and URL; Chromium: the whole websocket at its end). A websocket that only the browser reports belongs to a worker
// without a hook. In Firefox its messages are not seen, so a `gap` is emitted.
//
//   hook: open, found ─► undecided ─┬─ URL is Engine.IO, or the first frame shows it          ─► engine: its events are emitted
//                                   └─ any other first frame ──────────────────────────────────► other: only counted
//
//   browser: handshake ─┬─ a document has the socket, or has closed it meanwhile ─► its ws-handshake
//                       └─ none has it yet ─► unclaimed ─┬─ a document opens it ─► its ws-handshake
//                                                        └─ none does in time ───► a worker's: ws-open, ws-handshake, gap
//                                                                                  a document opens it after all ─► its events follow

import { countFrame, type OtherWebSocket, OtherWebSockets } from "../../cdp/other-websockets.ts";
import { engineUrl, openedUrl } from "../../protocol/engine/url.ts";
import { dropOldest } from "../../wire/bounded.ts";
import type { Body, EpochMs, WireEvent, WireId, WsHandshake, WsOpen } from "../../wire/event.ts";
import { ownText } from "../../wire/own-text.ts";
import { documentFrameOf, type PageDocument } from "./documents.ts";
import type { PageRecord, SocketFound, SocketFrame, SocketOpen, SocketOpened } from "./records.ts";
import type { HandshakeReport, SocketReport } from "./tab-port.ts";

/** Engine.IO sockets that are open: their wire ids by `keyOf`. */
export type KnownSockets = ReadonlyMap<string, WireId>;

/** A record about a socket. */
type SocketRecord = Exclude<PageRecord, { kind: "lost" }>;

interface Socket {
  readonly document: PageDocument;
  readonly open: WsOpen;
  kind: "undecided" | "engine" | "other";
  handshake: WsHandshake | undefined;
  /** The browser has reported its handshake, or will not. */
  answered: boolean;
  counted: OtherWebSocket | undefined;
}

export interface PageSocketsOptions {
  readonly emit: (event: WireEvent) => void;
  /** Emits the `context` event of a document that has none yet. */
  readonly show: (document: PageDocument, at: EpochMs) => void;
  readonly newId: () => WireId;
  /** Sockets of the capture that this one continues after a pause. */
  readonly known: KnownSockets | undefined;
  /** How late a report may be (milliseconds). */
  readonly holdMs: number;
}

/** The browser's log and the page give the same moment up to this far apart. */
const SAME_MS = 2_000;
/** So many sockets with one URL are waited for: the log may miss some. */
const MOST_EXPECTED = 256;
/** So many closed sockets are kept for their handshakes: a page can close one before its server answers, and the answer is reported later. */
const MOST_CLOSED = 256;

/** So many handshakes that were taken for a worker's are kept: on a busy machine the page's own record may come later. */
const MOST_OF_WORKERS = 64;

/** A socket that was closed before its handshake was reported. */
interface Closed {
  readonly frame: number;
  readonly socket: Socket;
  readonly closedAt: EpochMs;
}

export class PageSockets {
  readonly #options: PageSocketsOptions;
  readonly #others = new OtherWebSockets();
  /** By document, then by the hook's number of the socket. */
  readonly #sockets = new Map<PageDocument, Map<number, Socket>>();
  readonly #known: Map<string, WireId>;
  readonly #unclaimed = new Set<HandshakeReport>();
  /** Handshakes that were taken for a worker's, with the wire ids of their websockets. */
  readonly #ofWorkers = new Map<HandshakeReport, WireId>();
  /** Handshakes that were reported, but whose turn in the order of time has not come. */
  readonly #coming = new Set<HandshakeReport>();
  readonly #closed = new Set<Closed>();
  /** Open sockets whose handshake was not reported yet, by `handshakeKey`. */
  readonly #waiting = new Map<string, Set<Socket>>();
  /** Sockets of pages that the browser's log will report at their end: the times when they opened, by URL; null for one that was found open. */
  readonly #expected = new Map<string, (EpochMs | null)[]>();
  /** The gap for workers without a hook was emitted: one is enough for a recording. */
  #hasGap = false;

  constructor(options: PageSocketsOptions) {
    this.#options = options;
    this.#known = new Map(options.known);
  }

  get others(): readonly OtherWebSocket[] {
    return this.#others.all;
  }

  get known(): KnownSockets {
    return this.#known;
  }

  /** The browser has reported a handshake, which `handshake` takes when nothing earlier can come. Its socket may be closed by then. */
  announce(report: HandshakeReport): void {
    this.#coming.add(report);
  }

  /** Returns whether no document has the socket yet: call `decideUnclaimed` when records of it can no longer come. */
  handshake(report: HandshakeReport): boolean {
    if (!this.#coming.delete(report)) return false;
    const { frame, url, openedAt } = report;
    for (const closed of this.#closed) {
      if (!this.#isOf(report, closed)) continue;
      this.#closed.delete(closed);
      this.#answer(closed.socket, report);
      return false;
    }
    for (const socket of this.#waiting.get(handshakeKey(frame, url)) ?? []) {
      const { goneAt } = socket.document;
      if (goneAt !== null && goneAt < openedAt) continue;
      this.#answer(socket, report);
      return false;
    }
    if (!engineUrl(url)) return false;
    this.#unclaimed.add(report);
    return true;
  }

  /** A handshake that still no document has claimed belongs to a worker without a hook. */
  decideUnclaimed(report: HandshakeReport): void {
    if (!this.#unclaimed.delete(report)) return;
    const { emit, newId } = this.#options;
    const id = newId();
    this.#ofWorkers.set(report, id);
    dropOldest(this.#ofWorkers, MOST_OF_WORKERS);
    const { url, openedAt, at } = report;
    emit({ kind: "ws-open", at: openedAt, id, url });
    emit(reportedHandshake(report, id));
    if (!this.#hasGap) emit({ kind: "gap", at, until: at, reason: "worker-messages" });
    this.#hasGap = true;
  }

  /** A page reports an Engine.IO websocket, which `record` takes when its turn in the order of time comes. The log will report it too. */
  expect({ kind, url, at }: SocketOpen | SocketFound): void {
    const expected = this.#expected.get(url) ?? [];
    this.#expected.set(url, expected);
    if (expected.push(kind === "found" ? null : at) > MOST_EXPECTED) expected.shift();
  }

  /**
   * A websocket of the browser's log. It is emitted if no page has reported it: then it belongs to a worker. No two clients have the same sid, so a
   * URL with one is enough; on a busy machine the log may be seconds late.
   */
  logged({ url, openedAt, events }: SocketReport): void {
    const expected = this.#expected.get(url) ?? [];
    const hasSid = engineUrl(url)?.sid != null;
    const index = expected.findIndex((at) => at === null || hasSid || Math.abs(at - openedAt) < SAME_MS);
    if (index >= 0) expected.splice(index, 1);
    if (expected.length === 0) this.#expected.delete(url);
    if (index >= 0) return;
    if (engineUrl(url)) for (const event of events(this.#options.newId())) this.#options.emit(event);
  }

  /**
   * The records of a batch, with frames that do not keep the batch in memory: their payloads are pieces of its text. While most of it is
   * payloads of Engine.IO, nothing is gained by that, and nothing is copied.
   */
  freed(document: PageDocument, records: readonly PageRecord[]): readonly PageRecord[] {
    const sockets = this.#sockets.get(document);
    let kept = 0;
    let dropped = 0;
    const isDropped = (frame: SocketFrame) => sockets?.get(frame.socket)?.kind === "other";
    for (const record of records) {
      if (record.kind !== "frame") continue;
      if (isDropped(record)) dropped += sizeOf(record.body);
      else kept += sizeOf(record.body);
    }
    if (dropped <= kept) return records;
    return records.map((record) => (record.kind !== "frame" || isDropped(record) ? record : { ...record, body: ownBody(record.body) }));
  }

  record(document: PageDocument, record: SocketRecord): void {
    if (record.kind === "open" || record.kind === "found") return this.#open(document, record);
    const socket = this.#sockets.get(document)?.get(record.socket);
    if (!socket) return;
    if (record.kind === "frame") return this.#frame(document, socket, record);
    if (record.kind === "error" || record.kind === "close") this.#answerBeforeEnd(document, socket, record.at);
    if (record.kind === "close") this.#forget(document, record.socket, record.at);
    if (socket.kind === "engine") this.#engineRecord(socket, record);
    else if (record.kind === "opened") socket.handshake ??= recordedHandshake(record, socket.open.id);
  }

  /** The document has gone, and its sockets with it. */
  leave(document: PageDocument, at: EpochMs): void {
    for (const [number, socket] of this.#sockets.get(document) ?? []) {
      this.#answerBeforeEnd(document, socket, at);
      this.#forget(document, number, at);
      if (socket.kind === "engine") this.#options.emit({ kind: "ws-close", at, id: socket.open.id, cause: "navigation" });
    }
    this.#sockets.delete(document);
  }

  #open(document: PageDocument, record: SocketOpen | SocketFound): void {
    const { at, socket: number, url } = record;
    const { emit, newId, show } = this.#options;
    const key = keyOf(document, number);
    const isFound = record.kind === "found";
    const before = isFound ? undefined : this.#takenForWorker(document, record);
    const known = this.#known.get(key) ?? before?.id;
    const open: WsOpen = {
      kind: "ws-open",
      at,
      id: known ?? newId(),
      url,
      documentFrame: documentFrameOf(document),
      ...(!isFound && record.initiator !== undefined && { initiator: record.initiator }),
      ...(isFound && { late: true }),
    };
    const isEngine = known !== undefined || engineUrl(url) !== undefined;
    const answered = isFound ? record.readyState > 0 : before !== undefined;
    const socket: Socket = { document, open, kind: isEngine ? "engine" : "undecided", handshake: before, answered, counted: undefined };
    this.#set(document, number, socket);
    if (!answered) this.#waitsFor(socket);
    if (!isEngine) return;
    show(document, at);
    this.#known.set(key, open.id);
    // The `ws-open` of a known socket was emitted by the recording before this one, or as a worker's.
    if (known === undefined) emit(open);
    if (!answered) this.#claim(document, socket);
  }

  /** Takes an unclaimed handshake that may be the socket's. */
  #claim(document: PageDocument, socket: Socket): void {
    for (const report of this.#unclaimed) {
      if (!this.#mayBeOf(report, document, socket.open)) continue;
      this.#unclaimed.delete(report);
      return this.#answer(socket, report);
    }
  }

  #mayBeOf({ frame, url, openedAt }: HandshakeReport, document: PageDocument, open: Pick<WsOpen, "url" | "at">): boolean {
    return frame === document.frame && url === open.url && openedAt >= open.at - this.#options.holdMs;
  }

  /** The handshake of a socket that was emitted as a worker's, because the page's record of it came so late. */
  #takenForWorker(document: PageDocument, record: SocketOpen): WsHandshake | undefined {
    for (const [report, id] of this.#ofWorkers) {
      if (report.openedAt > record.at + SAME_MS || !this.#mayBeOf(report, document, record)) continue;
      this.#ofWorkers.delete(report);
      return reportedHandshake(report, id);
    }
    return undefined;
  }

  /** Emits the handshake of a socket that ends at `at`, if it was reported. A later stamp becomes `at`: the page cannot have read it after that. */
  #answerBeforeEnd({ frame }: PageDocument, socket: Socket, at: EpochMs): void {
    if (socket.answered) return;
    for (const report of this.#coming) {
      if (!this.#isOf(report, { frame, socket, closedAt: at })) continue;
      this.#coming.delete(report);
      return this.#answer(socket, { ...report, at: Math.min(report.at, at) });
    }
  }

  /** Whether a handshake can be that of a closed socket. It has the same frame and URL, and began before the socket was closed. */
  #isOf({ frame, url, openedAt }: HandshakeReport, { frame: own, socket: { open }, closedAt }: Closed): boolean {
    if (frame !== own || url !== open.url || openedAt > closedAt) return false;
    return open.late === true || openedAt >= open.at - this.#options.holdMs;
  }

  #waitsFor(socket: Socket): void {
    const key = handshakeKey(socket.document.frame, socket.open.url);
    this.#waiting.set(key, (this.#waiting.get(key) ?? new Set()).add(socket));
  }

  #waitsNoMore(socket: Socket): void {
    const key = handshakeKey(socket.document.frame, socket.open.url);
    const others = this.#waiting.get(key);
    others?.delete(socket);
    if (others?.size === 0) this.#waiting.delete(key);
  }

  #answer(socket: Socket, report: HandshakeReport): void {
    socket.answered = true;
    this.#waitsNoMore(socket);
    if (socket.handshake) return;
    socket.handshake = reportedHandshake(report, socket.open.id);
    if (socket.kind === "engine") this.#options.emit(socket.handshake);
  }

  #frame(document: PageDocument, socket: Socket, { at, direction, opcode, body }: SocketFrame): void {
    const text = "text" in body ? body.text : undefined;
    if (socket.kind === "undecided") this.#decide(document, socket, direction === "received" ? text : undefined);
    if (socket.kind === "engine") this.#options.emit({ kind: "ws-frame", at, id: socket.open.id, direction, opcode, body });
    else if (socket.counted) countFrame(socket.counted, text);
  }

  /** The first frame decides what a socket is whose URL does not show it. `received`: its text, if the server sent it. */
  #decide(document: PageDocument, socket: Socket, received: string | undefined): void {
    const { open, handshake } = socket;
    if (received === undefined || !openedUrl(open.url, received)) {
      socket.kind = "other";
      socket.counted = this.#others.add(open.url);
      return;
    }
    socket.kind = "engine";
    for (const [number, each] of this.#sockets.get(document) ?? []) if (each === socket) this.#known.set(keyOf(document, number), open.id);
    this.#options.emit(open);
    if (handshake) this.#options.emit(handshake);
  }

  #engineRecord(socket: Socket, record: Exclude<SocketRecord, { kind: "open" | "found" | "frame" }>): void {
    const { emit } = this.#options;
    const { id } = socket.open;
    const { at } = record;
    switch (record.kind) {
      case "opened":
        if (socket.handshake) return;
        socket.handshake = recordedHandshake(record, id);
        return emit(socket.handshake);
      case "closing": {
        const { code, reason } = record;
        return emit({ kind: "ws-closing", at, id, ...(code !== undefined && { code }), ...(reason !== undefined && { reason }) });
      }
      case "error":
        return emit({ kind: "ws-error", at, id, message: "" });
      case "close": {
        const { code, reason, clean } = record;
        return emit({ kind: "ws-close", at, id, code, reason, clean, cause: "hook" });
      }
      default:
        record satisfies never;
    }
  }

  #set(document: PageDocument, number: number, socket: Socket): void {
    const sockets = this.#sockets.get(document);
    // A relay that connects again reports its sockets again.
    const before = sockets?.get(number);
    if (before) this.#waitsNoMore(before);
    if (sockets) sockets.set(number, socket);
    else this.#sockets.set(document, new Map([[number, socket]]));
  }

  #forget(document: PageDocument, number: number, closedAt: EpochMs): void {
    const sockets = this.#sockets.get(document);
    const socket = sockets?.get(number);
    sockets?.delete(number);
    this.#known.delete(keyOf(document, number));
    if (!socket || socket.answered) return;
    this.#waitsNoMore(socket);
    if (socket.kind === "other") return;
    this.#closed.add({ frame: document.frame, socket, closedAt });
    dropOldest(this.#closed, MOST_CLOSED);
  }
}

function sizeOf(body: Body): number {
  return "text" in body ? body.text.length : "base64" in body ? body.base64.length : 0;
}

function ownBody(body: Body): Body {
  return "text" in body ? { text: ownText(body.text) } : "base64" in body ? { base64: ownText(body.base64) } : body;
}

/** A report of the browser has the frame and the URL of its socket, and nothing else that would tell which one it is. */
function handshakeKey(frame: number, url: string): string {
  return `${frame} ${url}`;
}

function keyOf(document: PageDocument, number: number): string {
  return `${document.id} ${number}`;
}

/** The browser's report has all headers. */
function reportedHandshake({ at, status, requestHeaders, responseHeaders }: HandshakeReport, id: WireId): WsHandshake {
  return { kind: "ws-handshake", at, id, status, requestHeaders, responseHeaders };
}

/** A page can read only what was negotiated. */
function recordedHandshake({ at, protocol, extensions }: SocketOpened, id: WireId): WsHandshake {
  const responseHeaders = {
    ...(protocol !== "" && { "Sec-WebSocket-Protocol": protocol }),
    ...(extensions !== "" && { "Sec-WebSocket-Extensions": extensions }),
  };
  return { kind: "ws-handshake", at, id, status: 101, requestHeaders: {}, responseHeaders };
}
