// What one test causes: the pages of its contexts are recorded over the DevTools Protocol, all into one store. A page that the test opens is
// handed to the test only when it is being recorded.

import type { Browser, BrowserContext, Page } from "@playwright/test";
import { DebuggerCapture } from "../capture/chromium/debugger-capture.ts";
import { type PlaywrightSession, playwrightTarget } from "../capture/chromium/playwright-target.ts";
import type { CaptureState } from "../capture/contract.ts";
import { Findings } from "../findings/findings.ts";
import type { Sentence } from "../messages/messages.ts";
import type { Session } from "../session/model.ts";
import { Store } from "../session/store.ts";
import type { DocumentFrameId } from "../wire/event.ts";
import type * as api from "./api.d.ts";
import type { Settings } from "./settings.ts";

/** What matchers find a page's recording by. */
const recordings = new WeakMap<Page, Recording>();

export function recordingOf(page: Page): Recording | undefined {
  return recordings.get(page);
}

export class Recording implements api.Recording {
  readonly settings: Settings;
  /** Why pages were not recorded, if one was not. */
  unrecorded: Sentence | null;
  #store: Store | undefined;
  #findings: Findings | undefined;
  readonly #contexts = new Set<BrowserContext>();
  readonly #pages = new Map<Page, Promise<DebuggerCapture | null>>();
  /** The page that each page, iframe or worker belongs to. */
  readonly #pageOf = new Map<DocumentFrameId, Page>();
  #ids = 0;

  constructor(settings: Settings) {
    this.settings = settings;
    this.unrecorded = settings.mode === "off" ? ["playwrightOff"] : null;
  }

  get store(): Store {
    this.#store ??= newStore(undefined);
    return this.#store;
  }

  get findings(): Findings {
    this.#findings ??= new Findings(this.store);
    return this.#findings;
  }

  async record(context: BrowserContext): Promise<void> {
    const browser = context.browser();
    const name = browser?.browserType().name() ?? "chromium";
    if (name !== "chromium") this.unrecorded ??= ["playwrightNeedsChromium", name];
    for (const page of context.pages()) recordings.set(page, this);
    if (this.#contexts.has(context)) return;
    this.#contexts.add(context);
    this.#store ??= newStore(browser);
    context.on("page", this.#opened);
    const { newPage, close } = context;
    context.newPage = async () => {
      const page = await newPage.call(context);
      await this.#record(page);
      return page;
    };
    // No body can be read when its page is closed.
    context.close = async (options) => {
      await this.flush();
      await close.call(context, options);
    };
    await Promise.all(context.pages().map((page) => this.#record(page)));
  }

  /** Ends recording the pages of one context, or of all. */
  async stop(only?: BrowserContext): Promise<void> {
    await Promise.all([...this.#contexts].filter((context) => only === undefined || context === only).map((one) => this.#leave(one)));
  }

  /** Resolves when the store has everything that happened before the call. */
  async flush(): Promise<void> {
    await Promise.all([...this.#pages.values()].map(async (capture) => (await capture)?.flush()));
  }

  /** Whether a session is of this page. One that names no document may be of any. */
  isOf(page: Page, { client: { documentFrame } }: Session): boolean {
    return documentFrame === null || this.#pageOf.get(documentFrame) === page;
  }

  readonly #opened = (page: Page): void => void this.#record(page);

  async #leave(context: BrowserContext): Promise<void> {
    if (!this.#contexts.delete(context)) return;
    context.off("page", this.#opened);
    // The methods of its class are below these.
    Reflect.deleteProperty(context, "newPage");
    Reflect.deleteProperty(context, "close");
    const pages = [...this.#pages].filter(([page]) => page.context() === context);
    await Promise.all(pages.map(async ([, capture]) => (await capture)?.stop()));
  }

  #record(page: Page): Promise<DebuggerCapture | null> {
    recordings.set(page, this);
    const known = this.#pages.get(page);
    if (known) return known;
    const capture = this.unrecorded ? Promise.resolve(null) : this.#capture(page);
    this.#pages.set(page, capture);
    return capture;
  }

  async #capture(page: Page): Promise<DebuggerCapture | null> {
    const { store } = this;
    let session: PlaywrightSession;
    try {
      session = (await quietly(page, () => page.context().newCDPSession(page))) as PlaywrightSession;
    } catch (error) {
      this.#refused(page, error instanceof Error ? error.message : String(error));
      return null;
    }
    const target = playwrightTarget(session);
    const send: typeof target.send = (...args) => quietly(page, () => target.send(...args));
    const { promise, resolve } = withResolvers<CaptureState>();
    const capture = new DebuggerCapture(
      { ...target, send },
      {
        event: (event) => {
          if ("documentFrame" in event && event.documentFrame !== undefined) this.#pageOf.set(event.documentFrame, page);
          store.push(event);
        },
        state: (state) => {
          if (state.state !== "attaching") resolve(state);
        },
      },
      { newId: () => String(++this.#ids), now: () => Date.now() },
    );
    const state = await promise;
    if (state.state === "refused" && "reason" in state) this.#refused(page, state.reason);
    return capture;
  }

  #refused(page: Page, reason: string): void {
    if (!page.isClosed()) this.unrecorded ??= ["playwrightRefused", reason];
  }
}

function newStore(browser: Browser | null | undefined): Store {
  return new Store({
    format: "lifeline-trace",
    version: 1,
    source: "chromium-debugger",
    ...(browser && { browser: `Chrome/${browser.version()}` }),
    createdAt: new Date().toISOString(),
  });
}

/** Playwright lists its own calls as steps of the test, but for those that it makes itself inside this method. */
function quietly<T>(page: Page, call: () => Promise<T>): Promise<T> {
  const own = page as { _wrapApiCall?: (call: () => Promise<T>, options: { internal: boolean }) => Promise<T> };
  return own._wrapApiCall ? own._wrapApiCall(call, { internal: true }) : call();
}

/** Node 20 has no Promise.withResolvers. */
function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
