// Exchanges whose URL looks like a handshake of Socket.IO 0.9 under a path of the application's own, and like that of many other services
// (`/api/1/?t=1385123456789`). Their events are held until the answer shows which they are; those of other services have no entries.

import { jsonpAnswer } from "../protocol/engine/jsonp.ts";
import { type EngineUrl, engineUrl, mayBeOther } from "../protocol/engine/url.ts";
import { parseLegacyHandshake } from "../protocol/legacy.ts";
import type { Body, HttpBody, HttpFailed, HttpRequest, HttpResponse } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";

export type HttpEvent = HttpRequest | HttpResponse | HttpBody | HttpFailed;
/** An event, its line, and the source that reported it. */
type Held = readonly [event: HttpEvent, line: LineRef, source: string];

interface Doubt {
  readonly engine: EngineUrl;
  readonly held: Held[];
}

export class Doubtful {
  readonly #release: (...held: Held) => void;
  readonly #doubts = new Map<string, Doubt>();
  /** Addresses that have answered a handshake. */
  readonly #known = new Set<string>();

  /** `release` takes the events of an exchange that is Socket.IO 0.9. */
  constructor(release: (...held: Held) => void) {
    this.#release = release;
  }

  /** Whether the event belongs to a doubtful exchange: then nobody else handles it, unless it is released. */
  holds(event: HttpEvent, line: LineRef, source: string): boolean {
    if (event.kind === "http-request") {
      const engine = event.url.includes("/1/") && /engine|preflight/.test(event.part) ? engineUrl(event.url) : undefined;
      if (!engine || !mayBeOther(engine, event.url) || this.#known.has(engine.address)) return false;
      if (event.part === "engine") this.#doubts.set(event.id, { engine, held: [[event, line, source]] });
      return true;
    }
    const doubt = this.#doubts.get(event.id);
    if (!doubt) return false;
    doubt.held.push([event, line, source]);
    if (event.kind === "http-response") return true;
    this.#doubts.delete(event.id);
    if (event.kind === "http-failed" || !isHandshake(event.body, doubt.engine)) return true;
    this.#known.add(doubt.engine.address);
    for (const held of doubt.held) this.#release(...held);
    return true;
  }
}

function isHandshake(body: Body, { jsonp }: EngineUrl): boolean {
  const text = "text" in body ? body.text : "";
  const handshake = parseLegacyHandshake(jsonp ? (jsonpAnswer(text) ?? "") : text);
  return "sid" in handshake && /websocket|polling|htmlfile|flashsocket/.test(handshake.transports?.join() ?? "");
}
