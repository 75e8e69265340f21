// Pages that a service worker controls, in Firefox: webRequest reports that the worker got a request, and the browser's log has its answer.
// Each packet is compared with the libraries' logs.

import type { TestInfo } from "@playwright/test";
import { recording } from "../../../demo/devtools.mjs";
import type { FirefoxPanel } from "../../../demo/firefox.mjs";
import { load, loadUpgraded } from "../../../demo/scenarios/figures.mjs";
import type { DemoServer } from "../../../demo/server.mjs";
import type { WireEvent } from "../../../src/wire/event.ts";
import { allArrived, expect, firefoxTest as test } from "../support/demo.ts";
import { eventsOf, savedTrace } from "../support/panel.ts";
import { expectAllRight } from "../support/right.ts";
import { loadPolling, ofEngine, strategies } from "../support/service-worker.ts";

/** Polls, says something, reloads, and says it again; the last client upgrades. */
async function talk(open: FirefoxPanel, server: DemoServer, strategy: string, info: TestInfo): Promise<WireEvent[]> {
  await recording(open);
  for (const _ of ["the worker takes control", "the worker is there from the start"]) {
    const client = await loadPolling(open, server, strategy);
    await client.press("say", "/ said");
    await client.press("ask", "/ ack");
    await client.press("receive bytes", "/ bytes");
    await client.press("client closes", "/ disconnect");
    await allArrived(open, server);
  }
  const client = await loadUpgraded({ page: open.page, url: `${server.url}?sw=${strategy}` });
  await client.press("say", "/ said");
  await client.press("client closes", "/ disconnect");
  return expectAllRight(open, server, info);
}

for (const [strategy, version, through] of strategies) {
  test(`${strategy}, ${version}: each packet is recorded once, with its body`, async ({ takePanel, startServer }, info) => {
    const server = await startServer({ version, pingInterval: 400, pingTimeout: 20_000 });
    const answers = ofEngine(await talk(await takePanel(), server, strategy, info), "http-response");
    expect(answers.filter(({ from }) => from !== undefined)).toEqual([]);
    expect(answers.at(-1)?.through).toBe(through);
  });
}

test("an answer that the service worker gave itself is recorded as its own, with the reason if its request failed", async ({
  takePanel,
  startServer,
}, info) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await takePanel();
  await recording(open);
  const client = await loadPolling(open, server, "offline");
  await client.press("say", "/ said");
  await server.close();
  const answers = async () => ofEngine(eventsOf(await savedTrace(open, info)), "http-response").filter(({ status }) => status === 503);
  await expect.poll(async () => (await answers()).length).toBeGreaterThan(1);
  for (const { from, reason } of await answers()) expect([from, reason]).toEqual(["service-worker", expect.stringContaining("NS_ERROR")]);
});

test("a request without an answer fails for the reason of the worker's own request, or because of the worker, and is canceled only by the page's abort()", async ({
  takePanel,
  startServer,
}, info) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await takePanel();
  await recording(open);
  const failures = async () => {
    return ofEngine(eventsOf(await savedTrace(open, info)), "http-failed")
      .filter(({ reason }) => reason !== "navigation")
      .map(({ reason, canceled, workersReason }) => [reason, canceled, workersReason].join(" ").trim());
  };
  // The worker answers with Response.error(), and asks nothing.
  await load({ page: open.page, url: `${server.url}?sw=error&transports=polling` });
  await expect.poll(failures).toContain("NS_ERROR_INTERCEPTION_FAILED false");
  expect(new Set(await failures()).size).toBe(1);

  await loadPolling(open, server, "network-first");
  await open.page.evaluate(async () => {
    const poll = "/socket.io/?EIO=4&transport=polling";
    const [, sid] = /"sid":"([^"]+)/.exec(await (await fetch(poll)).text()) ?? [];
    const canceled = new AbortController();
    const waiting = fetch(`${poll}&sid=${sid}`, { signal: canceled.signal });
    // The handshake of another session passes the worker after the poll.
    await fetch(`${poll}&again`);
    canceled.abort();
    await waiting.catch(() => {});
  });
  await expect.poll(failures).toContain("NS_BINDING_ABORTED true");

  // Its own request fails, and the cache has no answer either.
  await server.close();
  await expect.poll(failures).toContain("NS_ERROR_INTERCEPTION_FAILED false NS_ERROR_CONNECTION_REFUSED");
});
