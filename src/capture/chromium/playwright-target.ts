// A Playwright CDPSession as a target. Such a session gets no events of flat child sessions, so children are attached the older way, in
// which every message to and from a child is wrapped in one of its parent (Target.sendMessageToTarget, Target.receivedMessageFromTarget).

import { isRecord } from "../../wire/shape.ts";
import type { CdpTarget } from "./target.ts";

/** The part of Playwright's CDPSession that is used. */
export interface PlaywrightSession {
  send(method: string, params?: object): Promise<unknown>;
  on(event: "event", listener: (message: { method: string; params?: object }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
  off(event: "event", listener: (message: { method: string; params?: object }) => void): unknown;
  off(event: "close", listener: () => void): unknown;
  detach(): Promise<void>;
}

/** A command to a child that has no answer yet. */
interface Waiting {
  readonly sessionId: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** `session` is the page's: `await page.context().newCDPSession(page)`. */
export function playwrightTarget(session: PlaywrightSession): CdpTarget {
  /** The session from which each child was attached; undefined is the page's. */
  const parents = new Map<string, string | undefined>();
  const waiting = new Map<number, Waiting>();
  let ids = 0;

  const send = (method: string, params: object, sessionId?: string): Promise<unknown> => {
    const sent = method === "Target.setAutoAttach" ? { ...params, flatten: false } : params;
    if (sessionId === undefined) return session.send(method, sent);
    const id = ++ids;
    return new Promise((resolve, reject) => {
      waiting.set(id, { sessionId, resolve, reject });
      const message = JSON.stringify({ id, method, params: sent });
      send("Target.sendMessageToTarget", { sessionId, message }, parents.get(sessionId)).catch((error: Error) => {
        waiting.delete(id);
        reject(error);
      });
    });
  };

  const gone = (sessionId: string) => {
    for (const [child, parent] of parents) if (parent === sessionId) gone(child);
    parents.delete(sessionId);
    for (const [id, { sessionId: of, reject }] of waiting) {
      if (of !== sessionId) continue;
      waiting.delete(id);
      reject(new Error("Session closed"));
    }
  };

  return {
    attach: async () => {},
    detach: () => session.detach(),
    send,
    listen(listener) {
      const receive = (method: string, params: unknown, sessionId: string | undefined): void => {
        if (method === "Target.receivedMessageFromTarget" && isRecord(params)) {
          const inner: unknown = JSON.parse(String(params.message));
          if (!isRecord(inner)) return;
          const call = waiting.get(Number(inner.id));
          if (typeof inner.method === "string") receive(inner.method, inner.params, String(params.sessionId));
          else if (call) {
            waiting.delete(Number(inner.id));
            const error = inner.error;
            if (isRecord(error)) call.reject(new Error(String(error.message)));
            else call.resolve(inner.result);
          }
          return;
        }
        if (method === "Target.attachedToTarget" && isRecord(params)) parents.set(String(params.sessionId), sessionId);
        listener.message({ method, params, sessionId });
        if (method === "Target.detachedFromTarget" && isRecord(params)) gone(String(params.sessionId));
      };
      const onEvent = ({ method, params }: { method: string; params?: object }) => receive(method, params, undefined);
      const onClose = () => listener.detached("closed");
      session.on("event", onEvent);
      session.on("close", onClose);
      return () => {
        session.off("event", onEvent);
        session.off("close", onClose);
      };
    },
  };
}
