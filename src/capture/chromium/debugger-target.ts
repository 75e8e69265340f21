// `chrome.debugger` as a target. It needs Chrome 125, the first with flat child sessions.

import type { CdpTarget } from "./target.ts";

export function chromeDebugger(tabId: number): CdpTarget {
  return {
    attach: () => chrome.debugger.attach({ tabId }, "1.3"),
    detach: () => chrome.debugger.detach({ tabId }),
    send: (method, params, sessionId) =>
      chrome.debugger.sendCommand({ tabId, ...(sessionId !== undefined && { sessionId }) }, method, { ...params }),
    listen(listener) {
      // Every page of the extension gets the events of all tabs that the extension has attached to.
      const onEvent = (source: chrome.debugger.DebuggerSession, method: string, params?: object) => {
        if (source.tabId === tabId) listener.message({ method, params, sessionId: source.sessionId });
      };
      const onDetach = (source: chrome.debugger.Debuggee, reason: string) => {
        if (source.tabId === tabId) listener.detached(reason === "canceled_by_user" ? "canceled" : "closed");
      };
      chrome.debugger.onEvent.addListener(onEvent);
      chrome.debugger.onDetach.addListener(onDetach);
      return () => {
        chrome.debugger.onEvent.removeListener(onEvent);
        chrome.debugger.onDetach.removeListener(onDetach);
      };
    },
  };
}
