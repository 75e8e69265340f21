// A cleared trace goes on with the sessions that are under way: how each of them began and was upgraded, the requests it waits for, and
// the pages there are. What is left out stands in a gap.

import type { EpochMs, Gap } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import { ENTRY } from "./entries.ts";
import { Store } from "./store.ts";

export function cleared(old: Store, now: EpochMs): Store {
  const lines = new Set<LineRef>();
  const keep = (...refs: readonly (LineRef | null)[]) => {
    for (const ref of refs) if (ref !== null) lines.add(ref);
  };
  for (const link of old.links) {
    if (link.session === null || link.session.state === "closed") continue;
    if (link.kind !== "http") {
      if (link.closedAt === null) keep(link.openLine, link.handshakeLine);
    } else if (link.handshake || link.endedAt === null) keep(link.requestLine, link.responseLine, link.endLine);
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

/** What is not carried over: its packets, and what earlier gaps tell; null when it is nothing. */
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
