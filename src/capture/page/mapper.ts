// What the scripts in pages and the browser's own events tell → wire events. No input or output of its own.
//
//   documents: hello … records … gone        ┐
//   requests, opening handshakes             ├─► Sequencer (by time) ─► out.event
//                                            ┘
// A WebSocket is told twice: by its page (frames, close) and by the browser (Firefox: its opening handshake, joined by frame and URL; Chromium:
// all of it, at its end). One that nobody else tells of is a worker's that has no hook: in Firefox its messages are not seen, and that is said.
// A worker with a hook is a document more. WebSockets that are not Engine.IO are counted and otherwise left alone; one whose URL does not tell
// is Engine.IO when its server begins with an open packet.

import type { OtherWebSocket } from "../../cdp/websockets.ts";
import { isOpenPacket } from "../../protocol/engine/handshake.ts";
import { engineUrl } from "../../protocol/engine/url.ts";
import type { Body, Context, DocumentFrameId, EpochMs, WireEvent, WireId, WsHandshake, WsOpen } from "../../wire/event.ts";
import type { Counters } from "../contract.ts";
import { referringDocument } from "../referer.ts";
import type { PageRecord, RelayHello, SocketFound, SocketOpen, SocketOpened } from "./records.ts";
import { Sequencer } from "./sequencer.ts";
import type { HandshakeTold, HttpTold, SocketTold, Told } from "./tab-port.ts";

export interface MapperOut {
  event(event: WireEvent): void;
}

export interface MapperOptions {
  readonly newId: () => WireId;
  /** Of the recording that this one goes on with, after a pause. */
  readonly sockets?: KnownSockets | undefined;
  /** What is told may be this late (milliseconds). */
  readonly holdMs: number;
  /** The browser tells of websockets when they are over: `SocketTold`. */
  readonly hasLog: boolean;
}

/** Engine.IO sockets that are open, by document and number. */
export type KnownSockets = ReadonlyMap<string, WireId>;

/** A document that told of itself, or a worker of the one that the frame shows. */
interface Page {
  readonly id: string;
  readonly frame: number;
  readonly worker: boolean;
  /** The frame around it. */
  readonly parent: number;
  readonly url: string;
  readonly sockets: Map<number, Socket>;
  /** Told as a context: not the empty iframe that JSONP posts its forms into, until it opens a websocket. */
  shown: boolean;
  goneAt: EpochMs | null;
}

interface Socket {
  readonly open: WsOpen;
  /** Undefined until its first message tells; `engine` sockets are in the trace. */
  kind: "engine" | "other" | undefined;
  handshake: WsHandshake | undefined;
  /** The browser's own words about its handshake have come. */
  answered: boolean;
  counted: OtherWebSocket | undefined;
}

/** What ends so near to the end of its page has ended with it. */
const LEFT_MS = 300;
/** However busy the machine. */
const MOST_HELD_MS = 3_000;
/** How much is left of a delay with each event after it. */
const CALMING = 0.95;
/** The log and the page tell the same moment not quite alike. */
const SAME_MS = 2_000;
/** A new document has to ask first whether it is recorded, and a worker's records take a longer way: a handshake waits so long for them. */
const HIDDEN_MS = 3_000;
/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const GOING_AWAY = 1001;
const OTHERS_KEPT = 100;
const FIRST_TEXT_CHARS = 200;

export class PageMapper {
  readonly #out: MapperOut;
  readonly #options: MapperOptions;
  readonly #sequencer = new Sequencer();
  readonly #pages = new Map<string, Page>();
  /** The document that each frame shows. */
  readonly #frames = new Map<number, Page>();
  readonly #workers = new Set<Page>();
  readonly #known: Map<string, WireId>;
  /** Wire ids of requests under way, by the browser's. */
  readonly #requests = new Map<WireId, { readonly id: WireId; readonly frame: number | undefined }>();
  /** Handshakes of which no document has told the socket yet. */
  readonly #early = new Set<HandshakeTold>();
  readonly #others: OtherWebSocket[] = [];
  /** Sockets of pages of which the browser's own log will tell too, at their end. `at` is null where nobody saw it begin. */
  readonly #inLog: { readonly url: string; readonly at: EpochMs | null }[] = [];
  /** Requests for a session that have no answer yet, and when they began: nobody can speak of the session before. */
  readonly #asking = new Map<WireId, EpochMs>();
  /** How late the browser's own events were of late (milliseconds). */
  #late = 0;
  #counted = 0;
  #hiddenSockets = false;

