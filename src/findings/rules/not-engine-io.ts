// A websocket that is established and never begins a session: nobody behind it speaks Engine.IO. One of a client of revision 3 may be refused for
// that: see version-mismatch.ts.

import { duration } from "../../messages/quantities.ts";
import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { type Refused, refusedOf, storyOf } from "../attempt.ts";
import type { Found, Rule } from "../finding.ts";

/** An established websocket over which no open packet came. */
interface Unopened {
  readonly opening: Refused;
  /** It stayed silent, something else came, it was closed, or a frame could not be read. */
  readonly way: "silent" | "other" | "closed" | "frame";
  /** What came instead, the close code and reason, or for how many milliseconds nothing came. */
  readonly said: string | number;
}

export function unopenedOf(session: Session, store: Store): Unopened | null {
  const { problem } = session;
  const refused = refusedOf(session, store);
  const waited = Array.isArray(problem) && problem[0] === "reasonNoOpenPacket" ? Number(problem[1]) : null;
  const opening = refused ?? (waited === null ? null : refusedOf({ ...session, cause: "refused" }, store));
  if (opening?.link.kind !== "ws" || opening.link.establishedAt === null || opening.root === null) return null;
  if (waited !== null) return { opening, way: "silent", said: waited };
  const { root } = opening;
  if (typeof root === "string") return /Invalid frame header/i.test(root) ? { opening, way: "frame", said: root } : null;
  const [key, said = ""] = root;
  const isOther = key === "reasonNotOpenPacket" || key.startsWith("reasonNotEngine");
  const isClosed = /^reason(?:Closed|Ended|Lost)BeforeOpen$/.test(key);
  return isOther || isClosed ? { opening, way: isOther ? "other" : "closed", said: typeof said === "number" ? said : String(said) } : null;
}

export const notEngineIo: Rule = {
  id: "not-engine-io",
  session(session, store): Found | null {
    const unopened = unopenedOf(session, store);
    if (!unopened || unopened.way === "frame" || isOldClients(session, unopened)) return null;
    const { opening, way, said } = unopened;
    return {
      severity: "error",
      confidence: way === "other" ? "certain" : "likely",
      cause: way,
      title:
        typeof said === "number"
          ? [`not-engine-io/title-${way}`, opening.host, duration(said)]
          : [way === "closed" ? "not-engine-io/title-closed-with" : `not-engine-io/title-${way}`, opening.host, said],
      means: ["not-engine-io/means"],
      evidence: storyOf(opening, ["not-engine-io/established"]),
      ruledOut: [["not-engine-io/not-refused"]],
      fix: [
        { who: "client", text: ["not-engine-io/fix-client"] },
        { who: "proxy", text: ["not-engine-io/fix-proxy"] },
      ],
    };
  },
};

/** A client of revision 2 or 3 asked for it: servers of revision 4 refuse such a websocket only after they have accepted it. */
export function isOldClients({ urlEio }: Session, { way }: Unopened): boolean {
  return urlEio !== null && urlEio < 4 && way !== "other";
}
