// A client has one poll at a time. A server that gets a second one for the same session closes the session ("overlap from client").
// https://socket.io/docs/v4/engine-io-protocol/#http-long-polling

import type { Exchange } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { Found, Rule } from "../finding.ts";
import { inOrder } from "../rows.ts";

/** The server refuses the second poll as soon as it comes. */
const REFUSES_WITHIN = 2000;

export const twoPolls: Rule = {
  id: "two-polls",
  exchange(exchange, store): Found | null {
    const { session, overlaps, startedAt, requestEntry, answerEntry } = exchange;
    if (!overlaps || session === null || session.endedAt === null) return null;
    if ((session.cause !== "server" && session.cause !== "transport") || session.leaving !== null) return null;
    const after = session.endedAt - startedAt;
    if (after < 0 || after > REFUSES_WITHIN || exchange.respondedAt === null || answerEntry === null) return null;
    return {
      severity: "error",
      confidence: "certain",
      cause: "",
      title: ["two-polls/title", Math.round(after)],
      means: ["two-polls/means"],
      evidence: inOrder(
        store,
        [otherOf(exchange, store)?.requestEntry, ["two-polls/first"]],
        [requestEntry, ["two-polls/second"]],
        [session.endEntry ?? answerEntry, ["two-polls/ends"]],
      ),
      ruledOut: [["two-polls/not-network"]],
      fix: [
        { who: "proxy", text: ["two-polls/fix-proxy"], for: "nginx", code: "proxy_next_upstream off;" },
        { who: "client", text: ["two-polls/fix-client"] },
      ],
    };
  },
};

/** So many links before a poll are looked at for the one that waited. */
const MOST_LOOKED_AT = 32;

function otherOf(poll: Exchange, { links }: Store): Exchange | undefined {
  const before = links.slice(Math.max(0, poll.index - MOST_LOOKED_AT), poll.index);
  return before
    .filter((link) => link.kind === "http")
    .findLast((other) => other.session === poll.session && !other.post && !other.handshake);
}