  constructor(out: MapperOut, options: MapperOptions) {
    this.#out = out;
    this.#options = options;
    this.#known = new Map(options.sockets);
  }

  get counters(): Counters {
    return { requests: this.#counted, otherWebSockets: this.#others, frames: this.#frames.size, workers: this.#workers.size };
  }

  get knownSockets(): KnownSockets {
    return this.#known;
  }

  /** Something is held: call `release` in a moment. */
  get isHolding(): boolean {
    return !this.#sequencer.isEmpty;
  }

  /** Lets go what nothing can come before any more; everything, when nothing more comes. */
  release(now: EpochMs): void {
    const held = Math.max(this.#options.holdMs, Math.min(2 * this.#late, MOST_HELD_MS));
    const asked = [...this.#asking.values()].filter((at) => now - at < MOST_HELD_MS);
    this.#sequencer.release(Math.min(now - held, ...asked));
  }

  end(): void {
    this.#sequencer.release(Number.POSITIVE_INFINITY);
  }

  note(event: WireEvent): void {
    this.#sequencer.add(event.at, () => this.#out.event(event));
  }

  requests(count: number): void {
    this.#counted += count;
  }

  told(told: Told | SocketTold, now: EpochMs): void {
    // The log is late by its nature; what comes later than is held else is from a machine that is busy, and so is the rest.
    if (!this.#options.hasLog && told.kind !== "socket") this.#late = Math.max(now - atOf(told), this.#late * CALMING);
    if (told.kind === "http") {
      this.#asks(told.event);
      this.#sequencer.add(told.event.at, () => this.#http(told));
    } else if (told.kind === "handshake") this.#sequencer.add(told.at, () => this.#handshake(told));
    else this.#sequencer.add(told.openedAt, () => this.#logged(told));
  }

  #asks(event: HttpTold["event"]): void {
    if (event.kind === "http-body" || event.kind === "http-failed") this.#asking.delete(event.id);
    else if (event.kind === "http-request" && event.part === "engine" && engineUrl(event.url)?.sid === null)
      this.#asking.set(event.id, event.at);
  }

  /** A document tells of itself, in the frame that the browser names. */
  hello({ document, url, parentFrame, worker = false }: RelayHello, frame: number, at: EpochMs): void {
    // One that is back with the background is where it was.
    if (this.#pages.get(document)?.goneAt === null) return;
    const page: Page = {
      id: document,
      frame,
      worker,
      parent: worker ? frame : (parentFrame ?? 0),
      url,
      sockets: new Map(),
      shown: worker || frame === 0 || !(url === "about:blank" || engineUrl(url)),
      goneAt: null,
    };
    this.#pages.set(document, page);
    if (worker) this.#workers.add(page);
    this.#sequencer.add(at, () => this.#shows(page, at));
  }

  records(document: string, records: readonly PageRecord[]): void {
    const page = this.#pages.get(document);
    if (!page) return;
    for (const record of records) {
      this.#sequencer.add(record.at, () => this.#record(page, record), { source: document, n: record.n });
    }
  }

  gone(document: string, at: EpochMs): void {
    const page = this.#pages.get(document);
    if (!page || page.goneAt !== null) return;
    // At once: what its requests came to is still held.
    page.goneAt = at;
    this.#sequencer.add(at, () => this.#left(page, at));
  }

  // Documents

  #shows(page: Page, at: EpochMs): void {
    const { frame, url } = page;
    if (page.worker) return this.#context(page, "appeared", at, url);
    const before = this.#frames.get(frame);
    this.#frames.set(frame, page);
    if (page.shown && before?.id !== page.id) this.#context(page, before?.shown ? "navigated" : "appeared", at, url);
  }

  #left(page: Page, at: EpochMs): void {
    for (const [number, { kind, open }] of page.sockets) {
      this.#known.delete(`${page.id} ${number}`);
      if (kind === "engine") this.#out.event({ kind: "ws-close", at, id: open.id, cause: "navigation" });
    }
    page.sockets.clear();
    // It may be back already.
    if (this.#pages.get(page.id) === page) this.#pages.delete(page.id);
    if (this.#workers.delete(page)) return this.#context(page, "gone", at, page.url);
    if (page.frame === 0 || this.#frames.get(page.frame) !== page) return;
    this.#frames.delete(page.frame);
    if (page.shown) this.#context(page, "gone", at, page.url);
  }

  #context(page: Page, state: Context["state"], at: EpochMs, url: string): void {
    const { frame, worker, parent } = page;
    const type = worker ? "worker" : frame === 0 ? "page" : "iframe";
    const of = type === "page" ? {} : { parent: frameId(parent) };
    this.#out.event({ kind: "context", at, documentFrame: nameOf(page), type, url, ...of, state });
  }

  // Requests

  #http({ frame: told, event }: HttpTold): void {
    if (event.kind === "http-request") {
      const id = this.#options.newId();
      const frame = told ?? referringDocument(event.headers, [...this.#frames.values()])?.frame;
      this.#requests.set(event.id, { id, frame });
      const { part, ...rest } = event;
      // The document of a page or iframe is asked for by what was there before it.
      this.#out.event({ ...rest, id, ...(part !== "page" && frame !== undefined && { documentFrame: frameId(frame) }), part });
      return;
    }
    const request = this.#requests.get(event.id);
    if (!request) return;
    if (event.kind !== "http-response") this.#requests.delete(event.id);
    const left = event.kind === "http-failed" && event.canceled && this.#wasLeft(request.frame, event.at);
    this.#out.event({ ...event, id: request.id, ...(left && { reason: "navigation" }) });
  }

  /** Whether a document of this frame went about then: the browser cancels its requests, and does not say why. */
  #wasLeft(frame: number | undefined, at: EpochMs): boolean {
    for (const page of this.#pages.values()) {
      if (page.goneAt !== null && Math.abs(page.goneAt - at) < LEFT_MS && (page.frame === frame || page.frame === 0)) return true;
    }
    return false;
  }

  // WebSockets

  #handshake(told: HandshakeTold): void {
    const { frame, url, openedAt, at } = told;
    for (const page of this.#pages.values()) {
      if (page.frame !== frame || (page.goneAt !== null && page.goneAt < openedAt)) continue;
      for (const socket of page.sockets.values()) if (socket.open.url === url && !socket.answered) return this.#answered(socket, told);
    }
    if (!engineUrl(url)) return;
    this.#early.add(told);
    this.#sequencer.add(at + HIDDEN_MS, () => this.#hidden(told));
  }

  #answered(socket: Socket, told: HandshakeTold): void {
    socket.answered = true;
    if (socket.handshake) return;
    socket.handshake = answerOf(told, socket.open.id);
    if (socket.kind === "engine") this.#out.event(socket.handshake);
  }

  /** Of a worker without a hook. */
  #hidden(told: HandshakeTold): void {
    if (!this.#early.delete(told)) return;
    const id = this.#options.newId();
    const { url, openedAt, at } = told;
    this.#out.event({ kind: "ws-open", at: openedAt, id, url });
    this.#out.event(answerOf(told, id));
    if (this.#hiddenSockets) return;
    this.#hiddenSockets = true;
    this.#out.event({ kind: "gap", at, until: at, reason: "worker-messages" });
  }

  /** One that no page told of is a worker's. */
  #logged({ url, openedAt, events }: SocketTold): void {
    const told = this.#inLog.findIndex((socket) => socket.url === url && (socket.at === null || Math.abs(socket.at - openedAt) < SAME_MS));
    if (told >= 0) this.#inLog.splice(told, 1);
    else if (engineUrl(url)) for (const event of events(this.#options.newId())) this.#out.event(event);
  }

  #record(page: Page, record: PageRecord): void {
    if (record.kind === "open" || record.kind === "found") return this.#opened(page, record);
    if (record.kind === "lost") {
      const { at, until, frames, bytes } = record;
      this.#out.event({ kind: "gap", at, until, reason: "not-kept", packets: frames, bytes });
      return;
    }
    const socket = page.sockets.get(record.socket);
    if (!socket) return;
    const { id } = socket.open;
    const { at } = record;
    if (record.kind === "frame") {
      const { direction, opcode, body } = record;
      if (socket.kind === undefined) this.#tell(page, socket, direction === "received" && "text" in body ? body.text : undefined);
      if (socket.kind === "engine") this.#out.event({ kind: "ws-frame", at, id, direction, opcode, body });
      else if (socket.counted) count(socket.counted, body);
      return;
    }
    if (record.kind === "close") this.#forget(page, record.socket);
    if (socket.kind !== "engine") {
      if (record.kind === "opened") socket.handshake ??= told(id, record);
      return;
    }
    switch (record.kind) {
      case "opened":
        if (socket.handshake) return;
        socket.handshake = told(id, record);
        return this.#out.event(socket.handshake);
      case "closing": {
        const { code, reason } = record;
        return this.#out.event({
          kind: "ws-closing",
          at,
          id,
          ...(code !== undefined && { code }),
          ...(reason !== undefined && { reason }),
        });
      }
      case "error":
        return this.#out.event({ kind: "ws-error", at, id, message: "" });
      case "close": {
        const { code, reason, clean } = record;
        // The browser closes the sockets of a page that goes.
        const left = code === GOING_AWAY && page.goneAt !== null && page.goneAt - at < LEFT_MS;
        return this.#out.event({ kind: "ws-close", at, id, code, reason, clean, cause: left ? "navigation" : "hook" });
      }
      default:
        record satisfies never;
    }
  }

  #opened(page: Page, record: SocketOpen | SocketFound): void {
    const { at, socket: number, url } = record;
    const key = `${page.id} ${number}`;
    const known = this.#known.get(key);
    const late = record.kind === "found";
    const open: WsOpen = {
      kind: "ws-open",
      at,
      id: known ?? this.#options.newId(),
      url,
      documentFrame: nameOf(page),
      ...(!late && record.initiator !== undefined && { initiator: record.initiator }),
      ...(late && { late }),
    };
    const isEngine = known !== undefined || engineUrl(url) !== undefined;
    const kind = isEngine ? "engine" : undefined;
    const answered = record.kind === "found" && record.readyState > 0;
    const socket: Socket = { open, kind, handshake: undefined, answered, counted: undefined };
    page.sockets.set(number, socket);
    if (!isEngine) return;
    if (this.#options.hasLog) this.#inLog.push({ url, at: late ? null : at });
    if (!page.shown) this.#context(page, "appeared", at, page.url);
    page.shown = true;
    this.#known.set(key, open.id);
    // One that the recording before this knew goes on.
    if (known === undefined) this.#out.event(open);
    for (const told of answered ? [] : this.#early) {
      if (told.frame !== page.frame || told.url !== url || told.openedAt < at - this.#options.holdMs) continue;
      this.#early.delete(told);
      return this.#answered(socket, told);
    }
  }

  /** The first message of a socket tells what its URL does not; undefined: it is none that could. */
  #tell(page: Page, socket: Socket, received: string | undefined): void {
    const { open, handshake } = socket;
    if (received !== undefined && isOpenPacket(received)) {
      socket.kind = "engine";
      for (const [number, each] of page.sockets) if (each === socket) this.#known.set(`${page.id} ${number}`, open.id);
      this.#out.event(open);
      if (handshake) this.#out.event(handshake);
      return;
    }
    socket.kind = "other";
    if (this.#others.length >= OTHERS_KEPT) return;
    socket.counted = { url: open.url, frames: 0 };
    this.#others.push(socket.counted);
  }

  #forget(page: Page, number: number): void {
    page.sockets.delete(number);
    this.#known.delete(`${page.id} ${number}`);
  }
}

function atOf(told: Told): EpochMs {
  return told.kind === "http" ? told.event.at : told.at;
}

function frameId(frame: number): DocumentFrameId {
  return `frame-${frame}`;
}

function answerOf({ at, status, requestHeaders, responseHeaders }: HandshakeTold, id: WireId): WsHandshake {
  return { kind: "ws-handshake", at, id, status, requestHeaders, responseHeaders };
}

function nameOf({ id, frame, worker }: Page): DocumentFrameId {
  return worker ? `worker-${id}` : frameId(frame);
}

/** What a page learns of the opening handshake. */
function told(id: WireId, { at, protocol, extensions }: SocketOpened): WsHandshake {
  const responseHeaders = {
    ...(protocol !== "" && { "Sec-WebSocket-Protocol": protocol }),
    ...(extensions !== "" && { "Sec-WebSocket-Extensions": extensions }),
  };
  return { kind: "ws-handshake", at, id, status: 101, requestHeaders: {}, responseHeaders };
}

function count(other: OtherWebSocket, body: Body): void {
  other.frames++;
  if ("text" in body) other.firstText ??= body.text.slice(0, FIRST_TEXT_CHARS);
}
