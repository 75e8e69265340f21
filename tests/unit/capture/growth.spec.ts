// The work for what a browser reports does not grow with what is open already.

import { test } from "@playwright/test";
import type { PageSockets } from "../../../src/capture/page/sockets.ts";
import { type Counter, count, expectNoGrowth } from "../growth.ts";
import { DOCUMENT } from "./page-document.ts";

let counter: Counter<{ readonly PageSockets: typeof PageSockets }>;

test.beforeAll(async () => {
  counter = await count('export { PageSockets } from "./src/capture/page/sockets.ts"');
});

test.afterAll(() => counter.stop());

test("the handshake of a websocket is taken without a look at the others that are open in its frame", () =>
  expectNoGrowth((length) => {
    let id = 0;
    const newId = () => `${id++}`;
    const sockets = new counter.code.PageSockets({ emit() {}, show() {}, newId, known: undefined, holdMs: 1000 });
    const url = (socket: number) => `ws://localhost:3000/socket.io/?EIO=4&transport=websocket&sid=${socket}`;
    for (let socket = 0; socket < length; socket++)
      sockets.record(DOCUMENT, { n: socket, at: socket, kind: "open", socket, url: url(socket) });
    const openedAt = length - 1;
    const headers = { requestHeaders: {}, responseHeaders: {} };
    const report = { kind: "handshake", frame: 0, id: "h", url: url(openedAt), openedAt, at: length, status: 101, ...headers } as const;
    sockets.announce(report);
    return counter.runs(() => sockets.handshake(report));
  }));
