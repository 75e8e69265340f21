// Constructing, sending, events and closing.

import {
  answers,
  closeOf,
  construct,
  ECHO,
  echoed,
  expect,
  type Json,
  keys,
  life,
  messages,
  nextEvent,
  opened,
  thrown,
  withSocket,
  wsUrl,
} from "./expect.ts";

expect("called without new", () => thrown(() => Reflect.apply(WebSocket as unknown as () => void, undefined, [ECHO])));
expect("called on an object", () => thrown(() => Reflect.apply(WebSocket as unknown as () => void, {}, [ECHO])));
expect("no arguments", () => thrown(() => construct()));
for (const url of ["", "nope:", "wss://[", "ws://a b", `${ECHO}#fragment`, "ws://x:99999", "data:,", "mailto:x"])
  expect(`url ${url.replace(location.host, "host")}`, () => thrown(() => construct(url).url));
expect("url that is a symbol", () => thrown(() => construct(Symbol("url"))));
const thrower = {
  toString() {
    throw new RangeError("of the page");
  },
};
expect("url whose toString throws", () => thrown(() => construct(thrower)));
for (const protocols of [["a", "a"], ["a b"], [""], "a,b", "", ["é"], [], {}])
  expect(`protocols ${JSON.stringify(protocols)}`, () => thrown(() => construct(ECHO, protocols).protocol));
expect("protocols null, undefined, a symbol", () =>
  [null, undefined, Symbol("protocol")].map((one) => thrown(() => construct(ECHO, one).url)),
);
expect("how often arguments are converted", () => {
  const calls: string[] = [];
  const converted = (what: string, value: string) => ({
    toString() {
      calls.push(what);
      return value;
    },
  });
  const protocols = {
    *[Symbol.iterator]() {
      calls.push("iterator");
      yield converted("protocol", "chat");
    },
  };
  construct(converted("url", ECHO), protocols);
  return calls;
});
expect("what is read of protocols that are a Proxy", () => {
  const traps: string[] = [];
  const noting = new Proxy({}, { get: (_, trap) => void traps.push(String(trap)) });
  construct(ECHO, new Proxy(["a"], noting));
  return traps;
});
expect("url is absolute", () => {
  const { host } = location;
  return ["/echo", "echo?a=b c", `http://${host}/echo`, `//${host}/echo`, `WS://${host.toUpperCase()}/é`, new URL(ECHO)].map(
    (url) => construct(url).url,
  );
});
expect("the offered protocol that is chosen", async () => {
  const ws = await opened("/echo", ["first", "second"]);
  ws.close();
  return [ws.protocol, ws.extensions];
});
expect("a new socket", () => {
  const { readyState, bufferedAmount, protocol, extensions, binaryType, onopen, onmessage, onclose, onerror } = construct(ECHO);
  return [readyState, bufferedAmount, protocol, extensions, binaryType, [onopen, onmessage, onclose, onerror].map(String)];
});
function stackOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).stack ?? "";
  }
  return "";
}
expect("the stack of an error names no extension", () => /extension:/.test(stackOf(() => construct("nope:"))));
expect("lines in the stack of an error", () => stackOf(() => construct("nope:")).match(/:\d+:\d+/g)?.length);

// Sending.

