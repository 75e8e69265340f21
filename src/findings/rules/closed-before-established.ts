// The page disconnected before it was connected, and connected again at once. React's StrictMode runs an effect twice, and an effect without a
// clean-up connects each time. https://socket.io/how-to/use-with-react
//
//   websocket    it is closed before it is established
//   polling      the client cannot take the handshake back: the server answers it with a session that nobody uses

import { isGaveUp } from "../../session/given-up.ts";
import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { openingOf } from "../attempt.ts";
import type { Found, Rule } from "../finding.ts";
import { channelOf, inOrder } from "../rows.ts";

/** An effect runs again at once. */
const AT_ONCE = 1000;
/** So many sessions that begin after a session are looked at for one of the same address and document. */
const MOST_LOOKED_AT = 4;

/** How the page left the session before it was connected, because it wanted to; null if it did not. */
export function leftEarly(session: Session, store: Store): "websocket" | "polling" | null {
  const { cause, problem, openedAt } = session;
  if (cause !== "client" || isGaveUp(session)) return null;
  const isUnused = Array.isArray(problem) && problem[0] === "reasonUnused";
  // Without a document, its next session may be that of another page.
  if (isUnused) return openingOf(session, store)?.kind === "http" && session.client.documentFrame !== null ? "polling" : null;
  return problem === null && openedAt === null && channelOf(session, store)?.establishedAt === null ? "websocket" : null;
}

export const closedBeforeEstablished: Rule = {
  id: "closed-before-established",
  session(session, store): Found | null {
    const way = leftEarly(session, store);
    if (way === null) return null;
    const closedAt =
      channelOf(session, store)?.closingAt ?? (way === "polling" ? session.startedAt : (session.endedAt ?? session.startedAt));
    const again = nextOf(session, store);
    if (!again || Math.abs(again.startedAt - closedAt) > AT_ONCE || again.startedAt > (session.openedAt ?? again.startedAt)) return null;
    const wait = Math.max(0, Math.round(again.startedAt - closedAt));
    return {
      severity: "warning",
      confidence: "certain",
      cause: way,
      title: [`closed-before-established/title-${way}`, wait, Math.round(closedAt - session.startedAt)],
      means: [`closed-before-established/means-${way}`],
      evidence: inOrder(
        store,
        [session.startEntry, [`closed-before-established/asks-${way}`]],
        [way === "websocket" ? session.endEntry : null, ["closed-before-established/closes"]],
        [again.startEntry, [`closed-before-established/again-${way}`]],
        [session.openEntry, ["closed-before-established/unused"]],
      ),
      ruledOut: [[`closed-before-established/not-server-${way}`], ["closed-before-established/not-refused"]],
      fix: [
        {
          who: "page",
          text: ["closed-before-established/fix"],
          for: "React",
          code: 'useEffect(() => {\n  socket.on("news", onNews);\n  socket.connect();\n  return () => {\n    socket.off("news", onNews);\n    socket.disconnect();\n  };\n}, []);',
        },
      ],
    };
  },
};

/** The next session of the same address and document; the browser may report it before the end of this one, and then it is another client's. */
function nextOf({ index, client }: Session, { sessions }: Store): Session | undefined {
  const after = sessions.slice(index + 1, index + 1 + MOST_LOOKED_AT);
  return after.find((other) => other.client.address === client.address && other.client.documentFrame === client.documentFrame);
}
