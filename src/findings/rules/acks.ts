// Events that ask for an ACK. https://socket.io/docs/v4/emitting-events/#acknowledgements
//
//   the ACK can never come, or has not come for long         ack-never
//   it was asked for while the transport changed, and the
//   session lived on without an ACK for it                   lost-in-upgrade
//   it comes late                                            ack-slow (ack-slow.ts)

import { duration } from "../../messages/quantities.ts";
import type { Session } from "../../session/model.ts";
import { endedWithPage } from "../../session/standing.ts";
import type { Store } from "../../session/store.ts";
import type { Evidence, Found, Rule } from "../finding.ts";

/** An ACK that has not come for so long will hardly come. */
const LONG = 30_000;
/** A page may leave, or close its socket, while an ACK is under way. One that it has waited for so long is no such case. */
const UNDER_WAY = 10_000;
/** So many events are looked at, and so many shown. */
const MOST_LOOKED_AT = 32;
const MOST_SHOWN = 3;
/** What is sent so shortly after the switch may have been on its way when it came. */
const AFTER_SWITCH = 100;

/** The first events of a session that are still without an ACK, and can get none, or have waited for `LONG`. */
function unanswered(session: Session, store: Store): number[] {
  const { asked, lastAt, state } = session;
  const never: number[] = [];
  for (const entry of asked.never) if (never.push(entry) === MOST_LOOKED_AT) break;
  for (const direction of ["sent", "received"] as const) {
    const entry = state === "closed" ? null : asked.oldest(direction);
    if (entry !== null && lastAt - store.entries.at(entry) > LONG) never.push(entry);
  }
  return never;
}

/** Whether an event was sent while its session, which lived on, changed its transport. */
function isInUpgrade(entry: number, { upgrade, endedAt, lastAt }: Session, { entries }: Store): boolean {
  const { probedAt = null, switchedAt = null } = upgrade ?? {};
  if (probedAt === null || switchedAt === null || !entries.isSent(entry) || (endedAt ?? lastAt) - switchedAt < UNDER_WAY) return false;
  return entries.at(entry) >= probedAt && entries.at(entry) <= switchedAt + AFTER_SWITCH;
}

function nameOf(entry: number, { entries, names }: Store): string {
  return names[entries.event(entry)]?.name ?? "";
}

export const ackNever: Rule = {
  id: "ack-never",
  session(session, store): Found | null {
    const { entries } = store;
    const { asked, endedAt, lastAt, cause } = session;
    const found = unanswered(session, store).filter((entry) => !isInUpgrade(entry, session, store));
    const [first] = found;
    if (first === undefined) return null;
    const isSent = entries.isSent(first);
    const waited = (endedAt ?? lastAt) - entries.at(first);
    const isOver = asked.never.has(first);
    const isByPage = cause === "client" || endedWithPage(session);
    const ended = isOver && endedAt !== null && endedAt >= entries.at(first);
    const count = Math.max(asked.never.size, found.length);
    const shown: Evidence[] = found.slice(0, MOST_SHOWN).map((entry) => ({ entry, says: ["ack-never/asks", nameOf(entry, store)] }));
    return {
      severity: isByPage && waited < UNDER_WAY ? "info" : "warning",
      confidence: isOver ? "certain" : "likely",
      cause: `${isSent} ${isOver}`,
      title: [
        isOver ? (count > 1 ? "ack-never/title-several" : "ack-never/title-over") : "ack-never/title-waits",
        count,
        nameOf(first, store),
        duration(waited),
        [isSent ? "ack-never/by-server" : "ack-never/by-page"],
      ],
      means: [isOver ? "ack-never/means-over" : "ack-never/means-waits"],
      evidence: [
        ...shown,
        ...(ended && session.lastHeard !== null && session.lastHeard > first
          ? [{ entry: session.lastHeard, says: ["ack-never/last-heard"] } as const]
          : []),
      ],
      ruledOut: [["ack-never/not-late"], ...(isOver ? [] : [["ack-never/not-lost"] as const])],
      fix: isSent
        ? [
            {
              who: "server",
              text: ["ack-never/fix-server"],
              code: `socket.on("${nameOf(first, store)}", (data, callback) => { callback("ok"); })`,
            },
            { who: "client", text: ["ack-never/fix-client"], code: "io({ retries: 3, ackTimeout: 10000 })" },
          ]
        : [
            {
              who: "page",
              text: ["ack-never/fix-page"],
              code: `socket.on("${nameOf(first, store)}", (data, callback) => { callback("ok"); })`,
            },
          ],
    };
  },
};

export const lostInUpgrade: Rule = {
  id: "lost-in-upgrade",
  session(session, store): Found | null {
    const lost = unanswered(session, store).filter((entry) => isInUpgrade(entry, session, store));
    const { upgrade } = session;
    const [first] = lost;
    if (first === undefined || !upgrade || upgrade.probeEntry === null || upgrade.switchEntry === null) return null;
    const { probeEntry, switchEntry } = upgrade;
    const events = lost.slice(0, MOST_SHOWN).map((entry): Evidence => ({ entry, says: ["ack-never/asks", nameOf(entry, store)] }));
    const legs: Evidence[] = [
      { entry: probeEntry, says: ["lost-in-upgrade/probes"] },
      { entry: switchEntry, says: ["lost-in-upgrade/switches"] },
    ];
    return {
      severity: "warning",
      confidence: "likely",
      cause: "",
      title: [lost.length > 1 ? "lost-in-upgrade/title-several" : "lost-in-upgrade/title", lost.length, nameOf(first, store)],
      means: ["lost-in-upgrade/means"],
      evidence: [...legs, ...events].sort((a, b) => store.entries.at(a.entry) - store.entries.at(b.entry)),
      ruledOut: [["lost-in-upgrade/not-ended", duration((session.endedAt ?? session.lastAt) - (upgrade.switchedAt ?? 0))]],
      fix: [
        {
          who: "server",
          text: ["lost-in-upgrade/fix-listener"],
          code: `io.on("connection", async (socket) => {\n  socket.on("${nameOf(first, store)}", …);\n  await …;\n});`,
        },
        { who: "server", text: ["lost-in-upgrade/fix-server"] },
        { who: "client", text: ["lost-in-upgrade/fix-client"], code: 'io({ transports: ["websocket"] })' },
      ],
    };
  },
};
