// A page that patches everything in its own world can neither observe the page hook, nor forge its records, nor suppress them.

import { expect } from "@playwright/test";
import type { PageRecord } from "../../src/capture/page/records.ts";
import { recordsOf, relaysWhen, test } from "./support/hooked-test.ts";

/** State of the hostile page. */
interface Hostile {
  /** Names of patched functions that were called while `atWork` was false. */
  readonly noted: string[];
  /** Types of events that the page received, without its own. */
  readonly events: string[];
  own: Event | undefined;
  /** Whether the page's own code is running. */
  atWork: boolean;
  readonly native: {
    readonly apply: typeof Reflect.apply;
    readonly send: WebSocket["send"];
    readonly setTimeout: typeof setTimeout;
  };
  ws: WebSocket | undefined;
}
declare global {
  var hostile: Hostile;
}

/** Patches every function and getter that it finds, and listens for the hook's events. */
function patchAll(): void {
  const noted: string[] = [];
  const events: string[] = [];
  const native = { apply: Reflect.apply, send: WebSocket.prototype.send, setTimeout: globalThis.setTimeout };
  const page: Hostile = { noted, events, atWork: true, native, own: undefined, ws: undefined };
  globalThis.hostile = page;
  for (const target of [window, document, document.documentElement]) {
    for (const type of ["lifeline", "lifeline?", "records", "order"]) {
      const listener = (event: Event) => {
        if (event !== page.own) events.push(type);
      };
      target.addEventListener(type, listener, true);
    }
  }
  const noting = (name: string, original: (...args: unknown[]) => unknown) =>
    new Proxy(original, {
      apply(target, self, args) {
        if (!page.atWork) noted[noted.length] = name;
        return native.apply(target, self, args);
      },
    });
  const patch = (object: object, where: string) => {
    for (const key of Reflect.ownKeys(object)) {
      const found = Reflect.getOwnPropertyDescriptor(object, key);
      if (!found?.configurable || key === "constructor") continue;
      const name = `${where}.${String(key)}`;
      if (typeof found.value === "function") Reflect.defineProperty(object, key, { ...found, value: noting(name, found.value) });
      else if (found.get) Reflect.defineProperty(object, key, { ...found, get: noting(name, found.get) });
    }
  };
  const classes = [
    ...(["Array", "ArrayBuffer", "Blob", "CloseEvent", "CustomEvent", "DataView", "Date", "Error", "Event", "EventTarget"] as const),
    ...(["FileReader", "Function", "Map", "MessageEvent", "MouseEvent", "Number", "Object", "Performance", "Promise", "RegExp"] as const),
    ...(["Set", "String", "TextEncoder", "Uint8Array", "WeakMap", "WebSocket"] as const),
  ];
  for (const name of classes) patch(globalThis[name].prototype, `${name}.prototype`);
  patch(Object.getPrototypeOf(Uint8Array.prototype), "TypedArray.prototype");
  for (const name of ["JSON", "Math", "Reflect", "Array", "ArrayBuffer", "Object", "String", "Promise"] as const)
    patch(globalThis[name], name);
  for (const name of ["setTimeout", "queueMicrotask", "btoa"] as const)
    Object.assign(globalThis, { [name]: noting(name, globalThis[name] as (...args: unknown[]) => unknown) });
  for (const name of ["FileReader", "CustomEvent", "Proxy", "Uint8Array", "TextEncoder", "Error"] as const) {
    const construct = (target: new (...args: unknown[]) => object, args: unknown[], newTarget: () => void) => {
      if (!page.atWork) noted[noted.length] = `new ${name}`;
      return Reflect.construct(target, args, newTarget);
    };
    Object.assign(globalThis, { [name]: new Proxy(globalThis[name], { construct } as ProxyHandler<typeof FileReader>) });
  }
  const note = (name: string) => () => {
    if (!page.atWork) noted[noted.length] = name;
  };
  Object.defineProperty(Object.prototype, "toJSON", { configurable: true, value: note("toJSON") });
  Object.defineProperty(Error, "prepareStackTrace", { configurable: true, value: note("prepareStackTrace") });
}

/** Sends three messages with native functions, so that every patched function called meanwhile is called by the hook. */
async function talk(): Promise<void> {
  const page = globalThis.hostile;
  page.atWork = true;
  const url = `${location.origin.replace("http", "ws")}/echo`;
  const binary = new Uint8Array([1, 2, 3]);
  const blob = new Blob(["blob"]);
  const { apply, send, setTimeout } = page.native;
  if (!page.ws) {
    page.atWork = false;
    page.ws = new WebSocket(url);
    page.atWork = true;
    const { ws } = page;
    await new Promise((resolve) => ws.addEventListener("open", resolve));
  }
  const { ws } = page;
  page.atWork = false;
  apply(send, ws, ["hostile"]);
  apply(send, ws, [binary]);
  apply(send, ws, [blob]);
  page.atWork = true;
  // After this turn none of the page's code runs.
  setTimeout(() => {
    page.atWork = false;
  });
}

/** Dispatches the events of hook and relay, as if the page were one of them. */
function forge(): void {
  const page = globalThis.hostile;
  page.atWork = true;
  const dispatch = (target: EventTarget, event: Event) => {
    page.own = event;
    target.dispatchEvent(event);
  };
  const own = new EventTarget();
  for (const type of ["order", "records"]) own.addEventListener(type, () => page.events.push(`${type} at its own`));
  dispatch(document, new MouseEvent("lifeline", { relatedTarget: own }));
  dispatch(document, new Event("lifeline?"));
  for (const target of [document, window]) {
    dispatch(target, new CustomEvent("records", { detail: '{"n":99,"at":99,"kind":"error","socket":99}' }));
    dispatch(target, new CustomEvent("order", { detail: "idle" }));
  }
  const { setTimeout } = page.native;
  setTimeout(() => {
    page.atWork = false;
  });
}

test("a page that patches every built-in and listens for the hook's events observes nothing and forges no record", async ({
  hooked,
  server,
}) => {
  const url = `${server.origin}/?hostile`;
  const tab = await hooked.newTab();
  await tab.goto(url);
  await tab.evaluate(patchAll);
  const kinds = (records: readonly PageRecord[]) => records.flatMap((record) => (record.kind === "frame" ? [record.body] : []));
  const bodies = [{ text: "hostile" }, { base64: "AQID" }, { base64: "YmxvYg==" }];
  await tab.evaluate(talk);
  await expect.poll(() => server.received.filter((text) => text === "hostile").length).toBe(1);
  await hooked.control.evaluate(() => hookControl.record());
  await relaysWhen(hooked, url, (records) => kinds(records).length === 6);
  await tab.evaluate(talk);
  await relaysWhen(hooked, url, (records) => kinds(records).length === 12);
  await tab.evaluate(forge);
  await tab.evaluate(talk);
  const records = recordsOf(await relaysWhen(hooked, url, (records) => kinds(records).length === 18));
  expect(kinds(records)).toEqual([...bodies, ...bodies, ...bodies, ...bodies, ...bodies, ...bodies]);
  expect(records.filter(({ kind }) => kind === "error")).toEqual([]);
  const seen = await tab.evaluate(() => {
    globalThis.hostile.atWork = true;
    const { events, noted } = globalThis.hostile;
    // The patched toJSON would be called for this result.
    Reflect.deleteProperty(Object.prototype, "toJSON");
    return { events: `${events}`, noted: `${noted}` };
  });
  expect(seen).toEqual({ events: "", noted: "" });
  await tab.close();
});
