// Splits the body of a polling request or response into packets, for the scan and for decoding alike. revision3.ts, revision4.ts and
// legacy.ts describe the payloads. Left out: the answer to a POST ("ok"), which is not a payload.

import type { Body, Direction } from "../../wire/event.ts";
import { byteStringFromBase64, bytesFromByteString, textFromByteString } from "../encoding.ts";
import { splitLegacy } from "../legacy.ts";
import type { EnginePacket, PayloadPart, Revision } from "../packet.ts";
import { decodeBytes, decodeText } from "./decode.ts";
import { jsonpAnswer, jsonpPost } from "./jsonp.ts";
import { bytesPart, type TakePart, textPart } from "./part.ts";
import { splitBytes3, splitText3 } from "./revision3.ts";
import { splitBytes4, splitText4 } from "./revision4.ts";

export interface PayloadForm {
  readonly revision: Revision;
  /**
   * Revisions 2 and 3, text form: whether these peers encode text to UTF-8 twice (socket.io up to 1.7). If it is absent, the body decides,
   * which goes wrong only if all its non-ASCII text looks like UTF-8 read as Latin-1. A server that answers a poll without binary packets
   * in binary form encodes twice. One that answers in text form does not, unless the client asked for base64.
   */
  readonly utf8Twice?: boolean;
  /** The payload is wrapped in a script (`answer`) or a form (`post`). */
  readonly jsonp?: "answer" | "post";
}

/**
 * Calls `take` with each packet of a body, in their order. A stretch that cannot be split is a part with a reason. The packets around it are
 * kept if lengths or separators still show where they begin. An omitted or empty body has no packets.
 */
export function eachPart(body: Body, form: PayloadForm, take: TakePart): void {
  if ("omitted" in body) return;
  const { revision, jsonp } = form;
  if ("text" in body) {
    if (body.text === "") return;
    if (jsonp) return splitJsonp(body.text, form, take);
    // Some tools record bytes as Latin-1 text. Only the binary form begins with the characters 0 or 1.
    const bytes = (revision === 2 || revision === 3) && body.text.charCodeAt(0) <= 1 && !/[^\0-\xff]/.test(body.text);
    return bytes ? splitBytes3(body.text, take) : splitText(body.text, form, take);
  }
  const bytes = byteStringFromBase64(body.base64);
  if (bytes === undefined) return take(textPart(body.base64, 0, body.base64.length, false, ["reasonRecordedBase64"]));
  if (bytes === "") return;
  if (revision === 4 && !jsonp) return splitBytes4(bytes, take);
  if (revision !== 0.9 && !jsonp && bytes.charCodeAt(0) <= 1) return splitBytes3(bytes, take);
  const text = textFromByteString(bytes);
  if (text === undefined) take(bytesPart(bytes, 0, bytes.length, ["reasonNotPayload"]));
  else if (jsonp) splitJsonp(text, form, take);
  else splitText(text, form, take);
}

/** The packets that `eachPart` gives. */
export function splitPayload(body: Body, form: PayloadForm): readonly PayloadPart[] {
  const parts: PayloadPart[] = [];
  eachPart(body, form, (part) => parts.push({ ...part }));
  return parts;
}

function splitText(text: string, { revision, utf8Twice }: PayloadForm, take: TakePart): void {
  switch (revision) {
    case 0.9:
      for (const part of splitLegacy(text)) take(part);
      return;
    case 2:
    case 3:
      return splitText3(text, utf8Twice, take);
    case 4:
      return splitText4(text, take);
  }
}

function splitJsonp(text: string, form: PayloadForm, take: TakePart): void {
  const isAnswer = form.jsonp === "answer";
  const payload = isAnswer ? jsonpAnswer(text) : jsonpPost(text, form.revision === 0.9);
  if (payload === undefined) take(textPart(text, 0, text.length, false, [isAnswer ? "reasonNotJsonpAnswer" : "reasonNotJsonpPost"]));
  else if (payload !== "") splitText(payload, form, take);
}

/** Whether a body has the binary form of revisions 2 and 3. Some tools record it as Latin-1 text. */
export function isBinaryForm(body: Body): boolean {
  if ("omitted" in body) return false;
  const begin = "text" in body ? body.text : (byteStringFromBase64(body.base64.slice(0, 4)) ?? "");
  return begin.charCodeAt(0) <= 1;
}

/**
 * The revision of an answer, judged by its body: lengths before the packets are revision 3 (or 2), a packet at the very beginning is
 * revision 4. Null if the body shows neither.
 */
export function payloadRevision(body: Body, jsonp: boolean): 3 | 4 | null {
  const given = "text" in body ? body.text : "base64" in body ? (byteStringFromBase64(body.base64) ?? "") : "";
  const payload = jsonp ? (jsonpAnswer(given) ?? "") : given;
  if (payload.charCodeAt(0) <= 1 || /^\d+:\d/.test(payload)) return 3;
  return /^(?:0\{|[1-6b])/.test(payload) ? 4 : null;
}

/** Never throws. `direction` tells the server's heartbeats of Socket.IO 0.9 from the client's. */
export function decodePart(part: PayloadPart, revision: Revision, direction: Direction = "received"): EnginePacket {
  const { kind, bytes, reason } = part;
  const source = part.source.slice(part.from, part.to);
  if (reason !== null) return { type: "invalid", data: kind === "text" ? source : bytesFromByteString(source), bytes, reason };
  return kind === "bytes" ? decodeBytes(bytesFromByteString(source), revision) : decodeText(source, revision, direction, bytes);
}
