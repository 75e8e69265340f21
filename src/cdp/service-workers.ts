// A request that passes a service worker is two exchanges for the browser: the page's, and its hop, in which the worker asks the server. Only
// the page's is recorded. The hop says what happened behind the worker: the headers that were sent, the connection, the server's answer.
//
//   page's   ── request ───────────────────────────── response (fromServiceWorker) ── end
//   hop      ────── request ── response or failure ── end
//
// The browser reports the two in either order, and names neither in the other: they have the same method and URL.

import { dropOldest } from "../wire/bounded.ts";
import type { HttpFailed, HttpResponse } from "../wire/event.ts";
import type { Exchange, HttpOut } from "./http.ts";
import type { CdpResponse } from "./messages.ts";

/** A hop is reported within some milliseconds of its page's exchange. */
const MOST_UNPAIRED = 64;
/** What Chromium reports to a page whose service worker did not answer, and to others. */
const FAILED = "net::ERR_FAILED";

export class ServiceWorkers {
  readonly #out: HttpOut;
  /** Exchanges of service workers whose page's exchange was not reported yet. */
  readonly #unpaired = new Set<Exchange>();
  /** Exchanges of pages by `keyOf`, until their last event has left the outbox. */
  readonly #pages = new Map<string, Set<Exchange>>();

  constructor(out: HttpOut) {
    this.#out = out;
  }

