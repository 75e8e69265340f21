// What the service workers of the demo's page do with its requests (`?sw=`), and what a trace has of it, in any browser.

import type { Version } from "../../../demo/server.mjs";
import type { HttpResponse, WireEvent } from "../../../src/wire/event.ts";

/** Strategies that lead to the server, and what its answers pass. */
export const strategies: readonly (readonly [strategy: string, Version, through: "service-worker" | undefined])[] = [
  ["network-first", "4.8.4", "service-worker"],
  ["network-first", "2.5.1", "service-worker"],
  ["cache-first", "4.8.4", "service-worker"],
  ["copy", "4.8.4", "service-worker"],
  ["pass", "4.8.4", undefined],
];

/** The answers to requests of Engine.IO. */
export function engineAnswers(events: readonly WireEvent[]): HttpResponse[] {
  const engine = new Set(events.flatMap((event) => (event.kind === "http-request" && event.part === "engine" ? event.id : [])));
  return events.flatMap((event) => (event.kind === "http-response" && engine.has(event.id) ? event : []));
}
