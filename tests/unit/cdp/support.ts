// Short ways to write the browser's events, and a mapper whose output is kept.
import { type CdpCommand, CdpMapper, type MapperOptions } from "../../../src/cdp/mapper.ts";
import type { WireEvent } from "../../../src/wire/event.ts";

/** The wall clock at monotonic second 0. */
export const EPOCH_S = 1_700_000_000;

export const ENGINE = "http://a.test/socket.io/?EIO=4&transport=polling&sid=s1";
export const ENGINE_WS = "ws://a.test/socket.io/?EIO=4&transport=websocket&sid=s1";
export const PAGE = "http://a.test/";

export interface Recorder {
  readonly mapper: CdpMapper;
  readonly events: WireEvent[];
  readonly commands: CdpCommand[];
  /** Pushes an event. */
  push(method: string, params: object, sessionId?: string): void;
  /** The kinds and ids of the events so far, such as `http-request 1`. */
  words(): readonly string[];
}

export function recorder(options: Partial<MapperOptions> = {}): Recorder {
  const events: WireEvent[] = [];
  const commands: CdpCommand[] = [];
  const mapper = new CdpMapper(
    { event: (event) => events.push(event), command: (command) => commands.push(command) },
    { pageEvents: true, ...options },
  );
  return {
    mapper,
    events,
    commands,
    push: (method, params, sessionId) => mapper.push({ method, params, sessionId }),
    words: () => events.map((event) => ("id" in event ? `${event.kind} ${event.id}` : event.kind)),
  };
}

/** Ends the waiting for what may never come, as the capture does after a moment. */
export function settle(mapper: CdpMapper): void {
  mapper.settle("headers");
  mapper.settle("hop");
}

/** The parameters of Network.requestWillBeSent in frame `main`, at second `at`. */
export function request(
  requestId: string,
  at: number,
  more: { url?: string; method?: string; request?: object; [key: string]: unknown } = {},
) {
  const { url = ENGINE, method = "GET", request: other = {}, ...rest } = more;
  return {
    requestId,
    timestamp: at,
    wallTime: EPOCH_S + at,
    frameId: "main",
    loaderId: "loader",
    type: "XHR",
    request: { url, method, headers: { plain: "yes" }, ...other },
    ...rest,
  };
}

export function response(requestId: string, at: number, more: { url?: string; status?: number; [key: string]: unknown } = {}) {
  const { url = ENGINE, status = 200, ...rest } = more;
  return {
    requestId,
    timestamp: at,
    type: "XHR",
    frameId: "main",
    response: { url, status, statusText: "", headers: { plain: "yes" } },
    ...rest,
  };
}

export function frame(requestId: string, at: number, payloadData: string, opcode = 1) {
  return { requestId, timestamp: at, response: { opcode, mask: false, payloadData } };
}

export function handshake(requestId: string, at: number) {
  return { requestId, timestamp: at, wallTime: EPOCH_S + at, request: { headers: { Upgrade: "websocket" } } };
}

/** Opens an Engine.IO websocket. */
export function openSocket({ push }: Pick<Recorder, "push">, requestId: string, at: number, sessionId?: string): void {
  push("Network.webSocketCreated", { requestId, url: ENGINE_WS }, sessionId);
  push("Network.webSocketWillSendHandshakeRequest", handshake(requestId, at), sessionId);
}

/** The parameters of Page.frameNavigated for the main frame. */
export function navigated(url: string, loaderId: string) {
  return { frame: { id: "main", loaderId, url }, type: "Navigation" };
}

export function last<T>(list: readonly T[]): T {
  const item = list.at(-1);
  if (item === undefined) throw new Error("the list is empty");
  return item;
}
