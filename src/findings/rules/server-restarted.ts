// A websocket closed without a word, nothing listened at its port at the next attempt, and later its client got a new session.

import type { Session } from "../../session/model.ts";
import { isFailedAttempt, isServerGone } from "../../session/standing.ts";
import type { Found, Rule } from "../finding.ts";
import { hostOf, inOrder, seconds } from "../rows.ts";

/** The close code of a server that restarts: https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number */
const SERVICE_RESTART = 1012;

export const serverRestarted: Rule = {
  id: "server-restarted",
  session(session, store): Found | null {
    // The session that was opened after the attempts that failed: it shows that the server is back.
    const lost = lostBefore(session);
    if (session.openedAt === null || lost?.endedAt == null) return null;
    return {
      severity: "info",
      confidence: "likely",
      cause: "",
      title: ["server-restarted/title", hostOf(session), seconds(session.openedAt - lost.endedAt)],
      means: ["server-restarted/means"],
      evidence: inOrder(
        store,
        [lost.endEntry, ["server-restarted/closes"]],
        ...(lost.next && lost.next !== session ? [[lost.next.startEntry, ["server-restarted/refused"]] as const] : []),
        [session.openEntry, ["server-restarted/opens"]],
      ),
      ruledOut: [["server-restarted/not-network"]],
      fix: [],
    };
  },
};

/** So many attempts in a row are looked at: a client tries about every 5 s, so it is a restart of minutes. */
const MOST_ATTEMPTS = 64;

/** The last session of the client before this one that began, if its server went away; null otherwise. */
function lostBefore(session: Session): Session | null {
  let before = session.previous;
  for (let attempts = 0; before !== null && isFailedAttempt(before) && attempts < MOST_ATTEMPTS; attempts++) before = before.previous;
  if (before === null || isFailedAttempt(before)) return null;
  return before.close?.code === SERVICE_RESTART || isServerGone(before) ? before : null;
}
