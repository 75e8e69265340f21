// The live capture of Chromium over a CDP session of Playwright, without extension and DevTools.
import type { Page } from "@playwright/test";
import { clientCard } from "../../demo/scenarios/basic.mjs";
import { loadUpgraded } from "../../demo/scenarios/figures.mjs";
import { DebuggerCapture } from "../../src/capture/chromium/debugger-capture.ts";
import { playwrightTarget } from "../../src/capture/chromium/playwright-target.ts";
import type { CdpTarget } from "../../src/capture/chromium/target.ts";
import type { Capture, CaptureState } from "../../src/capture/contract.ts";
import type { WireEvent } from "../../src/wire/event.ts";
import { expect, test } from "./support/demo.ts";

interface Recording {
  readonly events: WireEvent[];
  readonly states: CaptureState[];
  readonly capture: Capture;
}

async function record(page: Page, change: (target: CdpTarget) => Partial<CdpTarget> = () => ({})): Promise<Recording> {
  const target = playwrightTarget(await page.context().newCDPSession(page));
  const events: WireEvent[] = [];
  const states: CaptureState[] = [];
  let ids = 0;
  const started = new DebuggerCapture(
    { ...target, ...change(target) },
    { event: (event) => events.push(event), state: (state) => states.push(state) },
    { newId: () => String(++ids), now: () => Date.now() },
  );
  await expect.poll(() => states.length).toBeGreaterThan(1);
  return { events, states, capture: started };
}

