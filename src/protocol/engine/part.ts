// Makes the parts of a payload.

import { utf8Length } from "../encoding.ts";
import type { PayloadPart } from "../packet.ts";
import type { Reason } from "../reason.ts";

/** The most packets that are split off a body; the rest is one part. No page sends so many, and a hostile body would fill the memory. */
export const MAX_PACKETS = 65_535;
export const TOO_MANY: Reason = ["reasonTooManyPackets", MAX_PACKETS];

/** Takes one packet of a payload. It is given the same object each time, so that a body of many packets makes none for each. */
export type TakePart = (part: PayloadPart) => void;

/** A part to be filled in: a packet of a text, without its place. */
export function newPart(source: string): { -readonly [K in keyof PayloadPart]: PayloadPart[K] } {
  return { kind: "text", source, from: 0, to: 0, bytes: 0, reason: null };
}

/** `ascii`: the caller knows that `source` is ASCII. */
export function textPart(source: string, from: number, to: number, ascii: boolean, reason: Reason | null = null): PayloadPart {
  return { kind: "text", source, from, to, bytes: ascii ? to - from : utf8Length(source.slice(from, to)), reason };
}

/** `source` is a byte string. */
export function bytesPart(source: string, from: number, to: number, reason: Reason | null = null): PayloadPart {
  return { kind: "bytes", source, from, to, bytes: to - from, reason };
}
