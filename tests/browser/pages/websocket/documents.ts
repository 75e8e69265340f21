// Checks in iframes, and in pages that change their own built-ins.

import { answers, ECHO, expect, inNewRealm, type Json, messages, nextEvent, type Realm, thrown, withSocket } from "./expect.ts";

async function openedIn(realm: Realm): Promise<WebSocket> {
  const ws = new realm.WebSocket(ECHO);
  await nextEvent(ws, "open");
  return ws;
}

/** Source of a page that posts to its parent what it finds. */
const html = `<!doctype html><body><script>(async () => {
  const ws = new WebSocket(${JSON.stringify(ECHO)});
  await new Promise((resolve, reject) => { ws.onopen = resolve; ws.onerror = reject; });
  const answer = new Promise((resolve) => ws.onmessage = (event) => resolve(event.data));
  ws.send("from a frame");
  const got = await answer;
  ws.close();
  return [got, ws instanceof WebSocket, WebSocket.prototype.constructor === WebSocket, WebSocket.name, Object.keys(WebSocket).join()];
})().catch((error) => String(error)).then((seen) => parent.postMessage(seen, "*"))</script>`;

async function said(attributes: Partial<HTMLIFrameElement>, sandbox?: string): Promise<Json> {
  const frame = Object.assign(document.createElement("iframe"), attributes);
  if (sandbox !== undefined) frame.setAttribute("sandbox", sandbox);
  const got = new Promise<Json>((resolve) => {
    // The order of two violated directives varies.
    document.addEventListener("securitypolicyviolation", () => resolve("blocked"), { once: true });
    const listener = ({ data, source }: MessageEvent<Json>) => {
      if (source !== frame.contentWindow) return;
      removeEventListener("message", listener);
      resolve(data);
    };
    addEventListener("message", listener);
  });
  document.body.append(frame);
  try {
    return await got;
  } finally {
    frame.remove();
  }
}

expect("iframe srcdoc", () => said({ srcdoc: html }));
expect("iframe srcdoc, sandboxed", () => said({ srcdoc: html }, "allow-scripts"));
expect("iframe blob:", () => said({ src: URL.createObjectURL(new Blob([html], { type: "text/html" })) }));
expect("iframe data:", () => said({ src: `data:text/html,${encodeURIComponent(html)}` }));
expect("iframe javascript:", () => said({ src: `javascript:${JSON.stringify(html)}` }));
expect("iframe about:blank, used at once", () =>
  inNewRealm(async (realm) => {
    const ws = await openedIn(realm);
    const kinds = [ws instanceof realm.WebSocket, ws instanceof WebSocket, realm.WebSocket === WebSocket];
    const got = messages(ws, 2);
    ws.send("inner");
    Reflect.apply(WebSocket.prototype.send, ws, ["send of the outer"]);
    return [await got, kinds, realm.WebSocket.prototype.constructor === realm.WebSocket, String(ws.close())];
  }),
);
expect("iframe about:blank after document.open", () =>
  inNewRealm(async (realm) => {
    realm.document.open();
    realm.document.write("<p>written");
    realm.document.close();
    const ws = await openedIn(realm);
    return [await answers(ws, "after open"), ws instanceof realm.WebSocket];
  }),
);
expect("a socket and its constructor after their iframe was removed", async () => {
  let kept: [WebSocket, typeof WebSocket] | undefined;
  await inNewRealm(async (realm) => {
    kept = [await openedIn(realm), realm.WebSocket];
    return null;
  });
  const [ws, Constructor] = kept as [WebSocket, typeof WebSocket];
  return [thrown(() => ws.send("x")), thrown(() => new Constructor(ECHO)), ws.readyState];
});

// Changed built-ins.

expect("frozen", () =>
  inNewRealm(async (realm) => {
    for (const object of [realm.WebSocket, realm.WebSocket.prototype, realm.EventTarget.prototype, realm.MessageEvent.prototype])
      realm.Object.freeze(object);
    const ws = realm.Object.freeze(new realm.WebSocket(ECHO));
    await nextEvent(ws, "open");
    return [await answers(ws, "frozen"), realm.Object.isFrozen(realm.WebSocket)];
  }),
);
expect("adding to a frozen WebSocket", () =>
  inNewRealm((realm) => thrown(() => Object.assign(realm.Object.freeze(realm.WebSocket), { extra: 1 }))),
);
expect("traps on Object.prototype", () =>
  inNewRealm(async (realm) => {
    const called: string[] = [];
    for (const trap of ["get", "set", "has", "getPrototypeOf", "ownKeys", "toJSON", "getOwnPropertyDescriptor", "value"])
      realm.Object.defineProperty(realm.Object.prototype, trap, {
        value: () => void called.push(trap),
        configurable: true,
        writable: true,
      });
    const ws = await openedIn(realm);
    const seen = [ws instanceof realm.WebSocket, "OPEN" in realm.WebSocket, realm.WebSocket.OPEN, Reflect.ownKeys(realm.WebSocket).length];
    return [await answers(ws, "trapped"), seen, called];
  }),
);
expect("accessors on Array.prototype and Object.prototype", () =>
  inNewRealm(async (realm) => {
    const called: string[] = [];
    const note = (prototype: object, key: string) =>
      realm.Object.defineProperty(prototype, key, {
        get: () => void called.push(`get ${key}`),
        set: () => void called.push(`set ${key}`),
        configurable: true,
      });
    for (const key of ["0", "1", "2"]) note(realm.Array.prototype, key);
    for (const key of ["n", "kind", "socket", "next", "body", "text", "bubbles", "detail"]) note(realm.Object.prototype, key);
    const ws = await openedIn(realm);
    return [await answers(ws, "noted"), called];
  }),
);
expect("built-in functions that throw", () =>
  inNewRealm(async (realm) => {
    const { prototype } = realm.WebSocket;
    const ws = await openedIn(realm);
    const breakAll = (object: object) => {
      for (const key of Reflect.ownKeys(object)) {
        const found = Reflect.getOwnPropertyDescriptor(object, key);
        if (key === "constructor" || !found?.configurable || typeof found.value !== "function") continue;
        const fail = () => {
          throw new RangeError(`${String(key)} is broken`);
        };
        Reflect.defineProperty(object, key, { ...found, value: fail });
      }
    };
    for (const name of ["Array", "Object", "String", "RegExp", "Map", "WeakMap", "Set", "Function", "Promise", "EventTarget"] as const) {
      breakAll(realm[name].prototype);
      breakAll(realm[name]);
    }
    for (const object of [realm.JSON, realm.Math, realm.Reflect, realm.Event.prototype, realm.performance]) breakAll(object);
    // The built-ins of the outer page are unbroken.
    const got = new globalThis.Promise<Json>((resolve) => {
      ws.onmessage = (event) => resolve(event.data);
    });
    Reflect.apply(prototype.send, ws, ["unbroken"]);
    return [await got, typeof new realm.WebSocket(ECHO).url, globalThis.String(Reflect.apply(prototype.close, ws, []))];
  }),
);
expect("near the end of the stack", () =>
  withSocket(async (ws) => {
    let depth = 0;
    let errors = 0;
    const recurse = (): void => {
      depth++;
      try {
        ws.close(5000);
      } catch {
        errors++;
      }
      recurse();
    };
    return [thrown(recurse), depth === errors, depth > 100, await answers(ws, "still there")];
  }),
);
