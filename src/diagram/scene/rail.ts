// Which clients stand where in the session rail, at the left edge: those that follow one another in time share a track, those that overlap
// stand side by side. The sessions of one client never overlap.

import type { Client } from "../../session/model.ts";

const MOST_TRACKS = 4;

/** Clients by track, from left to right, each in the order of time; one for which there is no track any more is left out. */
export function railTracks(clients: readonly Client[]): readonly (readonly Client[])[] {
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
