// Reports from Chromium's log of requests, for the capture with scripts in pages: requests when they are over, and websockets at their end,
// which those of workers need.

import type { Report, ReportSink, SocketReport } from "../page/tab-port.ts";
import { type Content, exchangeEvents, socketEvents, startOf } from "./har.ts";
import { LoggedRedirects } from "./logged-redirects.ts";
import type { NetworkLog } from "./network-log.ts";

/** Returns what ends it. */
export function watchLog(log: NetworkLog, reports: ReportSink<Report | SocketReport>): () => void {
  let ids = 0;
  const redirects = new LoggedRedirects(() => String(++ids));
  return log.listen((over) => {
    reports.countRequest();
    if (!over) return;
    const { entry, content } = over;
    const { url } = entry.request;
    if (entry._resourceType === "websocket") {
      reports.report({ kind: "socket", url, openedAt: startOf(entry), events: (id) => socketEvents(entry, id, { ended: true }) });
      return;
    }
    const recorded = redirects.take(entry);
    if (!recorded) return;
    const report = (content: Content | null) => {
      for (const event of exchangeEvents(entry, recorded, content)) reports.report({ kind: "http", event });
    };
    if (recorded.part === "engine") void content().then(report);
    else report(null);
  });
}
