import { expect, test } from "@playwright/test";
import { bitsOf, RowCounts } from "../../../src/diagram/rows/row-counts.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { cleared } from "../../../src/session/carry-over.ts";
import type { Store } from "../../../src/session/store.ts";
import { rows } from "../diagram/support.ts";
import { savedText } from "../saved-text.ts";
import { play, silences, wireEvents } from "./ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200}';
const NOW = 1_700_000_100_000;

const lines = (store: Store) => savedText(store).split("\n");

test("a cleared trace goes on with the open session, and its gap has the number of packets left out", async () => {
  const before = `
    w0 open ?EIO=4&transport=websocket
    w0 < ${OPEN.replace('"A"', '"over"')}
    w0 closed
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    c2 POST ?EIO=4&transport=polling&sid=A 40
    c2 200 ok
    c3 GET ?EIO=4&transport=polling&sid=A
    w1 open ?EIO=4&transport=websocket&sid=A
    w1 101
    w1 > 2probe
    w1 < 3probe
    c3 200 40{"sid":"s"}
    w1 > 5
    w1 > 42["before"]
    c4 GET ?EIO=4&transport=polling&sid=A
  `;
  const old = play(before);
  const store = await cleared(old, () => NOW);
  for (const event of wireEvents('w1 > 42["after"]\nc4 200 6')) store.push({ ...event, at: event.at + 200_000 });

  expect(store.sessions).toHaveLength(1);
  expect(store.sessions[0]).toMatchObject({ sid: "A", state: "open", transport: "websocket", late: false });
  expect([...packetRecords(store)].map(({ engine, session }) => `${session} ${engine.type} ${engine.data ?? ""}`)).toEqual([
    `A open ${OPEN.slice(1)}`,
    "A message 0",
    "A ping probe",
    "A pong probe",
    'A message 0{"sid":"s"}',
    "A upgrade ",
    'A message 2["after"]',
    "A noop ",
  ]);
  const gap = JSON.parse(lines(store).find((line) => line.includes('"gap"')) ?? "{}");
  expect(gap).toMatchObject({ kind: "gap", until: NOW, reason: "cleared", packets: old.packets - 6 });

  // The second gap includes the packets of the first.
  const again = await cleared(store, () => NOW + 1000);
  expect(again.gaps).toBe(0);
  expect(lines(again).at(-2)).toContain(`"packets":${old.packets - 6 + 2}`);
});

test("the time of what was cleared is no quiet time", async () => {
  const talk = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\nw1 > 40\nw1 > 42["first"]\nw1 < 2\nw1 > 3\n${'+1000\nw1 > 42["cleared"]\n'.repeat(20)}`;
  const old = play(talk);
  const end = old.entries.at(old.entries.length - 1);
  const store = await cleared(old, () => end);
  for (const event of wireEvents('w1 > 42["after"]')) store.push({ ...event, at: end + 500 });
  expect(rows(store).at(-1)).toContain("after");
  expect(rows(store).filter((row) => row.includes("quiet"))).toEqual([]);
});

test("a session that began on a websocket goes on after clearing", async () => {
  const store = await cleared(play(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\nw1 > 40\nw1 < 40{"sid":"s"}`), () => NOW);
  expect(store.sessions[0]).toMatchObject({ sid: "A", state: "open", transport: "websocket", packets: 0 });
});

test("with no open session a cleared trace has nothing but its gap", async () => {
  const store = await cleared(play(`w1 open ?EIO=4&transport=websocket\nw1 < ${OPEN}\nw1 closed`), () => NOW);
  expect(store.packets).toBe(0);
  expect(store.sessions).toEqual([]);
  expect(store.gaps).toBe(0);
});

test("clearing keeps both events of an open websocket's opening: the request and the 101", async () => {
  const store = await cleared(play(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}`), () => NOW);
  expect(lines(store).filter((line) => /"ws-(open|handshake)"/.test(line))).toHaveLength(2);
});

test("the gap of a second clearing adds the packets and bytes of the first", async () => {
  const gapOf = (store: Store) => JSON.parse(lines(store).findLast((line) => line.includes('"gap"')) ?? "{}");
  const old = play(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\nw1 > 42["x"]\nw1 > 42["y"]`);
  const once = await cleared(old, () => NOW);
  expect(gapOf(once)).toMatchObject({ packets: 1, bytes: 7 });
  for (const event of wireEvents('w1 > 42["long"]')) once.push({ ...event, at: NOW + 1 });
  expect(gapOf(await cleared(once, () => NOW + 1000))).toMatchObject({ packets: 2, bytes: 7 + 10 });
});

test("clearing keeps pages and iframes with their parents, and drops those that are gone", async () => {
  const old = play("");
  const context = { kind: "context", at: NOW - 10, url: "http://a/", state: "appeared" } as const;
  old.push({ ...context, documentFrame: "top", type: "page" });
  old.push({ ...context, documentFrame: "inner", type: "iframe", parent: "top" });
  old.push({ ...context, documentFrame: "left", type: "iframe", parent: "top" });
  old.push({ ...context, documentFrame: "left", type: "iframe", parent: "top", state: "gone" });
  expect([...(await cleared(old, () => NOW)).contexts.values()].map(({ documentFrame, parent }) => [documentFrame, parent])).toEqual([
    ["top", null],
    ["inner", "top"],
  ]);
});

