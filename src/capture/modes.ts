// The ways to record a tab, each loaded when it is chosen. A way goes on after a pause with the sockets it knew.

import type { Source } from "../wire/event.ts";
import type { Capture, CaptureOptions, CaptureSink } from "./capture.ts";

interface StartOptions extends CaptureOptions {
  /** Whether messages of workers are wanted, where that is a choice. */
  readonly workers: boolean;
}

/** A way that is loaded. */
export interface Way {
  start(sink: CaptureSink, options: StartOptions): Capture;
  /** What comes next is another recording. */
  forget(): void;
}

export interface Mode {
  readonly id: "debugger" | "page";
  readonly source: Source;
  load(tabId: number): Promise<Way>;
}

export const debuggerMode: Mode = {
  id: "debugger",
  source: "chromium-debugger",
  async load(tabId) {
    const [{ capture }, { chromeDebugger }, { keepDetachPort }] = await Promise.all([
      import("./chromium/capture.ts"),
      import("./chromium/debugger.ts"),
      import("./chromium/detach-port.ts"),
    ]);
    let last: ReturnType<typeof capture> | undefined;
    return {
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
  },
};

export const pageMode: Mode = {
  id: "page",
  source: "page-hook",
  async load(tabId) {
    const { capturePages } = await import("./page/capture.ts");
    let last: ReturnType<typeof capturePages> | undefined;
    return {
      start(sink, options) {
        last = capturePages(tabId, sink, { ...options, sockets: last?.sockets });
        return last;
      },
      forget() {
        last = undefined;
      },
    };
  },
};
