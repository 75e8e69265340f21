// Sessions that end because of a packet, an answer or a side: each rule finds its cause, and is silent where it only looks so.

import { expect, test } from "@playwright/test";
import { play } from "../session/ladder-text.ts";
import { found, playWith, told, worse } from "./support.ts";

const handshake = (sid: string, most = "") => `0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000${most}}`;
const ASK = "GET ?EIO=4&transport=polling";
const POST = "POST ?EIO=4&transport=polling&sid=A";
const GET = "GET ?EIO=4&transport=polling&sid=A";
const UNKNOWN = '400 {"code":1,"message":"Session ID unknown"}';
const MOST = ',"maxPayload":100000';
const socket = (id: string, sid: string, most = "") =>
  `${id} open ?EIO=4&transport=websocket\n${id} 101\n${id} < ${handshake(sid, most)}\n${id} > 40\n${id} < 40{"sid":"${sid}"}\n`;
const polling = `c1 ${ASK}\nc1 200 ${handshake("A")}\n`;

test("a session id that another server was asked for right after the handshake: no sticky sessions", () => {
  const ladder = `${polling}c2 ${POST} 40\nc2 200 ok\nc3 ${GET}\nc3 ${UNKNOWN}\n+1000\nc4 ${ASK}\nc4 200 ${handshake("B")}`;
  expect(told(play(ladder), "sid-unknown")).toEqual([
    "error possible ×1: localhost:3000 did not know the session id that it had given 30 ms before: requests reach different servers.",
    "+0 the handshake gives the session id A",
    "+20 a request with it is answered 200",
    "+30 a request with the session id, 30 ms after the handshake",
    "+40 is answered 400: session id unknown (code 1)",
  ]);
  // The first request is refused, or it happens again.
  const first = `${polling}c2 ${POST} 40\nc2 ${UNKNOWN}`;
  expect(worse(play(first))).toEqual([expect.stringContaining("error likely sid-unknown ×1")]);
  const again = `${ladder}\nc5 GET ?EIO=4&transport=polling&sid=B\nc5 200 40{"sid":"s"}\nc6 GET ?EIO=4&transport=polling&sid=B\nc6 ${UNKNOWN}`;
  expect(worse(play(again))).toEqual([expect.stringContaining("error likely sid-unknown ×2")]);
  // The other server refuses the websocket too.
  const both = `c1 ${ASK}\nc1 200 ${handshake("A").replace("[]", '["websocket"]')}\nw1 open ?EIO=4&transport=websocket&sid=A\nc2 ${POST} 40\nw1 400\nw1 error 400\nw1 closed\nc2 ${UNKNOWN}`;
  expect(worse(play(both))).toEqual([expect.stringContaining("error likely sid-unknown ×1")]);
  const named = playWith(ladder, (event) =>
    event.kind === "http-response" ? { headers: { "X-Served-By": event.id === "c3" ? "app2" : "app1" } } : {},
  );
  expect(told(named, "sid-unknown").at(-1)).toBe(
    "+40 is answered 400: session id unknown (code 1). x-served-by: app2 (the handshake's answer: app1)",
  );
});

test("a session id that had expired, and one that the server forgot", () => {
  const used = `${polling}c2 ${POST} 40\nc2 200 ok\nc3 ${GET}\nc3 200 40{"sid":"s"}\n`;
  expect(told(play(`${used}+50000\nc4 ${GET}\nc4 ${UNKNOWN}`), "sid-unknown")).toEqual([
    "error likely ×1: localhost:3000 had let the session expire: it had heard nothing for 50 s, and waits 45 s.",
    "+0 the handshake gives the session id A",
    "+40 the last packet arrives",
    "+50050 the next request with the session id, 50 s later",
    "+50060 is answered 400: session id unknown (code 1)",
  ]);
  expect(worse(play(`${used}+50000\nc4 ${GET}\nc4 ${UNKNOWN}`))).toHaveLength(1);
  expect(worse(play(`${used}+20000\nc4 ${GET}\nc4 ${UNKNOWN}`))).toEqual([
    expect.stringMatching(/^error likely sid-unknown ×1: After 20(\.1)? s localhost:3000 no longer knew the session id/),
  ]);
});

