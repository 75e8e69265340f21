// The head of the details: what the row is, when and where it happened.

import { gapWords, markWords } from "../../diagram/words/mark-words.ts";
import type { Translate } from "../../messages/messages.ts";
import { size } from "../../messages/quantities.ts";
import type { Details, ExchangeDetails, PacketDetails } from "../../session/details.ts";
import { ENTRY } from "../../session/entries.ts";
import type { Store } from "../../session/store.ts";
import { printable } from "../../text/printable.ts";
import type { WireEvent } from "../../wire/event.ts";
import { exactTime } from "../time.ts";

export function headline(details: Details, store: Store, t: Translate): { title: string; subtitle: string } {
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
    case "websocket": {
      const words = markTitle(details, store, t);
      if (details.event.kind === "ws-close" || details.event.kind === "wt-close") return { title: words, subtitle: "" };
      return { title: details.channel.kind === "ws" ? "WebSocket" : "WebTransport", subtitle: words };
    }
    case "conclusion":
      return { title: t(details.what === "cut" ? "pathCut" : details.what), subtitle: "" };
    case "mark":
      return { title: markTitle(details, store, t), subtitle: "" };
  }
}

/** What the row of an event says. An event whose row is drawn as no mark has its own name. */
function markTitle({ entry, event, at }: Details & { readonly event: WireEvent }, store: Store, t: Translate): string {
  if (store.entries.kind(entry) === ENTRY.reload) return t("pageLoadedAgain");
  switch (event.kind) {
    case "ws-open":
    case "wt-open":
      return t("openingHandshake");
    case "ws-handshake":
    case "wt-established":
      return t("established");
    case "gap":
      return gapWords(t, event).text;
    case "ws-error":
    case "ws-close":
    case "wt-close":
    case "context":
    case "note":
      return markWords(t, event, at, store.link(entry), store.entries.isProblem(entry)).text;
    default:
      return event.kind;
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
