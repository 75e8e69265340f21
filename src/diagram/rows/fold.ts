// A run of alike rows as one row: how many they are, their latencies, their bytes. It is immutable, so that the ladder can go back to an
// earlier state of it.

import type { EpochMs } from "../../wire/event.ts";
import { BAND_SLICES } from "./row-kinds.ts";

const MOST_BARS = 60;

export class Fold {
  readonly kind: "heartbeat" | "http" | "attempt" | "band";
  readonly firstEntry: number;
  readonly firstPlace: number;
  count = 0;
  bytes = 0;
  /** Latencies in milliseconds; of attempts, how long the client waited before each. */
  least = Number.POSITIVE_INFINITY;
  worst = 0;
  lastEntry = 0;
  /** One bar for each `perBar` units: their worst latency. */
  bars: readonly number[] = [];
  perBar = 1;
  /** The time that a band stands for, which begins before its first packet and ends after its last one; null for other folds. */
  cell: { readonly from: EpochMs; readonly until: EpochMs } | null = null;
  /** For each of the `BAND_SLICES` slices of `cell`: how many packets were received, and how many were sent. */
  slices: readonly number[] = [];
  /** The greatest number in `slices`. */
  most = 0;

  constructor(kind: Fold["kind"], firstEntry: number, firstPlace: number) {
    this.kind = kind;
    this.firstEntry = firstEntry;
    this.firstPlace = firstPlace;
  }

  /** The fold whose last unit goes on with one more entry. */
  until(entry: number): Fold {
    return Object.assign(new Fold(this.kind, this.firstEntry, this.firstPlace), this, { lastEntry: entry });
  }

  /** The fold with one more unit. */
  with(entry: number, latency: number, bytes: number): Fold {
    const next = new Fold(this.kind, this.firstEntry, this.firstPlace);
    next.count = this.count + 1;
    next.bytes = this.bytes + bytes;
    next.least = Math.min(this.least, latency);
    next.worst = Math.max(this.worst, latency);
    next.lastEntry = entry;
    next.perBar = this.perBar;
    const bars = [...this.bars];
    if (this.count % this.perBar === 0) bars.push(latency);
    else bars[bars.length - 1] = Math.max(bars.at(-1) ?? 0, latency);
    next.bars = bars;
    if (bars.length > MOST_BARS) {
      next.bars = bars.filter((_, i) => i % 2 === 0).map((bar, i) => Math.max(bar, bars[2 * i + 1] ?? 0));
      next.perBar *= 2;
    }
    return next;
  }

  /** The band with one more entry. `isSent` is null for a request or an answer without a packet, which is only counted. */
  withPacket(entry: number, at: EpochMs, isSent: boolean | null, bytes: number): Fold {
    const next = this.until(entry);
    next.count++;
    next.bytes += bytes;
    if (isSent === null || this.cell === null) return next;
    const { from, until } = this.cell;
    const slice = Math.max(0, Math.min(BAND_SLICES - 1, Math.floor(((at - from) / (until - from)) * BAND_SLICES)));
    const slices = this.slices.slice();
    const i = 2 * slice + Number(isSent);
    const count = (slices[i] ?? 0) + 1;
    slices[i] = count;
    next.slices = slices;
    next.most = Math.max(this.most, count);
    return next;
  }
}
