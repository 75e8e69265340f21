// Packets that a client cannot read. The clients of socket.io 3 and later close the session for one ("parse error") and connect again.
//
//   NaN, Infinity or -Infinity in the JSON           nan-in-json
//   text between a packet and its attachments, or
//   bytes that no packet announced                   attachments-interleaved
//   lengths, or a namespace, that cannot be read     lengths-in-bytes, namespace-with-comma (unreadable.ts)
//   anything else, if the client closed for it       client-parse-error

import type { Reason } from "../../protocol/reason.ts";
import type { Session } from "../../session/model.ts";
import { isParseError } from "../../session/standing.ts";
import type { Store } from "../../session/store.ts";
import { rootOf } from "../attempt.ts";
import type { Said } from "../catalogue.ts";
import type { Found, Rule } from "../finding.ts";
import { inOrder, seconds } from "../rows.ts";

const NOT_A_NUMBER = /^[+-]?(?:NaN|Infinity)$/;

/** The word in the place of a number; null if the packet is wrong in another way. */
function nanIn(reason: Reason | undefined): { readonly word: string; readonly place: number } | null {
  const isWord = reason?.[0] === "reasonNoJson" || reason?.[0] === "reasonJsonUnexpected";
  return isWord && NOT_A_NUMBER.test(reason[1]) ? { word: reason[1], place: reason[2] } : null;
}

function isOutOfTurn(reason: Reason | undefined): boolean {
  return reason?.[0] === "reasonOutOfTurn" || reason?.[0] === "reasonUnannounced";
}

/** What the rules of unreadable.ts find. */
const HAS_A_RULE: readonly (Reason[0] | undefined)[] = ["reasonLengthInBytes", "reasonLengthInCodePoints", "reasonAfterNamespace"];

/** How the packet begins that the client closed for, and why it could not read it; an answer without a packet has neither. */
function unreadOf({ problem }: Session): { readonly begins: string; readonly reason?: Reason } {
  const root = rootOf(problem);
  return root !== null && typeof root !== "string" && root[0] === "reasonUnread" ? { begins: root[1], reason: root[2] } : { begins: "" };
}

export const clientParseError: Rule = {
  id: "client-parse-error",
  session(session, store): Found | null {
    if (!isParseError(session)) return null;
    const { begins, reason } = unreadOf(session);
    if (nanIn(reason) || isOutOfTurn(reason) || HAS_A_RULE.includes(reason?.[0])) return null;
    const wrong = wrongIn(reason);
    const { unread, endEntry, next, endedAt } = session;
    return {
      severity: "error",
      confidence: "certain",
      cause: reason?.[0] ?? "empty",
      title: ["client-parse-error/title", wrong],
      means: ["client-parse-error/means"],
      evidence: inOrder(
        store,
        [
          reason === undefined ? endEntry : unread,
          reason === undefined ? ["client-parse-error/empty"] : ["client-parse-error/arrives", begins, wrong],
        ],
        [endEntry, ["client-parse-error/closes"]],
        [next?.startEntry, next && endedAt !== null ? ["client-parse-error/again", seconds(next.startedAt - endedAt)] : ["begins-next"]],
      ),
      ruledOut: [["client-parse-error/not-network"], ["client-parse-error/not-server"]],
      fix: [
        { who: "server", text: ["client-parse-error/fix-server"] },
        { who: "proxy", text: ["client-parse-error/fix-proxy"] },
      ],
    };
  },
};

/** What is wrong with a packet, in a few words. */
function wrongIn(reason: Reason | undefined): Said {
  switch (reason?.[0]) {
    case undefined:
      return ["client-parse-error/wrong-empty"];
    case "reasonNoType":
      return ["client-parse-error/wrong-type", reason[1]];
    case "reasonNoJson":
    case "reasonJsonUnexpected":
    case "reasonJsonControl":
    case "reasonJsonAfterEnd":
      return ["client-parse-error/wrong-json", reason[1], reason[2]];
    case "reasonJsonTrailingComma":
    case "reasonJsonCutOff":
      return ["client-parse-error/wrong-json-at", reason[1]];
    case "reasonCutOffCharacters":
    case "reasonCutOffBytes":
      return ["client-parse-error/wrong-length", reason[1], reason[2]];
    case "reasonNewerName":
      return ["client-parse-error/wrong-name", reason[1]];
    case "reasonNewerCount":
      return ["client-parse-error/wrong-count", reason[1]];
    default:
      return ["client-parse-error/wrong-other"];
  }
}

