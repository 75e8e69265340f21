// Live capture without a debugger: scripts in the pages of a tab report websockets; the background (Firefox) or DevTools (Chromium) report
// requests. This runs in the devtools page. The background does what a devtools page may not, and forwards what it gets (tab-port.ts).
//
//   attaching ── { began }, access granted ─► recording ── stop(), or the extension is gone ─► stopped
//       └─────── { began } without access ───────┴──────── { revoked } ─────────────────────► refused
//
// `stopped` and `refused` are final. Before them, a background that went away is connected to again (`#lostAt`).

import type { EpochMs } from "../../wire/event.ts";
import type { Capture, CaptureOptions, CaptureSink, CaptureState } from "../contract.ts";
import type { Intercepted } from "./intercepted.ts";
import { PageMapper } from "./mapper.ts";
import { relayMessage } from "./records.ts";
import type { KnownSockets } from "./sockets.ts";
import {
  type FromBackground,
  type HttpReport,
  KEEP_AWAKE_MS,
  type LogSink,
  MOST_BATCH_MS,
  type Report,
  TAB_PORT,
  type ToBackground,
} from "./tab-port.ts";

interface PageOptions extends CaptureOptions {
  /** The sockets of the capture that this one continues after a pause. */
  readonly sockets?: KnownSockets | undefined;
  /** Reports requests from the devtools page; without it the background does. Returns what ends it. */
  readonly watchLog?: (reports: LogSink) => () => void;
  /** Reads the answers of the browser's log, for requests whose answers are reported nowhere else. Returns what ends it. */
  readonly watchAnswers?: (over: (answer: LoggedAnswer) => void) => () => void;
}

/** An answer of the browser's log. */
export interface LoggedAnswer {
  readonly method: string;
  readonly url: string;
  /** When the request was over. */
  readonly at: EpochMs;
  /** Its events, as the answer to this request. */
  events(request: Intercepted): Promise<readonly HttpReport["event"][]>;
}

/** How late a report may be: the background and the relay batch them, and the machine may be busy. The browser's log takes longer. */
const HOLD_MS = MOST_BATCH_MS + 300;
const HOLD_FOR_LOG_MS = 1_000;
/** How often held events are checked for release: less often the more are held, because what is released is drawn. */
const RELEASE_MS = 50;
const MOST_RELEASE_MS = 250;
const HELD_PER_RELEASE = 10;

export class PageCapture implements Capture {
  readonly #tabId: number;
  readonly #sink: CaptureSink;
  readonly #now: () => EpochMs;
  readonly #workers: boolean;
  readonly #mapper: PageMapper;
  readonly #startedAt: EpochMs;
  readonly #keepingAwake: ReturnType<typeof setInterval>;
  readonly #unwatch: (() => void) | undefined;
  readonly #watchAnswers: PageOptions["watchAnswers"];
  /** Answers of the log, each until the background has posted what it kept: the reports of the same request are there. */
  readonly #logged: LoggedAnswer[] = [];
  /** Set once a service worker got a request: reading the log costs the browser something. */
  #unwatchAnswers: (() => void) | undefined;
  #state: CaptureState["state"] = "attaching";
  #background: chrome.runtime.Port | undefined;
  /** When the background went away; null while it is connected. */
  #lostAt: EpochMs | null = null;
  /** The ids of documents, by the background's number for them. */
  readonly #documents = new Map<number, string>();
  /** The timer that releases held events, while any are held. */
  #releasing: ReturnType<typeof setTimeout> | undefined;

