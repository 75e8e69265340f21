// Records every WebSocket of a document. It runs in the page's own world, before the page's scripts, and wraps the browser's WebSocket.
//
//   new WebSocket ─┐                                    idle: a small buffer (how each socket began, the last frames); nothing is sent
//   send, close ───┼─► record ─► buffer ─► relay.ts     hold: a larger buffer, until the background has answered
//   its events ────┘                                    live: records are sent in batches
//
// The page must not be able to notice, overhear or break it:
// - The constructor, send and close are Proxies around the browser's own, which are always called, with the page's arguments; the page gets
//   their errors. Proxy handlers have a null prototype, so a page cannot inject traps through Object.prototype.
// - Events are received by listeners that are added before the page can add any.
// - All functions of the browser are looked up before the page runs, and no method of a built-in object after: by then the page may have
//   patched or frozen prototypes. Hence `apply`, linked lists instead of arrays, and objects without a prototype.
// - Hook and relay share an EventTarget that nobody else can reach. The hook hands it over in an event, before the page has a listener, or
//   later in an event whose name is random. Only strings pass through it.
//
// It must cost the page little, and most of what it sees are text frames. So a text becomes part of the batch at once when nothing waits before
// it, without an object of its own; and a full buffer uses its oldest item again.
//
// This file has over 400 lines, and its function over 80, because the function refers to nothing outside itself: into workers, and
// documents that have loaded, it is injected as source text.

import type { OmittedReason } from "../../wire/event.ts";
import type { PageRecord } from "./records.ts";

export interface HookOptions {
  /** The event that hands over the EventTarget shared with the relay. Both must have the same name. */
  readonly channelName?: string;
  /** The page has loaded: its open sockets are found by the next message they send or receive. The relay must run already. */
  readonly late?: boolean;
  /**
   * In a worker, which has no document to share with a relay: is called with the function that takes orders, and returns the one that sends
   * batches. The hook is live at once.
   */
  readonly meet?: (obey: (order: HookOrder) => void) => (batch: string) => void;
}

/** What a relay may order; at each order the hook sends its batch. `flush`: the page is leaving, send everything. */
export type HookOrder = "idle" | "hold" | "live" | "flush";

