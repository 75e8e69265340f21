// Clients that give up or lose a session without a word: only what they do next shows it.

import { expect, test } from "@playwright/test";
import { sessionRecords } from "../../../src/formats/sessions.ts";
import { waitBefore } from "../../../src/session/standing.ts";
import type { Store } from "../../../src/session/store.ts";
import { play, wireEvents } from "./ladder-text.ts";

const ASK = "GET ?EIO=4&transport=polling";
const answer = (id: string, sid: string) => `${id} 200 0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}\n`;
const uses = (id: string, sid: string) => `${id} POST ?EIO=4&transport=polling&sid=${sid} 40\n${id}p ${ASK}&sid=${sid}\n`;
const UNUSED = "opened, and never used by the client";

/** A line for each session: its client, its sid, its state or cause, the attempt that it is, its problem. */
function told(store: Store): string[] {
  return sessionRecords(store).map(({ client, session, state, cause, problem }, i) => {
    const attempt = store.sessions[i]?.attempt ? ` attempt ${store.sessions[i]?.attempt}` : "";
    return `${client} ${session ?? "-"} ${cause ?? state}${attempt}: ${problem ?? "-"}`;
  });
}

test("an answer that comes after the client began its next attempt leaves the attempt before given up", () => {
  const asked = `c1 ${ASK}\n+2120\nc2 ${ASK}\n`;
  const both = ["0 A client: no answer for 2.13 s", "0 B open attempt 1: -"];
  expect(told(play(asked + answer("c1", "A") + answer("c2", "B") + uses("c3", "B")))).toEqual(both);
  // Long after, while the session of the next attempt runs.
  expect(told(play(`${asked}${answer("c2", "B")}${uses("c3", "B")}+4000\n${answer("c1", "A")}`))).toEqual(both);
  // A refusal that comes so late was for nobody.
  expect(told(play(`${asked}${answer("c2", "B")}${uses("c3", "B")}c1 503 busy`))).toEqual([both[0]?.replace("A", "-"), both[1]]);
});

test("attempts that nobody answers are one client's, and what ended each was not seen", () => {
  const store = play(`c1 ${ASK}\n+1000\nc2 ${ASK}\n+1300\nc3 ${ASK}`);
  expect(told(store)).toEqual([
    "0 - client: no answer for 1.01 s",
    "0 - client attempt 1: no answer for 1.31 s",
    "0 - connecting attempt 2: when the recording ended: no answer yet",
  ]);
  expect(store.sessions.map(waitBefore)).toEqual([null, null, null]);
});

test("an answer that comes between the end of an attempt and the next one opens a session that is not used", () => {
  const store = play(`c1 ${ASK}\n+1600\n${answer("c1", "A")}+300\nc2 ${ASK}\n${answer("c2", "B")}${uses("c3", "B")}`);
  expect(told(store)).toEqual([`0 A client: ${UNUSED}`, "0 B open attempt 1: -"]);
  expect(store.sessions.map(waitBefore)).toEqual([null, null]);
});

test("two handshakes under way at once are two clients' if they began together, or if both are used", () => {
  const together = `c1 ${ASK}\nc2 ${ASK}\n`;
  expect(told(play(`${together}+1000\nc3 ${ASK}`)).map(([client]) => client)).toEqual(["0", "1", "0"]);
  const begun = `c1 ${ASK}\n+800\nc2 ${ASK}\n`;
  const answers = answer("c1", "A") + answer("c2", "B");
  const both = ["0 A open: -", "1 B open: -"];
  expect(told(play(begun + answers + uses("c3", "A") + uses("c4", "B")))).toEqual(both);
  expect(told(play(begun + answers + uses("c3", "B") + uses("c4", "A")))).toEqual(both);
});

