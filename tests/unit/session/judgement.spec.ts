// The facts that judgement.ts decides: set when the event arrives that shows them, and taken back when a later one shows otherwise.

import { expect, test } from "@playwright/test";
import { FLAG } from "../../../src/session/entries.ts";
import { outcomeOf } from "../../../src/session/standing.ts";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { play, wireEvents } from "./ladder-text.ts";

const open = (eio: 3 | 4, id = "w1", sid = "A") => `
  ${id} open ?EIO=${eio}&transport=websocket
  ${id} 101
  ${id} < 0{"sid":"${sid}","upgrades":[],"pingInterval":1000,"pingTimeout":3000}
`;
const JUDGED = ["late", "lost", "problem", "unanswered"] as const;

/** The judged entries in the order of time: milliseconds since the first event, and what they are marked with. */
function judged({ entries }: Store): string[] {
  const zero = entries.at(entries.ordered(0));
  return Array.from({ length: entries.length }, (_, place) => entries.ordered(place)).flatMap((entry) => {
    const names = JUDGED.filter((name) => entries.flags(entry) & FLAG[name]);
    return names.length === 0 ? [] : [`${entries.at(entry) - zero} ${names.join(" ")}`];
  });
}

/** What the store calls its listeners with while a ladder is played: the entries that are not new. */
function changesOf(before: string, after: string): { store: Store; changed: number[] } {
  const events = wireEvents(`${before}\n# \n${after}`);
  const store = play("");
  const first = wireEvents(before).length;
  for (const event of events.slice(0, first)) store.push(event);
  const { length } = store.entries;
  const changed: number[] = [];
  store.subscribe((entry) => {
    if (entry < length) changed.push(entry);
  });
  for (const event of events.slice(first)) store.push(event);
  return { store, changed };
}

test("a pong more than 1 s after its ping is late and a problem; one after 1 s is neither", () => {
  expect(judged(play(`${open(3)}+980\nw1 > 2\n+990\nw1 < 3`))).toEqual([]);
  expect(judged(play(`${open(3)}+980\nw1 > 2\n+991\nw1 < 3`))).toEqual(["2011 late problem"]);
  expect(judged(play(`${open(4)}+980\nw1 < 2\n+991\nw1 > 3`))).toEqual(["2011 late problem"]);
});

test("a ping is unanswered when the next one comes without a pong between them", () => {
  expect(judged(play(`${open(4)}+980\nw1 < 2\n+990\nw1 < 2\nw1 > 3`))).toEqual(["1010 unanswered"]);
});

test("a ping whose pong may lie in a gap of the recording is not unanswered, neither at the next ping nor at the end", () => {
  const gap = `${open(4)}+980\nw1 < 2\ngap 500\n+990\n`;
  expect(judged(play(`${gap}w1 < 2\nw1 > 3`))).toEqual([]);
  expect(judged(play(`${gap}+2690\nw1 closed`)).filter((words) => words.includes("unanswered"))).toEqual([]);
});

test("a ping without a pong is no problem at the end of a session that went on after it", () => {
  const beat = "+980\nw1 < 2\nw1 > 3\n";
  expect(judged(play(`${open(4)}+980\nw1 < 2\n${beat}${beat}${beat}w1 < 1`))).toEqual(["1010 unanswered"]);
});

test("a ping that waits when its session ends is unanswered and a problem if its pong was due", () => {
  expect(judged(play(`${open(4)}+980\nw1 < 2\n+2690\nw1 closed`))).toEqual(["1010 problem unanswered"]);
  expect(judged(play(`${open(4)}+980\nw1 < 2\n+2680\nw1 closed`))).toEqual([]);
  expect(judged(play(`${open(4)}+980\nw1 < 2\n+2690\nw1 > 1`))).toEqual(["1010 problem unanswered"]);
});

const SOCKET = `${open(4)}w1 > 40\nw1 < 40{"sid":"s"}\n`;

/** How many acks each session is left without. */
const unanswered = ({ sessions }: Store) => sessions.map((session) => session.unanswered);

