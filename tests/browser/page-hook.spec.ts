// A page must not notice the hook. Checks of WebSocket's behaviour (pages/websocket/) run in a browser without and in one with the hook, and
// must give the same results.

import { join } from "node:path";
import { expect, test } from "@playwright/test";
import * as esbuild from "esbuild";
import { root } from "../../demo/setup.mjs";
import { type BrowserName, type HookedOptions, openHooked } from "./support/hooked.ts";
import { type Page, startWsServer, type WsServer } from "./support/ws-server.ts";

type Results = Readonly<Record<string, unknown>>;

const FROZEN = "the same TypeError with another message: both browsers have a message of their own for a Proxy";
const PROXY_SOURCE = "a Proxy's source is native code without a name; only a replaced Function.prototype.toString could show the name";
/** Differences that a page can see, each with its reason. There must be no other difference, and each of these must exist. */
const KNOWN: Readonly<Record<BrowserName, Readonly<Record<string, string>>>> = {
  chromium: {
    "source of WebSocket": PROXY_SOURCE,
    "source of send": PROXY_SOURCE,
    "source of close": PROXY_SOURCE,
    "lines in the stack of an error":
      "the hook's own line, which names neither a file nor the extension, stands between the page's and the browser's",
    "adding to a frozen WebSocket": FROZEN,
  },
  firefox: {
    "source of WebSocket": PROXY_SOURCE,
    "source of send": PROXY_SOURCE,
    "source of close": PROXY_SOURCE,
    "lines in the stack of an error": "as in Chromium",
    "adding to a frozen WebSocket": FROZEN,
    "place among the globals": "Firefox lists globals in the order of first use, and the hook uses some interfaces before the page",
    "what cannot become a text": "the same TypeError: Firefox quotes the argument's name in the calling code, which is the hook's",
    "a socket and its constructor after their iframe was removed": "Firefox throws an exception that names the calling line",
  },
};

const { outputFiles } = await esbuild.build({
  entryPoints: [join(root, "tests/browser/pages/websocket/expectations.ts")],
  bundle: true,
  format: "iife",
  write: false,
  charset: "utf8",
  logLevel: "error",
});
const script: Page = { type: "text/javascript", body: outputFiles[0]?.text ?? "" };
const html = '<!doctype html><meta charset="utf-8"><body><script src="/expectations.js"></script>';
const pages = {
  "/": { body: html },
  "/strict": {
    body: html,
    headers: {
      "content-security-policy":
        "default-src 'none'; script-src 'self'; connect-src 'self' ws:; require-trusted-types-for 'script'; trusted-types 'none'",
    },
  },
  "/expectations.js": script,
};

let server: WsServer;
test.beforeAll(async () => {
  server = await startWsServer(pages);
});
test.afterAll(() => server.close());

async function expectations(name: BrowserName, options: HookedOptions, path: string): Promise<Results> {
  const browser = await openHooked(name, options);
  try {
    const tab = await browser.newTab();
    await tab.goto(server.origin + path);
    return await tab.evaluate(() => globalThis.websocketExpectations());
  } finally {
    await browser.close();
  }
}

const differences = (without: Results, hooked: Results) =>
  Object.keys(without).flatMap((what) =>
    JSON.stringify(without[what]) === JSON.stringify(hooked[what]) ? [] : [{ what, without: without[what], hooked: hooked[what] }],
  );

/** Another tool, which wraps WebSocket before the hook runs. */
const otherTool = `{
  const Native = WebSocket;
  class Wrapped extends Native {}
  Object.defineProperty(globalThis, "WebSocket", { value: Wrapped, writable: true, configurable: true });
  const { send } = Native.prototype;
  Native.prototype.send = function (data) { return send.call(this, data); };
}`;

for (const [where, path, before] of [
  ["in a page", "/", undefined],
  ["in a page with a strict policy and trusted types", "/strict", undefined],
  ["after another tool", "/", otherTool],
] as const) {
  test(`WebSocket behaves as without the hook, ${where}`, async () => {
    const name = test.info().project.name as BrowserName;
    const tool = before === undefined ? {} : { before };
    // Both at once: each mostly waits for websockets that the browser delays.
    const [without, hooked] = await Promise.all([
      expectations(name, tool, path),
      expectations(name, { hook: "relay first", ...tool }, path),
    ]);
    expect(Object.keys(hooked)).toEqual(Object.keys(without));
    // A check that gave no result would compare nothing.
    expect(Object.entries(without).filter(([, value]) => value === "no answer")).toEqual([]);
    const found = differences(without, hooked);
    const known = KNOWN[name];
    for (const { what, without, hooked } of found) {
      test.info().annotations.push({
        type: `known: ${what}`,
        description: `${known[what]}: ${JSON.stringify(without)} → ${JSON.stringify(hooked)}`,
      });
    }
    expect(found.filter(({ what }) => !known[what])).toEqual([]);
    // The other tool causes some of these differences itself, so not all of them come from the hook.
    if (before === undefined) expect(found.map(({ what }) => what)).toEqual(Object.keys(hooked).filter((what) => known[what]));
    for (const name of ["WebSocket", "send", "close"]) expect(hooked[`source of ${name}`]).toMatch(/^function [\s\S]*\[native code\]/);
  });
}
