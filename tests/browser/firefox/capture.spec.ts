// The built extension in Firefox's toolbox: scripts in pages and webRequest capture the traffic. Each packet is compared with the libraries'
// logs.

import { recording } from "../../../demo/devtools.mjs";
import type { FirefoxPanel } from "../../../demo/firefox.mjs";
import { clientCard } from "../../../demo/scenarios/basic.mjs";
import { beyond } from "../../../demo/scenarios/beyond.mjs";
import { figures, load, loadUpgraded, type Scenario } from "../../../demo/scenarios/figures.mjs";
import type { Version } from "../../../demo/server.mjs";
import type { WireEvent } from "../../../src/wire/event.ts";
import { expect, firefoxTest as test } from "../support/demo.ts";
import { allRows, eventsOf } from "../support/panel.ts";
import { type Played, play } from "../support/play.ts";
import { asked, byClient, byServer, type Case, cases, expectPlayed, said, upgraded } from "../support/right.ts";

interface FirefoxCase extends Case {
  readonly versions: readonly Version[];
  readonly holds?: (played: Played<FirefoxPanel>, events: readonly WireEvent[]) => void;
}

const page = [/HTTP, GET \/(\?.*)?, 200/, /HTTP, GET \/library\.js, 200/];
const polled = [/sent, GET .*transport=polling/, /received, 0 open, HTTP 200/, /sent, GET .*transport=polling&sid=.*, long poll/];
const session = [...polled.slice(0, 2), /sent, GET .*transport=websocket&sid=/, ...upgraded];

/** Like the scenario worker-and-iframe, but without the worker, whose messages page scripts cannot capture. */
const framesOnly: Scenario = {
  what: "clients in iframes of this and another site",
  options: {},
  query: "frames",
  run: async (stage) => {
    await load(stage);
    for (const place of [stage.page, ...[0, 1].map((n) => stage.page.frameLocator("iframe").nth(n))]) {
      const client = clientCard(place.getByRole("region").first());
      await client.reaches("connected", "websocket");
      await client.press("say", "/ said");
    }
  },
};

/**
 * Each websocket's close as a text; `page:` before it means that the page called close(). Servers answer with 1000 or without a code (1005).
 * With an old server, Firefox sometimes reports that the close was not clean.
 */
function closes(events: readonly WireEvent[]): string {
  return events
    .flatMap((event) => {
      if (event.kind === "ws-closing") return ["page:"];
      return event.kind === "ws-close" ? [`${event.code} ${event.clean} ${event.cause}`] : [];
    })
    .join(", ");
}

