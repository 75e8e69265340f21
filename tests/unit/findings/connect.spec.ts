// Each rule about a client that cannot connect finds its cause, and is silent where it only looks so.

import { expect, test } from "@playwright/test";
import { Findings } from "../../../src/findings/findings.ts";
import { invalidNamespace } from "../../../src/findings/rules/namespace-refused.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { play } from "../session/ladder-text.ts";
import { found, playWith, worse } from "./support.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
const ASK = "GET ?EIO=4&transport=polling";

test("a healthy session has no findings", () => {
  const healthy = `c1 ${ASK}\nc1 200 ${OPEN}\nc2 POST ?EIO=4&transport=polling&sid=A 40\nc2 200 ok\nc3 GET ?EIO=4&transport=polling&sid=A\nc3 200 40{"sid":"s"}`;
  expect(found(play(healthy))).toEqual([]);
});

test("a server that cannot be reached: in what way", () => {
  for (const [reason, title] of [
    ["net::ERR_CONNECTION_REFUSED", "Nothing listens at localhost:3000: the connection was refused."],
    ["NS_ERROR_UNKNOWN_HOST", "The name of localhost:3000 is unknown to the DNS."],
    ["net::ERR_CERT_AUTHORITY_INVALID", "The browser does not accept the certificate or the TLS of localhost:3000."],
    ["net::ERR_CONNECTION_TIMED_OUT", "localhost:3000 did not answer the connection in time."],
    ["net::ERR_EMPTY_RESPONSE", "localhost:3000 closed the connection without an answer."],
    ["net::ERR_INTERNET_DISCONNECTED", "The browser had no network to reach localhost:3000."],
    ["net::ERR_SOCKS_CONNECTION_FAILED", "The browser could not connect to localhost:3000."],
  ] as const) {
    expect(found(play(`c1 ${ASK}\nc1 failed ${reason}`)), reason).toEqual([`error certain server-unreachable ×1: ${title}`]);
  }
});

test("forty refused handshakes are one finding, and the fortieth does not change its words", () => {
  const ladder = Array.from(
    { length: 40 },
    (_, i) => `c${i} ${ASK}\nc${i} failed net::ERR_CONNECTION_REFUSED\n+${900 + ((137 * i) % 400)}`,
  ).join("\n");
  expect(found(play(ladder))).toEqual([
    "error certain server-unreachable ×40: Nothing listens at localhost:3000: the connection was refused.",
  ]);
});

test("an answer that is not Engine.IO's: a wrong path, a server that fails, a refusal with a code", () => {
  for (const [answer, line] of [
    [
      "404 <title>Error</title><pre>Cannot GET /socket.io/</pre>",
      "wrong-path ×1: localhost:3000 has no Engine.IO at /socket.io/: it answered 404.",
    ],
    ["200 <!doctype html><title>Shop</title>", "wrong-path ×1: localhost:3000 has no Engine.IO at /socket.io/: it answered 200."],
    ["502 <html><title>502 Bad Gateway</title>", "server-error ×1: The handshake at localhost:3000 is answered 502: Bad Gateway."],
    ['403 {"code":4,"message":"Forbidden"}', "handshake-refused ×1: The handshake at localhost:3000 is answered 403: Forbidden (code 4)."],
    ['400 {"code":5,"message":"Unsupported protocol version"}', "version-mismatch ×1: The client speaks Engine.IO 3, the server 4."],
  ] as const) {
    const eio = answer.includes('"code":5') ? 3 : 4;
    expect(found(play(`c1 GET ?EIO=${eio}&transport=polling\nc1 ${answer}`)), answer).toEqual([`error certain ${line}`]);
  }
});

test("a server that answers in another revision is a mismatch of versions, not a wrong path", () => {
  const three = `95:${OPEN.padEnd(95)}2:40`;
  expect(found(play(`c1 ${ASK}\nc1 200 ${three}`))).toEqual([
    "error certain version-mismatch ×1: The client speaks Engine.IO 4, the server 3.",
  ]);
});

test("a websocket of revision 3 that is accepted and not opened is a mismatch of versions, or of anything else if it has revision 4", () => {
  const old = "error likely version-mismatch ×1: The client speaks Engine.IO 3. The server accepted its websocket, and opened no session.";
  for (const [ends, other] of [
    [
      "w1 closed",
      ["error likely not-engine-io ×1: The websocket to localhost:3000 was established, and closed 10 ms later without an open packet."],
    ],
    ["w1 error Invalid frame header\nw1 closed", []],
  ] as const) {
    const ladder = (eio: number) => `w1 open ?EIO=${eio}&transport=websocket\nw1 101\n${ends}`;
    expect(found(play(ladder(3))), ends).toEqual([old]);
    expect(found(play(ladder(4))), ends).toEqual(other);
  }
  const hello = "w1 open ?EIO=3&transport=websocket\nw1 101\nw1 < hello\nw1 closed";
  expect(found(play(hello))).toEqual([expect.stringContaining("not-engine-io")]);
});

