// Packets and attachments out of turn. socket.io-parser throws "got plaintext data when reconstructing a packet" and "got binary data when not
// reconstructing a packet" (miguelgrinberg/python-socketio#403, Totodore/socketioxide#232, socketio/socket.io#1980).

import { expect, test } from "@playwright/test";
import { packetRecords } from "../../../src/formats/packets.ts";
import type { Store } from "../../../src/session/store.ts";
import { play } from "./ladder-text.ts";

const open = (eio: number) => `
  w1 open ?EIO=${eio}&transport=websocket
  w1 101
  w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
  ${eio === 4 ? 'w1 > 40\nw1 < 40{"sid":"s"}' : "w1 < 40"}
`;
const FIVE = open(4);
const FOUR = open(3);
const header = (name: string, count = 1) =>
  `45${count}-${JSON.stringify([name, ...Array.from({ length: count }, (_, num) => ({ _placeholder: true, num }))])}`;

/** A word for each message after the handshake: what came of it, and why. */
function told(store: Store): string[] {
  return [...packetRecords(store)]
    .filter(({ engine, socket }) => engine.type === "message" && socket?.type !== "CONNECT")
    .map(({ socket }) => {
      if (!socket) return "-";
      const { type, data, reason } = socket;
      return [type, type !== "invalid" && JSON.stringify(data), reason].filter(Boolean).join(" ");
    });
}

const MISSING = "invalid attachments missing: 1 of 1";
const OUT = "out of turn: attachments of the packet before it are still to come: 1 of 1";
const UNANNOUNCED = "invalid no packet announced these bytes as its attachment";

test("a packet whose attachments have not come when the next one comes has none of the later bytes", () => {
  const store = play(`${FIVE}w1 < ${header("a")}\nw1 < ${header("b")}\nw1 < [AQ==]\nw1 < [Ag==]`);
  expect(told(store)).toEqual([MISSING, `invalid ${OUT}`, UNANNOUNCED, UNANNOUNCED]);
  const problems = Array.from({ length: store.entries.length }, (_, entry) => entry).filter((entry) => store.entries.isProblem(entry));
  expect(problems).toHaveLength(4);
});

test("a text between a packet and its attachments is out of turn; heartbeats and the other direction are not", () => {
  expect(told(play(`${FIVE}w1 < ${header("a")}\nw1 < 42["b"]\nw1 < [AQ==]`))).toEqual([MISSING, `invalid ${OUT}`, UNANNOUNCED]);
  expect(told(play(`${FIVE}w1 < ${header("a")}\nw1 < 2\nw1 > 3\nw1 > 42["b"]\nw1 < [AQ==]`))).toEqual([
    "-",
    'EVENT ["b"]',
    'BINARY_EVENT ["a",{"$binary":"AQ=="}]',
  ]);
});

test("in Socket.IO 2 a text in between is read or dropped, and the wait goes on; another binary packet is out of turn", () => {
  expect(told(play(`${FOUR}w1 < ${header("a")}\nw1 < 42["b"]\nw1 < [BAE=]`))).toEqual([
    "-",
    `EVENT ["b"] ${OUT}`,
    'BINARY_EVENT ["a",{"$binary":"AQ=="}]',
  ]);
  expect(told(play(`${FOUR}w1 < ${header("a")}\nw1 < ${header("b")}\nw1 < [BAE=]`))).toEqual([MISSING, `invalid ${OUT}`, UNANNOUNCED]);
});

test("bytes that no packet announced are invalid by websocket and in a polling body", () => {
  expect(told(play(`${FIVE}w1 < [AQ==]\nw1 > [AQ==]`))).toEqual([UNANNOUNCED, UNANNOUNCED]);
  expect(told(play(`${FIVE}w1 < ${header("a")}\nw1 < [AQ==]\nw1 < [Ag==]`)).at(-1)).toBe(UNANNOUNCED);
  const poll = (body: string) => `
    c1 GET ?EIO=4&transport=polling
    c1 200 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
    c2 POST ?EIO=4&transport=polling&sid=A 40
    c3 GET ?EIO=4&transport=polling&sid=A
    c3 200 40{"sid":"s"}\\x1e${body}
  `;
  expect(told(play(poll("bAQ==")))).toEqual([UNANNOUNCED]);
  expect(told(play(poll(`${header("a")}\\x1e${header("b")}\\x1ebAQ==\\x1ebAg==`)))).toEqual([
    MISSING,
    `invalid ${OUT}`,
    UNANNOUNCED,
    UNANNOUNCED,
  ]);
});

test("attachments that never came are told when their session ends, and not before", () => {
  const begin = `${FIVE}w1 < ${header("a", 2)}\nw1 < [AQ==]`;
  expect(told(play(begin))).toEqual(["-", "-"]);
  const store = play(`${begin}\nw1 closed`);
  expect(told(store)).toEqual(["invalid attachments missing: 1 of 2", "-"]);
  expect([...packetRecords(store)].at(-2)?.socket).toMatchObject({ type: "invalid", nsp: "/" });
});

test("without Socket.IO, bytes are a message of the application", () => {
  const bare = FIVE.replace("> 40", "> 4hello").replace('< 40{"sid":"s"}', "< 4hi");
  expect(told(play(`${bare}w1 < [AQ==]`))).toEqual(["-", "-", "-"]);
});

test("bytes may belong to a packet that was not recorded", () => {
  expect(told(play(`${FIVE}gap 1000\nw1 < [AQ==]\nw1 < 42["x"]\nw1 < [AQ==]`))).toEqual(["-", 'EVENT ["x"]', UNANNOUNCED]);
  expect(told(play(`w1 open ?EIO=4&transport=websocket&sid=A\nw1 101\nw1 < [AQ==]\nw1 < 42["x"]\nw1 < [AQ==]`))).toEqual([
    "-",
    'EVENT ["x"]',
    UNANNOUNCED,
  ]);
  // The attachments may lie in the gap.
  expect(told(play(`${FIVE}w1 < ${header("a")}\ngap 1000\nw1 < 42["x"]\nw1 closed`))).toEqual(["-", 'EVENT ["x"]']);
});

test("from socket.io 3 on, a binary packet that announces no attachment is invalid; before that it is complete", () => {
  expect(told(play(`${FIVE}w1 < 450-["a"]`))).toEqual(["invalid BINARY_EVENT announces no attachment, so clients refuse it"]);
  expect(told(play(`${FOUR}w1 < 450-["a"]\nw1 < 42["b"]`))).toEqual(['BINARY_EVENT ["a"]', 'EVENT ["b"]']);
});

test("placeholders that do not fit their attachments", () => {
  const one = (placeholder: string) => told(play(`${FIVE}w1 < 451-["a",${placeholder}]\nw1 < [AQ==]`)).at(-1);
  expect(one('{"_placeholder":true,"num":1}')).toBe("invalid a placeholder asks for attachment 1, but only 1 are announced");
  expect(one('{"_placeholder":true,"num":"0"}')).toBe("invalid a placeholder has no number");
  expect(one("1")).toBe('BINARY_EVENT ["a",1] attachments without a placeholder: 1 of 1');
});
