// What is copied of a row: whatever a page sends, JSON reads it back, JavaScript evaluates it to the same call, and bash passes the same words
// to curl.

import { spawnSync } from "node:child_process";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { english as t } from "../../../../src/messages/messages.ts";
import { codeOf, literal } from "../../../../src/panel/details/code.ts";
import { copiesOf } from "../../../../src/panel/details/copies.ts";
import { curlOf } from "../../../../src/panel/details/curl.ts";
import { toJson } from "../../../../src/panel/details/values.ts";
import { detailsOf, type PacketDetails } from "../../../../src/session/details.ts";
import { Reader } from "../../../../src/session/reader.ts";
import type { HttpRequest } from "../../../../src/wire/event.ts";
import { play } from "../../session/ladder-text.ts";

const BEGIN = `
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
`;

/** The details of the row at an index from the end. */
function last(ladder: string, back = 1) {
  const store = play(ladder);
  return detailsOf(store, new Reader(store), store.entries.length - back);
}

function packet(ladder: string, back = 1): PacketDetails {
  const details = last(ladder, back);
  if (details.kind !== "packet") throw new Error(`${details.kind} is no packet`);
  return details;
}

const code = (ladder: string, back?: number) => codeOf(packet(ladder, back))?.code;
const evaluate = (script: string, globals: Record<string, unknown> = {}): unknown =>
  new Function(...Object.keys(globals), script)(...Object.values(globals));

/** Text with what is special to JavaScript, shells, terminals and comments. */
const nasty = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "'",
        '"',
        "\\",
        "`",
        "$",
        "{x}",
        "$(x)",
        "!",
        "!!",
        "\n",
        "\r",
        "\u2028",
        "*/",
        "//",
        "\u001b[201~",
        "\u202e",
        ";",
        "&",
        "-o",
        "@f",
        "\ud800",
        "__proto__",
      ),
    ),
  )
  .map((parts) => parts.join(""));
/** What a terminal acts on, or what ends a line of code or changes how it is shown. A command has line feeds of its own. */
const ACTIVE = ["\n", "\r", "\u001b", "\u2028", "\u2029", "\u202e"];
const json = fc.jsonValue({ stringUnit: "binary" });

test("an event that the page sent is a call of emit on the socket of its namespace, with a callback if it asks for an ack", () => {
  expect(code(`${BEGIN}w1 > 42["chat",{"text":"it's"},null]`)).toBe('socket.emit("chat", { text: "it\'s" }, null);\n');
  expect(code(`${BEGIN}w1 > 42/chat/room-1,7["ask",1]`)).toBe(
    'const chatRoom1Socket = io("/chat/room-1");\nchatRoom1Socket.emit("ask", 1, (...answer) => console.log(answer));\n',
  );
  expect(code(`${BEGIN}w1 > 42[12345678901234567890,{"2x":1,"__proto__":2}]`)).toBe(
    'socket.emit(12345678901234567890, { "2x": 1, ["__proto__"]: 2 });\n',
  );
});

test("bytes are a Uint8Array, also in a packet of msgpack", () => {
  expect(code(`${BEGIN}w1 > 451-["x",{"_placeholder":true,"num":0}]\nw1 > [AAEC]`, 2)).toBe(
    'socket.emit("x", new Uint8Array([0, 1, 2]));\n',
  );
  // { type: 2, nsp: "/", data: ["say", "hi"], id: 1 }
  expect(code(`${BEGIN}w1 > [hKR0eXBlAqNuc3ChL6RkYXRhkqNzYXmiaGmiaWQB]`)).toBe(
    'socket.emit("say", "hi", (...answer) => console.log(answer));\n',
  );
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i);
  expect(evaluate(`return ${literal(bytes)}`)).toEqual(bytes);
});

test("an event that the page received is a listener with its arguments in comments", () => {
  expect(code(`${BEGIN}w1 < 425["news","*/ a\\nb",[1]]`)).toBe(
    'socket.on("news", (arg0, arg1, callback) => {\n  // arg0: "*/ a\\nb"\n  // arg1: [1]\n});\n',
  );
});

test("an ACK is a call of its callback, CONNECT a call of io without what recovery adds", () => {
  expect(code(`${BEGIN}w1 > 420["ask"]\nw1 < 430["ok"]`)).toBe('callback("ok");\n');
  expect(code(`${BEGIN}w1 > 40/admin,{"token":"abc","pid":"p","offset":"o"}`)).toBe(
    'const adminSocket = io("/admin", { auth: { token: "abc" } });\n',
  );
  expect(code(`${BEGIN}w1 > 40`)).toBe('const socket = io("/");\n');
  expect(code(`${BEGIN}w1 < 2`)).toBeUndefined();
});

test("a row offers what it has, the most likely first", () => {
  const names = (ladder: string) => copiesOf(last(ladder), t).map(({ name }) => t(name));
  expect(names(`${BEGIN}w1 > 42["chat"]`)).toEqual([
    "Copy as JSON",
    "Copy as socket.emit(…)",
    "Copy the raw packet",
    "Save the bytes of the packet",
  ]);
  expect(names(`${BEGIN}w1 < [3q2+7w==]`)).toEqual(["Copy the raw packet", "Save the bytes of the packet"]);
  expect(names("c1 GET ?EIO=4&transport=polling\nc1 404 not here")).toEqual([
    "Copy the request as curl (bash)",
    "Copy the URL",
    "Copy the response body",
    "Save the response body",
  ]);
  expect(names(`${BEGIN}w1 closed`)).toEqual(["Copy as JSON"]);
  const bytes = copiesOf(last(`${BEGIN}w1 < [3q2+7w==]`), t)[1]?.content();
  expect(bytes).toEqual(Uint8Array.from([0xde, 0xad, 0xbe, 0xef]));
});

