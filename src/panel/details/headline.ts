// The head of the details: what the row is, when and where it happened.

import type { Translate } from "../../messages/messages.ts";
import { size } from "../../messages/quantities.ts";
import type { Details, ExchangeDetails, PacketDetails } from "../../session/details.ts";
import { printable } from "../../text/printable.ts";
import { exactTime } from "../time.ts";

export function headline(details: Details, t: Translate): { title: string; subtitle: string } {
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

/** When, on which transport and connection, and how large. */
export function whereWords(details: Details, t: Translate): string {
  const bytes = details.kind === "packet" ? size(details.engine.bytes) : "";
  return [exactTime(details.at), transport(details, t), connectionText(details, t), bytes].filter((word) => word !== "").join(" · ");
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

/** The transport of a packet that no HTTP request carried. Only Socket.IO 0.9 has another one than websocket: flashsocket. */
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
