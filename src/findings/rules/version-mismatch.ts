// Client and server speak different revisions of Engine.IO: 2.x clients ask with EIO=3, 3.x and 4.x clients with EIO=4. A server of 3.x or 4.x
// answers EIO=3 only with `allowEIO3: true`. https://socket.io/docs/v4/client-installation/#version-compatibility
//
// It refuses a websocket with EIO=3 after it has accepted it: 3.1 says nothing more, 4.8 closes it, in Chromium with a frame that cannot be read.

import { type Refused, refusedOf, storyOf } from "../attempt.ts";
import type { Said } from "../catalogue.ts";
import type { Fix, Found, Rule } from "../finding.ts";
import { codeOf } from "./answered-otherwise.ts";
import { isOldClients, unopenedOf } from "./not-engine-io.ts";

/** Which versions of the JavaScript library speak a revision. */
const LIBRARY: Readonly<Record<number, Said>> = { 2: ["library-2"], 3: ["library-3"], 4: ["library-4"] };

const NEWER_SERVER: readonly Fix[] = [
  { who: "client", text: ["version-mismatch/fix-client"] },
  { who: "server", text: ["version-mismatch/fix-server"], code: "new Server(httpServer, { allowEIO3: true })" },
];
const OLDER_SERVER: readonly Fix[] = [
  { who: "server", text: ["version-mismatch/fix-old-server"] },
  { who: "client", text: ["version-mismatch/fix-old-client"] },
];

export const versionMismatch: Rule = {
  id: "version-mismatch",
  session(session, store): Found | null {
    const { urlEio } = session;
    const unopened = unopenedOf(session, store);
    if (unopened && urlEio !== null && isOldClients(session, unopened)) return refusedOverWebsocket(unopened.opening, urlEio);
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
      fix: spoken === 4 ? NEWER_SERVER : OLDER_SERVER,
    };
  },
};

function refusedOverWebsocket(opening: Refused, eio: number): Found {
  return {
    severity: "error",
    confidence: "likely",
    cause: `${eio} websocket`,
    title: ["version-mismatch/title-websocket", eio],
    means: ["version-mismatch/means-websocket", eio, LIBRARY[eio] ?? ""],
    evidence: storyOf(opening, ["version-mismatch/unopened"]),
    ruledOut: [["not-engine-io/not-refused"]],
    fix: [...NEWER_SERVER, { who: "client", text: ["not-engine-io/fix-client"] }],
  };
}
