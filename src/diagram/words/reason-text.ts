// Reasons as sentences: why a packet is invalid, why a body is missing, why nothing was captured for a while.

import type { MessageKey, Sentence, Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import type { Reason } from "../../protocol/reason.ts";
import { isSuspended } from "../../session/ending.ts";
import { waitsFor } from "../../session/given-up.ts";
import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { GapReason, OmittedReason } from "../../wire/event.ts";

const OMITTED: Readonly<Record<OmittedReason, MessageKey>> = {
  "not-reported": "omittedNotReported",
  evicted: "omittedEvicted",
  navigated: "omittedNavigated",
  "too-large": "omittedTooLarge",
  late: "omittedLate",
  "not-asked": "omittedNotAsked",
  failed: "omittedFailed",
  "no-room": "omittedNoRoom",
  "not-in-file": "omittedNotInFile",
  away: "omittedAway",
};

const GAPS: Readonly<Record<GapReason, MessageKey>> = {
  cleared: "gapCleared",
  "not-recording": "gapNotRecording",
  "worker-messages": "gapWorker",
  "not-kept": "gapNotKept",
  undecided: "gapUndecided",
  "background-ended": "gapBackground",
  "clock-jumped": "gapClockJumped",
  "no-messages": "gapNoMessages",
  "broken-lines": "gapBrokenLines",
  "session-unnamed": "gapSessionUnnamed",
};

/**
 * A string is the browser's or the server's own words and is returned as it is, except for `id-reused`, which the reader of CDP logs writes, and
 * the words that say that the computer went to sleep.
 */
export function reasonText(t: Translate, reason: Reason | string): string {
  if (reason === "id-reused") return t("failedIdReused");
  if (isSuspended(reason)) return t("failedSuspended", reason);
  if (typeof reason === "string") return reason;
  if (reason[0] === "notCaptured") return omittedText(t, reason[1]);
  if (
    reason[0] === "reasonNoAnswer" ||
    reason[0] === "reasonNoOpenPacket" ||
    reason[0] === "reasonEndedBeforeOpen" ||
    reason[0] === "reasonLostBeforeOpen" ||
    reason[0] === "reasonNoPing"
  )
    return t(reason[0], duration(reason[1]));
  if (reason[0] === "reasonUnread" && reason[1] === "") return t("reasonUnreadEmpty");
  if (reason[0] === "reasonTooLarge") return t(reason[0], size(reason[1]), size(reason[2]));
  if (reason[0] === "reasonRedirected" || reason[0] === "reasonAnswer" || reason[0] === "reasonUnread")
    return t(reason[0], reason[1], reasonText(t, reason[2]));
  if (reason[0] === "reasonFromWorker" || reason[0] === "reasonFromWorkerOrServer") return t(reason[0], reasonText(t, reason[1]));
  if (reason[0] === "reasonFromWorkerAfter" || reason[0] === "reasonFailedWorker") return t(reason[0], reasonText(t, reason[1]), reason[2]);
  const sentence: Sentence = reason;
  return t(...sentence);
}

/** The client gave up a session that had not begun, and how long it had waited for what. */
export function gaveUpText(t: Translate, { problem }: Session): string {
  return t("gaveUp", problem === null ? "" : reasonText(t, problem));
}

/** What a session that its client does not use by the end of the recording waits for; empty if nothing shows it. */
export function waitText(t: Translate, store: Store, session: Session): string {
  const { entries } = store;
  if (session.problem !== null) return "";
  const link = session.startEntry === null ? undefined : store.link(session.startEntry);
  const wait = waitsFor(session, link, entries.length > 0 ? entries.at(entries.ordered(entries.length - 1)) : session.startedAt);
  if (wait === null) return "";
  // The recording went on for a while after its last event.
  const isMeasured = wait[0] === "reasonNoAnswer" || wait[0] === "reasonNoOpenPacket";
  return t("waitsAtEnd", isMeasured ? t(wait[0], t("atLeast", duration(wait[1]))) : reasonText(t, wait));
}

/** The browser's words about a failed websocket, without what Chromium writes before the reason. */
export function withoutPreamble(reason: string): string {
  return reason.replace(/^Error (?:in connection establishment|during WebSocket handshake): /, "");
}

export function omittedText(t: Translate, omitted: string): string {
  return omitted === "away" ? t("omittedAway") : t("notCaptured", omittedReason(t, omitted));
}

/** Why content was not recorded. */
export function omittedReason(t: Translate, omitted: string): string {
  return textOf(t, OMITTED, omitted);
}

export function gapText(t: Translate, gap: string): string {
  return textOf(t, GAPS, gap);
}

/** Traces of other programs and of later versions may have reasons that are in no table: they are shown as they are. */
function textOf(t: Translate, table: Readonly<Record<string, MessageKey>>, reason: string): string {
  const key = Object.hasOwn(table, reason) ? table[reason] : undefined;
  return key === undefined ? reason : t(key);
}
