// Live capture without a debugger: from scripts in the pages of a tab, and what the background (Firefox) or DevTools (Chromium) are told of
// requests. Runs in the devtools page; the background does what that may not, and hands on what it is told (tab-port.ts).

import type { EpochMs } from "../../wire/event.ts";
import type { Capture, CaptureOptions, CaptureSink, CaptureState } from "../contract.ts";
import { type KnownSockets, PageMapper } from "./mapper.ts";
import { relayMessage } from "./records.ts";
import {
  type FromBackground,
  KEEP_AWAKE_MS,
  type RequestsOut,
  type SocketTold,
  TAB_PORT,
  type ToBackground,
  type Told,
} from "./tab-port.ts";

interface PageOptions extends CaptureOptions {
  /** Of the recording that this one goes on with, after a pause. */
  readonly sockets?: KnownSockets | undefined;
  /** Tells of requests in the devtools page; without it the background does. Returns what ends it. */
  readonly watchLog?: (out: RequestsOut<Told | SocketTold>) => () => void;
}

interface PageCapture extends Capture {
  readonly sockets: KnownSockets;
}

/** How late anything may be told: what relay and background gather, and a busy machine. The browser's log takes its time. */
const HOLD_MS = 300;
const HOLD_FOR_LOG_MS = 1_000;
/** How often what was held is let go. */
const RELEASE_MS = 50;

export function capturePages(tabId: number, sink: CaptureSink, options: PageOptions): PageCapture {
  const { now, watchLog, workers = false } = options;
  const startedAt = now();
  const holdMs = watchLog ? HOLD_FOR_LOG_MS : HOLD_MS;
  const mapper = new PageMapper(sink, { ...options, holdMs, hasLog: watchLog !== undefined });
  /** By the background's count. */
  const documents = new Map<number, string>();
  let state: CaptureState["state"] = "attaching";
  let background: chrome.runtime.Port | undefined;
  /** When the background went away, while it is not back. */
  let lostAt: EpochMs | null = null;
  let releasing: ReturnType<typeof setTimeout> | undefined;

  const become = (next: CaptureState) => {
    state = next.state;
    sink.state(next);
  };
  const post = (message: ToBackground) => background?.postMessage(message);
  const isOn = () => state === "attaching" || state === "recording";

  const releaseSoon = () => {
    if (!mapper.isHolding) return;
    releasing ??= setTimeout(() => {
      releasing = undefined;
      mapper.release(now());
      releaseSoon();
    }, RELEASE_MS);
  };

  const take = (page: number, frame: number, said: unknown) => {
    const told = relayMessage(said);
    if (!told) return;
    if ("document" in told) {
      documents.set(page, told.document);
      mapper.hello(told, frame, now());
    } else {
      const document = documents.get(page);
      if (document !== undefined) mapper.records(document, told);
    }
  };
  const left = (page: number) => {
    const document = documents.get(page);
    documents.delete(page);
    if (document !== undefined) mapper.gone(document, now());
  };
  const hear = (message: FromBackground) => {
    if ("began" in message) began(message.began);
    else if ("revoked" in message) ended({ state: "refused", needs: "host-permission" });
    else if ("said" in message) take(message.page, message.frame, message.said);
    else if ("gone" in message) left(message.page);
    else {
      mapper.requests(message.requests);
      for (const told of message.told) mapper.told(told, now());
    }
    releaseSoon();
  };

  const connect = () => {
    const port = chrome.runtime.connect({ name: `${TAB_PORT}${tabId}` });
    background = port;
    port.onMessage.addListener(hear);
    port.onDisconnect.addListener(() => {
      if (!isOn()) return;
      lostAt ??= now();
      documents.clear();
      // The extension was reloaded or removed: there is no background any more.
      if (chrome.runtime?.id) connect();
      else ended({ state: "stopped", cause: "closed" });
    });
    post({ record: true, workers });
  };

  const began = ({ granted, late }: { readonly granted: boolean; readonly late: boolean }) => {
    if (!isOn()) return;
    if (!granted) return ended({ state: "refused", needs: "host-permission" });
    if (lostAt !== null) mapper.note({ kind: "gap", at: lostAt, until: now(), reason: "background-ended" });
    lostAt = null;
    if (state === "recording") return;
    // The hook may have told of something before the background says so.
    if (late) mapper.note({ kind: "note", at: startedAt, what: "late" });
    become({ state: "recording" });
  };

  const ended = (next: CaptureState) => {
    if (!isOn()) return;
    become(next);
    clearInterval(keepingAwake);
    clearTimeout(releasing);
    unwatch?.();
    background?.disconnect();
    mapper.end();
  };

  const unwatch = watchLog?.({
    tell(told) {
      mapper.told(told, now());
      releaseSoon();
    },
    counted: () => mapper.requests(1),
  });
  const keepingAwake = setInterval(() => post({ record: true, workers }), KEEP_AWAKE_MS);
  become({ state: "attaching" });
  connect();

  return {
    async stop() {
      if (!isOn()) return;
      post({ stop: true });
      // What is on its way comes within the time that anything is held.
      await new Promise((resolve) => setTimeout(resolve, holdMs));
      ended({ state: "stopped", cause: "asked" });
    },
    get counters() {
      return mapper.counters;
    },
    get sockets() {
      return mapper.knownSockets;
    },
  };
}
