// A handshake that opens no session for its client ends, with what came instead, and the next attempt is the same client's.

import { expect, test } from "@playwright/test";
import { reasonText } from "../../../src/diagram/words/reason-text.ts";
import { sessionRecords } from "../../../src/formats/sessions.ts";
import { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";
import { play, wireEvents } from "./ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
const OPEN_B = OPEN.replace('"A"', '"B"');
const ASK = "GET ?EIO=4&transport=polling";

/** A line for each session: its client, how it stands, why. */
function ends({ sessions }: Store): string[] {
  return sessions.map(({ client, state, cause, problem, attempt }) =>
    [
      client.index,
      state,
      cause ?? "-",
      ...(attempt > 0 ? [`attempt ${attempt}`] : []),
      problem === null ? "-" : reasonText(english, problem),
    ].join(" · "),
  );
}

/** A ladder whose answers have a Content-Type. */
function playTyped(ladder: string, type: string): Store {
  const store = play("");
  for (const event of wireEvents(ladder))
    store.push(event.kind === "http-response" ? { ...event, headers: { "Content-Type": type } } : event);
  return store;
}

test("an answer that is no handshake ends the session, and the session that follows is the same client's next attempt", () => {
  for (const [answer, problem] of [
    ["200 <!doctype html><title>Shop</title>", "200: a web page (HTML), not Engine.IO: Shop"],
    ["200 [iVBORw0KGgo=]", "200: bytes that are not Engine.IO"],
    ["200 ", "200: empty, not Engine.IO"],
    ["204 ", "204: empty, not Engine.IO"],
    ['202 {"status":"queued"}', '202: not Engine.IO: {"status":"queued"}'],
    ["200 6", "200: not Engine.IO: 6"],
    ["200 0{sid", "the handshake is not JSON"],
    ['200 0{"upgrades":[]}', "the handshake has no sid"],
  ] as const) {
    expect(ends(play(`c1 ${ASK}\nc1 ${answer}\n+250\nc2 ${ASK}\nc2 ${answer}\n+500\nc3 ${ASK}`)), answer).toEqual([
      `0 · closed · refused · ${problem}`,
      `0 · closed · refused · attempt 1 · ${problem}`,
      "0 · connecting · - · attempt 2 · -",
    ]);
  }
});

test("an answer in the form of another revision than the client asked for opens no session, although it has a sid", () => {
  const three = `95:${OPEN.padEnd(95)}2:40`;
  expect(ends(play(`c1 ${ASK}\nc1 200 ${three}\n+250\nc2 ${ASK}\nc2 200 ${three}`))).toEqual([
    "0 · closed · refused · answered in Engine.IO 3, which a client of Engine.IO 4 does not understand",
    "0 · closed · refused · attempt 1 · answered in Engine.IO 3, which a client of Engine.IO 4 does not understand",
  ]);
  const four = play(`c1 GET ?EIO=3&transport=polling\nc1 200 ${OPEN}`);
  expect(ends(four)).toEqual(["0 · closed · refused · answered in Engine.IO 4, which a client of Engine.IO 3 does not understand"]);
  expect(four.sessions[0]).toMatchObject({ sid: "A", eio: 4 });
  // A websocket's messages have the same form in both.
  expect(ends(play(`w1 open ?EIO=3&transport=websocket\nw1 101\nw1 < ${OPEN}`))).toEqual(["0 · open · - · -"]);
});

test("a client that asked for revision 3 reads bytes only under the Content-Type of bytes", () => {
  // An open packet in binary form: text, length 78, end of the length.
  const bytes = Buffer.concat([Buffer.from([0, 7, 8, 255]), Buffer.from(OPEN)]).toString("base64");
  const ladder = `c1 GET ?EIO=3&transport=polling\nc1 200 [${bytes}]`;
  expect(ends(playTyped(ladder, "text/plain; charset=UTF-8"))).toEqual([
    "0 · closed · refused · bytes under a Content-Type of text, which its client cannot read",
  ]);
  expect(ends(playTyped(ladder, "application/octet-stream"))).toEqual(["0 · open · - · -"]);
  expect(ends(play(ladder))).toEqual(["0 · open · - · -"]);
});

test("a POST without a sid opens nothing: it belongs to the attempt before it, whose answer the client could not read", () => {
  const three = `95:${OPEN.padEnd(95)}2:40`;
  const refused = '400 {"code":2,"message":"Bad handshake method"}';
  const ladder = `c1 ${ASK}\nc1 200 ${three}\nc2 POST ?EIO=4&transport=polling 1\nc2 ${refused}`;
  const events = wireEvents(`${ladder}\n+250\n${ladder.replace("c1", "c3").replace("c1", "c3").replaceAll("c2", "c4")}`);
  // The browser may report the answer after the POST, or even after what came for that.
  const late = [...events];
  const [body] = late.splice(2, 1);
  if (body) late.splice(4, 0, body);
  for (const order of [events, late]) {
    const store = play("");
    for (const event of order) store.push(event);
    const problem = "answered in Engine.IO 3, which a client of Engine.IO 4 does not understand";
    expect(ends(store)).toEqual([`0 · closed · refused · ${problem}`, `0 · closed · refused · attempt 1 · ${problem}`]);
    expect(store.sessions[0]).toMatchObject({ packets: 3, eio: 3 });
  }
  // With nothing before it, it belongs to no session.
  expect(play(`c2 POST ?EIO=4&transport=polling 1\nc2 ${refused}`).sessions).toEqual([]);
});

// Another Manager of the page, or its own code, can send such a POST beside a session that is well.
test("a POST without a sid beside a session that its client can use belongs to no session and changes none", () => {
  const post = `c9 POST ?EIO=4&transport=polling 1\\x1e42["x"]\nc9 400 {"code":2,"message":"Bad handshake method"}`;
  const polled = `c1 ${ASK}\nc1 200 ${OPEN}\nc2 ${ASK}&sid=A`;
  const upgraded = `${polled}\nw1 open ?EIO=4&transport=websocket&sid=A\nw1 101\nw1 > 2probe\nw1 < 3probe\nw1 > 5`;
  for (const before of [`c1 ${ASK}`, `c1 ${ASK}\nc1 200 ${OPEN}`, polled, upgraded, `w1 open ?EIO=4&transport=websocket\nw1 < ${OPEN}`]) {
    const alone = play(before);
    const store = play(`${before}\n${post}`);
    expect(ends(store), before).toEqual(ends(alone));
    expect(store.packets, before).toBe(alone.packets);
    expect(store.sessions[0]?.lastAt, before).toBe(alone.sessions[0]?.lastAt);
  }
});

test("a POST without a sid, sent before the answer to the handshake is reported in full, is judged by that answer", () => {
  const ladder = (answer: string) => `c1 ${ASK}\nc1 200 ${answer}\nc2 POST ?EIO=4&transport=polling 1`;
  const late = (answer: string) => {
    const store = play("");
    const [request, response, body, post] = wireEvents(ladder(answer));
    for (const event of [request, response, post, body]) if (event) store.push(event);
    return store;
  };
  expect(ends(late(OPEN))).toEqual(["0 · open · - · -"]);
  expect(late(OPEN).packets).toBe(1);
  expect(ends(late("<title>Shop</title>"))).toEqual(["0 · closed · refused · 200: a web page (HTML), not Engine.IO: Shop"]);
  expect(late("<title>Shop</title>").sessions[0]?.packets).toBe(play(ladder("<title>Shop</title>")).sessions[0]?.packets);
});

test("a POST without a sid belongs to the client that was refused, and not to one that began after it, or long before", () => {
  const post = "c9 POST ?EIO=4&transport=polling 1";
  const packets = (ladder: string) => play(ladder).sessions.map(({ cause, packets }) => `${cause ?? "-"} ${packets}`);
  // A frame may have several Managers with one address: the first is well, the second is refused, the third begins.
  const three = `c1 ${ASK}\nc1 200 ${OPEN}\nc2 ${ASK}&sid=A\nc3 ${ASK}\nc4 ${ASK}\nc3 400 no`;
  expect(packets(`${three}\n${post}`)).toEqual(["- 1", "refused 1", "- 0"]);
  expect(packets(`${three}\n+1000\n${post}`)).toEqual(["- 1", "refused 0", "- 0"]);
});

test("a session whose sid is not used 100 ms after the answer is given up when its client asks again", () => {
  const ladder = (pause: number) => `c1 ${ASK}\nc1 200 ${OPEN}\n+${pause}\nc2 ${ASK}\nc2 200 ${OPEN_B}`;
  expect(ends(play(ladder(100)))).toEqual(["0 · closed · client · opened, and never used by the client", "0 · open · - · -"]);
  // Two clients of one page may begin one shortly after the other.
  expect(ends(play(ladder(80)))).toEqual(["0 · open · - · -", "1 · open · - · -"]);
  expect(ends(play(ladder(1000).replace("+1000", "c3 GET ?EIO=4&transport=polling&sid=A\n+1000")))).toEqual([
    "0 · open · - · -",
    "1 · open · - · -",
  ]);
});

test("a request without an answer for 500 ms, or a websocket for more than 20 s, is given up when its client asks again", () => {
  for (const [first, wait, why] of [
    [`c1 ${ASK}`, 490, "500 ms"],
    ["w1 open ?EIO=4&transport=websocket", 19_991, "20 s"],
  ] as const) {
    expect(ends(play(`${first}\n+${wait - 1}\nc2 ${ASK}`))).toEqual(["0 · connecting · - · -", "1 · connecting · - · -"]);
    expect(ends(play(`${first}\n+${wait}\nc2 ${ASK}`))).toEqual([
      `0 · closed · client · no answer for ${why}`,
      "0 · connecting · - · attempt 1 · -",
    ]);
  }
});

test("a session that is still connecting when the recording ends says what it waits for", () => {
  const problem = (ladder: string) => sessionRecords(play(`${ladder}\n+29990\npage http://localhost:3000/`))[0]?.problem;
  expect(problem(`c1 ${ASK}`)).toBe("when the recording ended: no answer for 30 s or longer");
  expect(problem("w1 open ?EIO=4&transport=websocket")).toBe("when the recording ended: no answer for 30 s or longer");
  expect(problem("w1 open ?EIO=4&transport=websocket\nw1 101")).toBe(
    "when the recording ended: 101, then no open packet for 30 s or longer",
  );
  // A trace may be saved long after its last event.
  expect(sessionRecords(play(`c1 ${ASK}`))[0]?.problem).toBe("when the recording ended: no answer yet");
  const established = play("w1 open ?EIO=4&transport=websocket\nw1 101");
  expect(sessionRecords(established)[0]?.problem).toBe("when the recording ended: 101, then no open packet yet");
  expect(problem(`c1 ${ASK}\nc1 200 omitted`)).toBeNull();
});

test("a handshake whose answer was not recorded gets the sid of the next request, or ends when its client asks again", () => {
  const lost = `c1 ${ASK}\nc1 200 omitted\n`;
  const used = play(`${lost}c2 POST ?EIO=4&transport=polling&sid=A 40`);
  expect(used.sessions).toHaveLength(1);
  expect(sessionRecords(used)[0]).toMatchObject({ session: "A", problem: null });
  expect(ends(play(`${lost}+1001\nc2 ${ASK}`))).toEqual([
    "0 · closed · refused · opened, and never used by the client",
    "0 · connecting · - · attempt 1 · -",
  ]);
});

test("clients that lose their sessions at the same time go on in the order in which they began, each as the same client", () => {
  const ladder = ["A", "B", "C"]
    .map((sid, i) => `w${i} open ?EIO=4&transport=websocket\nw${i} < ${OPEN.replace('"A"', `"${sid}"`)}\n`)
    .join("");
  const events = wireEvents(`${ladder}w0 gone\nw1 gone\nw2 gone\nc1 ${ASK}\nc2 ${ASK}\nc3 ${ASK}`);
  const goneAt = events.find(({ kind }) => kind === "ws-close")?.at ?? 0;
  const store = play("");
  for (const event of events) store.push(event.kind === "ws-close" ? { ...event, at: goneAt } : event);
  expect(store.sessions.slice(3).map(({ previous }) => previous?.sid)).toEqual(["A", "B", "C"]);
});
