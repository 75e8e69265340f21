// Clearing a trace: the new trace keeps the events of open sessions that later events need (how each began and was upgraded, which revisions,
// parser and namespaces it has, its last heartbeat, and the requests under way) and the pages, iframes and workers. A gap has the amount of
// everything else. It ends them: what is counted begins after it.

import type { EpochMs, Gap, WireEvent } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import { ENTRY, FLAG, NONE } from "./entries.ts";
import type { Exchange } from "./model.ts";
import { Store } from "./store.ts";

/** A new store that goes on where `old` is when it resolves, which is when `now` is read. Events may come until then. */
export async function cleared(old: Store, now: () => EpochMs): Promise<Store> {
  const events = new Map<LineRef, WireEvent>();
  for (;;) {
    const lines = neededLines(old);
    const missing = lines.filter((line) => !events.has(line));
    if (missing.length === 0) return anew(old, new Map(lines.map((line) => [line, events.get(line) as WireEvent])), now());
    for (const line of missing) events.set(line, await old.log.readWhole(line));
  }
}

/** How many records are pushed between two pauses: some milliseconds of work. */
const RECORDS_AT_ONCE = 2048;

/**
 * Undoes a clearing: pushes into `old` what `live`, which took its place, has recorded from the record `from` on, also what comes meanwhile. Calls `joined`
 * in the moment in which `old` has everything. Gives up when `goesOn` returns false, which is asked after each pause.
 */
export async function rejoin(
  old: Store,
  live: Store,
  from: LineRef,
  { goesOn, pause, joined }: { goesOn(): boolean; pause(): Promise<void>; joined(): void },
): Promise<void> {
  for (let line = from; line < live.log.length; line++) {
    if ((line - from) % RECORDS_AT_ONCE === 0) {
      await pause();
      if (!goesOn()) return;
    }
    old.push(await live.log.readWhole(line));
  }
  joined();
}

/** The records that later events need, in their order. */
function neededLines(old: Store): LineRef[] {
  const lines = new Set<LineRef>();
  const keep = (...refs: readonly (LineRef | null)[]) => {
    for (const ref of refs) if (ref !== null) lines.add(ref);
  };
  for (const link of old.links) {
    if (link.session === null || link.session.state === "closed") continue;
    if (link.kind !== "http") {
      if (link.closedAt === null) keep(link.openLine, link.handshakeLine);
    } else if (link.handshake || link.endedAt === null || (link.location !== null && link.redirectedTo === null)) {
      for (let leg: Exchange | null = link; leg !== null; leg = leg.redirectedFrom) keep(leg.requestLine, leg.responseLine, leg.endLine);
    }
  }
  for (const { state, openEntry, upgrade, shownBy } of old.sessions) {
    if (state === "closed") continue;
    const { probeEntry = null, probeAnswerEntry = null, switchEntry = null } = upgrade ?? {};
    for (const entry of [openEntry, probeEntry, probeAnswerEntry, switchEntry, ...shownBy.values()]) {
      for (const each of entry === null ? [] : packetEntries(old, entry)) {
        const link = old.link(each);
        if (link?.kind === "http") keep(link.requestLine, link.responseLine, link.endLine);
        keep(old.entries.line(each));
      }
    }
  }
  return [...lines].sort((a, b) => a - b);
}

function anew(old: Store, kept: ReadonlyMap<LineRef, WireEvent>, now: EpochMs): Store {
  const store = new Store(old.log.header);
  const events = [...kept.values()];
  const from = events[0]?.at ?? now;
  // The sessions that are kept lack their beginnings.
  if (old.late && !old.isWhole && events.length > 0) store.push({ kind: "note", at: from, what: "late" });
  for (const { documentFrame, type, url, parent, gone } of old.contexts.values()) {
    if (gone) continue;
    const state = type === "page" && old.isWhole ? "navigated" : "appeared";
    store.push({ kind: "context", at: from, documentFrame, type, url, ...(parent !== null && { parent }), state });
  }
  for (const event of events) store.push(event);
  if (old.entries.length > 0) store.push(leftOut(old, kept, now));
  return store;
}

/** A packet with its attachments, and its answer or question with theirs. */
function packetEntries(old: Store, entry: number): number[] {
  const { entries } = old;
  const isAttachment = (entries.flags(entry) & FLAG.attachment) !== 0;
  const header = isAttachment ? entries.peer(entry) : entry;
  const peer = entries.peer(header);
  return (peer === NONE ? [header] : [header, peer]).flatMap((each) => [each, ...old.attachments(each)]);
}

/** The gap for the packets that are not kept, with those of earlier gaps. */
function leftOut(old: Store, kept: ReadonlyMap<LineRef, WireEvent>, now: EpochMs): Gap {
  const { entries } = old;
  let at: EpochMs | null = null;
  let [packets, bytes] = [0, 0];
  for (let place = 0; place < entries.length; place++) {
    const entry = entries.ordered(place);
    const kind = entries.kind(entry);
    // An earlier clearing is a note.
    const gap = kind === ENTRY.gap || kind === ENTRY.note ? old.read(entries.line(entry)) : null;
    if (gap?.kind === "gap") {
      packets += gap.packets ?? 0;
      bytes += gap.bytes ?? 0;
    } else if (entries.isPacket(entry) && !kept.has(entries.line(entry))) {
      packets++;
      bytes += entries.size(entry);
    } else continue;
    at ??= entries.at(entry);
  }
  return { kind: "gap", at: at ?? now, until: now, reason: "cleared", packets, bytes };
}
