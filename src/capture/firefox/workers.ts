// Puts the page hook before the scripts of a tab's workers, which content scripts cannot reach, while the browser loads them
// (filterResponseData). Only the code that runs is changed, not the browser's cache, nor what a page reads of the script.
//
//   the worker's script is requested ─► a relay starts in its document (worker-relay.ts) ─► hook and script are written
//
// Not hooked: workers that began before; those from blob: and data: URLs, which pass no filter; shared workers and service workers, which
// belong to no tab; and those of pages without a secure context, whose requests lack the headers that identify a worker's script.

import browser, { type WebRequest } from "webextension-polyfill";
import type { RelayHello } from "../page/records.ts";
import { workerPrelude } from "./worker-hook.ts";
import { startWorkerRelay } from "./worker-relay.ts";

/** Returns what ends it: workers that begin later are not hooked. */
export function hookWorkers(tabId: number): () => void {
  const onBeforeSendHeaders = ({ requestId, url, frameId, requestHeaders }: WebRequest.OnBeforeSendHeadersDetailsType) => {
    if (isOfWorker(requestHeaders)) prepend(requestId, () => prelude(tabId, frameId, url));
  };
  browser.webRequest.onBeforeSendHeaders.addListener(onBeforeSendHeaders, { urls: ["<all_urls>"], tabId, types: ["script"] }, [
    "blocking",
    "requestHeaders",
  ]);
  return () => browser.webRequest.onBeforeSendHeaders.removeListener(onBeforeSendHeaders);
}

/** Whether it is the request for a worker's main script, not for a script it imports: https://www.w3.org/TR/fetch-metadata/. */
function isOfWorker(headers: WebRequest.HttpHeaders | undefined): boolean {
  const value = (wanted: string) => headers?.find(({ name }) => name.toLowerCase() === wanted)?.value;
  return value("sec-fetch-dest") === "worker" && value("sec-fetch-mode") === "same-origin";
}

/** The code to put before the script, once its relay runs; empty if the relay cannot be started. */
async function prelude(tabId: number, frameId: number, url: string): Promise<string> {
  const channelName = crypto.randomUUID();
  const hello: RelayHello = { document: crypto.randomUUID(), at: performance.timeOrigin + performance.now(), url, worker: true };
  const target = { tabId, frameIds: [frameId] };
  try {
    await chrome.scripting.executeScript({ target, func: startWorkerRelay, args: [channelName, hello], injectImmediately: true });
    return workerPrelude(channelName);
  } catch {
    return "";
  }
}

/** Whitespace, comments, then "use strict": it only counts at the beginning of a script, so it must be repeated before the hook. */
const BEGINNING = /^\uFEFF?(?:\s|\/\/[^\n]*\n|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*(?:"use strict"|'use strict')/;

function prepend(requestId: string, prelude: () => Promise<string>): void {
  const filter = browser.webRequest.filterResponseData(requestId);
  const parts: ArrayBuffer[] = [];
  filter.ondata = ({ data }) => {
    parts.push(data);
  };
  // Waiting for the whole script delays nothing: a worker needs all of it to begin.
  filter.onstop = async () => {
    const script = await new Blob(parts).text();
    // A `#!` line is valid only at the very beginning: such a script is not hooked.
    if (!script.startsWith("#!")) {
      const strict = BEGINNING.test(script) ? '"use strict";' : "";
      filter.write(new TextEncoder().encode(strict + (await prelude())).buffer as ArrayBuffer);
    }
    for (const part of parts) filter.write(part);
    filter.close();
  };
}
