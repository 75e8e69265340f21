// Which preflight was sent for which request. No event names the other one: they have the same URL, and browsers report them close to each
// other, in either order. Only the last few are compared, so the work for a request does not grow with the trace.

import type { Exchange, Writable } from "./model.ts";

/** So many requests and so many preflights wait for their partner. A browser opens six connections to an origin, so fewer are under way. */
const MOST_UNPAIRED = 16;

interface Unpaired {
  readonly url: string;
  readonly exchange: Writable<Exchange>;
}

export class Preflights {
  readonly #requests: Unpaired[] = [];
  readonly #preflights: Unpaired[] = [];

  /** Pairs an exchange with the last one that suits it, and returns that one. */
  pair(exchange: Writable<Exchange>, url: string): Exchange | null {
    if (exchange.part !== "engine" && exchange.part !== "preflight") return null;
    const isPreflight = exchange.part === "preflight";
    const [own, others] = isPreflight ? [this.#preflights, this.#requests] : [this.#requests, this.#preflights];
    const found = others.findLastIndex((other) => {
      const [request, preflight] = isPreflight ? [other.exchange, exchange] : [exchange, other.exchange];
      return other.url === url && request.startedAt <= preflight.startedAt;
    });
    const [other] = found < 0 ? [] : others.splice(found, 1);
    if (!other) {
      if (own.push({ url, exchange }) > MOST_UNPAIRED) own.shift();
      return null;
    }
    const [request, preflight] = isPreflight ? [other.exchange, exchange] : [exchange, other.exchange];
    request.preflight = preflight;
    preflight.preflightOf = request;
    return other.exchange;
  }
}
