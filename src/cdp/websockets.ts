// WebSockets of the Network domain. Chromium reports messages (fragments joined, extensions undone), and no ping, pong or close frames: of a
// close it reports only the time. Other recorders of its protocol write close frames too. Sockets that are not Engine.IO are only
// counted. If the URL does not show that a socket is Engine.IO, its first frame may, if the server sent it.
//
//   created ─► (held: it has no time) ─► handshake request ─► response ─► frames … ─► closed
//   open before the recording:  frames ─► unknown until they show whether it is Engine.IO; such a socket has no `ws-open`

import { byteStringFromBase64, textFromByteString } from "../protocol/encoding.ts";
import { Sniffer } from "../protocol/engine/sniffer.ts";
import { engineUrl, openedUrl } from "../protocol/engine/url.ts";
import type { Body, Direction, DocumentFrameId, EpochMs, Headers, WireId, WsClose, WsClosing, WsFrame } from "../wire/event.ts";
import type { Session } from "./contexts.ts";
import type { Params } from "./messages.ts";
import { countFrame, type OtherWebSocket, OtherWebSockets } from "./other-websockets.ts";
import type { Outbox } from "./outbox.ts";

/** So many frames of a websocket that was found open wait for one that shows whether it is Engine.IO. */
const MOST_HELD = 256;

interface Engine {
  readonly kind: "engine";
  readonly id: WireId;
  readonly url: string;
  readonly documentFrame: DocumentFrameId | undefined;
  readonly initiator: string | undefined;
  readonly createdAt: EpochMs;
  opened: boolean;
  requestHeaders: Headers;
  answered: boolean;
  /** Code and reason of the first close frame. */
  closeFrame?: CloseFrame;
}
export type CloseFrame = Pick<WsClosing, "code" | "reason">;
interface Unknown {
  readonly kind: "unknown";
  readonly id: WireId;
  readonly sniffer: Sniffer<WsFrame>;
}
interface Other {
  readonly kind: "other";
  readonly counted: OtherWebSocket | undefined;
  /** The Engine.IO socket that it becomes if its first frame shows that; undefined after that frame. */
  candidate?: Candidate | undefined;
}
interface Candidate {
  readonly engine: Engine;
  openedAt: EpochMs;
  answer?: { readonly at: EpochMs; readonly status: number; readonly headers: Headers };
}
type Socket = Engine | Unknown | Other | { readonly kind: "closed" };

interface KnownSocket {
  readonly socket: Engine | Other;
  readonly session: Session;
}

/** Open sockets by requestId, for a recording that continues after a pause: then the browser reports only their frames. */
export type KnownSockets = ReadonlyMap<string, KnownSocket>;

export interface WebSocketsOut {
  readonly outbox: Outbox;
  newId(): WireId;
  at(ticks: number): EpochMs;
  now(): EpochMs;
  /** The document frame of a session; undefined if it has several. */
  frameOf(session: Session): DocumentFrameId | undefined;
}

export class WebSockets {
  readonly #out: WebSocketsOut;
  readonly #sockets = new Map<Session, Map<string, Socket>>();
  readonly #before: Map<string, KnownSocket>;
  readonly #others = new OtherWebSockets();
  /** Sockets without a `ws-open` that were created after the last request of their session. */
  readonly #last = new Map<Session, Engine[]>();

  constructor(out: WebSocketsOut, before: KnownSockets = new Map()) {
    this.#out = out;
    this.#before = new Map(before);
  }

  get others(): readonly OtherWebSocket[] {
    return this.#others.all;
  }

