// When the next ping of a session is due, and when each side gives a silent session up: from the numbers of its handshake and what was
// seen. With i = pingInterval and t = pingTimeout:
//
//                       pings                      the client gives up                       the server gives up
//   until revision 3    client, i after the pong   t after its ping, or i + t after the      i + t after the last packet that came
//                                                  last packet, whichever timer it set last
//   from revision 4     server, i after the pong   i + t after the last ping                 t after its ping
//
// Sources: engine.io-client 1.5 to 3.5, lib/socket.js, setPing and onHeartbeat; from 4.0 on resetPingTimeout. engine.io 1 to 3,
// lib/socket.js, setPingTimeout; from 4.0 on schedulePing. https://socket.io/docs/v4/engine-io-protocol/#heartbeat
//
// The server's clock is never seen: its moments are off by the way there and back. Socket.IO 0.9 is left out.

import type { EpochMs } from "../wire/event.ts";
import type { Due, Session } from "./model.ts";

/** Who pings: as was seen, or else as the revision has it. */
export function pingerOf({ pinger, eio, sio }: Session): Session["pinger"] {
  if (pinger !== null) return pinger;
  return sio === 0.9 || eio === 4 ? "server" : eio === null ? null : "client";
}

/** The ping that is due next, as long as none waits for its pong. */
export function nextPing(session: Session): Due | null {
  const { pingInterval } = numbers(session) ?? {};
  if (pingInterval === undefined || isWaiting(session)) return null;
  return due(session, "pong", session.lastPongAt, [pingInterval]);
}

/** When the client gives up if it hears nothing more; `now` tells whether a ping that was due has failed to come. */
export function clientGivesUp(session: Session, now: EpochMs): Due | null {
  const { pingInterval, pingTimeout } = numbers(session) ?? {};
  if (pingInterval === undefined || pingTimeout === undefined) return null;
  const { lastPingAt, lastPongAt, lastHeardAt } = session;
  const both = [pingInterval, pingTimeout];
  if (pingerOf(session) === "server") return due(session, "ping", lastPingAt, both);
  if (isWaiting(session)) {
    return (lastHeardAt ?? 0) > (lastPingAt ?? 0)
      ? due(session, "heard", lastHeardAt, both)
      : due(session, "ping", lastPingAt, [pingTimeout]);
  }
  const next = due(session, "pong", lastPongAt, both);
  return next && now > next.since + pingInterval ? due(session, "heard", lastHeardAt, both) : next;
}

/** When the server gives up, about, if nothing more reaches it. */
export function serverGivesUp(session: Session): Due | null {
  const { pingInterval, pingTimeout } = numbers(session) ?? {};
  if (pingInterval === undefined || pingTimeout === undefined) return null;
  const { lastPingAt, lastPongAt, arrivedAt } = session;
  const both = [pingInterval, pingTimeout];
  if (pingerOf(session) === "client") return due(session, "arrived", arrivedAt, both);
  return isWaiting(session) ? due(session, "ping", lastPingAt, [pingTimeout]) : due(session, "pong", lastPongAt, both);
}

/** The last ping has no pong. */
export function isWaiting({ lastPingAt, lastPongAt }: Session): boolean {
  return lastPingAt !== null && (lastPongAt === null || lastPongAt < lastPingAt);
}

function numbers(session: Session): { readonly pingInterval?: number | undefined; readonly pingTimeout?: number | undefined } | null {
  return session.sio === 0.9 || pingerOf(session) === null ? null : session.handshake;
}

/** So long after `since`; after the session was opened, when there is none; after a gap, when that is later. */
function due(session: Session, from: Due["from"], since: EpochMs | null, waits: readonly number[]): Due | null {
  const { openedAt, unseenUntil } = session;
  const known = since ?? openedAt;
  if (known === null) return null;
  const [start, name]: readonly [EpochMs, Due["from"]] =
    unseenUntil !== null && unseenUntil > known ? [unseenUntil, "unseen"] : [known, since === null ? "open" : from];
  return { at: waits.reduce((at, wait) => at + wait, start), from: name, since: start, waits };
}