test("a session that had ended before, and a handshake that is refused, have no unknown session id", () => {
  // The client has closed it, and its poll was under way.
  expect(worse(play(`${polling}c2 ${GET}\nc3 ${POST} 1\nc2 ${UNKNOWN}\nc3 200 ok`))).toEqual([]);
  // The server has closed it, and says so in the poll, after it has refused a POST.
  expect(worse(play(`${polling}c2 ${GET}\n+3000\nc3 ${POST} 42["x"]\nc3 ${UNKNOWN}\nc2 200 1`))).toEqual([]);
  expect(found(play(`c1 ${ASK}\nc1 400 {"code":0,"message":"Transport unknown"}`)).join()).not.toContain("sid-unknown");
});

test("a handshake from a cache or a service worker gives a session id that no server knows", () => {
  const ladder = `${polling}c2 ${POST} 40\nc2 ${UNKNOWN}`;
  const cached = playWith(ladder, (event) => (event.kind === "http-response" && event.id === "c1" ? { from: "disk-cache" } : {}));
  expect(told(cached, "handshake-from-cache")).toEqual([
    "error certain ×1: The answer to the handshake came from a cache, with the session id A.",
    "+0 the client asks for a session",
    "+10 is answered from a cache: session id A",
    "+30 is answered 400: session id unknown (code 1)",
  ]);
  expect(worse(cached)).toHaveLength(1);
  const worker = (text: string) =>
    playWith(text, (event) => (event.kind === "http-response" && event.id === "c1" ? { from: "service-worker" } : {}));
  expect(worse(worker(ladder))).toEqual([expect.stringContaining("A service worker answered the handshake itself")]);
  // One that stands in for the server, or passes the request on, does no harm.
  expect(worse(worker(`${polling}c2 ${POST} 40\nc2 200 ok`))).toEqual([]);
  expect(found(playWith(ladder, (event) => (event.kind === "http-response" ? { through: "service-worker" } : {}))).join()).toContain(
    "requests reach different servers",
  );
  const twice = `${ladder}\n+1000\nc3 ${ASK}\nc3 200 ${handshake("A")}`;
  expect(found(play(twice))).toContain("error certain handshake-from-cache ×1: The same document got the session id A twice.");
});

test("a session id for two documents, or for a page that was loaded again, comes from a cookie", () => {
  const two = `context appeared\ncontext appeared @other\n${polling}c2 ${ASK} @other\nc2 200 ${handshake("A")} @other`;
  expect(told(play(two), "shared-session-id")).toEqual([
    "error certain ×1: localhost:3000 gave the session id A to two documents.",
    "+0 one document gets the session id A",
    "+20 another document gets the session id A too",
  ]);
  const again = `context appeared\n${polling}context navigated\nc2 ${ASK}\nc2 200 ${handshake("A")}`;
  expect(worse(play(again))).toEqual([
    "error certain shared-session-id ×1: localhost:3000 gave the page the session id A again after it was loaded again.",
  ]);
  const own = `context appeared\ncontext appeared @other\n${polling}c2 ${ASK} @other\nc2 200 ${handshake("B")} @other`;
  expect(worse(play(own))).toEqual([]);
});

test("what is larger than the server accepts ends the session", () => {
  const large = "x".repeat(120_000);
  expect(
    told(play(`${socket("w1", "A", MOST)}w1 > 42["${large}"]\n+20\nw1 closed\n+1000\n${socket("w2", "B")}`), "payload-too-large"),
  ).toEqual([
    "error certain ×1: 120 kB were sent, and the server accepts 100 kB.",
    "+0 the server says what it accepts: maxPayload 100 kB",
    "+30 the client sends 120 kB",
    "+60 the websocket closes",
    "+1070 the client begins its next session",
  ]);
  const post = `c1 ${ASK}\nc1 200 ${handshake("A", MOST)}\nc2 ${POST} 42["${large}"]\nc2 413 `;
  expect(worse(play(post))).toEqual(["error certain payload-too-large ×1: 120 kB were sent, and the server accepts 100 kB."]);
});