  /** Joins an exchange that has just begun with its hop or its page's exchange, if that was reported first. `before`: its redirect. */
  pair(exchange: Exchange, before: Exchange | undefined): void {
    if (!isOfWorker(exchange)) {
      const key = keyOf(exchange);
      this.#pages.set(key, (this.#pages.get(key) ?? new Set()).add(exchange));
      const hop = [...this.#unpaired].findLast((other) => isHopOf(other, exchange));
      if (hop) this.#join(exchange, hop);
      return;
    }
    const pages = [...(this.#pages.get(keyOf(exchange)) ?? [])].filter((page) => isHopOf(exchange, page));
    // A worker may ask again after a failure: then its last hop counts.
    const page = typeof before?.passesOn === "object" ? before.passesOn : (pages.find(({ hop }) => !hop) ?? pages[0]);
    if (page) return this.#join(page, exchange);
    this.#unpaired.add(exchange);
    dropOldest(this.#unpaired, MOST_UNPAIRED);
  }

  /** All events of an exchange have left the outbox. */
  left(exchange: Exchange): void {
    const key = keyOf(exchange);
    const pages = this.#pages.get(key);
    if (pages?.delete(exchange) && pages.size === 0) this.#pages.delete(key);
  }

  /**
   * Whether an exchange is recorded: hops are not. An exchange of a worker that has no pair when its request is about to be emitted gets none any
   * more. It is the hop of a page in another tab, because a service worker works for all tabs, or a request for the worker itself.
   */
  isRecorded(exchange: Exchange): boolean {
    if (this.#unpaired.has(exchange)) {
      if (isForPage(exchange)) exchange.passesOn = "unseen";
      else this.#unpaired.delete(exchange);
    }
    return exchange.passesOn === undefined;
  }

  /** Call it when an exchange got the headers of its request, its response or its failure: if it is a hop, its page's exchange may wait for that. */
  changed({ passesOn: page, request, response, failure }: Exchange): void {
    if (typeof page !== "object") return;
    page.request.extra ??= request.extra;
    if (page.request.extra) this.#out.outbox.satisfy(page.request.place, "headers");
    if (!response && failure === undefined) return;
    this.#out.outbox.satisfy(page.response?.place, "hop");
    this.#out.outbox.satisfy(page.failed, "hop");
  }

  /**
   * Whether the response or failure of an exchange waits until its hop has a response or failure. Without a hop, it waits for one if a service
   * worker may have answered the page: the browser may report the hop later.
   */
  needs({ session, part, hop, failure, response }: Exchange): readonly "hop"[] {
    if (hop) return hop.response || hop.failure !== undefined ? [] : ["hop"];
    const isGiven = failure === undefined ? response?.head?.fromServiceWorker : !response && failure === FAILED;
    return part === "engine" && session.type !== "service-worker" && isGiven && this.#out.seesServiceWorkers() ? ["hop"] : [];
  }

  /** The connection or cache that a response came from, and what a service worker had to do with it. */
  route({ hop, fromMemory }: Exchange, head: CdpResponse): Partial<HttpResponse> {
    if (!head.fromServiceWorker) return routeOf(head, fromMemory);
    const answer = hop?.response?.head;
    const end = answer ? { ...answer, route: routeOf(answer) } : hop?.failure !== undefined ? { failure: hop.failure } : undefined;
    return throughWorker(head.status, head.serviceWorkerResponseSource, end, this.#out.seesServiceWorkers());
  }

  /** How the hop of a page's exchange that failed ended. If the hop has a response and a failure, its body broke off: the failure counts. */
  failure({ hop }: Exchange): Partial<HttpFailed> {
    if (hop?.failure !== undefined) return behindWorker({ failure: hop.failure });
    return behindWorker(hop?.response?.head && { ...hop.response.head, route: {} });
  }

  #join(page: Exchange, hop: Exchange): void {
    this.#unpaired.delete(hop);
    page.hop = hop;
    hop.passesOn = page;
    for (const need of ["headers", "hop", "body"] as const) this.#out.outbox.satisfy(hop.request.place, need);
    this.changed(hop);
  }
}

function isOfWorker({ session }: Exchange): boolean {
  return session.type === "service-worker";
}

function keyOf({ method, url }: Exchange): string {
  return `${method} ${url}`;
}

function isHopOf(hop: Exchange, page: Exchange): boolean {
  return keyOf(hop) === keyOf(page) && (hop.issued ?? 0) >= (page.issued ?? 0);
}

/**
 * Whether a service worker's request is one that it passes on: then its Referer is the page, else the worker's script. A Referer sent to another
 * origin has no path and shows nothing.
 */
function isForPage({ url, referrer, documentUrl }: Exchange): boolean {
  if (referrer === undefined || !URL.canParse(referrer)) return false;
  return new URL(referrer).origin === new URL(url).origin && referrer !== documentUrl;
}

/** How a hop ended. `route`: the connection of its response. */
export type HopEnd =
  | { readonly status: number; readonly statusText?: string | undefined; readonly route: Partial<HttpResponse> }
  | { readonly failure: string };

/**
 * Who gave a response that came through a service worker: the server, the worker or a cache. `source`: where the worker has it from, as Chromium
 * names it. `hop` is undefined if the worker did not ask the server, or, without `seesHops`, if that is not known.
 */
export function throughWorker(
  status: number,
  source: string | undefined,
  hop: HopEnd | undefined,
  seesHops: boolean,
): Partial<HttpResponse> {
  const answer = hop && "status" in hop ? hop : undefined;
  if (!hop && !seesHops && source === "http-cache") return { from: "disk-cache", through: "service-worker" };
  // An answer that the worker's code made may be a copy of the server's.
  if (!hop && !seesHops && source !== "network" && source !== "cache-storage") return { from: "service-worker-or-server" };
  // If the worker answers with a copy of the server's answer, only the same status shows it.
  const isCopy = source !== "cache-storage" && answer?.status === status;
  if (source === "network" || isCopy) return { ...answer?.route, through: "service-worker" };
  const reason = hop && reasonOf(hop);
  return { from: "service-worker", ...(reason !== undefined && { reason }) };
}

/** How the service worker's own request ended, for the failure of the page's request. Empty if it made none. */
export function behindWorker(hop: HopEnd | undefined): Partial<HttpFailed> {
  return hop ? { workersReason: reasonOf(hop) } : {};
}

function reasonOf(hop: HopEnd): string {
  return "failure" in hop ? hop.failure : `${hop.status} ${hop.statusText ?? ""}`.trim();
}

/**
 * The connection that carried a response, or the cache that it came from. Chromium reports with a cached response the connection that carried it
 * at first. That is left out, because it carried nothing now.
 */
function routeOf(head: CdpResponse, fromMemory = false): Partial<HttpResponse> {
  const { connectionId, connectionReused, protocol, remoteIPAddress, remotePort } = head;
  const from = fromMemory ? "memory-cache" : head.fromPrefetchCache ? "prefetch-cache" : head.fromDiskCache ? "disk-cache" : undefined;
  if (from) return { ...(protocol && { protocol }), from };
  return {
    ...(connectionId && { connection: String(connectionId) }),
    ...(connectionId && connectionReused !== undefined && { reused: connectionReused }),
    ...(protocol && { protocol }),
    ...(remoteIPAddress && { remoteAddress: remotePort ? `${remoteIPAddress}:${remotePort}` : remoteIPAddress }),
  };
}
