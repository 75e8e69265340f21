// What the evidence of rules about a session is made of.

import type { Channel, Exchange, Session } from "../session/model.ts";
import type { Reader } from "../session/reader.ts";
import type { Store } from "../session/store.ts";
import type { EpochMs } from "../wire/event.ts";
import { partition } from "../wire/partition.ts";
import { openingOf } from "./attempt.ts";
import type { Said } from "./catalogue.ts";
import type { Evidence, Finding } from "./finding.ts";

/** Rows in the order of time, without those whose entry there is none of, and with the first words of a row that is there twice. */
export function inOrder(store: Store, ...rows: readonly (readonly [entry: number | null | undefined, says: Said])[]): Evidence[] {
  const { entries } = store;
  const said = new Map<number, Said>();
  for (const [entry, says] of rows) if (entry !== null && entry !== undefined && !said.has(entry)) said.set(entry, says);
  return [...said].sort(([a], [b]) => entries.at(a) - entries.at(b) || a - b).map(([entry, says]) => ({ entry, says }));
}

/** Milliseconds as a number of seconds for a sentence: `0.35`, `12.4`, `301`. */
export function seconds(ms: number): number {
  const s = ms / 1000;
  return Number(s.toFixed(s < 10 ? 2 : s < 100 ? 1 : 0));
}

/** A number of bytes as a number of kilobytes of 1000 bytes for a sentence: `0.4`, `1200`. */
export function kilobytes(bytes: number): number {
  const kB = bytes / 1000;
  return Number(kB.toFixed(kB < 100 ? 1 : 0));
}

/** What carried a session at its end, if that was a websocket or WebTransport; null if it was polling, or was not recorded. */
export function channelOf(session: Session, store: Store): Channel | null {
  const { upgrade, startEntry, lastHeard } = session;
  if (upgrade && upgrade.switchedAt !== null) return upgrade.channel;
  const link = startEntry === null ? store.link(lastHeard ?? -1) : openingOf(session, store);
  return link !== undefined && link.kind !== "http" ? link : null;
}

/** When the last packet was received, or the session was opened if none was. */
export function heardAt({ lastHeard, openedAt, startedAt }: Session, { entries }: Store): EpochMs {
  return lastHeard === null ? (openedAt ?? startedAt) : entries.at(lastHeard);
}

/** How many links after its handshake are looked at for the first exchanges of a session. */
const MOST_LOOKED_AT = 64;

/** The first exchanges of a session after its handshake, in the order in which they began. */
export function firstExchanges(session: Session, store: Store): Exchange[] {
  const opening = openingOf(session, store);
  if (opening === undefined) return [];
  const after = store.links.slice(opening.index + 1, opening.index + 1 + MOST_LOOKED_AT);
  return after.filter((link) => link.kind === "http").filter((link) => link.session === session && link.part === "engine");
}

/** The arguments of an event as text, by which they are compared. A number that is read as a bigint is no string of the same digits. */
export function argumentsOf(entry: number, reader: Reader): string | undefined {
  const { socket } = reader.packet(entry);
  return JSON.stringify(socket?.data, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
}

/** The host and port of a client's server. */
export function hostOf({ client }: Session): string {
  return URL.canParse(client.address) ? new URL(client.address).host : client.address;
}

/** The last sessions of a client that began before this one and have a sid, the last one first. */
export function begunBefore({ client: { begun }, index }: Session, count: number): readonly Session[] {
  const place = partition(begun.length, (i) => (begun[i]?.index ?? 0) < index);
  return begun.slice(Math.max(0, place - count), place).reverse();
}

/** Whether a session is one of these, which are in the order in which they began. */
export function isAmong(session: Session | null | undefined, sessions: readonly Session[]): boolean {
  if (!session) return false;
  return sessions[partition(sessions.length, (place) => (sessions[place]?.index ?? 0) < session.index)] === session;
}

/** The entries that show what is wrong. What only explains is left out. */
export function problemsOf(findings: readonly Pick<Finding, "severity" | "evidence">[]): ReadonlySet<number> {
  const wrong = findings.filter(({ severity }) => severity !== "info");
  return new Set(wrong.flatMap(({ evidence }) => evidence.map(({ entry }) => entry)));
}
