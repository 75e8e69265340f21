// Records of the scripts in pages and reports of the browser → wire events. No input or output of its own.
//
//   documents: hello … records … gone         ┐
//   requests, handshakes, logged websockets   ├─► Sequencer (by time) ─► documents.ts, sockets.ts ─► out.event
//                                             ┘
// Each source is a little late, so everything is held until nothing earlier can come.

import { engineUrl } from "../../protocol/engine/url.ts";
import { dropOldest } from "../../wire/bounded.ts";
import type { EpochMs, WireEvent, WireId } from "../../wire/event.ts";
import type { Counters } from "../contract.ts";
import { referringDocument } from "../headers.ts";
import { frameId, type PageDocument, PageDocuments } from "./documents.ts";
import { type Intercepted, InterceptedRequests, judged } from "./intercepted.ts";
import type { PageRecord, RelayHello, SocketFound, SocketOpen } from "./records.ts";
import { Sequencer } from "./sequencer.ts";
import { type KnownSockets, PageSockets } from "./sockets.ts";
import type { HttpReport, Report, SocketReport, WorkerReport } from "./tab-port.ts";
import { UpgradeOrder } from "./upgrade-order.ts";

export interface MapperOut {
  event(event: WireEvent): void;
}

export interface MapperOptions {
  readonly newId: () => WireId;
  /** Sockets of the capture that this one continues after a pause. */
  readonly sockets?: KnownSockets | undefined;
  /** How late a report may be (milliseconds). */
  readonly holdMs: number;
  /** The browser reports websockets when they are over (`SocketReport`). */
  readonly hasLog: boolean;
}

/** Nothing is held longer, however busy the machine is. */
const MOST_HELD_MS = 3_000;
/** A request that follows a redirect may be reported when it is over, which takes a long poll half a minute. */
const OVER_KEPT = 256;
/** Decay factor applied to the estimated delay with each report after it. */
const DELAY_DECAY = 0.95;
/**
 * How long a handshake waits for a document to claim it. A new document first asks whether its tab is recorded, and the records of a worker
 * take a longer way.
 */
const UNCLAIMED_MS = 3_000;

/** The browser's log has a request this long after its end, at most. */
const LOGGED_MS = 2_000;

export class PageMapper {
  readonly #out: MapperOut;
  readonly #options: MapperOptions;
  readonly #sequencer = new Sequencer();
  readonly #documents: PageDocuments;
  readonly #sockets: PageSockets;
  /** Wire ids of requests that are not over, by the browser's ids. */
  readonly #requests = new Map<WireId, { readonly id: WireId; readonly frame: number | undefined }>();
  readonly #upgrades = new UpgradeOrder();
  readonly #intercepted = new InterceptedRequests((id) => void this.#requests.delete(id));
  /** Start time of the first request that the log answered. The log takes a while to begin, and has no earlier request. */
  #logSince: EpochMs = Number.POSITIVE_INFINITY;
  /** Held records of websockets that pages opened for a session, with its sid. */
  readonly #opened = new Map<SocketOpen, string>();
  /** Requests that the log has reported and whose bodies are being read: when they were over, and until when they are waited for. */
  readonly #read = new Set<{ readonly over: EpochMs; readonly latest: EpochMs }>();
  /** Wire ids of the last requests that are over, by the browser's ids: a redirect leads from one of them to a new request. */
  readonly #over = new Map<WireId, WireId>();
  /** Estimated delay of what comes (milliseconds): the largest so far, decaying. */
  #delay = 0;
  #requestCount = 0;

