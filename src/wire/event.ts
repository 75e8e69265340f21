// Wire events: what was seen on the wire, and all that Lifeline stores. Packets, sessions and rows are derived from them.
// docs/trace-format.md has the meaning of every field. An event is written with its keys in the order of its interface, so that a reader can
// scan its line without parsing it. A field without a value is left out.

declare const brand: unique symbol;

/** Milliseconds since 1970-01-01T00:00:00Z, with fractions. */
export type EpochMs = number & { readonly [brand]?: "EpochMs" };
/** The id of an HTTP exchange, WebSocket or WebTransport session. It is unique in a trace. */
export type WireId = string & { readonly [brand]?: "WireId" };
/** The browser's id of a page, iframe or worker. */
export type DocumentFrameId = string & { readonly [brand]?: "DocumentFrameId" };

/** Whether the page sent or received it. */
export type Direction = "sent" | "received";

/**
 * Why a body was not recorded. Files may have other reasons: readers accept any text.
 * - `not-reported`: the browser offers no way to read it (a Blob sent over a websocket, a preflight)
 * - `evicted`: the browser dropped it before Lifeline asked for it
 * - `navigated`: it was lost when the page went away
 * - `too-large`: it is over the limit of the browser or of Lifeline
 * - `late`: the exchange began before recording did
 * - `not-asked`: Lifeline does not read it (the page's own document and scripts)
 * - `failed`: the exchange ended before the body was complete
 * - `no-room`: it was recorded, but there was no room left for it, in memory and on disk
 * - `not-in-file`: the file that was opened does not have it, such as a HAR without bodies
 * - `away`: it is on disk and comes back. Only `Log.read` says so; no file has it
 */
export type OmittedReason =
  | "not-reported"
  | "evicted"
  | "navigated"
  | "too-large"
  | "late"
  | "not-asked"
  | "failed"
  | "no-room"
  | "not-in-file"
  | "away";

/** `base64` has bytes that are not text. `bytes` is the size of an omitted body, if known. An empty body is `{ text: "" }`. */
export type Body = { readonly text: string } | { readonly base64: string } | { readonly omitted: OmittedReason; readonly bytes?: number };

/** Header names as the browser reports them; values of a repeated header are joined by a line feed. */
export type Headers = Readonly<Record<string, string>>;

/** Why a request is recorded: it is an Engine.IO request or follows the redirect of one, or it is its page, script or preflight. */
export type Part = "page" | "script" | "engine" | "preflight";

/** Durations in milliseconds, named as in HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/#timings). A field is absent if it was not measured. */
export interface Timing {
  readonly blocked?: number;
  readonly dns?: number;
  readonly connect?: number;
  readonly ssl?: number;
  readonly send?: number;
  readonly wait?: number;
  readonly receive?: number;
}

export interface HttpRequest {
  readonly kind: "http-request";
  readonly at: EpochMs;
  readonly id: WireId;
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  /** Absent when the request has none. */
  readonly body?: Body;
  readonly documentFrame?: DocumentFrameId;
  readonly part: Part;
  /** The exchange whose answer, a redirect, made the browser send this request. */
  readonly redirectedFrom?: WireId;
  readonly source?: Source;
}

export interface HttpResponse {
  readonly kind: "http-response";
  readonly at: EpochMs;
  readonly id: WireId;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** The browser's own id of the TCP or QUIC connection; absent if the browser gives none. */
  readonly connection?: string;
  /** Whether the connection carried another exchange before this one. */
  readonly reused?: boolean;
  /** As in ALPN: `http/1.1`, `h2`, `h3`. */
  readonly protocol?: string;
  /** IP address and port at the other end of the connection, an IPv6 address in brackets; without the port if the browser gives none. */
  readonly remoteAddress?: string;
  /** The same at the browser's end: the server, or what stands before it, has it as the address of its client. */
  readonly localAddress?: string;
  /** What answered instead of the server. */
  readonly from?: AnsweredFrom;
  /** What passed the request on to the server, and its answer back. */
  readonly through?: "service-worker";
  /** If a service worker answered instead: how its own request to the server had ended. Absent if it made none. */
  readonly reason?: string;
}

