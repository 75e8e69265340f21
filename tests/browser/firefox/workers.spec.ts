// Workers in Firefox. If the user asks for it, the page hook is put before a worker's script, and the worker's messages are captured as the
// page's are. If not, or if the hook cannot get into the worker, a gap says that its messages are missing.

import type { TestInfo } from "@playwright/test";
import { recording } from "../../../demo/devtools.mjs";
import type { FirefoxPanel } from "../../../demo/firefox.mjs";
import { clientCard } from "../../../demo/scenarios/basic.mjs";
import { beyond } from "../../../demo/scenarios/beyond.mjs";
import type { WireEvent } from "../../../src/wire/event.ts";
import { expect, firefoxTest as test } from "../support/demo.ts";
import { eventsOf, savedTrace } from "../support/panel.ts";
import { play } from "../support/play.ts";
import { compare, IDENTICAL } from "../support/truth.ts";
import { type Page, startWsServer, type WsServer } from "../support/ws-server.ts";

const GAP = "worker-messages";

/** Starts a new recording, with or without workers. */
async function recordWorkers(open: FirefoxPanel, workers: boolean): Promise<FirefoxPanel> {
  const { panel } = open;
  await panel.evaluate(async (workers) => {
    await globalThis.lifeline?.setWorkers(workers);
    globalThis.lifeline?.stop();
  }, workers);
  await panel.waitForFunction(() => globalThis.lifeline?.status.state === "idle", null);
  await panel.evaluate(() => {
    globalThis.lifeline?.clear();
    globalThis.lifeline?.record();
  });
  await recording(open);
  return open;
}

const only = <K extends WireEvent["kind"]>(events: readonly WireEvent[], kind: K) =>
  events.filter((event): event is Extract<WireEvent, { kind: K }> => event.kind === kind);

for (const version of ["2.5.1", "4.8.4"] as const) {
  test(`a client of ${version} in a worker: the trace has exactly the packets that the libraries logged`, async ({
    openPanel,
    takePanel,
    setStage,
  }, info) => {
    const take = async () => recordWorkers(await takePanel(), true);
    const { truth, packets, bytes } = await play(beyond["worker-and-iframe"], version, { openPanel, takePanel: take, setStage }, info);
    expect(compare(truth.packets, packets)).toEqual(IDENTICAL);
    const events = eventsOf(bytes);
    expect(only(events, "gap")).toEqual([]);
    const [worker, ...others] = only(events, "context").filter(({ type, state }) => type === "worker" && state === "appeared");
    expect(others).toEqual([]);
    expect(worker).toMatchObject({ url: expect.stringMatching(/\/worker\.js\?/), parent: "frame-0" });
    const ofWorker = new Set(truth.packets.filter(({ client }) => client === "worker").map(({ session }) => session));
    expect(ofWorker.size).toBe(1);
    const opens = only(events, "ws-open").filter(({ url }) => ofWorker.has(new URL(url).searchParams.get("sid") ?? ""));
    expect(opens.map(({ documentFrame }) => documentFrame)).toEqual([worker?.documentFrame]);
  });
}

test("without workers, a worker's websocket is recorded, and a gap says that its messages are missing", async ({
  takePanel,
  startServer,
}, info) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await recordWorkers(await takePanel(), false);
  await open.page.goto(`${server.url}?worker`);
  await clientCard(open.page.getByRole("region").nth(1)).reaches("connected", "websocket");
  await expect.poll(async () => only(eventsOf(await savedTrace(open, info)), "gap").map(({ reason }) => reason)).toEqual([GAP]);
  const events = eventsOf(await savedTrace(open, info));
  expect(only(events, "ws-open").filter(({ documentFrame }) => documentFrame === undefined)).toHaveLength(1);
  expect(only(events, "context").map(({ type }) => type)).not.toContain("worker");
});

const javascript = (body: string): Page => ({ type: "text/javascript", body, headers: { "cache-control": "max-age=3600" } });
/** Sends a message, and posts its echo and `found` to the page. */
const say = `
  const ws = new WebSocket(origin.replace("http", "ws") + "/echo?EIO=4&transport=websocket&sid=" + who);
  ws.onopen = () => ws.send("4" + who);
  ws.onmessage = ({ data }) => postMessage({ who, data, ...found });`;
