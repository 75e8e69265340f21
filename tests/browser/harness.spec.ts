// The test harness without the extension. Other tests compare Lifeline with the logs of server and client, so these two must agree.
import { basic, basicOptions, clientCard } from "../../demo/scenarios/basic.mjs";
import { load, loadUpgraded } from "../../demo/scenarios/figures.mjs";
import { expect, groundTruth, test } from "./support/demo.ts";
import { type ActualPacket, compare, type ExpectedPacket, IDENTICAL } from "./support/truth.ts";

const asSeen = ({ session, direction, transport, engine, socket, eio = 0 }: ExpectedPacket): ActualPacket => ({
  session,
  direction,
  transport,
  engine,
  ...(socket && { socket }),
  eio,
});

for (const version of ["4.8.4", "1.3.5"] as const) {
  test(`server and client of ${version} log the same packets`, async ({ page, startServer }) => {
    const server = await startServer({ version, ...basicOptions });
    await basic({ page, server });

    const { packets } = await groundTruth(page, server);
    // Only a heartbeat can be in transit when the server closes. The scenario waits for the answer to everything else.
    expect(packets.filter(({ lost, engine }) => lost && !/^p[io]ng$/.test(engine.type))).toEqual([]);
    expect(compare(packets, packets.map(asSeen))).toEqual(IDENTICAL);

    const sessions = [...new Set(packets.map(({ session }) => session))];
    expect(sessions).toHaveLength(2);
    for (const session of sessions) {
      const of = packets.filter((packet) => packet.session === session);
      const types = (direction: string, transport: string): string[] =>
        of.filter((packet) => packet.direction === direction && packet.transport === transport).map(({ engine }) => engine.type);
      expect(types("received", "polling")).toContain("open");
      expect(types("sent", "websocket").slice(0, 2)).toEqual(["ping", "upgrade"]);
      expect(of.map(({ eio }) => eio)).toEqual(of.map(() => (version === "4.8.4" ? 4 : 3)));
    }
    const texts = packets.map(({ engine }) => (typeof engine.data === "string" ? engine.data : ""));
    expect(texts.filter((text) => text.includes("😀 é Ã© 日本語"))).toHaveLength(2);
    for (const direction of ["sent", "received"]) {
      const bytes = packets.filter((packet) => packet.direction === direction && typeof packet.engine.data === "object");
      expect(bytes.map(({ engine }) => engine.data)).toContainEqual({ $binary: "AAECf4D/" });
    }
  });
}

for (const version of ["4.8.4", "1.3.5"] as const) {
  test(`server and client of ${version} log every close of a polling session`, async ({ page, startServer }) => {
    const server = await startServer({ version, transports: ["polling"] });
    const client = await load({ page, url: `${server.url}?transports=polling` });
    await client.reaches("connected", "polling");
    await client.press("send nested bytes", "/ ack");
    // The first close comes while no poll waits at the server, and is sent with the next poll. The second ends a waiting poll.
    await client.press("server closes", "/ hello");
    await client.press("say", "/ said");
    await server.closeClients();
    await client.line("/ hello").nth(2).waitFor();
    // On a server disconnect the client closes too, and the two closes cross. Either may be lost, but the logs must agree.
    await client.press("server disconnects", "/ disconnect");
    await client.press("connect", "/ hello");
    // While its first POST is under way, the old client closes without a word.
    await client.press("say", "/ said");
    await client.press("client closes", "/ disconnect");

    const { packets } = await groundTruth(page, server);
    const [first, second, , fourth] = [...new Set(packets.map(({ session }) => session))];
    const closes = (session: string | undefined) =>
      packets
        .filter((packet) => packet.session === session && packet.engine.type === "close")
        .map(({ direction, lost }) => ({ direction, lost }));
    expect(closes(first)).toEqual([{ direction: "received", lost: false }]);
    expect(closes(second)).toEqual([{ direction: "received", lost: false }]);
    expect(closes(fourth)).toEqual([{ direction: "sent", lost: false }]);
  });
}

