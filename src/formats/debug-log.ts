// What a Socket.IO server prints with DEBUG=engine*,socket.io* → wire events, in the directions of the page. Each line is one thing that the server
// did, in order:
//   2026-01-01T10:00:00.000Z engine handling "GET" http request "/socket.io/?EIO=4&transport=polling&sid=…"
//   2026-01-01T10:00:00.000Z engine:polling writing "40{…}"        the answer to the poll that waits
//   Thu, 01 Jan 2026 10:00:00 GMT engine:ws received "42[…]"       socket.io 1 prints whole seconds
// Only requests name their session. A line of a websocket belongs to the only session that it can belong to; where several can, it is left out, and
// a gap has the number of such packets. The text of a packet may have line ends. Bytes are printed as UTF-8; what is lost by that is taken from the
// lines in which Socket.IO prints the packet as JSON.

import type { UnnamedFrame } from "../compare/recognised.ts";
import type { Sentence } from "../messages/messages.ts";
import { byteString } from "../protocol/byte-string.ts";
import { type EngineUrl, engineUrl } from "../protocol/engine/url.ts";
import { dropOldest } from "../wire/bounded.ts";
import type { Body, Direction, EpochMs, WireEvent, WireId } from "../wire/event.ts";
import { list, number, object, string } from "../wire/shape.ts";
import { type DebugLine, debugLines } from "./debug-lines.ts";
import type { FileEvents } from "./holes.ts";

/** A log does not have the address of its server. */
const ORIGIN = "server";
const LINES_A_STEP = 512;
/** So many byte strings are looked for. A packet with more attachments, or sent long after it was printed, may lose some. */
const MOST_BYTES = 64;
/** So many sessions may be open at once. Of more than one, no line of a websocket says which it is anyway. */
const MOST_SESSIONS = 256;
/** What the engine prints at once after the line that names a session. */
const SAME_REQUEST =
  /^(?:no middleware|setting |flushing |readyState |sending packet "open"|handshaking |triggering |appending |writing headers)/;
const TYPES: Readonly<Record<string, string>> = { open: "0", close: "1", ping: "2", pong: "3", message: "4", upgrade: "5", noop: "6" };

/** So many frames are kept for a trace beside which the log is laid. */
const MOST_UNNAMED = 1_000_000;

/** What the log shows of one session. */
interface Known {
  readonly sid: string;
  readonly eio: EngineUrl["eio"];
  readonly path: string;
  isOpen: boolean;
  /** Why it ended; undefined while it is open. */
  reason?: string;
  /** The requests that wait: the polls, and those whose body has not come. */
  polls: WireId[];
  posts: { readonly id: WireId; readonly at: EpochMs; readonly url: string }[];
  websocket: { readonly id: WireId; state: "asked" | "probed" | "open"; readonly attachments: Record<Direction, number> } | null;
  /** What waits until the transport can send. */
  waiting: { readonly type: string; readonly data: string }[];
}

