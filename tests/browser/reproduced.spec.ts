// Situations that need a page: a real browser, the real client and a real server, and what the panel finds in them by itself. In each test the
// rule also sees what only looks so, and finds nothing in it.

import type { Locator } from "@playwright/test";
import type { OpenPanel } from "../../demo/devtools.mjs";
import { expect, test } from "./support/demo.ts";
import { deadOrigin, startProxyOf, startSite } from "./support/site.ts";

const inPanel = ({ panel }: OpenPanel, role: "region" | "complementary", name: string): Locator => panel.getByRole(role, { name });

/** Opens a finding in the panel, and expects its sentence and the words of its rows. */
async function expectFound(open: OpenPanel, name: string, title: RegExp | string, evidence: readonly (RegExp | string)[]): Promise<void> {
  await inPanel(open, "region", "Findings")
    .getByRole("button", { name: new RegExp(`^(error|warning|info)? ?${name}`) })
    .click();
  const pane = inPanel(open, "complementary", "Finding");
  await expect(pane.locator(".finding-title")).toHaveText(title);
  await expect(pane.locator(".evidence-row span:last-child")).toHaveText([...evidence]);
}

/** The names of all findings that the panel lists, the worst first. */
const names = (open: OpenPanel) => inPanel(open, "region", "Findings").locator("li .finding-name");

/** `told(socket)` resolves with what a client of the page is told first. A page that connects at once asks before it is told. */
const TOLD = `const told = (socket) => new Promise((resolve) => {
  socket.on("connect", () => resolve("connected"));
  socket.on("connect_error", ({ message }) => resolve(message));
  socket.on("disconnect", resolve);
});`;

test("a handshake that the browser blocks, one that nothing answers, and two that CORS hides are told apart", async ({ takePanel }) => {
  const [gone, other, blocked, dead] = [await startProxyOf(502), await startSite(""), await startSite(""), await deadOrigin()];
  const policy = `<meta http-equiv="Content-Security-Policy" content="connect-src ${dead} ${gone.origin} ${other.origin}">`;
  const site = await startSite(
    `${TOLD} const ask = (origin, options) => told(io(origin, { forceNew: true, reconnection: false, ...options }));`,
    { head: policy },
  );
  const open = await takePanel();
  await open.page.goto(site.origin);
  for (const [origin, options] of [[blocked.origin], [dead], [gone.origin, { extraHeaders: { "X-Token": "1" } }], [other.origin]] as const)
    expect(await open.page.evaluate(`ask(${JSON.stringify(origin)}, ${JSON.stringify(options)})`)).toBe("xhr poll error");
  await expect(names(open)).toHaveText(["Blocked in the browser", "Server unreachable", "CORS hides a status", "Blocked by CORS"]);
  const host = (origin: string) => new URL(origin).host;
  await expectFound(
    open,
    "Blocked in the browser",
    `The page's content security policy does not allow connections to ${host(blocked.origin)}.`,
    ["asks for /socket.io/", "fails: csp"],
  );
  await expectFound(open, "Server unreachable", `Nothing listens at ${host(dead)}: the connection was refused.`, [
    "asks for /socket.io/",
    "fails: net::ERR_CONNECTION_REFUSED",
  ]);
  await expectFound(open, "CORS hides a status", `${host(gone.origin)} answered 502, and the browser says only CORS.`, [
    "asks for /socket.io/",
    "is not sent, because its preflight is answered 502: PreflightMissingAllowOriginHeader",
  ]);
  await expectFound(
    open,
    "Blocked by CORS",
    `${host(other.origin)} does not allow the page's origin ${site.origin}: its answer has no Access-Control-Allow-Origin.`,
    ["asks for /socket.io/", "is answered 200, which the page may not read: MissingAllowOriginHeader"],
  );
  for (const each of [gone, other, blocked, site]) await each.close();
});

test("a handshake from the browser's cache, and none where the client asks for each with a URL of its own", async ({ takePanel }) => {
  const site = await startSite(
    `${TOLD} const socket = io({ transports: ["polling"], reconnection: false, timestampRequests: location.search === "?t" });
    const first = told(socket);`,
    {
      setUp: (engine) =>
        engine.on("initial_headers", (headers) => {
          headers["cache-control"] = "max-age=3600";
        }),
    },
  );
  const open = await takePanel();
  for (const [query, told] of [
    ["?t", "connected"],
    ["?t", "connected"],
    ["", "connected"],
  ] as const) {
    await expect(names(open).filter({ hasText: "cache" })).toHaveCount(0);
    await open.page.goto(`${site.origin}/${query}`);
    expect(await open.page.evaluate("first")).toBe(told);
  }
  await open.page.reload();
  expect(await open.page.evaluate("first")).toBe("xhr post error");
  await expect(names(open)).toHaveText(["Handshake from a cache", "Page left"]);
  await expectFound(open, "Handshake from a cache", /^The answer to the handshake came from a cache, with the session id \S+\.$/, [
    "the client asks for a session",
    /^is answered from a cache: session id \S+$/,
    "is answered 400: session id unknown (code 1)",
  ]);
  await site.close();
});

