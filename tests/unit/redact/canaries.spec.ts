// Secrets in every place where one can stand: none is in what leaves, in any encoding, and what belongs together still shows.

import { gunzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { Findings } from "../../../src/findings/findings.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { viewerPage } from "../../../src/formats/viewer-page.tsx";
import { english } from "../../../src/messages/messages.ts";
import { Store } from "../../../src/session/store.ts";
import type { Body, Headers, WireEvent } from "../../../src/wire/event.ts";
import { toEnd } from "../../../src/wire/steps.ts";
import { harText } from "../har-text.ts";
import { savedText } from "../saved-text.ts";
import { redacted } from "./support.ts";

const HEADER = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" } as const;
const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeQ";
const URL4 = "https://a.test/socket.io/?EIO=4&transport=polling";
const base64 = (text: string) => Buffer.from(text).toString("base64");

function storeOf(events: readonly WireEvent[], page?: string): Store {
  const store = new Store({ ...HEADER, ...(page !== undefined && { page }) });
  for (const event of events) store.push(event);
  return store;
}

const request = (over: { url?: string; headers?: Headers; body?: Body; method?: string }, id = "c1", at = 1): WireEvent => ({
  ...{ kind: "http-request", at, id, method: over.method ?? "GET", url: over.url ?? URL4, headers: over.headers ?? {} },
  ...(over.body && { body: over.body }),
  part: "engine",
});
const answer = (text: string, headers: Headers = {}, id = "c1", at = 2): WireEvent[] => [
  { kind: "http-response", at, id, status: 200, statusText: "OK", headers },
  { kind: "http-body", at: at + 1, id, body: { text } },
];
const frames = (...texts: readonly (string | Uint8Array)[]): WireEvent[] => [
  { kind: "ws-open", at: 1, id: "w", url: "wss://a.test/socket.io/?EIO=4&transport=websocket" },
  ...texts.map((text, nth): WireEvent => {
    const direction = typeof text === "string" && text.startsWith(">") ? "sent" : "received";
    const [opcode, body]: [1 | 2, Body] =
      typeof text === "string" ? [1, { text: text.replace(/^>/, "") }] : [2, { base64: Buffer.from(text).toString("base64") }];
    return { kind: "ws-frame", at: 2 + nth, id: "w", direction, opcode, body };
  }),
];
const socket = (...texts: readonly (string | Uint8Array)[]) => frames('0{"sid":"sidOfEngineCanary0"}', ...texts);
const close = (reason: string): WireEvent => ({ kind: "ws-close", at: 99, id: "w", code: 4001, reason, clean: true, cause: "reported" });

/** A text in MessagePack, up to 255 bytes. */
const str = (text: string) => [0xd9, Buffer.byteLength(text), ...Buffer.from(text)];
const msgpack = (...bytes: readonly (number | readonly number[])[]) => Uint8Array.from(bytes.flat());

/** Where a secret stands, the secret, and the events. */
const PLACES: readonly (readonly [place: string, canary: string, events: readonly WireEvent[]])[] = [
  ["the sid of a handshake", "sidOfEngineCanary0", socket()],
  ["a sid in a URL", "sidCanary123", [request({ url: `${URL4}&sid=sidCanary123` })]],
  [
    "the sid in a path of Socket.IO 0.9",
    "4567canary89012",
    [request({ url: "https://a.test/socket.io/1/xhr-polling/4567canary89012?t=1700000000000" })],
  ],
  [
    "the handshake of Socket.IO 0.9",
    "sidCanary123",
    [request({ url: "https://a.test/socket.io/1/?t=1700000000000" }), ...answer("sidCanary123:60:60:websocket")],
  ],
  ["the id of a socket", "socketIdCanary1", socket('40{"sid":"socketIdCanary1"}')],
  ["the pid of a session that can be recovered", "pidCanary1", socket('40{"sid":"abcdefgh1","pid":"pidCanary1"}')],
  [
    "the offset that a client sends",
    "offsetCanary1",
    socket('42["news","offsetCanary1"]', '>40{"pid":"pidCanary1","offset":"offsetCanary1"}'),
  ],
  ["the io cookie", "ioCanary99", [request({}), ...answer("ok", { "Set-Cookie": "io=ioCanary99; Path=/; HttpOnly" })]],
  ["a cookie", "cookieCanary7", [request({ headers: { Cookie: "theme=dark; id=cookieCanary7" } })]],
  ["a short cookie", "q7", [request({ headers: { cookie: "id=q7" } })]],
  ["a cookie in quotes", "cookie Canary", [request({ headers: { Cookie: 'id="cookie Canary"' } })]],
  ["an authorization", "bearerCanary1", [request({ headers: { Authorization: "Bearer bearerCanary1" } })]],
  [
    "basic credentials",
    "passCanary1",
    [request({ headers: { Authorization: `Basic ${base64("user:passCanary1")}` } }), ...answer('40["passCanary1"]')],
  ],
  ["a header by its name", "keyCanary12", [request({ headers: { "X-Api-Key": "keyCanary12" } })]],
  [
    "a subprotocol",
    "canary0123456789abcd",
    [
      { ...frames()[0], url: "wss://a.test/socket.io/?EIO=4&transport=websocket" } as WireEvent,
      {
        kind: "ws-handshake",
        at: 2,
        id: "w",
        status: 101,
        requestHeaders: { "Sec-WebSocket-Protocol": "chat, canary0123456789abcd" },
        responseHeaders: {},
      },
    ],
  ],
  ["an auth payload", "lobbyCanary", socket('>40{"room":"lobbyCanary"}')],
  ["a short text in an auth payload", "zq", socket('>40/admin,{"list":[{"word":"zq"}]}')],
  ["a number in an auth payload", "98765", socket('>40{"number":98765}')],
  ["a query of a namespace", "queryCanary", socket(">40/chat?room=queryCanary,")],
  [
    "the query of a namespace of Socket.IO 0.9",
    "queryCanary",
    [
      request({
        url: "https://a.test/socket.io/1/xhr-polling/4567canary89012",
        method: "POST",
        body: { text: "1::/chat?room=queryCanary" },
      }),
    ],
  ],
  ["a parameter by its name", "tq9", [request({ url: `${URL4}&access_token=tq9` })]],
  ["a percent-encoded parameter", "pass%C3%A9", [request({ url: `${URL4}&password=pass%C3%A9` })]],
  ["JSON in a parameter", "jsonCanary", [request({ url: `${URL4}&user=${encodeURIComponent('{"token":"jsonCanary"}')}` })]],
  [
    "the fragment of a page",
    "fragmentCanary",
    [{ kind: "context", at: 1, documentFrame: "f", type: "page", url: "https://a.test/#access_token=fragmentCanary", state: "navigated" }],
  ],
  ["the user and password of a URL", "userCanary", [request({ url: "https://userCanary:pw@a.test/socket.io/?EIO=4&transport=polling" })]],
  ["a referer", "refCanary", [request({ headers: { Referer: "https://a.test/?session=refCanary" } })]],
  [
    "a redirect",
    "locCanary",
    [
      request({}),
      { kind: "http-response", at: 2, id: "c1", status: 302, statusText: "Found", headers: { Location: "/login?token=locCanary" } },
    ],
  ],
  ["an argument by its key", "abc", socket('42["login",{"user":{"passWord":"abc"}}]')],
  ["a number by its key", "737", socket('42["pay",{"cvv":737}]')],
  ["an argument with escapes", "caf\u00e9", socket('42["login",{"password":"caf\\u00e9"}]')],
  ["all of an object by its key", "deepCanary", socket('42["login",{"credentials":{"a":[{"b":"deepCanary"}]}}]')],
  ["JSON in a text of JSON", "nestedCanary", socket(`42["raw",${JSON.stringify(JSON.stringify({ a: { secret: "nestedCanary" } }))}]`)],
  ["JSON that is cut off", "cutCanary", socket('42["login",{"password":"cutCanary"')],
  ["an argument of an ACK", "ackCanary", socket('431[{"api_key":"ackCanary"}]')],
  ["the reason of a CONNECT_ERROR", "errCanary1", socket('44{"message":"no","data":{"token":"errCanary1"}}')],
  ["a JWT in a text", JWT, socket(`42["say","it is ${JWT}"]`)],
  ["an e-mail address", "eve@canary.test", socket('42["say","ask eve@canary.test."]')],
  ["an e-mail address as a key", "eve@canary.test", socket('42["say",{"eve@canary.test":1}]')],
  ["an e-mail address in a URL", "eve%40canary.test", [request({ url: `${URL4}&name=eve%40canary.test` })]],
  ["a card in a text", "4111 1111 1111 1111", socket('42["pay","4111 1111 1111 1111"]')],
  ["a card as a number", "4111111111111111", socket('42["pay",4111111111111111]')],
  ["a private key", "MIICanary", socket('42["key","-----BEGIN PRIVATE KEY-----\\nMIICanary\\n-----END PRIVATE KEY-----\\n"]')],
  ["the token of a service", "ghp_canary0123456789canary", socket('42["say","ghp_canary0123456789canary"]')],
  ["a plain message", "hunter2canary", socket('>40{"pass":"hunter2canary"}', "4hunter2canary")],
  ["a close reason", "reasonCanary1", [...socket('>40{"token":"reasonCanary1"}'), close("bad token reasonCanary1")]],
  ["a close reason alone", "reasonCanary1", [...socket(), close("token=reasonCanary1")]],
  [
    "a closing reason",
    "reasonCanary1",
    [...socket(), { kind: "ws-closing", at: 90, id: "w", code: 4000, reason: "password: reasonCanary1" }],
  ],
  ["an error", "errorCanary1", [...socket(), { kind: "ws-error", at: 90, id: "w", message: "Bearer errorCanary1 refused" }]],
  [
    "a status text",
    "statusCanary",
    [request({}), { kind: "http-response", at: 2, id: "c1", status: 401, statusText: "token=statusCanary", headers: {} }],
  ],
  ["an initiator", "initCanary", [{ ...frames()[0], initiator: "https://a.test/app.js?token=initCanary:1:2" } as WireEvent]],
  ["a note", "noteCanary1", [{ kind: "note", at: 1, what: "mark", text: "token=noteCanary1" }]],
  ["an answer that is JSON", "jsonCanary", [request({}), ...answer('{"code":4,"message":"no","token":"jsonCanary"}')]],
  [
    "an answer that is HTML",
    "htmlCanary1",
    [request({ headers: { "x-auth-token": "htmlCanary1" } }), ...answer("<html><title>htmlCanary1</title>")],
  ],
  [
    "a payload of revision 3",
    "canary\u00e9",
    [
      request({ url: "https://a.test/socket.io/?EIO=3&transport=polling" }),
      ...answer('11:0{"sid":"A"}29:42["a",{"password":"canary\u00e9"}]'),
    ],
  ],
  [
    "a payload of revision 3 that is cut off",
    "canary0123",
    [
      request({ url: "https://a.test/socket.io/?EIO=3&transport=polling", headers: { "x-token": "canary0123" } }),
      ...answer('11:0{"sid":"A"}99:42["a","canary0123"]'),
    ],
  ],
  [
    "a JSONP answer",
    "jsonpCanary",
    [request({ url: "https://a.test/socket.io/?EIO=4&transport=polling&j=0" }), ...answer('___eio[0]("0{\\"sid\\":\\"jsonpCanary\\"}");')],
  ],
  [
    "a JSONP form",
    "formCanary",
    [
      request({
        url: "https://a.test/socket.io/?EIO=4&transport=polling&j=0",
        method: "POST",
        body: { text: `d=${encodeURIComponent('42["a",{"token":"formCanary"}]')}` },
      }),
    ],
  ],
  [
    "a framed payload of Socket.IO 0.9",
    "frameCanary",
    [
      request({ url: "https://a.test/socket.io/1/xhr-polling/4567canary89012" }),
      ...answer('\ufffd3\ufffd2::\ufffd44\ufffd5:::{"name":"a","args":[{"pwd":"frameCanary"}]}'),
    ],
  ],
  [
    "base64 in a payload",
    "base64Canary",
    [request({ headers: { "x-token": "base64Canary" } }), ...answer(`4hello\x1eb${base64("\0base64Canary\xff")}`)],
  ],
  ["base64 in an argument", "base64Canary", socket('>40{"token":"base64Canary"}', `42["a","${base64("it is base64Canary, you know")}"]`)],
  ["JSON in base64 in an argument", "innerCanary", socket(`42["a","${base64('{"password":"innerCanary"}')}"]`)],
  ["a binary message", "binaryCanary", socket('>40{"token":"binaryCanary"}', Buffer.from("\0\x01binaryCanary\xff", "latin1"))],
  ["JSON in a binary message", "binaryCanary", socket(Buffer.from('{"password":"binaryCanary"}'))],
  [
    "MessagePack",
    "packCanary",
    socket(msgpack(0x83, str("type"), 2, str("nsp"), str("/"), str("data"), 0x92, str("a"), 0x81, str("password"), str("packCanary"))),
  ],
  [
    "a short text in MessagePack",
    "zq",
    socket(msgpack(0x83, str("type"), 2, str("nsp"), str("/"), str("data"), 0x92, str("a"), 0x81, str("cvv"), str("zq"))),
  ],
  [
    "the auth payload of a client with MessagePack",
    "authCanary",
    [
      ...socket(),
      {
        kind: "ws-frame",
        at: 50,
        id: "w",
        direction: "sent",
        opcode: 2,
        body: {
          base64: Buffer.from(
            msgpack(0x83, str("type"), 0, str("nsp"), str("/"), str("data"), 0x81, str("room"), str("authCanary")),
          ).toString("base64"),
        },
      },
    ],
  ],
  [
    "CBOR",
    "cborCanary",
    socket(
      Uint8Array.from([
        0xa3,
        0x64,
        ...Buffer.from("type"),
        2,
        0x63,
        ...Buffer.from("nsp"),
        0x61,
        0x2f,
        0x64,
        ...Buffer.from("data"),
        0x82,
        0x61,
        0x61,
        0xa1,
        0x65,
        ...Buffer.from("token"),
        0x6a,
        ...Buffer.from("cborCanary"),
      ]),
    ),
  ],
  ["a header of the trace's own", "sentCanary", [{ kind: "note", at: 1, what: "mark", extra: { token: "sentCanary" } } as WireEvent]],
];

/** A text, with all that stands in it as base64. */
const opened = (text: string) =>
  [text, ...[...text.matchAll(/[\w+/]{8,}={0,2}/g)].map(([run]) => Buffer.from(run, "base64").toString("latin1"))].join("\n");

for (const [place, canary, events] of PLACES) {
  test(`${place}: the secret is in nothing that leaves`, async () => {
    const store = storeOf(events);
    const { store: clean, counts } = await redacted(store);
    const records = JSON.stringify([...packetRecords(clean)], (_, value) => (typeof value === "bigint" ? String(value) : value));
    const all = opened(savedText(clean) + (await harText(clean)) + records);
    expect(counts).not.toEqual({});
    const forms = [canary, encodeURIComponent(canary), JSON.stringify(canary).slice(1, -1)];
    expect(forms.filter((form) => all.includes(form))).toEqual([]);
    expect(clean.sessions).toHaveLength(store.sessions.length);
    const outline = (of: Store) => [...packetRecords(of)].map(({ engine, socket }) => [engine.type, socket?.type]);
    expect(outline(clean)).toEqual(outline(store));
  });
}

test("the page of a redacted trace has no secrets, shows what belongs together, and says that it is redacted", async () => {
  const { store } = await redacted(
    storeOf([
      request({ url: `${URL4}&sid=sidOfEngineCanary0` }),
      ...socket('>40{"token":"authCanary1"}', '42["say","authCanary1"]'),
      close("authCanary1"),
    ]),
  );
  const findings = { all: new Findings(store).all(), say: () => "" };
  const scripts = { viewer: "", start: "", hashes: [] };
  const pieces: string[] = [];
  for await (const piece of viewerPage(store, { scope: { kind: "all" }, http: true, t: english, findings }, scripts, toEnd))
    pieces.push(piece);
  const packed = pieces.map((piece) => /class="trace">(.+?)<\/script>/.exec(piece)?.[1] ?? "");
  const trace = gunzipSync(Buffer.from(packed.join(""), "base64")).toString();
  for (const text of [pieces.join(""), trace]) {
    expect(text).toContain("token-1");
    expect(text).toContain("redacted");
    expect(opened(text)).not.toMatch(/canary/i);
  }
});

test("the same secret has the same pseudonym everywhere, in the order in which secrets appear first", async () => {
  const { store, counts } = await redacted(
    storeOf([
      ...socket(
        '40{"sid":"socketIdCanary1"}',
        '>42["a",{"token":"second0Canary"}]',
        '42["b","first0Canary","second0Canary"]',
        '42["c",{"token":"first0Canary"}]',
      ),
      close("second0Canary"),
    ]),
  );
  const text = savedText(store);
  expect(counts).toEqual({ sid: 2, token: 2 });
  expect(text).toContain('42[\\"b\\",\\"token-2\\",\\"token-1\\"]');
  expect(text).toContain('"reason":"token-1"');
});

test("a pseudonym is no text that is in the trace", async () => {
  const { store } = await redacted(storeOf(socket('42["say","token-7",{"token":"canary0Canary"}]')));
  expect(savedText(store)).toContain('\\"token-7\\",{\\"token\\":\\"token-8\\"}');
});

test("words of the protocol and addresses stay, also where an auth payload has them", async () => {
  const { store } = await redacted(
    storeOf(socket('>40{"transport":"websocket","origin":"https://a.test","name":"greeting-of-1"}', '42["greeting-of-1"]')),
  );
  const text = savedText(store);
  expect(text).toContain("wss://a.test/socket.io/?EIO=4&transport=websocket");
  expect(text).toContain('42[\\"greeting-of-1\\"]');
  expect(text).toContain('40{\\"transport\\":\\"auth-1\\"');
});

test("numbers, spaces and the order of keys in JSON stay as they are", async () => {
  const { store } = await redacted(storeOf(socket('42["a", {"z":1.50e0 ,"token":"canary0Canary","a":12345678901234567890}]')));
  expect(savedText(store)).toContain('42[\\"a\\", {\\"z\\":1.50e0 ,\\"token\\":\\"token-1\\",\\"a\\":12345678901234567890}]');
});

test("names that only speak of secrets keep their values", async () => {
  const texts = '42["a",{"tokenType":"opaque","max_tokens":4096,"passwordRequired":true,"pid":4711,"author":"Ann","token":null}]';
  const { counts } = await redacted(storeOf(socket(texts)));
  expect(counts).toEqual({ sid: 1 });
});

test("own patterns are replaced wherever they match, also in numbers and hosts", async () => {
  const { store, counts } = await redacted(
    storeOf(socket('42["order","ORD-4711",{"ORD-4711":471100}]')),
    "ORD-\\d+",
    "^4711..$",
    "a\\.test",
  );
  expect(counts).toEqual({ sid: 1, match: 3 });
  expect(savedText(store)).toContain('42[\\"order\\",\\"match-2\\",{\\"match-2\\":\\"match-3\\"}]');
  expect(savedText(store)).toContain("wss://match-1/socket.io/");
});
