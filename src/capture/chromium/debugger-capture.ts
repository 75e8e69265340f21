// Live capture with a debugger: attaches to a tab, follows it into its iframes and workers, and emits wire events. It only listens: it runs
// no script in the page and makes no request. It sends commands that enable domains, one for the tree of frames, and those that the mapper
// asks for (bodies).
//
//   attaching ── attached, domains enabled ─► recording ── stop(), or detached ─► stopped
//       └─────── the browser refuses ───────► refused
//
// `stopped` and `refused` are final.

import { type CdpCommand, CdpMapper, type CdpMessage } from "../../cdp/mapper.ts";
import { cdpEvent, frameTreeOf } from "../../cdp/messages.ts";
import type { Uncertain } from "../../cdp/outbox.ts";
import type { KnownSockets } from "../../cdp/websockets.ts";
import type { Capture, CaptureOptions, CaptureSink, CaptureState } from "../contract.ts";
import type { CdpTarget } from "./target.ts";

interface DebuggerOptions extends CaptureOptions {
  /** The sockets of the capture that this one continues after a pause. */
  readonly sockets?: KnownSockets | undefined;
}

/** The browser keeps bodies until they are asked for, at the end of each exchange. */
const BUFFERS = { maxTotalBufferSize: 100_000_000, maxResourceBufferSize: 50_000_000 };
/** Request bodies up to this many bytes come with the request; larger ones are asked for. */
const POST_DATA = { maxPostDataSize: 1_000_000 };
/**
 * In milliseconds. ExtraInfo events come soon after their request or not at all. Page and service worker report the two exchanges of a request each
 * from a process of its own: on a busy machine those are up to 100 ms apart.
 */
const SETTLE_MS = { headers: 50, hop: 500 } as const;
const UNCERTAIN = ["headers", "hop"] as const;
/** How long `flush` and `stop` wait for bodies that were asked for. */
const LAST_BODIES_MS = 500;

export class DebuggerCapture implements Capture {
  readonly #target: CdpTarget;
  readonly #sink: CaptureSink;
  readonly #mapper: CdpMapper;
  readonly #started: Promise<void>;
  #state: CaptureState["state"] = "attaching";
  /** Commands of the mapper that have no answer yet. */
  readonly #unanswered = new Set<Promise<void>>();
  /** For each of these a timer runs that will settle the mapper. */
  readonly #settling = new Set<Uncertain>();
  /** Ends listening to the target. */
  #unlisten = () => {};
  /** Sessions of pages and iframes, and of service workers; `undefined` is the tab's own. */
  readonly #pages = new Set<string | undefined>();
  readonly #serviceWorkers = new Set<string>();

  constructor(target: CdpTarget, sink: CaptureSink, options: DebuggerOptions) {
    this.#target = target;
    this.#sink = sink;
    this.#mapper = new CdpMapper(
      { event: (event) => sink.event(event), command: (command) => this.#command(command) },
      { ...options, pageEvents: true },
    );
    this.#started = this.#start();
  }

  get counters() {
    return this.#mapper.counters;
  }

  get sockets(): KnownSockets {
    return this.#mapper.knownSockets;
  }

