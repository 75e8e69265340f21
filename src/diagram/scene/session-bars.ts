// The session bars at the left edge, where there is more than one session: each beside the rows from its first to its last. Clients that follow
// one another in time share a track, clients that overlap stand side by side. The sessions of one client never overlap.

import type { Translate } from "../../messages/messages.ts";
import type { Client, Session } from "../../session/model.ts";
import { outcomeOf } from "../../session/standing.ts";
import { shortSid } from "../../text/short-sid.ts";
import type { EpochMs } from "../../wire/event.ts";
import { partition } from "../../wire/partition.ts";
import type { Ladder } from "../rows/ladder.ts";
import { clientsIn, sessionsIn } from "../rows/scope.ts";
import type { Scene, SessionBar } from "./scene.ts";
import type { Stretch } from "./stretch.ts";

const MOST_TRACKS = 4;
/** A session that has no sid when so many others have begun will hardly get one. */
const MOST_UNDECIDED = 64;

/** A client on its track. */
interface Placed {
  readonly client: Client;
  /** Its index among the clients in scope. */
  readonly index: number;
  /** When its last session ended. */
  until: EpochMs;
}

export class SessionBars {
  readonly #ladder: Ladder;
  readonly #t: Translate;
  /** The clients of each track, from left to right, in time order. A client for which no track is free is left out. */
  readonly #tracks: Placed[][] = [];
  /** How many clients were placed or left out, and how many sessions there were then. */
  #clients = 0;
  #sessions = 0;
  /** How many sessions are known to have a bar or none, and how many bars they have. */
  #decided = 0;
  #bars = 0;

  constructor(ladder: Ladder, t: Translate) {
    this.#ladder = ladder;
    this.#t = t;
  }

  within(stretch: Stretch): Pick<Scene, "sessionBars"> {
    const { scope, stepRows } = this.#ladder.options;
    if (stretch.isEmpty || stepRows || scope.kind === "session" || !this.#haveSeveral()) return {};
    this.#place();
    const from = stretch.ladder.store.entries.at(stretch.ladder.lastEntry(stretch.first));
    const { to } = stretch;
    const bars: SessionBar[] = [];
    for (const [track, placed] of this.#tracks.entries()) {
      const first = partition(placed.length, (i) => (placed[i]?.until ?? 0) < from);
      for (let i = first; i < placed.length; i++) {
        const sessions = placed[i]?.client.sessions ?? [];
        if ((sessions[0]?.startedAt ?? 0) > to) break;
        // One session more at each end, since the link between two may lead through the stretch.
        const begin = partition(sessions.length, (i) => (sessions[i]?.endedAt ?? Number.POSITIVE_INFINITY) < from);
        const end = partition(sessions.length, (i) => (sessions[i]?.startedAt ?? 0) <= to);
        for (const session of sessions.slice(Math.max(0, begin - 1), end + 1)) {
          const bar = hasBar(session) && barOf(session, track, stretch, this.#t);
          if (bar && (bar.to === null || bar.to > bar.from)) bars.push(bar);
        }
      }
    }
    return { sessionBars: { tracks: this.#tracks.length, bars } };
  }

  /** Places the clients that are new, and those for which a track may be free, or not, because an earlier client began or ended a session. */
  #place(): void {
    const { store, options } = this.#ladder;
    const clients = clientsIn(options.scope, store);
    for (const track of this.#tracks) {
      const last = track.at(-1);
      if (last) this.#changed(last, clients);
    }
    for (; this.#sessions < store.sessions.length; this.#sessions++) {
      const client = store.sessions[this.#sessions]?.client;
      for (const track of this.#tracks) {
        const placed = client && track[partition(track.length, (i) => (track[i]?.client.index ?? 0) < client.index)];
        if (placed?.client === client && placed) this.#changed(placed, clients);
      }
    }
    for (; this.#clients < clients.length; this.#clients++) {
      const client = clients[this.#clients];
      const first = client?.sessions[0];
      if (!client || !first) continue;
      const placed = { client, index: this.#clients, until: untilOf(client) };
      const free = this.#tracks.find((track) => (track.at(-1)?.until ?? 0) < first.startedAt);
      if (free) free.push(placed);
      else if (this.#tracks.length < MOST_TRACKS) this.#tracks.push([placed]);
    }
  }

  /** A client may have another end: the clients that began after the earlier of the two are placed anew. */
  #changed(placed: Placed, clients: readonly Client[]): void {
    const until = untilOf(placed.client);
    if (until === placed.until) return;
    const earlier = Math.min(until, placed.until);
    placed.until = until;
    let anew = this.#clients;
    while (anew > placed.index + 1 && (clients[anew - 1]?.sessions[0]?.startedAt ?? Number.POSITIVE_INFINITY) >= earlier) anew--;
    this.#clients = anew;
    for (const track of this.#tracks) while ((track.at(-1)?.index ?? -1) >= anew) track.pop();
    while (this.#tracks.at(-1)?.length === 0) this.#tracks.pop();
  }

  #haveSeveral(): boolean {
    const sessions = sessionsIn(this.#ladder.options.scope, this.#ladder.store);
    const { length } = sessions;
    for (; this.#bars < 2 && this.#decided < length; this.#decided++) {
      const session = sessions[this.#decided];
      if (session && hasBar(session)) this.#bars++;
      else if (session?.state !== "closed" && this.#decided >= length - MOST_UNDECIDED) break;
    }
    let bars = this.#bars;
    if (bars > 1) return true;
    for (const session of sessions.slice(this.#decided)) if (hasBar(session)) bars++;
    return bars > 1;
  }
}

/** When the last session of a client ended. */
function untilOf({ sessions }: Client): EpochMs {
  const last = sessions.at(-1);
  return last?.state === "closed" ? (last.endedAt ?? last.lastAt) : Number.POSITIVE_INFINITY;
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

/** An attempt that got no sid has no bar. */
const hasBar = ({ sid, late }: Session): boolean => sid !== null || late;
