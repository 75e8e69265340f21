// Rewrites URLs, queries and headers.

import type { Headers } from "../wire/event.ts";
import type { Hand } from "./hand.ts";
import { type Kind, kindOfName } from "./names.ts";

const USERINFO = /^([a-z][\w+.-]*:\/\/)([^/?#@\s]*)@/i;
/** The session id in the path of Socket.IO 0.9. */
const OLD_SID = /\/1\/(?:websocket|xhr-polling|jsonp-polling|htmlfile|flashsocket)\/([^/?#]+)/;
/** Parameters of Engine.IO, and what it sends against caching. */
const STRUCTURE = /^(?:EIO|transport|t|j|b64|jsonp)$/;

export function rewriteUrl(url: string, hand: Hand): string {
  const end = url.search(/[?#]/);
  const base = rewriteBase(end < 0 ? url : url.slice(0, end), hand);
  if (end < 0) return base;
  const hash = url.indexOf("#", end);
  const query = url.slice(end + 1, hash < 0 ? url.length : Math.max(end + 1, hash));
  const made = url.charAt(end) === "#" ? "" : `?${rewriteQuery(query, hand, null)}`;
  return hash < 0 ? base + made : `${base}${made}#${rewriteQuery(url.slice(hash + 1), hand, null)}`;
}

function rewriteBase(base: string, hand: Hand): string {
  const [whole = "", scheme = "", userinfo = ""] = USERINFO.exec(base) ?? [];
  const rest = base.slice(whole.length);
  const [, sid] = OLD_SID.exec(rest) ?? [];
  const from = sid === undefined ? -1 : rest.indexOf(sid, rest.indexOf("/1/") + 3);
  const path =
    sid === undefined
      ? hand.text(rest)
      : hand.text(rest.slice(0, from)) + hand.placed("sid", sid) + hand.text(rest.slice(from + sid.length));
  if (whole === "") return path;
  const [user = "", ...password] = userinfo.split(":");
  const secret = password.join(":");
  const name = user === "" ? "" : hand.placed("auth", user);
  return `${scheme}${name}${password.length > 0 ? `:${hand.placed("password", secret)}` : ""}@${path}`;
}

/** `name=value&…`. `kind`: that of all values whose names say nothing. */
export function rewriteQuery(query: string, hand: Hand, kind: Kind | null): string {
  return query
    .split(/([&;])/)
    .map((piece, nth) => (nth % 2 === 1 || piece === "" ? piece : rewriteParameter(piece, hand, kind)))
    .join("");
}

function rewriteParameter(parameter: string, hand: Hand, kind: Kind | null): string {
  const equals = parameter.indexOf("=");
  if (equals < 0) return hand.text(parameter);
  const name = parameter.slice(0, equals);
  if (STRUCTURE.test(name)) return parameter;
  const raw = parameter.slice(equals + 1);
  const value = decoded(raw);
  const own = kindOfName(decoded(name)) ?? kind;
  const made = own === null ? hand.any(value) : hand.placed(own, value);
  return `${hand.text(name)}=${made === value ? raw : encodeURIComponent(made)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

export function rewriteHeaders(headers: Headers, hand: Hand): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, rewriteHeader(name.toLowerCase(), value, hand)]));
}

function rewriteHeader(name: string, value: string, hand: Hand): string {
  const each = (rewrite: (line: string) => string) => value.split("\n").map(rewrite).join("\n");
  switch (name) {
    case "cookie":
      return each((line) => hand.cookies(line));
    case "set-cookie":
      return each(
        // The attributes of a cookie, such as its path, are no secrets.
        (line) => line.replace(/^[^;]*/, (cookie) => hand.cookies(cookie)),
      );
    case "authorization":
    case "proxy-authorization":
      return each((line) => hand.placed("token", line));
    case "referer":
    case "location":
    case "origin":
    case "content-location":
    case ":path":
      return each((line) => rewriteUrl(line, hand));
    case "sec-websocket-protocol":
      return value.replace(/[^\s,]+/g, (protocol) => (isRandom(protocol) ? hand.placed("token", protocol) : hand.text(protocol)));
    // A number that the handshake of a websocket needs, and the answer to it.
    case "sec-websocket-key":
    case "sec-websocket-accept":
      return value;
    default: {
      const kind = kindOfName(name);
      return each((line) => (kind === null ? hand.any(line) : hand.placed(kind, line)));
    }
  }
}

/** Applications send tokens as the name of a subprotocol. Names are short, or words. */
function isRandom(protocol: string): boolean {
  return protocol.length >= 16 && /\d/.test(protocol) && /[a-z]/i.test(protocol);
}
