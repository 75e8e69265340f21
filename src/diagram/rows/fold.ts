// A run of alike rows as one row: how many they are, their latencies, their bytes. It is immutable, so that the ladder can go back to an
// earlier state of it.

const MOST_BARS = 60;

export class Fold {
  readonly kind: "heartbeat" | "http" | "attempt";
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
}
