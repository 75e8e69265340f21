// The texts of an entry, in which a filter looks for words: those that its row and its details show.

import { NO_SOCKET } from "../protocol/packet.ts";
import { FLAG } from "../session/entries.ts";
import { isOnlyAsked, revisionOf } from "../session/model.ts";
import { Reader } from "../session/reader.ts";
import type { Store } from "../session/store.ts";
import type { WireEvent, WsFrame } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import type { Regex } from "./regex.ts";

/** A word or a regular expression that a filter looks for in the texts of an entry. */
export interface Sought {
  test(text: string): boolean;
  /** Only a JSON escape that begins so can hide it from a test of the text as it was sent. */
  readonly escape: "\\" | "\\u";
}

/** JSON writes each of these characters with an escape of its own, such as `\"` or `\n`, or as `\u…`. It writes any other as it is, or as `\u…`. */
const ESCAPED = /["\\/\p{Cc}]/u;
/** A regular expression of these pieces finds in an escape such as `\"` whatever it finds in its character. */
const SAME_IN_ESCAPES = /^(?:[\p{L}\p{N} ,:;=@#_()|*+?-]|\.[*+]|\\[dw])*$/u;

/** The beginning of the escapes that can hide one of the texts. */
export function textHidingEscape(texts: readonly string[]): Sought["escape"] {
  return texts.some((text) => ESCAPED.test(text)) ? "\\" : "\\u";
}

export function regexHidingEscape(regex: Regex): Sought["escape"] {
  return SAME_IN_ESCAPES.test(regex.pattern()) ? "\\u" : "\\";
}

export class Texts {
  /** How many characters were looked at, so that long work can be cut into steps. */
  read = 0;
  readonly #store: Store;
  readonly #reader: Reader;

  constructor(store: Store) {
    this.#store = store;
    this.#reader = new Reader(store);
  }

  /** Whether an entry has a text in which `sought` is found. Texts that take longer to get are read only if the others do not have it. */
  have(entry: number, sought: Sought): boolean {
    return this.#store.entries.isPacket(entry)
      ? this.#packetHas(entry, sought)
      : this.#linesOf(entry).some((line) => this.#eventHas(line, sought));
  }

  #packetHas(entry: number, sought: Sought): boolean {
    const { entries } = this.#store;
    const link = this.#store.link(entry);
    // A frame is one packet. The reader keeps what it reads, because a body may have several.
    if (link?.kind === "ws" && revisionOf(link.session) !== 2) {
      const { body } = this.#store.read(entries.line(entry)) as WsFrame;
      if ("text" in body) return this.#isWritten(body.text, sought);
    }
    const { engine, raw } = this.#reader.engine(entry);
    if ("text" in raw && this.#isWritten(raw.text, sought)) return true;
    // Where text was encoded twice, or bytes hold it, the wire has another one.
    const isOther = typeof engine.data === "string" && !("text" in raw && raw.text.endsWith(engine.data));
    if (isOther && this.#isWritten(engine.data, sought)) return true;
    // Bytes hold texts if they are a packet of another parser.
    if (!("base64" in raw) || entries.socket(entry) === NO_SOCKET || entries.flags(entry) & FLAG.attachment) return false;
    const { socket } = this.#reader.packet(entry);
    return socket?.data !== undefined && this.#has(JSON.stringify(socket.data, plain), sought);
  }

  #eventHas(line: LineRef, sought: Sought): boolean {
    return this.#has(textOf(this.#store.read(line)), sought);
  }

  #has(text: string, sought: Sought): boolean {
    this.read += text.length;
    return sought.test(text);
  }

  /** Whether a text has it as it was sent, or with its JSON escapes as the characters they stand for. */
  #isWritten(text: string, sought: Sought): boolean {
    return this.#has(text, sought) || (text.includes(sought.escape) && this.#has(unescaped(text), sought));
  }

  /** The records of what a row shows. Where an answer is refused, or a websocket never opened, its row also says what came then. */
  #linesOf(entry: number): LineRef[] {
    const { entries } = this.#store;
    const line = entries.line(entry);
    const link = entries.isPacket(entry) ? undefined : this.#store.link(entry);
    if (link?.kind === "http" && link.status >= 400 && link.endLine !== null) return [line, link.endLine];
    return isOnlyAsked(link) ? [line, link.errorLine, link.closeLine].filter((one) => one !== null) : [line];
  }

  /** Whether a text of an entry is only on disk. */
  isAway(entry: number): boolean {
    return this.#linesOf(entry).some((line) => this.#store.log.isAway(line));
  }
}

const SHORT: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([\da-f]{4})|(.))/gis, (_, code: string | undefined, one: string) =>
    code === undefined ? (SHORT[one] ?? one) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const plain = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value instanceof Uint8Array ? undefined : value);

/** The keys of events whose values a reader sees. */
const SEEN = [
  ...["method", "url", "status", "statusText", "protocol", "remoteAddress", "localAddress", "initiator"],
  ...["code", "reason", "workersReason", "message", "text"],
];

/** What an event says: a line for each of its values and headers, and the body that is no packet. */
function textOf(event: WireEvent): string {
  const fields = event as unknown as Readonly<Record<string, unknown>>;
  let text = event.kind === "http-body" && "text" in event.body ? event.body.text : "";
  for (const key of SEEN) if (fields[key] !== undefined) text += `\n${fields[key]}`;
  for (const key of ["headers", "requestHeaders", "responseHeaders"]) {
    const headers = fields[key] as Readonly<Record<string, string>> | undefined;
    for (const name in headers) text += `\n${name}: ${headers[name]}`;
  }
  return text;
}
