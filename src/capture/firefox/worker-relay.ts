// Passes on what the hook in a worker tells (worker-hook.ts), as the relay of a document does for its own: runs in the content script's world
// of the document that the worker belongs to. It has a port from the start, and another when the worker tells something after a stop.
//
// Its function refers to nothing outside itself: its source is what is sent.

import type { HookOrder } from "../page/hook.ts";
import type { RelayHello, RelayOrder, RelayRecords } from "../page/records.ts";
import type { GoLive } from "../page/relay.ts";

export function startWorkerRelay(channelName: string, hello: RelayHello): void {
  /** Until what was on its way when it was stopped has come. */
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
      port.postMessage({ records: `${data}`.split("\x1e") } satisfies RelayRecords);
    } catch {
      // The extension was reloaded or removed.
      order("idle");
    }
  });
  runtime.onMessage.addListener((message: unknown) => {
    if ((message as Partial<GoLive> | null)?.lifeline === "record") order("live");
  });
  port = connect();
}
