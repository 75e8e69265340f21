// Rewrites one event: the same event with other texts. Ids, times, methods, statuses and IP addresses stay.

import { byteString } from "../protocol/byte-string.ts";
import { byteStringFromBase64, bytesFromByteString } from "../protocol/encoding.ts";
import { engineUrl } from "../protocol/engine/url.ts";
import { bodyFromBytes } from "../wire/body.ts";
import type { Body, Headers, TraceHeader, WireEvent, WsFrame } from "../wire/event.ts";
import { rewriteBytes } from "./bytes.ts";
import type { Hand } from "./hand.ts";
import { rewriteJson } from "./json.ts";
import { rewritePacket } from "./packet.ts";
import { rewritePayload } from "./payload.ts";
import { rewriteHeaders, rewriteUrl } from "./url.ts";

const encoder = new TextEncoder();
/** The fields that name things, or are words of the format. */
const STRUCTURE: ReadonlySet<string> = new Set(
  [
    "kind id method part documentFrame redirectedFrom source connection protocol remoteAddress localAddress from through direction cause type parent state what",
    "timing format createdAt browser redacted",
  ].flatMap((names) => names.split(" ")),
);

export function rewriteEvent(event: WireEvent, hand: Hand): WireEvent {
  if (event.kind === "ws-frame") return rewriteFrame(event, hand);
  if (!hand.isReplacing && "url" in event) collectAddress(event.url, hand);
  return rewriteFields(event, hand, (body) => rewritePayload(body, event.kind === "http-request" ? "sent" : "received", hand));
}

export function rewriteHeader(header: TraceHeader, hand: Hand): TraceHeader {
  return rewriteFields(header, hand, (body) => body);
}

function rewriteFields<T extends object>(record: T, hand: Hand, rewriteBody: (body: Body) => Body): T {
  const rewrite = ([key, value]: [string, unknown]): unknown => {
    if (typeof value === "number" || typeof value === "boolean" || STRUCTURE.has(key)) return value;
    switch (key) {
      case "url":
      case "initiator":
      case "page":
        return rewriteUrl(String(value), hand);
      case "headers":
      case "requestHeaders":
      case "responseHeaders":
        return rewriteHeaders(value as Headers, hand);
      case "body":
        return rewriteBody(value as Body);
      default:
        // Events of other tools may have fields that nothing here knows.
        return typeof value === "string" ? hand.any(value) : JSON.parse(rewriteJson(JSON.stringify(value), 0, hand, null));
    }
  };
  return Object.fromEntries(Object.entries(record).map((field) => [field[0], rewrite(field)])) as T;
}

/** The address of a server stays readable wherever it stands. */
function collectAddress(url: string, hand: Hand): void {
  const address = engineUrl(url)?.address;
  if (address !== undefined) hand.secrets.plain(address);
}

function rewriteFrame(event: WsFrame, hand: Hand): WsFrame {
  const body = rewriteFrameBody(event, hand);
  return body === event.body ? event : { ...event, body };
}

function rewriteFrameBody({ body, opcode, direction }: WsFrame, hand: Hand): Body {
  if ("omitted" in body) return body;
  if ("text" in body && opcode === 1) {
    const text = rewritePacket(body.text, direction, hand);
    return text === body.text ? body : { text };
  }
  const bytes = "text" in body ? byteString(encoder.encode(body.text)) : byteStringFromBase64(body.base64);
  if (bytes === undefined) return body;
  const made = rewriteBytes(bytes, direction, hand);
  if (made === bytes) return body;
  return "text" in body ? bodyFromBytes(bytesFromByteString(made)) : { base64: btoa(made) };
}
