// Reads the requests and websockets from before the recording out of Chromium's log. The log begins when DevTools are opened or the page is
// loaded, whichever comes later. Also finds the logged websocket that a live one continues.

import { bodyOf, exchangeEvents, type HarEntry, isClosed, isOver, socketEvents, startOf } from "../../har/entries.ts";
import { passedOn } from "../../har/passed-on.ts";
import { LoggedRedirects } from "../../har/redirects.ts";
import { engineUrl } from "../../protocol/engine/url.ts";
import type { Body, EpochMs, WireEvent, WireId, WsFrame } from "../../wire/event.ts";
import { referringDocument } from "../headers.ts";
import { type Counts, counted, type Place, placeInEach, placeOf } from "./alignment.ts";
import type { LogEntry, NetworkLog } from "./network-log.ts";

export interface KnownDocument {
  readonly documentFrame: string;
  readonly url: string;
}

/** A logged websocket that was open when recording began, and is not matched yet. */
interface LoggedSocket {
  readonly id: WireId;
  readonly url: string;
  readonly openedAt: EpochMs;
  /** How many of its frames `read` returned. */
  readonly returned: Counts;
}

/** How a live websocket continues a logged one. */
interface Continuation {
  /** The id of the logged one. */
  readonly id: WireId;
  /** Its frames between those that `read` returned and the first live one. */
  readonly between: readonly WsFrame[];
  /** How many of the first live frames `read` returned already. */
  readonly skip: Counts;
}

/** Where live frames may stand among those of a logged websocket. */
interface Match extends Place {
  readonly socket: LoggedSocket;
  readonly frames: readonly WsFrame[];
}

/** The log may get a frame later than the recording, and needs the frames after it to tell it from others like it. */
const TRIES = 5;
const RETRY_MS = 100;

export class LogHistory {
  readonly #log: NetworkLog;
  readonly #newId: () => WireId;
  /** Exchanges that `read` returned, by `keyOf`. */
  readonly #returned = new Set<string>();
  readonly #redirects: LoggedRedirects;
  #open: readonly LoggedSocket[] = [];

  constructor(log: NetworkLog, newId: () => WireId) {
    this.#log = log;
    this.#newId = newId;
    this.#redirects = new LoggedRedirects(newId);
  }

