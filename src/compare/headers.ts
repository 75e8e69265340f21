// The headers of two requests or answers, as far as they tell what the two went through: servers, proxies, caches, cookies. Of a cookie only the
// name counts, and of what may be a secret only that it is there.

import type { Exchange, Link } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import type { Headers } from "../wire/event.ts";
import { header } from "../wire/headers.ts";

const OF_ANSWERS = [
  "server",
  "via",
  "x-powered-by",
  "connection",
  "upgrade",
  "content-type",
  "content-encoding",
  "transfer-encoding",
  "cache-control",
  "x-cache",
  "cf-cache-status",
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "sec-websocket-extensions",
  "sec-websocket-protocol",
  "set-cookie",
];
const OF_REQUESTS = ["user-agent", "cookie", "authorization", "sec-websocket-protocol"];

export interface LinkHeaders {
  readonly request: Headers;
  readonly response: Headers;
  /** As in ALPN; empty if it was not recorded. */
  readonly protocol: string;
}

export function headersOf(store: Store, link: Link): LinkHeaders {
  if (link.kind === "http") return ofExchange(store, link);
  const handshake = link.handshakeLine === null ? null : store.read(link.handshakeLine);
  if (handshake?.kind !== "ws-handshake") return { request: {}, response: {}, protocol: "" };
  return { request: handshake.requestHeaders, response: handshake.responseHeaders, protocol: "" };
}

function ofExchange(store: Store, { requestLine, responseLine }: Exchange): LinkHeaders {
  const request = store.read(requestLine);
  const response = responseLine === null ? null : store.read(responseLine);
  return {
    request: request.kind === "http-request" ? request.headers : {},
    response: response?.kind === "http-response" ? response.headers : {},
    protocol: (response?.kind === "http-response" && response.protocol) || "",
  };
}

export interface HeaderDifference {
  /** As the browser writes it. */
  readonly name: string;
  readonly of: "request" | "response";
  readonly a: string | null;
  readonly b: string | null;
}

/** The headers that matter and differ. Of a side whose headers were not recorded, nothing is said. */
export function differentHeaders(a: LinkHeaders, b: LinkHeaders): HeaderDifference[] {
  return (["request", "response"] as const).flatMap((of) => {
    const [ofA, ofB] = [valuesOf(a, of), valuesOf(b, of)];
    if (ofA.size === 0 || ofB.size === 0) return [];
    // HTTP/2 has no such header.
    const skipped = a.protocol === b.protocol ? [] : ["connection", "transfer-encoding", "upgrade"];
    const own = of === "request" ? [...ofA.keys(), ...ofB.keys()].filter((name) => name.startsWith("x-")) : [];
    const names = new Set([...(of === "request" ? OF_REQUESTS : OF_ANSWERS), ...own]);
    return [...names].flatMap((name) => {
      const [inA, inB] = [ofA.get(name), ofB.get(name)];
      if (inA?.value === inB?.value || skipped.includes(name)) return [];
      return [{ name: inA?.name ?? inB?.name ?? name, of, a: inA?.value ?? null, b: inB?.value ?? null }];
    });
  });
}

interface Value {
  readonly name: string;
  readonly value: string;
}

function valuesOf(headers: LinkHeaders, of: "request" | "response"): Map<string, Value> {
  const origin = header(headers.request, "origin");
  const values = Object.entries(headers[of]).map(([name, value]): [string, Value] => {
    const key = name.toLowerCase();
    return [key, { name, value: withoutOwn(key, value, origin) }];
  });
  return new Map(values);
}

/** The value without what is different for each page or user. */
function withoutOwn(name: string, value: string, origin: string | undefined): string {
  if (name === "set-cookie") return cookieNames(value.split("\n").map((cookie) => cookie.split(";")[0] ?? ""));
  if (name === "cookie") return cookieNames(value.split(";"));
  if (name === "authorization") return `${value.split(" ")[0]} …`;
  if (name.startsWith("x-") && !OF_ANSWERS.includes(name)) return "…";
  if (name === "access-control-allow-origin" && value === origin) return "<Origin>";
  return name === "connection" || name === "upgrade" ? value.toLowerCase() : value;
}

function cookieNames(pairs: readonly string[]): string {
  return pairs
    .map((pair) => pair.split("=")[0]?.trim() ?? "")
    .sort()
    .join(", ");
}
