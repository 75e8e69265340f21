// Pages that a service worker controls, in Chromium. Each packet is compared with the libraries' logs: it is in the trace once, although the
// browser reports the page's request and the worker's own.

import type { Page, Request, TestInfo } from "@playwright/test";
import { type OpenPanel, recording } from "../../demo/devtools.mjs";
import { load } from "../../demo/scenarios/figures.mjs";
import type { DemoServer } from "../../demo/server.mjs";
import { sessionRecords } from "../../src/formats/sessions.ts";
import type { WireEvent } from "../../src/wire/event.ts";
import { allArrived, allDrawn, expect, pageModeTest, test } from "./support/demo.ts";
import { expectFindings } from "./support/findings.ts";
import { eventsOf, packetsOf, savedTrace, storeOf } from "./support/panel.ts";
import { expectAllRight } from "./support/right.ts";
import { loadPolling, ofEngine, strategies } from "./support/service-worker.ts";
import { compare, IDENTICAL } from "./support/truth.ts";

/** The number of sessions that the panel has. */
function sessionCount({ panel }: OpenPanel): Promise<number> {
  return panel.evaluate(() => globalThis.lifeline?.store.sessions.length ?? 0);
}

/** The requests of a page that are under way. */
function requestsOf(page: Page): ReadonlySet<Request> {
  const underWay = new Set<Request>();
  page.on("request", (request) => underWay.add(request));
  const over = (request: Request) => underWay.delete(request);
  page.on("requestfinished", over).on("requestfailed", over);
  return underWay;
}

/** Polls, says something, reloads, and says it again. */
async function talk(open: OpenPanel, server: DemoServer, strategy: string, info: TestInfo): Promise<WireEvent[]> {
  await recording(open);
  for (const _ of ["the worker takes control", "the worker is there from the start"]) {
    const underWay = requestsOf(open.page);
    const client = await loadPolling(open, server, strategy);
    await client.press("say", "/ said");
    await client.press("ask", "/ ack");
    await client.press("receive bytes", "/ bytes");
    await client.press("client closes", "/ disconnect");
    // A body that ends right before its page does may be lost: the last poll ends after the client has closed.
    await expect.poll(() => underWay.size).toBe(0);
    await allArrived(open, server);
  }
  return expectAllRight(open, server, info);
}

for (const [name, check] of [
  ["with the debugger", test],
  ["without the debugger", pageModeTest],
] as const) {
  for (const [strategy, version, through] of strategies) {
    check(`${strategy}, ${version}, ${name}: each packet is recorded once, with its body`, async ({ takePanel, startServer }, info) => {
      const server = await startServer({ version, pingInterval: 400, pingTimeout: 20_000 });
      const answers = ofEngine(await talk(await takePanel(), server, strategy, info), "http-response");
      expect(new Set(answers.map((answer) => answer.through))).toEqual(new Set([through]));
      expect(answers.filter(({ from, connection }) => from !== undefined || connection === undefined)).toEqual([]);
    });
  }

  check(
    `offline, ${name}: answers of the worker itself are its own, with the reason, and no packet is lost before`,
    async ({ takePanel, startServer }, info) => {
      const server = await startServer({ version: "4.8.4" });
      const open = await takePanel();
      await recording(open);
      const client = await loadPolling(open, server, "offline");
      await client.press("say", "/ said");
      const truth = await allDrawn(open, server);
      const closedAt = Date.now();
      await server.close();
      await client.line("reconnect attempt 3").waitFor();
      await expect.poll(() => sessionCount(open)).toBeGreaterThan(2);
      const bytes = await savedTrace(open, info, `offline-${server.port}.jsonl`);
      expectFindings(storeOf(bytes), ["server-error"]);
      const before = packetsOf(bytes).filter(({ at }) => at < closedAt);
      expect(compare(truth.packets, before)).toEqual(IDENTICAL);
      const answers = ofEngine(eventsOf(bytes), "http-response").filter(({ at }) => at > closedAt);
      expect(answers.length).toBeGreaterThan(1);
      for (const answer of answers)
        expect(answer).toMatchObject({ status: 503, from: "service-worker", reason: expect.stringMatching(/^net::ERR_/) });
      const bodies = eventsOf(bytes).flatMap((event) => (event.kind === "http-body" && event.at > closedAt ? event.body : []));
      expect(new Set(bodies.map((body) => JSON.stringify(body)))).toEqual(new Set(['{"text":"{\\"error\\":\\"offline\\"}"}']));
      expect(sessionRecords(storeOf(bytes)).slice(0, 2)).toMatchObject([
        { cause: "transport", problem: expect.stringContaining("its own request: net::ERR_") },
        { cause: "refused", problem: expect.stringMatching(/^503 .*the service worker answered, not the server/) },
      ]);
    },
  );

  for (const strategy of ["network-first", "cache-first"]) {
    check(
      `${strategy}, ${name}: a request that fails in the worker has the failure of the worker's own request too`,
      async ({ takePanel, startServer }, info) => {
        const server = await startServer({ version: "4.8.4" });
        const open = await takePanel();
        await recording(open);
        const client = await loadPolling(open, server, strategy);
        await server.close();
        await client.line("reconnect attempt 3").waitFor();
        await expect.poll(() => sessionCount(open)).toBeGreaterThan(2);
        const store = storeOf(await savedTrace(open, info, `gone-${server.port}.jsonl`));
        expectFindings(store, ["server-unreachable"]);
        const [, ...attempts] = sessionRecords(store);
        const ended = attempts.filter(({ state }) => state === "closed");
        expect(ended.length).toBeGreaterThan(1);
        for (const attempt of ended)
          expect(attempt).toMatchObject({
            cause: "refused",
            problem: "net::ERR_FAILED (the service worker's own request: net::ERR_CONNECTION_REFUSED)",
          });
      },
    );
  }

  check(`maintenance, ${name}: a handshake that the worker answers never reaches the server`, async ({ takePanel, startServer }, info) => {
    const server = await startServer({ version: "4.8.4" });
    const open = await takePanel();
    await recording(open);
    const client = await load({ page: open.page, url: `${server.url}?sw=maintenance&transports=polling` });
    await client.line("reconnect attempt 2").waitFor();
    await expect.poll(() => sessionCount(open)).toBeGreaterThan(1);
    const bytes = await savedTrace(open, info, `maintenance-${server.port}.jsonl`);
    expectFindings(storeOf(bytes), ["server-error"]);
    const answers = ofEngine(eventsOf(bytes), "http-response");
    expect(answers.map(({ from, reason, connection }) => [from, reason, connection])).toEqual(
      answers.map(() => ["service-worker", undefined, undefined]),
    );
    expect(packetsOf(bytes)).toEqual([]);
    expect(sessionRecords(storeOf(bytes))[0]).toMatchObject({
      cause: "refused",
      problem: expect.stringMatching(/^503 .*\(the service worker answered, not the server\)$/),
    });
    expect(await server.log()).toEqual([]);
  });
}