test("an event whose session ends before its ACK is unanswered and a problem, whoever asked and however it ended", () => {
  const asked = `${SOCKET}w1 > 420["ask"]\nw1 < 427["ask back"]\n`;
  expect(judged(play(asked))).toEqual([]);
  for (const end of ["w1 > 41\nw1 > 1", "w1 < 1", "w1 closed", "w1 gone", "+9000\nw2 open ?EIO=4&transport=websocket"]) {
    const store = play(`${asked}${end}`);
    expect(judged(store)).toEqual(expect.arrayContaining(["60 problem unanswered"]));
    expect(unanswered(store)[0]).toBe(2);
  }
  expect(unanswered(play(`${asked}w1 < 430["yes"]\nw1 closed`))).toEqual([1]);
});

test("an event whose namespace is left before its ACK is unanswered; those of other namespaces still wait", () => {
  const both = `${SOCKET}w1 > 40/admin\nw1 < 40/admin,{"sid":"t"}\nw1 > 420["ask"]\nw1 > 42/admin,0["ask"]\n`;
  for (const leave of ["w1 > 41/admin", "w1 < 41/admin"]) {
    const store = play(`${both}${leave}`);
    expect(judged(store)).toEqual(["80 problem unanswered"]);
    expect(unanswered(store)).toEqual([1]);
    expect(unanswered(play(`${both}${leave}\nw1 closed`))).toEqual([2]);
  }
});

test("an event whose ACK may lie in a gap, or in a packet that could not be read, is not unanswered", () => {
  expect(judged(play(`${SOCKET}w1 > 420["ask"]\ngap 500\n+500\nw1 closed`))).toEqual([]);
  expect(judged(play(`${SOCKET}w1 > 420["ask"]\nw1 < omitted\nw1 < 1`))).toEqual([]);
  expect(unanswered(play(`${SOCKET}w1 < omitted\nw1 > 420["ask"]\nw1 < 1`))).toEqual([1]);
});

test("an ACK that is reported after the end of the session, with its own earlier time, takes `unanswered` back", () => {
  const events = wireEvents(`${SOCKET}w1 > 420["ask"]\nw1 < 430["yes"]\nw1 closed`);
  const [answer, close] = events.splice(-2);
  if (!answer || !close) throw new Error("too few events");
  const store = play("");
  for (const event of [...events, close]) store.push(event);
  expect(unanswered(store)).toEqual([1]);
  store.push(answer);
  expect(unanswered(store)).toEqual([0]);
  expect(judged(store)).toEqual([]);
});

test("a pong that is reported after the end of the session takes `unanswered` back", () => {
  const { store, changed } = changesOf(`${open(4)}+980\nw1 < 2\n+2990\nw1 closed`, "w1 > 3");
  expect(judged(store)).toEqual(["4020 late problem"]);
  // Its flags have changed, and it has a peer.
  expect(changed).toEqual([3, 3]);
});

test("packets sent into a cut are lost when the next session begins, and the ping among them is unanswered", () => {
  const { store, changed } = changesOf(`${open(3)}w1 > 420["a"]\n+970\nw1 > 2\n+3000`, open(3, "w2", "B"));
  expect(judged(store)).toEqual(["30 lost unanswered", "1010 lost unanswered"]);
  // The last packet heard has changed as well.
  expect(new Set(changed)).toEqual(new Set([2, 3, 4]));
});

test("an ACK takes `lost` back, and a packet heard before the cut is never lost", () => {
  const { store } = changesOf(`${open(3)}w1 > 420["a"]\n+4100\n${open(3, "w2", "B")}`, "w1 < 430[]");
  expect(judged(store)).toEqual(["30 lost unanswered"]);
  expect(judged(play(`${open(3)}w1 > 42["a"]\nw1 < 42["b"]\n+4100\n${open(3, "w2", "B")}`))).toEqual([]);
});

