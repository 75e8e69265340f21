// Forwards the records of the page hook to the background over a port. It runs in the content script's world, which the page cannot reach.
// Until it is ordered to go live it has no port and no timer, and sends nothing.
//
//   idle ── "record", by message or by page-live.ts ─► hello sent, the hook holds ── { record } ─► live: batches
//     ◄──────────── { stop }, the port closes, or no answer ────────────┴──────────────────────────┘

import type { HookOrder } from "./hook.ts";
import type { RelayHello, RelayLeft, RelayOrder, RelayRecords } from "./records.ts";

/** The name of the port that a relay opens; worker-relay.ts repeats it, because its source is sent. */
export const RELAY_PORT = "lifeline-page";

/** What the scripts in a document's content script world share. They may run in any order. */
interface PageShared {
  /** Set by page-live.ts: a tab is recorded. */
  live?: boolean;
  /** Set by the relay. */
  goLive?: () => void;
  /**
   * The event by which the hook hands over the EventTarget that hook and relay share. Set before a relay that comes late, when the page must
   * not know the name.
   */
  channelName?: string;
}
declare global {
  var lifelinePage: PageShared | undefined;
}

/** The message that makes the relays of a tab go live. */
export interface GoLive {
  readonly lifeline: "record";
}

/** Gives up at the fifth tick if the background has not answered the hello. While the machine stands still, no ticks pass. */
const TICK_MS = 1_000;
const MOST_TICKS = 5;
/** How long the hook gathers records after it announced a batch. */
const BATCH_MS = 50;

export function startRelay(): void {
  globalThis.lifelinePage ??= {};
  const shared = globalThis.lifelinePage;
  // The document has a relay already. A second hook finds none and gives up.
  if (shared.goLive) return;
  const relay = new Relay(shared.channelName ?? "lifeline");
  shared.goLive = () => relay.goLive();
  if (shared.live) relay.goLive();
}

class Relay {
  readonly #runtime = (globalThis.browser ?? chrome).runtime;
  /** The document's id, as long as it lives. */
  readonly #id = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
  /** Since when the document is there. Its hello may arrive much later. */
  #at = performance.timeOrigin + performance.now();
  /** The EventTarget shared with the hook; null until they have met. */
  #hook: EventTarget | null = null;
  /** The last order but `flush`: given to a hook that comes later, and repeated to take a batch. */
  #asked: HookOrder = "idle";
  /** Open unless idle. */
  #port: chrome.runtime.Port | null = null;
  /** Runs while a batch is announced. */
  #batching: number | undefined;
  /** Runs while the hello has no answer. */
  #unanswered: number | undefined;
  /** Whether to go live when the page comes back from the back/forward cache. */
  #resumes = false;

  constructor(channelName: string) {
    const meet = (event: Event) => {
      const hook = event instanceof MouseEvent && event.relatedTarget;
      if (!hook) return;
      document.removeEventListener(channelName, meet);
      this.#hook = hook;
      hook.addEventListener("records", (records) => this.#forward((records as CustomEvent<unknown>).detail));
      this.#order(this.#asked);
    };
    document.addEventListener(channelName, meet);
    document.dispatchEvent(new Event(`${channelName}?`));
    this.#runtime.onMessage.addListener((message: unknown) => {
      if ((message as Partial<GoLive> | null)?.lifeline === "record") this.goLive();
    });
  }

  goLive(): void {
    if (this.#port) return;
    let port: chrome.runtime.Port;
    try {
      port = this.#runtime.connect({ name: RELAY_PORT });
    } catch {
      // The extension was reloaded or removed.
      return;
    }
    this.#port = port;
    window.addEventListener("pagehide", this.#hidden);
    window.addEventListener("pageshow", this.#shown);
    port.onMessage.addListener((answer: RelayOrder) => {
      if (this.#port === port) this.#answered(answer);
    });
    port.onDisconnect.addListener(() => {
      // Reading it keeps the browser from logging it in the page's console.
      void this.#runtime.lastError;
      if (this.#port === port) this.#stop();
    });
    this.#order("hold");
    let ticks = 0;
    this.#unanswered = window.setInterval(() => {
      if (++ticks === MOST_TICKS) this.#stop();
    }, TICK_MS);
    const { getFrameId } = this.#runtime as { getFrameId?: (target: Window) => number };
    port.postMessage({
      document: this.#id,
      at: this.#at,
      url: location.href,
      ...(getFrameId && window.top !== window && { parentFrame: getFrameId(window.parent) }),
    } satisfies RelayHello);
  }

  #answered(answer: RelayOrder): void {
    clearInterval(this.#unanswered);
    if ("stop" in answer) {
      // This flushes the hook while the port is still open.
      this.#order("idle");
      this.#stop();
    } else this.#order("live");
  }

  #order(order: HookOrder): void {
    if (order !== "flush") this.#asked = order;
    this.#hook?.dispatchEvent(new CustomEvent("order", { detail: order }));
  }

  /** A batch of records; an empty one announces the next, which the hook sends at the next order. */
  #forward(batch: unknown): void {
    if (typeof batch !== "string" || !this.#port) return;
    if (batch === "") {
      this.#batching ??= window.setTimeout(() => {
        this.#batching = undefined;
        this.#order(this.#asked);
      }, BATCH_MS);
      return;
    }
    this.#post({ records: [batch] });
  }

  #post(message: RelayRecords | RelayLeft): void {
    try {
      this.#port?.postMessage(message);
    } catch {
      // The extension was reloaded or removed.
      this.#stop();
    }
  }

  #stop(): void {
    const port = this.#port;
    this.#port = null;
    clearInterval(this.#unanswered);
    clearTimeout(this.#batching);
    this.#batching = undefined;
    this.#order("idle");
    port?.disconnect();
  }

  // Listeners that are added each time the relay goes live: as properties, they are added once.

  readonly #hidden = ({ persisted }: PageTransitionEvent): void => {
    this.#order("flush");
    this.#post({ left: performance.timeOrigin + performance.now() });
    // The browser closes the port of a page that goes into its back/forward cache.
    if (!persisted || !this.#port) return;
    this.#resumes = true;
    this.#stop();
  };

  readonly #shown = (): void => {
    if (!this.#resumes) return;
    this.#resumes = false;
    this.#at = performance.timeOrigin + performance.now();
    this.goLive();
  };
}
