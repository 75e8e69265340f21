// Which preflight was sent for which request. Nothing on the wire says so: they have the same URL, and the browser reports them close to
// each other, the request first or last. Work per request does not grow with the trace: only the last few exchanges are compared.

import type { Exchange } from "./model.ts";

/** So many requests may be reported between a request and its preflight. A browser keeps six connections to an origin. */
const NEAR = 16;

interface Unpaired {
  readonly url: string;
  readonly exchange: Exchange;
}

export class Preflights {
  readonly #requests: Unpaired[] = [];
  readonly #preflights: Unpaired[] = [];

  /** Pairs an exchange with the last one that suits it. Returns that one. */
  pair(exchange: Exchange, url: string): Exchange | null {
    if (exchange.part !== "engine" && exchange.part !== "preflight") return null;
    const isPreflight = exchange.part === "preflight";
    const others = isPreflight ? this.#requests : this.#preflights;
    // The request begins first.
    const suits = (other: Unpaired) =>
      other.url === url && (isPreflight ? other.exchange.startedAt <= exchange.startedAt : exchange.startedAt <= other.exchange.startedAt);
    const found = others.findLastIndex(suits);
    const [other] = found < 0 ? [] : others.splice(found, 1);
    if (!other) {
      const own = isPreflight ? this.#preflights : this.#requests;
      if (own.push({ url, exchange }) > NEAR) own.shift();
      return null;
    }
    const [request, preflight] = isPreflight ? [other.exchange, exchange] : [exchange, other.exchange];
    request.preflight = preflight;
    preflight.preflightOf = request;
    return other.exchange;
  }
}
