// Helpers for the checks in this folder.

export type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };

export const expectations: [what: string, yields: () => Json | Promise<Json>][] = [];
export const expect = (what: string, yields: () => Json | Promise<Json>): void => {
  expectations.push([what, yields]);
};

export const wsUrl = (path: string): string => `ws://${location.host}${path}`;
export const ECHO = wsUrl("/echo");

/** Calls the constructor with arguments of any type. */
export const construct = (...args: unknown[]): WebSocket => Reflect.construct(WebSocket, args);

/** Class, name and message of what `act` throws. */
export function thrown(act: () => unknown): string {
  try {
    return `no error: ${String(act())}`;
  } catch (error) {
    if (!(error instanceof Error) && !(error instanceof DOMException)) return `other: ${String(error)}`;
    return `${Object.prototype.toString.call(error)} ${error.name} ${error instanceof DOMException ? error.code : ""}: ${error.message}`;
  }
}

export const nextEvent = (target: EventTarget, type: string): Promise<Event> =>
  new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

export async function opened(path = "/echo", protocols?: string[]): Promise<WebSocket> {
  const ws = new WebSocket(wsUrl(path), protocols);
  await nextEvent(ws, "open");
  return ws;
}

async function plain(data: unknown): Promise<Json> {
  if (typeof data === "string") return data;
  if (data instanceof Blob) return { blob: [...new Uint8Array(await data.arrayBuffer())], type: data.type };
  return { buffer: [...new Uint8Array(data as ArrayBuffer)], own: Object.getPrototypeOf(data) === ArrayBuffer.prototype };
}

/** Waits for so many messages; bytes are arrays of numbers. */
export async function messages(ws: WebSocket, count: number): Promise<Json[]> {
  const got: unknown[] = [];
  await new Promise<void>((resolve) => {
    const listener = ({ data }: MessageEvent) => {
      got.push(data);
      if (got.length < count) return;
      ws.removeEventListener("message", listener);
      resolve();
    };
    ws.addEventListener("message", listener);
  });
  return Promise.all(got.map(plain));
}

/** Sends messages to an echoing socket, closes it and returns the echoes. */
export async function answers(ws: WebSocket, ...sent: unknown[]): Promise<Json> {
  const got = messages(ws, sent.length);
  for (const data of sent) ws.send(data as string);
  const answered = await got;
  ws.close();
  return answered;
}

export async function echoed(...sent: unknown[]): Promise<Json> {
  const ws = await opened();
  ws.binaryType = "arraybuffer";
  return answers(ws, ...sent);
}

/** Opens a socket, calls `act` with it, closes it and returns the result. */
export async function withSocket(act: (ws: WebSocket) => Json | Promise<Json>): Promise<Json> {
  const ws = await opened();
  try {
    return await act(ws);
  } finally {
    ws.close();
  }
}

export function descriptor(object: object, key: PropertyKey): Json {
  const found = Object.getOwnPropertyDescriptor(object, key);
  if (!found) return null;
  const { enumerable, configurable, writable, get, set, value } = found;
  return { enumerable, configurable, writable, get: typeof get, set: typeof set, value: typeof value };
}
export const keys = (object: object): Json => Reflect.ownKeys(object).map(String);

export const closeOf = async (ws: WebSocket): Promise<Json> => {
  const { code, reason, wasClean } = (await nextEvent(ws, "close")) as CloseEvent;
  return { code, reason, wasClean, state: ws.readyState };
};

/** Waits for a socket's close and returns all its events. */
export async function life(ws: WebSocket): Promise<Json> {
  const seen: Json[] = [];
  for (const type of ["open", "message", "error", "close"]) ws.addEventListener(type, () => seen.push(`${type} ${ws.readyState}`));
  await nextEvent(ws, "close");
  return seen;
}

export type Realm = Window & typeof globalThis;

/** Calls `act` with the window of a new iframe, before the iframe has loaded. */
export async function inNewRealm(act: (realm: Realm) => Json | Promise<Json>): Promise<Json> {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  try {
    return await act(frame.contentWindow as Realm);
  } finally {
    frame.remove();
  }
}
