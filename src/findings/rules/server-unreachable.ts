// No connection: the port is closed, the name is unknown, nothing answers in time, the certificate is refused, or the connection closes at once.

import { refusedOf, storyOf } from "../attempt.ts";
import type { Said } from "../catalogue.ts";
import type { Found, Rule } from "../finding.ts";

/** The browsers' words, and what they mean. Chromium's are in net_error_list.h, Firefox's in nsError.h and its NSS errors. */
const WAYS = [
  ["refused", /CONNECTION_REFUSED/],
  ["name", /NAME_NOT_RESOLVED|NAME_RESOLUTION|UNKNOWN_HOST/],
  ["certificate", /ERR_CERT_|ERR_SSL_|SEC_ERROR|SSL_ERROR|MOZILLA_PKIX|NS_ERROR_NET_INADEQUATE_SECURITY|reasonTlsFailed/],
  ["time", /TIMED_OUT|NET_TIMEOUT/],
  ["closed", /CONNECTION_(?:RESET|CLOSED|ABORTED)|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|NET_RESET|NET_INTERRUPT/],
  ["offline", /INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|ERR_NETWORK_|ERROR_OFFLINE|PROXY_CONNECTION_FAILED/],
  // Aborted, failed and blocked requests are the subject of other rules.
  ["other", /net::ERR_(?!ABORTED|FAILED|BLOCKED|UNSAFE_PORT)|NS_ERROR_(?!ABORT|FAILURE|PORT_ACCESS)/],
] as const;

type Way = (typeof WAYS)[number][0];

const FIX: Readonly<Record<Way, readonly ["server" | "client" | "proxy" | "page", Said]>> = {
  refused: ["server", ["server-unreachable/fix-refused"]],
  name: ["client", ["server-unreachable/fix-name"]],
  certificate: ["server", ["server-unreachable/fix-certificate"]],
  time: ["proxy", ["server-unreachable/fix-time"]],
  closed: ["proxy", ["server-unreachable/fix-closed"]],
  offline: ["page", ["server-unreachable/fix-offline"]],
  other: ["client", ["server-unreachable/fix-other"]],
};

export const serverUnreachable: Rule = {
  id: "server-unreachable",
  session(session, store): Found | null {
    const refused = refusedOf(session, store);
    if (refused?.status !== 0 || refused.root === null) return null;
    const words = typeof refused.root === "string" ? refused.root : refused.root[0];
    const [way] = WAYS.find(([, pattern]) => pattern.test(words)) ?? [];
    if (way === undefined) return null;
    const [who, text] = FIX[way];
    return {
      severity: "error",
      confidence: "certain",
      cause: way,
      title: [`server-unreachable/${way}`, refused.host],
      means: ["server-unreachable/means"],
      evidence: storyOf(refused, ["fails", words]),
      ruledOut: [["server-unreachable/not-cors"], ["server-unreachable/not-path", refused.path]],
      fix: [{ who, text, code: `curl -v ${quoted(refused.url.replace(/^ws/, "http"))}` }],
    };
  },
};

/** For a shell. */
function quoted(url: string): string {
  return `'${url.replaceAll("'", "%27")}'`;
}
