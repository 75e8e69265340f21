// Chromium has two ways: its debugger, and scripts in the page with the browser's own log of requests. That log also has what was before.

import type { CaptureSink } from "../contract.ts";
import { goingOn, type Mode, type Modes, type StartOptions } from "../modes.ts";
import { withPast } from "./backfill.ts";
import { capture, type DebuggerCapture } from "./debugger-capture.ts";
import { chromeDebugger } from "./debugger-target.ts";
import { keepDetachPort } from "./detach-port.ts";
import { networkLog } from "./network-log.ts";

const past = (sink: CaptureSink, options: StartOptions): CaptureSink =>
  options.withPast ? withPast(sink, networkLog, options.newId) : sink;

const debuggerMode: Mode = {
  id: "debugger",
  source: "chromium-debugger",
  load: async (tabId) =>
    goingOn<DebuggerCapture>((sink, options) => {
      const closePort = keepDetachPort(tabId);
      const state: CaptureSink["state"] = (next) => {
        if (next.state === "stopped" || next.state === "refused") closePort();
        sink.state(next);
      };
      return capture(chromeDebugger(tabId), past({ ...sink, state }, options), options);
    }),
};

const pageMode: Mode = {
  id: "page",
  source: "chromium-page",
  async load(tabId) {
    const [{ capturePages }, { watchLog }] = await Promise.all([import("../page/page-capture.ts"), import("./logged-requests.ts")]);
    return goingOn<ReturnType<typeof capturePages>>((sink, options) =>
      capturePages(tabId, past(sink, options), { ...options, watchLog: (out) => watchLog(networkLog, out) }),
    );
  },
};

export const modes: Modes = [debuggerMode, pageMode];