/** Files may have other values: readers accept any text. `service-worker-or-server`: nothing shows which of the two. */
export type AnsweredFrom = "disk-cache" | "memory-cache" | "prefetch-cache" | "service-worker" | "service-worker-or-server";

export interface HttpBody {
  readonly kind: "http-body";
  readonly at: EpochMs;
  readonly id: WireId;
  readonly body: Body;
  readonly timing?: Timing;
}

export interface HttpFailed {
  readonly kind: "http-failed";
  readonly at: EpochMs;
  readonly id: WireId;
  /**
   * The browser's own words, such as `net::ERR_CONNECTION_REFUSED`, or the rule by which it blocked the request, such as `csp`. `navigation`:
   * the page went away. `id-reused`: another request of the CDP log has the same id, and this one had not ended.
   */
  readonly reason: string;
  readonly canceled: boolean;
  /** If the page's service worker had the request: how its own request to the server had ended, as in `HttpResponse.reason`. */
  readonly workersReason?: string;
}

export interface WsOpen {
  readonly kind: "ws-open";
  readonly at: EpochMs;
  readonly id: WireId;
  readonly url: string;
  readonly documentFrame?: DocumentFrameId;
  /** Where the page opened it: `url:line:column` of the innermost call, 1-based. */
  readonly initiator?: string;
  /** It was already open when recording began. `at` is the time at which it was found. */
  readonly late?: boolean;
  readonly source?: Source;
}

export interface WsHandshake {
  readonly kind: "ws-handshake";
  readonly at: EpochMs;
  readonly id: WireId;
  readonly status: number;
  readonly requestHeaders: Headers;
  readonly responseHeaders: Headers;
}

/** One message as the browser reports it: fragments are joined, compression is undone. Opcode 1 is text, 2 binary (RFC 6455, 5.2). */
export interface WsFrame {
  readonly kind: "ws-frame";
  readonly at: EpochMs;
  readonly id: WireId;
  readonly direction: Direction;
  readonly opcode: 1 | 2;
  readonly body: Body;
}

/** The page called `close()` with this code and reason, which the close frame carries to the server. */
export interface WsClosing {
  readonly kind: "ws-closing";
  readonly at: EpochMs;
  readonly id: WireId;
  readonly code?: number;
  readonly reason?: string;
}

export interface WsError {
  readonly kind: "ws-error";
  readonly at: EpochMs;
  readonly id: WireId;
  readonly message: string;
}

export interface WsClose {
  readonly kind: "ws-close";
  readonly at: EpochMs;
  readonly id: WireId;
  readonly code?: number;
  readonly reason?: string;
  readonly clean?: boolean;
  /** What the close was concluded from: a report of the browser, a record of the page hook, or the page going away. */
  readonly cause: "reported" | "hook" | "navigation";
}

export interface WtOpen {
  readonly kind: "wt-open";
  readonly at: EpochMs;
  readonly id: WireId;
  readonly url: string;
}
export interface WtEstablished {
  readonly kind: "wt-established";
  readonly at: EpochMs;
  readonly id: WireId;
}
export interface WtClose {
  readonly kind: "wt-close";
  readonly at: EpochMs;
  readonly id: WireId;
}

export type ContextType = "page" | "iframe" | "worker" | "shared-worker" | "service-worker";

/** A page, iframe or worker appeared, went to another URL, or went away. */
export interface Context {
  readonly kind: "context";
  readonly at: EpochMs;
  readonly documentFrame: DocumentFrameId;
  readonly type: ContextType;
  readonly url: string;
  readonly parent?: DocumentFrameId;
  readonly state: "appeared" | "navigated" | "gone";
}

