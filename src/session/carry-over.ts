// A cleared trace goes on with the sessions that are under way: how each of them began and was upgraded, the requests it waits for, and
// the pages there are. What is left out stands in a gap.

import type { EpochMs } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
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
  for (const { state, upgrade } of old.sessions) {
    if (state === "closed" || !upgrade) continue;
    for (const entry of [upgrade.probeEntry, upgrade.probeAnswerEntry, upgrade.switchEntry])
      keep(entry === null ? null : old.entries.line(entry));
  }
  const store = new Store(old.log.header);
  const events = [...lines].sort((a, b) => a - b).map((line) => old.read(line));
  for (const { documentFrame, type, url, parent, gone } of old.contexts.values()) {
    if (gone) continue;
    const at = events[0]?.at ?? now;
    store.push({ kind: "context", at, documentFrame, type, url, ...(parent !== null && { parent }), state: "appeared" });
  }
  for (const event of events) store.push(event);
  if (old.packets > store.packets) {
    const from = events.at(-1)?.at ?? now;
    store.push({
      kind: "gap",
      at: from,
      until: now,
      reason: "cleared",
      packets: old.packets - store.packets,
      bytes: bytesOf(old) - bytesOf(store),
    });
  }
  return store;
}

/** Of all packets. */
function bytesOf({ sessions }: Store): number {
  return sessions.reduce((sum, { bytes }) => sum + bytes, 0);
}
