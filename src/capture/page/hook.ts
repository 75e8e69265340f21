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
// This file has over 400 lines, and its function over 80, because the function refers to nothing outside itself: into workers, and
// documents that have loaded, it is injected as source text.

import type { Direction, OmittedReason } from "../../wire/event.ts";
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
  /** An item of the buffer, which is a linked list. */
  interface Item {
    readonly n: number;
    readonly at: number;
    readonly kind: PageRecord["kind"];
    readonly socket: Socket;
    /** The other fields of the record. For a frame: as JSON, without `body`. */
    readonly fields: object | string;
    /** For a frame: makes the JSON of `body`, when the record is sent. */
    body: (() => string) | undefined;
    /** A Blob that must be read before the record can be sent. */
    unread: Blob | undefined;
    readonly weight: number;
    /** Stays in the buffer while its socket is open: how the socket began. */
    readonly keep: boolean;
    next: Item | null;
  }
  type Fields<K extends PageRecord["kind"]> = Omit<Extract<PageRecord, { kind: K }>, "n" | "at" | "kind" | "socket" | "body">;

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
  const { now } = performance;
  const { exec } = RegExp.prototype;
  const { startsWith, toWellFormed } = String.prototype as string & { toWellFormed(): string };
  const { encode } = TextEncoder.prototype;
  const { toBase64 } = Bytes.prototype as { toBase64?: () => string };
  const { readAsArrayBuffer } = FileReader.prototype;
  const { timeOrigin } = performance;
  const encoder = new TextEncoder();
  // Another tool may have replaced WebSocket by a subclass: the browser's prototype is the one that has `url`.
  let sockets = Constructor.prototype;
  while (sockets && !getOwnPropertyDescriptor(sockets, "url")) sockets = getPrototypeOf(sockets) as WebSocket;
  if (!sockets) return;

  /** A function that reads an attribute with the browser's own getter. */
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
    // U+001E separates JSON texts in RFC 7464.
    batch += isFirst ? record : `\x1e${record}`;
    if (leaving || batch.length > BATCH_LENGTH) flush();
    else if (isFirst) teller("");
  };
  const flush = (): void => {
    const told = batch;
    batch = "";
    if (told) teller(told);
  };

  // The buffer.

  let mode: Exclude<HookOrder, "flush"> = "idle";
  let limit = IDLE;
  let happened = 0;
  let head: Item | null = null;
  let tail: Item | null = null;
  let items = 0;
  let weight = 0;
  let lost: { n: number; at: number; kind: "lost"; until: number; frames: number; bytes: number } | null = null;

  const add = <K extends PageRecord["kind"]>(
    kind: K,
    socket: Socket,
    fields: Fields<K> | string,
    payload = 0,
    body?: Item["body"],
    unread?: Item["unread"],
  ): void => {
    const item: Item = {
      n: ++happened,
      at: timeOrigin + apply(now, performance, []),
      kind,
      socket,
      fields,
      body,
      unread,
      weight: payload + ITEM_WEIGHT,
      keep: kind !== "frame" || (socket.first-- > 0 && payload < FIRST_FRAME_WEIGHT),
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

  /** Drops the oldest frame that need not be kept, or all items of the oldest closed socket. */
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

  const lose = ({ n, at, kind, weight }: Item): void => {
    lost ??= { __proto__: null, n, at, kind: "lost", until: at, frames: 0, bytes: 0 } as typeof lost & object;
    // Dropping a closed socket drops items that may be older than those dropped before.
    if (n < lost.n) {
      lost.n = n;
      lost.at = at;
    }
    if (at > lost.until) lost.until = at;
    if (kind !== "frame") return;
    lost.frames++;
    lost.bytes += weight - ITEM_WEIGHT;
  };

  /** Sends the buffer, up to a frame whose Blob is still being read. The relay may give another order meanwhile. */
  const drain = (): void => {
    while (head && mode === "live") {
      const item: Item = head;
      tellLost(item.n);
      if (item.unread) return;
      remove(item, null);
      tell(recordOf(item));
    }
    if (mode === "live") tellLost(happened);
  };
  const tellLost = (before: number): void => {
    if (!lost || lost.n > before) return;
    const record = stringify(lost);
    lost = null;
    tell(record);
  };
  /**
   * Frames are written by hand, several times as fast as stringify. The null prototype keeps a page's Object.prototype.toJSON from being
   * called.
   */
  const recordOf = ({ n, at, kind, socket: { id }, fields, body }: Item): string => {
    if (typeof fields === "string") return `{"n":${n},"at":${at},"kind":"${kind}","socket":${id},${fields},"body":${body?.()}}`;
    return stringify({ __proto__: null, n, at, kind, socket: id, ...fields });
  };

  const obey = (order: HookOrder): void => {
    leaving = order === "flush";
    const wasLive = mode === "live";
    if (order !== "flush") mode = order;
    limit = mode === "idle" ? IDLE : RECORDING;
    if (mode === "live") {
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
  const isBuffer = (data: object): boolean => isView(data) || has(lengthOf, data);
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

  const base64 = (bytes: Uint8Array<ArrayBuffer>) => (): string => {
    let binary = "";
    if (!toBase64) for (let i = 0; i < arrayView.length(bytes); i++) binary += fromCharCode(bytes[i] as number);
    return `{"base64":"${toBase64 ? apply(toBase64, bytes, []) : btoa(binary)}"}`;
  };

  /** Begins to read a Blob, with a FileReader because a page can patch a promise's `then`. When the page is leaving, gives up. */
  const readOrGiveUp = (item: Item): void => {
    const { unread } = item;
    if (!unread) return;
    const settle = (body: Item["body"]) => {
      item.body = body;
      item.unread = undefined;
    };
    const size = item.weight - ITEM_WEIGHT;
    if (leaving) return settle(omitted("navigated", size));
    const reader = new FileReader();
    listen(reader, "loadend", () => {
      if (item.unread !== unread) return;
      const read = resultOf(reader);
      settle(read ? base64(bytesOf(read)) : omitted("failed", size));
      drain();
    });
    apply(readAsArrayBuffer, reader, [unread]);
  };
  const omitted = (why: OmittedReason, bytes: number) => (): string => `{"omitted":"${why}","bytes":${bytes}}`;

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
    listen(ws, "open", () => add("opened", socket, negotiated(ws)));
    listen(ws, "message", (event) => frame(socket, "received", dataOf(event)));
    listen(ws, "error", () => add("error", socket, {}));
    listen(ws, "close", (event) => {
      add("close", socket, { code: codeOf(event), reason: reasonOf(event), clean: wasCleanOf(event) });
      socket.ended = true;
      apply(deleteFrom, open, [socket]);
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
  /**
   * The socket behind `this` of a call; one that the hook did not see open is registered now. Throws for an object that only inherits from
   * WebSocket.
   */
  const socketOf = (target: unknown): Socket | undefined =>
    knownOf(target) ??
    (apply(isPrototype, sockets, [target]) && readyStateOf(target as WebSocket) < 3 ? found(begin(target as WebSocket)) : undefined);

  const frame = (socket: Socket, direction: Direction, data: unknown): void => {
    const put = (opcode: 1 | 2, payload: number, body: Item["body"], unread?: Blob) =>
      add("frame", socket, `"direction":"${direction}","opcode":${opcode}`, payload, body, unread);
    const tooLarge = (opcode: 1 | 2, bytes: number) => put(opcode, 0, omitted("too-large", bytes));
    if (!isObject(data)) {
      // The browser sends a lone surrogate as U+FFFD.
      const text: string = apply(toWellFormed, `${data}`, []);
      if (text.length > limit.frame) tooLarge(1, arrayView.length(apply(encode, encoder, [text])));
      else put(1, text.length, () => `{"text":${stringify(text)}}`);
    } else if (isBuffer(data)) {
      let bytes = bytesOf(data);
      const size = arrayView.length(bytes);
      if (size > limit.frame) return tooLarge(2, size);
      // The page may change its buffer before the record is sent.
      if (mode !== "live" || head) bytes = new Bytes(bytes);
      put(2, size, base64(bytes));
    } else if (has(sizeOf, data)) {
      const size = sizeOf(data);
      if (size > limit.frame) tooLarge(2, size);
      else put(2, size, undefined, data as Blob);
      // Any other object: the browser sends its toString(), which is the page's function and must not be called again.
    } else put(1, 0, () => '{"omitted":"not-reported"}');
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
        add("open", begin(ws), {
          url: urlOf(ws),
          ...(mode !== "idle" && ownScript && { initiator: callerOutside(ownScript) }),
        });
      } catch {}
      return ws;
    },
  } as ProxyHandler<typeof Constructor>);

  /** Calls `told` after the socket's method, with the readyState from before it. */
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
  // A socket older than the hook is found when the page reads the `data` of its next message. That message is recorded here, later ones by
  // the listener that is added now.
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
            if (ws && !knownOf(ws)) frame(socketOf(ws) as Socket, "received", value);
          } catch {}
          return value;
        },
      } as ProxyHandler<() => unknown>,
    ),
  });
}