export interface Note {
  readonly kind: "note";
  readonly at: EpochMs;
  /** `late`: recording began after the page had loaded. `crashed`: the process of the page or iframe `documentFrame`, whose URL is the text. */
  readonly what: "recording" | "paused" | "late" | "hidden" | "shown" | "offline" | "online" | "mark" | "crashed";
  readonly documentFrame?: DocumentFrameId;
  readonly text?: string;
  /** The source of the events that follow. */
  readonly source?: Source;
}

/**
 * Why nothing was recorded for a while. Files may have other reasons: readers accept any text.
 * - `cleared`: the user cleared what had been recorded
 * - `not-recording`: recording was off
 * - `worker-messages`: a worker's websocket was open, and the browser reports nothing of its messages
 * - `not-kept`: before recording began, a page had sent and received more than its script keeps
 * - `undecided`: a websocket was found open, and more frames than are kept came before the first that shows that it is Engine.IO
 * - `background-ended`: the browser ended the extension's background page, which passes records on
 * - `clock-jumped`: nothing is missing, but the wall clock jumped forward by this time: it was set, or the computer slept
 * - `no-messages`: a websocket was open, and the file that was opened has nothing of its messages
 * - `broken-lines`: the file that was opened has lines here that are no events
 * - `session-unnamed`: the server's log that was opened does not say of which session its packets are
 */
export type GapReason =
  | "cleared"
  | "not-recording"
  | "worker-messages"
  | "not-kept"
  | "undecided"
  | "background-ended"
  | "clock-jumped"
  | "no-messages"
  | "broken-lines"
  | "session-unnamed";

/** Nothing was recorded between `at` and `until`. Counts are absent where they are unknown. */
export interface Gap {
  readonly kind: "gap";
  readonly at: EpochMs;
  readonly until: EpochMs;
  readonly reason: GapReason;
  readonly packets?: number;
  readonly bytes?: number;
  /** Of `broken-lines`. */
  readonly lines?: number;
}

export type WireEvent =
  | HttpRequest
  | HttpResponse
  | HttpBody
  | HttpFailed
  | WsOpen
  | WsHandshake
  | WsFrame
  | WsClosing
  | WsError
  | WsClose
  | WtOpen
  | WtEstablished
  | WtClose
  | Context
  | Note
  | Gap;

/**
 * What recorded an event. Readers accept any other text.
 * - `chromium-debugger`: Chromium's debugger
 * - `chromium-page`: a script in the page, and Chromium's own log of requests
 * - `chromium-log`: that log alone, for events before recording began
 * - `firefox`: a script in the page, and the requests that Firefox shows to extensions
 * - `cdp-log`: a file of DevTools Protocol messages
 * - `har`: a HAR file
 * - `chromium-netlog`: a log of Chrome's network stack
 * - `server-debug-log`: what a Socket.IO server prints with `DEBUG=engine*,socket.io*`
 */
export type Source =
  | "chromium-debugger"
  | "chromium-page"
  | "chromium-log"
  | "firefox"
  | "cdp-log"
  | "har"
  | "chromium-netlog"
  | "server-debug-log";

/** The first line of a trace. */
export interface TraceHeader {
  readonly format: "lifeline-trace";
  readonly version: 1;
  /** The source of all events that have none of their own, up to the first note with another. */
  readonly source: Source | (string & {});
  readonly browser?: string;
  readonly page?: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Set if secrets were replaced by pseudonyms: how many different ones of each kind. */
  readonly redacted?: Readonly<Record<string, number>>;
  /** Set if events of a server's log are in the trace, with times by the browser's clock. */
  readonly serverClock?: ServerClock;
}

/** How a server's clock differs from the browser's, as estimated from packets that both recorded. */
export interface ServerClock {
  /** Milliseconds, less than 0 if it is behind. It is right by `within`. */
  readonly ahead: number;
  readonly within: number;
  readonly packets: number;
}