test("whatever a page sends, the copied JSON is read back", () => {
  // JSON has no -0: it is copied as `{ "$number": "-0" }`.
  const without0 = json.map((value): unknown => JSON.parse(JSON.stringify(value)));
  fc.assert(
    fc.property(without0, (value) => {
      expect(JSON.parse(toJson(value))).toEqual(value);
    }),
  );
});

test("whatever a page sends, a literal evaluates to it and nothing else runs", () => {
  fc.assert(
    fc.property(fc.oneof(json, nasty, fc.dictionary(nasty, nasty)), (value) => {
      const script = literal(value);
      expect(ACTIVE.filter((c) => script.includes(c))).toEqual([]);
      expect(evaluate(`return ${script}`)).toEqual(value);
    }),
  );
});

test("whatever an event is named and carries, its code is one call with the same arguments", () => {
  fc.assert(
    fc.property(nasty, fc.array(json), nasty, fc.constantFrom("sent", "received"), (event, args, nsp, direction) => {
      const details = packet(`${BEGIN}w1 > 42["x"]`);
      const socket = { type: "EVENT", nsp: `/${nsp}`, data: [event, ...args], attachments: 0 } as const;
      const made = codeOf({ ...details, direction, socket, session: null });
      const calls: unknown[][] = [];
      const io = (name: string) => ({
        emit: (...given: unknown[]) => calls.push([name, "emit", ...given]),
        on: (name_: string, listener: (...given: unknown[]) => void) => calls.push([name, "on", name_, listener.length]),
      });
      evaluate(made?.code ?? "", { io, socket: io("/") });
      const rest = direction === "sent" ? ["emit", event, ...args] : ["on", event, args.length];
      expect(calls).toEqual([[`/${nsp}`, ...rest]]);
    }),
  );
});

/** The words that curl would get from bash, which reads the line as it is copied. */
function bashWords(line: string): string[] {
  const script = `set -H; curl() { printf '%s\\0' "$@"; if [[ " $* " == *" --data-binary @- "* ]]; then cat; fi; }\n${line}`;
  const { stdout, stderr, status } = spawnSync("bash", ["--norc", "-c", script], {
    env: { PATH: process.env.PATH ?? "", LC_ALL: "C.UTF-8" },
  });
  expect([stderr.toString(), status]).toEqual(["", 0]);
  return stdout.toString().split("\0");
}

const REQUEST: HttpRequest = { kind: "http-request", at: 0, id: "1", method: "GET", url: "http://h/?a=b", headers: {}, part: "engine" };

test("a request is a curl command with its method, headers and body", () => {
  const headers = { Accept: "*/*", Host: "h", "Accept-Encoding": "gzip", "Content-Length": "3", "X-Two": "a\nb", "X-Empty": "" };
  expect(curlOf({ ...REQUEST, headers })).toBe(
    "curl 'http://h/?a=b' \\\n  -H 'Accept: */*' \\\n  -H 'X-Two: a' \\\n  -H 'X-Two: b' \\\n  -H 'X-Empty;' \\\n  --compressed\n",
  );
  expect(curlOf({ ...REQUEST, method: "POST", body: { text: "it's" } })).toBe(
    "curl 'http://h/?a=b' \\\n  -H 'Content-Type:' \\\n  --data-raw 'it'\\''s'\n",
  );
  expect(curlOf({ ...REQUEST, url: "http://h/[1]", method: "PUT", body: { text: "\u001b!" } })).toBe(
    "curl 'http://h/[1]' \\\n  --globoff \\\n  -X 'PUT' \\\n  -H 'Content-Type:' \\\n  --data-raw $'\\033\\041'\n",
  );
  const binary = bashWords(curlOf({ ...REQUEST, method: "POST", body: { base64: "YWJj" } }) ?? "");
  expect(binary.at(-1)).toBe("abc");
});

test("what curl cannot send, or would take for something else, is no command", () => {
  expect(curlOf({ ...REQUEST, url: "file:///etc/passwd" })).toBeNull();
  expect(curlOf({ ...REQUEST, url: "-o/tmp/x" })).toBeNull();
  expect(curlOf({ ...REQUEST, method: "POST", body: { omitted: "evicted" } })).toBeNull();
  expect(curlOf({ ...REQUEST, headers: { ":authority": "h", "@/etc/passwd": "x" } })).toBe("curl 'http://h/?a=b'\n");
});

test("whatever a page sends, bash passes it to curl word for word", () => {
  fc.assert(
    fc.property(nasty, nasty, nasty, nasty, (path, method, value, body) => {
      const well = (text: string) => Buffer.from(text.replaceAll("\0", "")).toString();
      const request = {
        ...REQUEST,
        url: `http://h/${path.replaceAll("\0", "")}`,
        method: `M${method.replaceAll("\0", "")}`,
        headers: { "X-A": `v${value.replace(/[\0\r\n]/g, "")}`, "Content-Type": "text/plain" },
        body: { text: body.replaceAll("\0", "") },
      };
      const line = curlOf(request) ?? "";
      expect(ACTIVE.slice(1).filter((c) => line.includes(c))).toEqual([]);
      expect(bashWords(line).filter((word) => word !== "--globoff" && word !== "")).toEqual(
        [
          well(request.url),
          "-X",
          well(request.method),
          "-H",
          well(`X-A: ${request.headers["X-A"]}`),
          "-H",
          "Content-Type: text/plain",
          "--data-raw",
          well(body),
        ].filter((word) => word !== ""),
      );
    }),
    { numRuns: 60 },
  );
});
