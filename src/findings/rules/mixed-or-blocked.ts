// The browser itself did not send the request.

import { type Refused, refusedOf, storyOf } from "../attempt.ts";
import type { Found, Rule } from "../finding.ts";

const WAYS = { reasonBlockedCsp: "csp", reasonBlockedMixed: "mixed", reasonBlockedClient: "client" } as const;
type Way = (typeof WAYS)[keyof typeof WAYS] | "port";

/** Why the browser did not send a request, and its own words; null if it may have sent it. */
function blocked(root: Refused["root"]): readonly [Way, words: string] | null {
  // "Bad ports" of https://fetch.spec.whatwg.org/#port-blocking: both browsers refuse them by an error of their own.
  if (typeof root === "string") return /UNSAFE_PORT|PORT_ACCESS_NOT_ALLOWED/.test(root) ? ["port", root] : null;
  const [key, words = ""] = root ?? [];
  return key !== undefined && key in WAYS ? [WAYS[key as keyof typeof WAYS], String(words)] : null;
}

const FIXED_BY = { csp: "page", mixed: "server", client: "page", port: "server" } as const;

export const mixedOrBlocked: Rule = {
  id: "mixed-or-blocked",
  session(session, store): Found | null {
    const refused = refusedOf(session, store);
    const found = refused && blocked(refused.root);
    if (!found) return null;
    const [way, words] = found;
    const origin = URL.canParse(refused.url) ? new URL(refused.url).origin : refused.url;
    const code = way === "csp" ? `Content-Security-Policy: connect-src 'self' ${origin} ${origin.replace(/^http/, "ws")}` : undefined;
    return {
      severity: "error",
      confidence: "certain",
      cause: way,
      title: [`mixed-or-blocked/title-${way}`, refused.host],
      means: ["mixed-or-blocked/means"],
      evidence: storyOf(refused, ["fails", words]),
      ruledOut: [["mixed-or-blocked/not-server"]],
      fix: [{ who: FIXED_BY[way], text: [`mixed-or-blocked/fix-${way}`], ...(code !== undefined && { code }) }],
    };
  },
};
