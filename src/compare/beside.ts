// A server's log beside the trace of a page: one trace with the events of both. Those of the log come last, under their own address, with times by the
// browser's clock; the header says how far the server's clock is ahead. So the sessions of the log are sessions of their own, with lifelines of their
// own.

import { Store } from "../session/store.ts";
import type { EpochMs, Gap, WireEvent, WsFrame } from "../wire/event.ts";
import { eventsOf } from "../wire/events-of.ts";
import { partition } from "../wire/partition.ts";
import { serverClock, takeJourneys } from "./crossings.ts";
import { recognised, type UnnamedFrame } from "./recognised.ts";

/** A log that was opened. */
interface ServerLog {
  readonly store: Store | null;
  readonly unnamed?: readonly UnnamedFrame[] | undefined;
}

const EVENTS_A_STEP = 256;

/**
 * Null if the log has no session of the trace, or the trace has a log already. Yields now and then, so that others may work. `limit` sets how much of
 * the new store may be in memory.
 */
export async function* beside(
  page: Store,
  { store: server, unnamed = [] }: ServerLog,
  limit: (store: Store) => Store = (store) => store,
): AsyncGenerator<unknown, Store | null> {
  const { header } = page.log;
  const clock = header.serverClock || !server ? null : yield* serverClock(page, server);
  if (clock === null || !server) return null;
  const frames = yield* recognised(page, server, clock, unnamed);
  const store = limit(new Store({ ...header, serverClock: clock }));
  let n = 0;
  for await (const events of eventsOf(page.log))
    for (const [, event] of events) {
      store.push(event);
      if (++n % EVENTS_A_STEP === 0) yield;
    }
  let next = 0;
  const pushUntil = (at: EpochMs) => {
    for (let frame = frames[next]; frame && frame.at <= at; frame = frames[++next]) store.push(byBrowser(frame, clock.ahead));
  };
  for await (const events of eventsOf(server.log))
    for (const [, event] of events) {
      pushUntil(event.at);
      const left = event.kind === "gap" ? withoutFrames(event, frames) : event;
      if (left) store.push(byBrowser(left, clock.ahead));
      if (++n % EVENTS_A_STEP === 0) yield;
    }
  pushUntil(Number.POSITIVE_INFINITY);
  yield* takeJourneys(store);
  return store;
}

function byBrowser(event: WireEvent, ahead: number): WireEvent {
  const moved = { ...event, at: event.at - ahead };
  if (moved.kind === "gap") return { ...moved, until: moved.until - ahead };
  return moved.kind === "http-request" || moved.kind === "ws-open" ? { ...moved, source: "server-debug-log" } : moved;
}

/** A gap without the packets that were recognised after all; null if it had no other. */
function withoutFrames(gap: Gap, frames: readonly WsFrame[]): Gap | null {
  const before = (isBefore: (at: EpochMs) => boolean) => partition(frames.length, (i) => isBefore(frames[i]?.at ?? 0));
  const packets = (gap.packets ?? 0) - (before((at) => at <= gap.until) - before((at) => at < gap.at));
  return packets > 0 ? { ...gap, packets } : null;
}
