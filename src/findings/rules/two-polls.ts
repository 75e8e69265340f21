// A client has one poll at a time. A server that gets a second one for the same session closes the session ("overlap from client").
// https://socket.io/docs/v4/engine-io-protocol/#http-long-polling
//
// Those of socket.io 1.0 and 1.3 answer neither of the two polls, and do not know the session id of the next request.

import type { Exchange } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { isUnknown } from "../attempt.ts";
import type { Found, Rule } from "../finding.ts";
import { inOrder } from "../rows.ts";

/** The server refuses the second poll as soon as it comes. */
const REFUSES_WITHIN = 2000;

export const twoPolls: Rule = {
  id: "two-polls",
  exchange(exchange, store): Found | null {
    const { session, requestEntry, answerEntry } = exchange;
    const isForgotten = isDropped(exchange, store);
    if (session === null || (!isForgotten && !isRefused(exchange))) return null;
    return {
      severity: "error",
      confidence: "certain",
      cause: "",
      title: isForgotten ? ["two-polls/title-dropped"] : ["two-polls/title", Math.round((session.endedAt ?? 0) - exchange.startedAt)],
      means: [isForgotten ? "two-polls/means-dropped" : "two-polls/means"],
      evidence: inOrder(
        store,
        [otherOf(exchange, store)?.requestEntry, ["two-polls/first"]],
        [requestEntry, ["two-polls/second"]],
        [session.endEntry ?? answerEntry, [isForgotten ? "sid-unknown/answered" : "two-polls/ends"]],
      ),
      ruledOut: [[isForgotten ? "sid-unknown/not-path" : "two-polls/not-network"]],
      fix: [
        { who: "proxy", text: ["two-polls/fix-proxy"], for: "nginx", code: "proxy_next_upstream off;" },
        { who: "client", text: ["two-polls/fix-client"] },
      ],
    };
  },
};

/** The session ended with the answer to a second poll. */
function isRefused({ session, overlaps, startedAt, respondedAt, answerEntry }: Exchange): boolean {
  if (!overlaps || session === null || session.endedAt === null || respondedAt === null || answerEntry === null) return false;
  if ((session.cause !== "server" && session.cause !== "transport") || session.leaving !== null) return false;
  const after = session.endedAt - startedAt;
  return after >= 0 && after <= REFUSES_WITHIN;
}

/** A second poll got no answer, nor did the first, and later the server did not know the session. */
function isDropped(poll: Exchange, store: Store): boolean {
  const { session, overlaps, respondedAt } = poll;
  return overlaps && respondedAt === null && session !== null && isUnknown(session) && otherOf(poll, store)?.respondedAt === null;
}

/** Whether the server had dropped the session of a request, which it refused, for a second poll. */
export function hasTwoPolls(refused: Exchange, store: Store): boolean {
  return before(refused, store).some((poll) => isDropped(poll, store));
}

function otherOf(poll: Exchange, store: Store): Exchange | undefined {
  return before(poll, store).findLast((other) => !other.post && !other.handshake);
}

/** So many links before a request are looked at. */
const MOST_LOOKED_AT = 32;

/** The last exchanges of the same session before this one. */
function before({ session, index }: Exchange, { links }: Store): Exchange[] {
  const last = links.slice(Math.max(0, index - MOST_LOOKED_AT), index);
  return last.filter((link) => link.kind === "http").filter((other) => other.session === session);
}
