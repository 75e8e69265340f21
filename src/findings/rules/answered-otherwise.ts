// Something answered the handshake, and it was no Engine.IO server, or one that refuses.
//
//   404, or a web page or other data with any status   wrong-path
//   5xx                                                server-error
//   any other refusal                                  handshake-refused
//
// The codes in a refusal are those of engine.io's server: https://socket.io/docs/v4/troubleshooting-connection-issues/

import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { answerHeader, type Refused, refusedOf, storyOf } from "../attempt.ts";
import type { Said } from "../catalogue.ts";
import type { Found, Rule } from "../finding.ts";

/** A refusal whose answer the page could read, and which no other rule explains. */
function refusal(session: Session, store: Store): Refused | null {
  const refused = refusedOf(session, store);
  // A websocket that was established and is none of Engine.IO: `not-engine-io`.
  if (!refused || refused.status === 0 || refused.status === 101 || refused.root === null || refused.link.location !== null) return null;
  return isReadable(refused) && codeOf(refused) !== 5 ? refused : null;
}

function isReadable({ root }: Refused): boolean {
  if (typeof root === "string") return /^\d{3}\b/.test(root);
  return (
    root !== null && ["reasonWebPage", "reasonNotEngine", "reasonNotEngineBytes", "reasonEmptyAnswer", "reasonNot101"].includes(root[0])
  );
}

/** The code with which engine.io's server refuses a request; null in any other answer. */
export function codeOf({ root }: Pick<Refused, "root">): number | null {
  const code = typeof root === "string" ? /\(code (\d)\)/.exec(root)?.[1] : undefined;
  return code === undefined ? null : Number(code);
}

/** What came instead, as the session's problem has it, without its status. */
function insteadOf({ root }: Refused): string {
  if (typeof root === "string") return root.replace(/^\d{3}\s*/, "");
  return root?.[0] === "reasonWebPage" || root?.[0] === "reasonNotEngine" ? root[1] : "";
}

function answered(refused: Refused, store: Store): Said {
  const server = answerHeader(refused.link, "server", store) ?? answerHeader(refused.link, "x-powered-by", store);
  const what = [insteadOf(refused), server === undefined ? "" : `(${server})`].filter((words) => words !== "").join(" ");
  return what === "" ? ["answered", refused.status] : ["answered-with", refused.status, what];
}

/** The answer had a body, and the browser reports an empty one, as of the requests that a service worker makes. */
function isUnrecorded({ root, link }: Refused, store: Store): boolean {
  return typeof root !== "string" && root?.[0] === "reasonEmptyAnswer" && Number(answerHeader(link, "content-length", store)) > 0;
}

export const wrongPath: Rule = {
  id: "wrong-path",
  session(session, store): Found | null {
    const refused = refusal(session, store);
    if (!refused || codeOf(refused) !== null) return null;
    // Where a redirect leads, another server may be: the rule `redirected` says that.
    if (session.redirects !== null) return null;
    const isOther = typeof refused.root !== "string" && refused.root?.[0] !== "reasonNot101";
    if ((refused.status !== 404 && !isOther) || isUnrecorded(refused, store)) return null;
    return {
      severity: "error",
      confidence: "certain",
      cause: String(refused.status),
      title: ["wrong-path/title", refused.host, refused.path, refused.status],
      means: ["wrong-path/means"],
      evidence: storyOf(refused, answered(refused, store)),
      ruledOut: [["wrong-path/not-network", refused.status], ["wrong-path/not-version"]],
      fix: [
        { who: "client", text: ["wrong-path/fix-client"], code: `io("${originOf(refused)}", { path: "/my-path/" })` },
        { who: "server", text: ["wrong-path/fix-server"], code: 'new Server(httpServer, { path: "/my-path/" })' },
        {
          who: "proxy",
          text: ["wrong-path/fix-proxy"],
          for: "nginx",
          code: `location ${refused.path} {\n  proxy_pass http://backend;\n  proxy_http_version 1.1;\n  proxy_set_header Upgrade $http_upgrade;\n  proxy_set_header Connection "upgrade";\n}`,
        },
      ],
    };
  },
};

export const serverError: Rule = {
  id: "server-error",
  session(session, store): Found | null {
    const refused = refusal(session, store);
    if (!refused || refused.status < 500) return null;
    const isProxys = [502, 503, 504].includes(refused.status);
    return {
      severity: "error",
      confidence: "certain",
      cause: String(refused.status),
      title: ["server-error/title", refused.host, answered(refused, store)],
      means: [isProxys ? "server-error/means-proxy" : "server-error/means"],
      evidence: storyOf(refused, answered(refused, store)),
      ruledOut: [["wrong-path/not-network", refused.status]],
      fix: [
        isProxys ? { who: "proxy", text: ["server-error/fix-proxy"] } : { who: "server", text: ["server-error/fix"] },
        ...(isProxys ? [{ who: "server", text: ["server-error/fix-backend"] } as const] : []),
      ],
    };
  },
};

const CODES: Readonly<Record<number, SaidOfCode>> = { 0: "transport", 1: "sid", 2: "method", 3: "request", 4: "forbidden" };
type SaidOfCode = "transport" | "sid" | "method" | "request" | "forbidden";

export const handshakeRefused: Rule = {
  id: "handshake-refused",
  session(session, store): Found | null {
    const refused = refusal(session, store);
    if (!refused || refused.status < 400 || refused.status >= 500 || refused.status === 404) return null;
    const code = codeOf(refused);
    if (code === null && typeof refused.root !== "string" && refused.root?.[0] !== "reasonNot101") return null;
    const why = code === null ? (refused.status === 401 || refused.status === 403 ? "forbidden" : "other") : (CODES[code] ?? "other");
    return {
      severity: "error",
      confidence: "certain",
      cause: `${refused.status} ${code ?? ""}`,
      title: ["handshake-refused/title", refused.host, answered(refused, store)],
      means: [`handshake-refused/means-${why}`],
      evidence: storyOf(refused, answered(refused, store)),
      ruledOut: [["wrong-path/not-network", refused.status], ...(code === null ? [] : [["handshake-refused/not-path"] as const])],
      fix: [{ who: why === "sid" || why === "request" ? "proxy" : "server", text: [`handshake-refused/fix-${why}`] }],
    };
  },
};

function originOf({ url }: Refused): string {
  return URL.canParse(url) ? new URL(url).origin.replace(/^ws/, "http") : url;
}
