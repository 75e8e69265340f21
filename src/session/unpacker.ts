// Takes the bodies and frames of a session apart: each packet in them becomes an entry and goes to the session's conversation.

import { bytesFromBase64, utf8Length } from "../protocol/encoding.ts";
import { decodeFrame, frameText } from "../protocol/engine/frame.ts";
import { newPart, textPart } from "../protocol/engine/part.ts";
import { decodePart, eachPart, isBinaryForm, payloadRevision, splitPayload } from "../protocol/engine/payload.ts";
import { scanLegacy } from "../protocol/legacy.ts";
import {
  dropTexts,
  ENGINE_INVALID,
  ENGINE_MESSAGE,
  ENGINE_OPEN,
  ENGINE_UPGRADE,
  type EnginePacket,
  newPacketHead,
  type PayloadPart,
  type Revision,
  resetPacketHead,
  SOCKET_CONNECT,
  SOCKET_CONNECT_ERROR,
  SOCKET_INVALID,
  type SocketPacket,
} from "../protocol/packet.ts";
import { scanBinary, scanPart } from "../protocol/scan.ts";
import { decodeParsed, readParsedHead, scanParsed } from "../protocol/socket/parsers.ts";
import { decodeSocket } from "../protocol/socket/text.ts";
import type { Body, Direction, EpochMs, WsFrame } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import type { Conversation } from "./conversation.ts";
import { FLAG, NONE } from "./entries.ts";
import { isProblem } from "./judgement.ts";
import { type Channel, type Exchange, type Link, payloadForm, revisionOf, type Writable } from "./model.ts";
import type { SessionFacts } from "./session-facts.ts";
import type { Tables } from "./tables.ts";

/** A text frame of a file, whose text is `part`. The reader of the file gives the same object for each, so that no frame makes any. */
export interface TextFrame extends Pick<WsFrame, "at" | "id" | "direction"> {
  readonly part: PayloadPart;
}

