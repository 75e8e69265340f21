// The computer slept, or its clock was set, and the session did not survive that: nothing is at fault.

import { isSuspended } from "../../session/ending.ts";
import { ENTRY, NONE } from "../../session/entries.ts";
import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { rootOf } from "../attempt.ts";
import type { Found, Rule } from "../finding.ts";
import { heardAt, inOrder, seconds } from "../rows.ts";

/** So many milliseconds after a jump of the clock its consequences have shown, where the handshake does not say how long a peer waits. */
const SHOWS_WITHIN = 45_000;

/** The entry of the jump of the clock that the session did not survive; null if there is none. */
function jumpOf({ heartbeat, handshake, endedAt, cause }: Session, store: Store): number | null {
  const { unseenUntil, unseenEntry } = heartbeat;
  if (endedAt === null || unseenUntil === null || unseenEntry === NONE || (cause !== "transport" && cause !== "timeout")) return null;
  const { pingInterval, pingTimeout } = handshake ?? {};
  const within = pingInterval === undefined || pingTimeout === undefined ? SHOWS_WITHIN : pingInterval + pingTimeout;
  if (endedAt > unseenUntil + within || store.entries.kind(unseenEntry) !== ENTRY.note) return null;
  const event = store.read(store.entries.line(unseenEntry));
  return event.kind === "gap" && event.reason === "clock-jumped" ? unseenEntry : null;
}

/** The session did not survive a sleep of the computer. */
export function hasSlept(session: Session, store: Store): boolean {
  return isSuspended(rootOf(session.problem)) || jumpOf(session, store) !== null;
}

export const resumedAfterSleep: Rule = {
  id: "resumed-after-sleep",
  session(session, store): Found | null {
    if (session.state !== "closed" || !hasSlept(session, store)) return null;
    const jump = jumpOf(session, store);
    const event = jump === null ? null : store.read(store.entries.line(jump));
    const slept = event?.kind === "gap" ? event.until - event.at : (session.endedAt ?? 0) - heardAt(session, store);
    const [end, next] = [session.endEntry, session.next?.startEntry];
    return {
      severity: "info",
      confidence: "likely",
      cause: "",
      title: ["resumed-after-sleep/title", seconds(slept)],
      means: ["resumed-after-sleep/means"],
      evidence: inOrder(
        store,
        [jump ?? session.lastHeard, [jump === null ? "resumed-after-sleep/heard" : "resumed-after-sleep/jump", seconds(slept)]],
        [end, ["resumed-after-sleep/ends"]],
        [next, ["begins-next"]],
      ),
      ruledOut: [["resumed-after-sleep/not-server"]],
      fix: [],
    };
  },
};