  constructor(out: MapperOut, options: MapperOptions) {
    this.#out = out;
    this.#options = options;
    const emit = (event: WireEvent) => out.event(event);
    this.#documents = new PageDocuments(emit);
    this.#sockets = new PageSockets({
      ...options,
      known: options.sockets,
      emit,
      show: (document, at) => this.#documents.show(document, at),
    });
  }

  get counters(): Counters {
    const { frames, workers } = this.#documents;
    return { requests: this.#requestCount, otherWebSockets: this.#sockets.others, frames, workers };
  }

  get knownSockets(): KnownSockets {
    return this.#sockets.known;
  }

  /** How many events are held. If there are any: call `release` in a moment. */
  get held(): number {
    return this.#sequencer.length;
  }

  /** Emits what nothing earlier can precede any more. Returns the time up to which that is. */
  release(now: EpochMs): EpochMs {
    const held = Math.max(this.#options.holdMs, Math.min(2 * this.#delay, MOST_HELD_MS));
    let until = now - held;
    // A websocket waits for the reports of what came before it. Stamps are whole milliseconds, so the one before is not later.
    for (const [{ at }, sid] of this.#opened)
      if (at <= until && now - at < MOST_HELD_MS && this.#upgrades.isEarly(sid, !this.#options.hasLog)) until = at - 1;
    for (const read of this.#read) {
      if (now < read.latest) until = Math.min(until, read.over - 1);
      else this.#read.delete(read);
    }
    this.#sequencer.release(until);
    return until;
  }

  /** Nothing more comes: emits everything. */
  end(): void {
    this.#sequencer.release(Number.POSITIVE_INFINITY);
  }

  /** Puts an event of the capture's own into the order of time. */
  add(event: WireEvent): void {
    this.#sequencer.add(event.at, () => this.#out.event(event));
  }

  countRequests(count: number): void {
    this.#requestCount += count;
  }

  /** Something that the browser reported, `now`. */
  report(report: Report | SocketReport, now: EpochMs): void {
    // The log is always late. A live report that is later than `holdMs` comes from a busy machine, where the others will be late too.
    if (!this.#options.hasLog && report.kind !== "socket") this.cameAt(now, timeOf(report));
    switch (report.kind) {
      case "http": {
        const { event, frame, intercepted } = report;
        if (event.kind !== "http-request") this.#intercepted.ended(event.id);
        else if (intercepted) this.#intercepted.add(event, frame);
        return this.#addHttp(report);
      }
      case "passed":
        return this.#intercepted.ended(report.id);
      case "worker":
        return this.#worker(report);
      case "asked":
        return this.#upgrades.asked(report.url, report.at);
      case "handshake":
        this.#sockets.announce(report);
        return this.#sequencer.add(report.at, () => {
          if (this.#sockets.handshake(report)) this.#sequencer.add(report.at + UNCLAIMED_MS, () => this.#sockets.decideUnclaimed(report));
        });
      case "socket":
        return this.#sequencer.add(report.openedAt, () => this.#sockets.logged(report));
      default:
        report satisfies never;
    }
  }

  /** A request that was over at this time is reported as soon as its body is read. Returns what to call then. */
  reads(over: EpochMs, now: EpochMs): () => void {
    const read = { over, latest: now + MOST_HELD_MS };
    this.#read.add(read);
    return () => void this.#read.delete(read);
  }

  /** Something that happened at `at` came `now`: reports may be so late. */
  cameAt(now: EpochMs, at: EpochMs): void {
    this.#delay = Math.max(now - at, this.#delay * DELAY_DECAY);
  }

  /** Takes the request that the browser's log answers at `at`; undefined if its answer is reported otherwise. */
  takeIntercepted(method: string, url: string, at: EpochMs): Intercepted | undefined {
    const taken = this.#intercepted.take(method, url, at);
    if (taken) this.#logSince = Math.min(this.#logSince, taken.at);
    return taken;
  }

  /** An event of the log's answer to a request. It is judged when it is emitted, because the worker's own request may be reported after it. */
  answer(request: Intercepted, event: HttpReport["event"], now: EpochMs): void {
    this.cameAt(now, event.at);
    this.#addHttp({ kind: "http", event }, (event) => judged(request, event));
  }

  /** A document announces itself, in the frame that the browser names. It is there since `at`. */
  hello(hello: Omit<RelayHello, "at">, frame: number, at: EpochMs): void {
    const document = this.#documents.register(hello, frame);
    if (document) this.#sequencer.add(at, () => this.#documents.appear(document, at), { source: document.source, n: -1 });
  }

  records(id: string, records: readonly PageRecord[]): void {
    const document = this.#documents.get(id);
    if (!document) return;
    for (const record of this.#sockets.freed(document, records)) {
      if (record.kind === "open" || record.kind === "found") this.#comes(record);
      document.lastAt = Math.max(document.lastAt, record.at);
      this.#addRecord(document, record);
    }
  }

  #comes(record: SocketOpen | SocketFound): void {
    const engine = engineUrl(record.url);
    // The log may report the websocket before this record's turn.
    if (engine && this.#options.hasLog) this.#sockets.expect(record);
    if (engine?.sid && record.kind === "open") this.#opened.set(record, engine.sid);
  }

  /** A document had its `pagehide` event at `at`. On a busy machine, its port closes much later (`gone`). */
  left(id: string, at: EpochMs): void {
    const document = this.#documents.get(id);
    if (document) document.leftAt = at;
  }

  gone(id: string, now: EpochMs): void {
    const document = this.#documents.get(id);
    if (!document || document.goneAt !== null) return;
    // Nothing of it comes after this, but the clock of its process may be a little ahead.
    const at = Math.max(Math.min(document.leftAt ?? now, now), Math.min(document.lastAt, now + MOST_HELD_MS));
    // Set at once, because events that it caused are still held.
    document.goneAt = at;
    const leave = () => {
      this.#sockets.leave(document, at);
      this.#documents.leave(document, at);
    };
    this.#sequencer.add(at, leave, { source: document.source, n: Number.POSITIVE_INFINITY });
    if (document.worker) return;
    // By then the log has the answers of those that had one.
    const left = this.#intercepted.left(document.frame);
    this.#sequencer.add(at + LOGGED_MS, () => {
      for (const { id } of left) if (this.#intercepted.has(id)) this.#abort(id, at);
    });
  }

  #addRecord(document: PageDocument, record: PageRecord): void {
    this.#sequencer.add(record.at, () => this.#record(document, record), { source: document.source, n: record.n });
  }

  #record(document: PageDocument, record: PageRecord): void {
    if (record.kind === "open") {
      this.#opened.delete(record);
      const earliest = this.#upgrades.earliest(record.url);
      if (earliest < record.at + MOST_HELD_MS) document.notBefore = Math.max(document.notBefore, earliest);
    }
    const at = document.notBefore;
    if (record.at < at) return this.#addRecord(document, { ...record, at });
    if (record.kind === "lost") {
      const { until, frames, bytes } = record;
      return this.#out.event({ kind: "gap", at: record.at, until, reason: "not-kept", packets: frames, bytes });
    }
    // The log has the page's own stamps.
    if (record.kind === "open" && !this.#options.hasLog) this.#upgrades.takeEarlierPost(record.url, record.at);
    this.#sockets.record(document, record);
  }

  /** The log will have the worker's answer. To a request from before the log began, the server's answer stands for it. */
  #worker(report: WorkerReport): void {
    const request = this.#intercepted.worker(report);
    const { outcome, at } = report;
    if (!request || !outcome || "reason" in outcome || request.at >= this.#logSince) return;
    const { id } = request;
    const { body, ...head } = outcome;
    this.report({ kind: "http", event: { kind: "http-response", at, id, ...head, through: "service-worker" } }, at);
    this.report({ kind: "http", event: { kind: "http-body", at, id, body } }, at);
  }

  #abort(id: WireId, at: EpochMs): void {
    this.#intercepted.ended(id);
    this.#addHttp({ kind: "http", event: { kind: "http-failed", at, id, reason: "navigation", canceled: true } });
  }

  /** `judge` gets the event when it is emitted. */
  #addHttp(report: HttpReport, judge = (event: HttpReport["event"]) => event): void {
    const take = once((at: EpochMs) => this.#http({ ...report, event: judge({ ...report.event, at }) }));
    this.#upgrades.http(report.event, take);
    this.#sequencer.add(report.event.at, () => take(report.event.at));
  }

  #http({ frame: reported, event }: HttpReport): void {
    if (event.kind === "http-request") {
      const id = this.#options.newId();
      const frame = reported ?? referringDocument(event.headers, this.#documents.shown)?.frame;
      this.#requests.set(event.id, { id, frame });
      const { part, redirectedFrom, ...rest } = event;
      const before = redirectedFrom ?? "";
      const from = this.#over.get(before) ?? this.#requests.get(before)?.id;
      // A document is requested by the one before it in its frame, so it is not attributed to the frame.
      const documentFrame = part === "page" || frame === undefined ? undefined : frameId(frame);
      this.#out.event({
        ...rest,
        id,
        ...(documentFrame !== undefined && { documentFrame }),
        part,
        ...(from !== undefined && { redirectedFrom: from }),
      });
      return;
    }
    const request = this.#requests.get(event.id);
    if (!request) return;
    if (event.kind !== "http-response") this.#isOver(event.id, request.id);
    // The browser cancels the requests of a document that goes away, without giving that reason.
    const isLeft = event.kind === "http-failed" && event.canceled && this.#documents.wasLeft(request.frame, event.at);
    this.#out.event({ ...event, id: request.id, ...(isLeft && { reason: "navigation" }) });
  }

  #isOver(id: WireId, wireId: WireId): void {
    this.#requests.delete(id);
    this.#over.set(id, wireId);
    dropOldest(this.#over, OVER_KEPT);
  }
}

/** A function that does nothing after its first call. */
function once<A extends readonly unknown[]>(call: (...args: A) => void): (...args: A) => void {
  let called = false;
  return (...args) => {
    if (!called) call(...args);
    called = true;
  };
}

function timeOf(report: Report): EpochMs {
  return report.kind === "http" ? report.event.at : report.at;
}
