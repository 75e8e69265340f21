// Which connection a request is drawn on: the browser names it with the answer, and until then it is guessed.

import { expect, test } from "@playwright/test";
import type { Store } from "../../../src/session/store.ts";
import type { Headers } from "../../../src/wire/event.ts";
import { play, wireEvents } from "./ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
const ASK = "?EIO=4&transport=polling";
const POLL = `${ASK}&sid=A`;

/** Each connection with the requests on it, in their order: `1: c1 c3`; `?` when the browser has not named it yet. */
function carried({ connections }: Store): string[] {
  return connections.filter(({ uses }) => uses > 0).map(({ id, exchanges }) => `${id ?? "?"}: ${exchanges.map((e) => e.id).join(" ")}`);
}

/** Two polls side by side: c1 on connection 1 ends after c2 on connection 2. */
const TWO = `
  c0 GET ${ASK}
  c0 200@1 ${OPEN}
  c1 GET ${POLL}
  c2 POST ${POLL} 40
  c2 200@2 ok
  c1 200@1 40{"sid":"s"}
`;

test("the guess for a request is the free connection whose last answer ended last", () => {
  expect(carried(play(`${TWO}c3 GET ${POLL}`))).toEqual(["1: c0 c1 c3", "2: c2"]);
});

test("the guess for a request is no connection that waits for an answer", () => {
  expect(carried(play(`${TWO}c3 GET ${POLL}\nc4 POST ${POLL} 42["x"]`))).toEqual(["1: c0 c1 c3", "2: c2 c4"]);
});

test("a request whose guess was wrong leaves the guessed connection free, and is listed only on the named one", () => {
  const store = play(`${TWO}c3 GET ${POLL}\nc3 200@2 6\nc4 GET ${POLL}\nc5 POST ${POLL} 42["x"]`);
  expect(carried(store)).toEqual(["1: c0 c1 c5", "2: c2 c3 c4"]);
  expect(store.connections.map(({ busy }) => busy)).toEqual([1, 1]);
});

test("a connection of HTTP/2 takes many requests at a time, one of HTTP/1.1 takes one", () => {
  const store = play("");
  const h2 = (ladder: string) => {
    for (const event of wireEvents(ladder)) store.push(event.kind === "http-response" ? { ...event, protocol: "h2" } : event);
  };
  h2(`c0 GET ?EIO=4&transport=polling\nc0 200@1 ${OPEN}`);
  for (const event of wireEvents(`+100\nc1 GET ${POLL}\nc2 POST ${POLL} 40\nc3 POST ${POLL} 41`)) store.push(event);
  expect(carried(store)).toEqual(["1: c0 c1 c2 c3"]);
});

test("the opening of a reused connection was not recorded, that of a new one was", () => {
  const opened = (reused: boolean) => {
    const store = play("");
    for (const event of wireEvents(`c0 GET ?EIO=4&transport=polling\nc0 200@7 ${OPEN}`))
      store.push(event.kind === "http-response" ? { ...event, reused } : event);
    return store.connections.map(({ id, opened }) => [id, opened]);
  };
  expect(opened(true)).toEqual([["7", false]]);
  expect(opened(false)).toEqual([["7", true]]);
});

test("a connection that the server closes after its answer has ended, and takes no later request", () => {
  const closing = (protocol: string, headers: Headers) => {
    const store = play("");
    for (const event of wireEvents(`c0 GET ${ASK}\nc0 200@1 ${OPEN}\nc1 GET ${POLL}`))
      store.push(event.kind === "http-response" ? { ...event, protocol, headers } : event);
    return [store.connections[0]?.end, carried(store)];
  };
  const closed = ["clean", ["1: c0", "?: c1"]];
  const kept = ["none", ["1: c0 c1"]];
  expect(closing("http/1.1", { Connection: "close" })).toEqual(closed);
  expect(closing("http/1.1", { connection: "keep-alive" })).toEqual(kept);
  expect(closing("http/1.1", {})).toEqual(kept);
  expect(closing("http/1.0", {})).toEqual(closed);
  expect(closing("http/1.0", { Connection: "Keep-Alive" })).toEqual(kept);
});

test("a connection that broke under a request has ended with an error", () => {
  const store = play(`c0 GET ${ASK}\nc0 200@1 ${OPEN}\nc1 GET ${POLL}\nc1 failed net::ERR_CONNECTION_RESET\nc2 GET ${ASK}`);
  expect(store.connections.map(({ end }) => end)).toEqual(["error", "none"]);
  expect(carried(store)).toEqual(["1: c0 c1", "?: c2"]);
});

