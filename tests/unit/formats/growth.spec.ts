// The work to read a part of a file, or to write one of many records, does not grow with the number of those before it.

import { expect, test } from "@playwright/test";
import type { readCdpLog } from "../../../src/formats/cdp-log.ts";
import type { packetRecords } from "../../../src/formats/packets.ts";
import type { sessionRecords } from "../../../src/formats/sessions.ts";
import type { Store } from "../../../src/session/store.ts";
import { type Counter, count, expectNoGrowth, histories } from "../growth.ts";

interface Code {
  readonly Store: typeof Store;
  readonly readCdpLog: typeof readCdpLog;
  readonly packetRecords: typeof packetRecords;
  readonly sessionRecords: typeof sessionRecords;
}

let counter: Counter<Code>;

test.beforeAll(async () => {
  counter = await count(`
    export { Store } from "./src/session/store.ts";
    export { readCdpLog } from "./src/formats/cdp-log.ts";
    export { packetRecords } from "./src/formats/packets.ts";
    export { sessionRecords } from "./src/formats/sessions.ts";`);
});

test.afterAll(() => counter.stop());

for (const [what, events] of Object.entries(histories)) {
  test(`the work to write a session or a packet does not grow with the trace: ${what}`, () =>
    expectNoGrowth(async (length) => {
      const { Store, packetRecords, sessionRecords } = counter.code;
      const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
      for (const event of events(length)) store.push(event);
      return (await counter.runs(() => [sessionRecords(store), [...packetRecords(store)]])) / length;
    }));
}

/** A poll, as one target of a browser reports it, and the answer to the command that asks for its body. */
function poll(sessionId: string, requestId: string, timestamp: number): object[] {
  const url = "http://localhost:3000/socket.io/?EIO=4&transport=polling";
  const event = (method: string, params: object) => ({ method, params: { requestId, timestamp, ...params }, sessionId });
  const request = { url, method: "GET", headers: {} };
  const response = { url, status: 200, statusText: "OK", headers: {}, connectionId: 1, connectionReused: true, protocol: "http/1.1" };
  return [
    event("Network.requestWillBeSent", { wallTime: 1_700_000_000 + timestamp, request, type: "XHR", initiator: { type: "script" } }),
    event("Network.responseReceived", { type: "XHR", response }),
    event("Network.loadingFinished", { encodedDataLength: 10 }),
    { method: "Network.getResponseBody", params: { requestId }, result: { body: "6", base64Encoded: false }, sessionId },
  ];
}

const logs: Readonly<Record<string, (i: number) => object[]>> = {
  "requests with ids of their own": (i) => poll("", `${i}`, i),
  "one request id in each of many targets": (i) => poll(`target ${i}`, "1", i),
  "one request id that is used again": (i) => poll("", "1", i),
};

for (const [what, messages] of Object.entries(logs)) {
  test(`the work to read a message of a CDP log does not grow with the log: ${what}`, () =>
    expectNoGrowth(async (length) => {
      const lines = Array.from({ length }, (_, i) => messages(i)).flat();
      const text = lines.map((line) => JSON.stringify(line)).join("\n");
      let events = 0;
      const runs = await counter.runs(() => {
        events = counter.code.readCdpLog(text).events.length;
      });
      expect(events).toBe(3 * length);
      return runs / length;
    }));
}
