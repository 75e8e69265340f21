// Captured without a debugger, in either browser, and in real pages: what is expected of the trace and of the panel.

import type { TestInfo } from "@playwright/test";
import type { AnyPanel } from "../../../demo/devtools.mjs";
import { basic, basicOptions, clientCard } from "../../../demo/scenarios/basic.mjs";
import { beyond } from "../../../demo/scenarios/beyond.mjs";
import { figures, loadUpgraded, type Scenario } from "../../../demo/scenarios/figures.mjs";
import type { DemoServer } from "../../../demo/server.mjs";
import type { WireEvent } from "../../../src/wire/event.ts";
import { ladderOf, whole } from "../../unit/diagram/support.ts";
import { allDrawn, expect } from "./demo.ts";
import { expectFindings } from "./findings.ts";
import { allRows, eventsOf, packetsOf, savedTrace, storeOf } from "./panel.ts";
import { expectInOrder, type Played } from "./play.ts";
import { compare, IDENTICAL } from "./truth.ts";

/**
 * Saves the trace with the panel's button and expects exactly the packets that server and clients logged, and that only these rules find
 * something above `info`. Returns the trace's wire events.
 */
export async function expectAllRight(
  open: AnyPanel,
  server: DemoServer,
  info: TestInfo,
  finds: readonly string[] = [],
): Promise<WireEvent[]> {
  const truth = await allDrawn(open, server);
  const bytes = await savedTrace(open, info, `trace-${server.port}.jsonl`);
  expect(compare(truth.packets, packetsOf(bytes))).toEqual(IDENTICAL);
  expectFindings(storeOf(bytes), finds);
  return eventsOf(bytes);
}

/** Navigates away from the page during a session, and back. */
export async function expectLeftAndBack(open: AnyPanel, server: DemoServer, info: TestInfo): Promise<void> {
  const { page, panel } = open;
  const client = await loadUpgraded({ page, url: server.url });
  await client.press("say", "/ said");
  await page.goto(`${server.origin}/plain.html`);
  await page.goBack();
  await client.reaches("connected", "websocket");
  await client.press("say", "/ said");
  await expectAllRight(open, server, info);
  expect((await allRows(panel)).filter((row) => row.includes("websocket gone: the page left"))).toHaveLength(1);
}

/** The steps of a client that connects, says hello and closes. They are the same in every browser and mode. */
const STEPS = {
  "2.5.1": ["Page", "Handshake", "Upgrade", "Messages", "Close"],
  "4.8.4": ["Page", "Handshake", "Polling", "Upgrade", "Messages", "Close"],
};
export const stepVersions = Object.keys(STEPS) as readonly (keyof typeof STEPS)[];

/** Plays it three times, because clocks are read in another order each time. */
export async function expectSteps(open: AnyPanel, server: DemoServer, version: keyof typeof STEPS, info: TestInfo): Promise<void> {
  for (let time = 1; time <= 3; time++) {
    const client = await loadUpgraded({ page: open.page, url: server.url });
    await client.press("say", "/ said");
    await client.press("client closes", "/ disconnect");
    await expect.poll(() => server.openSessions()).toEqual([]);
  }
  await expectAllRight(open, server, info);
  const store = storeOf(await savedTrace(open, info));
  const steps = STEPS[version];
  expect(whole(ladderOf(store)).steps.map(({ name }) => name)).toEqual([...steps, ...steps, ...steps]);
  await expectStyled(open);
}

/** Panel and ladder have their styles. In the extension its content security policy allows no style elements, unlike in a page of a test. */
async function expectStyled({ panel }: AnyPanel): Promise<void> {
  const [background, weight] = await panel.evaluate(() => {
    const styleOf = (selector: string) => getComputedStyle(document.querySelector(selector) ?? document.documentElement);
    return [styleOf("html").getPropertyValue("--bg"), styleOf("svg.ladder .name").fontWeight];
  });
  expect(background).not.toBe("");
  expect(weight, "the names of packets are bold").toBe("600");
}

/** A websocket that is not Engine.IO is mentioned while it is alone, and draws no problem beside a client. */
export async function expectOtherSocketMentioned(open: AnyPanel, server: DemoServer, info: TestInfo): Promise<void> {
  const { page, panel } = open;
  const text = () => panel.evaluate(() => document.body.textContent ?? "");
  await page.goto(`${server.url}?echo&clients=0`);
  await clientCard(page.getByRole("region")).press("text", "echo hello");
  await expect.poll(text).toContain("A WebSocket that is not Engine.IO");
  expect(await text()).toContain("Recording, but no Socket.IO or Engine.IO traffic yet");
  await loadUpgraded({ page, url: `${server.url}?echo` });
  await expectAllRight(open, server, info);
  expect((await allRows(panel)).filter((row) => /problem|invalid/.test(row))).toEqual([]);
}

export interface Case {
  readonly scenario: Scenario;
  /** Matches the causes of all sessions' ends, joined by blanks. */
  readonly causes: RegExp;
  readonly rows: readonly RegExp[];
}

/** Expects exactly the packets that the libraries logged, and the case's causes and rows. */
export async function expectPlayed({ open, truth, packets, sessions }: Played<AnyPanel>, { causes, rows }: Case, info: TestInfo) {
  const shown = await allRows(open.panel);
  await info.attach("panel", { body: await open.screenshot(), contentType: "image/png" });
  expect(compare(truth.packets, packets)).toEqual(IDENTICAL);
  expect(sessions.map(({ cause }) => cause).join(" ")).toMatch(causes);
  expectInOrder(shown, rows);
}

export const upgraded = [/received, 101 Switching Protocols/, /sent, 2 ping, probe/, /received, 3 pong, probe/, /sent, 5 upgrade/];
export const said = [/sent, 42 say, "hello, world"/, /received, 42 said, "hello, world"/];
export const asked = [/sent, 42 ask, ack id \d/, /received, 43 ack, ack id \d.*, \d.* m?s, /];
export const byServer = /websocket closed, by the server/;
export const byClient = /websocket closed, by the client/;

export const cases = {
  basic: {
    scenario: { what: "everything that the demo page can do", finds: ["invalid-namespace"], options: basicOptions, run: basic },
    causes: /^server client$/,
    rows: [/received, 0 open/, ...upgraded, byServer, /received, 0 open/, byClient],
  },
  jsonp: { scenario: beyond.jsonp, causes: /^client$/, rows: [/received, 0 open/, /received, 43 ack/] },
  "polling-only": { scenario: beyond["polling-only"], causes: /^client$/, rows: [/received, 0 open/, /sent, 1 close/] },
  "binary-acks": {
    scenario: beyond["binary-acks"],
    causes: /^client$/,
    rows: [/sent, 45 bytes, ⟨6 B⟩, \+1 · /, /received, 45 bytes, ⟨6 B⟩, \+1 · /, /sent, 46 ack/],
  },
  "cut-long": {
    scenario: figures["cut-long"],
    causes: /^timeout (refused )*client$/,
    rows: [...upgraded, /gave up|gives up/, /received, 0 open/, byClient],
  },
} satisfies Record<string, Case>;