test("while nothing listens, a request is on no connection: each vain attempt has a point of its own, and the next answer none of them", () => {
  const refused = ["c2", "c3", "c4"].map((id) => `${id} GET ${ASK}\n${id} failed net::ERR_CONNECTION_REFUSED`).join("\n");
  const store = play(`c0 GET ${ASK}\nc0 200@1 ${OPEN}\nc1 GET ${POLL}\nc1 failed net::ERR_EMPTY_RESPONSE\n${refused}\nc5 GET ${ASK}`);
  expect(carried(store)).toEqual(["1: c0 c1", "?: c2", "?: c3", "?: c4", "?: c5"]);
  expect(store.connections.map(({ end, inferred }) => [end, inferred])).toEqual([
    ["error", false],
    ["error", false],
    ["error", false],
    ["error", false],
    ["none", true],
  ]);
});

/** How each connection that carried something ended, and how many milliseconds after the ladder began its line ends. */
function ends({ connections }: Store): string[] {
  return connections
    .filter(({ uses, role }) => uses > 0 && role !== "websocket")
    .map(({ id, end, lastAt }) => `${id ?? "?"}: ${end} ${lastAt - 1_700_000_000_000}`);
}

test("connections to a server that was gone end when it went, as soon as a request reaches no server", () => {
  const upgraded = `${TWO}w1 open ?EIO=4&transport=websocket&sid=A\nw1 101\nw1 > 2probe\nw1 < 3probe\nw1 > 5\n+1000\nw1 closed\n`;
  const closed = play(upgraded);
  const before = ends(closed);
  expect(before).toEqual([expect.stringMatching(/^1: none /), expect.stringMatching(/^2: none /)]);
  const gone = closed.entries.at(closed.entries.length - 1) - 1_700_000_000_000;
  const refused = play(`${upgraded}+500\nc8 GET ${ASK}\nc8 failed net::ERR_CONNECTION_REFUSED`);
  expect(ends(refused).slice(0, 2)).toEqual([`1: clean ${gone}`, `2: clean ${gone}`]);
  expect(ends(refused)[2]).toMatch(/^\?: error /);
});

test("a connection that was guessed for a request that reached no server did not carry it", () => {
  const store = play(`${TWO}+1000\nc3 GET ${ASK}\nc3 failed net::ERR_CONNECTION_REFUSED`);
  expect(carried(store)).toEqual(["1: c0 c1", "2: c2", "?: c3"]);
  expect(store.connections.map(({ end }) => end)).toEqual(["clean", "clean", "error"]);
});

test("a connection that is used after it was taken for over goes on, and one with a request under way is not over", () => {
  const refused = `+1000\nc3 GET ${ASK}\nc3 failed net::ERR_CONNECTION_REFUSED\n`;
  const used = play(`${TWO}${refused}+1000\nc4 GET ${ASK}\nc4 200@1 ${OPEN}`);
  expect(ends(used)[0]).toMatch(/^1: none /);
  const busy = play(`${TWO}c5 GET ${POLL}\n${refused}`);
  expect(busy.connections.filter(({ busy }) => busy > 0).map(({ end }) => end)).toEqual(["none"]);
});

test("an answer out of a cache is on no connection that the browser repeats from the kept answer", () => {
  const store = play("");
  for (const event of wireEvents(`c0 GET ${ASK}\nc0 200@1 ${OPEN}\n+10\nc1 GET ${ASK}\nc1 200@7 ${OPEN}`))
    store.push(event.kind === "http-response" && event.id === "c1" ? { ...event, from: "memory-cache" } : event);
  expect(store.connections.map(({ id }) => id)).toEqual(["1"]);
});

test("after a websocket that broke, no request is guessed onto a connection from before; one that the browser names is used again", () => {
  const broke = `${TWO}w1 open ?EIO=4&transport=websocket&sid=A\nw1 101\nw1 > 2probe\nw1 < 3probe\nw1 > 5\nw1 closed\n`;
  expect(carried(play(`${broke}c3 GET ${ASK}`)).at(-1)).toBe("?: c3");
  expect(carried(play(`${broke}c3 GET ${ASK}\nc3 200@1 ${OPEN}\nc4 GET ${POLL}`)).slice(0, 2)).toEqual(["1: c0 c1 c3 c4", "2: c2"]);
});

test("a request that the page canceled, or that another origin may not read, says nothing about its connection", () => {
  for (const end of ["canceled", "failed net::ERR_FAILED"]) {
    expect(carried(play(`c0 GET ${ASK}\nc0 200@1 ${OPEN}\nc1 GET ${POLL}\nc1 ${end}\nc2 GET ${ASK}`))).toEqual(["1: c0 c1 c2"]);
  }
});