test("a body that a proxy refuses is the proxy's limit, not the server's", () => {
  const page = "413 <html><head><title>413 Request Entity Too Large</title></head></html>";
  const ladder = `${polling}c2 ${POST} 42["${"x".repeat(2000)}"]\nc2 ${page}`;
  const nginx = playWith(ladder, (event) => (event.kind === "http-response" ? { headers: { Server: "nginx/1.24" } } : {}));
  expect(told(nginx, "payload-too-large")).toEqual([
    "error certain ×1: A body was sent that is larger than nginx/1.24 accepts (413).",
    "+0 the client sends 2 kB",
    "+10 is answered 413 by nginx/1.24",
  ]);
  expect(worse(nginx)).toHaveLength(1);
  expect(found(play(`${polling}c2 ${POST} 42["x"]\nc2 413 `))[0]).toContain("error certain payload-too-large ×1: 0 kB were sent");
});

test("a server that does not say what it accepts is taken to accept 1 MB if it closes just after more", () => {
  const mega = "x".repeat(1_000_000);
  expect(worse(play(`${socket("w1", "A")}w1 > 42["${mega}"]\n+20\nw1 closed`))).toEqual([
    "error likely payload-too-large ×1: 1000 kB were sent, and the server accepts 1000 kB.",
  ]);
  // It closed much later, or it had accepted more before.
  expect(worse(play(`${socket("w1", "A")}w1 > 42["${mega}"]\n+20000\nw1 closed`))).toEqual([]);
  expect(worse(play(`${socket("w1", "A")}w1 > 42["${mega}x"]\n+11000\nw1 > 42["${mega}"]\n+20\nw1 closed`))).toEqual([]);
});

test("a packet near the limit is warned about before one is too large", () => {
  expect(told(play(`${socket("w1", "A", MOST)}w1 > 42["${"x".repeat(85_000)}"]`), "payload-too-large")).toEqual([
    "warning certain ×1: A packet of 85 kB was sent: 85 % of the 100 kB that the server accepts.",
    "+0 the server says what it accepts: maxPayload 100 kB",
    "+30 the client sends 85 kB",
  ]);
  expect(worse(play(`${socket("w1", "A", MOST)}w1 > 42["${"x".repeat(70_000)}"]`))).toEqual([]);
  // What is received is the server's choice.
  expect(worse(play(`${socket("w1", "A", MOST)}w1 < 42["${"x".repeat(95_000)}"]`))).toEqual([]);
});

const AGAIN = `+250\n${socket("w2", "B")}`;

test("a client that closes for a packet that it cannot read says which and why", () => {
  expect(told(play(`${socket("w1", "A")}w1 < 42["x",}\nw1 closed\n${AGAIN}`), "client-parse-error")).toEqual([
    "error certain ×1: The client closed the session for a packet that it could not read: } at character 8 is no JSON.",
    '+0 42["x",} arrives: } at character 8 is no JSON',
    "+10 the client closes the session",
    "+270 0.26 s later it begins anew",
  ]);
  const empty = `${polling}c2 ${GET}\nc2 200\n+1000\nc3 ${ASK}\nc3 200 ${handshake("B")}`;
  expect(found(play(empty)).join()).not.toContain("undefined");
  // The client went on, or the path broke.
  expect(worse(play(`${socket("w1", "A")}w1 < 42["x",}\nw1 > 42["y"]\nw1 closed`)).join()).not.toContain("client-parse-error");
  expect(worse(play(`${socket("w1", "A")}w1 < 42["x"]\nw1 closed\n${AGAIN}`))).toEqual([]);
});

