// Exchanges whose URL looks like a handshake of Socket.IO 0.9 under a path of the application's own, and like that of many other services
// (`/api/1/?t=1385123456789`). Their events are held until a sid shows that their address is Socket.IO 0.9: an answer that has one, or a URL.
// Then all that was held of the address is handled, with its preflights and the handshakes that failed. What other services do has no entries.

import { jsonpAnswer } from "../protocol/engine/jsonp.ts";
import { engineUrl, mayBeOther } from "../protocol/engine/url.ts";
import { parseLegacyHandshake } from "../protocol/legacy.ts";
import { dropOldest } from "../wire/bounded.ts";
import type { Body, HttpBody, HttpFailed, HttpRequest, HttpResponse, WireId } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";

export type HttpEvent = HttpRequest | HttpResponse | HttpBody | HttpFailed;
/** An event, its line, and the source that reported it. */
type Held = readonly [event: HttpEvent, line: LineRef, source: string];

/** So many events of an address are held, which is a dozen attempts to connect with their preflights; of so many addresses and exchanges. */
const MOST_EVENTS = 72;
const MOST_ADDRESSES = 8;
const MOST_EXCHANGES = 256;

export class Doubtful {
  readonly #release: (...held: Held) => void;
  /** What is held, by address, in the order of the log. */
  readonly #held = new Map<string, Held[]>();
  /** The addresses of exchanges that are, or were, held. */
  readonly #addresses = new Map<WireId, string>();
  /** Addresses that are Socket.IO 0.9. */
  readonly #known = new Set<string>();

  /** `release` takes the events of an exchange that is Socket.IO 0.9. It passes over those whose request is not held any more. */
  constructor(release: (...held: Held) => void) {
    this.#release = release;
  }

  /** Whether the event belongs to a doubtful exchange: then nobody else handles it, unless it is released. */
  holds(event: HttpEvent, line: LineRef, source: string): boolean {
    const address = this.#addresses.get(event.id) ?? (event.kind === "http-request" ? this.#doubted(event) : undefined);
    if (address === undefined || this.#known.has(address)) return false;
    this.#addresses.set(event.id, address);
    dropOldest(this.#addresses, MOST_EXCHANGES);
    const held = this.#held.get(address) ?? [];
    this.#held.set(address, held);
    dropOldest(this.#held, MOST_ADDRESSES);
    if (held.push([event, line, source]) > MOST_EVENTS) held.shift();
    if (event.kind === "http-body" && isHandshake(event.body)) this.proved(address);
    return true;
  }

  /** A sid has shown that this address is Socket.IO 0.9. */
  proved(address: string): void {
    this.#known.add(address);
    const held = this.#held.get(address) ?? [];
    this.#held.delete(address);
    for (const each of held) this.#release(...each);
  }

  /** The address of a request that may be anything. What it is redirected to may have any URL. */
  #doubted({ part, url, redirectedFrom }: HttpRequest): string | undefined {
    const from = this.#addresses.get(redirectedFrom ?? "");
    const engine = url.includes("/1/") && /engine|preflight/.test(part) ? engineUrl(url) : undefined;
    return from ?? (engine && mayBeOther(engine, url) ? engine.address : undefined);
  }
}

function isHandshake(body: Body): boolean {
  const text = "text" in body ? body.text : "";
  const handshake = parseLegacyHandshake(jsonpAnswer(text) ?? text);
  return "sid" in handshake && /websocket|polling|htmlfile|flashsocket/.test(handshake.transports?.join() ?? "");
}
