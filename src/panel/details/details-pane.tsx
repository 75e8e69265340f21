// Everything about the selected row: both layers of a packet, its arguments, what it answers, the frame or the HTTP exchange that
// carried it, and its raw text and bytes. What was concluded and not observed says so.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { sum } from "../../diagram/words/describe.ts";
import type { Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import { errorText } from "../../protocol/engine/error.ts";
import { pingerOf } from "../../session/heartbeat.ts";
import {
  type ChannelDetails,
  type ConclusionDetails,
  type Details,
  type ExchangeDetails,
  offsetOf,
  type PacketDetails,
  type PairDetails,
} from "../../session/reader.ts";
import { printable } from "../../text/printable.ts";
import { IconButton } from "../icon-button.tsx";
import { exactTime } from "../time.ts";
import type { View } from "../view.ts";
import { anatomy } from "./anatomy.ts";
import { copyText } from "./clipboard.ts";
import { ConnectSections } from "./connect-sections.tsx";
import { Hex } from "./hex.tsx";
import { Exchange, HeaderList } from "./http.tsx";
import { FrameHeader, Layers } from "./layers.tsx";
import { More, Rows, Section } from "./parts.tsx";
import { SessionSection } from "./session-section.tsx";
import { Tree } from "./tree.tsx";
import { fromBase64, toJson } from "./values.ts";

type PaneView = Pick<View, "store" | "room" | "detailsBelow" | "select" | "show">;

interface PaneProps {
  readonly details: Details;
  readonly view: PaneView;
  readonly t: Translate;
}

export function DetailsPane({ details, view, t }: PaneProps) {
  const { title, subtitle } = headline(details, t);
  const where = [
    exactTime(details.at),
    transport(details, t),
    connectionText(details, t),
    details.kind === "packet" ? size(details.engine.bytes) : "",
  ];
  return (
    <aside class="details" aria-label={t("details")}>
      <div class="details-head">
        <div>
          <h2>{printable(title)}</h2> {subtitle}
          <span class="where">{where.filter((word) => word !== "").join(" · ")}</span>
        </div>
        <IconButton icon="close" name={t("closeDetails")} keys="Esc" onClick={() => view.select(null)} />
      </div>
      <div class="details-body">{content(details, view, t)}</div>
    </aside>
  );
}

function content(details: Details, view: PaneView, t: Translate): ComponentChildren {
  switch (details.kind) {
    case "packet":
      return <PacketSections details={details} view={view} t={t} />;
    case "http":
      return <ExchangeSections details={details} view={view} t={t} />;
    case "websocket":
      return (
        <>
          <ChannelSections details={details} t={t} />
          <SessionFold details={details} view={view} t={t} />
        </>
      );
    case "conclusion":
      return (
        <>
          <ConclusionSection details={details} t={t} />
          <SessionFold details={details} view={view} t={t} />
        </>
      );
    case "mark":
      return (
        <Section title={t("event")}>
          <Tree entries={Object.entries(details.event)} t={t} />
        </Section>
      );
  }
}

/** What it was concluded from: what was heard last, and the numbers of the handshake. */
function ConclusionSection({ details: { cut }, t }: { readonly details: ConclusionDetails; readonly t: Translate }) {
  const after = duration(cut.before - cut.predicted.at);
  return (
    <Section title={t("event")} aside={t("inferred")}>
      <Rows
        rows={[
          [t("lastHeard"), exactTime(cut.heardAt)],
          ...(cut.server ? [[t("serverGivesUp"), `≈ ${exactTime(cut.server.at)}: ${sum(t, cut.server)}`] as const] : []),
          [t("giveUpPredicted"), `${exactTime(cut.predicted.at)}: ${sum(t, cut.predicted)}`],
          [t("clientGivesUp"), t(cut.seen ? "gaveUpAfter" : "gaveUpUnseen", after)],
        ]}
      />
    </Section>
  );
}

function PacketSections({ details, view, t }: { readonly details: PacketDetails; readonly view: PaneView; readonly t: Translate }) {
  const { engine, socket, session, opcode, attachment } = details;
  const segments = anatomy(details);
  const values = argumentsOf(details, t);
  const reason = engine.reason ?? socket?.reason;
  const width = view.detailsBelow ? Math.min(560, view.room - 24) : 276;
  return (
    <>
      {reason !== undefined && <p class="trouble">▲ {printable(reason)}</p>}
      {segments.length > 0 && (
        <Section title={t("layers")} aside={t(details.direction === "sent" ? "asSent" : "asReceived")}>
          <Layers segments={segments} width={width} eio={session?.eio ?? null} sio={session?.sio ?? null} t={t} />
          {socket?.parser && (
            <Rows
              rows={[
                ["type", socket.type],
                ["nsp", printable(socket.nsp)],
                ...(socket.id === undefined ? [] : [["id", String(socket.id)] as const]),
              ]}
            />
          )}
          {engine.type === "message" && !socket && !attachment && reason === undefined && <p class="note">{t("unknownMessage")}</p>}
        </Section>
      )}
      {socket?.type === "CONNECT" && <ConnectSections details={details} t={t} />}
      {values && values.entries.length > 0 && (
        <Section title={values.title} aside={<CopyButton text={() => toJson(values.whole)} t={t} />}>
          <Tree entries={values.entries} t={t} />
          {values.note && <p class="note">{values.note}</p>}
        </Section>
      )}
      {socket && details.ack && (
        <Section title={t("ack")} aside={t("observed")}>
          <Rows
            rows={[
              [t("askedAs"), t("ackInNamespace", socket.id ?? "", printable(socket.nsp))],
              [t("answered"), answerText(details.ack, t), pairLink(details, details.ack, view, t)],
            ]}
          />
        </Section>
      )}
      {details.heartbeat && <Heartbeat details={details} pair={details.heartbeat} view={view} t={t} />}
      {engine.type === "open" && session && <SessionSection session={session} store={view.store} open={true} t={t} />}
      {opcode !== null && (
        <Section title={t("frameHeader")} aside={t("dashedInferred")}>
          <FrameHeader opcode={opcode} direction={details.direction} bytes={engine.bytes} />
          <Rows
            rows={[
              ["opcode", t(opcode === 1 ? "opcodeText" : "opcodeBinary"), t("observed")],
              ["MASK", t(details.direction === "sent" ? "maskSent" : "maskReceived"), t("inferred")],
              [t("length"), t("lengthFromPayload", engine.bytes), t("inferred")],
              ["FIN, RSV", t("finRsv"), t("inferred")],
              [t("maskingKey"), t("notReported"), t("unknown")],
            ]}
          />
        </Section>
      )}
      <Raw details={details} t={t} />
      {details.http && <Exchange http={details.http} t={t} />}
      {engine.type !== "open" && <SessionFold details={details} view={view} t={t} />}
    </>
  );
}

interface ExchangeProps {
  readonly details: ExchangeDetails;
  readonly view: PaneView;
  readonly t: Translate;
}

function ExchangeSections({ details, view, t }: ExchangeProps) {
  const { http, exchange, session } = details;
  const isHandshake = session !== null && session.openEntry === exchange.answerEntry;
  const body = exchange.status >= 400 && http.end?.kind === "http-body" ? http.end.body : null;
  const refused = body && (("text" in body && errorText(body.text)) || (exchange.overlaps && t("anotherPollWaited")));
  return (
    <>
      {refused && <p class="trouble">▲ {printable(refused)}</p>}
      {isHandshake && session && <SessionSection session={session} store={view.store} open={true} t={t} />}
      <Exchange http={http} t={t} />
      {!isHandshake && <SessionFold details={details} view={view} t={t} />}
    </>
  );
}

/** What is known of the session, from wherever one looks: its handshake may not have been seen. */
function SessionFold({ details: { session }, view, t }: PaneProps) {
  return session && <SessionSection session={session} store={view.store} open={false} t={t} />;
}

function Heartbeat({
  details,
  pair,
  view,
  t,
}: {
  readonly details: PacketDetails;
  readonly pair: PairDetails;
  readonly view: PaneView;
  readonly t: Translate;
}) {
  const handshake = details.session?.handshake;
  const { pingInterval, pingTimeout } = handshake ?? {};
  return (
    <Section title={t("heartbeat")} aside={t("observed")}>
      <Rows
        rows={[
          [t("asks"), t(details.session && pingerOf(details.session) === "client" ? "clientPings" : "serverPings")],
          [t("answered"), answerText(pair, t), pairLink(details, pair, view, t)],
          ...(pingInterval === undefined ? [] : [[t("fieldPingEvery"), duration(pingInterval), t("fromHandshake")] as const]),
          ...(pingTimeout === undefined ? [] : [[t("fieldTimeout"), duration(pingTimeout), t("fromHandshake")] as const]),
        ]}
      />
    </Section>
  );
}

function ChannelSections({ details, t }: { readonly details: ChannelDetails; readonly t: Translate }) {
  const { open, handshake, event, channel } = details;
  const webTransport = channel.kind === "wt";
  return (
    <>
      <Section title={t("openingHandshake")} aside={t("observed")}>
        <p class="url">
          <code class="wrap">{open === null ? t("unknown") : printable(open.url)}</code>
        </p>
        <Rows
          rows={[
            ...(open?.kind !== "ws-open" || open.initiator === undefined
              ? []
              : [[t("askedForBy"), <code class="wrap">{printable(open.initiator)}</code>] as const]),
            webTransport
              ? [t("established"), channel.establishedAt === null ? t("notSeen") : exactTime(channel.establishedAt)]
              : ["status", handshake === null ? t("notSeen") : String(handshake.status)],
          ]}
        />
        {webTransport && <p class="note">{t("webTransportNote")}</p>}
      </Section>
      {(event.kind === "ws-close" || event.kind === "ws-error") && (
        <Section title={t("event")} aside={t("observed")}>
          <Tree entries={Object.entries(event)} t={t} />
          {event.kind === "ws-close" && event.code === undefined && <p class="note">{t("noCloseFrame")}</p>}
        </Section>
      )}
      {handshake && <HeaderList title={t("requestHeaders")} headers={handshake.requestHeaders} />}
      {handshake && <HeaderList title={t("responseHeaders")} headers={handshake.responseHeaders} />}
    </>
  );
}

function answerText(pair: PairDetails, t: Translate): ComponentChildren {
  if (pair.latency === null) return t("notYet");
  return (
    <>
      {t("after")} <b>{duration(pair.latency)}</b>
    </>
  );
}

function pairLink(details: PacketDetails, pair: PairDetails, view: PaneView, t: Translate): ComponentChildren {
  const other = details.entry === pair.question ? pair.answer : pair.question;
  if (other === null || other === details.entry) return "";
  return <More text={t(details.entry === pair.question ? "toAnswer" : "toQuestion")} onClick={() => view.show(other)} />;
}

const MOST_RAW = 2000;

function Raw({ details, t }: { readonly details: PacketDetails; readonly t: Translate }) {
  const { raw } = details;
  const [form, setForm] = useState<"text" | "hex">("base64" in raw ? "hex" : "text");
  const [shown, setShown] = useState(MOST_RAW);
  if ("omitted" in raw) return <p class="trouble">{t("notCaptured", raw.omitted)}</p>;
  const whole = "text" in raw ? raw.text : raw.base64;
  const bytes = form === "hex" ? ("text" in raw ? new TextEncoder().encode(raw.text) : fromBase64(raw.base64)) : null;
  const choice = (value: "text" | "hex", name: string) => (
    <button type="button" class="link" aria-pressed={form === value} onClick={() => setForm(value)}>
      {name}
    </button>
  );
  return (
    <Section
      title={t("raw")}
      aside={
        <>
          {choice("text", "text" in raw ? t("asText") : "base64")} {choice("hex", "hex")} <CopyButton text={() => whole} t={t} />
        </>
      }
    >
      {bytes ? (
        <Hex bytes={bytes} t={t} />
      ) : (
        <div class="hex">
          <pre class="wrap">{printable(whole.slice(0, shown))}</pre>
          {whole.length > shown && <More text={t("moreCharacters", whole.length - shown)} onClick={() => setShown(shown * 5)} />}
        </div>
      )}
    </Section>
  );
}

function CopyButton({ text, t }: { readonly text: () => string; readonly t: Translate }) {
  return <More text={t("copy")} onClick={() => void copyText(text())} />;
}

interface Values {
  readonly title: string;
  readonly entries: readonly (readonly [string, unknown])[];
  readonly whole: unknown;
  readonly note?: string;
}

/** What a packet carries, by name. */
function argumentsOf({ engine, socket, direction, session }: PacketDetails, t: Translate): Values | null {
  if (socket && socket.type !== "invalid") {
    const { data } = socket;
    if (data === undefined || socket.type === "CONNECT") return null;
    if (!Array.isArray(data))
      return {
        title: t("data"),
        entries: typeof data === "object" && data !== null ? Object.entries(data) : [[t("value"), data]],
        whole: data,
      };
    const event = socket.type === "EVENT" || socket.type === "BINARY_EVENT";
    const list: readonly unknown[] = data;
    const offset = offsetOf(socket, direction, session);
    const args = list.slice(event ? 1 : 0, offset === null ? undefined : -1).map((value, i) => [String(i), value] as const);
    const entries = event ? [[t("eventName"), list[0]] as const, ...args] : args;
    if (offset === null) return { title: t("arguments"), entries, whole: data };
    return { title: t("arguments"), entries: [...entries, [t("offset"), offset]], whole: data, note: t("offsetNote") };
  }
  if (engine.data === undefined || engine.type === "invalid") return null;
  if (engine.type === "open" && typeof engine.data === "string") {
    const handshake = parsed(engine.data);
    return typeof handshake === "object" && handshake !== null
      ? { title: t("stepHandshake"), entries: Object.entries(handshake), whole: handshake }
      : null;
  }
  return { title: t("data"), entries: [[engine.type, engine.data]], whole: engine.data };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function headline(details: Details, t: Translate): { title: string; subtitle: string } {
  switch (details.kind) {
    case "packet": {
      const { engine, socket, session, direction, attachment } = details;
      const sent = t(direction);
      if (attachment) return { title: t("attachment"), subtitle: sent };
      if (socket?.type === "EVENT" || socket?.type === "BINARY_EVENT") {
        return { title: Array.isArray(socket.data) ? String(socket.data[0]) : socket.type, subtitle: `${socket.type}, ${sent}` };
      }
      if (socket?.type === "CONNECT_ERROR" && session?.sio === 0.9) return { title: t("error"), subtitle: sent };
      return { title: socket?.type ?? (engine.data instanceof Uint8Array ? t("binary") : engine.type), subtitle: sent };
    }
    case "http":
      return { title: details.http.request.method, subtitle: printable(shortUrl(details.http.request.url)) };
    case "websocket":
      return { title: details.channel.kind === "ws" ? "WebSocket" : "WebTransport", subtitle: details.event.kind };
    case "conclusion":
      return { title: t(details.what === "cut" ? "pathCut" : details.what), subtitle: "" };
    case "mark":
      return { title: details.event.kind, subtitle: "" };
  }
}

function shortUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url.slice(0, 80);
}

function transport(details: Details, t: Translate): string {
  switch (details.kind) {
    case "packet":
      return details.link.kind === "http" ? polling(details.link, t) : channelName(details);
    case "http":
      return polling(details.exchange, t);
    case "websocket":
    case "conclusion":
    case "mark":
      return "";
  }
}

/** Socket.IO 0.9 has a websocket of its own kind, flashsocket. */
function channelName({ link, session }: PacketDetails): string {
  if (link.kind === "wt") return "webtransport";
  return (session?.sio === 0.9 && session.transport) || "websocket";
}

function polling({ transport, jsonp }: ExchangeDetails["exchange"], t: Translate): string {
  return transport === "polling" && jsonp ? t("pollingJsonp") : (transport ?? "");
}

function connectionText({ connection }: Details, t: Translate): string {
  if (!connection || connection.id === null) return "";
  return `${t("connection", connection.id)}${connection.inferred ? ` (${t("inferred")})` : ""}`;
}
