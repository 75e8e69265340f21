import { clientCard, firstClient } from "./basic.mjs";
import { allClosed, answeredHeartbeats, lively, load, loadUpgraded, proxyOf } from "./figures.mjs";

/** @import { Scenario, Stage } from "./figures.mjs" */

/** Connects, sends an event and a question, and waits for a heartbeat. @type {(transport: string) => Scenario["run"]} */
const talk = (transport) => async (stage) => {
  const client = await load(stage);
  await client.reaches("connected", transport);
  await client.press("say", "/ said");
  await client.press("ask", "/ ack");
  await answeredHeartbeats(stage, 1);
};

/**
 * Cuts the connection, emits an event on the server meanwhile, and waits until the client has reconnected.
 * @param {Omit<Stage, "servers" | "url">} stage
 */
export async function missSomething({ page, server, proxy }) {
  const client = firstClient(page);
  proxy?.cut();
  await client.reaches("disconnected");
  await allClosed(server);
  await server.emit("said", "while you were away");
  proxy?.resume();
  await client.reaches("connected", "websocket");
}

/** @type {Scenario["run"]} */
async function comeBack(stage) {
  const client = await loadUpgraded(stage);
  await client.press("say", "/ said");
  proxyOf(stage);
  await missSomething(stage);
  await client.press("ask", "/ ack");
}

