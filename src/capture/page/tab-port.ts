// The port between the devtools page and the background, one for each tab that is recorded. The background does what a devtools page may
// not.
//
//   devtools page ── { record } ─►  background        begins; repeated, it keeps the background awake. `workers`: hook their scripts too
//                 ◄─ { began } ──                     the scripts are in place, requests are watched
//                 ◄─ { revoked } ──                   the user revoked access to the page
//                 ◄─ { requests, reports } ──         what the browser reported since the last one
//                 ── { reports } ─►                   asks for that at once; `isAll` marks the reply
//                 ◄─ { page, frame, message } ──      a document's relay sent a message (records.ts), which its page may have made up
//                 ◄─ { page, gone } ──                the document went away
//                 ── { stop } ─►                      the relays are ordered to stop
//
// The recording ends when either side closes the port.

import type { EpochMs, Headers, HttpBody, HttpFailed, HttpRequest, HttpResponse, WireEvent, WireId } from "../../wire/event.ts";

/** The background keeps a report for no longer than this, in milliseconds. */
export const MOST_BATCH_MS = 200;
/** The port's name is this and the tab's id. */
export const TAB_PORT = "lifeline-tab:";
/** Browsers end an idle background after 30 s: a message every 10 s prevents that while a tab is recorded. */
export const KEEP_AWAKE_MS = 10_000;

/** Something about a request; `event.id` is the browser's id. Frame 0 is the page; absent where the browser names none (Chromium's log). */
export interface HttpReport {
  readonly kind: "http";
  readonly frame?: number;
  readonly event: HttpRequest | HttpResponse | HttpBody | HttpFailed;
  /** The browser has given the request to the page's service worker. */
  readonly intercepted?: true;
}

/** The service worker let a request pass: its answer is reported as without a worker. */
interface PassedReport {
  readonly kind: "passed";
  readonly id: WireId;
  readonly at: EpochMs;
}
/** A service worker's own request for a page's method and URL, under way or ended. */
export interface WorkerReport {
  readonly kind: "worker";
  readonly method: string;
  readonly url: string;
  readonly startedAt: EpochMs;
  readonly at: EpochMs;
  /** How it was answered, or why it failed; absent while it is under way. */
  readonly outcome?: (Pick<HttpResponse, "status" | "statusText" | "headers"> & Pick<HttpBody, "body">) | { readonly reason: string };
}

/** The browser has the request that opens a websocket. */
interface AskedReport {
  readonly kind: "asked";
  readonly url: string;
  readonly at: EpochMs;
}

/** How the opening handshake of a websocket was answered. */
export interface HandshakeReport {
  readonly kind: "handshake";
  readonly frame: number;
  readonly id: string;
  readonly url: string;
  /** When the request began, and when the response came. */
  readonly openedAt: EpochMs;
  readonly at: EpochMs;
  readonly status: number;
  readonly requestHeaders: Headers;
  readonly responseHeaders: Headers;
}

/** A websocket that is over, from opening to close, as the browser's log has it. */
export interface SocketReport {
  readonly kind: "socket";
  readonly url: string;
  readonly openedAt: EpochMs;
  events(id: WireId): readonly WireEvent[];
}

/** What the background reports. It passes a port, so it must be plain data. */
export type Report = HttpReport | PassedReport | WorkerReport | AskedReport | HandshakeReport;

/** Takes what a browser reports of requests. */
export interface ReportSink<T = Report> {
  report(report: T): void;
  /** Called for each request of any kind. */
  countRequest(): void;
}
/** Takes what the browser's log reports. */
export interface LogSink extends ReportSink<Report | SocketReport> {
  /** A request that was over at this time will be reported, as soon as its body is read. Returns what to call after that. */
  reads(at: EpochMs): () => void;
}

export type ToBackground = { readonly record: true; readonly workers: boolean } | { readonly reports: true } | { readonly stop: true };

/** `page` numbers documents. Relays connect to the background only: Firefox does not offer their ports to a devtools page. */
export type FromBackground =
  | { readonly page: number; readonly frame: number; readonly message: unknown }
  | { readonly page: number; readonly gone: true }
  | { readonly began: { readonly granted: boolean; readonly late: boolean } }
  | { readonly revoked: true }
  | { readonly requests: number; readonly reports: readonly Report[]; readonly isAll?: true };
