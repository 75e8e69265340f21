// The words of rows that are no packet and no request: a failure, a close, a navigation, a note, a gap.

import type { Translate } from "../../messages/messages.ts";
import { duration } from "../../messages/quantities.ts";
import type { Reason } from "../../protocol/reason.ts";
import { isSentTooLarge, NO_CLOSE_FRAME } from "../../session/channel-end.ts";
import { failureProblem } from "../../session/ending.ts";
import { isGaveUp } from "../../session/given-up.ts";
import { type Channel, type CloseCause, carries, type Link, type Session } from "../../session/model.ts";
import { isClosedByBrowser, isParseError, isServerGone, isUnannounced } from "../../session/standing.ts";
import { printable } from "../../text/printable.ts";
import type { EpochMs, Gap, WireEvent, WsClose } from "../../wire/event.ts";
import { gapText, gaveUpText, reasonText } from "./reason-text.ts";
import type { GapWords, MarkWords } from "./words.ts";

export function markWords(t: Translate, event: WireEvent, at: EpochMs, link: Link | undefined, problem: boolean): MarkWords {
  const tone = problem ? "problem" : "plain";
  const mark = (text: string, remark: string, rest: Pick<MarkWords, "side" | "tone" | "ends">): MarkWords => ({
    kind: "mark",
    text,
    ...(remark && { remark }),
    ...rest,
  });
  switch (event.kind) {
    case "http-failed":
      if (event.reason === "navigation") return mark(leftText(t, link), t("requestWentWithIt"), { side: "client", tone, ends: false });
      if (link?.session && isGaveUp(link.session)) return mark(gaveUpText(t, link.session), "", { side: "client", tone, ends: false });
      return mark(
        event.canceled ? t("requestCanceled") : failedText(t, link?.kind === "http" ? failureProblem(event, link) : event.reason),
        "",
        {
          side: "client",
          tone,
          ends: false,
        },
      );
    case "ws-error":
      return mark(event.message || t("wsErrorUnsaid"), "", { side: "client", tone, ends: false });
    case "ws-close": {
      const remark = [event.code, event.reason].filter((x) => x !== undefined && x !== "").join(" ");
      const session = link?.session ?? null;
      const channel = link === undefined || link.kind === "http" ? null : link;
      // Another websocket carries the session: that says nothing about this one.
      const isOther = channel !== null && !carries(channel);
      const own = session && channel && closedBy(session, channel, event);
      const by = isOther ? (channel.closingAt === null ? null : "client") : own;
      // A session that was given up ended at that moment, not when its channel closed.
      if (session?.cut && link?.connection?.endEntry !== null) {
        const only = at > session.cut.gaveUpAt ? t("toldOnlyNow") : "";
        return mark(t("closed"), [remark, only].filter(Boolean).join(" · "), { side: "client", tone, ends: false });
      }
      const why = session && channel ? closeRemark(t, session, channel) : "";
      const isCrash = event.cause === "navigation" && session?.cause === "crashed";
      const isBrowser = session !== null && !isOther && isClosedByBrowser(session);
      const text = isCrash ? t("closedPageCrashed") : isBrowser ? t("closedByBrowser") : closeText(t, event.cause, by);
      return mark(text, [remark, why].filter(Boolean).join(" · "), {
        side: "both",
        tone,
        ends: true,
      });
    }
    case "wt-close":
      return mark(t(problem ? "webTransportFailed" : "webTransportClosed"), "", { side: problem ? "client" : "both", tone, ends: true });
    case "context":
      return mark(t("pageWentTo", event.url), "", { side: "both", tone: "plain", ends: false });
    // Nothing is missing: the user cleared the trace, or the clock jumped.
    case "gap": {
      const [text, why] = event.reason === "cleared" ? [t("gapCleared")] : [t("clockJumped"), gapText(t, event.reason)];
      return mark(text, [...amountOf(t, event), ...(why ? [why] : [])].join(" · "), { side: "both", tone: "plain", ends: false });
    }
    case "note":
      return mark(noteText(t, event.what), event.source === undefined ? (event.text ?? "") : sourceText(t, event.source), {
        side: "both",
        tone: event.what === "late" ? "inferred" : "plain",
        ends: false,
      });
    default:
      throw new Error(`${event.kind} is no mark`);
  }
}