test("captures traffic with bodies of the page and of iframes in and out of its process, and reports its worker", async ({
  page,
  startServer,
}) => {
  const server = await startServer({ version: "4.8.4" });
  const { events, states, capture } = await record(page);
  expect(states).toEqual([{ state: "attaching" }, { state: "recording" }]);
  await page.goto(`${server.url}?frames&worker`);
  const cards = [
    ...["Client", "Client in a worker"].map((name) => page.getByRole("region", { name, exact: true })),
    ...["iframe", "cross-site iframe"].map((title) => page.frameLocator(`[title="${title}"]`).locator("section")),
  ];
  for (const card of cards) await clientCard(card).reaches("connected", "websocket");
  expect(capture.counters).toMatchObject({ frames: 3, workers: 1, malformed: 0 });
  await capture.stop();

  expect(states.at(-1)).toEqual({ state: "stopped", cause: "asked" });
  const contexts = events.filter((event) => event.kind === "context");
  expect(contexts.map(({ type, state }) => `${type} ${state}`).sort()).toEqual([
    "iframe appeared",
    "iframe appeared",
    "page appeared",
    "worker appeared",
  ]);
  // Playwright resumes workers itself, sometimes before the capture has enabled its domains, so the worker's traffic varies here. In the
  // extension all of it is captured: pages.spec.ts checks that.
  for (const { documentFrame, url } of contexts.filter(({ type }) => type !== "worker")) {
    const engine = events.filter(
      (event) => event.kind === "http-request" && event.part === "engine" && event.documentFrame === documentFrame,
    );
    const ids = new Set(engine.flatMap((event) => ("id" in event ? event.id : [])));
    const bodies = events.flatMap((event) => (event.kind === "http-body" && ids.has(event.id) ? event.body : []));
    const texts = bodies.map((body) => ("text" in body ? body.text : JSON.stringify(body)));
    expect(texts, url).toEqual(expect.arrayContaining([expect.stringMatching(/^0\{"sid"/), "ok", expect.stringMatching(/^40\{/)]));
    expect(texts.join(), url).not.toContain("omitted");
  }
  const sent = events.flatMap((event) =>
    event.kind === "ws-frame" && event.direction === "sent" && "text" in event.body ? event.body.text : [],
  );
  expect(sent.filter((text) => text === "2probe").length).toBeGreaterThanOrEqual(3);
  expect(sent.filter((text) => text === "5").length).toBeGreaterThanOrEqual(3);
});

test("a page loaded before the capture is noted as late, its open websocket is captured, and navigation closes it", async ({
  page,
  startServer,
}) => {
  const server = await startServer({ version: "4.8.4", pingInterval: 300 });
  await loadUpgraded({ page, url: server.url });
  const { events, states, capture } = await record(page);
  expect(states.at(-1)).toEqual({ state: "recording" });
  expect(events.slice(0, 2)).toMatchObject([
    { kind: "context", type: "page", url: server.url },
    { kind: "note", what: "late" },
  ]);
  await expect.poll(() => events.filter(({ kind }) => kind === "ws-frame").length).toBeGreaterThan(3);
  const frame = events.find((event) => event.kind === "ws-frame");
  expect(Math.abs((frame?.at ?? 0) - Date.now())).toBeLessThan(10_000);
  await page.goto(`${server.url}plain.html`);
  await expect.poll(() => events.find((event) => event.kind === "ws-close")).toMatchObject({ cause: "navigation" });
  await capture.stop();
  const count = events.length;
  await loadUpgraded({ page, url: server.url });
  expect(events).toHaveLength(count);
});

test("a tab that crashes ends its session, and is recorded again when it is reloaded", async ({ page, startServer }) => {
  const server = await startServer({ version: "4.8.4" });
  const { events, states, capture } = await record(page);
  await loadUpgraded({ page, url: server.url });
  const opened = () => events.filter((event) => event.kind === "ws-open").length;
  expect(opened()).toBe(1);
  const devtools = await page.context().newCDPSession(page);
  devtools.send("Page.crash").catch(() => {});
  await expect
    .poll(() => events.slice(events.findIndex((event) => event.kind === "note" && event.what === "crashed")))
    .toMatchObject(expect.arrayContaining([expect.objectContaining({ kind: "ws-close", cause: "navigation" })]));
  await devtools.send("Page.reload");
  await expect.poll(opened).toBe(2);
  expect(states.at(-1)).toEqual({ state: "recording" });
  await capture.stop();
});

test("bodies are still read after an immediate navigation to another site", async ({ page, startServer }) => {
  const server = await startServer({ version: "1.3.5" });
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { events, capture } = await record(page, (target) => ({
    send: async (method, params, sessionId) => {
      if (method === "Network.getResponseBody") await gate;
      return target.send(method, params, sessionId);
    },
  }));
  await loadUpgraded({ page, url: server.url });
  await page.goto(server.otherOrigin);
  release();
  await expect.poll(() => events.some((event) => event.kind === "context" && event.url.startsWith(server.otherOrigin))).toBe(true);
  await capture.stop();
  const first = events.find((event) => event.kind === "http-request" && event.part === "engine");
  const body = events.find((event) => event.kind === "http-body" && first?.kind === "http-request" && event.id === first.id);
  expect(body).toMatchObject({ body: { base64: expect.stringMatching(/^AA/) } });
});

test("the page's service worker starts, and is reported", async ({ page, startServer }) => {
  const server = await startServer({ version: "4.8.4" });
  const { capture, events } = await record(page);
  await page.goto(server.url);
  const state = await page.evaluate(async () => {
    await navigator.serviceWorker.register("/library.js");
    return (await navigator.serviceWorker.ready).active?.state;
  });
  expect(["activating", "activated"]).toContain(state);
  expect(events).toContainEqual(expect.objectContaining({ kind: "context", type: "service-worker", state: "appeared" }));
  await capture.stop();
});

test("a target that cannot be attached is refused with the browser's message; a closed target stops with cause `closed`", async ({
  page,
  context,
}) => {
  const refused = await record(page, () => ({ attach: () => Promise.reject(new Error("Cannot access a chrome:// URL")) }));
  expect(refused.states).toEqual([{ state: "attaching" }, { state: "refused", reason: "Cannot access a chrome:// URL" }]);
  await refused.capture.stop();
  expect(refused.states).toHaveLength(2);

  const other = await context.newPage();
  const closed = await record(other);
  await other.close();
  await expect.poll(() => closed.states.at(-1)).toEqual({ state: "stopped", cause: "closed" });
});