export class Unpacker {
  /** By the entry of a binary packet: how many attachments it announces, and the entries of those that came, in order. */
  readonly attachments = new Map<number, { readonly announced: number; readonly entries: number[] }>();
  packets = 0;
  /** Bodies and frames whose content was not recorded. */
  omitted = 0;
  readonly #tables: Tables;
  /** The packet that was scanned last, and what it was scanned from: a frame, or a text or a part of a payload; null if its body was not recorded. */
  readonly #head = newPacketHead();
  /** The bytes of a frame while it is scanned. */
  readonly #bytes = new Uint8Array(8192);
  #frame: WsFrame | null = null;
  #part: PayloadPart | null = null;
  /** The text of a frame. */
  readonly #text = newPart("");
  #revision: Revision = 4;
  #direction: Direction = "received";
  /** The content in which that packet is was not recorded: that says nothing against the packet. */
  #isOmitted = false;
  /** That packet in full, which is seldom needed. */
  readonly #decode = (): EnginePacket => {
    if (this.#frame) return decodeFrame(this.#frame.body, this.#frame.opcode, this.#revision, this.#head.bytes, this.#direction);
    return this.#part ? decodePart(this.#part, this.#revision, this.#direction) : { type: "invalid", bytes: 0 };
  };

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Unpacks the payload of an exchange. */
  payload(conversation: Conversation, exchange: Writable<Exchange>, body: Body, direction: Direction, at: EpochMs, line: LineRef): void {
    if ("omitted" in body) {
      this.#omit(body.bytes ?? 0);
      conversation.attachments.unseen(direction);
      this.#frame = null;
      this.#part = null;
      this.#packet(conversation, exchange, direction, at, line, 0);
      return;
    }
    this.#isOmitted = false;
    const { session } = conversation;
    if (direction === "received") concludeRevision(session, exchange, body);
    const form = payloadForm(exchange, direction);
    const { revision } = form;
    exchange.revision = revision;
    if ((revision === 2 || revision === 3) && direction === "received")
      session.utf8Twice ??= encodesTwice(body, splitPayload(body, form), exchange);
    this.#frame = null;
    this.#revision = revision;
    let nth = 0;
    eachPart(body, form, (part) => {
      this.#scan(part, direction);
      this.#packet(conversation, exchange, direction, at, line, nth++);
    });
    // They keep the whole body in memory.
    this.#part = null;
    dropTexts(this.#head);
  }

  /** Unpacks the one packet of a websocket's frame. */
  frame(conversation: Conversation, channel: Channel, frame: WsFrame | TextFrame, line: LineRef): void {
    this.#revision = revisionOf(conversation.session);
    this.#isOmitted = false;
    if ("part" in frame) this.#scanText(frame.part, frame.direction);
    else if (frame.opcode === 1 && "text" in frame.body) {
      const { text } = frame.body;
      this.#text.source = text;
      this.#text.to = text.length;
      this.#text.bytes = utf8Length(text);
      this.#scanText(this.#text, frame.direction);
    } else this.#scanBytes(conversation, channel, frame);
    this.#packet(conversation, channel, frame.direction, frame.at, line, 0);
  }

  #scanText(text: PayloadPart, direction: Direction): void {
    this.#frame = null;
    if (this.#revision !== 2) return this.#scan(text, direction);
    const decoded = frameText(text.source.slice(text.from, text.to), 2);
    this.#scan(textPart(decoded, 0, decoded.length, false), direction);
  }

  #scan(part: PayloadPart, direction: Direction): void {
    this.#part = part;
    if (this.#revision === 0.9 && part.reason === null) scanLegacy(part.source, part.from, part.to, direction, this.#head);
    else scanPart(part, this.#head);
  }

  /** Reads a frame that has no text into `#head`, or one that should have none. */
  #scanBytes(conversation: Conversation, channel: Channel, frame: WsFrame): void {
    const { body, direction, opcode } = frame;
    const head = this.#head;
    this.#frame = frame;
    if ("base64" in body) return scanBinary(body.base64, this.#revision, head);
    if ("omitted" in body) {
      this.#omit(body.bytes ?? 0);
      const leg = opcode === 1 ? conversation.upgrade.unread(channel, direction, head.bytes) : null;
      if (leg !== null) {
        head.engine = leg;
        head.probe = leg !== ENGINE_UPGRADE;
        return;
      }
      if (opcode === 1) return conversation.attachments.unseen(direction);
    }
    // A binary frame is a message, even if it is empty or its content was not recorded.
    resetPacketHead(ENGINE_MESSAGE, head);
    head.binary = true;
    head.bytes = "omitted" in body ? (body.bytes ?? 0) : 0;
  }

  /** Adds the packet in `#head`. */
  #packet(conversation: Conversation, link: Link, direction: Direction, at: EpochMs, line: LineRef, part: number): void {
    const head = this.#head;
    this.#direction = direction;
    const content = this.#content(conversation, direction);
    const isMessage = head.engine === ENGINE_MESSAGE;
    const header = head.binary && isMessage ? conversation.attachments.take(direction) : NONE;
    const fault = isMessage && header === NONE ? conversation.judge(head, direction, this.#decode) : null;
    let flags = direction === "sent" ? FLAG.sent : 0;
    if (head.binary) flags |= FLAG.binary;
    if (head.probe) flags |= FLAG.probe;
    if (header !== NONE) flags |= FLAG.attachment;
    if ((isProblem(head) && !this.#isOmitted) || fault !== null) flags |= FLAG.problem;
    const { entries, names, faults } = this.#tables;
    const entry = entries.addPacket(head, at, link.index, line, flags, part, names.number(head));
    this.packets++;
    if (header !== NONE) {
      entries.setPeer(entry, header);
      this.attachments.get(header)?.entries.push(entry);
    }
    if (fault !== null) faults.set(entry, fault);
    // The number of attachments in a broken packet means nothing.
    if (head.socket === SOCKET_INVALID) head.attachments = 0;
    if (head.attachments > 0) this.attachments.set(entry, { announced: head.attachments, entries: [] });
    conversation.packet(entry, head, direction, at, link, content);
    if (direction === "sent" && link.kind !== "http") conversation.session.sentBytes(head.bytes, at, entry, entry + 1);
    conversation.session.shows(entry, head, direction);
  }

  /**
   * The data of an open packet, or a decoded CONNECT. A binary message that is no attachment may be a packet of another parser: then `#head`
   * is set to that packet.
   */
  #content(conversation: Conversation, direction: Direction): string | SocketPacket | null {
    const head = this.#head;
    const { session } = conversation;
    if (head.engine === ENGINE_OPEN) {
      const { data } = this.#decode();
      return typeof data === "string" ? data : null;
    }
    if (head.binary && head.engine === ENGINE_MESSAGE && !conversation.attachments.awaits(direction)) {
      if (this.#scanParsed(session)) return null;
      const { data } = this.#decode();
      const parsed = data instanceof Uint8Array ? decodeParsed(data) : undefined;
      if (!parsed) return null;
      readParsedHead(parsed, head);
      // Older versions of socket.io-msgpack-parser write CONNECT as JSON.
      session.parser = parsed.parser ?? session.parser;
      return parsed;
    }
    if ((head.socket !== SOCKET_CONNECT && head.socket !== SOCKET_CONNECT_ERROR) || session.sio === 0.9) return null;
    const { data } = this.#decode();
    const packet = typeof data === "string" ? decodeSocket(data) : undefined;
    session.parser ??= packet?.parser ?? null;
    return packet ?? null;
  }

  /** Reads the message of a binary frame into `#head`. False if it may be a packet all the same, but has to be decoded for that. */
  #scanParsed(session: SessionFacts): boolean {
    if (this.#frame?.opcode !== 2 || !("base64" in this.#frame.body)) return false;
    const { base64 } = this.#frame.body;
    const bytes = base64.length > this.#bytes.length ? new Uint8Array(base64.length) : this.#bytes;
    const to = bytesFromBase64(base64, bytes);
    if (to < 0) return false;
    const parser = scanParsed(bytes, this.#revision === 4 ? 0 : 1, to, this.#head);
    session.parser = parser ?? session.parser;
    return parser !== undefined;
  }

  /** Content that was not recorded becomes one invalid packet, so that it has a row. */
  #omit(bytes: number): void {
    this.omitted++;
    this.#isOmitted = true;
    resetPacketHead(ENGINE_INVALID, this.#head);
    this.#head.bytes = bytes;
  }
}

/** Takes over the revision that a body shows: a server may answer in another one than the URL has, and a URL may have none. */
function concludeRevision(session: SessionFacts, { handshake, jsonp }: Exchange, body: Body): void {
  if (session.sio === 0.9 || !(handshake || session.eio === null)) return;
  const found = payloadRevision(body, jsonp);
  if (found === null || (session.eio !== null && (found === 4) === (session.eio === 4))) return;
  session.eio = found;
  session.eioFrom = "payload";
}

/**
 * Whether a server of revision 2 or 3 encodes text to UTF-8 twice. Up to socket.io 1.7 it does, and answers in binary form even if no packet
 * is binary, unless the client takes no bytes. From 2.0 on it does not, and its first answer also holds CONNECT. Null: this body does not
 * show it.
 */
function encodesTwice(body: Body, parts: readonly PayloadPart[], { base64, handshake }: Exchange): boolean | null {
  if (parts.length === 0) return null;
  if (isBinaryForm(body)) return parts.every((part) => part.kind === "text") ? true : null;
  return !base64 || (handshake && parts.length > 1) ? false : null;
}