/** @satisfies {Record<string, Scenario>} */
export const beyond = {
  "missed-pong": {
    what: "the server pings, the client stops answering: the server gives up",
    // The client would give up one pingInterval after the server. 1.5 s lets the server be first also on a busy machine.
    options: { pingInterval: 1500, pingTimeout: 1500 },
    versions: ["3.1.2", "4.8.4"],
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await answeredHeartbeats(stage, 2);
      await client.card.locator("[data-do='answer no pings']").click();
      await client.line("/ disconnect").waitFor();
      await client.reaches("connected", "websocket");
      await answeredHeartbeats(stage, 1);
    },
  },

  jsonp: {
    what: "polling without XMLHttpRequest: scripts and forms",
    options: { pingInterval: 1000, pingTimeout: 20_000 },
    versions: ["1.0.6", "1.3.5", "1.7.4", "2.0.4", "2.5.1", "3.1.2"],
    query: "transports=polling&forceJSONP=true",
    run: async (stage) => {
      const client = await load(stage);
      await client.reaches("connected", "polling");
      await client.press("unicode", "/ said");
      await client.press("ask", "/ ack");
    },
  },

  "websocket-only": {
    what: "a websocket from the start, no polling",
    options: lively,
    query: "transports=websocket",
    run: talk("websocket"),
  },

  "polling-only": {
    what: "polling without an upgrade, with heartbeats",
    options: { pingInterval: 1000, pingTimeout: 20_000 },
    query: "transports=polling",
    run: talk("polling"),
  },

  "refused-upgrade": {
    what: "a proxy answers the websocket with 400: polling goes on",
    finds: ["upgrade-refused"],
    options: {},
    refusesUpgrades: true,
    run: async (stage) => {
      const client = await load(stage);
      await client.reaches("connected", "polling");
      await client.line("upgrade error").waitFor();
      await client.press("say", "/ said");
      await client.press("ask", "/ ack");
    },
  },

  "no-sticky-sessions": {
    what: "two servers in turn: each does not know the other's sessions, until requests stick to one",
    finds: ["sid-unknown"],
    // Abandoned sessions end after 3.4 s, and even a busy machine answers the heartbeats of the one in use within that time.
    options: { pingInterval: 400, pingTimeout: 3000 },
    versions: ["2.0.4", "2.5.1", "3.1.2", "4.8.4"],
    isSpread: true,
    run: async (stage) => {
      const client = await load(stage);
      // Each handshake succeeds and resets the count of attempts, so attempt 1 comes twice.
      await client.line("reconnect attempt 1").nth(1).waitFor();
      stage.balancer?.stick();
      await client.reaches("connected", "websocket");
      await client.press("say", "/ said");
    },
  },

  "server-disconnects": {
    what: "the server disconnects the client for good: it comes back only when the page asks for it",
    options: {},
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await client.press("say", "/ said");
      await client.press("server disconnects", "/ disconnect");
      await client.press("connect", "/ hello");
      await client.reaches("connected", "websocket");
      await client.press("say", "/ said");
    },
  },

  backoff: {
    what: "the server cannot be reached for a while: each attempt waits twice as long as the one before",
    finds: ["server-unreachable"],
    options: {},
    isProxied: true,
    // Old clients take 0 for the default, 0.5.
    query: "reconnectionDelay=300&randomizationFactor=0.001",
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await client.press("say", "/ said");
      proxyOf(stage).cut();
      await client.line("/ connect_error").nth(2).waitFor();
      proxyOf(stage).resume();
      await client.reaches("connected", "websocket");
      await client.press("say", "/ said");
    },
  },

  reload: {
    what: "the page is loaded again: its session ends, and a new one begins",
    options: {},
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await client.press("say", "/ said");
      await loadUpgraded(stage);
      await client.press("say", "/ said");
    },
  },

  recovery: {
    what: "the connection is cut: the session is recovered, with the events missed meanwhile",
    options: { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } },
    versions: ["4.8.4"],
    isProxied: true,
    run: comeBack,
  },

  "recovery-failed": {
    what: "the connection is cut for too long: nothing is recovered, the missed events are gone",
    finds: ["not-recovered"],
    options: { connectionStateRecovery: { maxDisconnectionDuration: 1 } },
    versions: ["4.8.4"],
    isProxied: true,
    run: comeBack,
  },

  namespaces: {
    what: "several namespaces on one session, two of them refused",
    finds: ["invalid-namespace", "connect-refused-by-app"],
    options: {},
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await client.press("join", "/admin hello");
      await client.press("say in admin", "/admin said");
      await client.press("say", "/ said");
      await client.press("refused", "/nope");
      await client.press("refused with data", "/guarded ");
      await client.press("leave", "/admin disconnect");
      await client.press("ask", "/ ack");
    },
  },

  "binary-acks": {
    what: "bytes both ways, and acks with the time they took",
    options: {},
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await client.press("send bytes", "/ bytes");
      await client.press("receive bytes", "/ bytes");
      await client.press("send nested bytes", "/ ack");
      await client.press("be asked", "/ thanks");
      await client.press("ask", "/ ack");
    },
  },

  "binary-polling": {
    what: "bytes both ways by polling, which was made for text",
    options: {},
    query: "transports=polling",
    run: async (stage) => {
      const client = await load(stage);
      await client.reaches("connected", "polling");
      await client.press("send bytes", "/ bytes");
      await client.press("receive bytes", "/ bytes");
    },
  },

  storm: {
    what: "10,000 packets in about a second",
    options: {},
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await client.press("say", "/ said");
      await client.press("storm", '/ said "the storm is over"');
      await client.press("ask", "/ ack");
    },
  },

  "two-clients": {
    what: "two clients on one page, each with its session",
    finds: ["double-connect"],
    options: {},
    query: "clients=2",
    run: async (stage) => {
      await load(stage);
      for (const n of [0, 1]) {
        const client = clientCard(stage.page.getByRole("region").nth(n));
        await client.reaches("connected", "websocket");
        await client.press("say", "/ said");
      }
    },
  },

  "worker-and-iframe": {
    what: "clients in a worker and in iframes of this and another site",
    options: {},
    query: "worker&frames",
    run: async (stage) => {
      await load(stage);
      const { page } = stage;
      const places = [page, page.frameLocator("iframe").nth(0), page.frameLocator("iframe").nth(1)];
      const cards = places.map((place) => clientCard(place.getByRole("region").first()));
      for (const client of [...cards, clientCard(page.getByRole("region").nth(1))]) {
        await client.reaches("connected", "websocket");
        // Playwright's mouse does not reach frames of another site in Firefox.
        await client.press("say", "/ said");
      }
    },
  },

  "old-client": {
    what: "a client of socket.io 2 before a server of 4: refused",
    finds: ["version-mismatch"],
    options: { client: "2.5.1" },
    versions: ["4.8.4"],
    query: "reconnectionAttempts=2",
    run: async (stage) => {
      const client = await load(stage);
      await client.line("reconnect attempt 2").waitFor();
      await client.line("/ connect_error").nth(2).waitFor();
    },
  },

  webtransport: {
    what: "WebTransport cannot be established, then a websocket",
    options: {},
    versions: ["4.8.4"],
    // Firefox needs half a minute to find that no server answers, longer than the client's default timeout.
    query: "transports=webtransport,websocket&tryAllTransports=true&timeout=60000",
    run: async (stage) => {
      stage.page.setDefaultTimeout(60_000);
      const client = await loadUpgraded(stage);
      await client.press("say", "/ said");
    },
  },

  "late-attach": {
    what: "recording begins in the middle of a session",
    options: lively,
    isLate: true,
    run: async (stage) => {
      const client = firstClient(stage.page);
      await client.reaches("connected", "websocket");
      await client.press("say", "/ said");
      await client.press("ask", "/ ack");
      await answeredHeartbeats(stage, 1);
      await client.press("server closes", "/ hello");
      await client.reaches("connected", "websocket");
      await client.press("say", "/ said");
    },
  },
};
