// Sessions that began before the recording did, as far as Chromium's own log has them: from when DevTools were opened, or the page was loaded
// after that.
//
//   log ─ exchanges, messages from before ──┐
//   recording ─ "late", the rest is held ───┴─► sink
//
// A websocket that is still open is in both. The first message that the recording has of it is looked up in the log, which tells those before.

import { engineUrl } from "../../protocol/engine/url.ts";
import type { Body, EpochMs, HttpBody, WireEvent, WireId, WsFrame, WsOpen } from "../../wire/event.ts";
import type { CaptureSink } from "../contract.ts";
import { referringDocument } from "../referer.ts";
import { type Counts, counted, placeInEach, placeOf } from "./alignment.ts";
import { bodyOf, exchangeEvents, type HarEntry, isOver, partOf, socketEvents, startOf } from "./har.ts";
import type { LogEntry, NetworkLog } from "./network-log.ts";

/** A websocket of the log that was open when recording began. */
interface OpenSocket {
  readonly id: WireId;
  readonly url: string;
  readonly openedAt: EpochMs;
  readonly told: Counts;
}

/** A websocket of the recording that is one of the log. */
interface Joined {
  readonly id: WireId;
  /** Its first messages, which the log has told. */
  readonly skip: Counts;
}

/** The log may have a message later than the recording, and what tells it from another like it comes after it. */
const TRIES = 5;
const AGAIN_MS = 100;
/** An open websocket's entry ends with its last message. */
const CLOSED_AFTER_MS = 2;

