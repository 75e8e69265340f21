import { expect, test } from "@playwright/test";
import { parseHandshake } from "../../../src/protocol/engine/handshake.ts";
import { engineUrl, mayBeOther, openedUrl, webTransportUrl } from "../../../src/protocol/engine/url.ts";

test("gives every transport of a client the same address", () => {
  const address = "http://localhost:3000/socket.io/";
  expect(engineUrl("http://localhost:3000/socket.io/?EIO=4&transport=polling&t=Oabc")).toEqual({
    address,
    eio: 4,
    transport: "polling",
    sid: null,
    legacy: false,
    base64: false,
    jsonp: false,
  });
  expect(engineUrl("ws://localhost:3000/socket.io/?EIO=4&transport=websocket&sid=abc")).toEqual({
    address,
    eio: 4,
    transport: "websocket",
    sid: "abc",
    legacy: false,
    base64: false,
    jsonp: false,
  });
  expect(engineUrl("wss://Example.com:443/x?transport=websocket&EIO=3")?.address).toBe("https://example.com/x");
  expect(engineUrl("https://example.com/wss/?transport=polling&EIO=3")?.address).toBe("https://example.com/wss/");
});

test("reads revision, sid, base64 and JSONP from the query", () => {
  expect(engineUrl("http://a/?EIO=3&transport=polling&j=0&b64=1&sid=x%2Fy")).toMatchObject({
    eio: 3,
    base64: true,
    jsonp: true,
    sid: "x/y",
  });
  expect(engineUrl("http://a/?EIO=3&transport=polling&b64=1")).toMatchObject({ base64: true, jsonp: false });
  expect(engineUrl("http://a/?EIO=2&transport=polling")?.eio).toBe(2);
  expect(engineUrl("http://a/?EIO=9&transport=polling")?.eio).toBeNull();
  expect(engineUrl("http://a/?transport=polling&sid=abc")).toMatchObject({ eio: null, sid: "abc" });
});

test("reads the paths of Socket.IO 0.9", () => {
  const address = "http://localhost:3000/socket.io/";
  const base = { address, eio: null, legacy: true, base64: false };
  expect(engineUrl(`${address}1/?t=1385123456789`)).toEqual({ ...base, transport: null, sid: null, jsonp: false });
  expect(engineUrl(`${address}1/?t=1385123456789&jsonp=0`)).toEqual({ ...base, transport: null, sid: null, jsonp: true });
  const sid = "rWYQTLyjM0oKqqcV1Vfu";
  expect(engineUrl(`ws://localhost:3000/socket.io/1/websocket/${sid}`)).toEqual({ ...base, transport: "websocket", sid, jsonp: false });
  for (const transport of ["xhr-polling", "htmlfile", "flashsocket"]) {
    expect(engineUrl(`${address}1/${transport}/${sid}?t=1`)).toEqual({ ...base, transport, sid, jsonp: false });
  }
  expect(engineUrl(`${address}1/jsonp-polling/${sid}?t=1&i=0`)).toMatchObject({ transport: "jsonp-polling", jsonp: true });
  expect(engineUrl(`${address}1//${sid}/?disconnect=1`)).toMatchObject({ transport: null, sid });
  expect(engineUrl("https://a/chat/1/?t=1385123456789")).toMatchObject({ address: "https://a/chat/", legacy: true });
  expect(engineUrl(`https://a/chat/1/xhr-polling/${sid}`)).toMatchObject({ address: "https://a/chat/", sid });
});

test("tells a handshake of Socket.IO 0.9 from what may be anything else", () => {
  const other = (url: string) => {
    const engine = engineUrl(url);
    return engine && mayBeOther(engine, url);
  };
  expect(other("http://a/api/1/?t=1385123456789")).toBe(true);
  expect(other("http://a/npm/socket.io/1/")).toBe(true);
  expect(other("http://a/socket.io/1/?t=1385123456789")).toBe(false);
  expect(other("http://a/socket.io/1/xhr-polling/812738127387123")).toBe(false);
  expect(other("http://a/socket.io/?EIO=4&transport=polling")).toBe(false);
});