/** What ended a link that went with its page. */
export function leftText(t: Translate, link: Link | undefined): string {
  return t(link?.session?.cause === "crashed" ? "noteCrashed" : "pageLeft");
}

/** The reason stands before the redirects, which have rows of their own: a long row is cut at its end. */
function failedText(t: Translate, problem: Reason | string): string {
  if (problem[0] !== "reasonRedirected") return t("failed", reasonText(t, problem));
  return t("failedAfterRedirect", reasonText(t, problem[2] ?? ""), problem[1] ?? "");
}

/**
 * Who closed the websocket that carried a session to its end. After a DISCONNECT of the server the session ended by the server, but its websocket
 * may be closed by either side: the client's library closes it unless the server has. Null if nothing shows which.
 */
function closedBy({ cause, leaving }: Session, { closingAt }: Channel, { code }: WsClose): CloseCause | null {
  if (cause !== "server" || leaving !== "server") return cause;
  if (closingAt !== null) return "client";
  return code === undefined || code === NO_CLOSE_FRAME ? null : "server";
}

function closeText(t: Translate, recorded: WsClose["cause"], by: CloseCause | null): string {
  if (recorded === "navigation" || by === "navigation") return t("closedPageLeft");
  if (by === "client") return t("closedByClient");
  if (by === "server") return t("closedByServer");
  return t("closed");
}

/** Why the websocket closed, as far as anything shows it; empty if nothing does. */
export function closeRemark(t: Translate, session: Session, channel: Channel): string {
  const { problem, upgrade } = session;
  if (!carries(channel))
    return upgrade?.channel === channel && upgrade.otherAnswer !== null ? t("legOtherAnswer", upgrade.otherAnswer) : "";
  const isSaid =
    isParseError(session) ||
    isGaveUp(session) ||
    isSentTooLarge(session) ||
    isClosedByBrowser(session) ||
    problem?.[0] === "reasonTlsFailed";
  if (isSaid && problem !== null) return reasonText(t, problem);
  if (session.cause === "server" && session.leaving === "server") return t("afterServerDisconnect");
  return isServerGone(session) ? t("closedServerGone") : isUnannounced(session) ? t("closedUnsaid") : "";
}

export function gapWords(t: Translate, event: WireEvent): GapWords {
  if (event.kind !== "gap") throw new Error(`${event.kind} is no gap`);
  return { kind: "gap", text: t("gapNotCaptured"), remark: [...amountOf(t, event), printable(gapText(t, event.reason))].join(" · ") };
}

/** How long a gap is, and how much is in it. */
function amountOf(t: Translate, { at, until, packets, lines }: Gap): string[] {
  const amount = packets !== undefined ? t.count("packets", packets) : lines !== undefined ? t.count("lines", lines) : "";
  return [until > at ? duration(until - at) : "", amount].filter(Boolean);
}

/** What recorded a trace. The source of another program is shown as it is. */
export function sourceText(t: Translate, source: string): string {
  switch (source) {
    case "chromium-debugger":
      return t("sourceDebugger");
    case "chromium-page":
    case "firefox":
      return t("sourcePage");
    case "chromium-log":
      return t("sourceLog");
    default:
      return printable(source);
  }
}

function noteText(t: Translate, what: Extract<WireEvent, { kind: "note" }>["what"]): string {
  switch (what) {
    case "recording":
      return t("noteRecording");
    case "paused":
      return t("notePaused");
    case "late":
      return t("noteLate");
    case "hidden":
      return t("noteHidden");
    case "shown":
      return t("noteShown");
    case "offline":
      return t("noteOffline");
    case "online":
      return t("noteOnline");
    case "mark":
      return t("noteMark");
    case "crashed":
      return t("noteCrashed");
  }
}
