// Connection state recovery: after a loss a client sends the private id (pid) that it had, and the offset of the last event.
// https://socket.io/docs/v4/connection-state-recovery

import type { Session, Socket } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { Found, Rule } from "../finding.ts";
import { begunBefore, heardAt, inOrder, seconds } from "../rows.ts";

/** A socket that the client asked to recover, and that the server has answered. */
interface Asked {
  readonly nsp: string;
  readonly offset: string | null;
  readonly recovered: boolean;
  /** Milliseconds since the last packet of the session before; null if that was not recorded. */
  readonly away: number | null;
}

/** So many namespaces of a session are looked at. */
const MOST_LOOKED_AT = 16;

function askedIn(session: Session, store: Store): Asked | null {
  // Only a client that had a session before asks for it.
  if (session.previous === null) return null;
  let looked = 0;
  for (const [nsp, socket] of session.sockets) {
    const asked = askedFor(nsp, socket);
    const [before] = begunBefore(session, 1);
    if (asked) return { ...asked, away: before && session.openedAt !== null ? session.openedAt - heardAt(before, store) : null };
    if (++looked === MOST_LOOKED_AT) break;
  }
  return null;
}

function askedFor(nsp: string, { recovery }: Socket): Omit<Asked, "away"> | null {
  return recovery === null || recovery.recovered === null ? null : { nsp, offset: recovery.offset, recovered: recovery.recovered };
}

export const recovered: Rule = {
  id: "recovered",
  session(session, store): Found | null {
    const asked = askedIn(session, store);
    if (!asked?.recovered) return null;
    return {
      severity: "info",
      confidence: "certain",
      cause: "",
      title: asked.away === null ? ["recovered/title-late", asked.nsp] : ["recovered/title", asked.nsp, seconds(asked.away)],
      means: ["recovered/means"],
      evidence: story(session, asked, store),
      ruledOut: [["recovered/not-new"]],
      fix: [],
    };
  },
};

export const notRecovered: Rule = {
  id: "not-recovered",
  session(session, store): Found | null {
    const asked = askedIn(session, store);
    if (!asked || asked.recovered) return null;
    const way = asked.offset === null ? "no-offset" : "offset";
    return {
      severity: way === "offset" ? "warning" : "info",
      confidence: "certain",
      cause: way,
      title: asked.away === null ? ["not-recovered/title-late", asked.nsp] : ["not-recovered/title", asked.nsp, seconds(asked.away)],
      means: [`not-recovered/means-${way}`],
      evidence: story(session, asked, store),
      ruledOut: [[`not-recovered/not-${way}`]],
      fix: [
        ...(way === "offset"
          ? [
              {
                who: "server",
                text: ["not-recovered/fix-server"],
                code: "new Server(httpServer, {\n  connectionStateRecovery: { maxDisconnectionDuration: 2 * 60 * 1000 }\n})",
              } as const,
            ]
          : []),
        {
          who: "page",
          text: ["not-recovered/fix-page"],
          code: 'socket.on("connect", () => {\n  if (!socket.recovered) loadEverything();\n});',
        },
      ],
    };
  },
};

function story(session: Session, { nsp, offset, recovered: isRecovered }: Asked, store: Store): Found["evidence"] {
  const [before] = begunBefore(session, 1);
  return inOrder(
    store,
    [before?.lastHeard, ["recovered/last"]],
    [session.shownBy.get(`joined sent ${nsp}`), offset === null ? ["recovered/asks-without"] : ["recovered/asks", offset]],
    [session.shownBy.get(`joined received ${nsp}`), [isRecovered ? "recovered/same" : "recovered/other"]],
  );
}