test("a session id from a cookie is shared by a page and its iframe, and an id of its own is not", async ({ takePanel }) => {
  let given = 0;
  const site = await startSite(
    `${TOLD}
    if (location.search === "?cookie") document.cookie = "id=abc";
    const socket = io({ transports: ["polling"] });
    const first = told(socket);
    const embed = () => new Promise((resolve) => {
      const frame = document.createElement("iframe");
      frame.src = location.href;
      frame.addEventListener("load", () => resolve(frame.contentWindow.eval("first")));
      document.body.append(frame);
    });`,
    {
      setUp: (engine) => {
        engine.generateId = ({ headers }) => /id=(\w+)/.exec(headers.cookie ?? "")?.[1] ?? `own${++given}`;
      },
    },
  );
  const open = await takePanel();
  for (const [query, found] of [
    ["?own", []],
    ["?cookie", ["Shared session id", "Page left", "Page left"]],
  ] as const) {
    await open.page.goto(`${site.origin}/${query}`);
    expect(await open.page.evaluate("first")).toBe("connected");
    expect(await open.page.evaluate("embed()")).toBe("connected");
    await expect(names(open)).toHaveText([...found]);
  }
  await expectFound(open, "Shared session id", `${new URL(site.origin).host} gave the session id abc to two documents.`, [
    "one document gets the session id abc",
    "another document gets the session id abc too",
  ]);
  await site.close();
});

test("an effect that React's StrictMode runs twice, and a page that is loaded again, each beside what only looks so", async ({
  takePanel,
}) => {
  const site = await startSite(
    `${TOLD}
    const socket = io({ autoConnect: false, transports: location.search === "?polling" ? ["polling", "websocket"] : ["websocket"] });
    const effect = () => { socket.connect(); return () => socket.disconnect(); };
    const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));`,
  );
  const open = await takePanel();
  await open.page.goto(site.origin);
  // It connects again only later, and leaves when it has disconnected.
  await open.page.evaluate("effect()(); after(1200).then(() => { effect(); return told(socket); })");
  await open.page.evaluate("socket.disconnect(); after(400)");
  await open.page.reload();
  await open.page.evaluate("effect()(); effect(); told(socket)");
  await expect(names(open)).toHaveText(["Closed before established", "Closed by the page"]);
  await expectFound(
    open,
    "Closed before established",
    /^The page closed its websocket after \d+ ms, before it was established, and opened another one \d+ ms later\.$/,
    ["the page opens a websocket", "the first one is closed, before the server has answered", "and opens another one"],
  );
  await open.page.goto(`${site.origin}/?polling`);
  await open.page.evaluate("effect()(); effect(); told(socket)");
  await expectFound(open, "Page left", "The page left, and the session ended with it.", ["the connection ends with the page"]);
  await open.page.evaluate("after(1200).then(() => { socket.emit('later'); })");
  await expect(names(open)).toHaveText(["Closed before established", "Closed before established", "Closed by the page", "Page left"]);
  await names(open).nth(1).click();
  await expect(inPanel(open, "complementary", "Finding").locator(".finding-title")).toHaveText(
    /^The page disconnected before its handshake was answered, and connected again \d+ ms later\.$/,
  );
  await site.close();
});

test("messages of another parser cannot be told, those of MessagePack can", async ({ takePanel, startServer }) => {
  const open = await takePanel();
  for (const [parser, found] of [
    ["msgpack", []],
    ["unknown", ["Not visible"]],
  ] as const) {
    const server = await startServer({ version: "4.8.4", parser });
    await open.page.goto(`${server.url}?transports=websocket`);
    const client = open.page.getByRole("region").first();
    for (let n = 0; n < 6; n++) await client.locator("[data-do=say]").click();
    await expect(client.getByRole("log").locator("li", { hasText: "/ said" })).toHaveCount(6);
    await expect(names(open).filter({ hasNotText: "Page left" })).toHaveText([...found]);
  }
  await expectFound(open, "Not visible", "The session's messages are in no format that Lifeline knows.", ["one of the messages"]);
});