test("a request without an answer is lost with the packets in it; a canceled one is no problem", () => {
  const poll = (end: string) => `
    c1 GET ?EIO=4&transport=polling
    c1 200 0{"sid":"A","upgrades":[],"pingInterval":1000,"pingTimeout":3000}
    c2 POST ?EIO=4&transport=polling&sid=A 42["a"]
    c2 ${end}
  `;
  expect(judged(play(poll("failed net::ERR_FAILED")))).toEqual(["20 lost", "20 lost", "30 problem"]);
  expect(judged(play(poll("canceled")))).toEqual(["20 lost", "20 lost"]);
  expect(judged(play(poll("400 no")))).toEqual(["30 problem"]);
});

test("the packets of a POST are not lost when its response had arrived before it failed", () => {
  const ladder = `
    c1 GET ?EIO=4&transport=polling
    c1 200 0{"sid":"A","upgrades":[],"pingInterval":1000,"pingTimeout":3000}
    c2 POST ?EIO=4&transport=polling&sid=A 42["a"]
    c2 200 ok
  `;
  const store = play("");
  for (const event of wireEvents(ladder)) {
    if (event.kind !== "http-body" || event.id !== "c2") store.push(event);
    else store.push({ kind: "http-failed", at: event.at, id: event.id, reason: "navigation", canceled: false });
  }
  expect(judged(store)).toEqual([]);
});

test("a request that fails in the middle of its answer is not lost, and one that ended with its page is no problem", () => {
  const [request, head] = wireEvents("c1 GET ?EIO=4&transport=polling\nc1 200 x");
  const failed = { kind: "http-failed", at: (request?.at ?? 0) + 20, id: "c1", canceled: false } as const;
  const ended = (reason: string, ...before: readonly (WireEvent | undefined)[]) => {
    const store = play("");
    for (const event of before) if (event) store.push(event);
    store.push({ ...failed, reason });
    return judged(store);
  };
  expect(ended("net::ERR_FAILED", request, head)).toEqual(["20 problem"]);
  expect(ended("navigation", request)).toEqual(["0 lost"]);
});

test("an attempt that is refused changes from its first entry on", () => {
  expect(changesOf(`${open(4)}w1 closed\nc1 GET ?EIO=4&transport=polling`, "c1 400 no").changed).toEqual([4]);
});

test("a client that was recorded giving up is a problem; the websocket's close after that is none", () => {
  const poll = `
    c1 GET ?EIO=4&transport=polling
    c1 200 0{"sid":"A","upgrades":[],"pingInterval":1000,"pingTimeout":3000}
    c2 GET ?EIO=4&transport=polling&sid=A
    +4000
    c2 canceled
  `;
  expect(judged(play(poll))).toEqual(["20 lost", "4030 problem"]);
  expect(judged(play(`${open(3)}+4100\n${open(3, "w2", "B")}w1 error broken\nw1 closed`))).toEqual(["4160 problem"]);
});

test("a mark that an entry has already changes nothing", () => {
  const { entries } = play(open(4));
  const changed: number[] = [];
  entries.changed = (entry) => changed.push(entry);
  entries.unmark(0, FLAG.problem);
  entries.mark(0, FLAG.problem);
  entries.mark(0, FLAG.problem);
  expect(changed).toEqual([0]);
});

test("problems: unreadable packets, refused CONNECTs, refused handshakes, errors and the closes after them", () => {
  expect(judged(play(`${open(4)}w1 < 9what\nw1 < 44{"message":"no"}\nw1 < 42[1\nw1 < 42["fine"]`))).toEqual([
    "30 problem",
    "40 problem",
    "50 problem",
  ]);
  expect(judged(play("w1 open ?EIO=4&transport=websocket\nw1 400\nw1 error no\nw1 closed"))).toEqual([
    "0 problem",
    "10 problem",
    "20 problem",
    "30 problem",
  ]);
  expect(judged(play("t1 asked ?EIO=4&transport=webtransport\nt1 closed"))).toEqual(["0 problem", "10 problem"]);
  expect(judged(play("t1 asked ?EIO=4&transport=webtransport\nt1 established\nt1 closed"))).toEqual([]);
});

