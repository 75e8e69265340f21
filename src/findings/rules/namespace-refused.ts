// A server that answers CONNECT with CONNECT_ERROR. https://socket.io/docs/v4/server-api/#namespaceusefn
//
//   "Invalid namespace"       invalid-namespace: the server has no such namespace
//   any other message         connect-refused-by-app: a middleware of the application refused it

import { SOCKET_CONNECT_ERROR } from "../../protocol/packet.ts";
import { Reader } from "../../session/reader.ts";
import type { Store } from "../../session/store.ts";
import { isRecord } from "../../wire/shape.ts";
import type { Found, Rule } from "../finding.ts";

interface Refusal {
  readonly nsp: string;
  readonly message: string;
}

/** What a CONNECT_ERROR says; null for any other packet. */
function refusalIn(entry: number, store: Store): Refusal | null {
  if (store.entries.socket(entry) !== SOCKET_CONNECT_ERROR || store.entries.isSent(entry)) return null;
  const { socket } = new Reader(store).packet(entry);
  if (!socket) return null;
  const message = messageOf(socket.data);
  return IN_09.has(message) ? null : { nsp: socket.nsp, message: message.slice(0, 200) };
}

/** What Socket.IO 0.9 itself says, and no application: that it has no such transport, and that it does not know the session id. */
const IN_09: ReadonlySet<string> = new Set(["transport not supported", "client not handshaken"]);

/** The message of an error; of one that has none, as in Socket.IO 1 and 2, its JSON. */
function messageOf(data: unknown): string {
  const message = isRecord(data) ? (data.message ?? data.reason ?? data) : data;
  return typeof message === "string" ? message : (JSON.stringify(message) ?? "");
}

const INVALID = "Invalid namespace";
/** So many sessions are looked at. */
const MOST_LOOKED_AT = 64;

/** Whether one of the last sessions of this address joined a namespace. */
function isJoined(nsp: string, address: string | undefined, { sessions }: Store): boolean {
  return sessions
    .slice(-MOST_LOOKED_AT)
    .some(({ client, sockets, refused }) => client.address === address && sockets.get(nsp)?.sid != null && !refused.has(nsp));
}

export const invalidNamespace: Rule = {
  id: "invalid-namespace",
  problem(entry, store): Found | null {
    const refusal = refusalIn(entry, store);
    if (refusal?.message !== INVALID) return null;
    const { nsp } = refusal;
    const joined = isJoined(nsp, store.link(entry)?.session?.client.address, store);
    return {
      severity: "error",
      confidence: "certain",
      cause: nsp,
      title: ["invalid-namespace/title", nsp],
      means: [joined ? "invalid-namespace/means-joined" : /[?,]/.test(nsp) ? "invalid-namespace/means-query" : "invalid-namespace/means"],
      evidence: [{ entry, says: ["invalid-namespace/answered", nsp] }],
      ruledOut: [["invalid-namespace/not-path"]],
      fix: [
        { who: "server", text: ["invalid-namespace/fix-server"], code: `io.of("${nsp}").on("connection", (socket) => { … })` },
        { who: "client", text: ["invalid-namespace/fix-client", nsp] },
      ],
    };
  },
};

export const connectRefusedByApp: Rule = {
  id: "connect-refused-by-app",
  problem(entry, store): Found | null {
    const refusal = refusalIn(entry, store);
    if (!refusal || refusal.message === INVALID) return null;
    const { nsp, message } = refusal;
    return {
      severity: "warning",
      confidence: "certain",
      cause: `${nsp} ${message}`,
      title: ["connect-refused-by-app/title", nsp, message],
      means: ["connect-refused-by-app/means"],
      evidence: [{ entry, says: ["connect-refused-by-app/answered", message] }],
      ruledOut: [["invalid-namespace/not-path"]],
      fix: [
        { who: "server", text: ["connect-refused-by-app/fix-server"] },
        { who: "client", text: ["connect-refused-by-app/fix-client"], code: 'io({ auth: { token: "…" } })' },
      ],
    };
  },
};