test("a client that gives up a websocket closes it, so one that is not closed is another client's", () => {
  const asks = (id: string) => `${id} open ?EIO=4&transport=websocket\n`;
  const opens = (id: string, sid: string) => `${id} 101\n${answer(id, sid).replace("200", "<")}`;
  expect(told(play(`${asks("w1")}+2000\n${asks("w2")}`)).map(([client]) => client)).toEqual(["0", "1"]);
  const late = play(`${asks("w1")}+20000\n${asks("w2")}${opens("w2", "B")}${opens("w1", "A")}`);
  expect(told(late)).toEqual(["0 A open: -", "1 B open: -"]);
});

test("a client of Socket.IO 0.9 uses its late session with a websocket", () => {
  const store = play(
    `c1 GET 1/\n+2000\nc2 GET 1/\nc1 200 A:60:60:websocket\nc2 200 B:60:60:websocket\nw1 open 1/websocket/A\nw2 open 1/websocket/B`,
  );
  expect(told(store)).toEqual(["0 A open: -", "1 B open: -"]);
});

test("a session that its client has not used 1 s after the answer is closed, until it is used", () => {
  const opened = `c1 ${ASK}\n+100\n${answer("c1", "A")}`;
  const page = "page http://localhost:3000/\n";
  expect(told(play(opened))).toEqual(["0 A open: -"]);
  expect(told(play(`${opened}+980\n${page}`))).toEqual(["0 A open: -"]);
  // The answer is reported after an event that shows how long the client has waited since.
  const [asked, responded, answered, ...later] = wireEvents(`${opened}+1000\n${page}`);
  const late = play("");
  for (const event of [asked, responded, ...later, answered]) if (event) late.push(event);
  expect(told(late)).toEqual([`0 A open: when the recording ended: ${UNUSED}`]);
  const closed = `${opened}+1000\n${page}`;
  expect(told(play(closed))).toEqual([`0 A client: ${UNUSED}`]);
  expect(told(play(closed + uses("c2", "A")))).toEqual(["0 A open: -"]);
  expect(told(play(opened + uses("c2", "A") + closed.slice(opened.length)))).toEqual(["0 A open: -"]);
  // What the client did in a gap is not known.
  expect(told(play(`${opened}gap 3000\n+4000\n${page}`))).toEqual(["0 A open: -"]);
  // A websocket needs no request.
  const socket = `w1 open ?EIO=4&transport=websocket\nw1 101\n${answer("w1", "A").replace("200", "<")}`;
  expect(told(play(`${socket}+2000\n${page}`))).toEqual(["0 A open: -"]);
});

test("a client whose poll was canceled, and that connects again without DISCONNECT, had lost its session", () => {
  const session = `c1 ${ASK}\n${answer("c1", "A")}${uses("c2", "A")}c2 200 ok\nc2p 200 40{"sid":"s"}\nc3 ${ASK}&sid=A\n`;
  const end = "c3 canceled\nc4 POST ?EIO=4&transport=polling&sid=A 1\nc4 200 ok\n";
  const again = `c5 ${ASK}\n${answer("c5", "B")}${uses("c6", "B")}`;
  expect(told(play(`${session}${end}+300\n${again}`))).toEqual(["0 A transport: net::ERR_ABORTED", "0 B open attempt 1: -"]);
  // Without a next session, or long before it, nothing says that the client wanted to go on.
  expect(told(play(session + end))).toEqual(["0 A client: -"]);
  expect(told(play(`${session}${end}+8000\n${again}`))).toEqual(["0 A client: -", "0 B open: -"]);
  const leaves = `c7 POST ?EIO=4&transport=polling&sid=A 41\n${end}`;
  expect(told(play(`${session}${leaves}+300\n${again}`))).toEqual(["0 A client: -", "0 B open: -"]);
  const closes = `c7 POST ?EIO=4&transport=polling&sid=A 1\nc3 canceled\n`;
  expect(told(play(`${session}${closes}+300\n${again}`))).toEqual(["0 A client: -", "0 B open: -"]);
});
