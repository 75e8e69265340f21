// Where a session's websocket stands among its requests. Two clocks stamp them: the page's, when the page opens the websocket, and the
// browser's, when a request has come to it from the page. So the browser's stamps are some milliseconds late, and nobody knows how many.
//
//   page      POST ─ new WebSocket                              the order in the client
//                         ▼ opened
//   browser   ────────────┼──────── POST ──────┼─────────       a POST with a stamp between the two was sent before or after
//                                              ▲ asked: the websocket's own request has come
//
// Two things are known without a clock. A websocket with a sid is later than the answer that announced the sid. And engine.io-client sends
// what waits for `open` before it opens the websocket (`onOpen` in lib/socket), so such a POST is earlier.

import { parseHandshake } from "../../protocol/engine/handshake.ts";
import { jsonpAnswer } from "../../protocol/engine/jsonp.ts";
import { decodePart, payloadRevision, splitPayload } from "../../protocol/engine/payload.ts";
import { type EngineUrl, engineUrl } from "../../protocol/engine/url.ts";
import { parseLegacyHandshake } from "../../protocol/legacy.ts";
import { ENGINE_MESSAGE, NO_SOCKET, newPacketHead, SOCKET_CONNECT } from "../../protocol/packet.ts";
import { scanPart } from "../../protocol/scan.ts";
import { dropOldest } from "../../wire/bounded.ts";
import type { Body, EpochMs, HttpRequest, WireId } from "../../wire/event.ts";
import type { HttpReport } from "./tab-port.ts";

/** A POST that is held: `take` emits it with this time, at its first call. */
interface HeldPost {
  readonly event: HttpRequest;
  readonly take: (at: EpochMs) => void;
}
/** A session that may get a websocket. */
interface Upgrading {
  /** When the answer with its sid had come. */
  announcedAt?: EpochMs;
  firstPost?: HeldPost;
  /** When the browser had the websocket's own request. */
  askedAt?: EpochMs;
}

/** So many of the last sessions, and of the last requests for one, are kept: some sessions never upgrade, and some answers are not reported. */
const MOST = 64;

export class UpgradeOrder {
  readonly #bySid = new Map<string, Upgrading>();
  /** Requests for a session that have no answer yet, by the browser's ids. */
  readonly #asking = new Map<WireId, EngineUrl>();

  /** The browser reported a request or its answer. `take` emits it. */
  http(event: HttpReport["event"], take: (at: EpochMs) => void): void {
    if (event.kind === "http-response") return;
    if (event.kind === "http-request") {
      const url = event.part === "engine" ? engineUrl(event.url) : undefined;
      if (url?.sid === null) {
        this.#asking.set(event.id, url);
        dropOldest(this.#asking, MOST);
      } else if (url && event.method === "POST") this.#of(url.sid).firstPost ??= { event, take };
      return;
    }
    const url = this.#asking.get(event.id);
    const sid = url && event.kind === "http-body" ? announcedSid(url, event.body) : null;
    this.#asking.delete(event.id);
    if (sid !== null) this.#of(sid).announcedAt = event.at;
  }

  /** The browser has the request of a websocket. */
  asked(url: string, at: EpochMs): void {
    const sid = engineUrl(url)?.sid;
    if (sid) this.#of(sid).askedAt = at;
  }

  /** Whether no answer has announced a websocket's sid yet or, where the browser reports it (`isAsked`), its own request has not come. */
  isEarly(sid: string, isAsked: boolean): boolean {
    const { announcedAt, askedAt } = this.#bySid.get(sid) ?? {};
    return announcedAt === undefined || (isAsked && askedAt === undefined);
  }

  /** The earliest time that a websocket can have been opened. */
  earliest(url: string): EpochMs {
    return this.#bySid.get(engineUrl(url)?.sid ?? "")?.announcedAt ?? 0;
  }

  /** Emits the POST that was sent before this websocket was opened, if its stamp is later only because the browser's are late. */
  takeEarlierPost(url: string, openedAt: EpochMs): void {
    const engine = engineUrl(url);
    const { firstPost, askedAt = Number.POSITIVE_INFINITY } = this.#bySid.get(engine?.sid ?? "") ?? {};
    if (engine && firstPost && firstPost.event.at <= askedAt && waitedForOpen(firstPost.event)) firstPost.take(openedAt);
  }

  #of(sid: string): Upgrading {
    const session = this.#bySid.get(sid) ?? {};
    this.#bySid.set(sid, session);
    dropOldest(this.#bySid, MOST);
    return session;
  }
}

/** The sid in the answer to a handshake; null if it announces none. */
function announcedSid({ eio, legacy, jsonp }: EngineUrl, body: Body): string | null {
  const text = "text" in body ? body.text : "";
  const answer = jsonp ? { jsonp: "answer" as const } : {};
  const [first] = legacy ? [] : splitPayload(body, { revision: payloadRevision(body, jsonp) ?? eio ?? 4, ...answer });
  const { data } = first ? decodePart(first, eio ?? 4) : {};
  const handshake = legacy ? parseLegacyHandshake((jsonp && jsonpAnswer(text)) || text) : parseHandshake(`${data}`);
  return "sid" in handshake ? handshake.sid : null;
}

/** Whether a first POST was sent on `open`. A Socket.IO packet other than CONNECT was not: its client first waits for the server's CONNECT. */
function waitedForOpen({ url, body = { text: "" } }: HttpRequest): boolean {
  const { eio, jsonp } = engineUrl(url) ?? {};
  const [first] = splitPayload(body, { revision: eio ?? 4, ...(jsonp && { jsonp: "post" }) });
  const head = newPacketHead();
  if (first) scanPart(first, head);
  return head.engine === ENGINE_MESSAGE && (head.socket === SOCKET_CONNECT || head.socket === NO_SOCKET);
}
