import { readRegexSource } from "../../../src/filter/regex.ts";
import { redacting } from "../../../src/redact/redact.ts";
import type { Store } from "../../../src/session/store.ts";

/** The trace without its secrets, and how many of each kind there were. */
export async function redacted({ log }: Store, ...patterns: readonly string[]) {
  const steps = redacting(
    [log],
    patterns.map((source) => {
      const read = readRegexSource(source, "");
      if ("reason" in read) throw new Error(source);
      return read.regex;
    }),
  );
  let step = await steps.next();
  while (!step.done) step = await steps.next();
  const { stores, redaction } = step.value;
  const [store] = stores;
  if (!store) throw new Error("no store");
  return { store, counts: redaction.secrets.counts };
}
