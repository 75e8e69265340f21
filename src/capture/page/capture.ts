// Live capture without a debugger: from scripts in the pages of a tab and, in Firefox, what the background is told of requests. Runs in the
// devtools page; the background does what that may not, and hands on what it is told (tab-port.ts).

import type { EpochMs } from "../../wire/event.ts";
import type { Capture, CaptureOptions, CaptureSink, CaptureState } from "../capture.ts";
import { HOLD_MS, type KnownSockets, PageMapper } from "./mapper.ts";
import { relayMessage } from "./records.ts";
import { type FromBackground, KEEP_AWAKE_MS, TAB_PORT, type ToBackground } from "./tab-port.ts";

interface PageOptions extends CaptureOptions {
  /** Of the recording that this one goes on with, after a pause. */
  readonly sockets?: KnownSockets | undefined;
}

interface PageCapture extends Capture {
  readonly sockets: KnownSockets;
}

/** How often what was held is let go. */
const RELEASE_MS = 50;

export function capturePages(tabId: number, sink: CaptureSink, options: PageOptions): PageCapture {
  const { now } = options;
  const mapper = new PageMapper(sink, options);
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
    else if ("said" in message) take(message.page, message.frame, message.said);
    else if ("gone" in message) left(message.page);
    else {
      mapper.requests(message.requests);
      for (const told of message.told) mapper.told(told);
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
    post({ record: true });
  };

  const began = ({ granted, late }: { readonly granted: boolean; readonly late: boolean }) => {
    if (!isOn()) return;
    if (!granted) return ended({ state: "refused", needs: "host-permission" });
    if (lostAt !== null) mapper.note({ kind: "gap", at: lostAt, until: now(), reason: "the browser ended the extension's background" });
    lostAt = null;
    if (state === "recording") return;
    if (late) mapper.note({ kind: "note", at: now(), what: "late" });
    become({ state: "recording" });
  };

  const ended = (next: CaptureState) => {
    if (!isOn()) return;
    become(next);
    clearInterval(keepingAwake);
    clearTimeout(releasing);
    background?.disconnect();
    mapper.end();
  };

  const keepingAwake = setInterval(() => post({ record: true }), KEEP_AWAKE_MS);
  become({ state: "attaching" });
  connect();

  return {
    async stop() {
      if (!isOn()) return;
      post({ stop: true });
      // What is on its way comes within the time that anything is held.
      await new Promise((resolve) => setTimeout(resolve, HOLD_MS));
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
