// The texts of an entry, in which a filter looks for words: those that its row and its details show.

import { NO_SOCKET } from "../protocol/packet.ts";
import { FLAG } from "../session/entries.ts";
import { isOnlyAsked, revisionOf } from "../session/model.ts";
import { Reader } from "../session/reader.ts";
import type { Store } from "../session/store.ts";
import type { WireEvent, WsFrame } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";

export class Texts {
  readonly #store: Store;
  readonly #reader: Reader;

  constructor(store: Store) {
    this.#store = store;
    this.#reader = new Reader(store);
  }

  /** Whether one of the texts of an entry passes a test. The texts that are cheap to get come first. */
  some(entry: number, test: (text: string) => boolean): boolean {
    return this.#store.entries.isPacket(entry) ? this.#someOfPacket(entry, test) : this.#someOfOther(entry, test);
  }

  #someOfPacket(entry: number, test: (text: string) => boolean): boolean {
    const { entries } = this.#store;
    const link = this.#store.link(entry);
    // A frame is one packet. The reader keeps what it reads, because a body may have several.
    if (link?.kind === "ws" && revisionOf(link.session) !== 2) {
      const { body } = this.#store.read(entries.line(entry)) as WsFrame;
      if ("text" in body) return someWritten(body.text, test);
    }
    const { engine, raw } = this.#reader.engine(entry);
    if ("text" in raw && someWritten(raw.text, test)) return true;
    if (typeof engine.data === "string" && someWritten(engine.data, test)) return true;
    // Bytes hold texts if they are a packet of another parser.
    if (!("base64" in raw) || entries.socket(entry) === NO_SOCKET || entries.flags(entry) & FLAG.attachment) return false;
    const { socket } = this.#reader.packet(entry);
    return socket?.data !== undefined && test(JSON.stringify(socket.data, plain));
  }

  #someOfOther(entry: number, test: (text: string) => boolean): boolean {
    return this.#linesOf(entry).some((line) => test(textOf(this.#store.read(line))));
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

/** A text as it was sent, and with its JSON escapes as the characters they stand for. */
function someWritten(text: string, test: (text: string) => boolean): boolean {
  return test(text) || (text.includes("\\") && test(unescaped(text)));
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
  ...["method", "url", "status", "statusText", "protocol", "remoteAddress", "initiator"],
  ...["code", "reason", "workersReason", "message", "text"],
];

/** What an event says: a line for each of its values and headers, and the body that is no packet. */
function textOf(event: WireEvent): string {
  const fields: Readonly<Record<string, unknown>> = { ...event };
  const lines = SEEN.filter((key) => fields[key] !== undefined).map((key) => String(fields[key]));
  for (const key of ["headers", "requestHeaders", "responseHeaders"]) {
    for (const [name, value] of Object.entries(fields[key] ?? {})) lines.push(`${name}: ${value}`);
  }
  if (event.kind === "http-body" && "text" in event.body) lines.push(event.body.text);
  return lines.join("\n");
}