  /** The events before this time, in order; undefined if the log has no Engine.IO from then. `documents` may still grow meanwhile. */
  async read(before: EpochMs, documents: ReadonlyMap<string, KnownDocument>): Promise<readonly WireEvent[] | undefined> {
    const entries = (await this.#log.entries()).filter(({ entry }) => startOf(entry) < before);
    if (!entries.some(({ entry }) => engineUrl(entry.request.url))) return undefined;
    const open: LoggedSocket[] = [];
    const { hops, hopOf } = passedOn(entries.map(({ entry }) => entry));
    const own = entries.filter(({ entry }) => !hops.has(entry));
    const events = await Promise.all(own.map((logged) => this.#eventsOf(logged, hopOf.get(logged.entry), before, open)));
    this.#open = open;
    return events
      .flat()
      .sort((a, b) => a.at - b.at)
      .map((event) => withOrigin(event, [...documents.values()]));
  }

  /** Whether the events that `read` returned include this request. */
  hasReturned(request: { readonly method: string; readonly url: string; readonly at: EpochMs }): boolean {
    return this.#returned.has(keyOf(request));
  }

  /** The response body of the last request to this URL. */
  async body(url: string | undefined): Promise<Body | undefined> {
    const entries = await this.#log.entries();
    const { hops } = passedOn(entries.map(({ entry }) => entry));
    const logged = entries.findLast(({ entry }) => entry.request.url === url && isOver(entry) && !hops.has(entry));
    return logged && bodyOf(logged.entry, await logged.content());
  }

  /**
   * The logged websocket that a live one continues; undefined if none does. `seen` returns its live frames so far; `url` is undefined
   * where it is unknown. Tries for up to 400 ms, because the log may lag behind.
   */
  async match(url: string | undefined, seen: () => readonly WsFrame[]): Promise<Continuation | undefined> {
    const candidates = this.#open.filter((socket) => url === undefined || socket.url === url);
    for (let tries = 0; tries < TRIES && candidates.length > 0; tries++) {
      if (tries > 0) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      const isLast = tries === TRIES - 1;
      const best = bestMatch(candidates, await this.#log.entries(), seen(), isLast);
      if (!best || !(best.isCertain || isLast)) continue;
      this.#open = this.#open.filter((socket) => socket !== best.socket);
      return continuation(best);
    }
    return undefined;
  }

  /** Adds to `open` if the entry is a websocket that is still open. */
  async #eventsOf(
    { entry, content }: LogEntry,
    hop: HarEntry | undefined,
    before: EpochMs,
    open: LoggedSocket[],
  ): Promise<readonly WireEvent[]> {
    if (entry._resourceType === "websocket") return engineUrl(entry.request.url) ? this.#socketEvents(entry, before, open) : [];
    const recorded = isOver(entry) && this.#redirects.take(entry);
    if (!recorded) return [];
    const events = exchangeEvents(entry, { ...recorded, hop }, recorded.part === "engine" ? bodyOf(entry, await content()) : null);
    // It ended after the recording began, which therefore has its end.
    if ((events.at(-1)?.at ?? 0) >= before) return [];
    this.#returned.add(keyOf(events[0]));
    return events;
  }

  #socketEvents(entry: HarEntry, before: EpochMs, open: LoggedSocket[]): readonly WireEvent[] {
    const id = this.#newId();
    const frames = framesOf(entry, id);
    const ended = isClosed(entry);
    if (!ended) {
      const returned = counted(frames.filter(({ at }) => at < before));
      open.push({ id, url: entry.request.url, openedAt: startOf(entry), returned });
    }
    return socketEvents(entry, id, { ended }).filter(({ at }) => at < before);
  }
}

/** The candidate whose frames fit best. `isLast`: if need be, sent and received frames are placed apart. */
function bestMatch(
  candidates: readonly LoggedSocket[],
  entries: readonly LogEntry[],
  seen: readonly WsFrame[],
  isLast: boolean,
): Match | undefined {
  const matches = candidates.flatMap((socket): readonly Match[] => {
    const logged = entries.find(({ entry }) => entry.request.url === socket.url && startOf(entry) === socket.openedAt);
    const frames = logged ? framesOf(logged.entry, socket.id) : [];
    const place = placeOf(frames, seen) ?? (isLast ? placeInEach(frames, seen) : undefined);
    return place ? [{ ...place, socket, frames }] : [];
  });
  return matches.toSorted((a, b) => a.away - b.away)[0];
}

function continuation({ socket: { id, returned }, frames, before }: Match): Continuation {
  const passed: Counts = { sent: 0, received: 0 };
  const between = frames.filter(({ direction }) => {
    const ordinal = passed[direction]++;
    return ordinal >= returned[direction] && ordinal < before[direction];
  });
  const skip = { sent: Math.max(0, returned.sent - before.sent), received: Math.max(0, returned.received - before.received) };
  return { id, between, skip };
}

/** Adds the document that a request or websocket came from, and `source`. */
function withOrigin(event: WireEvent, documents: readonly KnownDocument[]): WireEvent {
  if (event.kind !== "http-request" && event.kind !== "ws-open") return event;
  const headers = event.kind === "http-request" ? event.headers : {};
  const document = referringDocument(headers, documents);
  const isOfDocument = document && !(event.kind === "http-request" && event.part === "page");
  return { ...event, ...(isOfDocument && { documentFrame: document.documentFrame }), source: "chromium-log" };
}

function framesOf(entry: HarEntry, id: WireId): readonly WsFrame[] {
  return socketEvents(entry, id, { ended: false }).filter((event) => event.kind === "ws-frame");
}

/** Log and recording have the same method, URL and start of an exchange. */
function keyOf({ method, url, at }: { readonly method: string; readonly url: string; readonly at: EpochMs }): string {
  return `${method} ${url} ${at}`;
}
