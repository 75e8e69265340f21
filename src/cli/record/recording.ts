// What is recorded of all pages of a browser: the store, and the lines of its trace as they come.

import type { BrowserPage } from "../../capture/chromium/browser-connection.ts";
import { DebuggerCapture } from "../../capture/chromium/debugger-capture.ts";
import type { CdpTarget } from "../../capture/chromium/target.ts";
import type { CaptureState } from "../../capture/contract.ts";
import { Store } from "../../session/store.ts";
import type { TraceHeader, WireEvent } from "../../wire/event.ts";

export class Recording {
  readonly store: Store;
  /** The first page, once it is recorded. Rejects if the browser refuses. */
  readonly first: Promise<CdpTarget>;
  /** Resolves when the last page has closed. */
  readonly closed: Promise<null>;
  #allClosed: () => void = () => {};
  #began: (first: CdpTarget | Promise<never>) => void = () => {};
  readonly #write: (line: string) => void;
  readonly #captures = new Set<DebuggerCapture>();
  #ids = 0;

  /** `write` gets each line of the trace with its line feed, the header first. */
  constructor({ browser, page }: Required<Pick<TraceHeader, "browser" | "page">>, write: (line: string) => void) {
    const createdAt = new Date().toISOString();
    this.store = new Store({ format: "lifeline-trace", version: 1, source: "chromium-debugger", browser, page, createdAt });
    this.#write = write;
    this.first = new Promise((resolve) => {
      this.#began = resolve;
    });
    this.closed = new Promise((resolve) => {
      this.#allClosed = () => resolve(null);
    });
    write(`${JSON.stringify(this.store.log.header)}\n`);
  }

  /** Records a page, which then begins. */
  readonly add = ({ target, begin }: BrowserPage): void => {
    const state = (state: CaptureState) => {
      if (state.state === "recording") this.#began(target);
      if (state.state === "refused") this.#began(Promise.reject(new Error("reason" in state ? state.reason : state.needs)));
      if (state.state !== "stopped") return;
      this.#captures.delete(capture);
      if (this.#captures.size === 0) this.#allClosed();
    };
    const event = (event: WireEvent) => {
      this.store.push(event);
      this.#write(`${JSON.stringify(event)}\n`);
    };
    const capture = new DebuggerCapture(target, { event, state }, { newId: () => String(++this.#ids), now: () => Date.now() });
    this.#captures.add(capture);
    // The capture has sent its commands by then. A page that waits answers only some of them.
    setImmediate(begin);
  };

  /** Resolves when everything that happened before the call is written. */
  async stop(): Promise<void> {
    await Promise.all([...this.#captures].map((capture) => capture.stop()));
  }
}
