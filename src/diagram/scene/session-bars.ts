// The session bars at the left edge, where there is more than one session: each beside the rows from its first to its last. Clients that follow
// one another in time share a track, clients that overlap stand side by side. The sessions of one client never overlap.

import type { Translate } from "../../messages/messages.ts";
import type { Client, Session } from "../../session/model.ts";
import { outcomeOf } from "../../session/standing.ts";
import { shortSid } from "../../text/short-sid.ts";
import type { EpochMs } from "../../wire/event.ts";
import { partition } from "../../wire/partition.ts";
import type { Ladder } from "../rows/ladder.ts";
import { begunIn, clientsIn } from "../rows/scope.ts";
import type { Scene, SessionBar } from "./scene.ts";
import type { Stretch } from "./stretch.ts";

const MOST_TRACKS = 4;

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
  /** The clients of each track, from left to right, in time order. */
  readonly #tracks: Placed[][] = [];
  /** When the latest of each client and those before it began: a client that was taken for another one may stand after later ones. */
  readonly #latestStarts: EpochMs[] = [];
  /** The indexes of the clients that are left out. */
  readonly #leftOut: number[] = [];
  /** How many clients were placed or left out, how many sessions there were then, and how often one had gone on. */
  #clients = 0;
  #sessions = 0;
  #wentOn = 0;

  constructor(ladder: Ladder, t: Translate) {
    this.#ladder = ladder;
    this.#t = t;
  }

  /** `chosen`: of more clients than there are tracks, only this one has bars. */
  within(stretch: Stretch, chosen: Client | null): Pick<Scene, "sessionBars"> {
    const { store, options } = this.#ladder;
    const { scope, stepRows } = options;
    if (stretch.isEmpty || stepRows || scope.kind === "session" || begunIn(scope, store) < 2) return {};
    this.#place();
    const found = new Map<Session, number>();
    const tracks: readonly (readonly Pick<Placed, "client" | "until">[])[] =
      this.#leftOut.length === 0 ? this.#tracks : [chosen ? [{ client: chosen, until: untilOf(chosen) }] : []];
    // A session at none of these moments has no height. A filter may hide any number of them between two rows.
    for (const at of stretch.moments()) {
      for (const [track, placed] of tracks.entries()) {
        const { sessions = [], begun = [] } = placed[partition(placed.length, (i) => (placed[i]?.until ?? 0) < at)]?.client ?? {};
        if ((sessions[0]?.startedAt ?? 0) > at) continue;
        // The one before and the one after too, since the link between two may lead through the stretch.
        const nth = partition(begun.length, (i) => (begun[i]?.endedAt ?? Number.POSITIVE_INFINITY) < at);
        for (const session of begun.slice(Math.max(0, nth - 1), nth + 2)) found.set(session, track);
      }
    }
    const sorted = [...found].sort(([a, track], [b, other]) => track - other || a.index - b.index);
    const several = clientsIn(scope, store).length > 1;
    const bars = sorted.map(([session, track]) => barOf(session, track, several, stretch, this.#t));
    return { sessionBars: { tracks: tracks.length, bars: bars.filter(({ from, to }) => to === null || to > from) } };
  }

  /** Places the clients that are new, and those for which a track may be free, or not, because an earlier client began or ended a session. */
  #place(): void {
    const { store, options } = this.#ladder;
    const clients = clientsIn(options.scope, store);
    for (const track of this.#tracks) {
      const last = track.at(-1);
      if (last) this.#changed(last);
    }
    for (; this.#sessions < store.sessions.length; this.#sessions++) this.#changedClient(store.sessions[this.#sessions]?.client);
    for (; this.#wentOn < store.sessionsThatWentOn.length; this.#wentOn++)
      this.#changedClient(store.sessionsThatWentOn[this.#wentOn]?.client);
    for (; this.#clients < clients.length; this.#clients++) {
      const client = clients[this.#clients];
      const first = client?.sessions[0];
      this.#latestStarts.push(Math.max(this.#latestStarts.at(-1) ?? 0, first?.startedAt ?? 0));
      if (!client || !first) continue;
      const placed = { client, index: this.#clients, until: untilOf(client) };
      const free = this.#tracks.find((track) => (track.at(-1)?.until ?? 0) < first.startedAt);
      if (free) free.push(placed);
      else if (this.#tracks.length < MOST_TRACKS) this.#tracks.push([placed]);
      else this.#leftOut.push(this.#clients);
    }
  }

  #changedClient(client: Client | undefined): void {
    for (const track of this.#tracks) {
      const placed = client && track[partition(track.length, (i) => (track[i]?.client.index ?? 0) < client.index)];
      if (placed?.client === client && placed) this.#changed(placed);
    }
  }

  /** A client may have another end: the clients that began after the earlier of the two are placed anew. */
  #changed(placed: Placed): void {
    const until = untilOf(placed.client);
    if (until === placed.until) return;
    const earlier = Math.min(until, placed.until);
    placed.until = until;
    const begunBefore = partition(this.#clients, (client) => (this.#latestStarts[client] ?? 0) < earlier);
    const anew = Math.max(placed.index + 1, begunBefore);
    this.#clients = this.#latestStarts.length = anew;
    for (const track of this.#tracks) while ((track.at(-1)?.index ?? -1) >= anew) track.pop();
    while (this.#tracks.at(-1)?.length === 0) this.#tracks.pop();
    while ((this.#leftOut.at(-1) ?? -1) >= anew) this.#leftOut.pop();
  }
}

/** When the last session of a client ended. */
function untilOf({ sessions }: Client): EpochMs {
  const last = sessions.at(-1);
  return last?.state === "closed" ? (last.endedAt ?? last.lastAt) : Number.POSITIVE_INFINITY;
}

function barOf(session: Session, track: number, several: boolean, { positions }: Stretch, t: Translate): SessionBar {
  const { sid, state, startedAt, endedAt, lastAt } = session;
  const outcome = outcomeOf(session);
  const { begun } = session.client;
  const place = partition(begun.length, (i) => (begun[i]?.index ?? 0) < session.index);
  const [before = null, next = null] = [begun[place - 1], begun[place + 1]];
  const to = state === "closed" ? positions.bottomAt(endedAt ?? lastAt) : null;
  // The end of a session may be reported only after the next one has begun.
  const room = next ? positions.topAt(next.startedAt) : null;
  return {
    track,
    ...(several && { client: session.client.index }),
    sid: sid === null ? t("sidUnseen") : shortSid(sid),
    from: positions.topAt(startedAt),
    to: to === null || room === null ? (to ?? room) : Math.min(to, room),
    end: outcome === "open" ? "none" : outcome === "clean" ? "clean" : "error",
    follows: before && positions.bottomAt(before.endedAt ?? before.lastAt),
  };
}
