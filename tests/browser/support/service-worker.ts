// What the service workers of the demo's page do with its requests (`?sw=`), and what a trace has of it, in any browser.

import type { AnyPanel } from "../../../demo/devtools.mjs";
import { load } from "../../../demo/scenarios/figures.mjs";
import type { DemoServer, Version } from "../../../demo/server.mjs";
import type { WireEvent } from "../../../src/wire/event.ts";

/** Strategies that lead to the server, and what its answers pass. */
export const strategies: readonly (readonly [strategy: string, Version, through: "service-worker" | undefined])[] = [
  ["network-first", "4.8.4", "service-worker"],
  ["network-first", "2.5.1", "service-worker"],
  ["cache-first", "4.8.4", "service-worker"],
  ["copy", "4.8.4", "service-worker"],
  ["pass", "4.8.4", undefined],
];

/** Loads a page whose service worker has this strategy, and whose client polls and is connected. */
export async function loadPolling({ page }: AnyPanel, server: DemoServer, strategy: string) {
  const client = await load({ page, url: `${server.url}?sw=${strategy}&transports=polling` });
  await client.reaches("connected", "polling");
  return client;
}

/** The answers to requests of Engine.IO, or their failures. */
export function ofEngine<K extends "http-response" | "http-failed">(
  events: readonly WireEvent[],
  kind: K,
): Extract<WireEvent, { kind: K }>[] {
  const engine = new Set(events.flatMap((event) => (event.kind === "http-request" && event.part === "engine" ? event.id : [])));
  return events.filter((event): event is Extract<WireEvent, { kind: K }> => event.kind === kind && "id" in event && engine.has(event.id));
}
