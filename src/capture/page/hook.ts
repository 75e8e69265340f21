// Tells of every WebSocket of a document: runs in the page's own world, before its scripts, around the browser's WebSocket.
//
//   new WebSocket ─┐                                    idle: a small buffer (how each socket began, the last frames); nothing is told
//   send, close ───┼─► record ─► buffer ─► relay.ts     hold: a larger one, until the background has answered
//   its events ────┘                                    live: told at once
//
// The page must not be able to tell the difference, to hear, or to break it:
// - The constructor, send and close are Proxies around the browser's own, which are always called, with what the page gave, and whose
//   errors are the page's. Handlers have no prototype: a trap on Object.prototype is none of ours.
// - Events are heard by listeners of our own that are the first.
// - Every function of the browser that is used once the page runs was taken before, and no method of a built-in object is looked up
//   after: prototypes may be patched or frozen by then. Hence `apply`, lists without arrays, and objects without a prototype.
// - The two worlds meet on an EventTarget that nobody else has. It is handed over in an event before the page has a listener (or, late, by
//   an event whose name is random); what passes are strings.
//
// The function refers to nothing outside itself: late, and in workers, its source is what is sent.

import type { PageRecord, SocketFrame } from "./records.ts";

export interface HookOptions {
  /** Of the event that hands the meeting place over: the same as the relay's. */
  readonly channelName?: string;
  /** The page has loaded: its open sockets are found by what they send or receive next. The relay must be there. */
  readonly late?: boolean;
  /** In a worker, where there is no document to meet a relay in: takes what orders it, and gives what it tells. It is live at once. */
  readonly meet?: (obey: (order: HookOrder) => void) => (record: string) => void;
}

/** What a relay may ask of a hook; `flush`: the page is leaving, tell what you have. */
export type HookOrder = "idle" | "hold" | "live" | "flush";

