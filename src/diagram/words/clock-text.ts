// How a server's clock differs from the browser's, in words.

import type { Translate } from "../../messages/messages.ts";
import { duration } from "../../messages/quantities.ts";
import type { ServerClock } from "../../wire/event.ts";

/** One sentence without its full stop; empty without a server's log. */
export function clockText(clock: ServerClock | undefined, t: Translate): string {
  if (!clock) return "";
  const { ahead, within, packets } = clock;
  const values = [duration(Math.abs(ahead)), duration(within), t.count("packets", packets)] as const;
  if (Math.abs(ahead) <= within) return t("serverClockSame", duration(Math.abs(ahead) + within), values[2]);
  return t(ahead > 0 ? "serverClockAhead" : "serverClockBehind", ...values);
}
