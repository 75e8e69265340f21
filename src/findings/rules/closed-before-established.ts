// The page closed a websocket that was not established yet, and opened another one at once. React's StrictMode runs an effect twice, and an
// effect without a clean-up connects each time. https://socket.io/how-to/use-with-react

import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { Found, Rule } from "../finding.ts";
import { channelOf, inOrder } from "../rows.ts";

/** An effect runs again at once. */
const AT_ONCE = 1000;
/** So many sessions that begin after a session are looked at for one of the same address and document. */
const MOST_LOOKED_AT = 4;

/** The page closed the session's websocket before it was established, because it wanted to. */
export function wasClosedEarly(session: Session, store: Store): boolean {
  const { cause, problem, openedAt } = session;
  if (cause !== "client" || problem !== null || openedAt !== null) return false;
  return channelOf(session, store)?.establishedAt === null;
}

export const closedBeforeEstablished: Rule = {
  id: "closed-before-established",
  session(session, store): Found | null {
    if (!wasClosedEarly(session, store)) return null;
    const closedAt = channelOf(session, store)?.closingAt ?? session.endedAt ?? session.startedAt;
    const again = nextOf(session, store);
    if (!again || Math.abs(again.startedAt - closedAt) > AT_ONCE) return null;
    return {
      severity: "warning",
      confidence: "certain",
      cause: "",
      title: [
        "closed-before-established/title",
        Math.round(closedAt - session.startedAt),
        Math.max(0, Math.round(again.startedAt - closedAt)),
      ],
      means: ["closed-before-established/means"],
      evidence: inOrder(
        store,
        [session.startEntry, ["closed-before-established/asks"]],
        [session.endEntry, ["closed-before-established/closes"]],
        [again.startEntry, ["closed-before-established/again"]],
      ),
      ruledOut: [["closed-before-established/not-server"], ["closed-before-established/not-refused"]],
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
