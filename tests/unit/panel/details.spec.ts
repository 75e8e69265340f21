// The parts of the details: a packet taken apart, the argument tree, hex, HTTP. Rendered to strings from real traffic.

import { expect, test } from "@playwright/test";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { english as t } from "../../../src/messages/messages.ts";
import { anatomy } from "../../../src/panel/anatomy.ts";
import { fileName } from "../../../src/panel/files.ts";
import { hexLine } from "../../../src/panel/hex.tsx";
import { Exchange } from "../../../src/panel/http.tsx";
import { FrameHeader, Layers } from "../../../src/panel/layers.tsx";
import { Tree } from "../../../src/panel/tree.tsx";
import { toJson } from "../../../src/panel/values.ts";
import { type PacketDetails, Reader } from "../../../src/session/details.ts";
import { play } from "../session/ladder-text.ts";

const BEGIN = (eio: number) => `
w1 open ?EIO=${eio}&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
`;

/** Details of the last packet of a conversation. */
function lastPacket(ladder: string): PacketDetails {
  const store = play(ladder);
  const reader = new Reader(store);
  for (let entry = store.entries.length - 1; entry >= 0; entry--) {
    const details = reader.details(entry);
    if (details.kind === "packet") return details;
  }
  throw new Error("no packet");
}

const segments = (ladder: string) => anatomy(lastPacket(ladder)).map(({ text, what, value }) => `${what} ${text} ${value}`.trim());

test("a packet is taken apart into its layers, and nothing of it is lost", () => {
  expect(segments(`${BEGIN(4)}w1 > 420["chat",1]`)).toEqual(["engine 4 message", "socket 2 EVENT", "ack 0 0", 'data ["chat",1]']);
  expect(segments(`${BEGIN(4)}w1 > 42/admin,17["x"]`)).toEqual([
    "engine 4 message",
    "socket 2 EVENT",
    "namespace /admin, /admin",
    "ack 17 17",
    'data ["x"]',
  ]);
  expect(segments(`${BEGIN(4)}w1 > 451-/a,["x",{"_placeholder":true,"num":0}]`)).toEqual([
    "engine 4 message",
    "socket 5 BINARY_EVENT",
    "attachments 1- 1",
    "namespace /a, /a",
    'data ["x",{"_placeholder":true,"num":0}]',
  ]);
  expect(segments(`${BEGIN(4)}w1 > 40/admin,`)).toEqual(["engine 4 message", "socket 0 CONNECT", "namespace /admin, /admin"]);
  expect(segments(`${BEGIN(4)}w1 < 2`)).toEqual(["engine 2 ping"]);
  expect(segments(`${BEGIN(4)}w1 > 3probe`)).toEqual(["engine 3 pong", "data probe"]);
});

test("binary packets name their type byte where the revision has one", () => {
  expect(segments(`${BEGIN(4)}w1 > 451-["x",{"_placeholder":true,"num":0}]\nw1 > [AAEC]`)).toEqual(["data ⟨3 B⟩ message"]);
  expect(segments(`${BEGIN(3)}w1 > 451-["x",{"_placeholder":true,"num":0}]\nw1 > [BAABAg==]`)).toEqual(["engine 04 message", "data ⟨3 B⟩"]);
});

test("the layers are drawn as boxes, each but the data with its meaning", () => {
  const text = renderToString(
    h(Layers, { segments: anatomy(lastPacket(`${BEGIN(4)}w1 > 42/admin,17["x"]`)), width: 280, eio: 4, sio: 5, t }),
  );
  expect(text.match(/<rect/g)).toHaveLength(5);
  for (const words of ["message", "Engine.IO 4", "EVENT", "Socket.IO 5", "namespace /admin", "ack id 17"])
    expect(text).toContain(`>${words}<`);
});

test("the frame header shows opcode, mask and length", () => {
  const bits = (bytes: number, direction: "sent" | "received", opcode: 1 | 2) =>
    [...renderToString(h(FrameHeader, { opcode, direction, bytes })).matchAll(/mono val mid">(\d)</g)].map(([, bit]) => bit).join("");
  expect(bits(53, "sent", 1)).toBe("1000000110110101");
  expect(bits(125, "received", 2)).toBe("1000001001111101");
  expect(bits(126, "received", 2)).toBe("1000001001111110");
  expect(bits(70_000, "received", 2)).toBe("1000001001111111");
});

test("the tree draws only what is open, and cuts what is long", () => {
  const many = Array.from({ length: 100_000 }, (_, i) => i);
  const text = renderToString(
    h(Tree, {
      t,
      entries: [
        ["event", "chat"],
        ["0", { room: "lobby", deep: { a: { b: { c: 1 } } } }],
        ["1", many],
        ["2", "x".repeat(100_000)],
        ["3", new Uint8Array(4000)],
        ["4", null],
        ["5", { __proto__: null, "<b>": "</li><script>" }],
      ],
    }),
  );
  expect(text.length).toBeLessThan(6000);
  expect(text).toContain('<span class="s">&quot;lobby&quot;</span>');
  expect(text).toContain('aria-expanded="false"><span class="k">1</span> <span class="c">[100000]</span>');
  expect(text).toContain("99\u202f800 more characters");
  expect(text).toContain("⟨4.0 kB⟩");
  expect(text).toContain('<span class="n">null</span>');
  expect(text).not.toContain("<script>");
  expect(text).toContain('aria-expanded="true"><span class="k">deep</span>');
  expect(text).toContain('aria-expanded="false"><span class="k">a</span>');
});

test("bytes show as hex and characters", () => {
  const bytes = new TextEncoder().encode('420["chat"');
  expect(hexLine(bytes, 0)).toBe('0000  34 32 30 5b 22 63 68 61  420["cha');
  expect(hexLine(bytes, 8)).toBe('0008  74 22                    t"');
});

test("an HTTP exchange says what was asked, what came and where the time went", () => {
  const text = renderToString(
    h(Exchange, {
      t,
      http: {
        request: {
          kind: "http-request",
          at: 1000,
          id: "1",
          method: "GET",
          url: "http://h/socket.io/?EIO=4",
          headers: { Accept: "<*/*>" },
          part: "engine",
        },
        response: {
          kind: "http-response",
          at: 1010,
          id: "1",
          status: 200,
          statusText: "OK",
          headers: { "Content-Type": "text/plain" },
          connection: "58",
          reused: true,
          protocol: "h2",
        },
        end: { kind: "http-body", at: 1012, id: "1", body: { text: "0{}" }, timing: { wait: 9, receive: 2 } },
      },
    }),
  );
  for (const words of [
    "http://h/socket.io/?EIO=4",
    "200 OK",
    "58, reused",
    "h2",
    "12 ms",
    "&lt;*/*>",
    "Content-Type",
    "9 ms",
    "3 characters",
  ])
    expect(text).toContain(words);
});

test("what is copied is JSON, bytes as in `packets --json`", () => {
  expect(JSON.parse(toJson(["x", new Uint8Array([0, 1, 255])]))).toEqual(["x", { $binary: "AAH/" }]);
});

test("a file is named by page and time", () => {
  expect(fileName("http://localhost:3000/chat?x=1", "2026-11-22T14:02:11.123Z")).toBe("lifeline-localhost-2026-11-22-140211");
  expect(fileName(undefined, "2026-11-22T14:02:11.123Z")).toBe("lifeline-2026-11-22-140211");
  expect(fileName("http://[::1]/", "2026-11-22T14:02:11.123Z")).toBe("lifeline-_1_-2026-11-22-140211");
});