export function startHook({ channelName = "lifeline", late = false, meet }: HookOptions = {}): void {
  interface Socket {
    readonly id: number;
    readonly ws: WebSocket;
    ended: boolean;
    /** How many of its next frames still count as its beginning, which the buffer keeps. */
    first: number;
  }
  /** An item of the buffer, which is a linked list in the order of `n`. */
  interface Item {
    n: number;
    at: number;
    /** Whose it is. */
    of: Socket;
    /** The record, or the mark of a frame (records.ts). */
    what: object | string;
    /** The payload of a frame. Bytes are sent to the relay as base64, and a Blob is read for that first. */
    body: string | Uint8Array<ArrayBuffer> | Blob;
    weight: number;
    /** Stays in the buffer while its socket is open: how the socket began and ended. */
    keep: boolean;
    next: Item | null;
  }
  type Fields<R> = R extends PageRecord ? Omit<R, "n" | "at" | "socket"> : never;

  const IDLE = { items: 256, weight: 256_000, frame: 64_000 };
  const RECORDING = { items: 50_000, weight: 16_000_000, frame: 8_388_608 };
  const ITEM_WEIGHT = 64;
  const FIRST_FRAMES = 8;
  const FIRST_FRAME_WEIGHT = 4_000;
  const BATCH_LENGTH = 2_000_000;

  const Constructor = globalThis.WebSocket;
  if (!Constructor) return;
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { Blob, btoa, CustomEvent, Error: NativeError, FileReader, Object: toObject, performance, Uint8Array: Bytes } = globalThis;
  const { stringify } = JSON;
  const { isView } = ArrayBuffer;
  const { fromCharCode } = String;
  const { addEventListener, dispatchEvent } = EventTarget.prototype;
  const { isPrototypeOf: isPrototype } = Object.prototype;
  const now = performance.now.bind(performance);
  const { exec } = RegExp.prototype;
  const { startsWith, toWellFormed } = String.prototype as string & { toWellFormed(): string };
  const { encode } = TextEncoder.prototype;
  const { toBase64 } = Bytes.prototype as { toBase64?: () => string };
  const { readAsArrayBuffer } = FileReader.prototype;
  const { timeOrigin } = performance;
  const { prototype: messages } = MessageEvent;
  const { prototype: closes } = CloseEvent;
  const encoder = new TextEncoder();
  // Another tool may have replaced WebSocket by a subclass: the browser's prototype is the one that has `url`.
  let sockets = Constructor.prototype;
  while (sockets && !getOwnPropertyDescriptor(sockets, "url")) sockets = getPrototypeOf(sockets) as WebSocket;
  if (!sockets) return;

  const NONE: [] = [];
  /** A function that reads an attribute with the browser's own getter. */
  const attribute = <T>(prototype: object, name: PropertyKey): ((of: object) => T) => {
    const get = getOwnPropertyDescriptor(prototype, name)?.get as () => T;
    return (of) => apply(get, of, NONE);
  };
  const urlOf = attribute<string>(sockets, "url");
  const readyStateOf = attribute<number>(sockets, "readyState");
  const protocolOf = attribute<string>(sockets, "protocol");
  const extensionsOf = attribute<string>(sockets, "extensions");
  const dataOf = attribute<unknown>(messages, "data");
  const targetOf = attribute<EventTarget | null>(Event.prototype, "target");
  const codeOf = attribute<number>(closes, "code");
  const reasonOf = attribute<string>(closes, "reason");
  const wasCleanOf = attribute<boolean>(closes, "wasClean");
  const detailOf = attribute<unknown>(CustomEvent.prototype, "detail");
  const sizeOf = attribute<number>(Blob.prototype, "size");
  const resultOf = attribute<object | null>(FileReader.prototype, "result");
  const lengthOf = attribute<number>(ArrayBuffer.prototype, "byteLength");
  const typedArrays = getPrototypeOf(Bytes.prototype) as object;
  const tagOf = attribute<string | undefined>(typedArrays, Symbol.toStringTag);
  const viewOf = (prototype: object) => ({
    buffer: attribute<ArrayBuffer>(prototype, "buffer"),
    offset: attribute<number>(prototype, "byteOffset"),
    length: attribute<number>(prototype, "byteLength"),
  });
  const arrayView = viewOf(typedArrays);
  const dataView = viewOf(DataView.prototype);
  const stackOf = getOwnPropertyDescriptor(NativeError.prototype, "stack")?.get;

  const listen = (target: EventTarget, type: string, listener: (event: Event) => void): void => {
    const guarded = (event: Event) => {
      try {
        // An event that the page dispatched itself was on no wire.
        if (event.isTrusted || target === meeting) listener(event);
      } catch {}
    };
    apply(addEventListener, target, [type, guarded, true]);
  };

  // The EventTarget shared with the relay.

  const meeting = new EventTarget();
  let teller = (detail: string): void => {
    apply(dispatchEvent, meeting, [new CustomEvent("records", { __proto__: null, detail } as CustomEventInit)]);
  };
  /** The page is leaving: no Blob can be read any more, and no timer will run. */
  let leaving = false;
  let batch = "";

  /** Announces a batch with an empty one, and the relay orders it later: the relay has the timer, because a page can stop its own. */
  const tell = (record: string): void => {
    const isFirst = !batch;
    batch += record;
    if (leaving || batch.length > BATCH_LENGTH) flush();
    else if (isFirst) teller("");
  };
  const flush = (): void => {
    const told = batch;
    batch = "";
    if (told) teller(told);
  };

  // The buffer.

  let live = false;
  let limit = IDLE;
  let happened = 0;
  let head: Item | null = null;
  let tail: Item | null | undefined;
  /** The last of the items that `trim` has seen and must keep. */
  let seen: Item | null | undefined;
  /** The last item that has left. It is used again, so that an idle hook makes no object for a frame once its buffer is full. */
  let spare: Item | null = null;
  let items = 0;
  let weight = 0;
  let lost: { n: number; at: number; until: number; frames: number; bytes: number } | null = null;

  const add = (socket: Socket, what: Fields<PageRecord> | string, body: Item["body"] = "", size = 0): void => {
    const keep = typeof what !== "string" || (socket.first-- > 0 && size < FIRST_FRAME_WEIGHT);
    const item: Item = spare ?? { n: 0, at: 0, of: socket, what, body, weight: 0, keep, next: null };
    spare = null;
    item.n = ++happened;
    item.at = timeOrigin + now();
    item.of = socket;
    item.what = what;
    item.body = body;
    item.weight = size + ITEM_WEIGHT;
    item.keep = keep;
    item.next = null;
    if (tail) tail.next = item;
    else head = item;
    tail = item;
    items++;
    weight += item.weight;
    if (live) {
      readOrGiveUp(item);
      drain();
    }
    trim();
  };

  const remove = (item: Item, before: Item | null | undefined): void => {
    if (before) before.next = item.next;
    else head = item.next;
    if (tail === item) tail = before;
    items--;
    weight -= item.weight;
    item.body = "";
    spare = item;
  };

  /** Drops the oldest frame that need not be kept, or all items of the oldest closed socket. */
  const trim = (): void => {
    while (head && (items > limit.items || weight > limit.weight)) {
      let victim: Item | null = seen ? seen.next : head;
      for (; victim?.keep && !victim.of.ended; victim = victim.next) seen = victim;
      const { of: socket }: Item = victim ?? head;
      if (!victim || socket.ended) seen = null;
      let before = seen;
      for (let item: Item | null = before ? before.next : head; item; item = item.next) {
        if (item.of === socket) {
          remove(item, before);
          lose(item);
          if (!socket.ended) break;
        } else before = item;
      }
    }
  };

  const lose = ({ n, at, what, weight }: Item): void => {
    lost ??= { n, at, until: at, frames: 0, bytes: 0 };
    // Dropping a closed socket drops items that may be older than those dropped before.
    if (n < lost.n) {
      lost.n = n;
      lost.at = at;
    }
    if (at > lost.until) lost.until = at;
    if (typeof what !== "string") return;
    lost.frames++;
    lost.bytes += weight - ITEM_WEIGHT;
  };

  /** Sends the buffer, up to a frame whose Blob is still being read. The relay may give another order meanwhile. */
  const drain = (): void => {
    while (live && (items || lost)) {
      let record: string;
      if (lost && !(head && head.n < lost.n)) {
        record = json({ __proto__: null, kind: "lost", ...lost });
        lost = null;
      } else {
        if (!head || isBlob(head.body)) return;
        record = recordOf(head);
        seen = null;
        remove(head, null);
      }
      tell(record);
    }
  };
  /** U+001E ends JSON texts in RFC 7464. */
  const json = (record: object): string => `${stringify(record)}\x1e`;
  /** The null prototype keeps a page's Object.prototype.toJSON from being called. */
  const recordOf = ({ n, at, of: { id }, what, body }: Item): string =>
    typeof what === "string"
      ? frameRecord(what, n, at, id, typeof body === "string" ? body : base64(body as Uint8Array<ArrayBuffer>))
      : json({ __proto__: null, n, at, socket: id, ...what });
  let lastAt: number | undefined;
  let textOfAt: string | undefined;
  const frameRecord = (what: string, n: number, at: number, id: number, body: string): string => {
    // Many frames come within the clock's resolution, and writing a time takes longer than all else here.
    if (at !== lastAt) textOfAt = `${at}`;
    lastAt = at;
    return `${what},${n},${textOfAt},${id},${body.length}:${body}`;
  };

  const obey = (order: HookOrder): void => {
    leaving = order === "flush";
    const wasLive = live;
    if (!leaving) {
      live = order === "live";
      limit = order === "idle" ? IDLE : RECORDING;
    }
    if (live) {
      if (leaving || !wasLive) for (let item = head; item; item = item.next) readOrGiveUp(item);
      drain();
      // Records that were sent have left the buffer: begin it again with the sockets that are open.
    } else if (wasLive) apply(forEach, open, [found]);
    trim();
    flush();
  };

  // Bytes.

  const isObject = (data: unknown): data is object => typeof data !== "string" && toObject(data) === data;
  /** Whether the browser's getter accepts the object, whatever its prototype is. */
  const has = (attribute: (of: object) => unknown, data: object): boolean => {
    try {
      attribute(data);
      return true;
    } catch {
      return false;
    }
  };
  const bytesOf = (data: object): Uint8Array<ArrayBuffer> => {
    try {
      if (!isView(data)) return new Bytes(data as ArrayBuffer);
      const { buffer, offset, length } = tagOf(data) ? arrayView : dataView;
      return new Bytes(buffer(data), offset(data), length(data));
    } catch {
      // The buffer is detached: the browser sends no bytes.
      return new Bytes(0);
    }
  };

  const base64 = (bytes: Uint8Array<ArrayBuffer>): string => {
    if (toBase64) return apply(toBase64, bytes, NONE);
    let binary = "";
    for (let i = 0; i < arrayView.length(bytes); i++) binary += fromCharCode(bytes[i] as number);
    return btoa(binary);
  };

  const isBlob = (body: Item["body"]): body is Blob => typeof body !== "string" && !isView(body);
  /** Begins to read a Blob, with a FileReader because a page can patch a promise's `then`. When the page is leaving, gives up. */
  const readOrGiveUp = (item: Item): void => {
    const { body: blob, weight } = item;
    if (!isBlob(blob)) return;
    const giveUp = (why: OmittedReason) => {
      item.what += "!";
      item.body = omitted(why, weight - ITEM_WEIGHT);
    };
    if (leaving) return giveUp("navigated");
    const reader = new FileReader();
    listen(reader, "loadend", () => {
      if (item.body !== blob) return;
      const read = resultOf(reader);
      if (read) item.body = bytesOf(read);
      else giveUp("failed");
      drain();
    });
    apply(readAsArrayBuffer, reader, [blob]);
  };
  const omitted = (omitted: OmittedReason, bytes?: number): string => stringify({ __proto__: null, omitted, bytes });

  // Sockets.

  const known = new WeakMap<object, Socket>();
  const { get, set } = known;
  const knownOf = (target: unknown): Socket | undefined => apply(get, known, [target]);
  const open = new Set<Socket>();
  const { add: addTo, delete: deleteFrom, forEach } = open;
  let made = 0;

  const begin = (ws: WebSocket): Socket => {
    const socket: Socket = { id: ++made, ws, ended: false, first: FIRST_FRAMES };
    apply(set, known, [ws, socket]);
    apply(addTo, open, [socket]);
    listen(ws, "open", () => add(socket, { kind: "opened", ...negotiated(ws) }));
    listen(ws, "message", (event) => frame(socket, "rt", dataOf(event)));
    listen(ws, "error", () => add(socket, { kind: "error" }));
    listen(ws, "close", (event) => {
      add(socket, { kind: "close", code: codeOf(event), reason: reasonOf(event), clean: wasCleanOf(event) });
      socket.ended = true;
      seen = null;
      apply(deleteFrom, open, [socket]);
    });
    return socket;
  };
  const negotiated = (ws: WebSocket) => ({ protocol: protocolOf(ws), extensions: extensionsOf(ws) });
  const found = (socket: Socket): Socket => {
    const { ws } = socket;
    socket.first = FIRST_FRAMES;
    add(socket, { kind: "found", url: urlOf(ws), readyState: readyStateOf(ws), ...negotiated(ws) });
    return socket;
  };
  /**
   * The socket behind `this` of a call; one that the hook did not see open is registered now. Throws for an object that only inherits from
   * WebSocket.
   */
  const socketOf = (target: unknown): Socket | undefined =>
    knownOf(target) ??
    (apply(isPrototype, sockets, [target]) && readyStateOf(target as WebSocket) < 3 ? found(begin(target as WebSocket)) : undefined);

  /** `what`: its mark if the data is text. */
  const frame = (socket: Socket, what: string, data: unknown): void => {
    let body: Item["body"];
    let size: number;
    if (!isObject(data)) {
      // The browser sends a lone surrogate as U+FFFD.
      body = what === "rt" ? (data as string) : (apply(toWellFormed, `${data}`, NONE) as string);
      size = body.length;
      if (live && !head && size <= limit.frame) return tell(frameRecord(what, ++happened, timeOrigin + now(), socket.id, body));
    } else if (isView(data) || has(lengthOf, data)) {
      what = `${what[0]}b`;
      body = bytesOf(data);
      size = arrayView.length(body);
      // The page may change its buffer before the record is sent.
      if (size <= limit.frame && (!live || head)) body = new Bytes(body);
    } else if (has(sizeOf, data)) {
      what = `${what[0]}b`;
      body = data as Blob;
      size = sizeOf(data);
      // Any other object: the browser sends its toString(), which is the page's function and must not be called again.
    } else return add(socket, `${what}!`, omitted("not-reported"));
    if (size <= limit.frame) return add(socket, what, body, size);
    const bytes = typeof body === "string" ? arrayView.length(apply(encode, encoder, [body])) : size;
    add(socket, `${what}!`, omitted("too-large", bytes));
  };

  const PLACES = /[^\s@(]+:\d+:\d+/g;
  /** Where the innermost call outside this script is: `url:line:column`. */
  const callerOutside = (script: string | undefined): string | undefined => {
    // The page's own stack formatter would run here, and notice the hook.
    if (getOwnPropertyDescriptor(NativeError, "prepareStackTrace")) return undefined;
    const error = new NativeError();
    const stack: unknown = stackOf ? apply(stackOf, error, []) : error.stack;
    PLACES.lastIndex = 0;
    for (;;) {
      const place = (apply(exec, PLACES, [stack]) as RegExpExecArray | null)?.[0];
      if (!place || !script || !apply(startsWith, place, [script])) return place;
    }
  };
  const ownScript = callerOutside(undefined)?.replace(/:\d+:\d+$/, ":");

  // Wrapping the page's calls.

  const replace = (object: object, name: string, value: unknown): void => {
    defineProperty(object, name, { ...getOwnPropertyDescriptor(object, name), value });
  };

  const hooked = new Proxy(Constructor, {
    __proto__: null,
    construct(target: typeof Constructor, args: unknown[], newTarget: () => void) {
      const ws: WebSocket = construct(target, args, newTarget === (hooked as unknown) ? target : newTarget);
      try {
        add(begin(ws), {
          kind: "open",
          url: urlOf(ws),
          ...(limit !== IDLE && ownScript && { initiator: callerOutside(ownScript) }),
        });
      } catch {}
      return ws;
    },
  } as ProxyHandler<typeof Constructor>);

  type Told = (socket: Socket | undefined, state: number, args: unknown[], self: object, result: unknown) => void;
  /** Wraps a function of the browser: after each call, `told` gets the page's socket it was called on, if any, with its readyState before. */
  const around = <F extends (...args: never[]) => unknown>(target: F, told: Told): F =>
    new Proxy(target, {
      __proto__: null,
      apply(target: F, self: object, args: unknown[]) {
        let socket: Socket | undefined;
        let state = 0;
        try {
          socket = socketOf(self);
          if (socket) state = readyStateOf(self);
        } catch {}
        const result = apply(target, self, args);
        try {
          told(socket, state, args, self, result);
        } catch {}
        return result;
      },
    } as ProxyHandler<F>);

  // Meeting the relay. Whichever of the two runs second finds the other.

  if (meet) {
    teller = meet(obey);
    obey("live");
  } else {
    let answered = false;
    listen(meeting, "order", (event) => {
      answered = true;
      obey(detailOf(event) as HookOrder);
    });
    const offer = () => document.dispatchEvent(new MouseEvent(channelName, { relatedTarget: meeting }));
    offer();
    if (!answered) {
      if (late) return;
      document.addEventListener(`${channelName}?`, offer, { once: true });
    }
  }

  replace(globalThis, "WebSocket", hooked);
  if (Constructor.prototype.constructor === Constructor) replace(Constructor.prototype, "constructor", hooked);
  const { send, close } = sockets;
  replace(
    sockets,
    "send",
    around(send, (socket, state, args) => {
      if (socket && state === 1) frame(socket, "st", args[0]);
    }),
  );
  replace(
    sockets,
    "close",
    around(close, (socket, state, args) => {
      const code = args[0];
      const reason = args[1];
      if (!socket || state > 1) return;
      add(socket, { kind: "closing", ...(typeof code === "number" && { code }), ...(typeof reason === "string" && { reason }) });
    }),
  );
  if (!late) return;
  // A socket older than the hook is found when the page reads the `data` of its next message. That message is recorded here, later ones by
  // the listener that is added now.
  const data = getOwnPropertyDescriptor(messages, "data") as PropertyDescriptor & { get: () => unknown };
  const told: Told = (_socket, _state, _args, event, value) => {
    const ws = (event as Event).isTrusted && targetOf(event);
    if (ws && !knownOf(ws)) frame(socketOf(ws) as Socket, "rt", value);
  };
  defineProperty(messages, "data", { ...data, get: around(data.get, told) });
}
