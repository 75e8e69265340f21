// DevTools Protocol events and answers → wire events. No input or output of its own: the live capture and the reader of CDP logs use it.
//
//   push(event) ─► contexts · http · websockets ─► outbox (one queue, nothing overtakes) ─► out.event
//                                 └─► out.command ─ … ─► answer(key) ─► completes its place in the queue

import { webTransportUrl } from "../protocol/engine/url.ts";
import { showsDocument } from "../wire/document.ts";
import type { EpochMs, WireEvent, WireId } from "../wire/event.ts";
import type { Answer } from "./body.ts";
import { Clock } from "./clock.ts";
import { Contexts, type Loss, type Session } from "./contexts.ts";
import { HttpExchanges } from "./http.ts";
import { type CdpEvent, cdpEvent, type FrameTree, type Params } from "./messages.ts";
import type { OtherWebSocket } from "./other-websockets.ts";
import { Outbox, type Place, type Uncertain } from "./outbox.ts";
import { type KnownSockets, WebSockets } from "./websockets.ts";

export interface CdpMessage {
  readonly method: string;
  readonly params: unknown;
  /** A flat child session; absent for the target's own. */
  readonly sessionId?: string | undefined;
}

/** A command to send. Whatever its end, call `answer(key, …)` with it. */
export interface CdpCommand extends CdpMessage {
  readonly params: object;
  readonly key: number;
}

export interface MapperOut {
  event(event: WireEvent): void;
  command(command: CdpCommand): void;
}

export interface MapperOptions {
  /** Ids must be unique in a trace: pass the trace's counter if several mappers write to it. */
  readonly newId?: () => WireId;
  /** For events that have no time. Without it (in files) they get the latest time seen. */
  readonly now?: () => EpochMs;
  /** The Page domain is enabled and reports navigations. Else the response of a document counts as one. */
  readonly pageEvents: boolean;
  /** Sockets of the mapper that this one continues after a pause. */
  readonly sockets?: KnownSockets | undefined;
  /** A clock that has pairs already. */
  readonly clock?: Clock;
}

export interface Counters {
  /** Requests of any kind. */
  readonly requests: number;
  /** Requests of Engine.IO. */
  readonly engineRequests: number;
  /** Events left out because they lack fields that the protocol promises. */
  readonly malformed: number;
  readonly otherWebSockets: readonly OtherWebSocket[];
  /** Pages and iframes, and workers, that exist now. */
  readonly frames: number;
  readonly workers: number;
}

/** How many events may wait behind one whose body was asked for. */
const LINE_LIMIT = 5000;

export class CdpMapper {
  readonly #out: MapperOut;
  readonly #options: MapperOptions;
  readonly #outbox: Outbox;
  readonly #clock: Clock;
  readonly #contexts: Contexts;
  readonly #http: HttpExchanges;
  readonly #sockets: WebSockets;
  readonly #transports = new Map<string, { readonly id: WireId; readonly session: Session }>();
  readonly #asked = new Map<number, (answer: Answer) => void>();
  readonly #newId: () => WireId;
  #keys = 0;
  #latest: EpochMs;
  /** The clock's offset at the last request. */
  #offset: number | null = null;
  #requests = 0;
  #engineRequests = 0;
  #malformed = 0;
  /** The loader of the last document that was answered. */
  #answered: string | undefined;
  /** The event being taken in has no time, and happened when the last one before it did, not when it arrived. */
  #isPast = false;
  /** No document has taken the page's place since the recording began, so there may be exchanges that began earlier. */
  #late = true;

