// When findings were found, for pictures of a whole trace.

import type { EpochMs } from "../wire/event.ts";
import { partition } from "../wire/partition.ts";
import type { Finding } from "./finding.ts";

/** Whether a finding was found at `from` or later, but before `until`. The work does not grow with how often it was found. */
export function isFoundWithin({ occurrences }: Pick<Finding, "occurrences">, from: EpochMs, until: EpochMs): boolean {
  const before = (at: EpochMs) => partition(occurrences.length, (k) => (occurrences[k]?.at ?? 0) < at);
  return before(from) < before(until);
}
