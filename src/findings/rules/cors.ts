// The server answered, and the browser hides the answer from the page, because it does not allow the page's origin.
// https://socket.io/docs/v4/handling-cors/
//
//   the hidden answer is a refusal    cors-hides-status: the status is the cause, CORS only hides it
//   any other                         cors-blocked

import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { header } from "../../wire/headers.ts";
import { answerHeader, type Refused, refusedOf, storyOf } from "../attempt.ts";
import type { Said } from "../catalogue.ts";
import type { Found, Rule } from "../finding.ts";

interface Hidden {
  readonly refused: Refused;
  /** Of the hidden answer; 0 if it is not known. */
  readonly status: number;
  /** Chromium's name of the rule that the answer breaks. */
  readonly rule: string;
  readonly isPreflight: boolean;
}

/** A rule of CORS in the words of Chromium and Firefox. */
const CORS = /AllowOrigin|AllowCredentials|Preflight|CorsDisabled|AllowHeaders|AllowMethods|CORS/i;

function hiddenOf(session: Session, store: Store): Hidden | null {
  const refused = refusedOf(session, store);
  const root = refused?.root;
  if (!refused || root === null || root === undefined) return null;
  if (typeof root === "string") {
    return CORS.test(root) && !/^\d{3}\b/.test(root)
      ? { refused, status: refused.status, rule: root, isPreflight: /Preflight/.test(root) }
      : null;
  }
  switch (root[0]) {
    case "reasonNoAllowOrigin":
      return { refused, status: Number.parseInt(root[1], 10), rule: "MissingAllowOriginHeader", isPreflight: false };
    case "reasonHidden":
      return CORS.test(root[2]) ? { refused, status: Number.parseInt(root[1], 10), rule: root[2], isPreflight: false } : null;
    case "reasonPreflight":
      return { refused, status: Number.parseInt(root[1], 10), rule: root[2], isPreflight: true };
    case "reasonHiddenAgain":
      return { refused, status: Number.parseInt(root[2], 10) || 0, rule: root[1], isPreflight: false };
    case "reasonEmptyAnswer":
      return isHiddenBody(refused, store) ? { refused, status: refused.status, rule: "CORS", isPreflight: false } : null;
    default:
      return null;
  }
}

/** Firefox reports the headers of an answer that it hides, but not that it does: its body is empty, whatever its length. */
function isHiddenBody(refused: Refused, store: Store): boolean {
  const origin = originOf(refused, store);
  const allowed = answerHeader(refused.link, "access-control-allow-origin", store);
  const isCross = URL.canParse(refused.url) && origin !== null && new URL(refused.url).origin !== origin;
  return isCross && Number(answerHeader(refused.link, "content-length", store)) > 0 && allowed !== "*" && allowed !== origin;
}

export const corsBlocked: Rule = {
  id: "cors-blocked",
  session(session, store): Found | null {
    const hidden = hiddenOf(session, store);
    if (!hidden || hidden.status >= 400) return null;
    const { refused, status, rule } = hidden;
    const origin = originOf(refused, store);
    const allowed = answerHeader(refused.link, "access-control-allow-origin", store);
    const why = whyOf(rule, allowed);
    return {
      severity: "error",
      confidence: "certain",
      cause: `${why} ${origin}`,
      title: [`cors-blocked/title-${why}`, refused.host, origin ?? ["cors-blocked/unknown-origin"], allowed ?? ""],
      means: ["cors-blocked/means"],
      evidence: storyOf(refused, status === 0 ? ["cors-blocked/hidden", rule] : ["cors-blocked/answered", status, rule]),
      ruledOut: [status === 0 ? ["cors-blocked/not-refused"] : ["cors-blocked/not-status", status]],
      fix: [
        {
          who: "server",
          text: ["cors-blocked/fix"],
          code: `new Server(httpServer, { cors: { origin: "${origin ?? "https://example.com"}"${why === "credentials" ? ", credentials: true" : ""} } })`,
        },
      ],
    };
  },
};

export const corsHidesStatus: Rule = {
  id: "cors-hides-status",
  session(session, store): Found | null {
    const hidden = hiddenOf(session, store);
    if (!hidden || hidden.status < 400) return null;
    const { refused, status, rule, isPreflight } = hidden;
    const server = answerHeader(refused.link, "server", store);
    const says: Said = isPreflight
      ? ["cors-hides-status/preflight", status, rule]
      : server === undefined
        ? ["cors-blocked/answered", status, rule]
        : ["cors-hides-status/answered-by", status, server];
    return {
      severity: "error",
      confidence: "certain",
      cause: String(status),
      title: ["cors-hides-status/title", refused.host, status],
      means: [isPreflight ? "cors-hides-status/means-preflight" : "cors-hides-status/means", status],
      evidence: storyOf(refused, says),
      ruledOut: [["cors-hides-status/not-cors", status]],
      fix: [{ who: status >= 500 || status === 413 ? "proxy" : "server", text: ["cors-hides-status/fix", status] }],
    };
  },
};

type Why = "missing" | "credentials" | "other" | "preflight";

function whyOf(rule: string, allowed: string | undefined): Why {
  if (/Preflight/.test(rule)) return "preflight";
  if (/Wildcard|AllowCredentials/.test(rule)) return "credentials";
  return allowed !== undefined || /Mismatch|Multiple|Invalid/.test(rule) ? "other" : "missing";
}

/** The page's origin, as the request named it; null if it was not recorded. */
function originOf({ link }: Refused, store: Store): string | null {
  const line = link.kind === "http" ? link.requestLine : link.openLine;
  const event = line === null ? null : store.read(line);
  const origin = event?.kind === "http-request" ? header(event.headers, "origin") : undefined;
  const page = store.page;
  return origin ?? (page && URL.canParse(page) ? new URL(page).origin : null);
}
