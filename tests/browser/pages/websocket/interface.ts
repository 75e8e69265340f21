// Checks of the interface object and its prototype, also in subclasses and with wrappers of other tools.

import { answers, construct, descriptor, ECHO, echoed, expect, keys, nextEvent, opened, thrown } from "./expect.ts";

const { prototype } = WebSocket;

expect("typeof", () => [typeof WebSocket, typeof prototype, typeof prototype.send]);
expect("name and length", () => [WebSocket, prototype.send, prototype.close].map(({ name, length }) => [name, length]));
expect("keys of the interface object", () => keys(WebSocket));
expect("keys of the prototype", () => keys(prototype));
expect("keys of send", () => keys(prototype.send));
expect("global property", () => descriptor(globalThis, "WebSocket"));
expect("place among the globals", () => Object.getOwnPropertyNames(globalThis).indexOf("WebSocket"));
for (const key of ["send", "close", "constructor", "url", "readyState", "binaryType", "onmessage", "CONNECTING", Symbol.toStringTag])
  expect(`prototype property ${String(key)}`, () => descriptor(prototype, key));
for (const key of ["prototype", "name", "length", "CONNECTING", "OPEN", "CLOSING", "CLOSED"] as const)
  expect(`interface property ${key}`, () => [descriptor(WebSocket, key), String(WebSocket[key])]);
expect("the property data of MessageEvent", () => descriptor(MessageEvent.prototype, "data"));
expect("prototype chain", () => [
  Object.getPrototypeOf(WebSocket) === EventTarget,
  Object.getPrototypeOf(prototype) === EventTarget.prototype,
  Object.getPrototypeOf(prototype.send) === Function.prototype,
]);
expect("constructor of the prototype", () => prototype.constructor === WebSocket);
expect("extensible", () => [Object.isExtensible(WebSocket), Object.isExtensible(prototype), Object.isFrozen(WebSocket)]);
expect("toStringTag", () => [prototype, WebSocket].map((object) => Object.prototype.toString.call(object)));
expect("source of WebSocket", () => WebSocket.toString());
expect("source of send", () => Function.prototype.toString.call(prototype.send));
expect("source of close", () => `${prototype.close}`);
expect("for-in over a socket", () => {
  const names: string[] = [];
  for (const name in construct(ECHO)) names.push(name);
  return names;
});
expect("own keys of a socket", () => keys(construct(ECHO)));
expect("own properties can be set and deleted", () => {
  const own: { extra?: number } = WebSocket as object;
  own.extra = 1;
  const set = own.extra;
  return [set, delete own.extra, own.extra];
});
expect("constants cannot be changed", () => thrown(() => Object.assign(WebSocket, { OPEN: 7 })));
expect("attributes want a socket", () => thrown(() => prototype.readyState));
expect("send is no constructor", () => [
  "prototype" in prototype.send,
  /constructor/.test(thrown(() => Reflect.construct(prototype.send, []))),
]);
expect("json, clone and string of a socket", async () => {
  const ws = await opened();
  ws.close();
  return [JSON.stringify(ws), thrown(() => structuredClone(ws)), String(ws), thrown(() => postMessage(ws))];
});
expect("is an instance", () => {
  const ws = construct(ECHO);
  return [ws instanceof WebSocket, ws instanceof EventTarget, ws.constructor === WebSocket, Object.getPrototypeOf(ws) === prototype];
});

// Subclasses and wrappers.

expect("a subclass", async () => {
  class Chat extends WebSocket {
    readonly made: string;
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      this.made = new.target.name;
    }
    override send(data: string) {
      super.send(`chat ${data}`);
    }
  }
  const ws = new Chat(ECHO, []);
  await nextEvent(ws, "open");
  const own = [ws.made, ws instanceof Chat, ws instanceof WebSocket, ws.constructor === Chat, Chat.OPEN, Chat.name, keys(Chat)];
  return [await answers(ws, "hello"), own];
});
expect("a subclass called without new", () => thrown(() => Reflect.apply(class extends WebSocket {} as unknown as () => void, {}, [ECHO])));
expect("a subclass with what is no URL", () => thrown(() => new (class extends WebSocket {})("nope:")));
expect("Reflect.construct with another target", () => {
  class Other {}
  const ws: object = Reflect.construct(WebSocket, [ECHO], Other);
  return [ws instanceof Other, ws instanceof WebSocket, ws.constructor === Other, String(Object.getPrototypeOf(ws) === Other.prototype)];
});
expect("Reflect.construct with a target that is no constructor", () =>
  thrown(() => Reflect.construct(WebSocket, [ECHO], (() => {}) as never)),
);
expect("a subclass in the old style", async () => {
  function Old(url: string): WebSocket {
    return Object.setPrototypeOf(new WebSocket(url), Old.prototype);
  }
  Old.prototype = Object.create(prototype, { constructor: { value: Old } });
  const ws = Old(ECHO);
  await nextEvent(ws, "open");
  return [ws.constructor.name, ws instanceof WebSocket, await answers(ws, "old")];
});
expect("another tool wraps it afterwards", async () => {
  const Native = WebSocket;
  const nativeSend = prototype.send;
  const calls: string[] = [];
  prototype.send = function (data) {
    calls.push("send");
    return nativeSend.call(this, data);
  };
  globalThis.WebSocket = new Proxy(Native, {
    construct(target, args, newTarget) {
      calls.push("construct");
      return Reflect.construct(target, args, newTarget);
    },
  });
  try {
    return [await echoed("twice"), calls, construct(ECHO) instanceof Native];
  } finally {
    globalThis.WebSocket = Native;
    prototype.send = nativeSend;
  }
});
expect("a Proxy of a socket is no socket", () => {
  const ws = new Proxy(construct(ECHO), {});
  return [thrown(() => ws.send("x")), thrown(() => ws.close()), thrown(() => ws.readyState)];
});
