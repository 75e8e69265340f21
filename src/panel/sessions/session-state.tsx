// The state of a session: its mark, which differs by shape, and its word.

import type { Translate } from "../../messages/messages.ts";
import type { Session } from "../../session/model.ts";

/** Disc: open. Half a disc: connecting. Cross: failed. Ring: closed. */
export function StateMark({ session }: { readonly session: Session }) {
  return (
    <svg class="state-mark" viewBox="0 0 12 12" aria-hidden="true">
      {session.state === "open" && <circle class="ok" cx={6} cy={6} r={4.5} />}
      {session.state === "connecting" && (
        <>
          <circle class="ring" cx={6} cy={6} r={4} />
          <path class="half" d="M6 2a4 4 0 0 0 0 8z" />
        </>
      )}
      {session.state === "closed" &&
        (hasFailed(session) ? <path class="cross" d="M2.5 2.5l7 7m0-7l-7 7" /> : <circle class="ring" cx={6} cy={6} r={4} />)}
    </svg>
  );
}

/** A session that was refused, timed out, or whose connection broke. */
function hasFailed(session: Session): boolean {
  return isLost(session) || session.cause === "refused" || session.cause === "timeout";
}

/** Its connection broke. One that merely closed may have been closed by either side: the browser does not tell. */
function isLost({ cause, problem }: Session): boolean {
  return cause === "transport" && problem !== null;
}

export function stateTone(session: Session): "ok" | "bad" | "mute" {
  if (session.state === "open") return "ok";
  return hasFailed(session) ? "bad" : "mute";
}

export function stateWord(t: Translate, session: Session): string {
  if (session.state === "open") return t("sessionOpen");
  if (session.state === "connecting") return t("sessionConnecting");
  switch (session.cause) {
    case "client":
      return t("endedByClient");
    case "server":
      return t("endedByServer");
    case "transport":
      return t(isLost(session) ? "endedByTransport" : "sessionClosed");
    case "refused":
      return t("endedRefused");
    case "navigation":
      return t("endedByNavigation");
    case "timeout":
      return t("endedByTimeout");
    case null:
      return t("sessionClosed");
  }
}