test("clients in a worker, in iframes and side by side log into one page, and the log survives navigation", async ({
  page,
  startServer,
}) => {
  const server = await startServer({ version: "4.8.4", holdUpgrades: true });
  await page.goto(`${server.url}?clients=2&worker&echo&frames`);
  const cards = [
    ...["Client 1", "Client 2", "Client in a worker"].map((name) => page.getByRole("region", { name })),
    ...["iframe", "cross-site iframe"].map((title) =>
      page.frameLocator(`iframe[title="${title}"]`).getByRole("region", { name: "Client" }),
    ),
  ];
  for (const card of cards.map(clientCard)) await card.line("/ hello").waitFor();
  await server.releaseUpgrades();
  for (const card of cards.map(clientCard)) {
    await card.reaches("connected", "websocket");
    await card.press("ask", "/ ack");
  }
  await clientCard(page.getByRole("region", { name: "A websocket" })).press("ping", "echo 2");
  for (const card of cards.map(clientCard)) await card.press("client closes", "/ disconnect");

  const before = await groundTruth(page, server);
  expect(new Set(before.packets.map(({ client }) => client))).toEqual(new Set(["page", "page 2", "worker", "iframe", "cross-site iframe"]));
  for (const session of new Set(before.packets.map((packet) => packet.session))) {
    // No message was in transit when the upgrade began, and no heartbeat was due, so a noop ended the waiting poll.
    expect(before.packets.filter((packet) => packet.session === session && packet.engine.type === "noop")).toHaveLength(1);
  }
  await page.getByRole("link", { name: "A page without sockets" }).click();
  await page.getByRole("link", { name: "Back to the demo" }).waitFor();
  expect((await groundTruth(page, server)).packets).toEqual(before.packets);
});

test("compare() lists missing, extra and wrong packets", () => {
  const packet = (data: string): ExpectedPacket => ({
    session: "s",
    client: "page",
    direction: "sent",
    transport: "polling",
    engine: { type: "message", data },
    eio: 4,
    at: 0,
    lost: false,
  });
  const [a, b, c, d] = [packet("a"), packet("b"), packet("c"), packet("d")];
  const gone = { ...packet("lost"), lost: true };
  const seen = (...packets: ExpectedPacket[]) => compare([a, b, gone, c], packets.map(asSeen));
  expect(seen(a, b, c)).toEqual(IDENTICAL);
  expect(seen(a, b, gone, c)).toEqual(IDENTICAL);
  expect(seen(a, c)).toEqual({ missing: [b], extra: [], wrong: [] });
  expect(seen(a, b, c, d)).toEqual({ missing: [], extra: [asSeen(d)], wrong: [] });
  expect(seen(a, d, c)).toEqual({ missing: [], extra: [], wrong: [{ expected: b, actual: asSeen(d) }] });
  expect(seen(b, a, c)).toMatchObject({ missing: [expect.anything()], extra: [expect.anything()] });
  expect(seen(a, { ...b, transport: "websocket" }, c).wrong).toHaveLength(1);
  expect(seen(a, { ...b, eio: 3 }, c).wrong).toHaveLength(1);

  const socket = { type: "EVENT", nsp: "/", id: 1, data: ["say", { $binary: "AAE=" }], attachments: 1 };
  const decoded = (expected: ExpectedPacket["socket"], actual: ExpectedPacket["socket"]) =>
    compare([{ ...a, ...(expected === undefined ? {} : { socket: expected }) }], [asSeen({ ...a, socket: actual ?? null })]).wrong.length;
  expect(decoded(socket, structuredClone(socket))).toBe(0);
  for (const change of [{ type: "ACK" }, { nsp: "/admin" }, { id: 2 }, { data: ["say", { $binary: "AAI=" }] }, { attachments: 0 }]) {
    expect(decoded(socket, { ...socket, ...change })).toBe(1);
  }
  expect(decoded(socket, null)).toBe(1);
  expect(decoded(null, socket)).toBe(1);
  expect(decoded(null, null)).toBe(0);
  // If no library decoded the packet, any decoding passes.
  expect(decoded(undefined, socket)).toBe(0);
});

test("the proxy holds bytes and cuts connections", async ({ page, startServer, startProxy }) => {
  const server = await startServer({ version: "4.8.4" });
  const proxy = await startProxy(server);
  const client = await loadUpgraded({ page, url: proxy.url });
  const sid = await client.card.getAttribute("data-sid");

  proxy.hold();
  await client.card.locator("[data-do=say]").click();
  await page.waitForFunction(() => globalThis.__log.some(({ data }) => typeof data === "string" && data.startsWith('2["say"')));
  expect((await server.log()).some(({ data }) => typeof data === "string" && data.startsWith('2["say"'))).toBe(false);
  proxy.resume();
  await client.line("/ said").waitFor();
  await expect(client.card).toHaveAttribute("data-sid", `${sid}`);

  proxy.cut();
  await client.reaches("disconnected");
  proxy.resume();
  await client.reaches("connected", "websocket");
  await expect(client.card).not.toHaveAttribute("data-sid", `${sid}`);
});
