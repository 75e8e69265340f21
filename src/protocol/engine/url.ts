// Recognises and reads URLs of Engine.IO: "URLs" of the Engine.IO protocol. The application chooses the path, so the query decides: it has a
// transport, and EIO or sid. In revision 1 it may have neither, and the path must be Engine.IO's or Socket.IO's. Socket.IO 0.9 has everything
// in the path: `/socket.io/1/` asks for a session, `/socket.io/1/<transport>/<sid>` belongs to one. Under other paths many URLs look like
// that (`/api/1/?t=…`, `/api/1/websocket/…`), so answers and first messages decide (`mayBeOther`, `openedUrl`).

import { isOpenPacket } from "./handshake.ts";

/** The names in URLs and handshakes. Those from `xhr-polling` on belong to Socket.IO 0.9. */
export type TransportName = "polling" | "websocket" | "webtransport" | "xhr-polling" | "jsonp-polling" | "htmlfile" | "flashsocket";

export interface EngineUrl {
  /** Scheme, host and path without a query. ws(s) is written as http(s), so that all transports of a client have the same address. */
  readonly address: string;
  /** Null if absent or unknown. */
  readonly eio: 2 | 3 | 4 | null;
  /** Whether it is Socket.IO 0.9. */
  readonly legacy: boolean;
  /** Null if the name is unknown, and in a handshake of Socket.IO 0.9, after which the client chooses its transport. */
  readonly transport: TransportName | null;
  readonly sid: string | null;
  /** Whether the client accepts no bytes: it asked for base64, or uses JSONP. */
  readonly base64: boolean;
  /** Whether payloads are wrapped in scripts and forms (jsonp.ts). */
  readonly jsonp: boolean;
}

const LEGACY_BASE = "/socket.io/";
const TRANSPORTS: ReadonlySet<string> = new Set<TransportName>(["polling", "websocket", "webtransport", "flashsocket"]);
const LEGACY_PATH = /^(.*\/)1\/(?:(websocket|xhr-polling|jsonp-polling|htmlfile|flashsocket|)\/([^/]+)\/?)?$/;

/** Undefined if the URL is not of Engine.IO. The first line sorts out nearly all URLs of a page. */
export function engineUrl(url: string): EngineUrl | undefined {
  if (!(url.includes("transport=") || url.includes("/1/")) || !/^(?:http|ws)s?:/i.test(url)) return undefined;
  const parsed = parsedUrl(url);
  if (!parsed) return undefined;
  const { protocol, host, pathname, searchParams: query } = parsed;
  const origin = `${protocol.replace("ws", "http")}//${host}`;
  const transport = query.get("transport");
  const eio = revisionOf(query.get("EIO"));
  // A transport that Engine.IO does not have is kept if there is an EIO: the server refuses it, and the diagram shows that.
  if (transport === null || !(isTransport(transport) || eio !== null)) return legacyUrl(origin, pathname, query, false);
  const sid = query.get("sid") || null;
  if (sid === null && !query.has("EIO") && !/\/(?:engine|socket)\.io\/$/.test(pathname)) return undefined;
  return {
    address: `${origin}${pathname}`,
    eio,
    legacy: false,
    transport: isTransport(transport) ? transport : null,
    sid,
    base64: query.has("j") || Boolean(query.get("b64")),
    jsonp: query.has("j"),
  };
}

/** The same for a WebTransport session. Clients open it without a query, so it is recognised by their default path. */
export function webTransportUrl(url: string): EngineUrl | undefined {
  const [address = ""] = /^https:.*\/(?:engine|socket)\.io\/$/i.exec(url) ?? [];
  if (address === "") return engineUrl(url);
  return { address, eio: null, legacy: false, transport: "webtransport", sid: null, base64: false, jsonp: false };
}

/** Whether `url`, read as `engine`, looks like a handshake of Socket.IO 0.9 but may be anything else: its answer shows which. */
export function mayBeOther(engine: EngineUrl, url: string): boolean {
  if (!engine.legacy || engine.sid !== null) return false;
  // Clients send the time against caching.
  return !engine.address.endsWith(LEGACY_BASE) || !/[?&](?:t|jsonp)=\d/.test(url);
}

/** The URL of a websocket that is Engine.IO by its server's first message alone: an open packet, or the CONNECT of Socket.IO 0.9. */
export function openedUrl(url: string, message: string): EngineUrl | undefined {
  const address = url.replace(/^ws/, "http").replace(/[?#].*/s, "");
  if (isOpenPacket(message)) return { address, eio: null, legacy: false, transport: "websocket", sid: null, base64: false, jsonp: false };
  if (message !== "1::" || !URL.canParse(address)) return undefined;
  const { origin, pathname, searchParams } = new URL(address);
  return legacyUrl(origin, pathname, searchParams, true);
}

/** `isOpened`: its messages have shown that it is Socket.IO 0.9. */
function legacyUrl(origin: string, pathname: string, query: URLSearchParams, isOpened: boolean): EngineUrl | undefined {
  const [, base, transport, sid] = LEGACY_PATH.exec(pathname) ?? [];
  if (base === undefined) return undefined;
  // Any other path needs a sign of Socket.IO 0.9: the time that clients send against caching, or a sid as its servers make them.
  const hasTime = /^\d{13}$/.test(query.get("t") ?? "");
  const looksLikeIt = sid === undefined ? hasTime : transport !== "" && transport !== "websocket" && /^[\w-]{15,}$/.test(sid);
  if (!isOpened && !base.endsWith(LEGACY_BASE) && !looksLikeIt) return undefined;
  return {
    address: `${origin}${base}`,
    eio: null,
    legacy: true,
    transport: (transport || null) as TransportName | null,
    sid: sid ?? null,
    base64: false,
    jsonp: transport === "jsonp-polling" || query.has("jsonp"),
  };
}

/** Twice as fast as asking whether it can be parsed before it is. */
function parsedUrl(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

function isTransport(name: string): name is TransportName {
  return TRANSPORTS.has(name);
}

function revisionOf(eio: string | null): EngineUrl["eio"] {
  return eio === "2" ? 2 : eio === "3" ? 3 : eio === "4" ? 4 : null;
}
