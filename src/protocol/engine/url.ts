// Which URLs are Engine.IO, and what they say: "URLs" of the Engine.IO protocol. The path is the application's to choose, so the query
// decides: a transport of Engine.IO's with EIO or sid.

export interface EngineUrl {
  /** Scheme, host and path without a query; ws(s) is written http(s), so that all transports of a client have the same. */
  readonly address: string;
  /** Null when absent, or of no revision there is. */
  readonly eio: 2 | 3 | 4 | null;
  readonly transport: string;
  readonly sid: string | null;
  /** Binary data comes as base64: the client asked for it, or uses JSONP. */
  readonly base64: boolean;
  /** The index of the JSONP callback. */
  readonly jsonp: string | null;
}

const TRANSPORTS: ReadonlySet<string> = new Set(["polling", "websocket", "webtransport", "flashsocket"]);

/** Undefined for a URL that is no Engine.IO. Most URLs of a page end at the first line. */
export function engineUrl(url: string): EngineUrl | undefined {
  if (!url.includes("transport=") || !/^(?:http|ws)s?:/i.test(url)) return undefined;
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname, searchParams: query } = new URL(url);
  const transport = query.get("transport");
  const sid = query.get("sid") || null;
  if (transport === null || !TRANSPORTS.has(transport) || (sid === null && !query.has("EIO"))) return undefined;
  const jsonp = query.get("j");
  return {
    address: `${protocol.replace("ws", "http")}//${host}${pathname}`,
    eio: revisionOf(query.get("EIO")),
    transport,
    sid,
    base64: jsonp !== null || Boolean(query.get("b64")),
    jsonp,
  };
}

function revisionOf(eio: string | null): EngineUrl["eio"] {
  return eio === "2" ? 2 : eio === "3" ? 3 : eio === "4" ? 4 : null;
}
