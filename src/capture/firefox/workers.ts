// The scripts of a tab's workers, which no content script reaches: the page hook is put before them as they pass (filterResponseData). Only
// what runs is changed, not what the browser's cache keeps, nor what a page reads of the script.
//
//   worker's script asked for ─► its document's relay listens (worker-relay.ts) ─► hook and script handed on
//
// Not reached: workers that had begun before, those of blob: and data: URLs, which pass no filter, shared workers and service workers,
// which belong to no tab, and those of pages without a secure context, whose requests do not say what they are for.

import browser, { type WebRequest } from "webextension-polyfill";
import type { RelayHello } from "../page/records.ts";
import { workerPrelude } from "./worker-hook.ts";
import { startWorkerRelay } from "./worker-relay.ts";

/** Returns what ends it: workers that begin after are left alone. */
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

/** A worker's main script, not what it imports: https://www.w3.org/TR/fetch-metadata/. */
function isOfWorker(headers: WebRequest.HttpHeaders | undefined): boolean {
  const value = (wanted: string) => headers?.find(({ name }) => name.toLowerCase() === wanted)?.value;
  return value("sec-fetch-dest") === "worker" && value("sec-fetch-mode") === "same-origin";
}

/** When somebody listens to it; nothing, when nobody does. */
async function prelude(tabId: number, frameId: number, url: string): Promise<string> {
  const channelName = crypto.randomUUID();
  const hello: RelayHello = { document: crypto.randomUUID(), url, worker: true };
  const target = { tabId, frameIds: [frameId] };
  try {
    await chrome.scripting.executeScript({ target, func: startWorkerRelay, args: [channelName, hello], injectImmediately: true });
    return workerPrelude(channelName);
  } catch {
    return "";
  }
}

/** A script begins with these, and they count only there: blanks, comments, and whether it is strict. A `#!` may have nothing before it. */
const BEGINNING = /^\uFEFF?(?:\s|\/\/[^\n]*\n|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*(?:"use strict"|'use strict')/;

function prepend(requestId: string, prelude: () => Promise<string>): void {
  const filter = browser.webRequest.filterResponseData(requestId);
  const parts: ArrayBuffer[] = [];
  filter.ondata = ({ data }) => {
    parts.push(data);
  };
  // A worker does not begin before it has all of its script.
  filter.onstop = async () => {
    const script = await new Blob(parts).text();
    if (!script.startsWith("#!")) {
      const strict = BEGINNING.test(script) ? '"use strict";' : "";
      filter.write(new TextEncoder().encode(strict + (await prelude())).buffer as ArrayBuffer);
    }
    for (const part of parts) filter.write(part);
    filter.close();
  };
}
