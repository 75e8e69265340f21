import { expect, test } from "@playwright/test";
import { PageSockets } from "../../../src/capture/page/sockets.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { DOCUMENT } from "./page-document.ts";

test("a websocket that a page reports again does not take the handshake of the next one", () => {
  const events: WireEvent[] = [];
  let id = 0;
  const sockets = new PageSockets({
    emit: (event) => events.push(event),
    show() {},
    newId: () => `w${id++}`,
    known: undefined,
    holdMs: 1000,
  });
  const url = "ws://localhost:3000/socket.io/?EIO=4&transport=websocket";
  const answers = { status: 101, requestHeaders: {}, responseHeaders: {} };
  sockets.record(DOCUMENT, { n: 0, at: 0, kind: "open", socket: 0, url });
  sockets.record(DOCUMENT, { n: 1, at: 100, kind: "found", socket: 0, url, readyState: 1, protocol: "", extensions: "" });
  sockets.record(DOCUMENT, { n: 2, at: 200, kind: "open", socket: 1, url });
  const report = { kind: "handshake", frame: 0, id: "h", url, openedAt: 200, at: 210, ...answers } as const;
  sockets.announce(report);
  sockets.handshake(report);
  expect(events.flatMap((event) => (event.kind === "ws-handshake" ? event.id : []))).toEqual(["w1"]);
});
