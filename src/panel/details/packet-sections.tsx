// The details of a packet: its layers, what it carries, its ack or heartbeat, the frame or the HTTP exchange that carried it, and its raw
// text or bytes.

import { useMemo } from "preact/hooks";
import { reasonText } from "../../diagram/words/reason-text.ts";
import type { Translate } from "../../messages/messages.ts";
import { duration } from "../../messages/quantities.ts";
import type { PacketDetails, PairDetails } from "../../session/details.ts";
import { printable } from "../../text/printable.ts";
import { anatomy } from "./anatomy.ts";
import { argumentsOf } from "./arguments.ts";
import { CompareSection } from "./compare-section.tsx";
import { ConnectSections } from "./connect-sections.tsx";
import type { PaneView } from "./details-pane.tsx";
import { Exchange } from "./http.tsx";
import { FrameHeader, Layers } from "./layers.tsx";
import { More, type RowOf, Rows, Section } from "./parts.tsx";
import { Raw } from "./raw.tsx";
import { SessionFold, SessionSection } from "./session-section.tsx";
import { Tree } from "./tree.tsx";

interface PacketProps {
  readonly details: PacketDetails;
  readonly view: PaneView;
  readonly t: Translate;
}

export function PacketSections({ details, view, t }: PacketProps) {
  const { engine, socket, session } = details;
  const reason = engine.reason ?? socket?.reason;
  const values = useMemo(() => argumentsOf(details, t), [details, t]);
  return (
    <>
      {reason !== undefined && !details.away && <p class="trouble">▲ {printable(reasonText(t, reason))}</p>}
      <LayersSection details={details} view={view} t={t} />
      {socket?.type === "CONNECT" && <ConnectSections details={details} t={t} />}
      {values && values.entries.length > 0 && (
        <Section title={values.title}>
          <Tree key={details.entry} name="arguments" label={values.title} entries={values.entries} bytes={engine.bytes} t={t} />
          {values.note && <p class="note">{values.note}</p>}
        </Section>
      )}
      <CompareSection details={details} view={view} t={t} />
      {isReceivedEvent(details) && view.findings && (
        <p class="ask">
          <More text={t("askTwice")} onClick={() => view.findings?.askWhetherTwice(details.entry)} />
        </p>
      )}
      {socket && details.ack && (
        <Section title={t("ack")} aside={t("observed")}>
          <Rows
            rows={[[t("askedAs"), t("ackInNamespace", socket.id ?? "", printable(socket.nsp))], answered(details, details.ack, view, t)]}
          />
        </Section>
      )}
      {details.heartbeat && (
        <Section title={t("heartbeat")} aside={t("observed")}>
          <Rows rows={heartbeat(details, details.heartbeat, view, t)} />
        </Section>
      )}
      {engine.type === "open" && session && <SessionSection session={session} store={view.store} t={t} />}
      {details.opcode !== null && <FrameSection details={details} view={view} opcode={details.opcode} t={t} />}
      <Raw details={details} t={t} />
      {details.http && <Exchange http={details.http} t={t} />}
      {engine.type !== "open" && <SessionFold session={session} store={view.store} t={t} />}
    </>
  );
}

function isReceivedEvent({ direction, socket }: PacketDetails): boolean {
  return direction === "received" && (socket?.type === "EVENT" || socket?.type === "BINARY_EVENT");
}

/** Pixels across for the picture of the layers: the width of the details without their margins and scroll bar, but at most 560. */
const LAYERS_WIDTH = { most: 560, margins: 28 } as const;

function LayersSection({ details, view: { layout, ladder }, t }: PacketProps) {
  const { engine, socket, session, attachment, direction } = details;
  const segments = anatomy(details);
  if (segments.length === 0) return null;
  const width = Math.min(LAYERS_WIDTH.most, (layout.detailsBelow ? layout.room : layout.details.size) - LAYERS_WIDTH.margins);
  const unknown = engine.type === "message" && !socket && !attachment && engine.reason === undefined;
  return (
    <Section title={t("layers")} aside={t(direction === "sent" ? "asSent" : "asReceived")}>
      <Layers segments={segments} width={width} widths={ladder.widths} eio={session?.eio ?? null} sio={session?.sio ?? null} t={t} />
      {socket?.parser && (
        <Rows
          rows={[
            ["type", socket.type],
            ["nsp", printable(socket.nsp)],
            ...(socket.id === undefined ? [] : [["id", String(socket.id)] as const]),
          ]}
        />
      )}
      {unknown && <p class="note">{t("unknownMessage")}</p>}
    </Section>
  );
}

interface FrameProps extends PacketProps {
  readonly opcode: 1 | 2;
}

function FrameSection({ details: { direction, engine }, view, opcode, t }: FrameProps) {
  return (
    <Section title={t("frameHeader")} aside={t("dashedInferred")}>
      <FrameHeader widths={view.ladder.widths} opcode={opcode} direction={direction} bytes={engine.bytes} />
      <Rows
        rows={[
          ["opcode", t(opcode === 1 ? "opcodeText" : "opcodeBinary"), t("observed")],
          ["MASK", t(direction === "sent" ? "maskSent" : "maskReceived"), t("inferred")],
          [t("length"), t("lengthFromPayload", engine.bytes), t("inferred")],
          ["FIN, RSV", t("finRsv"), t("inferred")],
          [t("maskingKey"), t("notReported"), t("unknown")],
        ]}
      />
    </Section>
  );
}

function heartbeat(details: PacketDetails, pair: PairDetails, view: PaneView, t: Translate): RowOf[] {
  const { session } = details;
  const { pingInterval, pingTimeout } = session?.handshake ?? {};
  const rows: RowOf[] = [
    [t("asks"), t(session?.heartbeat.pinger === "client" ? "clientPings" : "serverPings")],
    answered(details, pair, view, t),
  ];
  if (pingInterval !== undefined) rows.push([t("fieldPingEvery"), duration(pingInterval), t("fromHandshake")]);
  if (pingTimeout !== undefined) rows.push([t("fieldTimeout"), duration(pingTimeout), t("fromHandshake")]);
  return rows;
}

/** How long the answer took, and a link to the other packet of the pair. */
function answered({ entry }: PacketDetails, { question, answer, latency }: PairDetails, view: PaneView, t: Translate): RowOf {
  const after =
    latency === null ? (
      t(view.store.entries.isUnanswered(question) ? "never" : "notYet")
    ) : (
      <>
        {t("after")} <b>{duration(latency)}</b>
      </>
    );
  const other = entry === question ? answer : question;
  const link =
    other === null || other === entry ? (
      ""
    ) : (
      <More text={t(entry === question ? "toAnswer" : "toQuestion")} onClick={() => view.selection.selectEntry(other)} />
    );
  return [t("answered"), after, link];
}