  constructor(tabId: number, sink: CaptureSink, options: PageOptions) {
    const { now, watchLog, watchAnswers, workers = false } = options;
    this.#tabId = tabId;
    this.#sink = sink;
    this.#now = now;
    this.#workers = workers;
    this.#watchAnswers = watchAnswers;
    this.#startedAt = now();
    const holdMs = watchLog ? HOLD_FOR_LOG_MS : HOLD_MS;
    this.#mapper = new PageMapper(sink, { ...options, holdMs, hasLog: watchLog !== undefined });
    this.#unwatch = watchLog?.({
      report: (report) => {
        this.#mapper.report(report, now());
        this.#releaseSoon();
      },
      countRequest: () => this.#mapper.countRequests(1),
      reads: (at) => this.#mapper.reads(at, now()),
    });
    this.#keepingAwake = setInterval(() => this.#post({ record: true, workers }), KEEP_AWAKE_MS);
    this.#become({ state: "attaching" });
    this.#connect();
  }

  get counters() {
    return this.#mapper.counters;
  }

  get sockets(): KnownSockets {
    return this.#mapper.knownSockets;
  }

  async flush(): Promise<void> {
    await this.#lastReports();
    await this.#sink.flush?.();
  }

  async stop(): Promise<void> {
    if (!this.#isOn) return;
    this.#post({ stop: true });
    await this.#lastReports();
    this.#end({ state: "stopped", cause: "asked" });
  }

  /** Also waits when nothing is held: reports that are under way arrive within the time that events are held. */
  async #lastReports(): Promise<void> {
    const at = this.#now();
    while (this.#isOn && this.#mapper.release(this.#now()) < at) await new Promise((resolve) => setTimeout(resolve, RELEASE_MS));
  }

  get #isOn(): boolean {
    return this.#state === "attaching" || this.#state === "recording";
  }

  #become(next: CaptureState): void {
    this.#state = next.state;
    this.#sink.state(next);
  }

  #end(next: CaptureState): void {
    if (!this.#isOn) return;
    this.#become(next);
    clearInterval(this.#keepingAwake);
    clearTimeout(this.#releasing);
    this.#unwatch?.();
    this.#unwatchAnswers?.();
    this.#background?.disconnect();
    this.#mapper.end();
  }

  #connect(): void {
    const port = chrome.runtime.connect({ name: `${TAB_PORT}${this.#tabId}` });
    this.#background = port;
    port.onMessage.addListener((message: FromBackground) => this.#message(message));
    port.onDisconnect.addListener(() => this.#disconnected());
    this.#post({ record: true, workers: this.#workers });
    for (const _ of this.#logged) this.#post({ reports: true });
  }

  #disconnected(): void {
    if (!this.#isOn) return;
    this.#lostAt ??= this.#now();
    this.#documents.clear();
    // Without an id the extension was reloaded or removed, and has no background any more.
    if (chrome.runtime?.id) this.#connect();
    else this.#end({ state: "stopped", cause: "closed" });
  }

  #post(message: ToBackground): void {
    this.#background?.postMessage(message);
  }

  #message(message: FromBackground): void {
    if ("began" in message) this.#began(message.began);
    else if ("revoked" in message) this.#end({ state: "refused", needs: "host-permission" });
    else if ("message" in message) this.#relayed(message.page, message.frame, message.message);
    else if ("gone" in message) this.#gone(message.page);
    else {
      this.#mapper.countRequests(message.requests);
      for (const report of message.reports) this.#report(report);
      const logged = message.isAll && this.#logged.shift();
      if (logged) void this.#answered(logged);
    }
    this.#releaseSoon();
  }

  #report(report: Report): void {
    if (report.kind === "http" && report.intercepted)
      this.#unwatchAnswers ??= this.#watchAnswers?.((answer) => {
        this.#logged.push(answer);
        this.#post({ reports: true });
      });
    this.#mapper.report(report, this.#now());
  }

  async #answered({ method, url, at, events }: LoggedAnswer): Promise<void> {
    const request = this.#mapper.takeIntercepted(method, url, at);
    if (!request) return;
    for (const event of await events(request)) this.#mapper.answer(request, event, this.#now());
    this.#releaseSoon();
  }

  #began({ granted, late }: { readonly granted: boolean; readonly late: boolean }): void {
    if (!this.#isOn) return;
    if (!granted) return this.#end({ state: "refused", needs: "host-permission" });
    if (this.#lostAt !== null) this.#mapper.add({ kind: "gap", at: this.#lostAt, until: this.#now(), reason: "background-ended" });
    this.#lostAt = null;
    if (this.#state === "recording") return;
    // At the time of the start, because records of the hook may be older than this message.
    if (late) this.#mapper.add({ kind: "note", at: this.#startedAt, what: "late" });
    this.#become({ state: "recording" });
  }

  #relayed(page: number, frame: number, message: unknown): void {
    const checked = relayMessage(message);
    if (!checked) return;
    if ("document" in checked) {
      this.#documents.set(page, checked.document);
      this.#mapper.hello(checked, frame, Math.max(this.#startedAt, Math.min(checked.at, this.#now())));
    } else {
      const document = this.#documents.get(page);
      if (document === undefined) return;
      if ("left" in checked) this.#mapper.left(document, checked.left);
      else this.#mapper.records(document, checked);
    }
  }

  #gone(page: number): void {
    const document = this.#documents.get(page);
    this.#documents.delete(page);
    if (document !== undefined) this.#mapper.gone(document, this.#now());
  }

  #releaseSoon(): void {
    // A body that was asked for may be read after the end.
    if (!this.#isOn || this.#mapper.held === 0) return;
    if (this.#releasing !== undefined) return;
    const wait = Math.min(RELEASE_MS * Math.max(1, this.#mapper.held / HELD_PER_RELEASE), MOST_RELEASE_MS);
    const due = this.#now() + wait;
    this.#releasing = setTimeout(() => {
      this.#releasing = undefined;
      // If the machine stood still, messages that came meanwhile are in line behind this timer, and others are as late.
      this.#mapper.cameAt(this.#now(), due);
      this.#mapper.release(Math.min(due, this.#now()));
      this.#releaseSoon();
    }, wait);
  }
}
