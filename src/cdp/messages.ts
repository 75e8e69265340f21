// The DevTools Protocol events that are read, and their fields that are read (https://chromedevtools.github.io/devtools-protocol/tot/).
// A field that older browsers or hand-written logs may lack is optional here, even if the protocol promises it.

import type { ProtocolMapping } from "devtools-protocol/types/protocol-mapping.d.ts";
import { boolean, type Check, type Checked, list, number, object, string, strings } from "../wire/shape.ts";

/** Seconds that fit into a Date. */
const seconds: Check<number> = (value): value is number => number(value) && Math.abs(value) < 4e12;

/** Compiles only if every value that the protocol declares for the event passes the check. */
function event<M extends keyof ProtocolMapping.Events, T>(
  method: M,
  check: Check<T> & (ProtocolMapping.Events[M][0] extends T ? unknown : never),
): { readonly method: M; readonly check: Check<T> } {
  return { method, check };
}

const timing = object({
  requestTime: number,
  dnsStart: number,
  dnsEnd: number,
  connectStart: number,
  connectEnd: number,
  sslStart: number,
  sslEnd: number,
  sendStart: number,
  sendEnd: number,
  receiveHeadersEnd: number,
});
const response = object(
  { url: string, status: number, headers: strings },
  {
    statusText: string,
    connectionId: number,
    connectionReused: boolean,
    protocol: string,
    timing,
    requestHeaders: strings,
    remoteIPAddress: string,
    remotePort: number,
    fromDiskCache: boolean,
    fromPrefetchCache: boolean,
    fromServiceWorker: boolean,
    serviceWorkerResponseSource: string,
  },
);
const frameMessage = object({
  requestId: string,
  timestamp: seconds,
  response: object({ opcode: number, payloadData: string }),
});
const callFrames = list(object({ url: string, lineNumber: number, columnNumber: number }));
const documentFrame = object({ id: string, url: string }, { parentId: string, loaderId: string });

const events = [
  event(
    "Network.requestWillBeSent",
    object(
      {
        requestId: string,
        timestamp: seconds,
        request: object(
          { url: string, method: string, headers: strings },
          { hasPostData: boolean, postData: string, postDataEntries: list(object({}, { bytes: string })) },
        ),
      },
      {
        wallTime: seconds,
        loaderId: string,
        frameId: string,
        documentURL: string,
        type: string,
        redirectResponse: response,
        redirectHasExtraInfo: boolean,
      },
    ),
  ),
  event("Network.requestWillBeSentExtraInfo", object({ requestId: string, headers: strings })),
  event(
    "Network.responseReceived",
    object({ requestId: string, timestamp: seconds, response }, { type: string, frameId: string, loaderId: string, hasExtraInfo: boolean }),
  ),
  event("Network.responseReceivedExtraInfo", object({ requestId: string, headers: strings, statusCode: number })),
  event("Network.requestServedFromCache", object({ requestId: string })),
  event("Network.dataReceived", object({ requestId: string, dataLength: number })),
  event("Network.loadingFinished", object({ requestId: string, timestamp: seconds })),
  event(
    "Network.loadingFailed",
    object(
      { requestId: string, timestamp: seconds, errorText: string },
      { canceled: boolean, blockedReason: string, corsErrorStatus: object({ corsError: string }) },
    ),
  ),
  event(
    "Network.webSocketCreated",
    object(
      { requestId: string, url: string },
      { initiator: object({}, { stack: object({ callFrames }, { parent: object({ callFrames }) }) }) },
    ),
  ),
  event(
    "Network.webSocketWillSendHandshakeRequest",
    object({ requestId: string, timestamp: seconds, request: object({ headers: strings }) }, { wallTime: seconds }),
  ),
  event(
    "Network.webSocketHandshakeResponseReceived",
    object({ requestId: string, timestamp: seconds, response: object({ status: number, headers: strings }, { requestHeaders: strings }) }),
  ),
  event("Network.webSocketFrameSent", frameMessage),
  event("Network.webSocketFrameReceived", frameMessage),
  event("Network.webSocketFrameError", object({ requestId: string, timestamp: seconds, errorMessage: string })),
  event("Network.webSocketClosed", object({ requestId: string, timestamp: seconds })),
  event("Network.webTransportCreated", object({ transportId: string, url: string, timestamp: seconds })),
  event("Network.webTransportConnectionEstablished", object({ transportId: string, timestamp: seconds })),
  event("Network.webTransportClosed", object({ transportId: string, timestamp: seconds })),
  event("Page.frameNavigated", object({ frame: documentFrame })),
  event("Page.frameDetached", object({ frameId: string }, { reason: string })),
  event("Inspector.targetCrashed", (_): _ is unknown => true),
  event(
    "Target.attachedToTarget",
    object({ sessionId: string, targetInfo: object({ targetId: string, type: string, url: string }, { parentFrameId: string }) }),
  ),
  event("Target.detachedFromTarget", object({ sessionId: string })),
] as const;

type Known = (typeof events)[number];
export type CdpEvent = { [M in Known["method"]]: { readonly method: M; readonly params: Params<M> } }[Known["method"]];
export type Params<M extends Known["method"]> = Checked<Extract<Known, { method: M }>["check"]>;
export type CdpResponse = Checked<typeof response>;
export type CdpTiming = Checked<typeof timing>;
export type CdpDocumentFrame = Checked<typeof documentFrame>;

const checks: ReadonlyMap<string, Check<unknown>> = new Map(events.map(({ method, check }) => [method, check]));

/** `other`: an event that is not read. `malformed`: one that is read, without a required field. */
export function cdpEvent(message: { readonly method: string; readonly params: unknown }): CdpEvent | "other" | "malformed" {
  const check = checks.get(message.method);
  if (!check) return "other";
  // The cast is safe because the table pairs each method with its check; a Map's type cannot express that.
  return check(message.params) ? (message as CdpEvent) : "malformed";
}

export interface FrameTree {
  readonly frame: CdpDocumentFrame;
  readonly childFrames?: readonly FrameTree[] | undefined;
}

/** The frame tree in an answer of Page.getFrameTree; undefined if it has none. */
export function frameTreeOf(answer: unknown): FrameTree | undefined {
  return object({ frameTree })(answer) ? answer.frameTree : undefined;
}

function frameTree(value: unknown): value is FrameTree {
  return object({ frame: documentFrame }, { childFrames: list(frameTree) })(value);
}

export const responseBodyAnswer = object({ body: string, base64Encoded: boolean });
export const postDataAnswer = object({ postData: string }, { base64Encoded: boolean });
