// Wire events become exchanges and channels, and these become sessions, one event at a time, in the order of the log. Nothing goes back to
// earlier events. http.ts and channels.ts take the events of a link, sessions.ts finds its session, unpacker.ts takes its packets apart and
// conversation.ts follows them.

import type { Context, Gap, Note, WireEvent } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import { Channels } from "./channels.ts";
import { Connections } from "./connections.ts";
import { Doubtful, type HttpEvent } from "./doubtful.ts";
import { ENTRY, type Entries, type EntryKind, FLAG, NONE } from "./entries.ts";
import { Gaps } from "./gaps.ts";
import { Hidden } from "./hidden.ts";
import { Http } from "./http.ts";
import type { SeenContext } from "./model.ts";
import { Names } from "./names.ts";
import { Sessions } from "./sessions.ts";
import { Silences } from "./silences.ts";
import type { Tables } from "./tables.ts";
import { type TextFrame, Unpacker } from "./unpacker.ts";

export class Stitcher {
  readonly tables: Tables;
  readonly sessions: Sessions;
  readonly connections = new Connections();
  readonly contexts = new Map<string, SeenContext>();
  readonly unpacker: Unpacker;
  readonly hidden = new Hidden();
  gaps = 0;
  late = false;
  /** The source of events that name none. */
  source: string;
  readonly #http: Http;
  readonly #doubtful = new Doubtful((...held) => this.#exchange(...held));
  readonly #channels: Channels;

  constructor(entries: Entries, source: string, read: Tables["read"]) {
    this.tables = {
      entries,
      names: new Names(),
      read,
      links: [],
      silences: new Silences(entries),
      gaps: new Gaps(),
      counted: new Set(),
      changedConnections: this.connections.changed,
      faults: new Map(),
    };
    this.source = source;
    this.sessions = new Sessions(this.tables, this.contexts);
    this.unpacker = new Unpacker(this.tables);
    this.#http = new Http(this.tables, this.sessions, this.connections, this.unpacker);
    this.#channels = new Channels(this.tables, this.sessions, this.connections, this.unpacker);
    this.sessions.isLegacy = (address) => this.#doubtful.proved(address);
  }

  /** Takes in a text frame, if its websocket is known to be Engine.IO. Returns whether it is. */
  text(frame: TextFrame, line: LineRef): boolean {
    this.#http.passed(frame.at);
    return this.#channels.known(frame, line);
  }

  /** Takes in the event at `line` of the log. */
  push(event: WireEvent, line: LineRef): void {
    this.#http.passed(event.at);
    switch (event.kind) {
      case "ws-frame":
        return this.#channels.frame(event, line, this.source);
      case "http-request":
      case "http-response":
      case "http-body":
      case "http-failed":
        if (!this.#doubtful.holds(event, line, this.source)) this.#exchange(event, line, this.source);
        return;
      case "ws-open":
        return this.#channels.open(event, line, event.source ?? this.source);
      case "ws-handshake":
        return this.#channels.established(event, line);
      case "ws-closing":
        return this.#channels.closing(event);
      case "ws-error":
        return this.#channels.error(event, line);
      case "ws-close":
        return this.#channels.close(event, line);
      case "wt-open":
        return this.#channels.openTransport(event, line);
      case "wt-established":
        return this.#channels.transportEstablished(event, line);
      case "wt-close":
        return this.#channels.closeTransport(event, line);
      case "context":
        return this.#context(event, line);
      case "note":
        if (event.what === "late") {
          this.late = true;
          this.sessions.isWhole = false;
        }
        if (event.what === "crashed") this.#crashed(event);
        this.source = event.source ?? this.source;
        this.hidden.add(event, this.#add(ENTRY.note, event, line));
        return;
      case "gap":
        return this.#gap(event, line);
    }
  }

  #exchange(event: HttpEvent, line: LineRef, source: string): void {
    switch (event.kind) {
      case "http-request":
        return this.#http.request(event, line, event.source ?? source);
      case "http-response":
        return this.#http.response(event, line);
      case "http-body":
        return this.#http.body(event, line);
      case "http-failed":
        return this.#http.failed(event, line);
    }
  }

  #context(event: Context, line: LineRef): void {
    const { documentFrame, type, url, parent = null, state } = event;
    const before = this.contexts.get(documentFrame);
    // The first document of a frame takes no other's place. A document that has gone or crashed has taken its sessions with it.
    const isFirst = (state === "appeared" || (state === "navigated" && before?.gone)) && this.sessions.arrived(documentFrame);
    if (state !== "appeared" && !before?.gone) this.sessions.left(documentFrame, type === "page", event.at);
    this.sessions.moved(documentFrame, before?.parent ?? null, state === "gone" ? null : parent);
    // The words of a client need its context, also after it has gone, and the next page shows whether it is the same.
    if (state === "gone" && type !== "page" && !this.sessions.clients.isIn(documentFrame)) this.contexts.delete(documentFrame);
    else this.contexts.set(documentFrame, { documentFrame, type, url, parent, gone: state === "gone" });
    if (type !== "page") return;
    this.sessions.seesPage = true;
    if (isFirst || state === "navigated") this.sessions.isWhole = true;
    if (state === "navigated" && this.sessions.all.length > 0) this.#add(before?.url === url ? ENTRY.reload : ENTRY.context, event, line);
  }

  /** Traces of earlier versions name the page or iframe by its URL only. */
  #crashed({ documentFrame, text, at }: Note): void {
    const crashed =
      documentFrame === undefined
        ? [...this.contexts.values()].find(({ gone, url }) => !gone && url === text)
        : this.contexts.get(documentFrame);
    if (!crashed) return;
    this.sessions.left(crashed.documentFrame, crashed.type === "page", at, "crashed");
    this.contexts.set(crashed.documentFrame, { ...crashed, gone: true });
  }

  #gap(event: Gap, line: LineRef): void {
    const isCleared = event.reason === "cleared";
    const isWhole = isCleared || event.reason === "clock-jumped";
    const entry = this.#add(isWhole ? ENTRY.note : ENTRY.gap, event, line);
    if (isCleared) this.#countAnew();
    else if (!isWhole) {
      this.gaps++;
      this.sessions.isWhole = false;
    }
    this.tables.gaps.add(event, entry);
  }

  /**
   * The user cleared the trace. Before this it has only what its open sessions still need, which counts no more. Between those events others
   * were left out, so nothing was late.
   */
  #countAnew(): void {
    this.gaps = 0;
    this.sessions.unseen = 0;
    this.unpacker.packets = 0;
    this.unpacker.omitted = 0;
    this.tables.silences.clear();
    for (const session of this.tables.counted) {
      session.packets = session.bytes = 0;
      session.asked.never.clear();
      for (const entry of session.overdue.keys()) {
        this.tables.entries.unmark(entry, FLAG.late | FLAG.problem);
        // Its row had a tear above it, for the silence: unmarking alone leaves that there.
        this.tables.entries.changed(entry);
      }
      session.overdue.clear();
    }
    this.tables.counted.clear();
  }

  #add(kind: EntryKind, { at }: WireEvent, line: LineRef): number {
    return this.tables.entries.add({ kind, at, link: NONE, line });
  }
}
