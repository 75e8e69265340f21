// An entry in words: what the row of a packet, an exchange, a close or a note says. Protocol words (open, ping, EVENT names, digits) are
// the wire's own; everything else comes from the catalogue.

import type { Translate } from "../messages/messages.ts";
import { duration, size } from "../messages/quantities.ts";
import { errorText } from "../protocol/engine/error.ts";
import {
  ENGINE_INVALID,
  ENGINE_MESSAGE,
  ENGINE_NOOP,
  ENGINE_OPEN,
  ENGINE_TYPES,
  ENGINE_UPGRADE,
  type SocketPacket,
} from "../protocol/packet.ts";
import { isQuestion } from "../session/conversation.ts";
import { type DecodedPacket, Reader } from "../session/details.ts";
import { ENTRY, FLAG, NONE } from "../session/entries.ts";
import type { Exchange, Link, Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import type { EpochMs, HttpRequest, WireEvent } from "../wire/event.ts";
import { preview, previewArguments } from "./preview.ts";
import type { FieldsRow, GapRow, HttpRow, MarkRow, PacketRow, Row } from "./scene.ts";

/** Where a row lies; `lane` where its link is drawn. */
export interface Place {
  readonly key: number;
  readonly y: number;
  readonly height: number;
  readonly lane: number;
  readonly time: string;
}

/** The part of a packet's row that never changes. */
type PacketLabel = Pick<PacketRow, "code" | "name" | "ack" | "args" | "remark" | "size" | "problem">;

const MOST_LABELS = 4096;

export class Describer {
  readonly #store: Store;
  readonly #t: Translate;
  readonly #reader: Reader;
  /** Decoded once while a row is about: scrolling and following draw the same rows again and again. */
  readonly #labels = new Map<number, PacketLabel>();

  constructor(store: Store, t: Translate) {
    this.#store = store;
    this.#t = t;
    this.#reader = new Reader(store);
  }

  /** The row of an entry. */
  row(entry: number, place: Place): Row {
    const { entries } = this.#store;
    const at = entries.at(entry);
    const link = this.#store.link(entry);
    switch (entries.kind(entry)) {
      case ENTRY.packet:
        return this.#packet(entry, at, place, link);
      case ENTRY.request:
      case ENTRY.response:
        return this.#http(entry, at, place, link);
      case ENTRY.wsOpen:
      case ENTRY.wtOpen:
        return this.#opening(entry, at, place, link);
      case ENTRY.wsHandshake:
      case ENTRY.wtEstablished:
        return this.#established(entry, at, place, link);
      case ENTRY.failed:
      case ENTRY.wsError:
      case ENTRY.wsClose:
      case ENTRY.wtClose:
      case ENTRY.context:
      case ENTRY.note:
        return this.#mark(this.#reader.event(entry), at, place, link);
      case ENTRY.gap:
        return this.#gap(this.#reader.event(entry), at, place);
    }
  }

  /** What the handshake announced, below its open packet: one row of fields after the other. */
  handshake(entry: number, part: number, place: Place): FieldsRow {
    const t = this.#t;
    const session = this.#store.link(entry)?.session;
    const { sid, upgrades, pingInterval, pingTimeout, maxPayload } = session?.handshake ?? {};
    const fields: [string, string][] = [];
    if (part === 0) {
      if (sid !== undefined) fields.push(["sid", sid]);
      if (upgrades) fields.push(["upgrades", upgrades.join(", ") || t("none")]);
    } else {
      if (pingInterval !== undefined) fields.push([t("fieldPingEvery"), duration(pingInterval)]);
      if (pingTimeout !== undefined) fields.push([t("fieldTimeout"), duration(pingTimeout)]);
      if (session?.eio) fields.push([t("fieldHeartbeat"), t(session.eio === 4 ? "fromServer" : "fromClient")]);
      if (maxPayload !== undefined) fields.push(["maxPayload", size(maxPayload)]);
    }
    return { kind: "fields", ...placed(place), at: this.#store.entries.at(entry), fields };
  }

  #packet(entry: number, at: EpochMs, place: Place, link: Link | undefined): PacketRow {
    const { entries } = this.#store;
    const sent = (entries.flags(entry) & FLAG.sent) !== 0;
    const label = this.#label(entry);
    const exchange = link?.kind === "http" ? link : null;
    const peer = entries.peer(entry);
    const first = exchange?.answerEntry === entry;
    const latency =
      peer !== NONE && !isQuestion(entries, entry)
        ? duration(at - entries.at(peer))
        : first && exchange
          ? this.#took(exchange, at, entries.engine(entry) === ENGINE_NOOP)
          : undefined;
    return {
      kind: "packet",
      ...placed(place),
      at,
      lane: place.lane,
      direction: sent ? "sent" : "received",
      ...label,
      ...(latency !== undefined && { latency }),
      inSpan: !sent && exchange !== null,
      lost: sent && exchange?.failed === true,
    };
  }

  #label(entry: number): PacketLabel {
    const known = this.#labels.get(entry);
    // Attachments that are still to come change the label.
    if (known) return known;
    const decoded = this.#reader.packet(entry);
    const label = this.#describe(entry, decoded);
    if (this.#store.announced(entry) <= this.#store.attachments(entry).length) {
      if (this.#labels.size >= MOST_LABELS) this.#labels.clear();
      this.#labels.set(entry, label);
    }
    return label;
  }

  #describe(entry: number, { engine, socket }: DecodedPacket): PacketLabel {
    const t = this.#t;
    const { entries } = this.#store;
    const code = entries.engine(entry);
    const digits =
      code === ENGINE_INVALID ? "?" : `${code}${entries.socket(entry) <= 6 && code === ENGINE_MESSAGE ? entries.socket(entry) : ""}`;
    const attachments = this.#store.attachments(entry);
    let bytes = entries.size(entry);
    for (const attachment of attachments) bytes += entries.size(attachment);
    const count = socket?.attachments ?? 0;
    const base = { code: digits, size: count > 0 ? `+${count} · ${size(bytes)}` : size(bytes), problem: false };
    if (engine.type === "invalid") {
      const raw = typeof engine.data === "string" ? preview(engine.data, 0) : engine.data ? preview(engine.data, 0) : "";
      return { ...base, name: t("invalid"), args: raw, remark: engine.reason ?? "", problem: true };
    }
    if (socket) return { ...base, ...this.#socket(socket) };
    if (engine.type === "message") {
      const data = typeof engine.data === "string" ? preview(engine.data, 0) : preview(engine.data ?? new Uint8Array(0), 0);
      return { ...base, name: "message", args: data, ...(engine.reason !== undefined && { remark: engine.reason, problem: true }) };
    }
    const name = ENGINE_TYPES[code] ?? "";
    const remark = this.#remark(entry, code);
    const args = code !== ENGINE_OPEN && typeof engine.data === "string" ? engine.data : "";
    return { ...base, name, ...(args && { args }), ...(remark && { remark }) };
  }

  #remark(entry: number, code: number): string {
    const t = this.#t;
    const link = this.#store.link(entry);
    if (code === ENGINE_OPEN && link?.kind === "http") return `HTTP ${link.status}`;
    if (code === ENGINE_NOOP && link?.kind === "http") return t("endsLongPoll");
    if (code === ENGINE_UPGRADE) return t("pollingIsOver");
    return "";
  }

  #socket(packet: SocketPacket): Omit<PacketLabel, "code" | "size"> {
    const t = this.#t;
    const { type, nsp, id, data, reason } = packet;
    const ack = id === undefined ? {} : { ack: id };
    const prefix = nsp === "/" ? "" : `${nsp} `;
    const trouble = reason === undefined ? {} : { remark: reason };
    const args = Array.isArray(data) ? (data as readonly unknown[]) : [];
    switch (type) {
      case "CONNECT":
        return {
          name: "connect",
          args: nsp + (packet.query ? `?${packet.query}` : "") + (data === undefined ? "" : ` ${preview(data, 1)}`),
          problem: false,
        };
      case "DISCONNECT":
        return { name: "disconnect", args: nsp, problem: false };
      case "EVENT":
      case "BINARY_EVENT":
        return { name: String(args[0]), ...ack, args: prefix + previewArguments(args.slice(1)), ...trouble, problem: reason !== undefined };
      case "ACK":
      case "BINARY_ACK":
        return { name: "ack", ...ack, args: prefix + previewArguments(args), ...trouble, problem: reason !== undefined };
      case "CONNECT_ERROR":
        return { name: t("connectError"), args: `${nsp} ${preview(data, 1)}`, problem: true };
      case "invalid":
        return { name: t("invalid"), ...ack, args: prefix.trim(), remark: reason ?? "", problem: true };
    }
  }

  #http(entry: number, at: EpochMs, place: Place, link: Link | undefined): HttpRow {
    const t = this.#t;
    const exchange = link as Exchange;
    const base = { kind: "http" as const, ...placed(place), at, lane: place.lane, inSpan: false, problem: false };
    if (this.#store.entries.kind(entry) === ENTRY.response) {
      const body = this.#reader.event(entry);
      const text = body.kind === "http-body" && "text" in body.body ? body.body.text : "";
      const failed = exchange.status >= 400;
      const omitted = body.kind === "http-body" && "omitted" in body.body ? t("notCaptured", body.body.omitted) : "";
      const words = failed ? errorText(text) : omitted || text.slice(0, 80);
      const bytes = body.kind === "http-body" && "omitted" in body.body ? body.body.bytes : text.length;
      return {
        ...base,
        direction: "received",
        both: false,
        code: String(exchange.status || "—"),
        path: words,
        ...this.#measures(exchange, at, bytes),
        inSpan: true,
        problem: failed,
      };
    }
    const request = this.#reader.event(entry) as HttpRequest;
    const both = exchange.part !== "engine";
    const answered = both && exchange.respondedAt !== null;
    const longPoll = exchange.part === "engine" && !exchange.post && !exchange.handshake;
    const remark = both ? (exchange.respondedAt === null ? "" : String(exchange.status)) : longPoll ? t("longPoll") : "";
    return {
      ...base,
      direction: "sent",
      both,
      code: request.method,
      path: shortPath(request.url),
      ...(remark && { remark }),
      ...(answered && exchange.respondedAt !== null
        ? this.#measures(exchange, exchange.endedAt ?? exchange.respondedAt, this.#bodyBytes(exchange))
        : {}),
      problem: both && exchange.status >= 400,
    };
  }

  #measures(exchange: Exchange, until: EpochMs, bytes: number | undefined): Pick<HttpRow, "latency" | "size"> {
    return { latency: duration(until - exchange.startedAt), ...(bytes !== undefined && { size: size(bytes) }) };
  }

  #bodyBytes(exchange: Exchange): number | undefined {
    const end = exchange.endLine === null ? null : this.#store.read(exchange.endLine);
    return end?.kind === "http-body" && "omitted" in end.body ? end.body.bytes : undefined;
  }

  #took(exchange: Exchange, at: EpochMs, held: boolean): string {
    const time = duration(at - exchange.startedAt);
    return held ? this.#t("held", time) : time;
  }

  #opening(entry: number, at: EpochMs, place: Place, link: Link | undefined): HttpRow {
    const event = this.#reader.event(entry);
    const url = event.kind === "ws-open" || event.kind === "wt-open" ? event.url : "";
    const code = link?.kind === "wt" ? "CONNECT" : "GET";
    return {
      kind: "http",
      ...placed(place),
      at,
      lane: place.lane,
      direction: "sent",
      both: false,
      code,
      path: shortPath(url),
      inSpan: false,
      problem: false,
    };
  }

  #established(entry: number, at: EpochMs, place: Place, link: Link | undefined): HttpRow {
    const event = this.#reader.event(entry);
    const status = event.kind === "ws-handshake" ? event.status : 200;
    const opened = link && link.kind !== "http" ? link.openedAt : at;
    return {
      kind: "http",
      ...placed(place),
      at,
      lane: place.lane,
      direction: "received",
      both: false,
      code: String(status),
      path: status === 101 ? "Switching Protocols" : "",
      latency: duration(at - opened),
      inSpan: true,
      problem: status !== 101 && status !== 200,
    };
  }

  #mark(event: WireEvent, at: EpochMs, place: Place, link: Link | undefined): MarkRow {
    const t = this.#t;
    const mark = (text: string, remark: string, rest: Pick<MarkRow, "side" | "tone" | "ends">): MarkRow => ({
      kind: "mark",
      ...placed(place),
      at,
      ...(link && { lane: place.lane }),
      text,
      ...(remark && { remark }),
      ...rest,
    });
    switch (event.kind) {
      case "http-failed":
        if (event.reason === "navigation")
          return mark(t("pageLeft"), t("requestWentWithIt"), { side: "client", tone: "plain", ends: false });
        if (event.canceled) return mark(t("requestCanceled"), "", { side: "client", tone: "plain", ends: false });
        return mark(t("failed", event.reason), "", { side: "client", tone: "problem", ends: false });
      case "ws-error":
        return mark(event.message, "", { side: "client", tone: "problem", ends: false });
      case "ws-close": {
        const remark = [event.code, event.reason].filter((x) => x !== undefined && x !== "").join(" ");
        const session = link?.session ?? null;
        const cause =
          link && link.kind !== "http" && session?.upgrade?.channel === link && session.upgrade.switchedAt === null ? null : session;
        return mark(this.#closeText(event.cause, cause), remark, {
          side: "both",
          tone: link?.connection?.end === "error" ? "problem" : "plain",
          ends: true,
        });
      }
      case "wt-close":
        return mark(t("webTransportClosed"), "", { side: "both", tone: "plain", ends: true });
      case "context":
        return mark(t("pageWentTo", event.url), "", { side: "both", tone: "plain", ends: false });
      case "note":
        return mark(noteText(t, event.what), event.text ?? "", {
          side: "both",
          tone: event.what === "late" ? "inferred" : "plain",
          ends: false,
        });
      default:
        throw new Error(`${event.kind} is no mark`);
    }
  }

  #closeText(told: "reported" | "hook" | "navigation", session: Session | null): string {
    const t = this.#t;
    if (told === "navigation") return t("closedPageLeft");
    if (session?.cause === "client") return t("closedByClient");
    if (session?.cause === "server") return t("closedByServer");
    return t("closed");
  }

  #gap(event: WireEvent, at: EpochMs, place: Place): GapRow {
    if (event.kind !== "gap") throw new Error(`${event.kind} is no gap`);
    const isCleared = event.reason === "cleared";
    const amount = event.packets === undefined ? "" : this.#t.count("packets", event.packets);
    const remark = [duration(event.until - event.at), amount, isCleared ? "" : event.reason].filter(Boolean).join(" · ");
    return { kind: "gap", ...placed(place), at, text: this.#t(isCleared ? "gapCleared" : "gapNotCaptured"), remark };
  }
}

function placed(place: Place): Pick<Row, "key" | "y" | "height" | "time"> {
  return { key: place.key, y: place.y, height: place.height, time: place.time };
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
  }
}

/** Path and query as a person wants to read them: without the cache buster, with a short sid. */
function shortPath(url: string): string {
  if (!URL.canParse(url)) return url.slice(0, 500);
  const { pathname, search } = new URL(url);
  const query = search
    .slice(1)
    .split("&")
    .filter((pair) => pair !== "" && !pair.startsWith("t="))
    .map((pair) => (pair.startsWith("sid=") ? `sid=${shortSid(pair.slice(4))}` : pair))
    .join("&");
  return (pathname + (query && `?${query}`)).slice(0, 500);
}

/** First four … last four. */
export function shortSid(sid: string): string {
  return sid.length > 11 ? `${sid.slice(0, 4)}…${sid.slice(-4)}` : sid;
}
