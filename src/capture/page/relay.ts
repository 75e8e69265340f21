// Passes on what the page hook tells: runs in the content script's own world, which the page cannot reach, and speaks to the background
// over a port. Until it is ordered to go live it has no port and no timer, and nothing is sent.
//
//   idle ── "record", by message or by page-live.ts ─► hello sent, the hook holds ── { record } ─► live: batches
//     ◄──────────── { stop }, the port's end, or no answer ─────────────┴──────────────────────────┘
//
// Like the hook's, its function refers to nothing outside itself: late, its source is what is sent.

import type { HookOrder } from "./hook.ts";
import type { RelayHello, RelayOrder, RelayRecords } from "./records.ts";

export interface RelayOptions {
  /** Of the event that hands the meeting place over: the same as the hook's. */
  readonly channelName?: string;
}

/** What the scripts of one document share in their world: page-live.ts may come before or after. */
interface PageShared {
  live?: boolean;
  goLive?: () => void;
}
declare global {
  var lifelinePage: PageShared | undefined;
}

/** The message to a tab's frames at which they go live. */
export interface GoLive {
  readonly lifeline: "record";
}

export function startRelay({ channelName = "lifeline" }: RelayOptions = {}): void {
  const ANSWER_MS = 5_000;
  const BATCH_MS = 50;

  globalThis.lifelinePage ??= {};
  const shared = globalThis.lifelinePage;
  // One relay is enough for a document: a second hook finds nobody.
  if (shared.goLive) return;

  const { runtime } = globalThis.browser ?? chrome;
  const id = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
  let hook: EventTarget | null = null;
  let asked: HookOrder = "idle";
  let port: chrome.runtime.Port | null = null;
  let timer: number | undefined;
  let unanswered: number | undefined;
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
        // What it has yet to tell is told.
        order("idle");
        stop();
      } else order("live");
    });
    opened.onDisconnect.addListener(() => {
      // Asked, or else it is printed in the page's console.
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
    // The browser cuts the port of a page that rests in its back/forward cache.
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
