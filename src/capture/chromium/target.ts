// A DevTools Protocol connection as the live capture needs it; `chrome.debugger` and Playwright's CDPSession provide one.

import type { CdpMessage } from "../../cdp/mapper.ts";

/**
 * Why a connection ended by itself. `closed`: the tab closed, or went to a page that may not be watched. `canceled`: by the user, in the
 * browser's bar.
 */
type DetachReason = "closed" | "canceled";

export interface CdpTarget {
  /** Rejects with the browser's error if the tab may not be watched. */
  attach(): Promise<void>;
  detach(): Promise<void>;
  /** `sessionId`: a child session of a flat auto-attach. Rejects with the browser's error. */
  send(method: string, params: object, sessionId?: string): Promise<unknown>;
  /** Events of the target and its child sessions, in the order the browser sends them. Returns what ends it. */
  listen(listener: { message(message: CdpMessage): void; detached(reason: DetachReason): void }): () => void;
}