test("NaN in JSON is named, with its place", () => {
  expect(told(play(`${socket("w1", "A")}w1 < 42["v",{"t":NaN}]\nw1 closed\n${AGAIN}`), "nan-in-json")).toEqual([
    "error certain ×1: The server sent NaN as JSON (character 13 of the packet), which no client can read.",
    "+0 arrives with NaN at character 13",
    "+10 the client closes the session",
    "+270 the client begins its next session",
  ]);
  expect(worse(play(`${socket("w1", "A")}w1 < 42["v",-Infinity]\nw1 closed\n${AGAIN}`))).toEqual([
    expect.stringContaining("nan-in-json ×1: The server sent -Infinity as JSON"),
  ]);
  expect(worse(play(`${socket("w1", "A")}w1 < 42["v","NaN and Infinity"]\nw1 closed\n${AGAIN}`))).toEqual([]);
});

test("a packet between another one and its attachments, and bytes that nobody announced", () => {
  const header = (name: string) => `w1 < 451-["${name}",{"_placeholder":true,"num":0}]\n`;
  const mixed = `${socket("w1", "A")}${header("a")}${header("b")}w1 < [AQID]\nw1 < [BAUG]\nw1 closed\n${AGAIN}`;
  expect(told(play(mixed), "attachments-interleaved")).toEqual([
    "error certain ×1: A packet came in between another one and its attachments (1 of 1 still missing).",
    "+0 a packet says how many attachments follow: 1",
    "+10 another packet comes instead (still missing: 1)",
    "+40 the client closes the session",
    "+300 the client begins its next session",
  ]);
  expect(worse(play(mixed))).toHaveLength(1);
  expect(worse(play(`${socket("w1", "A")}w1 < [AQID]\nw1 closed\n${AGAIN}`))).toEqual([
    "error certain attachments-interleaved ×1: Bytes came that no packet had announced.",
  ]);
  expect(worse(play(`${socket("w1", "A")}${header("a")}w1 < [AQID]\n${header("b")}w1 < [AQID]`))).toEqual([]);
  // A client of socket.io 2 does not close for it.
  const two = `w1 open ?EIO=3&transport=websocket\nw1 101\nw1 < ${handshake("A")}\nw1 < 40\n${header("a")}${header("b")}w1 < [BAEC]\nw1 < [BAMD]`;
  expect(worse(play(two))).toEqual([
    "error certain attachments-interleaved ×1: A packet came in between another one and its attachments (1 of 1 still missing).",
  ]);
});

test("a second poll while one waits ends the session", () => {
  const ladder = `${polling}c2 ${GET}\n+1000\nc3 ${GET}\nc2 200 1\nc3 400 {"code":3,"message":"Bad request"}`;
  expect(told(play(ladder), "two-polls")).toEqual([
    "error certain ×1: A second poll was sent while one was waiting, and 10 ms later the session was over.",
    "+0 a poll waits for its answer",
    "+1010 a second poll of the same session is sent",
    "+1020 the session ends",
  ]);
  // Both were answered, and the session went on.
  expect(worse(play(`${polling}c2 ${GET}\n+10\nc3 ${GET}\nc2 200 40{"sid":"s"}\nc3 200 42["x"]\nc4 ${GET}`))).toEqual([]);
  // Old servers answer neither.
  const dropped = (second: string) => `${polling}c2 ${GET}\n+1000\n${second}+4000\nc4 ${POST} 42["x"]\nc4 ${UNKNOWN}`;
  expect(told(play(dropped(`c3 ${GET}\n`)), "two-polls")).toEqual([
    "error certain ×1: A second poll was sent while one was waiting. The server answered neither, and did not know the session any more.",
    "+0 a poll waits for its answer",
    "+1010 a second poll of the same session is sent",
    "+5030 is answered 400: session id unknown (code 1)",
  ]);
  expect(worse(play(dropped(`c3 ${GET}\n`)))).toHaveLength(1);
  expect(worse(play(dropped("")))).toEqual([expect.stringContaining("sid-unknown")]);
});

