// What the live capture needs of a DevTools Protocol connection, whoever owns it: `chrome.debugger`, Playwright, Puppeteer.

import type { CdpMessage } from "../../cdp/mapper.ts";

/** Why a connection ended by itself: the tab went to a place that may not be watched or closed, or the user ended it in the browser's bar. */
type DetachReason = "closed" | "canceled";

export interface CdpTarget {
  /** Rejects with the browser's words when it may not be watched. */
  attach(): Promise<void>;
  detach(): Promise<void>;
  /** `sessionId`: a child session of a flat auto-attach. Rejects with the browser's words. */
  send(method: string, params: object, sessionId?: string): Promise<unknown>;
  /** Events of the target and its child sessions, in the order they come. Returns what ends it. */
  listen(listener: { message(message: CdpMessage): void; detached(reason: DetachReason): void }): () => void;
}