const found = `{ strict: (function () { return this === undefined; })(), line: Number(/:(\\d+):\\d+/.exec(new Error().stack)[1]), here: location.pathname }`;
const policy = "default-src 'none'; script-src 'self'; worker-src 'self' blob:; connect-src 'self' ws:; require-trusted-types-for 'script'";
const pages = {
  "/": { body: "<!doctype html><meta charset=utf-8>" },
  "/strict": { body: "<!doctype html><meta charset=utf-8>", headers: { "content-security-policy": policy.replace(/;[^;]*$/, "") } },
  "/classic.js": javascript(`const who = "classic";\nconst found = ${found};\nimportScripts("/say.js");`),
  "/strict.js": javascript(
    `/* a licence * of ** its own */ // and more\r\n"use strict";\nconst who = "strict";\nconst found = ${found};${say}`,
  ),
  "/module.js": javascript(`import { who } from "/who.js";\nconst found = ${found};${say}`),
  "/nested.js": javascript(`new Worker("/inner.js").onmessage = ({ data }) => postMessage(data);`),
  "/inner.js": javascript(`const who = "inner";\nconst found = ${found};${say}`),
  "/say.js": javascript(say),
  "/who.js": javascript(`export const who = "module";`),
  "/listening.js": javascript(`
    const observed = [];
    for (const key of ["postMessage", "name"]) {
      const found = Object.getOwnPropertyDescriptor(BroadcastChannel.prototype, key);
      const noted = found.value ? "value" : "get";
      Object.defineProperty(BroadcastChannel.prototype, key, { ...found, [noted](...args) { observed.push(key); return found[noted].apply(this, args); } });
    }
    Object.defineProperty(MessageEvent.prototype, "data", { get() { observed.push("data"); } });
    for (const name of ["setTimeout", "BroadcastChannel"]) globalThis[name] = () => observed.push(name);
    const who = "listening";
    const ws = new WebSocket(origin.replace("http", "ws") + "/echo?EIO=4&transport=websocket&sid=" + who);
    ws.onopen = () => ws.send("4" + who);
    ws.onmessage = () => postMessage({ who, observed: observed + "", source: Object.getOwnPropertyNames(self).filter((name) => /lifeline|hook/i.test(name)) + "" });`),
} satisfies Record<string, Page>;

let server: WsServer;
test.beforeAll(async () => {
  server = await startWsServer(pages);
});
test.afterAll(() => server.close());

interface Answer {
  readonly who: string;
  readonly [what: string]: unknown;
}

/** Runs in a page: starts a worker and waits for its message. */
const answer = ([url, type]: readonly [string, WorkerType]) =>
  new Promise<Answer>((resolve, reject) => {
    const worker = new Worker(url, { type });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(`${url}: ${event.message ?? "no script"}`));
  });

async function recorded(open: FirefoxPanel, packets: number, info: TestInfo) {
  await open.panel.waitForFunction((packets) => (globalThis.lifeline?.store.packets ?? 0) >= packets, packets);
  const events = eventsOf(await savedTrace(open, info));
  const opens = new Map(only(events, "ws-open").map((open) => [open.id, open]));
  const workers = new Map(only(events, "context").map(({ documentFrame, type, url }) => [documentFrame, type === "worker" ? url : type]));
  const frames = only(events, "ws-frame").map(({ id, direction, body }) => {
    const place = workers.get(opens.get(id)?.documentFrame ?? "") ?? "";
    return `${place.replace(server.origin, "")} ${direction} ${"text" in body ? body.text : ""}`;
  });
  return { frames: frames.sort(), gaps: only(events, "gap").map(({ reason }) => reason) };
}

for (const path of ["/", "/strict"]) {
  test(`classic, strict, module and nested workers run unchanged and are recorded, in ${path}`, async ({ takePanel }, info) => {
    const open = await recordWorkers(await takePanel(), true);
    const { page } = open;
    await page.goto(server.origin + path);
    const answers: Answer[] = [];
    for (const [url, type] of [
      ["/classic.js", "classic"],
      ["/strict.js", "classic"],
      ["/module.js", "module"],
      ["/nested.js", "classic"],
    ] as const) {
      answers.push(await page.evaluate(answer, [url, type] as const));
    }
    expect(answers).toEqual([
      { who: "classic", data: "4classic", strict: false, line: 2, here: "/classic.js" },
      { who: "strict", data: "4strict", strict: true, line: 4, here: "/strict.js" },
      { who: "module", data: "4module", strict: true, line: 2, here: "/module.js" },
      { who: "inner", data: "4inner", strict: false, line: 2, here: "/inner.js" },
    ]);
    const frames = ["classic", "inner", "module", "strict"].flatMap((who) =>
      ["received", "sent"].map((direction) => `/${who}.js ${direction} 4${who}`),
    );
    expect(await recorded(open, frames.length, info)).toEqual({ frames, gaps: [] });
    // Page and cache have the script without the hook.
    expect(await page.evaluate(async () => (await fetch("/classic.js", { cache: "force-cache" })).text())).toBe(pages["/classic.js"].body);
  });
}

test("a worker that patches built-ins cannot observe the hook", async ({ takePanel }, info) => {
  const open = await recordWorkers(await takePanel(), true);
  await open.page.goto(server.origin);
  expect(await open.page.evaluate(answer, ["/listening.js", "classic"] as const)).toEqual({ who: "listening", observed: "", source: "" });
  const frames = ["received", "sent"].map((direction) => `/listening.js ${direction} 4listening`);
  expect(await recorded(open, frames.length, info)).toEqual({ frames, gaps: [] });
});

test("the hook cannot get into a blob worker, and a gap says that its messages are missing", async ({ takePanel }, info) => {
  const open = await recordWorkers(await takePanel(), true);
  await open.page.goto(server.origin);
  const script = `const origin = "${server.origin}"; const who = "blob"; const found = {};${say}`;
  await open.page.evaluate(async (script) => {
    const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    await new Promise((resolve) => {
      worker.onmessage = resolve;
    });
  }, script);
  await open.panel.waitForFunction(() => globalThis.lifeline?.store.sessions.length === 1, null);
  expect(await recorded(open, 0, info)).toEqual({ frames: [], gaps: [GAP] });
});
