// A session that was supposed to be over when another one began, and goes on: what was concluded is taken back.

import { expect, test } from "@playwright/test";
import { SOCKET_BINARY_EVENT, SOCKET_EVENT, SOCKET_INVALID } from "../../../src/protocol/packet.ts";
import { FLAG } from "../../../src/session/entries.ts";
import type { Store } from "../../../src/session/store.ts";
import { ladderOf } from "../diagram/support.ts";
import { play, silences, wireEvents } from "./ladder-text.ts";

const open = (id: string, sid: string, frame = "") => `
  ${id} open ?EIO=4&transport=websocket ${frame}
  ${id} < 0{"sid":"${sid}","upgrades":[],"pingInterval":300,"pingTimeout":200} ${frame}
  ${id} > 40 ${frame}
`;
const SILENT = `${open("w1", "A")}w1 > 42["x"]\n+600\n${open("w2", "B")}`;

/** A line for each session: its sid, its client, its state or cause, the session that it follows. */
function told({ sessions }: Store): string[] {
  return sessions.map(({ sid, client, state, cause, previous }) =>
    [sid, `client ${client.index}`, cause ?? state, ...(previous ? [`after ${previous.sid}`] : [])].join(" "),
  );
}

test("a session that is silent when its client begins anew timed out, with the conclusions about it", () => {
  const store = play(SILENT);
  expect(told(store)).toEqual(["A client 0 timeout", "B client 0 open after A"]);
  expect(store.sessions[0]?.cut).not.toBeNull();
  expect(silences(store)).toHaveLength(1);
});

test("a session that sends a packet after that goes on, and the other session is another client's", () => {
  const events = wireEvents(`${SILENT}w1 < 2\nw1 > 3`);
  const store = play("");
  const ladder = ladderOf(store);
  for (const event of events) {
    store.push(event);
    ladder.sync();
  }
  expect(told(store)).toEqual(["A client 0 open", "B client 1 open"]);
  expect(store.clients.map(({ sessions }) => sessions.map(({ sid }) => sid))).toEqual([["A"], ["B"]]);
  expect(store.sessions[0]).toMatchObject({ cut: null, endedAt: null, next: null });
  expect(silences(store)).toEqual([]);
  // No row concludes anything, and no packet is lost.
  const kinds = Array.from({ length: ladder.length }, (_, row) => store.entries.kind(ladder.firstEntry(row)));
  expect(kinds.filter((kind) => kind >= 14 && kind <= 17)).toEqual([]);
  const lost = Array.from({ length: store.entries.length }, (_, entry) => store.entries.flags(entry) & FLAG.lost);
  expect(lost.some(Boolean)).toBe(false);
  expect(store.connections.map(({ end }) => end)).toEqual(["none", "none"]);
});

test("a session that goes on waits again for the ACKs and the attachments that its end had given up", () => {
  const asks = (then: string) => play(SILENT.replace('42["x"]', `420["save"]\nw1 < 451-["photo",{"_placeholder":true,"num":0}]`) + then);
  const told = (store: Store) => {
    const [asked, photo] = Array.from({ length: store.entries.length }, (_, entry) => entry).filter((entry) =>
      [SOCKET_EVENT, SOCKET_BINARY_EVENT, SOCKET_INVALID].includes(store.entries.socket(entry)),
    );
    const isMarked = (entry: number | undefined) => entry !== undefined && store.entries.isProblem(entry);
    return { unanswered: store.sessions[0]?.unanswered, problems: [isMarked(asked), isMarked(photo)] };
  };
  expect(told(asks(""))).toEqual({ unanswered: 1, problems: [true, true] });
  const goesOn = "w1 < 2\nw1 > 3\n";
  expect(told(asks(goesOn))).toEqual({ unanswered: 0, problems: [false, false] });
  const answered = asks(`${goesOn}w1 < [AQID]\nw1 < 430[true]`);
  expect(told(answered)).toEqual({ unanswered: 0, problems: [false, false] });
  const photo = Array.from({ length: answered.entries.length }, (_, entry) => entry).find(
    (entry) => answered.attachments(entry).length > 0,
  );
  expect(photo).toBeDefined();
  // What the end of its namespace left unanswered stays so.
  expect(told(asks(`${goesOn}w1 > 41\n`))).toMatchObject({ unanswered: 1 });
});

test("a CONNECT that was refused is the problem of its session again when it goes on", () => {
  const refused = SILENT.replace('42["x"]', '40/admin,\nw1 < 44/admin,{"message":"no"}');
  expect(play(`${refused}w1 < 2\nw1 > 3`).sessions[0]?.problem).toEqual(["reasonConnectError", "/admin", "no"]);
});

test("a session that goes on and times out again has only the last conclusions", () => {
  const store = play(`${SILENT}w1 < 2\nw1 > 3\n+600\nw2 < 2\nw2 > 3\n${open("w3", "C")}`);
  expect(told(store)).toEqual(["A client 0 timeout", "B client 1 open", "C client 0 open after A"]);
  const ladder = ladderOf(store);
  ladder.sync();
  const kinds = Array.from({ length: ladder.length }, (_, row) => store.entries.kind(ladder.firstEntry(row)));
  expect(kinds.filter((kind) => kind >= 14 && kind <= 17).sort()).toEqual([14, 15, 16, 17]);
});

test("a packet that only arrives after the timeout, or a close packet, leaves the session over", () => {
  expect(told(play(`${SILENT}w1 < 42["late"]`))).toEqual(["A client 0 timeout", "B client 0 open after A"]);
  expect(told(play(`${SILENT}w1 > 1`))).toEqual(["A client 0 timeout", "B client 0 open after A"]);
});

test("a session that is used after its client seemed to begin anew goes on", () => {
  const ask = "GET ?EIO=4&transport=polling";
  const store = play(`c1 ${ask}\n+20000\nc2 ${ask}\nc1 200 0{"sid":"A"}\nc2 200 0{"sid":"B"}\nc3 ${ask}&sid=A`);
  expect(told(store)).toEqual(["A client 0 open", "B client 1 open"]);
  // One that was taken for unused, because its next poll was reported late.
  const unused = play(`c1 ${ask}\nc1 200 0{"sid":"A"}\n+1500\nc2 ${ask}\nc2 200 0{"sid":"B"}\nc3 GET ?EIO=4&transport=polling&sid=A`);
  expect(told(unused)).toEqual(["A client 0 open", "B client 1 open"]);
});

test("a client on polling that sends a close packet when its heartbeat is overdue has timed out", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 200 0{"sid":"A","upgrades":[],"pingInterval":300,"pingTimeout":200}
    c2 GET ?EIO=4&transport=polling&sid=A
    +600
    c3 POST ?EIO=4&transport=polling&sid=A 1
    c2 canceled
  `);
  expect(told(store)).toEqual(["A client 0 timeout"]);
  expect(store.sessions[0]?.cut).toMatchObject({ seen: true });
});
