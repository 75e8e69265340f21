// Answers from Firefox's log of requests. webRequest reports nothing of an answer that came from a service worker; the log does, when the
// request is over: https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/API/devtools/network/onRequestFinished

import { bodyOf, entryOf, type HarEntry, overAt } from "../../har/entries.ts";
import type { Body } from "../../wire/event.ts";
import { joinedHeaders } from "../../wire/headers.ts";
import type { Intercepted } from "../page/intercepted.ts";
import type { LoggedAnswer } from "../page/page-capture.ts";
import type { HttpReport } from "../page/tab-port.ts";

/** A request of the log, as Firefox's `getContent` is. */
interface Logged {
  getContent(): Promise<readonly [text: string, mimeType: string]>;
}

/** Calls `over` with the answer to each request that is over. Returns what ends it. */
export function watchAnswers(over: (answer: LoggedAnswer) => void): () => void {
  const { onRequestFinished } = (globalThis.browser ?? chrome).devtools.network;
  const listener = (request: object) => {
    const entry = entryOf(request);
    if (!entry) return;
    const { method, url } = entry.request;
    over({ method, url, at: overAt(entry), events: (asked) => answerEvents(entry, request as unknown as Logged, asked) });
  };
  onRequestFinished.addListener(listener);
  return () => onRequestFinished.removeListener(listener);
}

async function answerEvents(entry: HarEntry, logged: Logged, { id, part }: Intercepted): Promise<readonly HttpReport["event"][]> {
  const { response } = entry;
  const at = overAt(entry);
  // The page has no answer. The log does not say why, but the worker's own request may show it.
  if (response.status === 0) return [{ kind: "http-failed", at, id, reason: "", canceled: false }];
  return [
    {
      kind: "http-response",
      at,
      id,
      status: response.status,
      statusText: response.statusText,
      headers: joinedHeaders(response.headers),
      protocol: response.httpVersion.toLowerCase(),
    },
    { kind: "http-body", at, id, body: part === "engine" ? await content(entry, logged) : { omitted: "not-asked" } },
  ];
}

async function content(entry: HarEntry, logged: Logged): Promise<Body> {
  try {
    const [text, mimeType] = await logged.getContent();
    // The log does not mark text that is base64. Bodies of this type are.
    return bodyOf(entry, { text, encoding: /octet-stream/i.test(mimeType) ? "base64" : "" });
  } catch {
    // The browser has dropped it.
    return { omitted: "evicted" };
  }
}
