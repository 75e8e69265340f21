// Clients of every major version against servers of every major version, as tests/fixtures/pairings.mjs recorded them.

import { readFileSync } from "node:fs";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { play } from "./ladder-text.ts";

export interface Pairing {
  readonly server: string;
  readonly allowEIO3: boolean;
  readonly client: string;
  readonly transports: readonly string[];
  /** What the client's library told its application. */
  readonly said: readonly string[];
  readonly events: readonly WireEvent[];
}

export const pairings = readFileSync(new URL("../../fixtures/pairings.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Pairing);

export function titleOf({ client, server, allowEIO3, transports }: Pairing): string {
  return `client ${client}, server ${server}${allowEIO3 ? " with allowEIO3" : ""}, ${transports.join(" and ")}`;
}

export function storeOf({ events }: Pairing): Store {
  const store = play("");
  for (const event of events) store.push(event);
  return store;
}
