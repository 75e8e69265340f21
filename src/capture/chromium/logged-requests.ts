// Reports from Chromium's log of requests, for the capture with scripts in pages: requests when they are over, and websockets at their end,
// which those of workers need.

import { bodyOf, exchangeEvents, type HarEntry, overAt, socketEvents, startOf } from "../../har/entries.ts";
import { mayBeHop, mayBePassedOn, passedOn } from "../../har/passed-on.ts";
import { LoggedRedirects } from "../../har/redirects.ts";
import { engineUrl } from "../../protocol/engine/url.ts";
import type { LogSink } from "../page/tab-port.ts";
import type { LogEntry, NetworkLog } from "./network-log.ts";

/**
 * How long a request that may have passed a service worker waits for its hop, and a hop for its request. They end at about the same time, but the
 * log may be busy. Less than the capture holds all events of the log for.
 */
const PAIRED_WITHIN_MS = 500;
/** So many of them are kept for that: a hop may also go on when its page gave the request up. */
const MOST_KEPT = 64;

/** Returns what ends it. */
export function watchLog(log: NetworkLog, reports: LogSink): () => void {
  let ids = 0;
  const redirects = new LoggedRedirects(() => String(++ids));
  const kept: HarEntry[] = [];
  const waiting = new Map<HarEntry, () => void>();

  /** Resolves when the other entry of a request that passed a service worker is kept too, or does not come. */
  const paired = async (entry: HarEntry) => {
    if (kept.push(entry) > MOST_KEPT) kept.shift();
    const { hops, hopOf } = passedOn(kept);
    for (const [other, resolve] of waiting) if (hops.has(other) || hopOf.has(other)) resolve();
    if (hops.has(entry) || hopOf.has(entry)) return;
    await new Promise<void>((resolve) => {
      waiting.set(entry, resolve);
      setTimeout(resolve, PAIRED_WITHIN_MS);
    });
    waiting.delete(entry);
  };

  const report = async ({ entry, content }: LogEntry) => {
    // In the order of the log, whatever waits below.
    const recorded = redirects.take(entry);
    if (!recorded) return;
    const isRead = reports.reads(overAt(entry));
    const mayPass = engineUrl(entry.request.url) && (mayBeHop(entry) || mayBePassedOn(entry));
    // Asked for at once: the browser drops it when the page goes away.
    const read = mayPass ? content() : null;
    if (mayPass) await paired(entry);
    const { hops, hopOf } = passedOn(kept);
    const body = recorded.part === "engine" && !hops.has(entry) ? bodyOf(entry, await (read ?? content())) : null;
    isRead();
    if (hops.has(entry)) return;
    for (const event of exchangeEvents(entry, { ...recorded, hop: hopOf.get(entry) }, body)) reports.report({ kind: "http", event });
  };

  return log.listen((over) => {
    reports.countRequest();
    if (!over) return;
    const { entry } = over;
    if (entry._resourceType !== "websocket") return void report(over);
    const events = (id: string) => socketEvents(entry, id, { ended: true });
    reports.report({ kind: "socket", url: entry.request.url, openedAt: startOf(entry), events });
  });
}
