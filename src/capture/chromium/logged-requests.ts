// What Chromium's log of requests tells while a script in the page tells of websockets: requests when they are over, and the websockets of
// workers at their end.

import type { RequestsOut, SocketTold, Told } from "../page/tab-port.ts";
import { type Content, exchangeEvents, partOf, socketEvents, startOf } from "./har.ts";
import type { NetworkLog } from "./network-log.ts";

/** Returns what ends it. */
export function watchLog(log: NetworkLog, out: RequestsOut<Told | SocketTold>): () => void {
  let requests = 0;
  return log.listen((over) => {
    out.counted();
    if (!over) return;
    const { entry, content } = over;
    const { url } = entry.request;
    if (entry._resourceType === "websocket") {
      out.tell({ kind: "socket", url, openedAt: startOf(entry), events: (id) => socketEvents(entry, id, { ended: true }) });
      return;
    }
    const part = partOf(entry);
    if (!part) return;
    const tell = (content: Content | null) => {
      for (const event of exchangeEvents(entry, part, content, String(++requests))) out.tell({ kind: "http", event });
    };
    if (part === "engine") void content().then(tell);
    else tell(null);
  });
}
