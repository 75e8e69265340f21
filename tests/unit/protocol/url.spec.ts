import { expect, test } from "@playwright/test";
import { parseHandshake } from "../../../src/protocol/engine/handshake.ts";
import { engineUrl } from "../../../src/protocol/engine/url.ts";

test("gives every transport of a client the same address", () => {
  const address = "http://localhost:3000/socket.io/";
  expect(engineUrl("http://localhost:3000/socket.io/?EIO=4&transport=polling&t=Oabc")).toEqual({
    address,
    eio: 4,
    transport: "polling",
    sid: null,
    base64: false,
    jsonp: null,
  });
  expect(engineUrl("ws://localhost:3000/socket.io/?EIO=4&transport=websocket&sid=abc")).toEqual({
    address,
    eio: 4,
    transport: "websocket",
    sid: "abc",
    base64: false,
    jsonp: null,
  });
  expect(engineUrl("wss://Example.com:443/x?transport=websocket&EIO=3")?.address).toBe("https://example.com/x");
  expect(engineUrl("https://example.com/wss/?transport=polling&EIO=3")?.address).toBe("https://example.com/wss/");
});

test("reads the rest of the query", () => {
  expect(engineUrl("http://a/?EIO=3&transport=polling&j=0&b64=1&sid=x%2Fy")).toMatchObject({
    eio: 3,
    base64: true,
    jsonp: "0",
    sid: "x/y",
  });
  expect(engineUrl("http://a/?EIO=3&transport=polling&b64=1")).toMatchObject({ base64: true, jsonp: null });
  expect(engineUrl("http://a/?EIO=2&transport=polling")?.eio).toBe(2);
  expect(engineUrl("http://a/?EIO=9&transport=polling")?.eio).toBeNull();
  expect(engineUrl("http://a/?transport=polling&sid=abc")).toMatchObject({ eio: null, sid: "abc" });
});

test("leaves other URLs alone", () => {
  for (const url of [
    "http://localhost:3000/socket.io/socket.io.js",
    "http://localhost:3000/",
    "http://a/?transport=polling",
    "http://a/?EIO=4",
    "http://a/?EIO=4&transport=bus",
    "http://a/transport=polling/?EIO=4",
    "http://a/?q=transport=polling&sid=1",
    "data:text/plain,?EIO=4&transport=polling",
    "http://?EIO=4&transport=polling",
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

test("says why there is no handshake", () => {
  expect(parseHandshake("")).toEqual({ reason: "the handshake is no JSON" });
  expect(parseHandshake('{"sid":"x"')).toEqual({ reason: "the handshake is no JSON" });
  expect(parseHandshake("null")).toEqual({ reason: "the handshake is no object" });
  expect(parseHandshake("{}")).toEqual({ reason: "the handshake has no sid" });
  expect(parseHandshake('{"sid":7}')).toEqual({ reason: "the handshake has no sid" });
});
