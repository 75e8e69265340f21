// Chromium's modes: its debugger, or scripts in the page together with the browser's log of requests. Both backfill from that log.

import type { CaptureSink } from "../contract.ts";
import { continuing, type Mode, type Modes, type StartOptions } from "../modes.ts";
import { Backfill } from "./backfill.ts";
import { chromeDebugger } from "./debugger-target.ts";
import { keepDetachPort } from "./detach-port.ts";

function backfilled(sink: CaptureSink, { backfill, newId }: StartOptions): CaptureSink {
  if (!backfill) return sink;
  return new Backfill(sink, async () => {
    const [{ LogHistory }, { networkLog }] = await Promise.all([import("./log-history.ts"), import("./network-log.ts")]);
    return new LogHistory(networkLog, newId);
  });
}

const debuggerMode: Mode = {
  id: "debugger",
  source: "chromium-debugger",
  async load(tabId) {
    const { DebuggerCapture } = await import("./debugger-capture.ts");
    return continuing<InstanceType<typeof DebuggerCapture>>((sink, options) => {
      const closePort = keepDetachPort(tabId);
      const state: CaptureSink["state"] = (next) => {
        if (next.state === "stopped" || next.state === "refused") closePort();
        sink.state(next);
      };
      return new DebuggerCapture(chromeDebugger(tabId), backfilled({ ...sink, state }, options), options);
    });
  },
};

const pageMode: Mode = {
  id: "page",
  source: "chromium-page",
  async load(tabId) {
    const [{ PageCapture }, { watchLog }, { networkLog }] = await Promise.all([
      import("../page/page-capture.ts"),
      import("./logged-requests.ts"),
      import("./network-log.ts"),
    ]);
    return continuing<InstanceType<typeof PageCapture>>(
      (sink, options) =>
        new PageCapture(tabId, backfilled(sink, options), { ...options, watchLog: (reports) => watchLog(networkLog, reports) }),
    );
  },
};

export const modes: Modes = [debuggerMode, pageMode];
