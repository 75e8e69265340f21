// A websocket that is established and never begins a session: nobody behind it speaks Engine.IO.

import { refusedOf, storyOf } from "../attempt.ts";
import type { Found, Rule } from "../finding.ts";

export const notEngineIo: Rule = {
  id: "not-engine-io",
  session(session, store): Found | null {
    const { problem } = session;
    const refused = refusedOf(session, store);
    const waited = Array.isArray(problem) && problem[0] === "reasonNoOpenPacket" ? Number(problem[1]) : null;
    const opening = refused ?? (waited === null ? null : refusedOf({ ...session, cause: "refused" }, store));
    if (opening?.link.kind !== "ws" || opening.link.establishedAt === null || opening.root === null) return null;
    const { root } = opening;
    const key = typeof root === "string" ? "" : root[0];
    const way =
      waited !== null
        ? "silent"
        : key === "reasonNotOpenPacket" || key.startsWith("reasonNotEngine")
          ? "other"
          : /^reason(?:Closed|Ended|Lost)BeforeOpen$/.test(key)
            ? "closed"
            : null;
    if (way === null) return null;
    const said = typeof root === "string" ? root : String(root[1] ?? "");
    return {
      severity: "error",
      confidence: way === "other" ? "certain" : "likely",
      cause: way,
      title: [`not-engine-io/title-${way}`, opening.host, way === "silent" ? Math.round((waited ?? 0) / 1000) : said],
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
