// Script of the only page of the extension that the tests of the page hook install. It receives the relays' messages, as the background of the
// real extension does, and answers them.

import { startHook } from "../../../src/capture/page/hook.ts";
import { type PageRecord, type RelayHello, type RelayOrder, relayMessage } from "../../../src/capture/page/records.ts";
import type {} from "../../../src/capture/page/relay.ts";

/** What one relay sent over its port. */
export interface RelayLog {
  readonly hello: RelayHello | null;
  readonly tab: number | undefined;
  readonly frame: number | undefined;
  readonly records: readonly PageRecord[];
  /** Number of messages that were not valid, or contained an invalid record. */
  readonly refused: number;
  readonly ended: boolean;
}
type Writable = { -readonly [K in keyof RelayLog]: RelayLog[K] } & { records: PageRecord[] };

const relays: Writable[] = [];
const ports = new Set<chrome.runtime.Port>();
let messages = 0;
let answer: "record" | "stop" | "nothing" = "record";

chrome.runtime.onMessage.addListener(() => {
  messages++;
});
chrome.runtime.onConnect.addListener((port) => {
  messages++;
  const { tab, frameId } = port.sender ?? {};
  const one: Writable = { hello: null, tab: tab?.id, frame: frameId, records: [], refused: 0, ended: false };
  relays.push(one);
  ports.add(port);
  port.onMessage.addListener((message) => {
    messages++;
    const read = relayMessage(message);
    if (read === null) one.refused++;
    else if ("document" in read) {
      one.hello = read;
      if (answer !== "nothing") port.postMessage((answer === "record" ? { record: true } : { stop: true }) satisfies RelayOrder);
    } else if (!("left" in read)) {
      one.records.push(...read);
      if (read.length < (message as { records: unknown[] }).records.length) one.refused++;
    }
  });
  port.onDisconnect.addListener(() => {
    ports.delete(port);
    one.ended = true;
  });
});

const scripts = { matches: ["<all_urls>"], runAt: "document_start" as const, allFrames: true, matchOriginAsFallback: true };
const everyTab = async (act: (tab: number) => Promise<unknown>): Promise<void> => {
  // Pages of the extension and of the browser have no relay.
  for (const { id } of await chrome.tabs.query({})) if (id !== undefined) await act(id).catch(() => {});
};

const control = {
  get relays(): readonly RelayLog[] {
    return relays;
  },
  get messages(): number {
    return messages;
  },
  forget() {
    relays.length = 0;
    messages = 0;
  },
  answerWith(next: typeof answer) {
    answer = next;
  },
  record: () => everyTab((tab) => chrome.tabs.sendMessage(tab, { lifeline: "record" })),
  stop() {
    for (const port of ports) port.postMessage({ stop: true } satisfies RelayOrder);
  },
  /** Registers page-live.js, as the background does while a tab is recorded. */
  liveFromTheStart: () =>
    chrome.scripting.registerContentScripts([{ ...scripts, id: "live", js: ["page-live.js"], persistAcrossSessions: false }]),
  liveWhenAsked: () => chrome.scripting.unregisterContentScripts({ ids: ["live"] }),
  attachLate: () =>
    everyTab(async (tabId) => {
      const channelName = crypto.randomUUID();
      const options = { target: { tabId, allFrames: true }, injectImmediately: true };
      const share = (channelName: string) => {
        globalThis.lifelinePage = { ...globalThis.lifelinePage, channelName };
      };
      await chrome.scripting.executeScript({ ...options, func: share, args: [channelName] });
      await chrome.scripting.executeScript({ ...options, files: ["page-relay.js"] });
      await chrome.scripting.executeScript({ ...options, func: startHook, args: [{ channelName, late: true }], world: "MAIN" });
    }),
};

declare global {
  var hookControl: typeof control;
}
globalThis.hookControl = control;
