// The body of a polling request or response, taken apart: one walk for the scan of its packets and for their full decoding. What each
// revision's payload looks like stands in revision3.ts and revision4.ts. Left out: JSONP, whose wrapping the caller has to take off, and
// the answer to a POST ("ok"), which is no payload.

import type { Body } from "../../wire/event.ts";
import { byteStringFromBase64, bytesFromByteString, textFromByteString } from "../encoding.ts";
import type { EnginePacket, PayloadPart, Revision } from "../packet.ts";
import { bytesPart, textPart } from "./part.ts";
import { decodeBytes3, decodeText3, splitBytes3, splitText3 } from "./revision3.ts";
import { decodeText4, splitBytes4, splitText4 } from "./revision4.ts";

export interface PayloadForm {
  readonly revision: Revision;
  /**
   * Revision 3, text form: whether these peers encode text to UTF-8 twice (socket.io up to 1.7). Absent: found out from the body, which
   * is wrong only for a body all of whose non-ASCII text reads like UTF-8 taken for Latin-1. A server that answers a poll without
   * binary packets in binary form encodes twice; one that answers in text form does not (but for clients that asked for base64).
   */
  readonly utf8Twice?: boolean;
}

/**
 * The packets of a body in their order. What cannot be taken apart is a part of its own with its reason, and the packets around it are
 * kept where the lengths or separators still tell where they begin. Of an omitted or empty body there are none.
 */
export function splitPayload(body: Body, form: PayloadForm): readonly PayloadPart[] {
  if ("omitted" in body) return [];
  if ("text" in body) {
    const { text } = body;
    if (text === "") return [];
    if (form.revision === 4) return splitText4(text);
    // Some tools give bytes as Latin-1 text; no text form begins with these two.
    const bytes = text.charCodeAt(0) <= 1 && !/[^\0-\xff]/.test(text);
    return bytes ? splitBytes3(text) : splitText3(text, form.utf8Twice);
  }
  const bytes = byteStringFromBase64(body.base64);
  if (bytes === undefined) return [textPart(body.base64, 0, body.base64.length, false, "the body as recorded is no base64")];
  if (bytes === "") return [];
  if (form.revision === 4) return splitBytes4(bytes);
  if (bytes.charCodeAt(0) <= 1) return splitBytes3(bytes);
  const text = textFromByteString(bytes);
  return text === undefined ? [bytesPart(bytes, 0, bytes.length, "neither form of a payload")] : splitText3(text, form.utf8Twice);
}

/** Never throws. */
export function decodePart(part: PayloadPart, revision: Revision): EnginePacket {
  const { kind, bytes, reason } = part;
  const source = part.source.slice(part.from, part.to);
  if (reason !== "") return { type: "invalid", data: kind === "text" ? source : bytesFromByteString(source), bytes, reason };
  if (kind === "bytes") return decodeBytes3(bytesFromByteString(source));
  return revision === 4 ? decodeText4(source, bytes) : decodeText3(source, bytes);
}
