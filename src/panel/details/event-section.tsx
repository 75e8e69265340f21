// What happened around the packets, in words: a websocket's error and close, a navigation, a note, a gap. The recorded event itself stands below,
// closed.

import { closeRemark } from "../../diagram/words/mark-words.ts";
import { gapText } from "../../diagram/words/reason-text.ts";
import type { MessageKey, Translate } from "../../messages/messages.ts";
import { groupDigits } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import type { ChannelDetails } from "../../session/details.ts";
import { printable } from "../../text/printable.ts";
import type { Context, Gap, Note, WireEvent, WsClose } from "../../wire/event.ts";
import { exactDuration, exactTime } from "../time.ts";
import { Fold, type RowOf, Rows, Section } from "./parts.tsx";
import { SourceLink } from "./source-link.tsx";
import { Tree } from "./tree.tsx";

/** An event as it was recorded. */
function RecordedEvent({ event, t }: { readonly event: WireEvent; readonly t: Translate }) {
  return (
    <Fold name="recordedEvent" title={t("recordedEvent")} aside={<code>{event.kind}</code>}>
      <Tree name="event" label={t("recordedEvent")} entries={Object.entries(event)} t={t} />
    </Fold>
  );
}

/** A context, a note or a gap. Of another event, only the recorded form is there. */
export function MarkSection({ event, t }: { readonly event: WireEvent; readonly t: Translate }) {
  const rows =
    event.kind === "context"
      ? contextRows(event, t)
      : event.kind === "note"
        ? noteRows(event, t)
        : event.kind === "gap"
          ? gapRows(event, t)
          : [];
  const note = event.kind === "note" ? NOTES[event.what] : undefined;
  return (
    <>
      {(rows.length > 0 || note !== undefined) && (
        <Section title={t("event")} aside={t("observed")}>
          {note !== undefined && <p>{t(note)}</p>}
          <Rows rows={rows} />
        </Section>
      )}
      <RecordedEvent event={event} t={t} />
    </>
  );
}

/** The kinds of documents and workers, by the type in the trace. */
export const CONTEXT_TYPES = {
  page: "contextPage",
  iframe: "contextIframe",
  worker: "contextWorker",
  "shared-worker": "contextSharedWorker",
  "service-worker": "contextServiceWorker",
} as const;
const STATES = { appeared: "contextAppeared", navigated: "contextNavigated", gone: "contextGone" } as const;

function contextRows({ type, state, url }: Context, t: Translate): RowOf[] {
  return [
    [t("what"), `${t(CONTEXT_TYPES[type])}, ${t(STATES[state])}`],
    ["URL", <SourceLink key="url" at={url} t={t} />],
  ];
}

/** What a note means for the rows around it, where its title does not say all. */
const NOTES: Partial<Record<Note["what"], MessageKey>> = {
  late: "noteLateMeans",
  paused: "notePausedMeans",
  hidden: "noteHiddenMeans",
  offline: "noteOfflineMeans",
  crashed: "noteCrashedMeans",
};

function noteRows({ what, text }: Note, t: Translate): RowOf[] {
  if (text === undefined || text === "") return [];
  return [what === "crashed" ? ["URL", <SourceLink key="url" at={text} t={t} />] : [t("noteText"), printable(text)]];
}

function gapRows({ at, until, reason, packets, bytes, lines }: Gap, t: Translate): RowOf[] {
  const rows: RowOf[] = [[t("why"), printable(gapText(t, reason))]];
  if (until > at) rows.push([t("from"), exactTime(at)], [t("until"), exactTime(until)], [t("took"), exactDuration(until - at)]);
  if (packets !== undefined) rows.push([t("missingPackets"), groupDigits(packets)]);
  if (bytes !== undefined) rows.push([t("size"), size(bytes)]);
  if (lines !== undefined) rows.push([t("missingLines"), groupDigits(lines)]);
  return rows;
}

/** Meanings of close codes: RFC 6455, 7.4.1, and the registry of IANA (https://www.iana.org/assignments/websocket/). */
const CODES: Readonly<Record<number, MessageKey>> = {
  1000: "close1000",
  1001: "close1001",
  1002: "close1002",
  1003: "close1003",
  1005: "close1005",
  1006: "close1006",
  1007: "close1007",
  1008: "close1008",
  1009: "close1009",
  1010: "close1010",
  1011: "close1011",
  1012: "close1012",
  1013: "close1013",
  1014: "close1014",
  1015: "close1015",
};

function codeMeaning(code: number, t: Translate): string {
  const key = CODES[code] ?? (code >= 4000 && code <= 4999 ? "closeOwn" : code >= 3000 && code < 4000 ? "closeRegistered" : null);
  return key === null ? "" : t(key);
}

const CAUSES = { reported: "closeReported", hook: "closeHook", navigation: "closeNavigation" } as const;

/** How a websocket ended: its error, and its close. */
export function EndSections({ details, t }: { readonly details: ChannelDetails; readonly t: Translate }) {
  return details.ends.map((event) => (
    <>
      <Section title={t(event.kind === "ws-error" ? "error" : "closeTitle")} aside={t("observed")}>
        {event.kind === "ws-error" ? (
          <p class="url">{event.message === "" ? t("wsErrorUnsaid") : printable(event.message)}</p>
        ) : (
          <CloseRows event={event} details={details} t={t} />
        )}
      </Section>
      <RecordedEvent event={event} t={t} />
    </>
  ));
}

interface CloseProps {
  readonly event: WsClose;
  readonly details: ChannelDetails;
  readonly t: Translate;
}

function CloseRows({ event, details: { channel, session, lastReceivedAt }, t }: CloseProps) {
  const { at, code, reason, clean, cause } = event;
  const why = session === null ? "" : closeRemark(t, session, channel);
  const since = channel.establishedAt ?? channel.openedAt;
  const rows: RowOf[] = [];
  if (code !== undefined) {
    rows.push([
      t("closeCode"),
      <>
        {code} <small>{codeMeaning(code, t)}</small>
      </>,
    ]);
    rows.push([t("closeReason"), reason === undefined || reason === "" ? t("none") : printable(reason)]);
  }
  rows.push([
    t("closeWhen"),
    t(channel.late ? "closeAfterFound" : channel.establishedAt === null ? "closeAfterAsked" : "closeAfterOpen", duration(at - since)),
  ]);
  if (lastReceivedAt !== null && lastReceivedAt <= at) rows.push([t("lastHeard"), t("closeSilence", duration(at - lastReceivedAt))]);
  if (clean !== undefined) rows.push([t("closeClean"), t(clean ? "closeIsClean" : "closeNotClean")]);
  rows.push([t("closeKnown"), t(CAUSES[cause])]);
  return (
    <>
      {why !== "" && <p class="url">{printable(why)}</p>}
      <Rows rows={rows} />
      {code === undefined && <p class="note">{t("noCloseFrame")}</p>}
    </>
  );
}