/** Reads a log in steps. Yields how much of the text is read, from 0 to 1. */
export function* debugLogSteps(text: string): Generator<number, FileEvents> {
  // From version 4 on, the engine does not print what it writes to a websocket.
  const reading = new DebugLogReading(/engine:ws \S*writing "/.test(text));
  let n = 0;
  let hasFractions = false;
  for (const line of debugLines(text)) {
    if (n++ % LINES_A_STEP === 0) yield line.offset / text.length;
    hasFractions ||= line.at % 1000 !== 0;
    reading.take(line);
  }
  reading.end();
  const events = reading.events.sort((a, b) => a.at - b.at);
  const remarks: Sentence[] = [];
  if (reading.unnamed > 0) remarks.push(["debugLogUnnamed", reading.unnamed]);
  if (events.length > 0 && !hasFractions) remarks.push(["debugLogSeconds"]);
  const withoutTime = n > 0 && !Number.isFinite(reading.last);
  return {
    events,
    unnamed: reading.frames,
    problem: withoutTime ? ["debugLogNoTimes"] : events.length === 0 ? ["debugLogEmpty"] : null,
    remarks,
  };
}

class DebugLogReading {
  readonly events: WireEvent[] = [];
  /** Packets that may be of several sessions, and the first frames among them. */
  unnamed = 0;
  readonly frames: UnnamedFrame[] = [];
  last: EpochMs = Number.NaN;
  readonly #printsFrames: boolean;
  /** The log has a line for the end of a websocket, which may come after that of its session. */
  #printsEnds = false;
  readonly #sessions = new Map<string, Known>();
  /** The session that the lines are about, as long as one request is served. */
  #served: Known | null = null;
  /** The session whose websocket received the last frame. */
  #heard: Known | null = null;
  /** A request without a sid that is not answered yet. */
  #asked: { readonly id: WireId; readonly url: string } | null = null;
  #path = "/socket.io/";
  #gap: { readonly at: EpochMs; until: EpochMs; packets: number } | null = null;
  #ids = 0;
  /** Bytes by how they are printed, as Socket.IO is about to send them. */
  readonly #bytes = new Map<string, string>();
  /** Frames without their bytes, by how those were printed: Socket.IO prints them when the packet is complete. */
  readonly #lossy = new Map<string, WireEvent & { readonly kind: "ws-frame" }>();

  constructor(printsFrames: boolean) {
    this.#printsFrames = printsFrames;
  }

  take({ at, name, text }: DebugLine): void {
    if (!Number.isFinite(at)) return;
    this.last = at;
    if (!SAME_REQUEST.test(text) && !(name === "engine:polling" && text.startsWith("writing"))) this.#served = null;
    if (name === "engine") this.#engine(text, at);
    else if (name === "engine:socket") this.#socket(text, at);
    else if (name === "engine:polling") this.#polling(text, at);
    else if (name === "engine:ws") this.#websocket(text, at);
    else if (name === "engine:transport") this.#transport(text, at);
    else if (name === "socket.io-parser") this.#encoding(text);
    else if (name === "socket.io:socket") this.#decoded(text);
    else if (name === "socket.io:client") this.#closed(text, at);
  }

  end(): void {
    this.#named();
  }

  #engine(text: string, at: EpochMs): void {
    const [, path] = /^intercepting request for path "(.*)"$/.exec(text) ?? [];
    if (path !== undefined) this.#path = path;
    const [, method, url] = /^handling "(\w+)" http request "(.*)"$/.exec(text) ?? [];
    if (method !== undefined && url !== undefined) this.#request(method, url, at);
    const [, sid] = /^handshaking client "(.*)"$/.exec(text) ?? [];
    if (sid !== undefined) this.#handshake(sid, at);
    else if (text === "upgrading existing transport") this.#upgrade(at);
    const [, unknown] = /^unknown sid "(.*)"$/.exec(text) ?? [];
    const refused = unknown === undefined ? undefined : this.#sessions.get(unknown);
    if (refused) this.#refuse(refused, at);
  }

  #request(method: string, printed: string, at: EpochMs): void {
    // What JSONP wraps is printed without its wrapping.
    const url = `http://${ORIGIN}${printed.replace(/&j=\d+/, "&b64=1")}`;
    const engine = engineUrl(url);
    if (!engine) return;
    const id = this.#newId();
    this.#path = new URL(engine.address).pathname;
    this.#asked = null;
    const session = engine.sid === null ? null : this.#known(engine.sid, engine.eio);
    this.#served = session;
    if (session && method === "POST") return void session.posts.push({ id, at, url });
    this.#push({ kind: "http-request", at, id, method, url, headers: {}, part: method === "OPTIONS" ? "preflight" : "engine" });
    if (session) session.polls.push(id);
    else this.#asked = { id, url };
  }

  #handshake(sid: string, at: EpochMs): void {
    const asked = this.#asked;
    this.#asked = null;
    const session = this.#known(sid, asked && (engineUrl(asked.url)?.eio ?? null));
    this.#served = session;
    if (asked) session.polls.push(asked.id);
    else this.#open(session, "open", `ws://${ORIGIN}${session.path}?transport=websocket`, at);
  }

  /** A websocket is there to which a session may upgrade. */
  #upgrade(at: EpochMs): void {
    const session = this.#only(({ isOpen, websocket }) => isOpen && websocket === null);
    if (!session) return;
    const { sid, eio, path } = session;
    const revision = eio === null ? "" : `EIO=${eio}&`;
    this.#open(session, "asked", `ws://${ORIGIN}${path}?${revision}transport=websocket&sid=${encodeURIComponent(sid)}`, at);
  }

  #open(session: Known, state: "asked" | "open", url: string, at: EpochMs): void {
    const id = this.#newId();
    session.websocket = { id, state, attachments: { sent: 0, received: 0 } };
    this.#push({ kind: "ws-open", at, id, url });
    this.#push({ kind: "ws-handshake", at, id, status: 101, requestHeaders: {}, responseHeaders: {} });
  }

  #refuse(session: Known, at: EpochMs): void {
    for (const id of session.polls.splice(0)) this.#answer(id, 400, { omitted: "not-in-file" }, at);
    this.#sessions.delete(session.sid);
  }

  #polling(text: string, at: EpochMs): void {
    const [, written] = /^writing "(.*)"$/s.exec(text) ?? [];
    const [, received] = /^received "(.*)"$/s.exec(text) ?? [];
    if (written !== undefined) {
      const session = this.#served ?? this.#only(({ polls }) => polls.length > 0);
      const id = session?.polls.shift();
      if (id === undefined) this.#leaveOut(at);
      else this.#answer(id, 200, payloadBody(written), at);
    } else if (received !== undefined) {
      const post = this.#only(({ posts }) => posts.length > 0)?.posts.shift();
      if (!post) return this.#leaveOut(at);
      const { id, url } = post;
      this.#push({ kind: "http-request", at: post.at, id, method: "POST", url, headers: {}, body: payloadBody(received), part: "engine" });
      // The engine answers so after each body that it prints.
      this.#answer(id, 200, { text: "ok" }, at);
    }
  }

  #websocket(text: string, at: EpochMs): void {
    const [, word, frame] = /^(received|writing) "(.*)"$/s.exec(text) ?? [];
    if (frame === undefined) return;
    const direction = word === "received" ? "sent" : "received";
    const state = frame === "2probe" ? "asked" : frame === "3probe" || frame === "5" ? "probed" : "open";
    const session = this.#only(({ websocket }) => websocket?.state === state);
    if (word === "received") this.#heard = session;
    if (!session?.websocket) return this.#leaveOut(at, direction, frame);
    if (frame === "2probe") session.websocket.state = "probed";
    if (frame === "5") session.websocket.state = "open";
    this.#frame(session, direction, frame, at);
  }

  #frame({ websocket, eio }: Known, direction: Direction, text: string, at: EpochMs, isPacket = false): void {
    if (!websocket) return;
    const { id, attachments } = websocket;
    const isHeartbeat = text === "2" || text === "3";
    const isBinary = !/^[0-6]/.test(text) || (attachments[direction] > 0 && !isHeartbeat);
    if (isBinary) attachments[direction] = Math.max(0, attachments[direction] - 1);
    else attachments[direction] = Number(/^4[56](\d+)-/.exec(text)?.[1] ?? attachments[direction]);
    const data = isBinary && isPacket && eio === 3 ? `\x04${text}` : text;
    const body = isBinary ? bytesBody(data, this.#bytes) : { text };
    const event = { kind: "ws-frame", at, id, direction, opcode: isBinary ? 2 : 1, body } as const;
    if (direction === "sent" && "omitted" in body) {
      this.#lossy.set(data, event);
      dropOldest(this.#lossy, MOST_BYTES);
    }
    this.#push(event);
  }

  #socket(text: string, at: EpochMs): void {
    if (this.#printsFrames) return;
    if (text === "got probe ping packet, sending pong" && this.#heard) return this.#frame(this.#heard, "received", "3probe", at);
    const [, type, data] = /^sending packet "(\w+)" \((.*)\)$/s.exec(text) ?? [];
    const isSent = text === "flushing buffer to transport";
    if (type === undefined && !isSent) return;
    const session = this.#served ?? this.#only(({ isOpen }) => isOpen);
    if (type !== undefined && data !== undefined) {
      if (session) session.waiting.push({ type, data: data === "undefined" ? "" : data });
      else if (this.#someOpen(({ websocket }) => websocket?.state === "open"))
        this.#leaveOut(at, "received", `${TYPES[type] ?? ""}${data === "undefined" ? "" : data}`);
    } else if (session) {
      const packets = session.waiting.splice(0);
      if (session.websocket?.state !== "open") return;
      for (const { type, data } of packets) {
        const isAttachment = session.websocket.attachments.received > 0 && type === "message";
        this.#frame(session, "received", isAttachment ? data : `${TYPES[type] ?? ""}${data}`, at, true);
      }
    }
  }

  #transport(text: string, at: EpochMs): void {
    this.#printsEnds = true;
    if (!text.endsWith("to closed (websocket)")) return;
    const session =
      this.#only(({ isOpen, websocket }) => !isOpen && websocket !== null) ?? this.#only(({ websocket }) => websocket !== null);
    if (session) this.#close(session, at);
  }

  /** Socket.IO tells why a session ended. */
  #closed(text: string, at: EpochMs): void {
    const [, reason] = /^client close with reason (.*)$/.exec(text) ?? [];
    if (reason === undefined) return;
    const session = this.#only(({ isOpen }) => isOpen);
    if (!session) return;
    session.isOpen = false;
    session.reason = reason;
    for (const id of session.polls.splice(0)) this.#push({ kind: "http-failed", at, id, reason, canceled: false });
    if (!this.#printsEnds || !session.websocket) this.#close(session, at);
  }

  #close(session: Known, at: EpochMs): void {
    const { sid, websocket, reason, isOpen } = session;
    session.websocket = null;
    if (websocket) this.#push({ kind: "ws-close", at, id: websocket.id, ...(reason !== undefined && { reason }), cause: "reported" });
    if (!isOpen) this.#sessions.delete(sid);
  }

  #encoding(text: string): void {
    if (!text.startsWith("encoding packet ")) return;
    for (const [printed, bytes] of buffersIn(text.slice(text.indexOf("{")))) {
      this.#bytes.set(printed, bytes);
      dropOldest(this.#bytes, MOST_BYTES);
    }
  }

  #decoded(text: string): void {
    if (this.#lossy.size === 0 || !text.startsWith("got packet ")) return;
    const known = new Map(buffersIn(text.slice(text.indexOf("{"))));
    for (const [printed, event] of this.#lossy) {
      const body = bytesBody(printed, known);
      if ("omitted" in body) continue;
      this.#lossy.delete(printed);
      this.events[this.events.lastIndexOf(event)] = { ...event, body };
    }
  }

  #answer(id: WireId, status: number, body: Body, at: EpochMs): void {
    this.#push({ kind: "http-response", at, id, status, statusText: "", headers: {} });
    this.#push({ kind: "http-body", at, id, body });
  }

  #known(sid: string, eio: Known["eio"]): Known {
    const known = this.#sessions.get(sid);
    if (known) return known;
    const session: Known = { sid, eio, path: this.#path, isOpen: true, polls: [], posts: [], websocket: null, waiting: [] };
    this.#sessions.set(sid, session);
    dropOldest(this.#sessions, MOST_SESSIONS);
    return session;
  }

  /** The session that is so, if no other is. */
  #only(isSo: (session: Known) => boolean): Known | null {
    let found: Known | null = null;
    for (const session of this.#sessions.values()) {
      if (!isSo(session)) continue;
      if (found) return null;
      found = session;
    }
    return found;
  }

  #someOpen(isSo: (session: Known) => boolean): boolean {
    return [...this.#sessions.values()].some((session) => session.isOpen && isSo(session));
  }

  #push(event: WireEvent): void {
    this.#named();
    this.events.push(event);
  }

  /** A packet of an unknown session. `text` is that of its frame. */
  #leaveOut(at: EpochMs, direction?: Direction, text?: string): void {
    this.unnamed++;
    if (direction !== undefined && text !== undefined && this.frames.length < MOST_UNNAMED) this.frames.push({ at, direction, text });
    this.#gap ??= { at, until: at, packets: 0 };
    this.#gap.until = at;
    this.#gap.packets++;
  }

  #named(): void {
    const gap = this.#gap;
    this.#gap = null;
    if (gap) this.events.push({ kind: "gap", ...gap, reason: "session-unnamed" });
  }

  #newId(): WireId {
    return `log-${++this.#ids}`;
  }
}

