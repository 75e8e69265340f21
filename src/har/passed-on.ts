// Which entries of Chromium's log are hops: requests of a service worker that pass on one of a page, which has an entry of its own
// (cdp/service-workers.ts). Nothing in a hop names the page's entry.

import { type HarEntry, startOf } from "./entries.ts";

export interface PassedOn {
  readonly hops: ReadonlySet<HarEntry>;
  /** By the entry that was passed on: its last hop, because a worker may ask again after a failure. */
  readonly hopOf: ReadonlyMap<HarEntry, HarEntry>;
}

/** The log takes the times when requests begin from two processes. */
const APART_MS = 10;

export function passedOn(entries: readonly HarEntry[]): PassedOn {
  const pages = new Map<string, HarEntry[]>();
  for (const entry of entries) if (mayBePassedOn(entry)) pages.set(keyOf(entry), [...(pages.get(keyOf(entry)) ?? []), entry]);
  const hops = new Set<HarEntry>();
  const hopOf = new Map<HarEntry, HarEntry>();
  for (const entry of entries) {
    const page = mayBeHop(entry) && pages.get(keyOf(entry))?.find((page) => page !== entry && isDuring(entry, page));
    if (!page) continue;
    hops.add(entry);
    hopOf.set(page, entry);
  }
  return { hops, hopOf };
}

export function mayBeHop({ _resourceType, response }: HarEntry): boolean {
  return _resourceType === "fetch" && !response._fetchedViaServiceWorker;
}

/** Whether a service worker may have handled the page's request: the log says that one did, or the request failed, of which it does not say. */
export function mayBePassedOn({ response }: HarEntry): boolean {
  return response._fetchedViaServiceWorker || response.status === 0;
}

function keyOf({ request: { method, url } }: HarEntry): string {
  return `${method} ${url}`;
}

function isDuring(hop: HarEntry, page: HarEntry): boolean {
  const after = startOf(hop) - startOf(page);
  return after > -APART_MS && after < Math.max(0, page.time) + APART_MS;
}
