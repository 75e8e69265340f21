// The words of a packet's row: its digits, name and arguments, and what became of it.

import type { Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import { ENGINE_INVALID, ENGINE_MESSAGE, ENGINE_NOOP, ENGINE_OPEN, ENGINE_TYPES, ENGINE_UPGRADE } from "../../protocol/packet.ts";
import { wasTooLarge } from "../../session/channel-end.ts";
import { endedBy } from "../../session/ending.ts";
import { FLAG, NONE } from "../../session/entries.ts";
import { type Exchange, type Link, revisionOf, type Session } from "../../session/model.ts";
import type { DecodedPacket, Reader } from "../../session/reader.ts";
import type { Store } from "../../session/store.ts";
import type { Direction, EpochMs } from "../../wire/event.ts";
import { byWorker, isUnsent } from "./http-describer.ts";
import { previewArguments } from "./preview.ts";
import { omittedReason, reasonText } from "./reason-text.ts";
import { socketWords } from "./socket-words.ts";
import type { MomentText, PacketWords } from "./words.ts";

/** The words that depend on the packet's own bytes alone. */
type PacketLabel = Pick<PacketWords, "code" | "name" | "ack" | "args" | "remark" | "size" | "stripe" | "problem">;

/** Labels kept before all are dropped: as many as a figure has at most. */
const MOST_LABELS = 20_000;
/** So many entries before an event are looked at for another one of its name; one of more bytes is not decoded for it. */
const MOST_BEFORE = 16;
const MOST_SIZE = 16_384;

export class PacketDescriber {
  readonly #store: Store;
  readonly #t: Translate;
  readonly #reader: Reader;
  /** The namespace that goes without saying. */
  readonly #nsp: string;
  /** By entry and its Socket.IO type, which may change: scrolling draws the same rows again and again, and each is decoded only once. */
  readonly #labels = new Map<number, PacketLabel>();

  constructor(store: Store, t: Translate, reader: Reader, nsp: string) {
    this.#store = store;
    this.#t = t;
    this.#reader = reader;
    this.#nsp = nsp;
  }

  words(entry: number, moment: MomentText): PacketWords {
    const { entries } = this.#store;
    const at = entries.at(entry);
    const link = this.#store.link(entry);
    const sent = (entries.flags(entry) & FLAG.sent) !== 0;
    const label = this.#label(entry);
    const exchange = link?.kind === "http" ? link : null;
    const said = [label.remark, exchange && !sent && byWorker(this.#t, exchange)].filter(Boolean).join(" · ");
    const peer = entries.peer(entry);
    const first = exchange?.answerEntry === entry;
    const latency =
      peer !== NONE && !entries.isQuestion(entry)
        ? duration(at - entries.at(peer))
        : first && exchange
          ? this.#took(exchange, at, entries.engine(entry) === ENGINE_NOOP)
          : undefined;
    const isLost = this.#isLost(entry, sent);
    return {
      kind: "packet",
      direction: sent ? "sent" : "received",
      ...label,
      ...this.#fate(entry, at, sent, said, moment, link),
      ...(latency !== undefined && { latency }),
      inSpan: !sent && exchange !== null,
      lost: isLost,
      ...(isLost && isUnsent(this.#store, link) && { unsent: true }),
    };
  }

  /** What became of a packet, which may show only long after it: late, the last one heard, the first one heard again, never answered. */
  #fate(entry: number, at: EpochMs, sent: boolean, said: string, moment: MomentText, link: Link | undefined): Partial<PacketLabel> {
    const t = this.#t;
    const { entries } = this.#store;
    const session = link?.session;
    if (!session) return {};
    const { cut, handshake, problem } = session;
    const words = [said, ...this.#late(entry, session), this.#journey(entry, sent)];
    const isLost = this.#isLost(entry, sent);
    const journey = this.#store.journeys?.get(entry);
    if (entries.isUnanswered(entry) && entries.engine(entry) === ENGINE_MESSAGE) {
      words.push(t(isLost ? "neverAnsweredLost" : "neverAnswered"));
    } else if (entries.isUnanswered(entry)) {
      const isOver = isLost || entries.isProblem(entry);
      words.push(isOver ? t("noPongDueBy", moment(at + (handshake?.pingTimeout ?? 0))) : t("noPong"));
    } else if (cut && isLost && !journey) words.push(t("notKnownToArrive"));
    if (problem !== null && wasTooLarge(session, entry)) words.push(reasonText(t, problem));
    if (cut && !sent && entry === cut.lastHeard) words.push(t("lastHeard"));
    if (cut && !sent && at > cut.gaveUpAt) words.push(t("tooLate"));
    if (entry === session.openEntry && session.heardBefore?.cut) words.push(t("heardAgain"));
    const why = link?.kind === "http" && entry === link.answerEntry ? endedBy(link) : null;
    if (why !== null) words.push(reasonText(t, why));
    const remark = words.filter(Boolean).join(" · ");
    return { ...(remark && { remark }), ...((entries.isProblem(entry) || journey?.receiver === null) && { problem: true }) };
  }

  /** How long the packet was on its way, or that it never arrived, as a server's log shows. */
  #journey(entry: number, sent: boolean): string {
    const journey = this.#store.journeys?.get(entry);
    if (!journey) return "";
    const { receiver, took } = journey;
    if (receiver === null) return this.#t(sent ? "neverReachedServer" : "neverReachedPage");
    if (took === null || (receiver !== entry && !this.#store.entries.isLost(entry))) return "";
    return this.#t(receiver === entry ? "onTheWay" : "arrivedAfter", duration(took));
  }

  /** Sent, and nothing shows that it arrived. A server's log shows it either way. */
  #isLost(entry: number, sent: boolean): boolean {
    const journey = this.#store.journeys?.get(entry);
    return journey ? sent && journey.receiver === null : this.#store.entries.isLost(entry);
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

  #label(entry: number): PacketLabel {
    const key = entry * 16 + this.#store.entries.socket(entry);
    const known = this.#labels.get(key);
    if (known) return known;
    const { log } = this.#store;
    const { misses } = log;
    const decoded = this.#reader.packet(entry);
    const sent = (this.#store.entries.flags(entry) & FLAG.sent) !== 0;
    const label = this.#describe(entry, decoded, sent ? "sent" : "received");
    // The label is not final before all attachments have come, while something that it shows is away, and before its session has its namespace:
    // a packet out of turn may be the first that names it.
    const { nsp = "/" } = decoded.socket ?? {};
    const isNamed = nsp === "/" || this.#store.link(entry)?.session?.sockets.has(nsp) === true;
    if (isNamed && log.misses === misses && this.#store.announced(entry) <= this.#store.attachments(entry).length) {
      if (this.#labels.size >= MOST_LABELS) this.#labels.clear();
      this.#labels.set(key, label);
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
    if (engine.reason?.[0] === "notCaptured") return { ...base, ...this.#outline(entry, decoded, engine.reason[1]) };
    if (engine.type === "invalid") {
      const raw = engine.data ? previewArguments([engine.data]) : "";
      return { ...base, name: t("invalid"), args: raw, remark: engine.reason ? reasonText(t, engine.reason) : "", problem: true };
    }
    if (socket) {
      const words = socketWords(t, socket, direction, session, this.#nsp, this.#argumentsBefore(entry));
      const isBroken = socket.type === "invalid" && socket.data === undefined;
      const own = isBroken && engine.data ? { args: [words.args, previewArguments([engine.data])].filter(Boolean).join(" ") } : {};
      return { ...base, ...stripe(socket.nsp, session), ...words, ...own };
    }
    if (engine.type === "message") {
      const data = previewArguments([engine.data ?? new Uint8Array(0)]);
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

  /** A packet whose content is not there, as far as its columns tell what it is. */
  #outline(entry: number, { engine, socket }: DecodedPacket, reason: string): Partial<PacketLabel> & Pick<PacketLabel, "name"> {
    const t = this.#t;
    const isBinary = (this.#store.entries.flags(entry) & FLAG.binary) !== 0;
    const event = Array.isArray(socket?.data) ? String(socket.data[0]) : socket?.type.toLowerCase();
    const name = event ?? (isBinary ? t("binary") : engine.type);
    if (reason === "away") return { name, args: "…" };
    return { name: engine.type === "invalid" ? t("gapNotCaptured") : name, remark: omittedReason(t, reason) };
  }

  /** The arguments of the last event of the same name, if there was one shortly before: rows of the same event are to look different. */
  #argumentsBefore(entry: number): readonly unknown[] | undefined {
    const { entries } = this.#store;
    const event = entries.event(entry);
    if (event === 0) return undefined;
    for (let i = entry - 1; i >= entry - MOST_BEFORE; i--) {
      const isAlike = entries.event(i) === event && entries.isSent(i) === entries.isSent(entry);
      if (!isAlike || entries.size(i) > MOST_SIZE || this.#store.link(i)?.session !== this.#store.link(entry)?.session) continue;
      const packet = this.#readable(i);
      const data = packet && !("omitted" in packet.raw) && packet.socket?.data;
      if (Array.isArray(data)) return data.slice(1);
    }
    return undefined;
  }

  /** A packet, or undefined if it cannot be read, which its own row says. */
  #readable(entry: number): DecodedPacket | undefined {
    try {
      return this.#reader.packet(entry);
    } catch {
      return undefined;
    }
  }

  /** The digits of the types, as they stand on the wire. */
  #code(entry: number, { socket, raw }: DecodedPacket, session: Session | null): string {
    const { entries } = this.#store;
    const type = entries.engine(entry);
    if (type === ENGINE_INVALID) return "?";
    const revision = revisionOf(session);
    if (revision === 0.9) return "text" in raw ? raw.text.slice(0, 1) : "";
    if (type !== ENGINE_MESSAGE) return String(type);
    // From revision 4 on a binary message has no digit of its own. Another parser puts the type of the Socket.IO packet among the data.
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

  #took(exchange: Exchange, at: EpochMs, held: boolean): string {
    const time = duration(at - exchange.startedAt);
    return held ? this.#t("held", time) : time;
  }
}

const STRIPES = 3;

/** Namespaces other than `/` have one of three stripes, in turn. */
function stripe(nsp: string, session: Session | null): Pick<PacketWords, "stripe"> {
  if (nsp === "/") return {};
  return { stripe: ((session?.sockets.get(nsp)?.nth ?? 0) % STRIPES) + 1 };
}
