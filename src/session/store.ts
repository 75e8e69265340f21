// The state of a trace: its log, its entries, and what the stitcher makes of them. Live capture, files and tests all call `push`.

import type { Reason } from "../protocol/reason.ts";
import type { Limit } from "../wire/chunks.ts";
import type { EpochMs, TraceHeader, WireEvent } from "../wire/event.ts";
import { type LineRef, Log } from "../wire/log.ts";
import { Entries } from "./entries.ts";
import type { HiddenTime } from "./hidden.ts";
import type { Client, Connection, Link, SeenContext, Session, Silence } from "./model.ts";
import type { EventName } from "./names.ts";
import { Reader } from "./reader.ts";
import { Stitcher } from "./stitcher.ts";
import type { TextFrame } from "./unpacker.ts";

/**
 * Short texts without which nobody can tell later what a session was: all packets but messages, CONNECT, DISCONNECT and CONNECT_ERROR, the answer
 * to a POST, and a refusal.
 */
const isNeeded = (text: string) => text.length <= 1024 && /^(?:ok$|\{|(?:\d+:)?(?:[0-356]|4[014]))/.test(text);

type Listener = Entries["changed"];

/** What became of a packet, where a server's log is beside the trace. */
export interface Journey {
  /** The entry of the side that received it; null if it never arrived. */
  readonly receiver: number | null;
  /** Milliseconds from the one side to the other; null if the times of the log are too coarse to tell, or if it never arrived. */
  readonly took: number | null;
}

export class Store {
  readonly log: Log;
  readonly entries: Entries;
  /** Where a server's log is beside the trace: what became of packets, by the entries of both sides. Null without a log, or before that was found out. */
  journeys: ReadonlyMap<number, Journey> | null = null;
  readonly #stitcher: Stitcher;
  #listeners: readonly Listener[] = [];
  readonly #moved = new Set<() => void>();

  /** `line`: the header's line in a file. */
  constructor(header: TraceHeader, line?: Uint8Array) {
    this.log = new Log(header, line);
    this.entries = new Entries(this.log);
    const reader = new Reader(this);
    this.#stitcher = new Stitcher(this.entries, header.source, (entry) => reader.packet(entry));
    this.entries.changed = (entry, bits) => {
      for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i]?.(entry, bits);
    };
  }

  /** Takes in the next event. The reader of a file has put it into the log already, as the record `line`. */
  push(event: WireEvent, line: LineRef = this.log.append(event)): void {
    this.#stitcher.push(event, line);
  }

  /** Takes in the next text frame of a file, which its reader has put into the log as the record `line`. */
  pushText(frame: TextFrame, line: LineRef): void {
    if (!this.#stitcher.text(frame, line)) this.push(this.log.read(line), line);
  }

  /** Sets how much of the log may be in memory. */
  limit(limit: Omit<Limit, "keeps">): void {
    this.log.limit({ ...limit, keeps: isNeeded }, () => {
      for (const listener of this.#moved) listener();
    });
  }

  /**
   * Calls `listener` with each new entry, and with an older one when facts about it have changed: `bits` as in `Entries.changed`. It is called
   * in the middle of `push`, so it only takes a note. Calls `moved` when something that was read while it was away is back, and when something has left
   * memory. Returns the disposer.
   */
  subscribe(listener: Listener, moved: () => void = () => {}): () => void {
    this.#listeners = [...this.#listeners, listener];
    this.#moved.add(moved);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
      this.#moved.delete(moved);
    };
  }

  get packets(): number {
    return this.#stitcher.unpacker.packets;
  }
  get clients(): readonly Client[] {
    return this.#stitcher.sessions.clients.all;
  }
  /** The sessions that went on after they were supposed to be over: those after them are another client's. */
  get sessionsThatWentOn(): readonly Session[] {
    return this.#stitcher.sessions.clients.wentOn;
  }
  get sessions(): readonly Session[] {
    return this.#stitcher.sessions.all;
  }
  /** How many sessions have a sid, or were under way when recording began. */
  get begun(): number {
    return this.#stitcher.sessions.clients.begun;
  }
  /** The sessions that have not ended, the newest first. */
  get underWay(): Iterable<Session> & { readonly size: number } {
    return this.#stitcher.sessions.clients.underWay;
  }
  get connections(): readonly Connection[] {
    return this.#stitcher.connections.all;
  }
  /** A connection is added whenever it comes or goes, gets another role, or an exchange moves to it. */
  get changedConnections(): readonly Connection[] {
    return this.#stitcher.connections.changed;
  }
  get hasWebTransport(): boolean {
    return this.#stitcher.connections.hasWebTransport;
  }
  /** Answers came through a service worker. */
  get hasServiceWorker(): boolean {
    return this.#stitcher.sessions.hasServiceWorker;
  }
  /** Stretches in which nothing was received, of those that touch the time from `from` to `until`, the last one found first. */
  silences(from: EpochMs, until: EpochMs): Iterable<Silence> {
    return this.#stitcher.tables.silences.touching(from, until);
  }
  /** The time in which the tab was hidden at `at`; null if it was in front, or nothing says that it was not. */
  hiddenAt(at: EpochMs): HiddenTime | null {
    return this.#stitcher.hidden.at(at);
  }
  get contexts(): ReadonlyMap<string, SeenContext> {
    return this.#stitcher.contexts;
  }
  /** The page's URL, as it was last reported. */
  get page(): string | undefined {
    for (const { type, url } of this.contexts.values()) if (type === "page") return url;
    return this.log.header.page;
  }
  /** How many stretches of time were not recorded, and how many sessions nobody was seen to begin. */
  get gaps(): number {
    return this.#stitcher.gaps + this.#stitcher.sessions.unseen;
  }
  /** The page has been recorded since it loaded, without a gap. */
  get isWhole(): boolean {
    return this.#stitcher.sessions.isWhole;
  }
  /** How many bodies and frames have no recorded content. */
  get omitted(): number {
    return this.#stitcher.unpacker.omitted;
  }
  /** Recording began when the page had already loaded. */
  get late(): boolean {
    return this.#stitcher.late;
  }
  /** The source of events that name none. */
  get source(): string {
    return this.#stitcher.source;
  }
  /** The events of this trace, by the numbers in `entries`. */
  get names(): readonly (EventName | null)[] {
    return this.#stitcher.tables.names.all;
  }
  /** The namespaces of packets that are no events, by the numbers in `entries`. */
  get namespaces(): readonly string[] {
    return this.#stitcher.tables.names.namespaces;
  }
  get links(): readonly Link[] {
    return this.#stitcher.tables.links;
  }
  /** The exchange or channel of an entry. */
  link(entry: number): Link | undefined {
    return this.links[this.entries.link(entry)];
  }
  /** Entries of the attachments that have come for a binary packet. */
  attachments(entry: number): readonly number[] {
    return this.#stitcher.unpacker.attachments.get(entry)?.entries ?? [];
  }
  /** How many attachments a packet announces. */
  announced(entry: number): number {
    return this.#stitcher.unpacker.attachments.get(entry)?.announced ?? 0;
  }
  /** Why no client can read a packet where it stands, although nothing is wrong with its own bytes. */
  fault(entry: number): Reason | undefined {
    return this.#stitcher.tables.faults.get(entry);
  }
  read(line: LineRef): WireEvent {
    return this.log.read(line);
  }
}
