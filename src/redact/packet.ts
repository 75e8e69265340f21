// Rewrites one packet in text: what a websocket's text frame is, and a part of a payload (protocol/engine and protocol/socket have the forms).
// A packet that nobody can read is rewritten as plain text.

import { byteStringFromBase64 } from "../protocol/encoding.ts";
import type { Direction } from "../wire/event.ts";
import { rewriteBytes } from "./bytes.ts";
import { base64Like, type Hand } from "./hand.ts";
import { rewriteJson } from "./json.ts";
import { rewriteQuery } from "./url.ts";

/** Bytes in text: `b<base64>` in revision 4, `b<digit><base64>` in 2 and 3. */
const BINARY = /^b(\d?)([\w+/-]*={0,2})$/;
/** Types, the number of attachments, the namespace and the ack id, before JSON. The namespace of a CONNECT may have a query, or end with it. */
const HEAD = /^(\d{0,2})(?:\d+-)?(\/[^,"[{]*,?)?\d*(?=[[{"]|$)/;
/** The same of Socket.IO 0.9: type, ack id, endpoint, and the id that an ack answers. */
const HEAD_09 = /^(\d):\d*\+?:([^:]*)(?::(?:\d+\+)?|$)/;
/** The CONNECT of a parser that encodes a packet as one map. */
const MAPPED_CONNECT = /^\d{0,1}\{(?:"nsp":"[^"]*",)?"type":0\b/;
const EVENT_NAME = /\["([^"\\]{1,64})"/y;
const HANDSHAKE_09 = /^([^:\s]{4,}):\d*:\d*:[\w,-]+$/;

export function rewritePacket(text: string, direction: Direction, hand: Hand): string {
  const binary = text.charCodeAt(0) === 0x62 ? BINARY.exec(text) : null;
  if (binary) return rewriteBinary(text, binary[1] ?? "", binary[2] ?? "", direction, hand);
  const [head = "", types = "", nsp = ""] = HEAD.exec(text) ?? [];
  if (head === "") return rewriteOther(text, hand);
  const isConnect = types === "40";
  const isAuth = direction === "sent" && (isConnect || MAPPED_CONNECT.test(text));
  if (!hand.isReplacing && !isConnect) collectName(text, head.length, hand);
  const made = nsp === "" ? head : rewriteHead(head, isConnect, nsp, hand);
  return made + rewriteJson(text, head.length, hand, isAuth ? "auth" : null).slice(head.length);
}

/** A packet of Socket.IO 0.9, or a text that is none. */
function rewriteOther(text: string, hand: Hand): string {
  const [handshake, sid = ""] = HANDSHAKE_09.exec(text) ?? [];
  if (handshake !== undefined) return hand.placed("sid", sid) + text.slice(sid.length);
  const [head, type = "", endpoint = ""] = HEAD_09.exec(text) ?? [];
  if (head === undefined) return hand.any(text);
  const data = text.slice(head.length);
  const made = data.startsWith("?") ? `?${rewriteQuery(data.slice(1), hand, "auth")}` : hand.any(data);
  return rewriteHead(head, type === "1", endpoint, hand) + made;
}

/** The name of an event stays readable wherever it stands. */
function collectName(text: string, from: number, hand: Hand): void {
  EVENT_NAME.lastIndex = from;
  const name = EVENT_NAME.exec(text)?.[1];
  if (name !== undefined) hand.secrets.plain(name);
}

/** A head with its namespace rewritten. `isConnect`: all parameters in it are an auth payload. */
function rewriteHead(head: string, isConnect: boolean, nsp: string, hand: Hand): string {
  if (nsp === "") return head;
  const query = nsp.indexOf("?");
  const path = query < 0 ? nsp : nsp.slice(0, query);
  const end = nsp.endsWith(",") ? nsp.length - 1 : nsp.length;
  const made =
    query < 0
      ? hand.text(path)
      : `${hand.text(path)}?${rewriteQuery(nsp.slice(query + 1, end), hand, isConnect ? "auth" : null)}${nsp.slice(end)}`;
  return head.replace(nsp, () => made);
}

function rewriteBinary(text: string, digit: string, base64: string, direction: Direction, hand: Hand): string {
  // Base64 may begin with a digit, which is then part of it: lengths that are right tell.
  const own = digit !== "" && base64.replace(/=+$/, "").length % 4 === 1 ? digit + base64 : base64;
  const bytes = byteStringFromBase64(own);
  if (bytes === undefined) return hand.text(text);
  return text.slice(0, text.length - own.length) + base64Like(own, bytes, rewriteBytes(bytes, direction, hand));
}
