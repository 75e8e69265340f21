// After a stretch that was not recorded, deadlines count from its end: a ping may have come in it.

import { expect, test } from "@playwright/test";
import { packetRecords } from "../../../src/formats/packets.ts";
import { ENTRY } from "../../../src/session/entries.ts";
import { Store } from "../../../src/session/store.ts";
import { rows } from "../diagram/support.ts";
import { play, silences, wireEvents } from "./ladder-text.ts";

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

test("the legs of an upgrade are known by order and size where no frame was recorded, and by nothing less", () => {
  const legs = (...frames: readonly (readonly ["sent" | "received", number?])[]) => {
    const store = play(`c1 GET ?EIO=4&transport=polling\nc1 200 0{"sid":"A"}\nw1 open ?EIO=4&transport=websocket&sid=A\nw1 101`);
    for (const [i, [direction, bytes]] of frames.entries())
      store.push({
        kind: "ws-frame",
        at: ZERO + 100 + i,
        id: "w1",
        direction,
        opcode: 1,
        body: { omitted: "not-in-file", ...(bytes && { bytes }) },
      });
    store.push({ kind: "ws-close", at: ZERO + 200, id: "w1", cause: "reported" });
    const [session] = store.sessions;
    return [
      session?.transport,
      session?.upgrade?.failedAt !== null,
      [...packetRecords(store)]
        .slice(1)
        .map(({ engine }) => engine.type)
        .join(" "),
    ];
  };
  expect(legs(["sent", 6], ["received", 6], ["sent", 1], ["received", 1])).toEqual(["websocket", false, "ping pong upgrade invalid"]);
  expect(legs(["sent", 6], ["received", 6])).toEqual(["polling", true, "ping pong"]);
  expect(legs(["sent", 6], ["received", 1], ["sent", 1])).toEqual(["polling", true, "ping invalid invalid"]);
  expect(legs(["received", 6], ["sent", 6], ["sent", 1])).toEqual(["polling", true, "invalid ping invalid"]);
  expect(legs(["sent"], ["received"], ["sent"])).toEqual(["polling", true, "invalid invalid invalid"]);
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

const BEGIN = 'w1 open ?EIO=4&transport=websocket\nw1 < 0{"sid":"A","upgrades":[],"pingInterval":1000,"pingTimeout":9000}\n';

test("a silence after a gap counts from the end of the gap, and a ping after it is late by at least as much", () => {
  const store = play(`${BEGIN}w1 < 40{"sid":"s"}\ngap 20000\n+27000\nw1 < 2`);
  const [session] = store.sessions;
  const [[ping, overdue] = []] = session?.overdue ?? [];
  // The gap ends at 20,040; a ping was due by 21,040 and came at 27,050.
  expect(overdue).toEqual({ by: 6010, from: "least", silence: 7010 });
  expect(silences(store)).toMatchObject([{ since: ZERO + 20_040, until: ping }]);
  expect(store.entries.kind(silences(store)[0]?.from ?? 0)).toBe(ENTRY.gap);
  expect(rows(store).join("\n")).not.toContain("27.0 s");
});

test("a ping in time after a gap is not late", () => {
  const store = play(`${BEGIN}w1 < 2\ngap 20000\n+20500\nw1 < 2`);
  expect(store.sessions[0]?.overdue.size).toBe(0);
  expect(silences(store)).toEqual([]);
});

test("a session that was given up in silence after a gap was cut after the gap", () => {
  const store = play(`${BEGIN}w1 < 2\nw1 > 3\ngap 20000\n+60000\nw2 open ?EIO=4&transport=websocket`);
  const [session] = store.sessions;
  expect(session).toMatchObject({ cause: "timeout", cut: { heardAt: ZERO + 20_050, ping: null } });
  expect(silences(store)).toMatchObject([{ since: ZERO + 20_050, until: null }]);
});

const WITH_SID = "w1 open ?EIO=4&transport=websocket&sid=X\nw1 101\nw1 > 2probe\nw1 < 3probe\nw1 > 5";
const openings = (store: Store) => [store.gaps, ...rows(store).filter((row) => row.includes("sid=X"))];
const ROW = "→ GET /socket.io/?EIO=4&transport=websocket&sid=X";

test("a websocket with a sid that nobody was seen to open is a gap if the page was recorded since it loaded", () => {
  const missing = `${ROW} its handshake was not captured: something is missing`;
  expect(openings(play(`page http://localhost:3000/\n${WITH_SID}`))).toEqual([1, missing]);
  const polled = play("page http://localhost:3000/\nc1 GET ?EIO=4&transport=polling&sid=X");
  expect(openings(polled)[0]).toBe(1);
  expect(polled.sessions[0]?.unseen).toBe(true);
});

test("a websocket of a session that began before the recording, or in a gap, is no gap of its own", () => {
  const before = `${ROW} its handshake was before the recording`;
  expect(openings(play(WITH_SID))).toEqual([0, before]);
  expect(openings(play(`page http://localhost:3000/\ngap 500\n+500\n${WITH_SID}`))).toEqual([1, before]);
  const late = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
  for (const event of wireEvents(`page http://localhost:3000/\n${WITH_SID}`)) {
    late.push(event);
    if (event.kind === "http-body") late.push({ kind: "note", at: event.at, what: "late" });
  }
  expect(openings(late)).toEqual([0, before]);
});

test("a download from a page that was recorded late does not make the recording whole, its next document does", () => {
  const late = (answer: object, context = "") => {
    const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
    for (const event of wireEvents("context appeared")) store.push(event);
    store.push({ kind: "note", at: ZERO, what: "late" });
    for (const event of wireEvents(`page http://localhost:3000/report\n${context}\n${WITH_SID}`))
      store.push(event.kind === "http-response" ? { ...event, ...answer } : event);
    return [store.isWhole, ...openings(store)];
  };
  const before = [false, 0, `${ROW} its handshake was before the recording`];
  expect(late({ status: 204 })).toEqual(before);
  expect(late({ headers: { "content-disposition": "attachment" } })).toEqual(before);
  // Where pages are reported, a document that is shown is reported too.
  expect(late({ headers: { "content-type": "text/plain" } })).toEqual(before);
  expect(late({}, "context navigated")).toEqual([true, 1, `${ROW} its handshake was not captured: something is missing`]);
});

test("a page that crashed and is loaded again is recorded since it loaded", () => {
  const store = play(`page http://localhost:3000/\ncontext appeared\ngap 500\n+500\ncontext gone`);
  expect(store.isWhole).toBe(false);
  for (const event of wireEvents("+2000\npage http://localhost:3000/\ncontext appeared")) store.push(event);
  expect(store.isWhole).toBe(true);
});

test("a session whose handshake was recorded has no gap, also if the answer has no body in the trace", () => {
  const begin = (answer: string) => `page http://localhost:3000/\nc1 GET ?EIO=4&transport=polling\n${answer}\n${WITH_SID}`;
  expect(openings(play(begin('c1 200 0{"sid":"X","upgrades":["websocket"],"pingInterval":1000,"pingTimeout":9000}')))).toEqual([0, ROW]);
});
