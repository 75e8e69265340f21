// Ctrl-C, and what other programs send to end this one.

import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Calls `take` with the usual exit code at each such signal, which then does not end this process. Returns what undoes that. */
export function onInterrupt(take: (exitCode: number) => void): () => void {
  const taken = (signal: NodeJS.Signals) => take(128 + constants.signals[signal]);
  for (const signal of SIGNALS) process.on(signal, taken);
  return () => {
    for (const signal of SIGNALS) process.off(signal, taken);
  };
}
