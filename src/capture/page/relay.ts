// Forwards the records of the page hook to the background over a port. It runs in the content script's world, which the page cannot reach.
// Until it is ordered to go live it has no port and no timer, and sends nothing.
//
//   idle ── "record", by message or by page-live.ts ─► hello sent, the hook holds ── { record } ─► live: batches
//     ◄──────────── { stop }, the port closes, or no answer ────────────┴──────────────────────────┘
//
// Like the hook's, the function is injected as source text into documents that have loaded, so it refers to nothing outside itself.

import type { HookOrder } from "./hook.ts";
import type { RelayHello, RelayOrder, RelayRecords } from "./records.ts";

export interface RelayOptions {
  /** The event by which the hook hands over the EventTarget they share. Both must have the same name. */
  readonly channelName?: string;
}

/** What relay.ts and page-live.ts share in a document's content script world: either may run first. */
interface PageShared {
  live?: boolean;
  goLive?: () => void;
}
declare global {
  var lifelinePage: PageShared | undefined;
}

/** The message that makes the relays of a tab go live. */
export interface GoLive {
  readonly lifeline: "record";
}

export function startRelay({ channelName = "lifeline" }: RelayOptions = {}): void {
  /** The relay gives up if the background has not answered the hello by then. */
  const ANSWER_MS = 5_000;
  /** How long the hook gathers records after it announced a batch. */
  const BATCH_MS = 50;

  globalThis.lifelinePage ??= {};
  const shared = globalThis.lifelinePage;
  // The document has a relay already. A second hook finds none and gives up.
  if (shared.goLive) return;

  const { runtime } = globalThis.browser ?? chrome;
  const id = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
  /** The EventTarget shared with the hook; null until they have met. */
  let hook: EventTarget | null = null;
  /** The hook's last order but `flush`: also given to a hook that comes later, and repeated to take a batch. */
  let asked: HookOrder = "idle";
  /** Open unless idle. */
  let port: chrome.runtime.Port | null = null;
  /** Timers: the announced batch is taken; the hello stays unanswered. */
  let timer: number | undefined;
  let unanswered: number | undefined;
  /** Whether to go live when the page comes back from the back/forward cache. */
  let resumes = false;

  const order = (what: HookOrder) => {
    if (what !== "flush") asked = what;
    hook?.dispatchEvent(new CustomEvent("order", { detail: what }));
  };

  const take = (event: Event) => {
    const place = event instanceof MouseEvent && event.relatedTarget;
    if (!place) return;
    document.removeEventListener(channelName, take);
    hook = place;
    hook.addEventListener("records", (told) => pass((told as CustomEvent<unknown>).detail));
    order(asked);
  };

  const pass = (batch: unknown) => {
    if (typeof batch !== "string" || !port) return;
    if (batch === "") {
      timer ??= window.setTimeout(handOver, BATCH_MS);
      return;
    }
    try {
      port.postMessage({ records: batch.split("\x1e") } satisfies RelayRecords);
    } catch {
      // The extension was reloaded or removed.
      stop();
    }
  };

  const handOver = () => {
    timer = undefined;
    order(asked);
  };

  const stop = () => {
    const ended = port;
    port = null;
    clearTimeout(unanswered);
    clearTimeout(timer);
    timer = undefined;
    order("idle");
    ended?.disconnect();
  };

  const goLive = () => {
    if (port) return;
    let opened: chrome.runtime.Port;
    try {
      opened = runtime.connect({ name: "lifeline-page" });
    } catch {
      // The extension was reloaded or removed.
      return;
    }
    port = opened;
    watchLeaving();
    opened.onMessage.addListener((answer: RelayOrder) => {
      if (port !== opened) return;
      clearTimeout(unanswered);
      if ("stop" in answer) {
        // This flushes the hook while the port is still open.
        order("idle");
        stop();
      } else order("live");
    });
    opened.onDisconnect.addListener(() => {
      // Reading it keeps the browser from logging it in the page's console.
      void runtime.lastError;
      if (port === opened) stop();
    });
    order("hold");
    unanswered = window.setTimeout(stop, ANSWER_MS);
    const { getFrameId } = runtime as { getFrameId?: (target: Window) => number };
    const hello: RelayHello = {
      document: id,
      url: location.href,
      ...(getFrameId && window.top !== window && { parentFrame: getFrameId(window.parent) }),
    };
    opened.postMessage(hello);
  };

  const hidden = ({ persisted }: PageTransitionEvent) => {
    order("flush");
    // The browser closes the port of a page that goes into its back/forward cache.
    if (!persisted || !port) return;
    resumes = true;
    stop();
  };
  const shown = () => {
    if (!resumes) return;
    resumes = false;
    goLive();
  };
  const watchLeaving = () => {
    window.addEventListener("pagehide", hidden);
    window.addEventListener("pageshow", shown);
  };

  document.addEventListener(channelName, take);
  document.dispatchEvent(new Event(`${channelName}?`));
  runtime.onMessage.addListener((message: unknown) => {
    if ((message as Partial<GoLive> | null)?.lifeline === "record") goLive();
  });
  shared.goLive = goLive;
  if (shared.live) goLive();
}
