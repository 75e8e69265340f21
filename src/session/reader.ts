// Decodes one entry in full from its lines in the log: for a row that is drawn or opened, and for the command line.

import { decodeFrame } from "../protocol/engine/frame.ts";
import { decodePart, splitPayload } from "../protocol/engine/payload.ts";
import { decodeLegacySocket } from "../protocol/legacy.ts";
import {
  ENGINE_TYPES,
  type EnginePacket,
  NO_SOCKET,
  type PayloadPart,
  SOCKET_INVALID,
  SOCKET_TYPES,
  type SocketPacket,
} from "../protocol/packet.ts";
import { attach } from "../protocol/socket/attachments.ts";
import { decodeParsed } from "../protocol/socket/parsers.ts";
import { decodeSocket } from "../protocol/socket/text.ts";
import type { Body, WireEvent } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import { payloadForm, revisionOf } from "./model.ts";
import type { Store } from "./store.ts";

/** One packet, both layers. If its content is not there, `raw` says why, and the layers have what the columns tell. */
export interface DecodedPacket {
  readonly engine: EnginePacket;
  /** With the attachments that came put back. Null for bare Engine.IO and for an attachment. */
  readonly socket: SocketPacket | null;
  /** The packet's own text or bytes on the wire. */
  readonly raw: Body;
}

/** An event, and the packets of its body once they are asked for. */
interface Opened {
  readonly event: WireEvent;
  parts: readonly PayloadPart[];
}

/** Reads entries of one store. It knows the last body it split, because the packets of a body are mostly read one after the other. */
export class Reader {
  readonly #store: Store;
  #line: LineRef = -1;
  /** Weak, so that a body can leave memory. */
  #last: WeakRef<Opened> | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The event of an entry's line. */
  event(entry: number): WireEvent {
    return this.#open(entry).event;
  }

  #open(entry: number): Opened {
    const line = this.#store.entries.line(entry);
    const last = line === this.#line ? this.#last?.deref() : undefined;
    if (last) return last;
    const { log } = this.#store;
    const { misses } = log;
    const opened = { event: this.#store.read(line), parts: [] };
    this.#line = line;
    this.#last = log.misses === misses ? new WeakRef(opened) : null;
    return opened;
  }

  /** `entry` must be a packet. */
  packet(entry: number): DecodedPacket {
    const { entries } = this.#store;
    const { engine, raw } = this.engine(entry);
    if ("omitted" in raw) return { engine, socket: this.#outline(entry), raw };
    if (engine.type !== "message" || entries.socket(entry) === NO_SOCKET) return { engine, socket: null, raw };
    const socket = this.#socket(entry, engine.data);
    const reason = this.#store.fault(entry);
    if (reason === undefined) return { engine, socket, raw };
    const base = socket ?? { type: "invalid", nsp: "/", attachments: 0 };
    return { engine, socket: { ...base, ...(entries.socket(entry) === SOCKET_INVALID && { type: "invalid" }), reason }, raw };
  }

  /** What the columns tell of a Socket.IO packet whose content is not there. */
  #outline(entry: number): SocketPacket | null {
    const { entries, names, namespaces } = this.#store;
    const type = SOCKET_TYPES[entries.socket(entry)];
    if (type === undefined) return null;
    const { nsp = namespaces[entries.namespace(entry)] ?? "/", name } = names[entries.event(entry)] ?? {};
    return { type, nsp, attachments: this.#store.announced(entry), ...(name !== undefined && { data: [name] }) };
  }

  /** The Socket.IO packet in a message; null if its bytes are in no known format. */
  #socket(entry: number, data: EnginePacket["data"]): SocketPacket | null {
    if (typeof data !== "string") return (data && decodeParsed(data)) ?? null;
    if (this.#store.link(entry)?.session?.sio === 0.9) return decodeLegacySocket(data);
    const socket = decodeSocket(data, true);
    if (socket.attachments === 0 || this.#store.fault(entry)) return socket;
    return attach(
      socket,
      this.#store.attachments(entry).map((a) => this.#bytes(a)),
    );
  }

  #bytes(entry: number): Uint8Array | undefined {
    const { engine } = this.engine(entry);
    return engine.data instanceof Uint8Array ? engine.data : undefined;
  }

  /** The outer layer of a packet alone, which is read without its JSON. */
  engine(entry: number): Pick<DecodedPacket, "engine" | "raw"> {
    const opened = this.#open(entry);
    const { event } = opened;
    const { entries } = this.#store;
    const link = this.#store.link(entry);
    const revision = revisionOf(link?.session ?? null);
    const body = ("body" in event ? event.body : undefined) ?? { omitted: "failed" };
    if ("omitted" in body) {
      const type = ENGINE_TYPES[entries.engine(entry)] ?? "invalid";
      return { engine: { type, bytes: entries.size(entry), reason: ["notCaptured", body.omitted] }, raw: body };
    }
    if (event.kind === "ws-frame") {
      const { opcode, direction } = event;
      return { engine: decodeFrame(body, opcode, revision, entries.size(entry), direction), raw: body };
    }
    if (link?.kind !== "http") throw new Error(`entry ${entry} has no exchange`);
    const direction = event.kind === "http-request" ? "sent" : "received";
    const form = payloadForm(link, direction);
    if (opened.parts.length === 0) opened.parts = splitPayload(body, form);
    const part = opened.parts[entries.part(entry)];
    if (!part) return { engine: { type: "invalid", bytes: 0, reason: ["reasonNoSuchPacket"] }, raw: body };
    const own = part.source.slice(part.from, part.to);
    return { engine: decodePart(part, form.revision, direction), raw: part.kind === "text" ? { text: own } : { base64: btoa(own) } };
  }
}
