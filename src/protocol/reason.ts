// Why a packet is invalid, or what it lacks: a key of the catalogue, then the values of its sentence. `diagram/words/reason-text.ts` makes the
// sentence. Values are no words of any language: numbers, names of the protocols, what stood on the wire.

import type { OmittedReason } from "../wire/event.ts";
import { MAX_DEPTH } from "./depth.ts";
import type { SocketType } from "./packet.ts";

export type Reason =
  /** It was not recorded. */
  | readonly ["notCaptured", OmittedReason]
  | readonly ["reasonNoSuchPacket" | "reasonRecordedBase64" | "reasonNotUtf8"]
  /** Why a session ended. An answer that CORS hides: its status, and Chromium's name of the rule that it breaks. */
  | readonly ["reasonNoAllowOrigin", string]
  | readonly ["reasonHidden" | "reasonPreflight", string, string]
  /** The browser's words, and the status of an earlier attempt. */
  | readonly ["reasonHiddenAgain", string, string]
  /** The browser did not send the request: its own words. */
  | readonly ["reasonBlockedCsp" | "reasonBlockedMixed" | "reasonBlockedClient", string]
  /** The redirects, and the problem at their end. */
  | readonly ["reasonRedirected", string, Reason | string]
  /** A problem of an answer that a service worker gave, and how its own request to the server had ended. */
  | readonly ["reasonFromWorker", Reason | string]
  | readonly ["reasonFromWorkerOrServer", Reason | string]
  | readonly ["reasonFromWorkerAfter", Reason | string, string]
  /** A failure that a service worker gave its page, and how the worker's own request to the server had ended. */
  | readonly ["reasonFailedWorker", Reason | string, string]
  /** Engine.IO packets. The value of `reasonNoType` is what stood in the type's place; of `reasonNoBase64` what stood before the base64. */
  | readonly ["reasonEmptyPacket" | "reasonNoBinary09" | "reasonNotPacket09"]
  | readonly ["reasonNoType" | "reasonNoBase64", string]
  /** Polling payloads. `reasonCutOff…`: the length announced, and what is left of the body; `reasonNoKind`: the byte that was there. */
  | readonly ["reasonNotPayload" | "reasonNotJsonpAnswer" | "reasonNotJsonpPost" | "reasonNoLength"]
  | readonly ["reasonTooManyPackets", number]
  | readonly ["reasonCutOffCharacters" | "reasonCutOffBytes", number, number]
  /** The length announced, and the length in UTF-16 units. */
  | readonly ["reasonLengthInBytes" | "reasonLengthInCodePoints", number, number]
  | readonly ["reasonNoKind", string]
  /** Handshakes. */
  | readonly ["reasonHandshakeJson" | "reasonHandshakeObject" | "reasonHandshakeSid" | "reasonHandshakeEmpty"]
  /** What is wrong with an answer: its status, and what came instead of packets (a page's title, or the text). */
  | readonly ["reasonAnswer", number, Reason]
  | readonly ["reasonEmptyAnswer" | "reasonNotEngineBytes" | "reasonNot200"]
  | readonly ["reasonWebPage" | "reasonNotEngine", string]
  /** The revision of the answer, and the one in the URL. */
  | readonly ["reasonOtherRevision", number, number]
  | readonly ["reasonBinaryAsText"]
  /** What became of a handshake: milliseconds without an answer; no request after the answer. */
  | readonly ["reasonNoAnswer" | "reasonNoOpenPacket", number]
  /** The websocket ended so many milliseconds after the 101; how the packet begins that came instead of the open packet. */
  | readonly ["reasonEndedBeforeOpen" | "reasonLostBeforeOpen", number]
  | readonly ["reasonNotOpenPacket", string]
  | readonly ["reasonTlsFailed"]
  /** The server sent packets to the end, and for so many milliseconds no ping. */
  | readonly ["reasonNoPing", number]
  /** The bytes that a client sent, and the most that its server accepts. */
  | readonly ["reasonTooLarge", number, number]
  /** The client did not use the answered handshake, or sent no poll after its last one was answered. */
  | readonly ["reasonNoAnswerYet" | "reasonNoOpenPacketYet" | "reasonUnused" | "reasonNoPoll" | "wsErrorUnsaid"]
  /** A websocket was answered with this status (and Location), or closed with this code and reason before the open packet. */
  | readonly ["reasonNot101", string]
  | readonly ["reasonClosedBeforeOpen", string]
  /** Why a client closed its session: how the packet begins that it could not read, and why it could not. */
  | readonly ["reasonUnread", string, Reason]
  /** The namespace that was refused, and the server's message. */
  | readonly ["reasonConnectError", string, string]
  /** Socket.IO packets. */
  | readonly [
      "reasonNotSocketPacket" | "reasonAckIdTooLarge" | "reasonAckIdNumber" | "reasonCountTooLarge" | "reasonNoEventName" | "reasonNoAckId",
    ]
  /** Broken JSON (json.ts): what is there, and its place in the packet. Places count characters from 1, with the digits of the types. */
  | readonly ["reasonNoJson" | "reasonJsonUnexpected" | "reasonJsonControl" | "reasonJsonAfterEnd", string, number]
  | readonly ["reasonJsonTrailingComma" | "reasonJsonCutOff", number]
  /** Newer clients refuse a packet that older ones read: its event has a name of their own, its error other data, or many attachments. */
  | readonly ["reasonNewerName", string]
  | readonly ["reasonNewerData"]
  | readonly ["reasonNewerCount", number]
  /** The namespace, and what stands after its comma. */
  | readonly ["reasonNoComma", string]
  | readonly ["reasonAfterNamespace", string, string]
  | readonly ["reasonTooDeep", number]
  | readonly [
      "reasonTakesObject" | "reasonTakesNothing" | "reasonTakesNamedArray" | "reasonTakesArray" | "reasonTakesJson" | "reasonNoCount",
      SocketType,
    ]
  /** Attachments; the last value is how many the packet announces. `reasonOutOfTurn`: of the packet before it, so many are missing. */
  | readonly ["reasonPlaceholderNumber" | "reasonUnannounced"]
  | readonly ["reasonNoneAnnounced", SocketType]
  | readonly ["reasonOutOfTurn", number, number]
  | readonly ["reasonTooManyAttachments" | "reasonNoSuchAttachment" | "reasonAttachmentsMissing" | "reasonNoPlaceholder", number, number];

export const TOO_DEEP: Reason = ["reasonTooDeep", MAX_DEPTH];

/** Newer clients refuse a packet for this reason. It is not broken: older ones read it. */
export function isOfNewer(reason: Reason): boolean {
  return reason[0].startsWith("reasonNewer");
}

/** What a packet of a type may carry, as the reason why one that carries something else is invalid. */
export function mayCarry(type: SocketType): Reason {
  switch (type) {
    case "CONNECT":
      return ["reasonTakesObject", type];
    case "DISCONNECT":
      return ["reasonTakesNothing", type];
    case "EVENT":
    case "BINARY_EVENT":
      return ["reasonTakesNamedArray", type];
    case "ACK":
    case "BINARY_ACK":
      return ["reasonTakesArray", type];
    case "CONNECT_ERROR":
      return ["reasonTakesJson", type];
    case "invalid":
      return ["reasonNotSocketPacket"];
  }
}
