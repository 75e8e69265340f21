// Backfill: sessions that began before the recording, taken from the browser's log (log-history.ts).
//
//   passing ── note "late" ─► the log is read ──┬─ it has Engine.IO ─► joining
//                                               └─ it has none ──────► passing
//
// While the log is read, live events are held; they are taken in order after what it had. When joining, a websocket that is still open is
// in the log and in the recording, under two ids. Its first live frame is looked up in the log:
//
//   live ws-open with `late` ─► found ─┬─ first frame is looked up ─┬─► joined: its events get the log's id, without the frames the log had
//   no ws-open (debugger) ─────────────┘                            └─► own: its events pass as they are
//   live ws-open ───────────────────────────────────────────────────► own

import type { Body, HttpBody, WireEvent, WireId, WsFrame, WsOpen } from "../../wire/event.ts";
import type { CaptureSink, CaptureState } from "../contract.ts";
import type { Counts } from "./alignment.ts";
import type { KnownDocument, LogHistory } from "./log-history.ts";

/** A live websocket. Absent: no event of it was seen yet. */
type LiveSocket =
  | { readonly state: "found"; readonly open: WsOpen }
  | { readonly state: "own" }
  /** `skip`: how many of its next frames were emitted from the log already. */
  | { readonly state: "joined"; readonly id: WireId; readonly skip: Counts };

export class Backfill implements CaptureSink {
  readonly #sink: CaptureSink;
  readonly #load: () => Promise<LogHistory>;
  /** Set when joining, null when passing. */
  #history: LogHistory | null = null;
  /** Live events that wait while the log is read; null when it is not. */
  #held: WireEvent[] | null = null;
  /** Resolves when the held events were taken; another hold may have begun with one of them. */
  #holding = Promise.resolve();
  /** Documents that existed when recording began, by frame. */
  readonly #documents = new Map<string, KnownDocument>();
  readonly #sockets = new Map<WireId, LiveSocket>();
  /** Live ids of exchanges that were emitted from the log: their events are dropped. */
  readonly #dropped = new Set<WireId>();
  /** URLs of exchanges that began before the recording: only the log can have their bodies. */
  readonly #late = new Map<WireId, string>();

  /** `load` is called when the recording turns out to have begun late. */
  constructor(sink: CaptureSink, load: () => Promise<LogHistory>) {
    this.#sink = sink;
    this.#load = load;
  }

  event(event: WireEvent): void {
    if (!this.#history) this.#noteDocument(event);
    this.#take(event);
  }

  state(state: CaptureState): void {
    this.#sink.state(state);
  }

  async flush(): Promise<void> {
    while (this.#held) await this.#holding;
  }

  #take(event: WireEvent): void {
    if (this.#held) this.#held.push(event);
    else if (event.kind === "note" && event.what === "late") this.#hold(this.#emitPast(event.at), () => this.#sink.event(event));
    else if (this.#history) this.#join(event, this.#history);
    else this.#sink.event(event);
  }

  /** Holds live events until the work with the log is over, then calls `then` and takes them. */
  #hold(work: Promise<void>, then: () => void): void {
    const held: WireEvent[] = [];
    this.#held = held;
    // If the log cannot be read, the recording is what it would be without it.
    this.#holding = work
      .catch(() => {})
      .then(() => {
        this.#held = null;
        then();
        for (const event of held) this.#take(event);
      });
  }

  #noteDocument(event: WireEvent): void {
    if (event.kind === "context" && event.type !== "worker") this.#documents.set(event.documentFrame, event);
  }

  async #emitPast(before: number): Promise<void> {
    const history = await this.#load();
    const events = await history.read(before, this.#documents);
    if (!events) return;
    for (const event of events) this.#sink.event(event);
    this.#history = history;
  }

  #join(event: WireEvent, history: LogHistory): void {
    if (event.kind === "http-request" && history.hasReturned(event)) this.#dropped.add(event.id);
    if ("id" in event && this.#dropped.has(event.id)) return;
    if (event.kind === "http-request" && isLate(event.body)) this.#late.set(event.id, event.url);
    if (event.kind === "http-body" && this.#late.has(event.id)) return this.#hold(this.#emitLateBody(event, history), () => {});
    if (!event.kind.startsWith("ws-") || !("id" in event)) return this.#sink.event(event);
    const { id } = event;
    const socket = this.#sockets.get(id);
    if (event.kind === "ws-close") this.#sockets.delete(id);
    if (socket?.state === "joined") {
      if (event.kind === "ws-frame" && socket.skip[event.direction] > 0) socket.skip[event.direction]--;
      else this.#sink.event({ ...event, id: socket.id });
    } else if (event.kind === "ws-open") {
      this.#sockets.set(id, event.late ? { state: "found", open: event } : { state: "own" });
      if (!event.late) this.#sink.event(event);
    } else if (event.kind === "ws-frame" && socket?.state !== "own") {
      this.#hold(this.#lookUp(event, socket?.open, history), () => this.#take(event));
    } else {
      if (socket?.state === "found") {
        this.#sink.event(socket.open);
        if (event.kind !== "ws-close") this.#sockets.set(id, { state: "own" });
      }
      this.#sink.event(event);
    }
  }

  /** The body of a long poll that was waiting when recording began. */
  async #emitLateBody(event: HttpBody, history: LogHistory): Promise<void> {
    const url = this.#late.get(event.id);
    this.#late.delete(event.id);
    const body = await history.body(url).catch(() => undefined);
    this.#sink.event({ ...event, body: body ?? event.body });
  }

  /** Decides by its first frame whether a live websocket is one of the log: it becomes `joined` or `own`. `open`: it was found open. */
  async #lookUp(frame: WsFrame, open: WsOpen | undefined, history: LogHistory): Promise<void> {
    const seen = () => [frame, ...(this.#held ?? []).filter((event) => event.kind === "ws-frame" && event.id === frame.id)] as WsFrame[];
    const match = await history.match(open?.url, seen).catch(() => undefined);
    if (match) {
      for (const each of match.between) this.#sink.event(each);
      this.#sockets.set(frame.id, { state: "joined", id: match.id, skip: match.skip });
    } else {
      this.#sockets.set(frame.id, { state: "own" });
      if (open) this.#sink.event(open);
    }
  }
}

function isLate(body: Body | undefined): boolean {
  return body !== undefined && "omitted" in body && body.omitted === "late";
}
