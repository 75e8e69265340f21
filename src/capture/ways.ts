// The ways to record a tab, each loaded when it is chosen. A way goes on after a pause with the sockets it knew.

import type { KnownSockets as DebuggerSockets } from "../cdp/websockets.ts";
import type { Source } from "../wire/event.ts";
import type { Capture, CaptureOptions, CaptureSink } from "./capture.ts";
import type { KnownSockets as PageSockets } from "./page/mapper.ts";

interface StartOptions extends CaptureOptions {
  /** Whether to tell of what was before, as far as the browser knows it. */
  readonly withPast: boolean;
}

/** A way that is loaded, for one tab. */
export interface Way {
  start(sink: CaptureSink, options: StartOptions): Capture;
  /** What comes next is another recording. */
  forget(): void;
}

export interface Mode {
  readonly id: "debugger" | "page";
  /** What the trace says that it was recorded by. */
  readonly source: Source;
  /** Whether workers are seen only where that is asked for. */
  readonly choosesWorkers?: true;
  load(tabId: number): Promise<Way>;
}

export const debuggerMode: Mode = {
  id: "debugger",
  source: "chromium-debugger",
  async load(tabId) {
    const [{ capture }, { chromeDebugger }, { keepDetachPort }, past] = await Promise.all([
      import("./chromium/capture.ts"),
      import("./chromium/debugger.ts"),
      import("./chromium/detach-port.ts"),
      loadPast(),
    ]);
    return goingOn<DebuggerSockets>((sink, options) => {
      const closePort = keepDetachPort(tabId);
      const state: CaptureSink["state"] = (next) => {
        if (next.state === "stopped" || next.state === "refused") closePort();
        sink.state(next);
      };
      return capture(chromeDebugger(tabId), past({ ...sink, state }, options), options);
    });
  },
};

/** Scripts in the page tell of websockets; its requests are in the browser's own log when they are over. */
export const chromiumPageMode: Mode = {
  id: "page",
  source: "chromium-page",
  async load(tabId) {
    const [{ capturePages }, { watchLog }, { networkLog }, past] = await Promise.all([
      import("./page/capture.ts"),
      import("./chromium/logged-requests.ts"),
      import("./chromium/network-log.ts"),
      loadPast(),
    ]);
    return goingOn<PageSockets>((sink, options) =>
      capturePages(tabId, past(sink, options), { ...options, watchLog: (out) => watchLog(networkLog, out) }),
    );
  },
};

/** Scripts in the page tell of websockets, the background of requests. */
export const firefoxMode: Mode = {
  id: "page",
  source: "firefox",
  choosesWorkers: true,
  async load(tabId) {
    const { capturePages } = await import("./page/capture.ts");
    return goingOn<PageSockets>((sink, options) => capturePages(tabId, sink, options));
  },
};

async function loadPast() {
  const [{ withPast }, { networkLog }] = await Promise.all([import("./chromium/past.ts"), import("./chromium/network-log.ts")]);
  return (sink: CaptureSink, options: StartOptions): CaptureSink => (options.withPast ? withPast(sink, networkLog, options.newId) : sink);
}

/** Each recording goes on with the sockets that the one before it knew. */
function goingOn<Sockets>(
  start: (sink: CaptureSink, options: StartOptions & { readonly sockets: Sockets | undefined }) => Capture & { readonly sockets: Sockets },
): Way {
  let last: (Capture & { readonly sockets: Sockets }) | undefined;
  return {
    start(sink, options) {
      last = start(sink, { ...options, sockets: last?.sockets });
      return last;
    },
    forget() {
      last = undefined;
    },
  };
}
