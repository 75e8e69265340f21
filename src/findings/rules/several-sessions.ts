// Several sessions of one document with one address, under way at the same time. Socket.IO's client shares one session for all namespaces of an
// address; a second one comes from a second `io()` for the same namespace, or from `forceNew`.
// https://socket.io/docs/v4/client-initialization/#multiplexing
//
//   two that begin at the same time       double-connect
//   one more, again and again             session-leak

import { duration } from "../../messages/quantities.ts";
import type { Session } from "../../session/model.ts";
import type { DocumentFrameId } from "../../wire/event.ts";
import type { Evidence, Found, Rule } from "../finding.ts";

/** Sessions that begin within so many milliseconds begin together. */
const TOGETHER = 1000;
/** So many sessions at once are too many for one page. */
const LEAK = 4;
/** That many which began within so many milliseconds were wanted at once. */
const GROWS = 5000;
/** So many sessions are looked at. */
const MOST_LOOKED_AT = 8;

/** The document or the worker of a session. Its websocket knows better than its first request. */
function documentOf({ client, upgrade }: Session): DocumentFrameId | null {
  return upgrade?.channel.documentFrame ?? client.documentFrame;
}

/** The sessions before this one that lived on beside it and have a namespace of it too, the last one first. */
function companions(session: Session): Session[] {
  const { documentFrame } = session.client;
  const found: Session[] = [];
  const own = documentOf(session);
  // Without a frame they may be those of other pages.
  if (documentFrame === null || session.openedAt === null || session.late) return found;
  let other = session.beside?.last ?? null;
  for (let looked = 0; other !== null && looked < MOST_LOOKED_AT; looked++) {
    const { openedAt, lastAt, endedAt, sockets } = other;
    const isAlive = openedAt !== null && lastAt > session.openedAt && (endedAt ?? session.openedAt) >= session.openedAt;
    const isSame = [...session.sockets.keys()].some((nsp) => sockets.has(nsp));
    if (isAlive && isSame && documentOf(other) === own) found.push(other);
    other = other.beside?.last ?? null;
  }
  return found;
}

const rowOf = ({ startEntry }: Session, says: Evidence["says"]): Evidence[] => (startEntry === null ? [] : [{ entry: startEntry, says }]);

export const doubleConnect: Rule = {
  id: "double-connect",
  isOfPage: true,
  session(session): Found | null {
    const [other] = companions(session);
    if (!other || session.startedAt - other.startedAt > TOGETHER) return null;
    const [nsp = "/"] = [...session.sockets.keys()].filter((name) => other.sockets.has(name));
    const evidence = [
      ...rowOf(other, ["double-connect/first"]),
      ...rowOf(session, ["double-connect/second", duration(session.startedAt - other.startedAt)]),
    ];
    if (evidence.length === 0) return null;
    return {
      severity: "warning",
      confidence: "certain",
      cause: `${session.client.address} ${nsp}`,
      title: ["double-connect/title", nsp, duration(session.startedAt - other.startedAt)],
      means: ["double-connect/means"],
      evidence,
      ruledOut: [["double-connect/not-reconnect"], ["double-connect/not-tabs"]],
      fix: [{ who: "page", text: ["double-connect/fix"], code: "export const socket = io();  // in a module, once" }],
    };
  },
};

export const sessionLeak: Rule = {
  id: "session-leak",
  isOfPage: true,
  session(session): Found | null {
    const others = companions(session);
    const oldest = others.at(-1);
    if (others.length + 1 < LEAK || !oldest || session.startedAt - oldest.startedAt < GROWS) return null;
    const count = Math.max(others.length, session.beside?.count ?? 0) + 1;
    const rows = [session, ...others].slice(0, LEAK).reverse();
    const evidence = rows.flatMap((each, i) => rowOf(each, ["session-leak/begins", count - rows.length + i + 1]));
    if (evidence.length === 0) return null;
    return {
      severity: "error",
      confidence: "certain",
      cause: session.client.address,
      title: ["session-leak/title", count, duration(session.startedAt - oldest.startedAt)],
      means: ["session-leak/means"],
      evidence,
      ruledOut: [["session-leak/not-reconnect"], ["double-connect/not-tabs"]],
      fix: [
        {
          who: "page",
          text: ["session-leak/fix"],
          code: "useEffect(() => {\n  const socket = io();\n  return () => socket.disconnect();\n}, []);",
        },
      ],
    };
  },
};
