// Bands: where time is drawn to scale and packets follow one another faster than rows have room, all packets of a cell of time stand in one
// row, as tall as the cell is long. Cells lie side by side, so the bands of a burst form one picture of how much was sent and received.

import { ENGINE_MESSAGE } from "../../protocol/packet.ts";
import { ENTRY, type Entries } from "../../session/entries.ts";
import type { Link } from "../../session/model.ts";
import type { EpochMs } from "../../wire/event.ts";
import { Fold } from "./fold.ts";
import { ROW_BIT } from "./row-counts.ts";
import { BAND_HEIGHT, BAND_SLICES } from "./row-kinds.ts";

/** The number of the cell in which a moment lies, counted from the epoch. `scale`: pixels per millisecond. */
export function cellAt(at: EpochMs, scale: number): number {
  return Math.floor((at * scale) / BAND_HEIGHT);
}

/** Where a band begins. */
export interface BandStart {
  readonly cell: number;
  readonly firstEntry: number;
  readonly firstPlace: number;
  /** The moment and the y before its first entry, from which time is drawn to scale. */
  readonly lastAt: EpochMs | null;
  readonly lastY: number;
}

/** A band without packets. */
export function newBand({ cell, firstEntry, firstPlace }: BandStart, scale = 1): Fold {
  const band = new Fold("band", firstEntry, firstPlace);
  band.cell = { from: (cell * BAND_HEIGHT) / scale, until: ((cell + 1) * BAND_HEIGHT) / scale };
  band.slices = new Array<number>(2 * BAND_SLICES).fill(0);
  return band;
}

/** A band with one more entry. */
export function bandWith(entries: Entries, band: Fold, entry: number): Fold {
  return band.withPacket(entry, entries.at(entry), entries.isPacket(entry) ? entries.isSent(entry) : null, entries.size(entry));
}

/** The bits of `ROW_BIT` of a band: sent, received, or both, by its packets. */
export function bandBits({ slices }: Fold): number {
  return slices.reduce((bits, count, i) => (count === 0 ? bits : bits | (i % 2 === 1 ? ROW_BIT.sent : ROW_BIT.received)), 0);
}

/**
 * Whether an entry may stand in a band: a packet with a message, or a poll that went well. Facts that become known long after a packet do not
 * decide it: each such fact would make all rows after the packet anew.
 */
export function mayBeInBand(entries: Entries, entry: number, link: Link | undefined): boolean {
  switch (entries.kind(entry)) {
    case ENTRY.packet:
      return entries.engine(entry) === ENGINE_MESSAGE;
    case ENTRY.request:
    case ENTRY.response:
      return link?.kind === "http" && link.part === "engine" && !link.handshake && !entries.isProblem(entry);
    default:
      return false;
  }
}
