// The port between the devtools page and the background, one for each tab that is recorded: what a devtools page may not do itself.
//
//   devtools page ── { record } ─►  background        begins; said again, it keeps the background awake. `workers`: their scripts are changed
//                 ◄─ { began } ──                     the scripts are in place, requests are watched
//                 ◄─ { revoked } ──                   the user has taken back access to the page
//                 ◄─ { requests, told } ──            what was seen since the last one
//                 ◄─ { page, frame, said } ──         a document's relay said something (records.ts); a page may have made it up
//                 ◄─ { page, gone } ──                it went away
//                 ── { stop } ─►                      the relays are told to stop
//
// The recording ends when either side closes the port.

import type { EpochMs, Headers, HttpBody, HttpFailed, HttpRequest, HttpResponse, WireEvent, WireId } from "../../wire/event.ts";

/** Followed by the tab's id. */
export const TAB_PORT = "lifeline-tab:";
/** Shorter than the time after which a browser lets the background rest (30 s), so that it does not while a tab is recorded. */
export const KEEP_AWAKE_MS = 10_000;

/** A request; `event.id` is the browser's. Frame 0 is the page; absent when the browser does not tell (Chromium's log). */
export interface HttpTold {
  readonly kind: "http";
  readonly frame?: number;
  readonly event: HttpRequest | HttpResponse | HttpBody | HttpFailed;
}

/** How the opening handshake of a websocket was answered. */
export interface HandshakeTold {
  readonly kind: "handshake";
  readonly frame: number;
  readonly id: string;
  readonly url: string;
  /** When it was asked for, and answered. */
  readonly openedAt: EpochMs;
  readonly at: EpochMs;
  readonly status: number;
  readonly requestHeaders: Headers;
  readonly responseHeaders: Headers;
}

/** A websocket from its opening to its end, as the browser's own log has it. */
export interface SocketTold {
  readonly kind: "socket";
  readonly url: string;
  readonly openedAt: EpochMs;
  events(id: WireId): readonly WireEvent[];
}

/** What the background tells, which has to be plain. */
export type Told = HttpTold | HandshakeTold;

/** Who tells of requests calls this. */
export interface RequestsOut<T = Told> {
  tell(told: T): void;
  /** Counts requests of any kind. */
  counted(): void;
}

export type ToBackground = { readonly record: true; readonly workers: boolean } | { readonly stop: true };

/** `page` counts documents. Content scripts reach the background only: Firefox does not offer their ports to a devtools page. */
export type FromBackground =
  | { readonly page: number; readonly frame: number; readonly said: unknown }
  | { readonly page: number; readonly gone: true }
  | { readonly began: { readonly granted: boolean; readonly late: boolean } }
  | { readonly revoked: true }
  | { readonly requests: number; readonly told: readonly Told[] };