  constructor(out: MapperOut, options: MapperOptions) {
    this.#out = out;
    this.#options = options;
    this.#clock = options.clock ?? new Clock();
    this.#latest = this.#clock.start;
    let ids = 0;
    this.#newId = options.newId ?? (() => String(++ids));
    this.#outbox = new Outbox((event) => out.event(event), LINE_LIMIT);
    const common = { outbox: this.#outbox, newId: this.#newId, at: (ticks: number) => this.#at(ticks), now: () => this.#now() };
    this.#contexts = new Contexts({ ...common, lost: (loss) => this.#lost(loss) });
    this.#http = new HttpExchanges({
      ...common,
      ask: (session, method, params, answered) => this.#ask(session, method, params, answered),
      seesServiceWorkers: () => this.#contexts.count(["service-worker"]) > 0,
      late: () => this.#late,
    });
    this.#sockets = new WebSockets({ ...common, frameOf: (session) => this.#contexts.only(session) }, options.sockets);
  }

  get knownSockets(): KnownSockets {
    return this.#sockets.known;
  }

  get counters(): Counters {
    return {
      requests: this.#requests,
      engineRequests: this.#engineRequests,
      malformed: this.#malformed,
      otherWebSockets: this.#sockets.others,
      frames: this.#contexts.count(["page", "iframe"]),
      workers: this.#contexts.count(["worker", "shared-worker", "service-worker"]),
    };
  }

  /** Adds the frames that exist when recording begins. If the page had loaded already, emits a `note` "late" and returns true. */
  begin(tree: FrameTree): boolean {
    this.#late = this.#contexts.begin(tree);
    this.#sockets.begun(this.#contexts.session(undefined));
    if (this.#late) this.#outbox.add({ kind: "note", at: this.#now(), what: "late", text: tree.frame.url });
    return this.#late;
  }

  /** Ignores events of other kinds. Returns false for an event that lacks fields that the protocol promises: it is left out. */
  push(message: CdpMessage): boolean {
    const event = cdpEvent(message);
    if (event === "malformed") this.#malformed++;
    else if (event !== "other") this.#take(event, this.#contexts.session(message.sessionId));
    return event !== "malformed";
  }

  /** Puts an event of the caller behind those that were pushed before. */
  add(event: WireEvent): void {
    this.#outbox.add(event);
  }

  /** How a command ended. Ignored if nothing waits for it any more. */
  answer(key: number, answer: Answer): void {
    const answered = this.#asked.get(key);
    this.#asked.delete(key);
    answered?.(answer);
  }

  /** The last event that waits, if the first one waits for this, which may never come: call `settle` with it after a moment. */
  unsettled(need: Uncertain): Place | null {
    return this.#outbox.unsettled(need);
  }

  settle(need: Uncertain, last?: Place): void {
    this.#outbox.settle(need, last);
  }

  /** Nothing more comes. `gone`: the page has gone, and everything open is closed. `unseen`: it stays open. */
  end(how: "gone" | "unseen"): void {
    if (how === "gone") this.#contexts.allGone();
    this.#asked.clear();
    this.#outbox.flush();
  }

  #take(event: CdpEvent, session: Session): void {
    switch (event.method) {
      case "Network.requestWillBeSent":
        return this.#request(event.params, session);
      case "Network.requestWillBeSentExtraInfo":
        return this.#http.requestExtra(session, event.params);
      case "Network.responseReceived":
        this.#http.responseReceived(session, event.params);
        if (event.params.type === "Document") this.#answered = event.params.loaderId;
        if (!this.#options.pageEvents) this.#mayHaveNavigated(event.params, session);
        return;
      case "Network.responseReceivedExtraInfo":
        return this.#http.responseExtra(session, event.params);
      case "Network.requestServedFromCache":
        return this.#http.servedFromCache(session, event.params);
      case "Network.dataReceived":
        return this.#http.dataReceived(session, event.params);
      case "Network.loadingFinished":
        return this.#http.loadingFinished(session, event.params);
      case "Network.loadingFailed":
        return this.#http.loadingFailed(session, event.params);
      case "Network.webSocketCreated":
        return this.#sockets.created(session, event.params);
      case "Network.webSocketWillSendHandshakeRequest": {
        const { timestamp, wallTime } = event.params;
        this.#learn(timestamp, wallTime);
        return this.#sockets.willSendHandshakeRequest(session, event.params);
      }
      case "Network.webSocketHandshakeResponseReceived":
        return this.#sockets.handshakeResponseReceived(session, event.params);
      case "Network.webSocketFrameSent":
        return this.#sockets.frame(session, event.params, "sent");
      case "Network.webSocketFrameReceived":
        return this.#sockets.frame(session, event.params, "received");
      case "Network.webSocketFrameError":
        return this.#sockets.error(session, event.params);
      case "Network.webSocketClosed":
        return this.#sockets.closed(session, event.params);
      case "Network.webTransportCreated": {
        const { transportId, url, timestamp } = event.params;
        if (!webTransportUrl(url)) return;
        const id = this.#newId();
        this.#transports.set(transportId, { id, session });
        return this.#outbox.add({ kind: "wt-open", at: this.#at(timestamp), id, url });
      }
      case "Network.webTransportConnectionEstablished": {
        const transport = this.#transports.get(event.params.transportId);
        if (transport) this.#outbox.add({ kind: "wt-established", at: this.#at(event.params.timestamp), id: transport.id });
        return;
      }
      case "Network.webTransportClosed": {
        const transport = this.#transports.get(event.params.transportId);
        this.#transports.delete(event.params.transportId);
        if (transport) this.#outbox.add({ kind: "wt-close", at: this.#at(event.params.timestamp), id: transport.id });
        return;
      }
      case "Page.frameNavigated":
        // Requests of the new page may have begun before this event, which has no time, arrived. The document's answer is no later than it.
        this.#isPast = event.params.frame.loaderId !== undefined && event.params.frame.loaderId === this.#answered;
        this.#contexts.navigated(event.params.frame, session);
        this.#isPast = false;
        return;
      case "Page.frameDetached":
        // `swap`: the iframe moved into another process, and gets a session of its own.
        if (event.params.reason !== "swap") this.#contexts.removed(event.params.frameId);
        return;
      case "Inspector.targetCrashed":
        return this.#contexts.crashed(session);
      case "Target.attachedToTarget":
        return this.#contexts.attached(event.params, session);
      case "Target.detachedFromTarget":
        return this.#contexts.detached(event.params.sessionId, this.#options.pageEvents);
      default:
        event satisfies never;
    }
  }

  #request(params: Params<"Network.requestWillBeSent">, session: Session): void {
    const { timestamp, wallTime, frameId, type } = params;
    this.#learn(timestamp, wallTime);
    // The browser sends preflights, the page does not.
    if (type !== "Preflight") this.#sockets.requested(session, this.#clock.at(timestamp));
    // The first request names the page's own frame, or, in logs that begin later, most likely does.
    if (!this.#options.pageEvents && frameId !== undefined) session.watches ??= frameId;
    this.#requests++;
    const part = this.#http.requestWillBeSent(session, params);
    if (part === "engine") this.#engineRequests++;
  }

  /** Without the Page domain: the response of a document is the event closest to its navigation. */
  #mayHaveNavigated({ type, frameId, loaderId, requestId, response }: Params<"Network.responseReceived">, session: Session): void {
    if (type !== "Document" || frameId === undefined || !showsDocument(response.status, response.headers)) return;
    const frame = { id: frameId, url: response.url, loaderId: loaderId ?? requestId };
    this.#contexts.navigated(frameId === session.watches ? frame : { ...frame, parentId: session.watches }, session);
  }

  #lost(loss: Loss): void {
    this.#http.lost(loss);
    if (loss.of === "frame") return;
    if (loss.of === "page" && !loss.session.parent) this.#late = false;
    this.#sockets.lost(loss.session);
    for (const [key, { id, session }] of this.#transports) {
      if (session !== loss.session) continue;
      this.#transports.delete(key);
      this.#outbox.add({ kind: "wt-close", at: this.#now(), id });
    }
  }

  #ask(session: Session, method: string, params: object, answered: (answer: Answer) => void): void {
    const key = ++this.#keys;
    this.#asked.set(key, answered);
    this.#out.command({ method, params, key, ...(session.id !== undefined && { sessionId: session.id }) });
  }

  #learn(ticks: number, wallTime: number | undefined): void {
    if (!wallTime) return;
    this.#clock.learn(ticks, wallTime);
    const offset = this.#clock.offset(ticks);
    const until = this.#clock.at(ticks);
    const jump = offset - (this.#offset ?? offset);
    if (jump > 0) this.#outbox.add({ kind: "gap", at: until - jump, until, reason: "clock-jumped" });
    this.#offset = Math.max(offset, this.#offset ?? offset);
  }

  #at(ticks: number): EpochMs {
    // No request was seen yet: pair the first event with the time of its arrival, until a request has a better pair.
    if (!this.#clock.known && this.#options.now) this.#clock.learn(ticks, this.#options.now() / 1000);
    const at = this.#clock.at(ticks);
    this.#latest = Math.max(this.#latest, at);
    return at;
  }

  #now(): EpochMs {
    return this.#isPast ? this.#latest : Math.max(this.#latest, this.#options.now?.() ?? 0);
  }
}
