// What the page and the server recorded of the same packets, where a server's log lies beside a trace: each packet has an entry on both sides, or on
// the side of its sender alone. Packets of one direction and transport arrive in the order in which they were sent, so they are aligned by what they
// are.

import { ENTRY } from "../session/entries.ts";
import type { Session } from "../session/model.ts";
import { Reader } from "../session/reader.ts";
import type { Journey, Store } from "../session/store.ts";
import type { EpochMs, ServerClock } from "../wire/event.ts";
import { align } from "./align.ts";
import { packetName } from "./steps.ts";

/** A packet, by its entries in the stores of the page and of the server. One of them is null if only one side has it. */
interface Crossing {
  readonly isSent: boolean;
  readonly page: number | null;
  readonly server: number | null;
}

/** The packets of a session of one direction and transport, and what they are. */
interface Lane {
  readonly isSent: boolean;
  readonly entries: number[];
  readonly says: string[];
  /** What some of them are is not known. */
  hasUnknown: boolean;
}

const ENTRIES_A_STEP = 512;
/** A side that has recorded for so long after a packet would have it, if it had arrived. In milliseconds. */
const SURELY = 1000;

/** Whether a session is one of a server's log. */
const isServers = ({ sources }: Session): boolean => sources.has("server-debug-log");

/**
 * How far the server's clock is ahead of the browser's. A packet arrives after it was sent: what the page sent bounds that from above, what the server
 * sent from below. Null if the stores have no session in common with packets in both directions.
 */
export function* serverClock(page: Store, server: Store): Generator<unknown, ServerClock | null> {
  const crossings = yield* crossingsOf(page, server);
  const pairs = crossings.flatMap(({ isSent, page: a, server: b }) =>
    a === null || b === null ? [] : [{ isSent, at: server.entries.at(b), ahead: server.entries.at(b) - page.entries.at(a) }],
  );
  // The server cuts its times off: it was up to a millisecond later, or a second if all its times are whole seconds.
  const cutOff = pairs.some(({ at }) => at % 1000 !== 0) ? 1 : 1000;
  let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const { isSent, ahead } of pairs) {
    if (isSent) most = Math.min(most, ahead + cutOff);
    else least = Math.max(least, ahead);
  }
  if (!Number.isFinite(least) || !Number.isFinite(most)) return null;
  // Clocks that drift apart contradict themselves by as much as they drift.
  return { ahead: rounded((least + most) / 2), within: rounded(Math.abs(most - least) / 2), packets: pairs.length };
}

/** To microseconds. */
const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;

/** Finds out `journeys` of a store, if a server's log is beside its trace. */
export function* takeJourneys(store: Store): Generator<unknown, void> {
  if (store.log.header.serverClock && store.journeys === null) store.journeys = yield* journeysIn(store);
}

/** See `Store.journeys`. What one side may not have recorded is left out. */
function* journeysIn(store: Store): Generator<unknown, ReadonlyMap<number, Journey>> {
  const found = new Map<number, Journey>();
  const { entries } = store;
  const crossings = yield* crossingsOf(store, store);
  const isExact = (store.log.header.serverClock?.within ?? 0) < SURELY / 2;
  const { page, server } = yield* recordedUntil(store);
  for (const { isSent, page: a, server: b } of crossings) {
    const receiver = isSent ? b : a;
    const sender = isSent ? a : b;
    if (receiver !== null && sender !== null) {
      const took = isExact ? Math.max(0, entries.at(receiver) - entries.at(sender)) : null;
      for (const entry of [receiver, sender]) found.set(entry, { receiver, took });
    } else if (sender !== null && entries.at(sender) + SURELY < (isSent ? server : page)) found.set(sender, { receiver: null, took: null });
  }
  return found;
}

/** Until when each side has recorded without a gap. */
function* recordedUntil(store: Store): Generator<unknown, Readonly<Record<"page" | "server", EpochMs>>> {
  const { entries } = store;
  const reader = new Reader(store);
  const last = { page: 0, server: 0 };
  const gap = { page: Number.POSITIVE_INFINITY, server: Number.POSITIVE_INFINITY };
  for (let place = 0; place < entries.length; place++) {
    if (place % ENTRIES_A_STEP === 0) yield;
    const entry = entries.ordered(place);
    const at = entries.at(entry);
    const session = store.link(entry)?.session;
    if (session) last[isServers(session) ? "server" : "page"] = at;
    if (entries.kind(entry) !== ENTRY.gap) continue;
    const event = reader.event(entry);
    if (event.kind !== "gap" || event.reason === "clock-jumped") continue;
    const side = event.reason === "session-unnamed" ? "server" : "page";
    gap[side] = Math.min(gap[side], at);
  }
  return { page: Math.min(last.page, gap.page), server: Math.min(last.server, gap.server) };
}

/** The packets of the sessions that both sides have. `page` and `server` may be one store. */
export function* crossingsOf(page: Store, server: Store): Generator<unknown, Crossing[]> {
  const ofServer = yield* lanesOf(server, true);
  const crossings: Crossing[] = [];
  for (const [key, a] of yield* lanesOf(page, false)) {
    const b = ofServer.get(key);
    if (!b) continue;
    let [i, j] = [0, 0];
    const isWhole = !a.hasUnknown && !b.hasUnknown;
    for (const [nextI, nextJ] of [...align(a.says, b.says), [a.says.length, b.says.length] as const]) {
      while (isWhole && i < nextI) crossings.push({ isSent: a.isSent, page: a.entries[i++] ?? null, server: null });
      while (isWhole && j < nextJ) crossings.push({ isSent: a.isSent, page: null, server: b.entries[j++] ?? null });
      if (nextI < a.says.length) crossings.push({ isSent: a.isSent, page: a.entries[nextI] ?? null, server: b.entries[nextJ] ?? null });
      [i, j] = [nextI + 1, nextJ + 1];
    }
    yield;
  }
  return crossings;
}

/** The packets of one side, by their session's sid, transport and direction. */
function* lanesOf(store: Store, ofServer: boolean): Generator<unknown, Map<string, Lane>> {
  const { entries } = store;
  const reader = new Reader(store);
  const lanes = new Map<string, Lane>();
  for (let place = 0; place < entries.length; place++) {
    if (place % ENTRIES_A_STEP === 0) yield;
    const entry = entries.ordered(place);
    const link = store.link(entry);
    const sid = link?.session?.sid;
    if (!entries.isPacket(entry) || !link?.session || sid == null || isServers(link.session) !== ofServer) continue;
    const isSent = entries.isSent(entry);
    const key = `${link.kind} ${isSent} ${sid}`;
    const lane = lanes.get(key) ?? { isSent, entries: [], says: [], hasUnknown: false };
    lanes.set(key, lane);
    const says = packetName(store, reader, entry);
    lane.entries.push(entry);
    lane.says.push(says);
    lane.hasUnknown ||= says === "" || says === "invalid";
  }
  return lanes;
}