/** Bytes that were printed as UTF-8. `known`: bytes by how they are printed. Up to Engine.IO 3, the type of the packet comes first. */
function bytesBody(text: string, known: ReadonlyMap<string, string>): Body {
  if (!text.includes("\ufffd")) return { base64: btoa(byteString(new TextEncoder().encode(text))) };
  const type = text.startsWith("\x04") ? "\x04" : "";
  const bytes = known.get(text.slice(type.length));
  return bytes === undefined ? { omitted: "not-in-file" } : { base64: btoa(type + bytes) };
}

/** The byte strings in a packet as `debug` prints it (`%j`), each with how it is printed as text. */
function buffersIn(json: string): [printed: string, bytes: string][] {
  const found: [string, string][] = [];
  if (!json.includes('"type":"Buffer"')) return found;
  try {
    JSON.parse(json, (_key, value) => {
      if (!isBuffer(value)) return value;
      const bytes = Uint8Array.from(value.data);
      found.push([new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), byteString(bytes)]);
      return null;
    });
  } catch {
    // The line is cut, or nested too deeply.
  }
  return found;
}

const isBuffer = object({ type: string, data: list(number) });

/** A polling body. Up to socket.io 2 it may be bytes: `\x00`, the digits of a length as bytes, `\xff`, which is no UTF-8, and the packet. */
function payloadBody(text: string): Body {
  if (text[0] !== "\0" && text[0] !== "\x01") return { text };
  const bytes = new TextEncoder().encode(text);
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    const head = bytes.indexOf(0xef, from);
    const digits = bytes.subarray(from + 1, head);
    const end = head + 3 + Number(digits.join(""));
    if (head < 0 || digits.length === 0 || bytes[head + 1] !== 0xbf || bytes[head + 2] !== 0xbd || !(end <= bytes.length))
      return { omitted: "not-in-file" };
    parts.push(`${byteString(bytes.subarray(from, head))}\xff${byteString(bytes.subarray(head + 3, end))}`);
    from = end;
  }
  return { base64: btoa(parts.join("")) };
}
