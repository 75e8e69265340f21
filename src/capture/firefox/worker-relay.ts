// Forwards the records of the hook in a worker (worker-hook.ts) to the background, as relay.ts does for a document. It runs in the content
// script's world of the worker's document. It opens a port at its start, and another one when the worker sends records after a stop.
//
// The function is injected as source text, so it refers to nothing outside itself.

import type { HookOrder } from "../page/hook.ts";
import type { RelayHello, RelayOrder, RelayRecords } from "../page/records.ts";
import type { GoLive } from "../page/relay.ts";

export function startWorkerRelay(channelName: string, hello: RelayHello): void {
  /** After a stop, the port stays open this long for records that are under way. */
  const LAST_MS = 200;

  const { runtime } = globalThis.browser ?? chrome;
  const channel = new BroadcastChannel(channelName);
  let port: chrome.runtime.Port | null = null;
  const order = (what: HookOrder) => channel.postMessage(what);

  const connect = () => {
    const opened = runtime.connect({ name: "lifeline-page" });
    const ended = () => {
      if (port === opened) port = null;
    };
    opened.onMessage.addListener((answer: RelayOrder) => {
      if (!("stop" in answer)) return;
      order("idle");
      window.setTimeout(() => {
        ended();
        opened.disconnect();
      }, LAST_MS);
    });
    opened.onDisconnect.addListener(() => {
      void runtime.lastError;
      ended();
      order("idle");
    });
    opened.postMessage(hello);
    return opened;
  };

  channel.addEventListener("message", ({ data }) => {
    try {
      port ??= connect();
      port.postMessage({ records: [`${data}`] } satisfies RelayRecords);
    } catch {
      // `connect` or `postMessage` failed: the extension was reloaded or removed.
      order("idle");
    }
  });
  runtime.onMessage.addListener((message: unknown) => {
    if ((message as Partial<GoLive> | null)?.lifeline === "record") order("live");
  });
  port = connect();
}