const firefoxCases: Record<string, FirefoxCase> = {
  basic: { ...cases.basic, versions: ["1.3.5", "4.8.4"] },
  upgrade: {
    scenario: figures.upgrade,
    versions: ["2.5.1"],
    causes: /^client$/,
    rows: [
      ...page,
      ...session.slice(0, 3),
      ...["first", "second", "third"].map((text) => new RegExp(`received, 42 said, "${text}`)),
      ...upgraded,
      /received, 42 said, "by websocket"/,
      byClient,
    ],
    // Firefox does not report which connection carried a request, so all connections but the websocket's are inferred.
    holds: ({ store }) => {
      const inferred = store.connections.filter((connection) => connection.inferred).map(({ role }) => role);
      const observed = store.connections.filter((connection) => !connection.inferred).map(({ role }) => role);
      expect(inferred).toContain("main");
      expect(observed).toEqual(["websocket"]);
    },
  },
  "server-closes": {
    scenario: figures["server-closes"],
    versions: ["4.8.4"],
    causes: /^server client$/,
    rows: [...session, ...said, byServer, ...session, ...said, byClient],
    holds: (_, events) => expect(closes(events)).toMatch(/^100[05] \w+ hook, page:, 100[05] \w+ hook$/),
  },
  "client-closes": {
    scenario: figures["client-closes"],
    versions: ["4.8.4"],
    causes: /^client client$/,
    rows: [...session, ...said, /sent, 41 disconnect/, byClient, ...session, ...said, byClient],
    holds: (_, events) => expect(closes(events)).toMatch(/^(page:, 100[05] \w+ hook(, |$)){2}$/),
  },
  "cut-short": {
    scenario: figures["cut-short"],
    versions: ["1.3.5"],
    causes: /^client$/,
    rows: [
      ...session,
      ...said,
      /sent, 42 say, "hello, world"/,
      /received, 42 said, "while the path was cut"/,
      /received, 42 said, "hello, world"/,
      ...asked,
      byClient,
    ],
  },
  "two-clients": {
    scenario: beyond["two-clients"],
    versions: ["4.8.4"],
    causes: /^client client$/,
    rows: [...said, ...said, byClient, byClient],
    holds: ({ sessions }) => expect(new Set(sessions.map(({ client }) => client)).size).toBe(2),
  },
  iframes: {
    scenario: framesOnly,
    versions: ["4.8.4"],
    causes: /^client client client$/,
    rows: [...said, ...said, ...said, byClient, byClient, byClient],
    holds: ({ store, truth: { packets } }) => {
      const places = store.clients.map(({ documentFrame }) => store.contexts.get(documentFrame ?? "")?.url ?? "");
      expect(new Set(places.map((url) => new URL(url).searchParams.get("name")))).toEqual(new Set([null, "iframe", "cross-site iframe"]));
      expect(new Set(packets.map(({ client }) => client))).toEqual(new Set(["page", "iframe", "cross-site iframe"]));
    },
  },
  jsonp: { ...cases.jsonp, versions: ["2.5.1"] },
  "polling-only": { ...cases["polling-only"], versions: ["4.8.4"] },
  namespaces: {
    scenario: beyond.namespaces,
    versions: ["4.8.4"],
    causes: /^client$/,
    rows: [/sent, 40 connect, \/admin/, /problem, received, 44 connect error, \/nope/, /websocket closed, by the client/],
  },
  "binary-acks": { ...cases["binary-acks"], versions: ["2.5.1", "4.8.4"] },
  "cut-long": { ...cases["cut-long"], versions: ["1.3.5", "4.8.4"] },
  recovery: {
    scenario: beyond.recovery,
    versions: ["4.8.4"],
    causes: /^transport (refused )*client$/,
    rows: [...upgraded, /websocket closed, ≈ .*the network|websocket closed, 1006/, /received, 40 connect, .*, recovered/],
  },
};

for (const [name, each] of Object.entries(firefoxCases)) {
  for (const version of each.versions) {
    test(`${name} of ${version}: the trace has exactly the packets that the libraries logged`, async ({
      openPanel,
      takePanel,
      setStage,
    }, info) => {
      const played = await play(each.scenario, version, { openPanel, takePanel, setStage }, info);
      await expectPlayed(played, each, info);
      each.holds?.(played, eventsOf(played.bytes));
    });
  }
}

test("stop and record again leaves a gap, and the open session goes on", async ({ takePanel, startServer }) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await takePanel();
  const { panel, page } = open;
  const client = await loadUpgraded({ page, url: server.url });
  await client.press("say", "/ said");
  await panel.evaluate(() => globalThis.lifeline?.stop());
  await panel.waitForFunction(() => globalThis.lifeline?.status.state === "idle", null);
  await client.press("ask", "/ ack");
  await panel.evaluate(() => globalThis.lifeline?.record());
  await recording(open);
  await client.press("be asked", "/ thanks");
  await expect.poll(async () => (await allRows(panel)).join("\n")).toMatch(/said, "hello, world".*not captured.*question/is);
  const sessions = await panel.evaluate(() => globalThis.lifeline?.store.sessions.map(({ state, transport }) => `${state} ${transport}`));
  expect(sessions).toEqual(["open websocket"]);
});
