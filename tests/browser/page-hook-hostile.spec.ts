// A page that does all it can to its own world can neither hear the page hook nor forge what it tells, nor keep it from telling.

import { expect } from "@playwright/test";
import type { PageRecord } from "../../src/capture/page/records.ts";
import { heardWhen, recordsOf, test } from "./support/hooked-test.ts";

/** Patches all that it finds, and notes who calls it while the page does not. */
const hostile = () => {
  const page = globalThis as { noted?: string[]; mine?: number };
  const noted: string[] = [];
  page.noted = noted;
  // Counts the page's own calls under way.
  page.mine = 0;
  const patch = (object: object, where: string) => {
    for (const key of Reflect.ownKeys(object)) {
      const found = Reflect.getOwnPropertyDescriptor(object, key);
      if (!found?.configurable || key === "constructor") continue;
      const name = `${where}.${String(key)}`;
      const wrapped = (native: (...args: unknown[]) => unknown) =>
        new Proxy(native, {
          apply(target, self, args) {
            if (!page.mine) noted[noted.length] = name;
            return Reflect.apply(target, self, args);
          },
        });
      if (typeof found.value === "function") Reflect.defineProperty(object, key, { ...found, value: wrapped(found.value) });
      else if (found.get) Reflect.defineProperty(object, key, { ...found, get: wrapped(found.get) });
    }
  };
  for (const name of [
    "Array",
    "ArrayBuffer",
    "Blob",
    "CloseEvent",
    "CustomEvent",
    "DataView",
    "Event",
    "EventTarget",
    "FileReader",
  ] as const)
    patch(globalThis[name].prototype, name);
  for (const name of [
    "Map",
    "MessageEvent",
    "MouseEvent",
    "Number",
    "Promise",
    "RegExp",
    "Set",
    "String",
    "TextEncoder",
    "Uint8Array",
  ] as const)
    patch(globalThis[name].prototype, name);
  for (const name of ["Date", "Error", "Function", "Object", "Performance", "WeakMap", "WebSocket"] as const)
    patch(globalThis[name].prototype, name);
  for (const name of ["JSON", "Math", "Array", "ArrayBuffer", "Object", "String"] as const) patch(globalThis[name], name);
  for (const name of ["setTimeout", "setInterval", "queueMicrotask", "btoa"] as const)
    Object.assign(globalThis, { [name]: () => noted.push(name) });
  Object.defineProperty(Object.prototype, "toJSON", { configurable: true, value: () => void noted.push("toJSON") });
  Object.defineProperty(Error, "prepareStackTrace", { configurable: true, value: () => void noted.push("prepareStackTrace") });
};

test("a page that patches and listens to all there is hears nothing and forges nothing", async ({ hooked, server }) => {
  const url = `${server.origin}/?hostile`;
  const tab = await hooked.newTab();
  await tab.goto(url);
  await tab.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    for (const target of [window, document, document.documentElement])
      for (const type of ["lifeline", "lifeline?", "record", "order", "message", "mousemove"])
        target.addEventListener(type, () => heard.push(type), true);
  });
  await tab.evaluate(hostile);
  await tab.evaluate(() => Object.assign(globalThis, { noted: [] }));
  const talk = () =>
    tab.evaluate(async () => {
      const page = globalThis as unknown as { mine: number; ws?: WebSocket; got?: number };
      page.mine = 1;
      page.ws ??= new WebSocket(`${location.origin.replace("http", "ws")}/echo`);
      const { ws } = page;
      await new Promise<void>((resolve) => {
        const say = () => {
          ws.send("hostile");
          ws.send(new Uint8Array([1, 2, 3]));
          ws.send(new Blob(["blob"]));
          // From here on nothing is the page's, and its handler is native code.
          page.mine = 0;
          resolve();
        };
        if (ws.readyState === 1) say();
        else ws.onopen = say;
      });
      return true;
    });
  const kinds = (records: readonly PageRecord[]) => records.flatMap((record) => (record.kind === "frame" ? [record.body] : []));
  const bodies = [{ text: "hostile" }, { base64: "AQID" }, { base64: "YmxvYg==" }];
  await talk();
  await expect.poll(() => server.received.filter((text) => text === "hostile").length).toBe(1);
  await hooked.control.evaluate(() => hookControl.record());
  await heardWhen(hooked, url, (records) => kinds(records).length === 6);
  await talk();
  const records = recordsOf(await heardWhen(hooked, url, (records) => kinds(records).length === 12));
  expect(kinds(records)).toEqual([...bodies, ...bodies, ...bodies, ...bodies]);

  await tab.evaluate(() => {
    const page = globalThis as unknown as { mine: number; heard: string[] };
    page.mine = 1;
    const own = new EventTarget();
    for (const type of ["order", "record"]) own.addEventListener(type, () => page.heard.push(type));
    const forged = { n: 1, at: 1, kind: "error", socket: 99 };
    const record = new CustomEvent("record", { detail: `${"{"}"n":99,"at":99,"kind":"error","socket":99}` });
    document.dispatchEvent(new MouseEvent("lifeline", { relatedTarget: own }));
    document.dispatchEvent(new Event("lifeline?"));
    for (const target of [own, document, window]) target.dispatchEvent(record);
    own.dispatchEvent(new CustomEvent("order", { detail: "idle" }));
    postMessage(forged, "*");
    page.heard.length = 0;
    page.mine = 0;
  });
  await talk();
  const after = recordsOf(await heardWhen(hooked, url, (records) => kinds(records).length === 18));
  expect(after.some((record) => record.kind === "error")).toBe(false);
  const { heard, noted } = await tab.evaluate(() => {
    const { heard, noted } = globalThis as unknown as { heard: string[]; noted: string[] };
    // In the way of this answer.
    Reflect.deleteProperty(Object.prototype, "toJSON");
    return { heard: [...heard], noted: [...noted] };
  });
  // The page's own message has come.
  expect(heard.filter((type) => type !== "message")).toEqual([]);
  expect(noted).toEqual([]);
  await tab.close();
});