export function withPast(sink: CaptureSink, log: NetworkLog, newId: () => WireId): CaptureSink {
  let held: WireEvent[] | null = null;
  let open: readonly OpenSocket[] = [];
  /** The log had something. */
  let isJoining = false;
  /** That were there when it began. */
  const documents = new Map<string, { readonly documentFrame: string; readonly url: string }>();
  const joined = new Map<WireId, Joined>();
  /** Websockets that only the recording knows. */
  const own = new Set<WireId>();
  /** Found open by the recording, which does not know yet which of the log they are. */
  const found = new Map<WireId, WsOpen>();
  /** Exchanges of the log, and what the recording calls those that it tells again. */
  const told = new Set<string>();
  const again = new Set<WireId>();
  /** The address of exchanges whose answers the recording cannot have. */
  const late = new Map<WireId, string>();

  const take = (event: WireEvent): void => {
    if (held) held.push(event);
    else if (event.kind === "note" && event.what === "late") void hold(tellPast(event.at), () => sink.event(event));
    else if (event.kind === "http-request" && told.has(keyOf(event))) again.add(event.id);
    else if ("id" in event && again.has(event.id)) return;
    else if (isJoining) join(event);
    else sink.event(event);
  };

  const hold = async (work: Promise<void>, then: () => void) => {
    held = [];
    // Without the log the recording is what it would have been.
    await work.catch(() => {});
    const waiting = held;
    held = null;
    then();
    for (const event of waiting) take(event);
  };

  const tellPast = async (before: EpochMs) => {
    const entries = (await log.entries()).filter(({ entry }) => startOf(entry) < before);
    if (!entries.some(({ entry }) => engineUrl(entry.request.url))) return;
    const sockets: OpenSocket[] = [];
    const events = await Promise.all(entries.map((logged) => pastOf(logged, before, sockets)));
    for (const event of held ?? []) watch(event);
    for (const event of events.flat().sort((a, b) => a.at - b.at)) sink.event(named(event));
    open = sockets;
    isJoining = true;
  };

  const pastOf = async ({ entry, content }: LogEntry, before: EpochMs, sockets: OpenSocket[]): Promise<readonly WireEvent[]> => {
    if (entry._resourceType === "websocket") return engineUrl(entry.request.url) ? pastSocket(entry, before, sockets) : [];
    const part = partOf(entry);
    if (!part || !isOver(entry)) return [];
    const events = exchangeEvents(entry, part, part === "engine" ? await content() : null, newId());
    // The recording tells of its end.
    if ((events.at(-1)?.at ?? 0) >= before) return [];
    told.add(keyOf(events[0]));
    return events;
  };

  const pastSocket = (entry: HarEntry, before: EpochMs, sockets: OpenSocket[]): readonly WireEvent[] => {
    const id = newId();
    const frames = framesOf(entry, id);
    const last = frames.at(-1)?.at;
    const isClosed = entry.response.status === 0 || (last !== undefined && startOf(entry) + entry.time - last > CLOSED_AFTER_MS);
    const events = socketEvents(entry, id, { ended: isClosed }).filter(({ at }) => at < before);
    if (!isClosed) {
      const told = counted(frames.filter(({ at }) => at < before));
      sockets.push({ id, url: entry.request.url, openedAt: startOf(entry), told });
    }
    return events;
  };

  /** With where it comes from, and what told of it. */
  const named = (event: WireEvent): WireEvent => {
    if (event.kind !== "http-request" && event.kind !== "ws-open") return event;
    const headers = event.kind === "http-request" ? event.headers : {};
    const document = referringDocument(headers, [...documents.values()]);
    const isOfDocument = document && !(event.kind === "http-request" && event.part === "page");
    return { ...event, ...(isOfDocument && { documentFrame: document.documentFrame }), source: "chromium-log" };
  };

  const watch = (event: WireEvent): void => {
    if (!isJoining && event.kind === "context" && event.type !== "worker") documents.set(event.documentFrame, event);
  };

  const join = (event: WireEvent): void => {
    if (event.kind === "http-request" && isLate(event.body)) late.set(event.id, event.url);
    if (event.kind === "http-body" && late.has(event.id)) return void hold(answerOf(event), () => {});
    if (!event.kind.startsWith("ws-") || !("id" in event)) return sink.event(event);
    const { id } = event;
    const known = joined.get(id);
    if (event.kind === "ws-close") {
      joined.delete(id);
      own.delete(id);
    }
    if (known) {
      if (event.kind === "ws-frame" && known.skip[event.direction] > 0) known.skip[event.direction]--;
      else sink.event({ ...event, id: known.id });
    } else if (event.kind === "ws-open" && event.late) found.set(id, event);
    else if (event.kind === "ws-open") {
      own.add(id);
      sink.event(event);
    } else if (event.kind === "ws-frame" && !own.has(id)) void hold(lookUp(event), () => take(event));
    else {
      tellFound(id);
      sink.event(event);
    }
  };

  /** A long poll that was waiting when recording began. */
  const answerOf = async (event: HttpBody) => {
    const url = late.get(event.id);
    late.delete(event.id);
    let body = event.body;
    try {
      const logged = (await log.entries()).findLast(({ entry }) => entry.request.url === url && isOver(entry));
      if (logged) body = bodyOf(logged.entry, await logged.content());
    } finally {
      sink.event({ ...event, body });
    }
  };

  const tellFound = (id: WireId): void => {
    const opened = found.get(id);
    if (opened) sink.event(opened);
    found.delete(id);
  };

  /** Which of the log's a websocket is, by the first message that the recording has of it. */
  const lookUp = async (frame: WsFrame) => {
    const url = found.get(frame.id)?.url;
    const candidates = open.filter((socket) => url === undefined || socket.url === url);
    for (let tries = 0; tries < TRIES && candidates.length > 0; tries++) {
      if (tries > 0) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      const entries = await log.entries();
      const seen = [frame, ...(held ?? []).filter((event) => event.kind === "ws-frame" && event.id === frame.id)] as WsFrame[];
      const isLast = tries === TRIES - 1;
      const places = candidates.flatMap((socket) => {
        const logged = entries.find(({ entry }) => entry.request.url === socket.url && startOf(entry) === socket.openedAt);
        const frames = logged ? framesOf(logged.entry, socket.id) : [];
        const place = placeOf(frames, seen) ?? (isLast ? placeInEach(frames, seen) : undefined);
        return place ? [{ ...place, socket, frames }] : [];
      });
      const best = places.toSorted((a, b) => a.away - b.away)[0];
      if (!best || !(best.isCertain || isLast)) continue;
      const { socket, frames, before } = best;
      const { told } = socket;
      const passed: Counts = { sent: 0, received: 0 };
      for (const each of frames) {
        const ordinal = passed[each.direction]++;
        if (ordinal >= told[each.direction] && ordinal < before[each.direction]) sink.event(each);
      }
      const skip = { sent: Math.max(0, told.sent - before.sent), received: Math.max(0, told.received - before.received) };
      joined.set(frame.id, { id: socket.id, skip });
      found.delete(frame.id);
      open = open.filter((each) => each !== socket);
      return;
    }
    own.add(frame.id);
    tellFound(frame.id);
  };

  return {
    event(event) {
      watch(event);
      take(event);
    },
    state: (state) => sink.state(state),
  };
}

function isLate(body: Body | undefined): boolean {
  return body !== undefined && "omitted" in body && body.omitted === "late";
}

function framesOf(entry: HarEntry, id: WireId): readonly WsFrame[] {
  return socketEvents(entry, id, { ended: false }).filter((event) => event.kind === "ws-frame");
}

function keyOf({ method, url, at }: { readonly method: string; readonly url: string; readonly at: EpochMs }): string {
  return `${method} ${url} ${at}`;
}
