// One DevTools Protocol connection to a whole browser, in flat sessions: each of its pages is a target of its own. It does no input or output: its
// owner passes on messages, as texts.

import type { CdpMessage } from "../../cdp/mapper.ts";
import { isRecord } from "../../wire/shape.ts";
import type { CdpTarget } from "./target.ts";

type Listener = Parameters<CdpTarget["listen"]>[0];

interface Waiting {
  readonly sessionId: string | undefined;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export interface BrowserPage {
  readonly target: CdpTarget;
  /** The page does nothing before this is called. */
  begin(): void;
}

export class BrowserConnection {
  readonly #post: (message: string) => void;
  #opened: (page: BrowserPage) => void = () => {};
  readonly #waiting = new Map<number, Waiting>();
  /** The page to which each session belongs: its own session, and those of its iframes and workers. */
  readonly #pageOf = new Map<string, string>();
  /** By the page's session. */
  readonly #listeners = new Map<string, Listener>();
  #isOver = false;
  #ids = 0;

  /** `post` sends a message to the browser. */
  constructor(post: (message: string) => void) {
    this.#post = post;
  }

  /** Attaches to all pages that are open, and to each new one before it makes its first request. */
  async watch(opened: (page: BrowserPage) => void): Promise<void> {
    this.#opened = opened;
    const how = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: [{ type: "page" }] };
    await this.send("Target.setAutoAttach", how);
  }

  /** Without a session, the browser itself gets the command. Rejects with the browser's error, or when the connection is over. */
  send(method: string, params: object = {}, sessionId?: string): Promise<unknown> {
    if (this.#isOver) return Promise.reject(new Error("The connection is closed"));
    const id = ++this.#ids;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { sessionId, resolve, reject });
      this.#post(JSON.stringify({ id, method, params, sessionId }));
    });
  }

  /** Takes a message of the browser. */
  receive(text: string): void {
    const message: unknown = JSON.parse(text);
    if (!isRecord(message)) return;
    const { id, method, params, result, error } = message;
    const sessionId = typeof message.sessionId === "string" ? message.sessionId : undefined;
    if (typeof method === "string") return this.#event({ method, params, sessionId });
    const waiting = this.#waiting.get(Number(id));
    this.#waiting.delete(Number(id));
    if (isRecord(error)) waiting?.reject(new Error(String(error.message)));
    else waiting?.resolve(result);
  }

  /** The connection is over: the browser has ended. */
  end(): void {
    this.#isOver = true;
    this.#refuse(() => true);
    for (const listener of [...this.#listeners.values()]) listener.detached("closed");
  }

  #event({ method, params, sessionId }: CdpMessage): void {
    const page = sessionId === undefined ? undefined : this.#pageOf.get(sessionId);
    const child = isRecord(params) && typeof params.sessionId === "string" ? params.sessionId : undefined;
    if (method === "Target.attachedToTarget" && child !== undefined) {
      this.#pageOf.set(child, page ?? child);
      if (page === undefined) return this.#opened(this.#page(child));
    }
    if (page !== undefined) this.#listeners.get(page)?.message({ method, params, sessionId: sessionId === page ? undefined : sessionId });
    if (method !== "Target.detachedFromTarget" || child === undefined) return;
    this.#pageOf.delete(child);
    this.#refuse((waiting) => waiting.sessionId === child);
    if (page === undefined) this.#listeners.get(child)?.detached("closed");
  }

  #refuse(isOver: (waiting: Waiting) => boolean): void {
    for (const [id, waiting] of this.#waiting) {
      if (!isOver(waiting)) continue;
      this.#waiting.delete(id);
      waiting.reject(new Error("Session closed"));
    }
  }

  #page(page: string): BrowserPage {
    const send: CdpTarget["send"] = (method, params, sessionId = page) => this.send(method, params, sessionId);
    return {
      target: {
        attach: async () => {},
        detach: async () => void (await this.send("Target.detachFromTarget", { sessionId: page })),
        send,
        listen: (listener) => {
          this.#listeners.set(page, listener);
          return () => this.#listeners.delete(page);
        },
      },
      begin: () => void send("Runtime.runIfWaitingForDebugger", {}).catch(() => {}),
    };
  }
}