  async flush(): Promise<void> {
    await this.#lastBodies();
    const last = UNCERTAIN.map((need) => this.#mapper.unsettled(need)).find((place) => place !== null);
    if (last) {
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS.hop));
      for (const need of UNCERTAIN) this.#mapper.settle(need, last);
    }
    await this.#sink.flush?.();
  }

  async stop(): Promise<void> {
    await this.#started;
    if (this.#state !== "recording") return;
    await this.#lastBodies();
    this.#unlisten();
    // Awaited, because no capture can attach to the tab before it is over.
    await this.#target.detach().catch(() => {});
    this.#end({ state: "stopped", cause: "asked" });
  }

  async #lastBodies(): Promise<void> {
    await Promise.race([Promise.allSettled(this.#unanswered), new Promise((resolve) => setTimeout(resolve, LAST_BODIES_MS))]);
  }

  async #start(): Promise<void> {
    this.#become({ state: "attaching" });
    try {
      await this.#target.attach();
    } catch (error) {
      return this.#end({ state: "refused", reason: messageOf(error) });
    }
    this.#unlisten = this.#target.listen({
      message: (message) => this.#message(message),
      detached: (cause) => this.#end({ state: "stopped", cause }),
    });
    try {
      // Sent together and answered in this order, so no event arrives before the tree of frames.
      await Promise.all([this.#target.send("Page.getFrameTree", {}).then((answer) => this.#begin(answer)), this.#watch(undefined, "page")]);
      if (this.#state === "attaching") this.#become({ state: "recording" });
    } catch (error) {
      if (this.#state === "attaching") await this.#target.detach().catch(() => {});
      this.#end({ state: "refused", reason: messageOf(error) });
    }
  }

  #begin(answer: unknown): void {
    const tree = frameTreeOf(answer);
    if (tree) this.#mapper.begin(tree);
  }

  #become(next: CaptureState): void {
    this.#state = next.state;
    this.#sink.state(next);
  }

  #end(next: CaptureState): void {
    if (this.#state === "stopped" || this.#state === "refused") return;
    this.#unlisten();
    this.#mapper.end(next.state === "stopped" && next.cause === "closed" ? "gone" : "unseen");
    this.#become(next);
  }

  #message(message: CdpMessage): void {
    this.#mapper.push(message);
    this.#settleSoon();
    if (!message.method.startsWith("Target.")) return;
    const event = cdpEvent(message);
    if (typeof event !== "object") return;
    if (event.method === "Target.attachedToTarget") void this.#watch(event.params.sessionId, event.params.targetInfo.type);
    else if (event.method === "Target.detachedFromTarget") this.#unwatch(event.params.sessionId);
  }

  /**
   * Enables what is recorded of a target; `sessionId` is undefined for the tab itself. Resolves when the Network domain is enabled.
   *
   * All commands are sent without awaiting any: a service worker stays paused until the last one arrives, and answers none before
   * (https://chromedevtools.github.io/devtools-protocol/tot/Network/#method-enable, enableDurableMessages). Commands that this browser or
   * this kind of target lacks fail, which is ignored.
   */
  #watch(sessionId: string | undefined, type: string): Promise<unknown> {
    const send = (method: string, params: object = {}) => this.#target.send(method, params, sessionId);
    const optional = (method: string, params: object = {}) => void send(method, params).catch(() => {});
    const hasDocuments = type === "page" || type === "iframe";
    if (hasDocuments) {
      this.#pages.add(sessionId);
      this.#keepBodies([sessionId]);
    } else if (sessionId !== undefined && type === "service_worker") {
      this.#serviceWorkers.add(sessionId);
      this.#keepBodies(this.#pages);
    }
    const enabled = send("Network.enable", { ...BUFFERS, ...POST_DATA });
    if (hasDocuments) optional("Page.enable");
    optional("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
    if (sessionId !== undefined) {
      enabled.catch(() => {});
      optional("Runtime.runIfWaitingForDebugger");
    }
    return enabled;
  }

  #unwatch(sessionId: string): void {
    this.#pages.delete(sessionId);
    if (this.#serviceWorkers.delete(sessionId)) this.#keepBodies(this.#pages);
  }

  /**
   * Has the browser keep bodies after their page has gone. A page keeps those of its workers too; sent to a worker, the command loses them all
   * (Chromium 156). Without buffers it ends the keeping, as long as there is a service worker: bodies that passed one would be kept nowhere.
   */
  #keepBodies(pages: Iterable<string | undefined>): void {
    const buffers = this.#serviceWorkers.size === 0 ? BUFFERS : {};
    for (const page of pages) this.#target.send("Network.configureDurableMessages", buffers, page).catch(() => {});
  }

  #command({ key, method, params, sessionId }: CdpCommand): void {
    const answered = this.#target
      .send(method, params, sessionId)
      .then(
        (result) => this.#mapper.answer(key, { result }),
        (error: unknown) => this.#mapper.answer(key, { error: messageOf(error) }),
      )
      .then(() => {
        this.#unanswered.delete(answered);
        this.#settleSoon();
      });
    this.#unanswered.add(answered);
  }

  #settleSoon(): void {
    for (const need of UNCERTAIN) {
      const last = this.#mapper.unsettled(need);
      if (this.#settling.has(need) || !last) continue;
      this.#settling.add(need);
      setTimeout(() => {
        this.#settling.delete(need);
        this.#mapper.settle(need, last);
        this.#settleSoon();
      }, SETTLE_MS[need]);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
