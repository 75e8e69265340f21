// Live capture from Chromium: attaches, follows the page into its iframes and workers, and gives wire events and its own state.
// It only listens: no script is run in the page and no request is made. What it asks the browser for is what the mapper asks
// (bodies), the domains to enable, and the tree of frames.

import { CdpMapper, type CdpMessage } from "../../cdp/mapper.ts";
import { cdpEvent, frameTreeOf } from "../../cdp/messages.ts";
import type { KnownSockets } from "../../cdp/websockets.ts";
import type { Capture, CaptureOptions, CaptureSink, CaptureState } from "../contract.ts";
import type { CdpTarget } from "./target.ts";

interface DebuggerOptions extends CaptureOptions {
  /** Of the recording that this one goes on with, after a pause. */
  readonly sockets?: KnownSockets | undefined;
}

export interface DebuggerCapture extends Capture {
  readonly sockets: KnownSockets;
}

/** Bodies are kept by the browser until they are asked for, at the end of each exchange. */
const BUFFERS = { maxTotalBufferSize: 100_000_000, maxResourceBufferSize: 50_000_000 };
/** Larger request bodies are asked for; this many bytes come with the request. */
const POST_DATA = { maxPostDataSize: 1_000_000 };
/** ExtraInfo events come within some milliseconds of their request or not at all. */
const SETTLE_MS = 50;
const LAST_BODIES_MS = 500;

export function capture(target: CdpTarget, sink: CaptureSink, options: DebuggerOptions): DebuggerCapture {
  const asked = new Set<Promise<void>>();
  let settling = false;
  let state: CaptureState["state"] = "attaching";

  const mapper = new CdpMapper(
    {
      event: (event) => sink.event(event),
      command({ key, method, params, sessionId }) {
        const answered = target
          .send(method, params, sessionId)
          .then(
            (result) => mapper.answer(key, { result }),
            (error: unknown) => mapper.answer(key, { error: wordsOf(error) }),
          )
          .then(() => {
            asked.delete(answered);
            settleSoon();
          });
        asked.add(answered);
      },
    },
    { ...options, pageEvents: true },
  );

  const settleSoon = () => {
    if (settling || !mapper.awaitsHeaders) return;
    settling = true;
    setTimeout(() => {
      settling = false;
      mapper.settle();
      settleSoon();
    }, SETTLE_MS);
  };

  const message = (received: CdpMessage) => {
    mapper.push(received);
    settleSoon();
    if (received.method !== "Target.attachedToTarget") return;
    const event = cdpEvent(received);
    if (typeof event === "object" && event.method === "Target.attachedToTarget")
      watch(event.params.sessionId, event.params.targetInfo.type);
  };

  /**
   * Nothing is awaited: a service worker stays paused until the last command is there, and does not answer the first before
   * (https://chromedevtools.github.io/devtools-protocol/tot/Network/#method-enable, enableDurableMessages). Errors are of commands that
   * this browser or this kind of target does not have.
   */
  const watch = (sessionId: string | undefined, type: string): Promise<unknown> => {
    const send = (method: string, params: object = {}) => target.send(method, params, sessionId);
    const optional = (method: string, params: object = {}) => void send(method, params).catch(() => {});
    const hasDocuments = type === "page" || type === "iframe";
    // Bodies outlive their page. A page keeps those of its workers too; asked of a worker, it loses them all (Chromium 156).
    if (hasDocuments) optional("Network.configureDurableMessages", BUFFERS);
    const enabled = send("Network.enable", { ...BUFFERS, ...POST_DATA });
    if (hasDocuments) optional("Page.enable");
    optional("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
    if (sessionId !== undefined) {
      enabled.catch(() => {});
      optional("Runtime.runIfWaitingForDebugger");
    }
    return enabled;
  };

  const become = (next: CaptureState) => {
    state = next.state;
    sink.state(next);
  };

  let unlisten = () => {};
  const ended = (next: CaptureState) => {
    if (state === "stopped" || state === "refused") return;
    unlisten();
    mapper.end(next.state === "stopped" && next.cause === "closed" ? "gone" : "unseen");
    become(next);
  };

  const start = async () => {
    become({ state: "attaching" });
    try {
      await target.attach();
    } catch (error) {
      ended({ state: "refused", reason: wordsOf(error) });
      return;
    }
    unlisten = target.listen({ message, detached: (cause) => ended({ state: "stopped", cause }) });
    try {
      // Sent together, answered in this order: no event can come before the tree of frames is known.
      await Promise.all([target.send("Page.getFrameTree", {}).then(begin), watch(undefined, "page")]);
      if (state === "attaching") become({ state: "recording" });
    } catch (error) {
      if (state === "attaching") await target.detach().catch(() => {});
      ended({ state: "refused", reason: wordsOf(error) });
    }
  };
  const begin = (answer: unknown) => {
    const tree = frameTreeOf(answer);
    if (tree) mapper.begin(tree);
  };

  const started = start();
  return {
    async stop() {
      await started;
      if (state !== "recording") return;
      await Promise.race([Promise.allSettled(asked), new Promise((resolve) => setTimeout(resolve, LAST_BODIES_MS))]);
      unlisten();
      // Nobody may attach again before this is over.
      await target.detach().catch(() => {});
      ended({ state: "stopped", cause: "asked" });
    },
    get counters() {
      return mapper.counters;
    },
    get sockets() {
      return mapper.knownSockets;
    },
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
