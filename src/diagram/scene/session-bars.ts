// The session bars at the left edge, where there is more than one session: each beside the rows from its first to its last. Clients that follow
// one another in time share a track, clients that overlap stand side by side. The sessions of one client never overlap.

import type { Translate } from "../../messages/messages.ts";
import { outcomeOf } from "../../session/ending.ts";
import type { Client, Session } from "../../session/model.ts";
import { shortSid } from "../../text/short-sid.ts";
import { partition } from "../../wire/partition.ts";
import { clientsIn } from "../rows/scope.ts";
import type { Scene, SessionBar } from "./scene.ts";
import type { Stretch } from "./stretch.ts";

const MOST_TRACKS = 4;

export function sessionBars(stretch: Stretch, t: Translate): Pick<Scene, "sessionBars"> {
  const { scope, stepRows } = stretch.ladder.options;
  const clients = clientsIn(scope, stretch.ladder.store);
  if (stretch.isEmpty || stepRows || scope.kind === "session" || !haveSeveralBars(clients)) return {};
  const from = stretch.ladder.store.entries.at(stretch.ladder.lastEntry(stretch.first));
  const { to } = stretch;
  const tracks = tracksOf(clients);
  const bars: SessionBar[] = [];
  for (const [track, { sessions }] of tracks.flatMap((those, i) => those.map((client) => [i, client] as const))) {
    // One session more at each end, since the link between two may lead through the stretch.
    const begin = partition(sessions.length, (i) => (sessions[i]?.endedAt ?? Number.POSITIVE_INFINITY) < from);
    const end = partition(sessions.length, (i) => (sessions[i]?.startedAt ?? 0) <= to);
    for (const session of sessions.slice(Math.max(0, begin - 1), end + 1)) {
      const bar = hasBar(session) && barOf(session, track, stretch, t);
      if (bar && (bar.to === null || bar.to > bar.from)) bars.push(bar);
    }
  }
  return { sessionBars: { tracks: tracks.length, bars } };
}

function barOf(session: Session, track: number, { positions }: Stretch, t: Translate): SessionBar {
  const { sid, state, startedAt, endedAt, lastAt } = session;
  const outcome = outcomeOf(session);
  let { previous: before, next } = session;
  while (before && !hasBar(before)) before = before.previous;
  while (next && !hasBar(next)) next = next.next;
  const to = state === "closed" ? positions.bottomAt(endedAt ?? lastAt) : null;
  // The end of a session may be reported only after the next one has begun.
  const room = next ? positions.topAt(next.startedAt) : null;
  return {
    track,
    sid: sid === null ? t("sidUnseen") : shortSid(sid),
    from: positions.topAt(startedAt),
    to: to === null || room === null ? (to ?? room) : Math.min(to, room),
    end: outcome === "open" ? "none" : outcome === "clean" ? "clean" : "error",
    follows: before && positions.bottomAt(before.endedAt ?? before.lastAt),
  };
}

/** Clients by track, from left to right, each track in time order. A client for which no track is free is left out. */
function tracksOf(clients: readonly Client[]): readonly (readonly Client[])[] {
  const tracks: { readonly clients: Client[]; until: number }[] = [];
  for (const client of clients) {
    const [first] = client.sessions;
    const last = client.sessions.at(-1);
    if (!first || !last) continue;
    const until = last.state === "closed" ? (last.endedAt ?? last.lastAt) : Number.POSITIVE_INFINITY;
    const free = tracks.find((track) => track.until < first.startedAt);
    if (free) {
      free.clients.push(client);
      free.until = until;
    } else if (tracks.length < MOST_TRACKS) tracks.push({ clients: [client], until });
  }
  return tracks.map((track) => track.clients);
}

function haveSeveralBars(clients: readonly Client[]): boolean {
  let bars = 0;
  for (const { sessions } of clients) {
    for (const session of sessions) if (hasBar(session) && ++bars > 1) return true;
  }
  return false;
}

/** An attempt that got no sid has no bar. */
const hasBar = ({ sid, late }: Session): boolean => sid !== null || late;
