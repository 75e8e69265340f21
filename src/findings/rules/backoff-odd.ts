// How long a client waits before it connects again. Socket.IO's waits 1 s, then twice as long each time up to 5 s, each wait longer or shorter by
// up to half at random: https://socket.io/docs/v4/client-options/#reconnectiondelay

import { duration } from "../../messages/quantities.ts";
import type { Session } from "../../session/model.ts";
import { waitBefore } from "../../session/standing.ts";
import type { Said } from "../catalogue.ts";
import type { Evidence, Found, Rule } from "../finding.ts";

/** So many waits in a row show what the client does. */
const WAITS = 4;
/** The least and the most that options close to the defaults give. */
const LEAST = 250;
const MOST = 20_000;
/** Waits that differ by no more than so many milliseconds have no chance in them. */
const TIMER = 30;

export const backoffOdd: Rule = {
  id: "backoff-odd",
  session(session): Found | null {
    const waits: number[] = [];
    const rows: Evidence[] = [];
    for (let each: Session | null = session; each !== null && waits.length < WAITS; each = each.previous) {
      const wait = each.attempt > 0 ? waitBefore(each) : null;
      if (wait === null || each.startEntry === null) return null;
      waits.unshift(wait);
      rows.unshift({ entry: each.startEntry, says: ["backoff-odd/waited", duration(wait)] });
    }
    const [shortest, longest] = [Math.min(...waits), Math.max(...waits)];
    const isEven = longest - shortest <= TIMER;
    const way = longest < LEAST ? "short" : shortest > MOST ? "long" : isEven ? "even" : null;
    if (waits.length < WAITS || way === null) return null;
    const [least, most] = [duration(shortest), duration(longest)];
    const range: string | Said = least === most ? least : ["backoff-odd/range", least, most];
    return {
      severity: way === "long" ? "info" : "warning",
      confidence: way === "even" ? "likely" : "certain",
      cause: way,
      title: [`backoff-odd/title-${way}`, WAITS, range],
      means: [`backoff-odd/means-${way}`],
      evidence: rows,
      ruledOut: [["backoff-odd/not-default"]],
      fix: [
        {
          who: "client",
          text: ["backoff-odd/fix-client"],
          code: "io({ reconnectionDelay: 1000, reconnectionDelayMax: 5000, randomizationFactor: 0.5 })",
        },
        ...(way === "short" ? [{ who: "page", text: ["backoff-odd/fix-page"] } as const] : []),
      ],
    };
  },
};
