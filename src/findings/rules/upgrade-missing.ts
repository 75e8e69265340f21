// A session that stays on polling because nobody wants anything else.
//
//   the open packet offers no websocket             upgrade-not-offered: the server's choice
//   it does, and the client does not ask for one    upgrade-not-tried: the client's choice

import { duration } from "../../messages/quantities.ts";
import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { Found, Rule } from "../finding.ts";

/** A client asks for the websocket as soon as the session is open. */
const TRIED_WITHIN = 5000;

/** The entry with the handshake of a session that polls; null of any other, and where an upgrade may not have been recorded. */
function pollingSince({ openEntry, openedAt, handshake, transport, sio, upgrade, heartbeat }: Session, store: Store): number | null {
  if (openEntry === null || openedAt === null || handshake === null || transport !== "polling" || sio === 0.9) return null;
  if (upgrade !== null || (heartbeat.unseenUntil ?? 0) > openedAt) return null;
  return store.link(openEntry)?.kind === "http" ? openEntry : null;
}

export const upgradeNotOffered: Rule = {
  id: "upgrade-not-offered",
  session(session, store): Found | null {
    const entry = pollingSince(session, store);
    if (entry === null || !session.used || session.handshake?.upgrades.length !== 0) return null;
    return {
      severity: "info",
      confidence: "certain",
      cause: "",
      title: ["upgrade-not-offered/title"],
      means: ["upgrade-not-offered/means"],
      evidence: [{ entry, says: ["upgrade-not-offered/opens"] }],
      ruledOut: [["upgrade-not-offered/not-proxy"]],
      fix: [
        {
          who: "server",
          text: ["upgrade-not-offered/fix-server"],
          code: 'new Server(httpServer, { transports: ["polling", "websocket"] })',
        },
        { who: "server", text: ["upgrade-not-offered/fix-python"], for: "Flask-SocketIO", code: "pip install simple-websocket" },
      ],
    };
  },
};

export const upgradeNotTried: Rule = {
  id: "upgrade-not-tried",
  session(session, store): Found | null {
    const entry = pollingSince(session, store);
    const polled = session.lastAt - (session.openedAt ?? session.lastAt);
    if (entry === null || polled < TRIED_WITHIN || !session.handshake?.upgrades.includes("websocket")) return null;
    return {
      severity: "info",
      confidence: "certain",
      cause: "",
      title: ["upgrade-not-tried/title", duration(polled)],
      means: ["upgrade-not-tried/means"],
      evidence: [{ entry, says: ["upgrade-not-tried/opens"] }],
      ruledOut: [["upgrade-not-tried/not-proxy"]],
      fix: [{ who: "client", text: ["upgrade-not-tried/fix"], code: 'io({ transports: ["polling", "websocket"] })' }],
    };
  },
};