test("clearing is no gap, and what is counted begins anew with it", async () => {
  const old = play(`
    w1 open ?EIO=4&transport=websocket
    w1 < ${OPEN}
    w1 > 40
    w1 < 40{"sid":"s"}
    w1 < blob
    gap 10
  `);
  expect([old.packets, old.omitted, old.gaps, old.sessions[0]?.packets]).toEqual([4, 1, 1, 4]);
  const store = await cleared(old, () => NOW);
  const [session] = store.sessions;
  expect([store.packets, store.omitted, store.gaps, session?.packets, session?.bytes]).toEqual([0, 0, 0, 0, 0]);
  expect(rows(store).at(-1)).toBe("cleared · 1 min 40 s · 1 packet");
  const counts = new RowCounts();
  for (let entry = 0; entry < store.entries.length; entry++) counts.push(bitsOf(store, entry));
  expect(counts.counts(0, counts.length).slice(2)).toEqual([0, 0]);
  for (const event of wireEvents('w1 > 42["a"]')) store.push({ ...event, at: NOW + 1 });
  expect([store.packets, session?.packets]).toEqual([1, 1]);
});

test("what a session has shown outlasts clearing: revisions, parser, namespaces with their ids, whether text is encoded twice", async () => {
  const late = play(`
    w1 open ?transport=websocket&sid=A
    +60000
    w1 > 40/admin,
    w1 < 40/admin,{"sid":"s1"}
    w1 > 40/left,
    w1 < 40/left,{"sid":"s2"}
    w1 > 41/left,
    w1 > [hKR0eXBlAqNuc3ChL6RkYXRhkqNzYXmiaGmiaWQB]
    +60000
    w1 < 2
    w1 > 3
    w1 < 42/admin,["x"]
  `);
  const facts = ({ sessions: [session] }: Store) => {
    if (!session) return null;
    const { sid, eio, eioFrom, sio, sioFrom, parser, utf8Twice, state, transport } = session;
    const sockets = [...session.sockets].map(([nsp, socket]) => `${nsp} ${socket.sid}`);
    return { sid, eio, eioFrom, sio, sioFrom, parser, utf8Twice, state, transport, sockets };
  };
  expect(facts(late)).toMatchObject({ eio: 4, sio: 5, sockets: ["/admin s1", "/left s2", "/ null"] });
  expect(late.sessions[0]?.parser).not.toBeNull();
  expect(facts(await cleared(late, () => NOW))).toEqual(facts(late));
  expect(facts(await cleared(await cleared(late, () => NOW), () => NOW + 1))).toEqual(facts(late));

  const open3 = '0{"sid":"B","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
  const old = play(`
    c1 GET ?EIO=3&transport=polling
    c1 200 ${`${open3.length}:${open3}`}2:40
    c2 GET ?EIO=3&transport=polling&sid=B
    c2 200 11:42["hello"]
  `);
  expect(facts(old)).toMatchObject({ eio: 3, utf8Twice: false, sockets: ["/ null"] });
  expect(facts(await cleared(old, () => NOW))).toEqual(facts(old));
});

test("after clearing nothing is late for what was left out, and the heartbeat counts from its last ping and pong", async () => {
  const beat = (count: number) => "+300\nw1 < 2\nw1 > 3\n".repeat(count);
  const old = play(`w1 open ?EIO=4&transport=websocket\nw1 < ${OPEN}\n${beat(50)}`);
  const store = await cleared(old, () => NOW);
  expect([...(store.sessions[0]?.overdue.keys() ?? [])]).toEqual([]);
  expect(silences(store)).toEqual([]);
  for (let entry = 0; entry < store.entries.length; entry++) expect(store.entries.isProblem(entry)).toBe(false);
  const due = ({ sessions: [session] }: Store) => [session?.heartbeat.nextPing(), session?.heartbeat.clientGivesUp(0)];
  expect(due(store)).toEqual(due(old));
});

test("a recording that began after the page had loaded is still one after clearing, as long as such a session is open", async () => {
  const recorded = async (ladder: string) => {
    const store = play("");
    store.push({ kind: "note", at: 1_700_000_000_000, what: "late" });
    for (const event of wireEvents(ladder)) store.push(event);
    return (await cleared(store, () => NOW)).late;
  };
  expect(await recorded('w1 < 2\nw1 > 3\nw1 > 42["x"]')).toBe(true);
  expect(await recorded('w1 < 2\nw1 > 3\nw1 > 42["x"]\nw1 closed')).toBe(false);
});

test("after a clearing of the trace, the ACK of an event that counted as unanswered before it is taken off no count", () => {
  const CHAT = 'w1 > 40/chat,\nw1 < 40/chat,{"sid":"c"}\nw1 > 42/chat,1["ask"]\nw1 > 41/chat,\n';
  const store = play(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\n${CHAT}`);
  const unanswered = () => store.sessions[0]?.unanswered;
  expect(unanswered()).toBe(1);
  store.push({ kind: "gap", at: NOW, until: NOW, reason: "cleared" });
  expect(unanswered()).toBe(0);
  for (const event of wireEvents("w1 < 43/chat,1[]")) store.push({ ...event, at: NOW + 1 });
  expect(unanswered()).toBe(0);
  for (const event of wireEvents(CHAT)) store.push({ ...event, at: NOW + 2 });
  expect(unanswered()).toBe(1);
});