test("recognises a websocket by the first message of its server", () => {
  const open = '0{"sid":"A"}';
  expect(openedUrl("ws://a/live?x=1", open)).toMatchObject({ address: "http://a/live", legacy: false, sid: null });
  expect(openedUrl("ws://a/live/1/websocket/42", "1::")).toMatchObject({ address: "http://a/live/", legacy: true, sid: "42" });
  for (const text of ["1", "2::", "hello", "1::x"]) expect(openedUrl("ws://a/live/1/websocket/42", text), text).toBeUndefined();
  expect(openedUrl("ws://a/live", "1::")).toBeUndefined();
});

test("recognises a URL with an EIO and an unknown transport", () => {
  expect(engineUrl("http://a/socket.io/?EIO=4&transport=pigeon")).toMatchObject({ eio: 4, transport: null, sid: null });
});

test("recognises a URL without EIO and sid only under the libraries' own paths", () => {
  expect(engineUrl("http://a/engine.io/?transport=polling")).toMatchObject({ eio: null, sid: null });
  expect(engineUrl("ws://a/socket.io/?transport=websocket&t=1")).toMatchObject({ eio: null, transport: "websocket" });
});

test("recognises no other URL", () => {
  for (const url of [
    "http://localhost:3000/socket.io/socket.io.js",
    "http://localhost:3000/",
    "http://a/?transport=polling",
    "http://a/?EIO=4",
    "http://a/?EIO=9&transport=bus",
    "http://a/?sid=x&transport=bus",
    "http://a/transport=polling/?EIO=4",
    "http://a/?q=transport=polling&sid=1",
    "data:text/plain,?EIO=4&transport=polling",
    "http://?EIO=4&transport=polling",
    "http://a/api/1/",
    "http://a/api/1/?t=12",
    "http://a/api/1/websocket/42",
    "http://a/api/1/websocket/rWYQTLyjM0oKqqcV1Vfu",
    "ws://a/api/1/websocket/rWYQTLyjM0oKqqcV1Vfu",
    "http://a/api/1/users/rWYQTLyjM0oKqqcV1Vfu",
    "http://a/socket.io/1/users/rWYQTLyjM0oKqqcV1Vfu",
    "",
  ]) {
    expect(engineUrl(url), url).toBeUndefined();
  }
});

test("reads a handshake", () => {
  const data = '{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
  expect(parseHandshake(data)).toEqual(JSON.parse(data));
  expect(parseHandshake('{"sid":"x","upgrades":[1,"websocket"],"pingTimeout":"60"}')).toEqual({ sid: "x", upgrades: ["websocket"] });
});

test("gives the reason why a handshake is invalid", () => {
  expect(parseHandshake("")).toEqual({ reason: ["reasonHandshakeJson"] });
  expect(parseHandshake('{"sid":"x"')).toEqual({ reason: ["reasonHandshakeJson"] });
  expect(parseHandshake("null")).toEqual({ reason: ["reasonHandshakeObject"] });
  expect(parseHandshake("{}")).toEqual({ reason: ["reasonHandshakeSid"] });
  expect(parseHandshake('{"sid":""}')).toEqual({ reason: ["reasonHandshakeSid"] });
});

test("a sid of any JSON type is the text that a client writes into its URLs", () => {
  for (const [sid, text] of [
    ["77", "77"],
    ["-1.50", "-1.5"],
    ["true", "true"],
    ["null", "null"],
    ['["a","b"]', "a,b"],
  ])
    expect(parseHandshake(`{"sid":${sid}}`)).toEqual({ sid: text, upgrades: [] });
});

test("recognises a WebTransport URL without a query by its path", () => {
  expect(webTransportUrl("https://a.test/socket.io/")).toMatchObject({ address: "https://a.test/socket.io/", transport: "webtransport" });
  expect(webTransportUrl("https://a.test/live/?EIO=4&transport=webtransport")).toMatchObject({ transport: "webtransport", eio: 4 });
  expect(webTransportUrl("https://a.test/other/")).toBeUndefined();
});
