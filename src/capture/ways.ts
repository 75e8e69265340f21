// The ways to record a tab, one for each browser. A way goes on after a pause with the sockets it knew.

import type { Capture, CaptureOptions, CaptureSink } from "./capture.ts";
import { capture } from "./chromium/capture.ts";
import { chromeDebugger } from "./chromium/debugger.ts";
import { keepDetachPort } from "./chromium/detach-port.ts";
import { capturePages } from "./page/capture.ts";

export interface Way {
  /** What the trace says that it was recorded by. */
  readonly source: "chromium-debugger" | "firefox";
  start(sink: CaptureSink, options: CaptureOptions): Capture;
  /** What comes next is another recording. */
  forget(): void;
}

export function debuggerWay(tabId: number): Way {
  let last: ReturnType<typeof capture> | undefined;
  return {
    source: "chromium-debugger",
    start(sink, options) {
      const closePort = keepDetachPort(tabId);
      const state: CaptureSink["state"] = (next) => {
        if (next.state === "stopped" || next.state === "refused") closePort();
        sink.state(next);
      };
      last = capture(chromeDebugger(tabId), { ...sink, state }, { ...options, sockets: last?.sockets });
      return last;
    },
    forget() {
      last = undefined;
    },
  };
}

/** By scripts in the pages, and what the background is told of requests. */
export function pageWay(tabId: number): Way {
  let last: ReturnType<typeof capturePages> | undefined;
  return {
    source: "firefox",
    start(sink, options) {
      last = capturePages(tabId, sink, { ...options, sockets: last?.sockets });
      return last;
    },
    forget() {
      last = undefined;
    },
  };
}
