// An entry in words: what the row of a packet, an exchange, a close or a note says. Protocol words (open, ping, EVENT names, digits) are
// the wire's own; everything else comes from the catalogue.

import type { Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import { errorText } from "../../protocol/engine/error.ts";
import { ENGINE_INVALID, ENGINE_MESSAGE, ENGINE_NOOP, ENGINE_OPEN, ENGINE_TYPES, ENGINE_UPGRADE } from "../../protocol/packet.ts";
import { isQuestion } from "../../session/conversation.ts";
import { ENTRY, FLAG, NONE } from "../../session/entries.ts";
import { pingerOf } from "../../session/heartbeat.ts";
import { type Due, type Exchange, type Link, revisionOf, type Session } from "../../session/model.ts";
import { type DecodedPacket, Reader } from "../../session/reader.ts";
import type { Store } from "../../session/store.ts";
import { shortSid } from "../../text/short-sid.ts";
import type { Direction, EpochMs, HttpRequest } from "../../wire/event.ts";
import type { FieldsRow, HttpRow, MarkRow, PacketRow, Row } from "../scene/scene.ts";
import { contextWords } from "./context.ts";
import { gapRow, markRow } from "./describe-mark.ts";
import { socketLabel } from "./describe-socket.ts";
import { type Place, placed } from "./place.ts";
import { preview } from "./preview.ts";
import { omittedText, reasonText } from "./reason-text.ts";
import { about } from "./times.ts";

/** The part of a packet's row that never changes. */
type PacketLabel = Pick<PacketRow, "code" | "name" | "ack" | "args" | "remark" | "size" | "stripe" | "problem">;

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
        return markRow(this.#t, this.#reader.event(entry), at, place, link, entries.isProblem(entry));
      case ENTRY.cut:
      case ENTRY.serverGivesUp:
      case ENTRY.giveUpPredicted:
      case ENTRY.clientGivesUp:
        return this.#conclusion(entry, at, place, link);
      case ENTRY.gap:
        return gapRow(this.#t, this.#reader.event(entry), at, place);
    }
  }

  /** What the handshake announced, below its open packet: one row of fields after the other. */
  handshake(entry: number, part: number, place: Place): FieldsRow {
    const t = this.#t;
    const session = this.#store.link(entry)?.session;
    const { sid, upgrades, transports, pingInterval, pingTimeout, closeTimeout, maxPayload } = session?.handshake ?? {};
    const fields: [string, string][] = [];
    if (part === 0) {
      if (sid !== undefined) fields.push(["sid", sid]);
      if (transports) fields.push(["transports", transports.join(", ") || t("none")]);
      else if (upgrades) fields.push(["upgrades", upgrades.join(", ") || t("none")]);
    } else {
      if (pingInterval !== undefined) fields.push([t("fieldPingEvery"), duration(pingInterval)]);
      if (pingTimeout !== undefined) fields.push([t("fieldTimeout"), duration(pingTimeout)]);
      if (closeTimeout !== undefined) fields.push([t("fieldCloseTimeout"), duration(closeTimeout)]);
      const pinger = session && pingerOf(session);
      if (pinger) fields.push([t("fieldHeartbeat"), t(pinger === "server" ? "fromServer" : "fromClient")]);
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
      ...this.#fate(entry, at, sent, label.remark ?? "", place, link?.session ?? null),
      ...(latency !== undefined && { latency }),
      inSpan: !sent && exchange !== null,
      lost: entries.isLost(entry),
    };
  }

  /** What became of a packet, which may show long after it: that it was late, the last one heard or the first one again, never answered. */
  #fate(entry: number, at: EpochMs, sent: boolean, said: string, place: Place, session: Session | null): Partial<PacketLabel> {
    const t = this.#t;
    const { entries } = this.#store;
    if (!session) return {};
    const { cut, handshake } = session;
    const words = [said, ...this.#late(entry, session)];
    if (entries.isUnanswered(entry)) {
      const isOver = entries.isLost(entry) || entries.isProblem(entry);
      words.push(isOver ? t("noPongDueBy", place.moment(at + (handshake?.pingTimeout ?? 0))) : t("noPong"));
    } else if (cut && entries.isLost(entry)) {
      const asks = entries.engine(entry) === ENGINE_MESSAGE && this.#label(entry).ack !== undefined;
      words.push(t(asks ? "noAckLost" : "notKnownToArrive"));
    }
    if (cut && !sent && entry === cut.lastHeard) words.push(t("lastHeard"));
    if (cut && !sent && at > cut.gaveUpAt) words.push(t("tooLate"));
    const before = entry === session.openEntry ? lastHeardBefore(session) : null;
    if (before?.cut) words.push(t("heardAgain"));
    const remark = words.filter(Boolean).join(" · ");
    return { ...(remark && { remark }), ...(entries.isProblem(entry) && { problem: true }) };
  }

  #late(entry: number, { overdue, handshake }: Session): string[] {
    const t = this.#t;
    const late = overdue.get(entry);
    if (!late) return [];
    const by = duration(late.by);
    const words =
      late.from === "pong"
        ? t("latePong", by, duration(handshake?.pingTimeout ?? 0))
        : t(late.from === "most" ? "lateMost" : late.from === "least" ? "lateLeast" : "late", by);
    return late.silence > 0 ? [words, t("heardAfter", duration(late.silence))] : [words];
  }

  /** What the end of a silent session let conclude: violet when it was not seen. */
  #conclusion(entry: number, at: EpochMs, place: Place, link: Link | undefined): MarkRow {
    const t = this.#t;
    const cut = link?.session?.cut;
    if (!cut) throw new Error(`entry ${entry} concludes nothing`);
    const base = { kind: "mark", ...placed(place), at, lane: place.lane } as const;
    const inferred = { ...base, tone: "inferred", ends: false } as const;
    switch (this.#store.entries.kind(entry)) {
      case ENTRY.cut:
        return { ...inferred, time: "", side: "both", text: t("pathCut"), remark: t("pathCutWhy") };
      case ENTRY.serverGivesUp:
        return {
          ...inferred,
          time: about(place.time),
          side: "server",
          text: t("serverGivesUp"),
          remark: t("serverGivesUpWhy", cut.server ? sum(t, cut.server) : ""),
          ends: true,
        };
      case ENTRY.giveUpPredicted:
        return { ...inferred, side: "client", text: t("giveUpPredicted"), remark: sum(t, cut.predicted) };
      default:
        return {
          ...inferred,
          tone: this.#store.entries.isProblem(entry) ? "problem" : "inferred",
          time: cut.seen ? place.time : about(place.time),
          side: "client",
          text: t("clientGivesUp"),
          remark: t(cut.seen ? "gaveUpAfter" : "gaveUpUnseen", duration(cut.before - cut.predicted.at)),
          // A channel ends with it, and is drawn so.
          ends: link.kind === "http",
        };
    }
  }

  #label(entry: number): PacketLabel {
    const known = this.#labels.get(entry);
    // Attachments that are still to come change the label.
    if (known) return known;
    const decoded = this.#reader.packet(entry);
    const sent = (this.#store.entries.flags(entry) & FLAG.sent) !== 0;
    const label = this.#describe(entry, decoded, sent ? "sent" : "received");
    if (this.#store.announced(entry) <= this.#store.attachments(entry).length) {
      if (this.#labels.size >= MOST_LABELS) this.#labels.clear();
      this.#labels.set(entry, label);
    }
    return label;
  }

  #describe(entry: number, decoded: DecodedPacket, direction: Direction): PacketLabel {
    const t = this.#t;
    const { entries } = this.#store;
    const { engine, socket } = decoded;
    const code = entries.engine(entry);
    const session = this.#store.link(entry)?.session ?? null;
    const attachments = this.#store.attachments(entry);
    let bytes = entries.size(entry);
    for (const attachment of attachments) bytes += entries.size(attachment);
    const count = socket?.attachments ?? 0;
    const base = {
      code: this.#code(entry, decoded, session),
      size: count > 0 ? `+${count} · ${size(bytes)}` : size(bytes),
      problem: false,
    };
    if (engine.type === "invalid") {
      const raw = typeof engine.data === "string" ? preview(engine.data, 0) : engine.data ? preview(engine.data, 0) : "";
      return { ...base, name: t("invalid"), args: raw, remark: engine.reason ? reasonText(t, engine.reason) : "", problem: true };
    }
    if (socket) return { ...base, ...stripe(socket.nsp, session), ...socketLabel(t, socket, direction, session) };
    if (engine.type === "message") {
      const data = preview(engine.data ?? new Uint8Array(0), 0);
      const isBinary = (entries.flags(entry) & FLAG.binary) !== 0;
      const name = isBinary ? t("binary") : "message";
      if (engine.reason !== undefined) return { ...base, name, args: data, remark: reasonText(t, engine.reason), problem: true };
      return { ...base, name, args: data, ...(isBinary && { remark: t("noKnownParser") }) };
    }
    const name = ENGINE_TYPES[code] ?? "";
    const remark = this.#remark(entry, code);
    const args = code !== ENGINE_OPEN && typeof engine.data === "string" ? engine.data : "";
    return { ...base, name, ...(args && { args }), ...(remark && { remark }) };
  }

  /** The types as they stand on the wire. */
  #code(entry: number, { socket, raw }: DecodedPacket, session: Session | null): string {
    const { entries } = this.#store;
    const type = entries.engine(entry);
    if (type === ENGINE_INVALID) return "?";
    const revision = revisionOf(session);
    if (revision === 0.9) return "text" in raw ? raw.text.slice(0, 1) : "";
    if (type !== ENGINE_MESSAGE) return String(type);
    // From revision 4 on nothing before the bytes of a message says that it is one; another parser has its types among its data.
    const first = revision === 4 && entries.flags(entry) & FLAG.binary ? "" : type;
    return `${first}${!socket?.parser && entries.socket(entry) <= 6 ? entries.socket(entry) : ""}`;
  }

  #remark(entry: number, code: number): string {
    const t = this.#t;
    const link = this.#store.link(entry);
    const answers = (this.#store.entries.flags(entry) & FLAG.sent) === 0;
    if (code === ENGINE_OPEN && answers && link?.kind === "http" && link.status > 0) return `HTTP ${link.status}`;
    if (code === ENGINE_NOOP && answers && link?.kind === "http") return t("endsLongPoll");
    if (code === ENGINE_UPGRADE) return t("pollingIsOver");
    return "";
  }

  #http(entry: number, at: EpochMs, place: Place, link: Link | undefined): HttpRow {
    const t = this.#t;
    const exchange = link as Exchange;
    const problem = this.#store.entries.isProblem(entry);
    const base = { kind: "http" as const, ...placed(place), at, lane: place.lane, inSpan: false, problem };
    if (this.#store.entries.kind(entry) === ENTRY.response) {
      const body = this.#reader.event(entry);
      const text = body.kind === "http-body" && "text" in body.body ? body.body.text : "";
      const omitted = body.kind === "http-body" && "omitted" in body.body ? omittedText(t, body.body.omitted) : "";
      const refused = problem ? errorText(text) || (exchange.overlaps ? t("anotherPollWaited") : "") : "";
      const words = entry === exchange.session?.openEntry ? t("handshakeAnswer") : refused || omitted || text.slice(0, 80);
      const bytes = body.kind === "http-body" && "omitted" in body.body ? body.body.bytes : text.length;
      return {
        ...base,
        direction: "received",
        both: false,
        code: String(exchange.status || "—"),
        path: words,
        ...this.#measures(exchange, at, bytes),
        ...(exchange.session?.cut?.lastHeard === entry && { remark: t("lastHeard") }),
        inSpan: true,
      };
    }
    const request = this.#reader.event(entry) as HttpRequest;
    const both = exchange.part !== "engine";
    const answered = both && exchange.respondedAt !== null;
    const longPoll = exchange.part === "engine" && !exchange.post && !exchange.handshake;
    const remark = both
      ? exchange.respondedAt === null
        ? ""
        : String(exchange.status)
      : [longPoll ? t("longPoll") : "", exchange.preflight ? t("afterPreflight") : "", this.#client(exchange)].filter(Boolean).join(" · ");
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
      ...(this.#store.entries.isLost(entry) && { lost: true }),
    };
  }

  /** Of what asks for a session: where the client runs when it is not the page, and which attempt it is. */
  #client({ handshake, session, startedAt }: Pick<Exchange, "handshake" | "session" | "startedAt">): string {
    if (!handshake || !session) return "";
    return [contextWords(this.#t, this.#store, session.client), this.#attempt(session, startedAt)].filter(Boolean).join(" · ");
  }

  /** With how long it was waited for, where the end before it was seen. */
  #attempt({ previous, attempt }: Session, startedAt: EpochMs): string {
    if (attempt === 0) return "";
    const since = previous?.cut && !previous.cut.seen ? null : (previous?.endedAt ?? null);
    return since === null ? this.#t("attempt", attempt) : this.#t("attemptAfter", attempt, duration(startedAt - since));
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
    const remark = link && link.kind !== "http" ? this.#client({ ...link, startedAt: link.openedAt }) : "";
    return {
      kind: "http",
      ...placed(place),
      at,
      lane: place.lane,
      direction: "sent",
      both: false,
      code: link?.kind === "wt" ? "WT" : "GET",
      path: shortPath(url),
      ...(remark && { remark }),
      inSpan: false,
      problem: false,
    };
  }

  #established(entry: number, at: EpochMs, place: Place, link: Link | undefined): HttpRow {
    const t = this.#t;
    const event = this.#reader.event(entry);
    const opened = link && link.kind !== "http" ? link.openedAt : at;
    const said =
      event.kind === "ws-handshake"
        ? {
            code: String(event.status),
            path: event.status === 101 ? "Switching Protocols" : t("websocketRefused"),
          }
        : { code: "WT", path: t("webTransportEstablished"), remark: t("webTransportUnseen") };
    return {
      kind: "http",
      ...placed(place),
      at,
      lane: place.lane,
      direction: "received",
      both: false,
      ...said,
      problem: this.#store.entries.isProblem(entry),
      latency: duration(at - opened),
      inSpan: true,
    };
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

const SINCE = {
  open: "sinceOpen",
  ping: "sincePing",
  pong: "sincePong",
  heard: "sinceHeard",
  arrived: "sinceArrived",
  unseen: "sinceUnseen",
} as const;

/** What a moment due counts from: `last pong + 25 s + 60 s`. */
export function sum(t: Translate, { from, waits }: Due): string {
  return [t(SINCE[from]), ...waits.map(duration)].join(" + ");
}

/** The last session before this one of which anything was heard. */
export function lastHeardBefore(session: Session): Session | null {
  let before = session.previous;
  while (before !== null && before.lastHeard === null) before = before.previous;
  return before;
}

const STRIPES = 3;

/** Each namespace beside the main one has a stripe, as long as there are different ones. */
function stripe(nsp: string, session: Session | null): Pick<PacketRow, "stripe"> {
  if (nsp === "/") return {};
  const others = [...(session?.sockets.keys() ?? [])].filter((name) => name !== "/");
  return { stripe: (Math.max(0, others.indexOf(nsp)) % STRIPES) + 1 };
}
