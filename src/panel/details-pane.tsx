// Everything about the selected row: both layers of a packet, its arguments, what it answers, the frame or the HTTP exchange that
// carried it, and its raw text and bytes. What was concluded and not observed says so.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { printable } from "../diagram/text-width.ts";
import type { Translate } from "../messages/messages.ts";
import { duration, size } from "../messages/quantities.ts";
import type { ChannelDetails, Details, PacketDetails, PairDetails } from "../session/details.ts";
import { anatomy } from "./anatomy.ts";
import { copyText } from "./files.ts";
import { Hex } from "./hex.tsx";
import { Exchange, HeaderList } from "./http.tsx";
import { FrameHeader, Layers } from "./layers.tsx";
import { More, Rows, Section } from "./parts.tsx";
import { exactTime } from "./time.ts";
import { IconButton } from "./toolbar.tsx";
import { Tree } from "./tree.tsx";
import { fromBase64, toJson } from "./values.ts";
import type { View } from "./view.ts";

interface PaneProps {
  readonly details: Details;
  readonly view: View;
  readonly t: Translate;
}

export function DetailsPane({ details, view, t }: PaneProps) {
  const { title, subtitle } = headline(details, t);
  const where = [
    exactTime(details.at),
    details.kind === "packet" ? transport(details) : "",
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

function content(details: Details, view: View, t: Translate): ComponentChildren {
  switch (details.kind) {
    case "packet":
      return <PacketSections details={details} view={view} t={t} />;
    case "http":
      return <Exchange http={details.http} t={t} />;
    case "websocket":
      return <ChannelSections details={details} t={t} />;
    case "mark":
      return (
        <Section title={t("event")}>
          <Tree entries={Object.entries(details.event)} t={t} />
        </Section>
      );
  }
}

function PacketSections({ details, view, t }: { readonly details: PacketDetails; readonly view: View; readonly t: Translate }) {
  const { engine, socket, session, opcode } = details;
  const segments = anatomy(details);
  const values = argumentsOf(details, t);
  const reason = engine.reason ?? socket?.reason;
  const width = view.detailsBelow ? Math.min(560, view.width - 24) : 276;
  return (
    <>
      {reason !== undefined && <p class="trouble">▲ {printable(reason)}</p>}
      {segments.length > 0 && (
        <Section title={t("layers")} aside={t(details.direction === "sent" ? "asSent" : "asReceived")}>
          <Layers segments={segments} width={width} eio={session?.eio ?? null} sio={session?.sio ?? null} t={t} />
        </Section>
      )}
      {values && values.entries.length > 0 && (
        <Section title={values.title} aside={<CopyButton text={() => toJson(values.whole)} t={t} />}>
          <Tree entries={values.entries} t={t} />
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
      {engine.type === "open" && session && (
        <Section title={t("session")} aside={t("observed")}>
          <Rows
            rows={[
              ["sid", <code>{printable(session.sid ?? "")}</code>],
              ["Engine.IO", session.eio === null ? t("unknown") : String(session.eio)],
              ["Socket.IO", session.sio === null ? t("unknown") : String(session.sio)],
              [t("fieldHeartbeat"), t(session.eio === 4 ? "fromServer" : "fromClient")],
            ]}
          />
        </Section>
      )}
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
    </>
  );
}

function Heartbeat({
  details,
  pair,
  view,
  t,
}: {
  readonly details: PacketDetails;
  readonly pair: PairDetails;
  readonly view: View;
  readonly t: Translate;
}) {
  const handshake = details.session?.handshake;
  const { pingInterval, pingTimeout } = handshake ?? {};
  return (
    <Section title={t("heartbeat")} aside={t("observed")}>
      <Rows
        rows={[
          [t("asks"), t(details.session?.eio === 4 ? "serverPings" : "clientPings")],
          [t("answered"), answerText(pair, t), pairLink(details, pair, view, t)],
          ...(pingInterval === undefined ? [] : [[t("fieldPingEvery"), duration(pingInterval), t("fromHandshake")] as const]),
          ...(pingTimeout === undefined ? [] : [[t("fieldTimeout"), duration(pingTimeout), t("fromHandshake")] as const]),
        ]}
      />
    </Section>
  );
}

function ChannelSections({ details, t }: { readonly details: ChannelDetails; readonly t: Translate }) {
  const { open, handshake, event } = details;
  return (
    <>
      <Section title={t("openingHandshake")} aside={t("observed")}>
        <p class="url">
          <code class="wrap">{open === null ? t("unknown") : printable(open.url)}</code>
        </p>
        <Rows
          rows={[
            ...(open?.initiator === undefined ? [] : [[t("askedForBy"), <code class="wrap">{printable(open.initiator)}</code>] as const]),
            ["status", handshake === null ? t("notSeen") : String(handshake.status)],
          ]}
        />
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

function pairLink(details: PacketDetails, pair: PairDetails, view: View, t: Translate): ComponentChildren {
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
}

/** What a packet carries, by name. */
function argumentsOf({ engine, socket }: PacketDetails, t: Translate): Values | null {
  if (socket && socket.type !== "invalid") {
    const { data } = socket;
    if (data === undefined) return null;
    if (!Array.isArray(data))
      return {
        title: t("data"),
        entries: typeof data === "object" && data !== null ? Object.entries(data) : [[t("value"), data]],
        whole: data,
      };
    const event = socket.type === "EVENT" || socket.type === "BINARY_EVENT";
    const list: readonly unknown[] = data;
    const args = (event ? list.slice(1) : list).map((value, i) => [String(i), value] as const);
    return { title: t("arguments"), entries: event ? [[t("eventName"), list[0]], ...args] : args, whole: data };
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
      const { engine, socket, direction, attachment } = details;
      const sent = t(direction);
      if (attachment) return { title: t("attachment"), subtitle: sent };
      if (socket?.type === "EVENT" || socket?.type === "BINARY_EVENT") {
        return { title: Array.isArray(socket.data) ? String(socket.data[0]) : socket.type, subtitle: `${socket.type}, ${sent}` };
      }
      return { title: socket?.type ?? engine.type, subtitle: sent };
    }
    case "http":
      return { title: details.http.request.method, subtitle: printable(shortUrl(details.http.request.url)) };
    case "websocket":
      return { title: details.channel.kind === "ws" ? "WebSocket" : "WebTransport", subtitle: details.event.kind };
    case "mark":
      return { title: details.event.kind, subtitle: "" };
  }
}

function shortUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url.slice(0, 80);
}

function transport({ link }: PacketDetails): string {
  switch (link.kind) {
    case "http":
      return "polling";
    case "ws":
      return "websocket";
    case "wt":
      return "webtransport";
  }
}

function connectionText({ connection }: Details, t: Translate): string {
  if (!connection || connection.id === null) return "";
  return `${t("connection", connection.id)}${connection.inferred ? ` (${t("inferred")})` : ""}`;
}
