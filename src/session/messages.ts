// What the messages of a session are: Socket.IO packets, attachments, packets of another parser, or an application's own.

import {
  type EnginePacket,
  NO_SOCKET,
  type PacketHead,
  SOCKET_BINARY_ACK,
  SOCKET_BINARY_EVENT,
  SOCKET_EVENT,
  SOCKET_INVALID,
  SOCKET_TYPES,
} from "../protocol/packet.ts";
import type { Reason } from "../protocol/reason.ts";
import { readParsedHead } from "../protocol/socket/parsers.ts";
import { decodeSocket } from "../protocol/socket/text.ts";
import type { Direction } from "../wire/event.ts";
import type { RecurringSet } from "../wire/recurring-set.ts";
import type { Attachments } from "./attachments.ts";
import { Belief } from "./belief.ts";
import type { Entries } from "./entries.ts";
import type { SessionFacts } from "./session-facts.ts";

/** So many characters of a message are kept as the problem of its session. */
const MOST_OF_MESSAGE = 200;

export class Messages {
  readonly #session: SessionFacts;
  readonly #attachments: Attachments;
  readonly #takenBack: () => void;
  readonly #belief: Belief;

  /** `joined`: the namespaces that are connected. `takenBack` is called when what was taken for Socket.IO was the application's own. */
  constructor(session: SessionFacts, entries: Entries, attachments: Attachments, joined: Pick<RecurringSet, "has">, takenBack: () => void) {
    this.#session = session;
    this.#attachments = attachments;
    this.#takenBack = takenBack;
    this.#belief = new Belief(session, entries, joined);
  }

  /** See `Conversation.judge`. */
  judge(head: PacketHead, direction: Direction, decode: () => EnginePacket): Reason | null {
    // This is nearly every packet.
    if (head.socket === SOCKET_EVENT && !head.binary && this.#belief.isCertain) return this.#attachments.judgeText(head, direction);
    const { late, parser, sio } = this.#session;
    if (sio === 0.9) return null;
    const isOther = head.socket === NO_SOCKET && parser === null;
    if (isOther && !head.binary && this.#belief.mayBeSocketIo) this.#readBare(head, decode);
    if (!(isOther && head.binary && (late || this.#belief.isCertain))) {
      if (this.#belief.settle(head, direction)) this.#takeBack();
    }
    if (head.socket === NO_SOCKET && parser !== null && this.#belief.isCertain && decode().reason === undefined) {
      head.socket = SOCKET_INVALID;
      return ["reasonNotSocketPacket"];
    }
    if (!head.binary) return head.socket === NO_SOCKET ? null : this.#judgeText(head, direction);
    const fault = isOther && this.#belief.isCertain ? this.#attachments.judgeBytes(direction) : null;
    // Bytes that were not recorded have that reason.
    if (fault === null || decode().reason !== undefined) return null;
    head.socket = SOCKET_INVALID;
    return fault;
  }

  /** `entry` is a Socket.IO packet, as far as `judge` could tell. */
  taken(entry: number): void {
    this.#belief.taken(entry);
  }

  /** A text that is a packet only because the session speaks Socket.IO (`30`), or is broken because it does. */
  #readBare(head: PacketHead, decode: () => EnginePacket): void {
    const { data } = decode();
    const packet = decodeSocket(typeof data === "string" ? data : "", true);
    if (packet.type !== "invalid" || this.#belief.isCertain) readParsedHead(packet, head);
  }

  #judgeText(head: PacketHead, direction: Direction): Reason | null {
    const fault = this.#attachments.judgeText(head, direction);
    const isBinary = head.socket === SOCKET_BINARY_EVENT || head.socket === SOCKET_BINARY_ACK;
    if (fault !== null || !isBinary || head.attachments > 0 || this.#session.sio !== 5) return fault;
    const type = SOCKET_TYPES[head.socket] ?? "invalid";
    head.socket = SOCKET_INVALID;
    return ["reasonNoneAnnounced", type];
  }

  #takeBack(): void {
    const session = this.#session;
    session.sockets.clear();
    session.sio = null;
    session.sioFrom = null;
    if (session.eioFrom === "connect") session.eio = session.eioFrom = null;
    this.#takenBack();
  }
}

/** The message of a CONNECT_ERROR: an object has it from revision 5 on, before that it is all there is. */
export function messageOf(data: unknown): string {
  const { message }: Readonly<Record<string, unknown>> = typeof data === "object" ? { ...data } : { message: data };
  return typeof message === "string" ? message.slice(0, MOST_OF_MESSAGE) : "";
}
