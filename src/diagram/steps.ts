// The article's steps: to which of them an entry belongs. Steps that overlap in time are cut by rows.

import { ENGINE_CLOSE, ENGINE_OPEN } from "../protocol/packet.ts";
import { ENTRY, type Entries } from "../session/entries.ts";
import type { Link, Session } from "../session/model.ts";

export const STEPS = ["none", "page", "handshake", "polling", "upgrade", "messages", "heartbeat", "close"] as const;
export type StepName = (typeof STEPS)[number];

/** The numbers of the article's figure 1. */
export const STEP_NUMBERS: Readonly<Record<StepName, string>> = {
  none: "",
  page: "1",
  handshake: "2",
  polling: "3",
  upgrade: "4",
  messages: "5",
  heartbeat: "6",
  close: "",
};

/** `none`: it stays in the step it falls into. */
export function stepOf(entries: Entries, entry: number, link: Link | undefined): StepName {
  const kind = entries.kind(entry);
  if (!link) return kind === ENTRY.context ? "page" : "none";
  const { session } = link;
  if (!session) return link.kind === "http" && link.part !== "preflight" ? "page" : "none";
  const at = entries.at(entry);
  if (inUpgrade(session, at, entry)) return "upgrade";
  const packet = kind === ENTRY.packet;
  if (packet && entries.engine(entry) === ENGINE_OPEN) return "handshake";
  if (kind === ENTRY.wsClose || kind === ENTRY.wsError) return "close";
  if (packet && entries.engine(entry) === ENGINE_CLOSE) return "close";
  if (link.kind === "http") return link.handshake ? "handshake" : "polling";
  if (!packet) return "handshake";
  return entries.isHeartbeat(entry) ? "heartbeat" : "messages";
}

/** From the request for the new transport to the packet that switches to it. */
function inUpgrade(session: Session, at: number, entry: number): boolean {
  const { upgrade } = session;
  if (!upgrade || at < upgrade.openedAt) return false;
  const end = upgrade.switchedAt ?? upgrade.failedAt ?? Number.POSITIVE_INFINITY;
  return at < end || entry === upgrade.switchEntry || (at === end && entry === upgrade.openEntry);
}