export const nanInJson: Rule = {
  id: "nan-in-json",
  // The JSON of a packet is read only when its client has closed for it.
  session(session, store): Found | null {
    const nan = isParseError(session) ? nanIn(unreadOf(session).reason) : null;
    if (!nan || session.unread === null) return null;
    return {
      severity: "error",
      confidence: "certain",
      cause: nan.word,
      title: ["nan-in-json/title", nan.word, nan.place],
      means: ["nan-in-json/means"],
      evidence: inOrder(store, [session.unread, ["nan-in-json/arrives", nan.word, nan.place]], ...endOf(session)),
      ruledOut: [["nan-in-json/not-client"], ["client-parse-error/not-network"]],
      fix: [
        { who: "server", text: ["nan-in-json/fix"] },
        {
          who: "server",
          text: ["nan-in-json/fix-python"],
          for: "Python",
          code: "value = None if math.isnan(value) or math.isinf(value) else value",
        },
      ],
    };
  },
};

/** The rows that show that the client closed its session and connected again. */
function endOf({ endEntry, next }: Session): (readonly [number | null | undefined, Said])[] {
  return [
    [endEntry, ["client-parse-error/closes"]],
    [next?.startEntry, ["begins-next"]],
  ];
}

/** So many entries before a packet are looked at for the one that waited for attachments. */
const MOST_LOOKED_AT = 32;

export const attachmentsInterleaved: Rule = {
  id: "attachments-interleaved",
  session(session, store): Found | null {
    const isClosedFor = isParseError(session) && isOutOfTurn(unreadOf(session).reason);
    return isClosedFor && session.unread !== null ? interleaved(session.unread, session, store) : null;
  },
  // Clients of socket.io 1 and 2 do not close for it.
  problem(entry, store): Found | null {
    const { session = null } = store.link(entry) ?? {};
    if (session?.sio !== 4 || store.entries.isSent(entry) || !isOutOfTurn(store.fault(entry))) return null;
    // Bytes after a packet out of turn belong to the same muddle.
    if (store.fault(entry)?.[0] === "reasonUnannounced" && faultBefore(entry, store) !== null) return null;
    return interleaved(entry, session, store);
  },
};

function interleaved(entry: number, session: Session, store: Store): Found {
  const fault = store.fault(entry);
  const isText = fault?.[0] === "reasonOutOfTurn";
  const [missing, announced] = isText ? [fault[1], fault[2]] : [0, 0];
  return {
    severity: "error",
    confidence: "certain",
    cause: isText ? "text" : "bytes",
    title: isText ? ["attachments-interleaved/title-text", missing, announced] : ["attachments-interleaved/title-bytes"],
    means: [session.sio === 4 ? "attachments-interleaved/means-old" : "attachments-interleaved/means"],
    evidence: inOrder(
      store,
      ...(isText ? [[faultBefore(entry, store), ["attachments-interleaved/announces", announced]] as const] : []),
      [entry, [isText ? "attachments-interleaved/text" : "attachments-interleaved/bytes", missing]],
      ...(isParseError(session) ? endOf(session) : []),
    ),
    ruledOut: [["client-parse-error/not-network"], ["attachments-interleaved/not-client"]],
    fix: [{ who: "server", text: ["attachments-interleaved/fix"] }],
  };
}

/** The last packet before this one, received in the same session, that is out of turn or lacks attachments; null if there is none nearby. */
function faultBefore(entry: number, store: Store): number | null {
  const session = store.link(entry)?.session;
  for (let other = entry - 1; other >= Math.max(0, entry - MOST_LOOKED_AT); other--) {
    if (store.link(other)?.session !== session || store.entries.isSent(other)) continue;
    const fault = store.fault(other);
    if (isOutOfTurn(fault) || fault?.[0] === "reasonAttachmentsMissing") return other;
  }
  return null;
}
