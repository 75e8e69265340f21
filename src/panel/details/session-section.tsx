// A session in the details: what was inferred about it and from what (protocol revisions, parser, text encoding), and what the server
// announced in its handshake.

import type { ComponentChildren } from "preact";
import { sourceText } from "../../diagram/words/mark-words.ts";
import type { Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import type { Evidence, Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { printable } from "../../text/printable.ts";
import { protocolWords, transportOf } from "../sessions/session-words.ts";
import { CONTEXT_TYPES } from "./event-section.tsx";
import { Fold, type RowOf, Rows, Section } from "./parts.tsx";
import { SourceLink } from "./source-link.tsx";

interface SectionProps {
  readonly session: Session;
  readonly store: Store;
  readonly t: Translate;
}

/** The session in full, on the row of its handshake. */
export function SessionSection(props: SectionProps) {
  return (
    <Section title={props.t("session")}>
      <SessionRows {...props} />
    </Section>
  );
}

/** The session on any other row, folded: its handshake may not have been recorded. */
export function SessionFold({ session, store, t }: Omit<SectionProps, "session"> & { readonly session: Session | null }) {
  if (session === null) return null;
  return (
    <Fold name="session" title={t("session")} aside={protocolWords(t, store, session)}>
      <SessionRows session={session} store={store} t={t} />
    </Fold>
  );
}

function SessionRows({ session, store, t }: SectionProps) {
  const { urlEio, eio } = session;
  return (
    <>
      {urlEio !== null && eio !== null && urlEio !== eio && <p class="trouble">▲ {t("revisionDiffers", urlEio, eio)}</p>}
      <Rows rows={[...concluded(session, store, t), ...announced(session, t)]} />
    </>
  );
}

function concluded(session: Session, store: Store, t: Translate): RowOf[] {
  const { sid, eio, eioFrom, urlEio, sio, sioFrom, parser } = session;
  const source = (from: Evidence | null) => (from === null ? undefined : t(from === "url" ? "observed" : "inferred"));
  const rows: RowOf[] = [["sid", sid === null ? t("unknown") : <code class="wrap">{printable(sid)}</code>]];
  if (sio === 0.9) rows.push(["Engine.IO", t("olderThanEngine")]);
  else if (eio === null) rows.push(["Engine.IO", why(t("unknown"), t("readAsFour"))]);
  else rows.push(["Engine.IO", why(eio, evidence(eioFrom, session, `EIO=${urlEio}`, t)), source(eioFrom)]);
  if (sio === null) rows.push(["Socket.IO", t("noSocketPacket")]);
  else rows.push(["Socket.IO", why(sio === 4 ? t("oneToFour") : sio, evidence(sioFrom, session, "/1/", t)), source(sioFrom)]);
  if (parser !== null) rows.push([t("parser"), why(parser, t("whyParser")), t("inferred")]);
  const transport = transportOf(t, store, session);
  if (transport.name !== "") rows.push([t("transport"), transport.jsonp ? why(transport.name, t("jsonpWraps")) : transport.name]);
  if (session.unanswered > 0) rows.push([t("unansweredAcks"), session.unanswered]);
  const context = store.contexts.get(session.client.documentFrame ?? "");
  if (context !== undefined) rows.push([t(CONTEXT_TYPES[context.type]), <SourceLink key="url" at={context.url} t={t} />]);
  rows.push([t("recordedBy"), [...session.sources].map((source) => sourceText(t, source)).join(", ")]);
  if (session.utf8Twice || eio === 2) rows.push([t("fieldText"), t(eio === 2 ? "utf8TwiceAlways" : "utf8TwicePolling"), t("inferred")]);
  return rows;
}

function announced(session: Session, t: Translate): RowOf[] {
  const { upgrades, transports, pingInterval, pingTimeout, closeTimeout, maxPayload } = session.handshake ?? {};
  const rows: RowOf[] = [];
  if (transports) rows.push(["transports", transports.join(", ") || t("none")]);
  else if (upgrades) rows.push(["upgrades", upgrades.join(", ") || t("none")]);
  const pinger = session.heartbeat.pinger;
  if (pinger !== null) rows.push([t("fieldHeartbeat"), t(pinger === "server" ? "fromServer" : "fromClient")]);
  if (pingInterval !== undefined) rows.push([t("fieldPingEvery"), duration(pingInterval)]);
  if (pingTimeout !== undefined) rows.push([t("fieldTimeout"), duration(pingTimeout)]);
  if (closeTimeout !== undefined) rows.push([t("fieldCloseTimeout"), duration(closeTimeout)]);
  if (maxPayload !== undefined) rows.push(["maxPayload", size(maxPayload)]);
  return rows;
}

function why(value: ComponentChildren, reason: string): ComponentChildren {
  return (
    <>
      {value} <small>{reason}</small>
    </>
  );
}

function evidence(from: Evidence | null, { eio, sio }: Session, inUrl: string, t: Translate): string {
  switch (from) {
    case "url":
      return t("whyUrl", inUrl);
    case "payload":
      return t("whyPayload");
    case "connect":
      return t(sio === 5 ? "whyConnectAsked" : "whyConnectUnasked");
    case "ping":
      return t(eio === 4 ? "whyServerPings" : "whyClientPings");
    case "engine":
      return t("whyEngine", eio ?? "");
    case null:
      return "";
  }
}