test("a namespace that the server does not have, and one that the application refuses", () => {
  const open = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\nw1 > 40/chat,\n`;
  expect(found(play(`${open}w1 < 44/chat,{"message":"Invalid namespace"}`))).toEqual([
    "error certain invalid-namespace ×1: The server has no namespace /chat.",
  ]);
  expect(found(play(`${open}w1 < 44/chat,{"message":"no token"}`))).toEqual([
    "warning certain connect-refused-by-app ×1: The application refused the namespace /chat: no token",
  ]);
  expect(found(play(`${open}w1 < 44/chat,{"at":"/login"}`))).toEqual([
    'warning certain connect-refused-by-app ×1: The application refused the namespace /chat: {"at":"/login"}',
  ]);
});

test("to tell whether a refused namespace was ever joined, few sessions are looked at, and those of its server", () => {
  const opens = (id: string, path: string, answer: string) =>
    `${id} open ${path}?EIO=4&transport=websocket\n${id} 101\n${id} < 0{"sid":"${id}","upgrades":[]}\n${id} > 40/chat,\n${id} < ${answer}\n`;
  const refused = '44/chat,{"message":"Invalid namespace"}';
  const joined = '40/chat,{"sid":"s"}';
  const means = (ladder: string) =>
    new Findings(play(ladder)).all().flatMap(({ rule, means: [key] }) => (rule === "invalid-namespace" ? [key] : []));
  expect(means(opens("w1", "", joined) + opens("w2", "", refused))).toEqual(["invalid-namespace/means-joined"]);
  expect(means(opens("w1", "/other/", joined) + opens("w2", "", refused))).toEqual(["invalid-namespace/means"]);
  const store = play(Array.from({ length: 200 }, (_, i) => `${opens(`w${i}`, "", refused)}w${i} closed\n`).join(""));
  const looked = new Set<unknown>();
  for (const session of store.sessions) {
    const { sockets } = session;
    const get = () => {
      looked.add(session);
      return sockets;
    };
    Object.defineProperty(session, "sockets", { get });
  }
  const last = store.sessions.at(-1)?.lastHeard ?? 0;
  expect(invalidNamespace.problem?.(last, store)).not.toBeNull();
  expect(looked.size).toBeLessThanOrEqual(64);
});

test("a page's origin is that of its request, however the header is written", () => {
  const ladder = `c1 ${ASK}\nc1 failed MissingAllowOriginHeader`;
  const asks = (name: string) => (event: WireEvent) =>
    event.kind === "http-request" ? { headers: { [name]: "http://localhost:5173" } } : {};
  for (const name of ["Origin", "origin", "ORIGIN"]) expect(found(playWith(ladder, asks(name)))[0]).toContain("http://localhost:5173");
});

test("an answer that Firefox hides has no body there: its headers tell whether the page may read it", () => {
  const answered = (origin: string, allowed?: string) => (event: WireEvent) => {
    if (event.kind === "http-request") return { headers: { Origin: origin } };
    return event.kind === "http-response"
      ? { headers: { "Content-Length": "116", ...(allowed !== undefined && { "Access-Control-Allow-Origin": allowed }) } }
      : {};
  };
  const hidden = (...[origin, allowed]: Parameters<typeof answered>) => found(playWith(`c1 ${ASK}\nc1 200`, answered(origin, allowed)));
  expect(hidden("http://localhost:5173")).toEqual([
    "error certain cors-blocked ×1: localhost:3000 does not allow the page's origin http://localhost:5173: its answer has no Access-Control-Allow-Origin.",
  ]);
  expect(hidden("http://localhost:5173", "http://localhost:8080")).toEqual([expect.stringContaining("cors-blocked")]);
  for (const [origin, allowed] of [
    ["http://localhost:3000"],
    ["http://localhost:5173", "*"],
    ["http://localhost:5173", "http://localhost:5173"],
  ] as const)
    expect(hidden(origin, allowed)).toEqual([]);
});

test("an error of Socket.IO 0.9 is the application's only if it says that the client is not authorized", () => {
  const open = "c1 GET 1/?t=1\nc1 200 A:60:60:websocket\nw1 open 1/websocket/A\nw1 101\nw1 < 1::\n";
  expect(worse(play(`${open}w1 < 7:::1+0`))).toEqual([]);
  expect(worse(play(`${open}w1 < 7::/chat:2`))).toEqual([
    "warning certain connect-refused-by-app ×1: The application refused the namespace /chat: unauthorized",
  ]);
});

test("an answer whose body was not recorded is no other server's", () => {
  const answer = (length: string) => (event: WireEvent) =>
    event.kind === "http-response" ? { headers: { "Content-Length": length } } : {};
  expect(worse(playWith(`c1 ${ASK}\nc1 200`, answer("116")))).toEqual([]);
  expect(worse(playWith(`c1 ${ASK}\nc1 200`, answer("0")))).toEqual([expect.stringContaining("wrong-path")]);
});

test("what is blocked in the browser is told apart from a server that cannot be reached", () => {
  for (const [reason, title] of [
    ["csp", "The page's content security policy does not allow connections to localhost:3000."],
    ["net::ERR_UNSAFE_PORT", "The browser connects to no server at the port of localhost:3000, because other protocols use that port."],
  ] as const) {
    expect(found(play(`c1 ${ASK}\nc1 failed ${reason}`)), reason).toEqual([`error certain mixed-or-blocked ×1: ${title}`]);
  }
});

test("a finding is withdrawn when what comes later shows that it is wrong", () => {
  const store = play(`c1 ${ASK}\nc1 failed net::ERR_CONNECTION_REFUSED`);
  const findings = new Findings(store);
  expect(findings.all()).toHaveLength(1);
  expect(findings.all()).toBe(findings.all());
});
