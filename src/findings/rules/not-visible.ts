// What a browser does not report, so that Lifeline cannot show it.

import type { Store } from "../../session/store.ts";
import { openingOf } from "../attempt.ts";
import type { Found, Rule } from "../finding.ts";

/** With so many packets an application's messages have had the time to show a parser. */
const PACKETS = 10;

export const notVisible: Rule = {
  id: "not-visible",
  session(session, store): Found | null {
    const { upgrade, sio, eio, parser, late, packets, client, lastHeard } = session;
    const channel = upgrade?.channel.kind === "wt" ? upgrade.channel : openingOf(session, store);
    const isWebTransport = channel?.kind === "wt" && channel.establishedAt !== null;
    const isOther =
      sio === null && parser === null && eio !== null && !late && packets >= PACKETS && /\/socket\.io\/?$/.test(client.address);
    const entry = isWebTransport ? channel.handshakeEntry : isOther && isRecorded(lastHeard, store) ? lastHeard : null;
    if (entry === null) return null;
    const way = isWebTransport ? "webtransport" : "parser";
    return {
      severity: "info",
      confidence: "certain",
      cause: way,
      title: [`not-visible/title-${way}`],
      means: [`not-visible/means-${way}`],
      evidence: [{ entry, says: [`not-visible/${way}`] }],
      ruledOut: [],
      fix: [
        {
          who: "client",
          text: [`not-visible/fix-${way}`],
          ...(isWebTransport && { code: 'io({ transports: ["polling", "websocket"] })' }),
        },
      ],
    };
  },
};

function isRecorded(entry: number | null, store: Store): boolean {
  const event = entry === null ? null : store.read(store.entries.line(entry));
  return event !== null && "body" in event && event.body !== undefined && !("omitted" in event.body);
}
