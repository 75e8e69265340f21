// The browser itself did not send the request.

import { refusedOf, storyOf } from "../attempt.ts";
import type { Found, Rule } from "../finding.ts";

const WAYS = { reasonBlockedCsp: "csp", reasonBlockedMixed: "mixed", reasonBlockedClient: "client" } as const;

export const mixedOrBlocked: Rule = {
  id: "mixed-or-blocked",
  session(session, store): Found | null {
    const refused = refusedOf(session, store);
    if (!refused || refused.root === null || typeof refused.root === "string") return null;
    const [key, words = ""] = refused.root;
    if (!(key in WAYS)) return null;
    const way = WAYS[key as keyof typeof WAYS];
    const origin = URL.canParse(refused.url) ? new URL(refused.url).origin : refused.url;
    const code = way === "csp" ? `Content-Security-Policy: connect-src 'self' ${origin} ${origin.replace(/^http/, "ws")}` : undefined;
    return {
      severity: "error",
      confidence: "certain",
      cause: way,
      title: [`mixed-or-blocked/title-${way}`, refused.host],
      means: ["mixed-or-blocked/means"],
      evidence: storyOf(refused, ["fails", String(words)]),
      ruledOut: [["mixed-or-blocked/not-server"]],
      fix: [{ who: way === "mixed" ? "server" : "page", text: [`mixed-or-blocked/fix-${way}`], ...(code !== undefined && { code }) }],
    };
  },
};
