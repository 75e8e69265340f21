// Which connection a request is drawn on: the browser names it with the answer, and until then it is guessed.

import { expect, test } from "@playwright/test";
import type { Store } from "../../../src/session/store.ts";
import { play, wireEvents } from "./ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
const POLL = "?EIO=4&transport=polling&sid=A";

/** Each connection with the requests on it, in their order: `1: c1 c3`; `?` when the browser has not named it yet. */
function carried({ connections }: Store): string[] {
  return connections.filter(({ uses }) => uses > 0).map(({ id, exchanges }) => `${id ?? "?"}: ${exchanges.map((e) => e.id).join(" ")}`);
}

/** Two polls side by side: c1 on connection 1 ends after c2 on connection 2. */
const TWO = `
  c0 GET ?EIO=4&transport=polling
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