export function startHook({ channelName = "lifeline", late = false, meet }: HookOptions = {}): void {
  interface Socket {
    readonly id: number;
    readonly ws: WebSocket;
    ended: boolean;
    /** Frames that still belong to its beginning. */
    first: number;
  }
  /** A link of the buffer. */
  interface Item {
    readonly record: Draft;
    readonly socket: Socket;
    /** A frame's bytes, as long as they are not text. */
    bytes: Uint8Array<ArrayBuffer> | Blob | null;
    readonly isFrame: boolean;
    readonly weight: number;
    /** How its socket began: stays while that is open. */
    readonly keep: boolean;
    next: Item | null;
  }
  type Draft = { n: number; at: number; kind: PageRecord["kind"]; body?: SocketFrame["body"] };
  type Fields<K extends PageRecord["kind"]> = Omit<Extract<PageRecord, { kind: K }>, "n" | "at" | "kind" | "socket">;

  const LIMITS = {
    idle: { items: 256, weight: 256_000, frame: 64_000 },
    recording: { items: 50_000, weight: 16_000_000, frame: 8_388_608 },
  };
  const ITEM_WEIGHT = 64;
  const FIRST_FRAMES = 8;
  const FIRST_FRAME_WEIGHT = 4_000;

  const Constructor = globalThis.WebSocket;
  if (!Constructor) return;
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { Blob, btoa, CustomEvent, Error: NativeError, FileReader, Object: toObject, performance, Uint8Array: Bytes } = globalThis;
  const { stringify } = JSON;
  const { isView } = ArrayBuffer;
  const { fromCharCode } = String;
  const { addEventListener, dispatchEvent } = EventTarget.prototype;
  const { isPrototypeOf: isPrototype } = Object.prototype;
  const { now } = performance;
  const { exec } = RegExp.prototype;
  const { indexOf, slice, startsWith, toWellFormed } = String.prototype as string & { toWellFormed(): string };
  const { encode } = TextEncoder.prototype;
  const { toBase64 } = Bytes.prototype as { toBase64?: () => string };
  const { readAsDataURL } = FileReader.prototype;
  const { timeOrigin } = performance;
  const encoder = new TextEncoder();
  // Another tool may have put a class of its own before the browser's.
  let sockets = Constructor.prototype;
  while (sockets && !getOwnPropertyDescriptor(sockets, "url")) sockets = getPrototypeOf(sockets) as WebSocket;
  if (!sockets) return;

  /** The getter of an attribute. */
  const attribute = <T>(prototype: object, name: PropertyKey): ((of: object) => T) => {
    const get = getOwnPropertyDescriptor(prototype, name)?.get as () => T;
    return (of) => apply(get, of, []);
  };
  const urlOf = attribute<string>(sockets, "url");
  const readyStateOf = attribute<number>(sockets, "readyState");
  const protocolOf = attribute<string>(sockets, "protocol");
  const extensionsOf = attribute<string>(sockets, "extensions");
  const dataOf = attribute<unknown>(MessageEvent.prototype, "data");
  const targetOf = attribute<EventTarget | null>(Event.prototype, "target");
  const codeOf = attribute<number>(CloseEvent.prototype, "code");
  const reasonOf = attribute<string>(CloseEvent.prototype, "reason");
  const wasCleanOf = attribute<boolean>(CloseEvent.prototype, "wasClean");
  const detailOf = attribute<unknown>(CustomEvent.prototype, "detail");
  const sizeOf = attribute<number>(Blob.prototype, "size");
  const resultOf = attribute<unknown>(FileReader.prototype, "result");
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
        // What the page dispatches itself was on no wire.
        if (event.isTrusted || target === meeting) listener(event);
      } catch {}
    };
    apply(addEventListener, target, [type, guarded, true]);
  };

  // The meeting place.

  const meeting = new EventTarget();
  let teller: ((record: string) => void) | undefined;
  const tell = (record: object): void => {
    const detail = stringify(record);
    if (teller) teller(detail);
    else apply(dispatchEvent, meeting, [new CustomEvent("record", { __proto__: null, detail } as CustomEventInit)]);
  };

  // The buffer.

  let mode: Exclude<HookOrder, "flush"> = "idle";
  let limit = LIMITS.idle;
  /** Nothing can be read any more. */
  let leaving = false;
  let happened = 0;
  let head: Item | null = null;
  let tail: Item | null = null;
  let items = 0;
  let weight = 0;
  let lost: { n: number; at: number; kind: "lost"; until: number; frames: number; bytes: number } | null = null;

  const add = <K extends PageRecord["kind"]>(
    kind: K,
    socket: Socket,
    fields: Fields<K>,
    payload = 0,
    bytes: Item["bytes"] = null,
  ): void => {
    const isFrame = kind === "frame";
    const item: Item = {
      record: { __proto__: null, n: ++happened, at: timeOrigin + apply(now, performance, []), kind, socket: socket.id, ...fields } as Draft,
      socket,
      bytes,
      isFrame,
      weight: payload + ITEM_WEIGHT,
      keep: !isFrame || (socket.first-- > 0 && payload < FIRST_FRAME_WEIGHT),
      next: null,
    };
    if (tail) tail.next = item;
    else head = item;
    tail = item;
    items++;
    weight += item.weight;
    if (mode === "live") {
      readOrGiveUp(item);
      drain();
    }
    trim();
  };

  const remove = (item: Item, before: Item | null): void => {
    if (before) before.next = item.next;
    else head = item.next;
    if (tail === item) tail = before;
    items--;
    weight -= item.weight;
  };

  /** Lets go of the oldest: of a frame that is not a beginning, or of a closed socket altogether. */
  const trim = (): void => {
    while (head && (items > limit.items || weight > limit.weight)) {
      let victim: Item | null = head;
      while (victim?.keep && !victim.socket.ended) victim = victim.next;
      victim ??= head;
      const { socket } = victim;
      let before: Item | null = null;
      for (let item: Item | null = head; item; item = item.next) {
        if (item === victim || (socket.ended && item.socket === socket)) {
          remove(item, before);
          lose(item);
          if (!socket.ended) break;
        } else before = item;
      }
    }
  };

  const lose = ({ record: { n, at }, isFrame, weight }: Item): void => {
    lost ??= { __proto__: null, n, at, kind: "lost", until: at, frames: 0, bytes: 0 } as typeof lost & object;
    // A socket that ends takes records with it that are older than others which went before.
    if (n < lost.n) {
      lost.n = n;
      lost.at = at;
    }
    if (at > lost.until) lost.until = at;
    if (!isFrame) return;
    lost.frames++;
    lost.bytes += weight - ITEM_WEIGHT;
  };

  /** Tells the buffer, up to a frame whose bytes are still being read. The relay may give another order meanwhile. */
  const drain = (): void => {
    while (head && mode === "live") {
      const item: Item = head;
      const { record, bytes } = item;
      tellLost(record.n);
      if (bytes && !isBytes(bytes)) return;
      if (bytes) record.body = body({ base64: base64Of(bytes) });
      remove(item, null);
      tell(record);
    }
    if (mode === "live") tellLost(Number.POSITIVE_INFINITY);
  };
  const tellLost = (before: number): void => {
    if (!lost || lost.n > before) return;
    tell(lost);
    lost = null;
  };

  const obey = (order: HookOrder): void => {
    leaving = order === "flush";
    const wasLive = mode === "live";
    if (order !== "flush") mode = order;
    limit = LIMITS[mode === "idle" ? "idle" : "recording"];
    if (mode === "live") {
      for (let item = head; item; item = item.next) readOrGiveUp(item);
      drain();
      // What was told is gone from the buffer: that there are sockets is put into it again.
    } else if (wasLive) apply(forEach, open, [found]);
    trim();
  };

  // Bytes.

  const isBytes = (bytes: Uint8Array<ArrayBuffer> | Blob): bytes is Uint8Array<ArrayBuffer> => isView(bytes);

  const isObject = (data: unknown): data is object => toObject(data) === data;
  /** Whether it is of the kind that has the attribute, whatever its prototype says. */
  const has = (attribute: (of: object) => unknown, data: object): boolean => {
    try {
      attribute(data);
      return true;
    } catch {
      return false;
    }
  };
  const isBuffer = (data: object): boolean => isView(data) || has(lengthOf, data);
  const bytesOf = (data: object): Uint8Array<ArrayBuffer> => {
    try {
      if (!isView(data)) return new Bytes(data as ArrayBuffer);
      const { buffer, offset, length } = tagOf(data) ? arrayView : dataView;
      return new Bytes(buffer(data), offset(data), length(data));
    } catch {
      // Detached: nothing is sent.
      return new Bytes(0);
    }
  };

  const base64Of = (bytes: Uint8Array<ArrayBuffer>): string => {
    if (toBase64) return apply(toBase64, bytes, []);
    let binary = "";
    for (let i = 0; i < arrayView.length(bytes); i++) binary += fromCharCode(bytes[i] as number);
    return btoa(binary);
  };

  /** Begins to read a Blob: a promise's `then` can be seen by a page, a FileReader's events cannot. */
  const readOrGiveUp = (item: Item): void => {
    const { bytes } = item;
    if (!bytes || isBytes(bytes)) return;
    if (leaving) return giveUp(item, "navigated");
    const reader = new FileReader();
    listen(reader, "loadend", () => {
      if (item.bytes !== bytes) return;
      const url = resultOf(reader);
      if (typeof url === "string") {
        item.record.body = body({ base64: apply(slice, url, [apply(indexOf, url, [","]) + 1]) });
        item.bytes = null;
      } else giveUp(item, "failed");
      drain();
    });
    apply(readAsDataURL, reader, [bytes]);
  };
  /** A toJSON on Object.prototype would be called with it. */
  const body = (of: SocketFrame["body"]): SocketFrame["body"] => ({ __proto__: null, ...of }) as unknown as SocketFrame["body"];
  const giveUp = (item: Item, omitted: "navigated" | "failed"): void => {
    item.record.body = body({ omitted, bytes: item.weight - ITEM_WEIGHT });
    item.bytes = null;
  };

  // Sockets.

  /** The methods are its own: nobody changes them. */
  const known = new WeakMap<object, Socket>();
  defineProperty(known, "get", { value: known.get });
  defineProperty(known, "set", { value: known.set });
  const open = new Set<Socket>();
  defineProperty(open, "add", { value: open.add });
  defineProperty(open, "delete", { value: open.delete });
  const { forEach } = open;
  let made = 0;

  const begin = (ws: WebSocket): Socket => {
    const socket: Socket = { id: ++made, ws, ended: false, first: FIRST_FRAMES };
    known.set(ws, socket);
    open.add(socket);
    listen(ws, "open", () => add("opened", socket, negotiated(ws)));
    listen(ws, "message", (event) => frame(socket, "received", dataOf(event)));
    listen(ws, "error", () => add("error", socket, {}));
    listen(ws, "close", (event) => {
      add("close", socket, { code: codeOf(event), reason: reasonOf(event), clean: wasCleanOf(event) });
      socket.ended = true;
      open.delete(socket);
    });
    return socket;
  };
  const negotiated = (ws: WebSocket) => ({ protocol: protocolOf(ws), extensions: extensionsOf(ws) });
  const found = (socket: Socket): Socket => {
    const { ws } = socket;
    socket.first = FIRST_FRAMES;
    add("found", socket, { url: urlOf(ws), readyState: readyStateOf(ws), ...negotiated(ws) });
    return socket;
  };
  /** The socket of what may be one. Throws for what only looks like it. */
  const socketOf = (target: unknown): Socket | undefined =>
    known.get(target as WebSocket) ??
    (apply(isPrototype, sockets, [target]) && readyStateOf(target as WebSocket) < 3 ? found(begin(target as WebSocket)) : undefined);

  const frame = (socket: Socket, direction: SocketFrame["direction"], data: unknown): void => {
    const bytes = isObject(data) && isBuffer(data) ? bytesOf(data) : null;
    const blob = isObject(data) && has(sizeOf, data) ? (data as Blob) : null;
    const put = (of: SocketFrame["body"] | null, payload: number, unread: Item["bytes"] = null) =>
      add("frame", socket, { direction, opcode: bytes || blob ? 2 : 1, ...(of && { body: body(of) }) } as Fields<"frame">, payload, unread);
    const tooLarge = (bytes: number) => put({ omitted: "too-large", bytes }, 0);
    if (bytes || blob) {
      const size = bytes ? arrayView.length(bytes) : sizeOf(blob as Blob);
      if (size > limit.frame) tooLarge(size);
      else if (size === 0) put({ base64: "" }, 0);
      // The page may change its buffer after.
      else if (bytes) mode === "live" && !head ? put({ base64: base64Of(bytes) }, size) : put(null, size, new Bytes(bytes));
      else put(null, size, blob);
      // Its toString is the page's, and has been called.
    } else if (isObject(data)) put({ omitted: "not-reported" }, 0);
    else {
      // What is sent of a lone surrogate is U+FFFD.
      const text: string = apply(toWellFormed, `${data}`, []);
      if (text.length > limit.frame) tooLarge(arrayView.length(apply(encode, encoder, [text])));
      else put({ text }, text.length);
    }
  };

  const PLACES = /[^\s@(]+:\d+:\d+/g;
  /** Where the innermost call outside this script is. */
  const callerOutside = (script: string | undefined): string | undefined => {
    // A page's own formatter would run here, and see us.
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

  // The page's calls.

  const replace = (object: object, name: string, value: unknown): void => {
    defineProperty(object, name, { ...getOwnPropertyDescriptor(object, name), value });
  };

  const hooked = new Proxy(Constructor, {
    __proto__: null,
    construct(target: typeof Constructor, args: unknown[], newTarget: () => void) {
      const ws: WebSocket = construct(target, args, newTarget === (hooked as unknown) ? target : newTarget);
      try {
        add("open", begin(ws), {
          url: urlOf(ws),
          ...(mode !== "idle" && ownScript && { initiator: callerOutside(ownScript) }),
        });
      } catch {}
      return ws;
    },
  } as ProxyHandler<typeof Constructor>);

  /** `told` is called after a socket's method, with the state that it was in before. */
  const around = (name: "send" | "close", told: (socket: Socket, state: number, args: unknown[]) => void): void => {
    const handler = {
      __proto__: null,
      apply(target: () => void, self: WebSocket, args: unknown[]) {
        let socket: Socket | undefined;
        let state = 0;
        try {
          socket = socketOf(self);
          state = readyStateOf(self);
        } catch {}
        const result = apply(target, self, args);
        try {
          if (socket) told(socket, state, args);
        } catch {}
        return result;
      },
    };
    replace(sockets, name, new Proxy(sockets[name], handler as ProxyHandler<() => void>));
  };

  // Handing over. Whoever comes second finds the other.

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
  around("send", (socket, state, args) => {
    if (state === 1) frame(socket, "sent", args[0]);
  });
  around("close", (socket, state, args) => {
    const code = args[0];
    const reason = args[1];
    if (state > 1) return;
    add("closing", socket, { ...(typeof code === "number" && { code }), ...(typeof reason === "string" && { reason }) });
  });
  if (!late) return;
  // The first that the page reads of a socket that it had: later messages are heard by then.
  const data = getOwnPropertyDescriptor(MessageEvent.prototype, "data");
  defineProperty(MessageEvent.prototype, "data", {
    ...data,
    get: new Proxy(
      data?.get as () => unknown,
      {
        __proto__: null,
        apply(target: () => unknown, event: MessageEvent) {
          const value = apply(target, event, []);
          try {
            const ws = event.isTrusted && targetOf(event);
            if (ws && !known.get(ws)) frame(socketOf(ws) as Socket, "received", value);
          } catch {}
          return value;
        },
      } as ProxyHandler<() => unknown>,
    ),
  });
}