test("the side that ended a session, and the reason that the page is told, are for information", () => {
  for (const [ladder, line] of [
    ["w1 < 41\nw1 closed", "server-closed ×1: The server disconnected the client (`io server disconnect`)."],
    ["w1 < 1\nw1 closed", "server-closed ×1: The server closed the connection (`transport close`)."],
    ["w1 > 41\nw1 closed", "client-closed ×1: The page disconnected by itself."],
    ["context navigated", "page-left ×1: The page left, and the session ended with it."],
    ["crash", "page-left ×1: The page crashed, and the session ended with it."],
  ] as const) {
    expect(found(play(`context appeared\n${socket("w1", "A")}${ladder}`)), ladder).toEqual([`info certain ${line}`]);
  }
  const closed = (code: number, reason: string) =>
    playWith(`${socket("w1", "A")}w1 closed`, (event) => (event.kind === "ws-close" ? { code, reason, cause: "hook" } : {}));
  expect(found(closed(1011, "oops"))).toEqual([
    "warning certain server-closed ×1: The server closed the connection because of an error: 1011 oops",
  ]);
  expect(found(closed(1001, ""))).toEqual(["info certain server-closed ×1: The server closed the connection (`transport close`)."]);
  expect(told(play(`${socket("w1", "A")}w1 < 41\nw1 closed`), "server-closed")).toEqual([
    "info certain ×1: The server disconnected the client (`io server disconnect`).",
    "+0 the server sends DISCONNECT",
    "+10 the connection closes",
  ]);
  // Nobody said it, and nothing explains it.
  expect(found(play(`${socket("w1", "A")}w1 closed`))).toEqual([]);
});

test("a websocket that the page closes before it is established, and opens again at once", () => {
  const open = "w1 open ?EIO=4&transport=websocket\nw1 error WebSocket is closed before the connection is established.\n";
  for (const order of [`w1 closed\n${socket("w2", "B")}`, `${socket("w2", "B").replace("\n", "\nw1 closed\n")}`]) {
    expect(told(play(`${open}${order}`), "closed-before-established")[0], order).toMatch(
      /^warning certain ×1: The page closed its websocket after 10 ms, before it was established, and opened another one \d0 ms later\.$/,
    );
  }
  expect(told(play(`${open}w1 closed\n${socket("w2", "B")}`), "closed-before-established").slice(1)).toEqual([
    "+0 the page opens a websocket",
    "+20 the first one is closed, before the server has answered",
    "+30 and opens another one",
  ]);
  expect(worse(play(`${open}w1 closed`))).toEqual([]);
  expect(worse(play(`${open}w1 closed\n+5000\n${socket("w2", "B")}`))).toEqual([]);
});

test("a handshake by polling that the page gives up, and asks for again at once", () => {
  const page = "context appeared\n";
  const twice = `c1 ${ASK}\nc2 ${ASK}\nc1 200 ${handshake("A")}\nc2 200 ${handshake("B")}\nc3 POST ?EIO=4&transport=polling&sid=B 40\nc3 200 ok\n`;
  const goesOn = "+2000\nc4 GET ?EIO=4&transport=polling&sid=B\n";
  expect(told(play(`${page}${twice}${goesOn}`), "closed-before-established")).toEqual([
    "warning certain ×1: The page disconnected before its handshake was answered, and connected again 10 ms later.",
    "+0 the page asks for a session",
    "+10 and asks for another one",
    "+20 the first is answered, and nobody uses it",
  ]);
  expect(worse(play(`${page}${twice}${goesOn}`))).toHaveLength(1);
  // The client may use it yet, or has done so. Without a page, they may be two clients of two pages.
  expect(worse(play(`${page}${twice}`))).toEqual([]);
  expect(worse(play(`${page}${twice}c5 GET ?EIO=4&transport=polling&sid=A\n${goesOn}`))).toEqual([]);
  expect(worse(playWith(`${twice}${goesOn}`, () => ({ documentFrame: undefined })))).toEqual([]);
});

test("a server that was gone and came back restarted", () => {
  const refused = "+1000\nc1 GET ?EIO=4&transport=polling\nc1 failed net::ERR_CONNECTION_REFUSED\n";
  expect(told(play(`${socket("w1", "A")}w1 closed\n${refused}+2000\n${socket("w2", "B")}`), "server-restarted")).toEqual([
    "info likely ×1: localhost:3000 was gone, and back after 3.05 s.",
    "+0 the websocket closes",
    "+1010 the next attempt finds no server",
    "+3050 a new session opens",
  ]);
  expect(found(play(`${socket("w1", "A")}w1 closed\n+1000\n${socket("w2", "B")}`))).toEqual([]);
});

