// Clearing a trace: the new trace keeps the events of open sessions that later events need (how each began and was upgraded, and the requests
// under way) and the pages, iframes and workers. A gap has the amount of everything else.

import type { EpochMs, Gap } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import { ENTRY } from "./entries.ts";
import type { Exchange } from "./model.ts";
import { Store } from "./store.ts";

/** A new store that goes on where `old` is at `now`. */
export function cleared(old: Store, now: EpochMs): Store {
  const lines = new Set<LineRef>();
  const keep = (...refs: readonly (LineRef | null)[]) => {
    for (const ref of refs) if (ref !== null) lines.add(ref);
  };
  const followed = new Set(old.links.map((link) => (link.kind === "http" ? link.redirectedFrom : null)));
  for (const link of old.links) {
    if (link.session === null || link.session.state === "closed") continue;
    if (link.kind !== "http") {
      if (link.closedAt === null) keep(link.openLine, link.handshakeLine);
    } else if (link.handshake || link.endedAt === null || (link.location !== null && !followed.has(link))) {
      for (let leg: Exchange | null = link; leg !== null; leg = leg.redirectedFrom) keep(leg.requestLine, leg.responseLine, leg.endLine);
    }
  }
  for (const { state, openEntry, upgrade } of old.sessions) {
    if (state === "closed") continue;
    for (const entry of [openEntry, upgrade?.probeEntry, upgrade?.probeAnswerEntry, upgrade?.switchEntry]) {
      if (entry !== null && entry !== undefined) keep(old.entries.line(entry));
    }
  }
  const store = new Store(old.log.header);
  const events = [...lines].sort((a, b) => a - b).map((line) => old.read(line));
  for (const { documentFrame, type, url, parent, gone } of old.contexts.values()) {
    if (gone) continue;
    const at = events[0]?.at ?? now;
    store.push({ kind: "context", at, documentFrame, type, url, ...(parent !== null && { parent }), state: "appeared" });
  }
  for (const event of events) store.push(event);
  const gap = leftOut(old, lines, now);
  if (gap) store.push(gap);
  return store;
}

/** The gap for the packets that are not kept, with those of earlier gaps; null when there are none. */
function leftOut(old: Store, kept: ReadonlySet<LineRef>, now: EpochMs): Gap | null {
  const { entries } = old;
  let at: EpochMs | null = null;
  let [packets, bytes] = [0, 0];
  for (let place = 0; place < entries.length; place++) {
    const entry = entries.ordered(place);
    const gap = entries.kind(entry) === ENTRY.gap ? old.read(entries.line(entry)) : null;
    if (gap?.kind === "gap") {
      packets += gap.packets ?? 0;
      bytes += gap.bytes ?? 0;
    } else if (entries.isPacket(entry) && !kept.has(entries.line(entry))) {
      packets++;
      bytes += entries.size(entry);
    } else continue;
    at ??= entries.at(entry);
  }
  return at === null ? null : { kind: "gap", at, until: now, reason: "cleared", packets, bytes };
}
