// The parts of a payload, as both revisions make them.

import { utf8Length } from "../encoding.ts";
import type { PayloadPart } from "../packet.ts";
import type { Reason } from "../reason.ts";

/** A body with more packets than this is no traffic of a page; what follows is one part, so that a body cannot fill the memory with rows. */
export const MAX_PACKETS = 65_535;
export const TOO_MANY: Reason = ["reasonTooManyPackets", MAX_PACKETS];

/** `ascii`: the source is known to hold nothing else. */
export function textPart(source: string, from: number, to: number, ascii: boolean, reason: Reason | null = null): PayloadPart {
  return { kind: "text", source, from, to, bytes: ascii ? to - from : utf8Length(source.slice(from, to)), reason };
}

/** `source` is a byte string. */
export function bytesPart(source: string, from: number, to: number, reason: Reason | null = null): PayloadPart {
  return { kind: "bytes", source, from, to, bytes: to - from, reason };
}
