// The state of a session: its mark, its colour and its word. Marks differ by shape, for readers who do not see colours.

import type { Translate } from "../../messages/messages.ts";
import { outcomeOf } from "../../session/judgement.ts";
import type { Session } from "../../session/model.ts";

/** A disc when open, half a disc when connecting, a cross when failed, a ring when closed. */
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
        (outcomeOf(session) === "failed" ? <path class="cross" d="M2.5 2.5l7 7m0-7l-7 7" /> : <circle class="ring" cx={6} cy={6} r={4} />)}
    </svg>
  );
}

export function stateTone(session: Session): "ok" | "bad" | "mute" {
  if (session.state === "open") return "ok";
  return outcomeOf(session) === "failed" ? "bad" : "mute";
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
      return t(session.problem === null ? "sessionClosed" : "endedByTransport");
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