expect("send and close want a socket", () =>
  [{}, null, undefined, 1, document, WebSocket.prototype].map((self) => [
    thrown(() => Reflect.apply(WebSocket.prototype.send, self, ["x"])),
    thrown(() => Reflect.apply(WebSocket.prototype.close, self, [])),
  ]),
);
expect("send without an argument", () => withSocket((ws) => thrown(() => Reflect.apply(ws.send, ws, []))));
expect("send before open", () => {
  const ws = construct(ECHO);
  let converted = 0;
  const data: unknown = { toString: () => `${++converted}` };
  return [thrown(() => ws.send("x")), thrown(() => ws.send(data as string)), converted, ws.bufferedAmount];
});
expect("send after close", async () => {
  const ws = await opened();
  ws.close();
  ws.send("lost");
  ws.send(new ArrayBuffer(10));
  const buffered = [ws.readyState, ws.bufferedAmount];
  await nextEvent(ws, "close");
  return [buffered, thrown(() => ws.send("x")), ws.bufferedAmount];
});
expect("bufferedAmount right after send", () =>
  withSocket((ws) =>
    ["text", "é", new ArrayBuffer(3), new Uint16Array(3), new Blob(["blob"])].map((data) => {
      ws.send(data);
      return ws.bufferedAmount;
    }),
  ),
);
expect("what send and close return", () => withSocket((ws) => [String(ws.send("x")), String(ws.close())]));
expect("texts", () => echoed("", "text", "é😀\u0000", "\ud800 lone", "x".repeat(70_000), '"\\\n'));
expect("what becomes a text", () => {
  const own: unknown = Object.create(null, { toString: { value: () => "own" } });
  return echoed(1, null, undefined, true, 10n, [1, [2]], {}, new String("object"), () => 1, new URL("ws://host/"), own);
});
expect("what cannot become a text", () =>
  withSocket((ws) => [Symbol("x"), thrower, Object.create(null)].map((data) => thrown(() => ws.send(data as string)))),
);
expect("how an object is converted", async () => {
  const hints: string[] = [];
  const data = { [Symbol.toPrimitive]: (hint: string) => `made ${hints.push(hint)}` };
  return [await echoed(data), hints];
});
expect("an object's toString that sends itself", () =>
  withSocket(async (ws) => {
    const got = messages(ws, 2);
    const data: unknown = { toString: () => `${ws.send("inner") ?? "outer"}` };
    ws.send(data as string);
    return got;
  }),
);
expect("an object's toString that closes", async () => {
  const ws = await opened();
  const closed = closeOf(ws);
  const data: unknown = { toString: () => `${ws.close(3003) ?? "too late"}` };
  ws.send(data as string);
  return [ws.bufferedAmount, await closed];
});
expect("bytes", () => {
  const bytes = Uint8Array.from({ length: 40 }, (_, i) => i);
  const views = [bytes.subarray(3, 7), new DataView(bytes.buffer, 8, 4), new Float64Array(bytes.buffer, 8, 2), new Uint16Array(0)];
  const blobs = [new Blob([bytes.slice(0, 3)]), new File(["file"], "name.txt"), new Blob([])];
  return echoed(bytes, bytes.buffer, ...views, new ArrayBuffer(0), ...blobs);
});
expect("a detached buffer", () => {
  const bytes = new Uint8Array([1, 2]);
  const view = new DataView(bytes.buffer);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return echoed(bytes, bytes.buffer, view);
});
expect("a shared buffer", () => {
  const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  return withSocket((ws) => thrown(() => ws.send(buffer)));
});
expect("a buffer that is changed after it was sent", () =>
  withSocket(async (ws) => {
    ws.binaryType = "arraybuffer";
    const bytes = new Uint8Array([1, 2]);
    const got = messages(ws, 1);
    ws.send(bytes);
    bytes[0] = 9;
    return got;
  }),
);
expect("a view with a class of its own", async () => {
  class Mine extends Uint8Array {
    static get [Symbol.species](): never {
      throw new RangeError("not to be asked");
    }
    override get byteLength(): number {
      return 77;
    }
  }
  return echoed(new Mine([1, 2, 3]));
});

// Events.

