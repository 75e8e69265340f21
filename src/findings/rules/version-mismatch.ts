// Client and server speak different revisions of Engine.IO: 2.x clients ask with EIO=3, 3.x and 4.x clients with EIO=4. A server of 3.x or 4.x
// answers EIO=3 only with `allowEIO3: true`. https://socket.io/docs/v4/client-installation/#version-compatibility

import { refusedOf, storyOf } from "../attempt.ts";
import type { Said } from "../catalogue.ts";
import type { Found, Rule } from "../finding.ts";
import { codeOf } from "./answered-otherwise.ts";

/** Which versions of the JavaScript library speak a revision. */
const LIBRARY: Readonly<Record<number, Said>> = { 2: ["library-2"], 3: ["library-3"], 4: ["library-4"] };

export const versionMismatch: Rule = {
  id: "version-mismatch",
  session(session, store): Found | null {
    const { urlEio } = session;
    const refused = refusedOf(session, store);
    if (!refused || urlEio === null) return null;
    const isOther = typeof refused.root !== "string" && refused.root?.[0] === "reasonOtherRevision";
    const spoken = isOther && Array.isArray(refused.root) ? Number(refused.root[1]) : codeOf(refused) === 5 ? 4 : null;
    if (spoken === null) return null;
    return {
      severity: "error",
      confidence: "certain",
      cause: `${urlEio} ${spoken}`,
      title: ["version-mismatch/title", urlEio, spoken],
      means: ["version-mismatch/means", urlEio, LIBRARY[urlEio] ?? "", spoken, LIBRARY[spoken] ?? ""],
      evidence: storyOf(refused, isOther ? ["version-mismatch/answers", spoken] : ["version-mismatch/refuses", refused.status]),
      ruledOut: [["version-mismatch/not-network"], ["version-mismatch/not-path", refused.path]],
      fix: [
        ...(spoken === 4
          ? [
              { who: "client", text: ["version-mismatch/fix-client"] } as const,
              { who: "server", text: ["version-mismatch/fix-server"], code: "new Server(httpServer, { allowEIO3: true })" } as const,
            ]
          : [
              { who: "server", text: ["version-mismatch/fix-old-server"] } as const,
              { who: "client", text: ["version-mismatch/fix-old-client"] } as const,
            ]),
      ],
    };
  },
};
