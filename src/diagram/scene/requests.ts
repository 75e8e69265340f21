// Requests on their lifelines, such as long polls: from request to answer. The opening of a websocket is one too.

import type { Channel, Exchange } from "../../session/model.ts";
import { partition } from "../../wire/partition.ts";
import { inScope } from "../rows/scope.ts";
import type { Lifelines } from "./lifelines.ts";
import type { RequestSpan } from "./scene.ts";
import type { Stretch } from "./stretch.ts";

/** A connection may be shared by many exchanges. Of those that began above the stretch, or in a closed fold, only the last 8 are looked at. */
const MOST_OPEN_ABOVE = 8;

export function requestSpans(stretch: Stretch, lifelines: Lifelines): RequestSpan[] {
  return stretch.isEmpty ? [] : [...exchangesIn(stretch, lifelines), ...openingsIn(stretch, lifelines)];
}

function* exchangesIn(stretch: Stretch, lifelines: Lifelines): Generator<RequestSpan> {
  const { ladder, positions, times } = stretch;
  for (const connection of lifelines.during(times)) {
    const { role, exchanges } = connection;
    if (role !== "main" && role !== "polling") continue;
    const seen = new Set<Exchange>();
    for (const { from, until } of times) {
      const before = partition(exchanges.length, (i) => (exchanges[i]?.startedAt ?? 0) < from);
      const first = Math.max(0, before - MOST_OPEN_ABOVE);
      for (let i = first; i < Math.min(exchanges.length, first + stretch.most); i++) {
        const exchange = exchanges[i];
        if (!exchange || exchange.startedAt > until) break;
        if (exchange.part !== "engine" || !inScope(ladder.options.scope, exchange.session, exchange.documentFrame)) continue;
        const to = exchange.answerEntry;
        if (seen.has(exchange) || (to !== null && ladder.store.entries.at(to) < from)) continue;
        seen.add(exchange);
        const slot = lifelines.slotOf(connection);
        yield { slot, from: positions.middle(exchange.requestEntry), to: to === null ? null : positions.middle(to) };
      }
    }
  }
}

/** From the request for a channel to its handshake, when one of the two has a row in the stretch. */
function* openingsIn(stretch: Stretch, lifelines: Lifelines): Generator<RequestSpan> {
  const channels = new Set<Channel>();
  for (const entry of stretch.entries()) {
    const link = stretch.ladder.store.link(entry);
    if (link && link.kind !== "http" && (link.openEntry === entry || link.handshakeEntry === entry)) channels.add(link);
  }
  for (const { openEntry, handshakeEntry, connection } of channels) {
    if (openEntry === null || handshakeEntry === null) continue;
    const { positions } = stretch;
    yield { slot: lifelines.slotOf(connection), from: positions.middle(openEntry), to: positions.middle(handshakeEntry) };
  }
}
