// Random sessions in which nothing is wrong, between real servers and clients of every revision: no rule may find anything above `info`.

import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { startServer, type Version, versions } from "../../demo/server.mjs";
import { root } from "../../demo/setup.mjs";
import { until } from "../../demo/until.mjs";
import { Store } from "../../src/session/store.ts";
import { startRecordingProxy } from "../fixtures/recording-proxy.mjs";
import { worse } from "../unit/findings/support.ts";

const SESSIONS = 200;

/** The server and the client of each pair. A client of an older generation needs a server that allows it. */
const PAIRS: readonly (readonly [Version, Version])[] = [
  ["1.3.5", "1.3.5"],
  ["1.7.4", "1.7.4"],
  ["2.0.4", "2.0.4"],
  ["2.5.1", "2.5.1"],
  ["3.1.2", "3.1.2"],
  ["4.8.4", "4.8.4"],
  ["4.8.4", "2.5.1"],
  ["4.8.4", "3.1.2"],
];

interface Socket {
  readonly io: { socket(nsp: string): Socket };
  on(event: string, listener: (...args: unknown[]) => void): void;
  emit(event: string, ...args: unknown[]): void;
  connect(): void;
  disconnect(): void;
}

const require = createRequire(join(root, "demo/servers/package.json"));

const action = fc.record({
  do: fc.constantFrom("say", "ask", "be asked", "send bytes", "get bytes", "admin", "storm", "rest"),
  text: fc.oneof(fc.string({ unit: "grapheme", maxLength: 40 }), fc.constant("長い文".repeat(400))),
  /** Of packets in a storm, and of rests of 15 ms. */
  count: fc.integer({ min: 1, max: 60 }),
});
const plan = fc.record({
  transports: fc.constantFrom(["polling", "websocket"], ["polling", "websocket"], ["websocket"], ["polling"]),
  actions: fc.array(action, { minLength: 2, maxLength: 8 }),
  end: fc.constantFrom("client", "server", "none"),
});
type Plan = typeof plan extends fc.Arbitrary<infer Value> ? Value : never;

/** Waits until an event has come so often. */
function heard(socket: Socket, event: string, times = 1): Promise<unknown> {
  let count = 0;
  return new Promise((resolve) => {
    socket.on(event, () => {
      if (++count === times) resolve(null);
    });
  });
}

/** Does what a plan says, and returns what is found above `info` in what a proxy recorded. */
async function play(origin: string, client: Version, { transports, actions, end }: Plan): Promise<string[]> {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "2026-01-01T00:00:00.000Z" });
  const proxy = await startRecordingProxy(
    () => origin,
    (event) => store.push(event),
  );
  const connect = require(`sioc${versions[client]}`);
  const options = { transports, forceNew: true, "force new connection": true, timeout: 60_000 };
  const socket: Socket = connect(proxy.url, options);
  let admin: Socket | undefined;
  socket.on("question", (_question, answer) => (answer as (text: string) => void)("a ladder"));
  await heard(socket, "hello");
  const ask = (event: string, ...args: unknown[]) => new Promise((resolve) => socket.emit(event, ...args, resolve));
  const send = (answer: string, event: string, ...args: unknown[]) => {
    socket.emit(event, ...args);
    return heard(socket, answer);
  };
  for (const { do: what, text, count } of actions) {
    if (what === "say") await send("said", "say", text);
    else if (what === "ask") await ask("ask", text);
    else if (what === "be asked") await send("thanks", "ask me");
    else if (what === "send bytes") await ask("bytes", Buffer.from([1, 2, 3]), { deep: Buffer.from("é") });
    else if (what === "get bytes") await send("bytes", "send bytes");
    else if (what === "rest") await wait(count * 15);
    else if (what === "storm") {
      const last = heard(socket, "tick", count);
      for (let n = 0; n < count; n++) socket.emit("tick", n);
      await last;
    } else {
      if (admin) admin.connect();
      admin ??= socket.io.socket("/admin");
      await heard(admin, "hello");
      admin.emit("say", text);
      await heard(admin, "said");
      admin.disconnect();
      // The server of socket.io 4 closes a session in which the next CONNECT comes together with this DISCONNECT.
      await ask("ask", text);
    }
  }
  if (end === "server") {
    await send("disconnect", "disconnect me");
  }
  if (end === "client") socket.disconnect();
  if (end !== "none") await until("the end of the session", () => store.sessions.at(-1)?.endedAt !== null);
  const found = worse(store);
  socket.disconnect();
  proxy.close();
  return found;
}

test(`${SESSIONS} random healthy sessions of every revision have no finding above info`, async () => {
  test.setTimeout(180_000);
  const seed = process.env.CI ? 1 : Number(process.env.LIFELINE_FUZZ_SEED ?? (Math.random() * 0x1_0000_0000) | 0);
  const plans = fc.sample(plan, { numRuns: SESSIONS, seed });
  const of = (pair: number) => plans.filter((_, i) => i % PAIRS.length === pair);
  const all = await Promise.all(
    PAIRS.map(async ([version, client], pair) => {
      const server = await startServer({ version, pingInterval: 400, pingTimeout: 20_000, ...(client !== version && { allowEIO3: true }) });
      const wrong: string[] = [];
      for (const each of of(pair)) {
        const found = await play(server.origin, client, each);
        if (found.length > 0) wrong.push(`${version} with a client of ${client}, ${JSON.stringify(each)}: ${found.join(", ")}`);
      }
      await server.close();
      return wrong;
    }),
  );
  expect(all.flat(), `seed ${seed}`).toEqual([]);
});
