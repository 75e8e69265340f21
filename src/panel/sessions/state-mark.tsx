// The mark of a session's state. Marks differ by shape, for readers who do not see colours.

import type { Session } from "../../session/model.ts";
import { outcomeOf } from "../../session/standing.ts";

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