expect("the order of listeners and handlers", async () => {
  const ws = construct(ECHO);
  const seen: string[] = [];
  ws.addEventListener("message", () => seen.push("first"));
  ws.onmessage = () => seen.push("handler");
  ws.addEventListener("message", () => seen.push("capture"), true);
  ws.addEventListener("message", { handleEvent: () => void seen.push("object") });
  ws.onmessage = () => seen.push("handler again");
  await nextEvent(ws, "open");
  const got = messages(ws, 1);
  ws.send("x");
  await got;
  ws.onmessage = null;
  ws.onmessage = () => seen.push("handler anew");
  await answers(ws, "y");
  return seen;
});
expect("handlers are kept as they were set", () => {
  const ws: { onmessage: unknown } = construct(ECHO);
  return [() => {}, "no function", { handleEvent() {} }, null, undefined].map((handler) => {
    ws.onmessage = handler;
    return [ws.onmessage === handler, typeof ws.onmessage];
  });
});
expect("once, signal, removed", async () => {
  const ws = await opened();
  const seen: string[] = [];
  const controller = new AbortController();
  const removed = () => seen.push("removed");
  ws.addEventListener("message", () => seen.push("once"), { once: true });
  ws.addEventListener("message", () => seen.push("signal"), { signal: controller.signal });
  ws.addEventListener("message", removed);
  ws.addEventListener("message", removed);
  const got = messages(ws, 1);
  ws.send("a");
  await got;
  controller.abort();
  ws.removeEventListener("message", removed);
  await answers(ws, "b");
  return seen;
});
expect("stopImmediatePropagation", async () => {
  const ws = await opened();
  const seen: string[] = [];
  const stopping = (event: Event) => {
    seen.push("first");
    event.stopImmediatePropagation();
  };
  ws.addEventListener("message", stopping, true);
  ws.addEventListener("message", () => seen.push("second"));
  ws.send("x");
  ws.close();
  await nextEvent(ws, "close");
  return seen;
});
expect("an error in a handler goes to the window", async () => {
  const ws = await opened();
  const seen: string[] = [];
  const listener = (event: ErrorEvent) => {
    event.preventDefault();
    seen.push(event.message);
  };
  addEventListener("error", listener);
  ws.onmessage = () => {
    throw new RangeError("of the page");
  };
  ws.addEventListener("message", () => seen.push("next"));
  await answers(ws, "x");
  removeEventListener("error", listener);
  return seen;
});
expect("a message event", () =>
  withSocket(async (ws) => {
    const event = nextEvent(ws, "message") as Promise<MessageEvent<string>>;
    ws.send("x");
    const message = await event;
    const { type, isTrusted, bubbles, cancelable, composed, origin, lastEventId, source, ports, data, eventPhase } = message;
    const own = [origin.replace(location.host, "host"), lastEventId, String(source), ports.length, data, eventPhase, message.target === ws];
    return [
      type,
      isTrusted,
      bubbles,
      cancelable,
      composed,
      own,
      message.constructor === MessageEvent,
      keys(message),
      message.composedPath().length,
    ];
  }),
);
for (const binaryType of ["blob", "arraybuffer"] as const) {
  expect(`received bytes as ${binaryType}`, async () => {
    const ws = await opened();
    ws.binaryType = binaryType;
    let same = false;
    ws.addEventListener("message", (event) => {
      const { data } = event;
      same = event.data === data;
    });
    return [await answers(ws, new Uint8Array([1, 2, 3]), new Uint8Array(0)), same];
  });
}
expect("a received buffer can be changed and transferred", () =>
  withSocket(async (ws) => {
    ws.binaryType = "arraybuffer";
    const event = nextEvent(ws, "message") as Promise<MessageEvent<ArrayBuffer>>;
    ws.send(new Uint8Array([1, 2, 3]));
    const { data } = await event;
    new Uint8Array(data)[0] = 7;
    const moved = structuredClone(data, { transfer: [data] });
    return [[...new Uint8Array(moved)], data.byteLength];
  }),
);
expect("binaryType that is none", () => {
  const ws: { binaryType: string } = construct(ECHO);
  return [thrown(() => (ws.binaryType = "text")), ws.binaryType];
});
expect("events that the page dispatches", () =>
  withSocket(async (ws) => {
    const seen: Json[] = [];
    ws.onmessage = (event) => seen.push([event.data, event.isTrusted]);
    ws.addEventListener("close", (event) => seen.push(["close", event.isTrusted]));
    const returned = ws.dispatchEvent(new MessageEvent("message", { data: "made up" }));
    ws.dispatchEvent(new CloseEvent("close", { code: 4000 }));
    const state = ws.readyState;
    ws.close();
    await closeOf(ws);
    return [seen, returned, state];
  }),
);
expect("promises between listeners", async () => {
  const ws = await opened();
  const seen: string[] = [];
  ws.addEventListener("message", () => {
    seen.push("first");
    void Promise.resolve().then(() => seen.push("then"));
  });
  ws.addEventListener("message", () => seen.push("second"));
  await answers(ws, "x");
  return seen;
});

// Closing.

expect("closed by the page", async () => {
  const ws = await opened();
  const closed = closeOf(ws);
  ws.close(3005, "bye é");
  return [ws.readyState, await closed];
});
expect("closed by the page without a word", async () => {
  const ws = await opened();
  const closed = closeOf(ws);
  ws.close();
  return closed;
});
expect("closed by the server", async () => closeOf(await opened("/bye")));
expect("terminated", async () => {
  const ws = await opened("/terminate");
  const lived = life(ws);
  const closed = closeOf(ws);
  ws.send("terminate");
  return [await lived, await closed];
});
expect("refused", async () => {
  const ws = construct(wsUrl("/refuse"));
  const error = nextEvent(ws, "error");
  const lived = await life(ws);
  const { type, isTrusted } = await error;
  return [lived, type, isTrusted, (await error).constructor === Event, ws.readyState];
});
expect("close codes", () =>
  withSocket((ws) => [0, 999, 1001, 2999, 5000, -1, "abc", Number.NaN, null].map((code) => thrown(() => ws.close(code as number)))),
);
expect("close reasons", () =>
  withSocket((ws) => ["é".repeat(62), "x".repeat(124), "\ud800".repeat(42)].map((reason) => thrown(() => ws.close(1000, reason)))),
);
expect("close reason that is an object", async () => {
  const ws = await opened();
  const closed = closeOf(ws);
  let converted = 0;
  const reason: unknown = { toString: () => `reason ${++converted}` };
  ws.close(3000, reason as string);
  return [await closed, converted];
});
expect("close twice", async () => {
  const ws = await opened();
  const closed = closeOf(ws);
  ws.close(3001);
  ws.close(3002);
  return closed;
});
expect("close before open", async () => {
  const ws = construct(ECHO);
  const lived = life(ws);
  ws.close();
  return [ws.readyState, await lived];
});