test("how a session stands: open, ended by a side or the page, or failed", () => {
  const outcome = (ladder: string) => play(ladder).sessions.map(outcomeOf).join();
  expect(outcome("w1 open ?EIO=4&transport=websocket")).toBe("open");
  expect(outcome(open(4))).toBe("open");
  expect(outcome(`${open(4)}w1 > 40\nw1 > 41\nw1 closed`)).toBe("clean");
  expect(outcome(`${open(4)}w1 < 1\nw1 closed`)).toBe("clean");
  expect(outcome(`${open(4)}w1 gone`)).toBe("clean");
  expect(outcome("c1 GET ?EIO=4&transport=polling\nc1 failed net::ERR_CONNECTION_REFUSED")).toBe("failed");
  expect(outcome(`${open(4)}+5000\n${open(4, "w2", "B")}`)).toBe("failed,open");
  expect(outcome(`${open(4)}w1 error broken\nw1 closed`)).toBe("failed");
});

test("a connection that closed unannounced is a failure in Socket.IO, whose clients send DISCONNECT, and none in Engine.IO alone", () => {
  const outcome = (ladder: string) => play(ladder).sessions.map(outcomeOf).join();
  expect(outcome(`${open(4)}w1 > 40\nw1 closed`)).toBe("failed");
  expect(outcome(`${open(4)}w1 > 4hello\nw1 closed`)).toBe("clean");
});

test("a preflight is paired with the earlier request of its URL, whichever is reported first, and the one reported first changes", () => {
  const events = wireEvents(`
    c1 GET ?EIO=4&transport=polling&t=1
    c2 GET ?EIO=4&transport=polling&t=2
    p1 OPTIONS ?EIO=4&transport=polling&t=1
    p2 OPTIONS ?EIO=4&transport=polling&t=2
    p3 OPTIONS ?EIO=4&transport=polling&t=3
    c3 GET ?EIO=4&transport=polling&t=3
  `);
  for (const order of [events, [...events].reverse()]) {
    const store = play("");
    const changed: string[] = [];
    let known = 0;
    store.subscribe((entry) => {
      if (entry < known) changed.push(store.link(entry)?.id ?? "");
      known = store.entries.length;
    });
    for (const event of order) store.push(event);
    const pairs = store.links.flatMap((link) => (link.kind === "http" && link.preflight ? [`${link.id} ${link.preflight.id}`] : []));
    expect(pairs.sort()).toEqual(["c1 p1", "c2 p2"]);
    expect(store.links.flatMap((link) => (link.kind === "http" && link.preflightOf ? [link.id] : [])).sort()).toEqual(["p1", "p2"]);
    expect(changed).toEqual(order === events ? ["c1", "c2"] : ["p2", "p1"]);
  }
});

test("a poll overlaps with one that waits, and no longer when that one turns out to have been answered before", () => {
  const begin = `
    c1 GET ?EIO=4&transport=polling
    c1 200 0{"sid":"A","upgrades":[],"pingInterval":1000,"pingTimeout":3000}
    c2 GET ?EIO=4&transport=polling&sid=A
  `;
  const overlapping = ({ links }: Store) => links.filter((link) => link.kind === "http" && link.overlaps).map(({ id }) => id);
  expect(overlapping(play(`${begin}c2 200 6\nc3 GET ?EIO=4&transport=polling&sid=A`))).toEqual([]);
  const second = `${begin}c3 GET ?EIO=4&transport=polling&sid=A\n`;
  expect(overlapping(play(`${second}c2 200 6`))).toEqual(["c3"]);
  const events = wireEvents(`${begin}c2 200 6\nc3 GET ?EIO=4&transport=polling&sid=A`);
  const [answer, body, poll] = events.slice(-3);
  if (!answer || !body || !poll) throw new Error("too few events");
  const store = play("");
  for (const event of [...events.slice(0, -3), poll]) store.push(event);
  expect(overlapping(store)).toEqual(["c3"]);
  for (const event of [answer, body]) store.push(event);
  expect(overlapping(store)).toEqual([]);
});
