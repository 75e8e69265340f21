// Pages that a service worker controls, in Chromium. Each packet is compared with the libraries' logs: it is in the trace once, although the
// browser reports the page's request and the worker's own.

import type { TestInfo } from "@playwright/test";
import { type OpenPanel, recording } from "../../demo/devtools.mjs";
import { load } from "../../demo/scenarios/figures.mjs";
import type { DemoServer, Version } from "../../demo/server.mjs";
import type { HttpResponse, WireEvent } from "../../src/wire/event.ts";
import { allDrawn, expect, pageModeTest, test } from "./support/demo.ts";
import { expectAllRight } from "./support/right.ts";

/** The answers to requests of Engine.IO. */
function engineAnswers(events: readonly WireEvent[]): HttpResponse[] {
  const engine = new Set(events.flatMap((event) => (event.kind === "http-request" && event.part === "engine" ? event.id : [])));
  return events.flatMap((event) => (event.kind === "http-response" && engine.has(event.id) ? event : []));
}

/** Polls, says something, reloads, and says it again. */
async function talk(open: OpenPanel, server: DemoServer, strategy: string, info: TestInfo): Promise<WireEvent[]> {
  await recording(open);
  for (const _ of ["the worker takes control", "the worker is there from the start"]) {
    const client = await load({ page: open.page, url: `${server.url}?sw=${strategy}&transports=polling` });
    await client.reaches("connected", "polling");
    await client.press("say", "/ said");
    await client.press("ask", "/ ack");
    await client.press("receive bytes", "/ bytes");
    await client.press("client closes", "/ disconnect");
    // Without Network.configureDurableMessages, a body can be lost that ends right before its page does.
    await allDrawn(open, server);
  }
  return expectAllRight(open, server, info);
}

const strategies: readonly (readonly [strategy: string, Version, through: "service-worker" | undefined])[] = [
  ["network-first", "4.8.4", "service-worker"],
  ["network-first", "2.5.1", "service-worker"],
  ["cache-first", "4.8.4", "service-worker"],
  ["copy", "4.8.4", "service-worker"],
  ["pass", "4.8.4", undefined],
];

for (const [name, check] of [
  ["with the debugger", test],
  ["without the debugger", pageModeTest],
] as const) {
  for (const [strategy, version, through] of strategies) {
    check(`${strategy}, ${version}, ${name}: each packet is recorded once, with its body`, async ({ takePanel, startServer }, info) => {
      const server = await startServer({ version, pingInterval: 400, pingTimeout: 20_000 });
      const answers = engineAnswers(await talk(await takePanel(), server, strategy, info));
      expect(new Set(answers.map((answer) => answer.through))).toEqual(new Set([through]));
      expect(answers.filter(({ from, connection }) => from !== undefined || connection === undefined)).toEqual([]);
    });
  }
}