test("a socket that asked for its state is recovered, or not, and it is said whether anything can be lost", () => {
  const connected = (id: string, sid: string, ask: string, pid: string) =>
    `${id} open ?EIO=4&transport=websocket\n${id} 101\n${id} < ${handshake(sid)}\n${id} > 40${ask}\n${id} < 40{"sid":"s","pid":"${pid}"}\n`;
  const lost = `${connected("w1", "A", "", "p")}w1 < 42["x","o1"]\nw1 closed\n+2000\n`;
  expect(told(play(`${lost}${connected("w2", "B", '{"pid":"p","offset":"o1"}', "p")}`), "recovered")).toEqual([
    "info certain ×1: The socket in / was recovered after 2.04 s.",
    "+0 the last packet of the session before",
    "+2050 the client asks for its state, from the offset o1 on",
    "+2060 the server gives the same pid back",
  ]);
  expect(told(play(`${lost}${connected("w2", "B", '{"pid":"p","offset":"o1"}', "q")}`), "not-recovered")).toEqual([
    "warning certain ×1: The socket in / was not recovered after 2.04 s.",
    "+0 the last packet of the session before",
    "+2050 the client asks for its state, from the offset o1 on",
    "+2060 the server gives another pid",
  ]);
  expect(found(play(`${lost}${connected("w2", "B", '{"pid":"p"}', "q")}`))).toEqual([
    "info certain not-recovered ×1: The socket in / was not recovered after 2.04 s.",
  ]);
  // Nothing was asked for, or the answer has not come.
  expect(found(play(`${lost}${connected("w2", "B", "", "q")}`))).toEqual([]);
  expect(found(play(`${lost}${connected("w2", "B", '{"pid":"p","offset":"o1"}', "q").replace(/w2 < 40.*\n/, "")}`))).toEqual([]);
});

for (const eio of [2, 3, 4]) {
  const text = (packet: string) => (eio === 4 ? packet : `${packet.length}:${packet}`);
  const connect = eio === 4 ? "40" : "";
  const beats = (id: string) =>
    Array.from({ length: 3 }, () => `+24980\n${id} ${eio === 4 ? "<" : ">"} 2\n${id} ${eio === 4 ? ">" : "<"} 3\n`).join("");
  test(`healthy sessions of revision ${eio} have no finding above info`, () => {
    const open = handshake("A", ',"maxPayload":1000000');
    const ws = `w1 open ?EIO=${eio}&transport=websocket\nw1 101\nw1 < ${open}\n${connect && `w1 > ${connect}\n`}w1 < 40${eio === 4 ? '{"sid":"s"}' : ""}\nw1 > 420["x"]\nw1 < 430[]\n${beats("w1")}`;
    const url = `?EIO=${eio}&transport=polling`;
    const poll = `c1 GET ${url}\nc1 200 ${text(open)}\nc2 GET ${url}&sid=A\nc3 POST ${url}&sid=A ${text(eio === 4 ? "40" : '42["x"]')}\nc3 200 ok\nc2 200 ${text(eio === 4 ? '40{"sid":"s"}' : "40")}\n+20000\nc4 GET ${url}&sid=A\n+4000\nc4 200 ${text(eio === 4 ? "2" : '42["y"]')}\n`;
    for (const end of ["", "w1 closed", "w1 > 41\nw1 closed", "w1 < 41\nw1 closed", "w1 gone"]) {
      expect(worse(play(`${ws}${end}`)), end).toEqual([]);
    }
    for (const end of ["", "c5 GET URL&sid=A\nc5 gone", "c5 GET URL&sid=A\nc5 200 PACKET"]) {
      expect(worse(play(`${poll}${end.replace("URL", url).replace("PACKET", text("41"))}`)), end).toEqual([]);
    }
  });
}
