// What shows that the messages of a session are Socket.IO packets, and what shows that they are not (socketio/engine.io-parser#110).

import { expect, test } from "@playwright/test";
import { packetRecords } from "../../../src/formats/packets.ts";
import { play } from "./ladder-text.ts";

/** A session under a path. Each message is sent with `>` or received with `<`. */
function session(path: string, eio: number, ...messages: readonly string[]) {
  const store = play(`
    w1 foreign ws://localhost:3000${path}?EIO=${eio}&transport=websocket
    w1 101
    w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
    ${messages.map((message) => `w1 ${message}`).join("\n")}
    w1 closed
  `);
  const types = [...packetRecords(store)].slice(1).map(({ engine, socket }) => socket?.type ?? `"${String(engine.data ?? "")}"`);
  return { types: types.join(" "), ...store.sessions[0] };
}
const NUMBERS = ["0", "1", "2", "3", "4", "5"];

test("numbers without Socket.IO are messages, whatever the path and whoever begins", () => {
  for (const path of ["/engine.io/", "/numbers/"]) {
    for (const eio of [3, 4]) {
      for (const directions of ["<>", "><", "<", ">"]) {
        const messages = NUMBERS.flatMap((number) => [...directions].map((direction) => `${direction} 4${number}`));
        const { types, sio, sockets, cause } = session(path, eio, ...messages);
        expect(types, `${path} ${eio} ${directions}`).toBe(messages.map((message) => `"${message.slice(3)}"`).join(" "));
        expect([sio, sockets?.size, cause]).toEqual([null, 0, "transport"]);
      }
    }
  }
});

test("Socket.IO under a path of the application's own", () => {
  expect(session("/live/", 4, "> 40", '< 40{"sid":"s"}', '< 42["x"]', "> 41")).toMatchObject({
    types: "CONNECT CONNECT EVENT DISCONNECT",
    sio: 5,
    cause: "client",
  });
  expect(session("/live/", 4, "> 40", '< 44{"message":"no"}').types).toBe("CONNECT CONNECT_ERROR");
  expect(session("/live/", 3, "< 40", "> 40/admin,", "< 40/admin", '> 42["x"]', "< 41")).toMatchObject({
    types: "CONNECT CONNECT CONNECT EVENT DISCONNECT",
    sio: 4,
    cause: "server",
  });
  // Nothing but the connection: it makes sense as Socket.IO.
  expect(session("/live/", 3, "< 40", "> 41").types).toBe("CONNECT DISCONNECT");
  expect(session("/engine.io/", 4, "> 40", '< 40{"sid":"s"}').types).toBe("CONNECT CONNECT");
});

test("digits alone are believed under the path of Socket.IO", () => {
  expect(session("/socket.io/", 4, "> 40", "< 40").types).toBe("CONNECT CONNECT");
  expect(session("/chat/socket.io/", 3, "< 40", "> 430").types).toBe("CONNECT ACK");
});

test("what was taken for CONNECT and DISCONNECT is taken back when a text comes that is no packet", () => {
  for (const text of ["hello", "2", "30", "212", "2021-01-01", '{"a":1}']) {
    const { types, sio, cause } = session("/bits/", 3, "< 40", "> 41", `< 4${text}`, "< 40", "> 41");
    expect(types, text).toBe(`"0" "1" "${text}" "0" "1"`);
    expect([sio, cause]).toEqual([null, "transport"]);
  }
});

test("zeros and ones for ever are no connections", () => {
  const bits = Array.from({ length: 20 }, (_, i) => `> 4${i % 2}`);
  expect(session("/bits/", 4, ...bits).types).toBe(bits.map((bit) => `"${bit.slice(3)}"`).join(" "));
});

test("a packet with JSON makes a session Socket.IO; then a text that is no packet is a broken one", () => {
  expect(session("/late/", 4, "< 4hello", '< 42["x"]', "< 4hello", "< 41").types).toBe('"hello" EVENT invalid DISCONNECT');
});

test("an ACK without data answers its event", () => {
  const store = play(`
    w1 open ?EIO=4&transport=websocket
    w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
    w1 > 40
    w1 < 40{"sid":"s"}
    w1 > 420["save"]
    w1 < 430
  `);
  const { entries } = store;
  expect(entries.peer(entries.length - 1)).toBe(entries.length - 2);
});
