// After a stretch that was not recorded, deadlines count from its end: a ping may have come in it.

import { expect, test } from "@playwright/test";
import { packetRecords } from "../../../src/formats/packets.ts";
import { Store } from "../../../src/session/store.ts";
import { play } from "./ladder-text.ts";

const ZERO = 1_700_000_000_000;
const session = (id: string, sid: string) => `
  ${id} open ?EIO=4&transport=websocket
  ${id} < 0{"sid":"${sid}","upgrades":[],"pingInterval":1000,"pingTimeout":3000}
`;

test("of two gaps, the one that ends later counts, also when it was reported first", () => {
  const store = play(`${session("w1", "A")}gap 5000\ngap 200`);
  const [first] = store.sessions;
  expect(first?.heartbeat.clientGivesUp(ZERO)?.at).toBe(ZERO + 30 + 5000 + 1000 + 3000);
});

test("a gap moves the deadline of open sessions, and of no session that is closed or still connecting", () => {
  const from = ({ sessions }: Store) => sessions.map(({ heartbeat }) => heartbeat.clientGivesUp(ZERO)?.from);
  expect(from(play(`${session("w1", "A")}w1 closed\ngap 1000`))).toEqual(["open"]);
  const [open = "", handshake = ""] = session("w1", "A").trim().split("\n");
  expect(from(play(`${open}\ngap 1000\n${handshake}`))).toEqual(["open"]);
  expect(from(play(`${session("w1", "A")}gap 1000`))).toEqual(["unseen"]);
});

test("a binary frame whose content was not recorded has the size that the browser reported", () => {
  const store = play(session("w1", "A"));
  store.push({ kind: "ws-frame", at: ZERO + 100, id: "w1", direction: "sent", opcode: 2, body: { omitted: "too-large", bytes: 70_000 } });
  store.push({ kind: "ws-frame", at: ZERO + 110, id: "w1", direction: "sent", opcode: 2, body: { omitted: "not-reported" } });
  expect([...packetRecords(store)].slice(1).map(({ bytes }) => bytes)).toEqual([70_000, 0]);
  expect(store.sessions[0]?.bytes).toBe([...packetRecords(store)].reduce((sum, { bytes }) => sum + bytes, 0));
});

test("the trace's page is the one reported last, or the one in the header if none was reported", () => {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "", page: "http://header/" });
  expect(store.page).toBe("http://header/");
  const context = { kind: "context", documentFrame: "f", type: "page" } as const;
  store.push({ ...context, at: ZERO, url: "http://a/", state: "appeared" });
  store.push({ ...context, at: ZERO + 1, url: "http://b/", state: "navigated" });
  expect(store.page).toBe("http://b/");
});

test("a page that navigates has an entry if there was a session before, and a page that appears has none", () => {
  const entries = (before: string, state: "appeared" | "navigated") => {
    const store = play(before);
    const length = store.entries.length;
    store.push({ kind: "context", at: ZERO + 500, documentFrame: "f", type: "page", url: "http://b/", state });
    return store.entries.length - length;
  };
  expect(entries(session("w1", "A"), "navigated")).toBe(1);
  expect(entries(session("w1", "A"), "appeared")).toBe(0);
  expect(entries("", "navigated")).toBe(0);
});
