// The head of a Socket.IO text packet: everything before its JSON. Socket.IO protocol, "Packet encoding", revisions 3 to 5:
//
//   <type>[<attachments>-][<namespace>[?<query>],][<ack id>][<JSON>]
//
// Every decoder takes ASCII white space for a part of the ack id, as JavaScript reads numbers: the id in `2 ["x"]` is 0.
//
// Without Socket.IO, a message may be any text. A message looks like Socket.IO if it is a digit 0-6 and, after the parts above, JSON that
// begins as Socket.IO allows ({ [ " or, in an error, a literal), or nothing: `0`, `1`, `4`, `0/x`, `2/chat,`. A head followed by something
// else (`2{"a":1}`, `2/chat,oops`, `2/chat["x"]`, `5["x"]`) looks like a broken Socket.IO packet. Every other text (`hello`, `2021-01-01`,
// `{"a":1}`, `212`) does not look like Socket.IO. Whether a session speaks Socket.IO is judged by all its messages (session/belief.ts).

import { type PacketHead, SOCKET_CONNECT, SOCKET_CONNECT_ERROR, SOCKET_DISCONNECT, SOCKET_INVALID } from "../packet.ts";

const TAB = 0x09;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const DASH = 0x2d;
const SLASH = 0x2f;
const ZERO = 0x30;
const NINE = 0x39;
const EXACT_DIGITS = 15;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;

/**
 * Reads the head of the packet `text[from, to)` into `head` (socket, nsp, ack, attachments), which the caller has reset. Returns where the
 * JSON begins, or `to` if there is none.
 */
export function readSocketHead(text: string, from: number, to: number, head: PacketHead): number {
  const type = from < to ? text.charCodeAt(from) - ZERO : -1;
  if (type < 0 || type > 6) return to;
  let at = from + 1;
  let attachments = 0;
  if (type > SOCKET_CONNECT_ERROR) {
    const end = skipDigits(text, at, to);
    if (end === at || end === to || text.charCodeAt(end) !== DASH) {
      if (text.charCodeAt(at) === DASH) at++;
      if (at >= to || text.charCodeAt(at) !== OPEN_BRACKET) return to;
      head.socket = SOCKET_INVALID;
      head.nsp = "/";
      return at;
    }
    attachments = Number(text.slice(at, end));
    at = end + 1;
  }

  let first = at < to ? text.charCodeAt(at) : 0;
  let nsp = "/";
  let comma = false;
  if (first === SLASH) {
    const start = at;
    while (at < to && text.charCodeAt(at) !== COMMA) at++;
    nsp = text.slice(start, at);
    const query = nsp.indexOf("?");
    if (query >= 0) nsp = nsp.slice(0, query);
    comma = at < to;
    if (comma) at++;
    const json = comma ? nsp.search(/[[{]"/) : jsonIn(nsp, type);
    if (json > 0) {
      head.socket = SOCKET_INVALID;
      head.nsp = nsp.slice(0, json);
      return start + json;
    }
    first = at < to ? text.charCodeAt(at) : 0;
  }

  let ack = -1;
  if (isIdPart(first)) {
    const start = at;
    let isPlain = true;
    ack = 0;
    for (; isIdPart(first); first = at < to ? text.charCodeAt(at) : 0) {
      ack = ack * 10 + first - ZERO;
      isPlain &&= first >= ZERO;
      at++;
    }
    // White space, or more digits than numbers are added up with exactly.
    if (!isPlain || at - start > EXACT_DIGITS) ack = Number(text.slice(start, at));
  }

  const json = first === OPEN_BRACKET || first === OPEN_BRACE || first === QUOTE;
  const fits = json
    ? mayBegin(type, first)
    : at === to
      ? comma || (mayEnd(type) && ack < 0)
      : type === SOCKET_CONNECT_ERROR && isLiteral(text, at, to);
  if (!fits && !json && !comma) return to;
  head.socket = fits && ack <= Number.MAX_SAFE_INTEGER && attachments <= Number.MAX_SAFE_INTEGER ? type : SOCKET_INVALID;
  head.nsp = nsp;
  head.ack = ack;
  head.attachments = attachments;
  return at;
}

/**
 * Where JSON begins in a namespace that no comma ends; not above 0 if there is none. A CONNECT or DISCONNECT needs no comma, and its
 * namespace may have any character, but hardly ends with an object.
 */
function jsonIn(nsp: string, type: number): number {
  if (type > SOCKET_DISCONNECT) return nsp.search(/["[{]/);
  return nsp.endsWith("}") ? nsp.indexOf('{"') : -1;
}

function skipDigits(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at++;
  return at;
}

function isIdPart(code: number): boolean {
  return (code >= ZERO && code <= NINE) || code === SPACE || (code >= TAB && code <= RETURN);
}

function mayBegin(type: number, first: number): boolean {
  switch (type) {
    case SOCKET_CONNECT:
      return first === OPEN_BRACE || first === OPEN_BRACKET;
    case SOCKET_DISCONNECT:
      return false;
    case SOCKET_CONNECT_ERROR:
      return true;
    default:
      return first === OPEN_BRACKET;
  }
}

function mayEnd(type: number): boolean {
  return type === SOCKET_CONNECT || type === SOCKET_DISCONNECT || type === SOCKET_CONNECT_ERROR;
}

function isLiteral(text: string, from: number, to: number): boolean {
  if (to - from > 5) return false;
  const rest = text.slice(from, to);
  return rest === "true" || rest === "false" || rest === "null";
}
