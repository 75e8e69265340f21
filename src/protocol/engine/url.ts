// Which URLs are Engine.IO, and what they say: "URLs" of the Engine.IO protocol. The path is the application's to choose, so the query
// decides: a transport of Engine.IO's with EIO or sid; without both (revision 1) under a path of theirs. Socket.IO 0.9 has everything in the
// path: `/socket.io/1/` asks for a session, `/socket.io/1/<transport>/<sid>` belongs to one.

/** As URLs and handshakes name them; those from xhr-polling on are of Socket.IO 0.9. */
export type TransportName = "polling" | "websocket" | "webtransport" | "xhr-polling" | "jsonp-polling" | "htmlfile" | "flashsocket";

export interface EngineUrl {
  /** Scheme, host and path without a query; ws(s) is written http(s), so that all transports of a client have the same. */
  readonly address: string;
  /** Null when absent, or of no revision there is. */
  readonly eio: 2 | 3 | 4 | null;
  /** It is Socket.IO 0.9. */
  readonly legacy: boolean;
  /** Null when there is none of the name, and in a handshake of Socket.IO 0.9, whose transport is chosen after it. */
  readonly transport: TransportName | null;
  readonly sid: string | null;
  /** The client takes no bytes: it asked for base64, or uses JSONP. */
  readonly base64: boolean;
  /** Payloads are wrapped in scripts and forms (jsonp.ts). */
  readonly jsonp: boolean;
}

const TRANSPORTS: ReadonlySet<string> = new Set<TransportName>(["polling", "websocket", "webtransport", "flashsocket"]);
const LEGACY_PATH = /^(.*\/)1\/(?:(websocket|xhr-polling|jsonp-polling|htmlfile|flashsocket|)\/([^/]+)\/?)?$/;

/** Undefined for a URL that is no Engine.IO. Most URLs of a page end at the first line. */
export function engineUrl(url: string): EngineUrl | undefined {
  if (!(url.includes("transport=") || url.includes("/1/")) || !/^(?:http|ws)s?:/i.test(url)) return undefined;
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname, searchParams: query } = new URL(url);
  const origin = `${protocol.replace("ws", "http")}//${host}`;
  const transport = query.get("transport");
  const eio = revisionOf(query.get("EIO"));
  // Servers refuse a transport they do not know, which is worth seeing.
  if (transport === null || !(isTransport(transport) || eio !== null)) return legacyUrl(origin, pathname, query);
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

/** Of a WebTransport session, which clients ask for without a query: then the path they take unless told otherwise decides. */
export function webTransportUrl(url: string): EngineUrl | undefined {
  const [address = ""] = /^https:.*\/(?:engine|socket)\.io\/$/i.exec(url) ?? [];
  if (address === "") return engineUrl(url);
  return { address, eio: null, legacy: false, transport: "webtransport", sid: null, base64: false, jsonp: false };
}

function legacyUrl(origin: string, pathname: string, query: URLSearchParams): EngineUrl | undefined {
  const [, base, transport, sid] = LEGACY_PATH.exec(pathname) ?? [];
  if (base === undefined) return undefined;
  // Under another path it must look like it: the time that clients give against caches, or an id as its servers make them.
  const looksLikeIt = sid === undefined ? /^\d{13}$/.test(query.get("t") ?? "") : transport !== "" && /^[\w-]{15,}$/.test(sid);
  if (!base.endsWith("/socket.io/") && !looksLikeIt) return undefined;
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

function isTransport(name: string): name is TransportName {
  return TRANSPORTS.has(name);
}

function revisionOf(eio: string | null): EngineUrl["eio"] {
  return eio === "2" ? 2 : eio === "3" ? 3 : eio === "4" ? 4 : null;
}