  /** The sockets that are open. */
  get known(): KnownSockets {
    const known = new Map(this.#before);
    for (const [session, sockets] of this.#sockets) {
      for (const [id, socket] of sockets) if (socket.kind === "engine" || socket.kind === "other") known.set(id, { socket, session });
    }
    return known;
  }

  created(session: Session, { requestId, url, initiator }: Params<"Network.webSocketCreated">): void {
    const stack = initiator?.stack;
    // Calls in evaluated code have no URL.
    const call = [...(stack?.callFrames ?? []), ...(stack?.parent?.callFrames ?? [])].find((frame) => frame.url);
    const engine: Engine = {
      kind: "engine",
      id: this.#out.newId(),
      url,
      documentFrame: this.#out.frameOf(session),
      initiator: call && `${call.url}:${call.lineNumber + 1}:${call.columnNumber + 1}`,
      createdAt: this.#out.now(),
      opened: false,
      requestHeaders: {},
      answered: false,
    };
    if (engineUrl(url)) {
      this.#set(session, requestId, engine);
      this.#last.set(session, [...(this.#last.get(session) ?? []).filter(({ opened }) => !opened), engine]);
    } else {
      const candidate = { engine, openedAt: engine.createdAt };
      this.#set(session, requestId, { kind: "other", counted: this.#others.add(url), candidate });
    }
  }

  /** A request began after the sockets that were created before it. No event has the time of their creation, and their own requests are later. */
  requested(session: Session, at: EpochMs): void {
    for (const socket of this.#last.get(session) ?? []) this.#open(socket, at);
    this.#last.delete(session);
  }

  willSendHandshakeRequest(session: Session, params: Params<"Network.webSocketWillSendHandshakeRequest">): void {
    const socket = this.#get(session, params.requestId);
    const at = this.#out.at(params.timestamp);
    if (socket?.kind === "other" && socket.candidate) {
      socket.candidate.engine.requestHeaders = params.request.headers;
      socket.candidate.openedAt = at;
    }
    if (socket?.kind !== "engine") return;
    socket.requestHeaders = params.request.headers;
    this.#open(socket, at);
  }

  handshakeResponseReceived(session: Session, params: Params<"Network.webSocketHandshakeResponseReceived">): void {
    const socket = this.#get(session, params.requestId);
    const engine = socket?.kind === "other" ? socket.candidate?.engine : socket;
    if (engine?.kind !== "engine") return;
    const { status, headers, requestHeaders } = params.response;
    if (requestHeaders) engine.requestHeaders = requestHeaders;
    const at = this.#out.at(params.timestamp);
    if (socket?.kind === "other" && socket.candidate) socket.candidate.answer = { at, status, headers };
    else this.#answer(engine, at, status, headers);
  }

  frame(session: Session, params: Params<"Network.webSocketFrameSent">, direction: Direction): void {
    const { requestId, timestamp, response } = params;
    const { opcode, payloadData } = response;
    if (opcode === 8) return this.#closeFrame(this.#get(session, requestId), this.#out.at(timestamp), direction, payloadData);
    if (opcode !== 1 && opcode !== 2) return;
    let socket =
      this.#get(session, requestId) ??
      this.#set(session, requestId, { kind: "unknown", id: this.#out.newId(), sniffer: new Sniffer(MOST_HELD) });
    if (socket.kind === "other" && socket.candidate) {
      const { candidate } = socket;
      socket.candidate = undefined;
      if (direction === "received" && opcode === 1 && openedUrl(candidate.engine.url, payloadData))
        socket = this.#adopt(session, requestId, socket, candidate);
    }
    switch (socket.kind) {
      case "closed":
        return;
      case "other":
        if (socket.counted) countFrame(socket.counted, opcode === 1 ? payloadData : undefined);
        return;
      case "engine":
        this.#open(socket, this.#out.at(timestamp));
        break;
      case "unknown":
        break;
    }
    const frame = frameEvent(this.#out.at(timestamp), socket.id, direction, opcode, payloadData);
    if (socket.kind === "engine") this.#out.outbox.add(frame);
    else this.#sniff(session, requestId, socket, frame);
  }

  error(session: Session, { requestId, timestamp, errorMessage }: Params<"Network.webSocketFrameError">): void {
    const socket = this.#get(session, requestId);
    if (socket?.kind !== "engine") return;
    const at = this.#out.at(timestamp);
    this.#open(socket, Math.min(socket.createdAt, at));
    // The status of a refused handshake is only in the error message.
    const status = /unexpected response code: (\d{3})/i.exec(errorMessage)?.[1];
    if (status && !socket.answered) this.#answer(socket, at, Number(status), {});
    this.#out.outbox.add({ kind: "ws-error", at, id: socket.id, message: errorMessage });
  }

  closed(session: Session, { requestId, timestamp }: Params<"Network.webSocketClosed">): void {
    const socket = this.#get(session, requestId);
    if (socket) this.#close(session, requestId, socket, this.#out.at(timestamp), "reported");
    this.#sockets.get(session)?.delete(requestId);
  }

  /** Recording has begun. If the page has gone to another document during the pause, its sockets are closed. */
  begun(page: Session): void {
    for (const { session } of this.#before.values()) {
      if (session.watches === page.watches && session.loader !== page.loader) return this.lost(page);
    }
  }

  /** The page or worker of the session has gone: its sockets are closed. */
  lost(session: Session): void {
    this.#last.delete(session);
    for (const [requestId, before] of this.#before) if (wentWith(before.session, session)) this.#get(session, requestId);
    const sockets = this.#sockets.get(session);
    if (!sockets) return;
    this.#sockets.delete(session);
    for (const [requestId, socket] of sockets) {
      this.#close(session, requestId, socket, this.#out.now(), "navigation");
      // Late events of the old page may come after the navigation: they are ignored.
      if (socket.kind !== "closed") this.#set(session, requestId, { kind: "closed" });
    }
  }

  /** Chromium reports no close frames; other recorders of its protocol do. The side whose frame comes first has closed. */
  #closeFrame(socket: Socket | undefined, at: EpochMs, direction: Direction, payload: string): void {
    if (socket?.kind !== "engine" || socket.closeFrame) return;
    socket.closeFrame = closeFrameOf(byteStringFromBase64(payload) ?? "");
    if (direction === "sent") this.#out.outbox.add({ kind: "ws-closing", at, id: socket.id, ...socket.closeFrame });
  }

  #close(session: Session, requestId: string, socket: Socket, at: EpochMs, cause: WsClose["cause"]): void {
    if (socket.kind === "unknown") this.#decide(session, requestId, socket, false);
    if (socket.kind !== "engine") return;
    this.#open(socket, Math.min(socket.createdAt, at));
    this.#out.outbox.add({ kind: "ws-close", at, id: socket.id, ...socket.closeFrame, cause });
  }

  #open(socket: Engine, at: EpochMs): void {
    if (socket.opened) return;
    socket.opened = true;
    const { id, url, documentFrame, initiator } = socket;
    this.#out.outbox.add({
      kind: "ws-open",
      at,
      id,
      url,
      ...(documentFrame !== undefined && { documentFrame }),
      ...(initiator !== undefined && { initiator }),
    });
  }

  #answer(socket: Engine, at: EpochMs, status: number, responseHeaders: Headers): void {
    this.#open(socket, at);
    socket.answered = true;
    this.#out.outbox.add({ kind: "ws-handshake", at, id: socket.id, status, requestHeaders: socket.requestHeaders, responseHeaders });
  }

  #adopt(session: Session, requestId: string, { counted }: Other, { engine, openedAt, answer }: Candidate): Engine {
    if (counted) this.#others.remove(counted);
    this.#open(engine, openedAt);
    if (answer) this.#answer(engine, answer.at, answer.status, answer.headers);
    return this.#set(session, requestId, engine);
  }

  #sniff(session: Session, requestId: string, socket: Unknown, frame: WsFrame): void {
    const isEngine = socket.sniffer.take(frame, frame);
    if (isEngine !== null) this.#decide(session, requestId, socket, isEngine);
  }

  #decide(session: Session, requestId: string, socket: Unknown, isEngine: boolean): void {
    if (isEngine) {
      const { held, dropped } = socket.sniffer;
      if (dropped && held[0])
        this.#out.outbox.add({ kind: "gap", at: dropped.first.at, until: held[0].at, reason: "undecided", packets: dropped.count });
      for (const frame of held) this.#out.outbox.add(frame);
      const common = { url: "", documentFrame: undefined, initiator: undefined, createdAt: 0, requestHeaders: {} };
      this.#set(session, requestId, { kind: "engine", id: socket.id, ...common, opened: true, answered: true });
      return;
    }
    const counted = this.#others.add();
    this.#set(session, requestId, { kind: "other", counted });
    if (counted) for (const frame of socket.sniffer.held) countFrame(counted, textOf(frame));
  }

  #get(session: Session, requestId: string): Socket | undefined {
    const socket = this.#sockets.get(session)?.get(requestId);
    if (socket) return socket;
    const before = this.#before.get(requestId);
    this.#before.delete(requestId);
    return before && this.#set(session, requestId, before.socket);
  }

  #set<S extends Socket>(session: Session, requestId: string, socket: S): S {
    const sockets = this.#sockets.get(session);
    if (sockets) sockets.set(requestId, socket);
    else this.#sockets.set(session, new Map([[requestId, socket]]));
    return socket;
  }
}

