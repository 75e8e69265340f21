// Sessions that began before the recording did, as far as Chromium's own log has them: from when DevTools were opened, or the page was loaded
// after that.
//
//   log ─ exchanges, messages from before ──┐
//   recording ─ "late", the rest is held ───┴─► sink
//
// A websocket that is still open is in both. The first message that the recording has of it is looked up in the log, which tells those before.

import { engineUrl } from "../../protocol/engine/url.ts";
import type { Body, Direction, EpochMs, HttpBody, WireEvent, WireId, WsFrame, WsOpen } from "../../wire/event.ts";
import type { CaptureSink } from "../capture.ts";
import { referringDocument } from "../referer.ts";
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

/** Messages of each direction. */
type Counts = Record<Direction, number>;

/** The recording's clock is set by when its first event arrived: it is this much away from the log's at most, always by the same. */
const APART_MS = 1_000;
/** Both have the browser's microseconds: so many messages at the same distances are the same. */
const EXACT_MS = 0.002;
const ENOUGH = 3;
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
    if (event.kind === "context" && event.type !== "worker") documents.set(event.documentFrame, event);
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
        const found = placesIn(frames, seen);
        return (found.length === 0 && isLast ? apartIn(frames, seen) : found).map((place) => ({ ...place, socket, frames }));
      });
      const best = nearest(places);
      const isCertain = best && best.count >= ENOUGH && best.away < EXACT_MS;
      if (!best || !(isCertain || isLast)) continue;
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

/** Where the recording's messages may begin among the log's. */
interface Place {
  /** Those of the log that were before. */
  readonly before: Counts;
  /** Messages of both that say the same. */
  readonly count: number;
  /** How much their distances differ; of a single one, its time, which is worse than any distance. */
  readonly away: number;
}

function placesIn(logged: readonly WsFrame[], seen: readonly WsFrame[]): readonly Place[] {
  const [first] = seen;
  return logged.flatMap(({ at }, index) => {
    const offset = (first?.at ?? 0) - at;
    if (Math.abs(offset) > APART_MS) return [];
    const both = logged.slice(index, index + seen.length);
    if (!both.every((frame, i) => seen[i] && isSame(frame, seen[i]))) return [];
    const apart = both.map((frame, i) => Math.abs((seen[i]?.at ?? 0) - frame.at - offset));
    const away = both.length > 1 ? Math.max(...apart) : APART_MS + Math.abs(offset);
    return { before: counted(logged.slice(0, index)), count: both.length, away };
  });
}

/** Each direction for itself: in the page, what is sent and what is received pass each other. */
function apartIn(logged: readonly WsFrame[], seen: readonly WsFrame[]): readonly Place[] {
  const of = (direction: Direction) =>
    nearest(
      placesIn(
        logged.filter((frame) => frame.direction === direction),
        seen.filter((frame) => frame.direction === direction),
      ),
    );
  const [sent, received] = [of("sent"), of("received")];
  const one = sent ?? received;
  if (!one) return [];
  // Of a direction without a message: what was before the other's first.
  const index = logged.findIndex(
    (_, i) => counted(logged.slice(0, i + 1))[sent ? "sent" : "received"] > one.before[sent ? "sent" : "received"],
  );
  const before = counted(logged.slice(0, index < 0 ? logged.length : index));
  return [
    {
      before: { sent: sent?.before.sent ?? before.sent, received: received?.before.received ?? before.received },
      count: (sent?.count ?? 0) + (received?.count ?? 0),
      away: Math.max(sent?.away ?? 0, received?.away ?? 0),
    },
  ];
}

function nearest<P extends Place>(places: readonly P[]): P | undefined {
  return places.toSorted((a, b) => a.away - b.away)[0];
}

function counted(frames: readonly WsFrame[]): Counts {
  const sent = frames.filter(({ direction }) => direction === "sent").length;
  return { sent, received: frames.length - sent };
}

function isSame(a: WsFrame, b: WsFrame): boolean {
  return a.direction === b.direction && JSON.stringify(a.body) === JSON.stringify(b.body);
}

function keyOf({ method, url, at }: { readonly method: string; readonly url: string; readonly at: EpochMs }): string {
  return `${method} ${url} ${at}`;
}
