// A chunk of a log: what its records hold beside their columns. The content of a chunk can be packed into one text, or one array of bytes, to
// leave memory. What stays is where each record ends in that, and each event without its headers and its body.

import type { Body, WireEvent } from "./event.ts";
import { ownText } from "./own-text.ts";

/** The payload of a frame, the number of its bytes if it was given up, an event, or the line of an event. */
export type Item = string | number | WireEvent;

export type Content = Live | Bytes;

/** Records as they came. */
export interface Live {
  readonly items: Item[];
}

/** Records of a file, one after the other in one array. */
export interface Bytes {
  readonly bytes: Uint8Array;
  readonly from: number;
  /** Where each record ends in `bytes`; the next one begins one byte later. */
  ends: number[] | Uint32Array;
}

export type Packed = string | Uint8Array<ArrayBuffer>;

/** What stays in memory of packed content. */
export interface Outline {
  /** Where each record ends in the packed content. */
  readonly ends: Uint32Array;
  /** The events, by their place in the chunk. */
  readonly stubs: ReadonlyMap<number, WireEvent>;
}

const AWAY = { omitted: "away" } as const satisfies Body;
const NO_HEADERS = Object.freeze({});
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

export function slice({ bytes, from, ends }: Bytes, nth: number): Uint8Array {
  return bytes.subarray(nth === 0 ? from : (ends[nth - 1] ?? 0) + 1, ends[nth]);
}

/** `isEvent`: whether the bytes of a record are the line of an event. */
export function pack(content: Content, isEvent: (nth: number) => boolean): { packed: Packed; outline: Outline } {
  const stubs = new Map<number, WireEvent>();
  if ("bytes" in content) {
    const { bytes, from, ends } = content;
    for (const nth of ends.keys()) {
      if (isEvent(nth)) stubs.set(nth, stubOf(JSON.parse(decoder.decode(slice(content, nth)))));
    }
    return { packed: bytes.slice(from, ends.at(-1)), outline: { ends: Uint32Array.from(ends, (end) => end - from), stubs } };
  }
  const ends = new Uint32Array(content.items.length);
  let end = 0;
  const texts = content.items.map((item, nth) => {
    let text = String(item);
    if (typeof item === "object") {
      const stub = stubOf(item);
      stubs.set(nth, stub);
      text = stub === item ? "" : JSON.stringify(item);
    }
    end += text.length;
    ends[nth] = end;
    return text;
  });
  return { packed: texts.join(""), outline: { ends, stubs } };
}

export function unpack(packed: Packed, { ends, stubs }: Outline): Content {
  if (typeof packed !== "string") return { bytes: packed, from: 0, ends };
  const textOf = (end: number, nth: number) => packed.slice(nth === 0 ? 0 : ends[nth - 1], end);
  return { items: Array.from(ends, (end, nth): Item => textOf(end, nth) || (stubs.get(nth) ?? "")) };
}

/** Whether an event was taken from `Outline.stubs` and lacks its headers or its body. */
export function isStub(event: WireEvent): boolean {
  return hasHeaders(event) || (event.kind === "http-body" && event.body === AWAY);
}

export function hasHeaders({ kind }: WireEvent): boolean {
  return kind === "http-request" || kind === "http-response" || kind === "ws-handshake";
}

/**
 * Gives up the payloads and bodies of live content, but for the texts that `keeps` wants. Their bytes stay known. Returns how many there were, and
 * how many bytes they had together.
 */
export function giveUp({ items }: Live, keeps: (payload: string) => boolean, isBase64: (nth: number) => boolean): Lost {
  const lost = { count: 0, bytes: 0 };
  for (const [nth, item] of items.entries()) {
    const body: Body | undefined =
      typeof item === "string"
        ? isBase64(nth)
          ? { base64: item }
          : { text: item }
        : typeof item === "object" && "body" in item
          ? item.body
          : undefined;
    if (!body || "omitted" in body) continue;
    const payload = "text" in body ? body.text : body.base64;
    if ("text" in body && keeps(body.text)) {
      if (typeof item === "string") items[nth] = ownText(item);
      continue;
    }
    const bytes = "text" in body ? encoder.encode(payload).length : Math.floor((payload.replace(/=+$/, "").length * 3) / 4);
    items[nth] = typeof item === "object" ? ({ ...item, body: { omitted: "no-room", bytes } } as WireEvent) : bytes;
    lost.count++;
    lost.bytes += bytes;
  }
  return lost;
}

/** Payloads and bodies that are not kept. */
export interface Lost {
  readonly count: number;
  readonly bytes: number;
}

/** An event without its headers and its body; the event itself if it has neither. */
function stubOf(event: WireEvent): WireEvent {
  switch (event.kind) {
    case "http-request":
      return { ...event, headers: NO_HEADERS, ...(event.body && { body: AWAY }) };
    case "http-response":
      return { ...event, headers: NO_HEADERS };
    case "http-body":
      return "omitted" in event.body ? event : { ...event, body: AWAY };
    case "ws-handshake":
      return { ...event, requestHeaders: NO_HEADERS, responseHeaders: NO_HEADERS };
    default:
      return event;
  }
}