/**
 * Whether a session before a pause was that of what is now `lost`, or of an iframe or worker inside it. The browser has given each a new id.
 * Shared and service workers outlive their page.
 */
function wentWith(before: Session, lost: Session): boolean {
  if (before.watches === lost.watches) return true;
  if (before.type === "shared-worker" || before.type === "service-worker" || !before.parent) return false;
  return wentWith(before.parent, lost);
}

/** Two bytes of code, then the reason: https://www.rfc-editor.org/rfc/rfc6455#section-5.5.1. Without a code browsers report 1005. */
export function closeFrameOf(bytes: string): CloseFrame {
  if (bytes.length < 2) return { code: 1005 };
  const reason = textFromByteString(bytes.slice(2));
  return { code: bytes.charCodeAt(0) * 256 + bytes.charCodeAt(1), ...(reason && { reason }) };
}

function frameEvent(at: EpochMs, id: WireId, direction: Direction, opcode: 1 | 2, payload: string): WsFrame {
  return { kind: "ws-frame", at, id, direction, opcode, body: frameBody(direction, opcode, payload) };
}

/** The browser reports a Blob as an empty message. A sent binary message that is empty looks the same, so it counts as not reported. */
export function frameBody(direction: Direction, opcode: 1 | 2, payload: string): Body {
  if (opcode === 1) return { text: payload };
  if (payload !== "") return { base64: payload };
  return direction === "sent" ? { omitted: "not-reported" } : { text: "" };
}

function textOf({ opcode, body }: WsFrame): string | undefined {
  return opcode === 1 && "text" in body ? body.text : undefined;
}
