// The parsers of socket.io 2.5 and 4.8 as oracles: of every short text, and of broken bodies, Lifeline gives a reason if the official parser of
// that revision refuses it, and none if the parser takes it.

import assert from "node:assert/strict";
import { test } from "@playwright/test";
import fc from "fast-check";
import { MAX_DEPTH } from "../../src/protocol/depth.ts";
import { decodeFrame } from "../../src/protocol/engine/frame.ts";
import { decodePart, splitPayload } from "../../src/protocol/engine/payload.ts";
import { ENGINE_MESSAGE, newPacketHead, resetPacketHead, SOCKET_TYPES } from "../../src/protocol/packet.ts";
import { scanText } from "../../src/protocol/scan.ts";
import { decodeParsed, eventName, scanParsed } from "../../src/protocol/socket/parsers.ts";
import { decodeSocket } from "../../src/protocol/socket/text.ts";
import { check } from "./check.ts";
import { mutateBytes, mutateText, mutations } from "./mutate.ts";
import { type EngineParser, engine3, engine4, type SocketParser, socket4, socket5, socketParser } from "./parsers.ts";
import { bodyOf, payloads, socketPieces } from "./traffic.ts";

// Half of the time would be spent on the stacks of errors that nobody reads.
test.beforeAll(() => {
  Error.stackTraceLimit = 0;
});

const [old3, new4] = [engine3, engine4].map((parsers) => parsers.at(-1)) as [EngineParser, EngineParser];
const [old4, new5] = [socket4, socket5].map((parsers) => parsers.at(-1)) as [SocketParser, SocketParser];

const ALPHABET = [...'0123456789[]{}",/-be\n'];
const texts = (length: number): string[] =>
  length === 0 ? [""] : texts(length - 1).flatMap((text) => ALPHABET.map((character) => text + character));

/** What a parser decoded; undefined if it throws, or returns no packet or its error packet (`parser error: …` in Socket.IO 2). */
function taken<T extends { readonly type?: unknown; readonly data?: unknown }>(decode: () => T | undefined): T | undefined {
  try {
    const packet = decode();
    const isError = packet?.type === "error" || /^parser error/.test(String(packet?.data));
    return isError || packet?.type === undefined ? undefined : packet;
  } catch {
    return undefined;
  }
}

/** Base64 that is none is taken by official parsers, and decoded to other bytes on each host. */
const isBase64 = (text: string) => /^b/.test(text);

test("every frame of up to four characters has a reason if and only if the engine.io-parser of its revision refuses it", () => {
  for (const length of [0, 1, 2, 3, 4]) {
    for (const text of texts(length)) {
      for (const [parser, revision] of [
        [old3, 3],
        [new4, 4],
      ] as const) {
        const own = decodeFrame({ text }, 1, revision);
        if (isBase64(text)) continue;
        const official = taken(() => parser.decodePacket(text));
        if (own.type !== (official?.type ?? "invalid") || (own.reason === undefined) !== (official !== undefined))
          assert.fail(`${parser.version} ${JSON.stringify(text)}: ${official?.type}, ${own.type} ${own.reason}`);
      }
    }
  }
});

/** What a packet that every parser takes may lack all the same: its receiver then does nothing with it. */
const LACKS = /^reasonNo(?:EventName|AckId|Comma)$/;

test("every Socket.IO packet of up to three characters has a reason if and only if a socket.io-parser refuses it", () => {
  const differ: string[] = [];
  const head = newPacketHead();
  for (const length of [1, 2, 3]) {
    for (const text of texts(length)) {
      const own = decodeSocket(text, true);
      scanText(`4${text}`, 0, text.length + 1, head);
      assert.ok(SOCKET_TYPES[head.socket] !== "invalid" || own.reason, text);
      // Official parsers take white space for the type 0.
      if (/^\s/.test(text)) continue;
      const [older, newer] = [old4, new5].map((parser) =>
        taken(() => parser.decode([text]) ?? (waits(text) ? { type: 5, nsp: "/" } : undefined)),
      );
      if ((older === undefined) !== (newer === undefined)) {
        differ.push(text);
        continue;
      }
      const lacks = own.reason !== undefined && LACKS.test(own.reason[0]);
      if (older ? own.reason !== undefined && !lacks : own.reason === undefined)
        assert.fail(`${JSON.stringify(text)}: ${older?.type}, ${own.type} ${own.reason}`);
    }
  }
  // The reason of these says from which version on they are refused.
  assert.deepEqual(differ, ["0[]", "4[]"]);
});

/** The decoder has taken the header of a binary packet and waits for its attachments. */
const waits = (text: string) => /^[56]\d*[1-9]\d*-/.test(text);

test("a broken body has a reason if and only if decodePayload of its revision refuses it or a packet in it", () => {
  const samples = payloads.filter((payload) => !/^(?:\ufffd|io\.j|___eio|d=)/.test(payload.toString()));
  check(
    fc.property(fc.nat(samples.length - 1), mutations(3), (sample, mutations) => {
      const valid = samples[sample] ?? "";
      const other = (put: number) => (samples[put % samples.length] ?? "").toString("latin1");
      const payload = typeof valid === "string" ? mutateText(valid, mutations, other) : mutateBytes(valid, mutations, other);
      if (payload.length === 0) return;
      for (const [parser, revision] of [
        [old3, 3],
        [new4, 4],
      ] as const) {
        if (typeof payload !== "string" && revision === 4) continue;
        const parts = splitPayload(bodyOf(payload), { revision, utf8Twice: false });
        const own = parts.map((part) => decodePart(part, revision));
        // The older parser takes any number of JavaScript for a length (`+99`, `1e2`).
        if (own.some(({ reason }) => reason?.[0] === "reasonNoLength")) continue;
        if (own.some(({ data, reason }) => reason?.[0] === "reasonNoBase64" || data instanceof Uint8Array)) continue;
        let official: (readonly [string, unknown])[] | undefined;
        try {
          official = parser.decodePayload(payload).map(({ type, data }) => [type, data] as const);
        } catch {}
        const refused = official === undefined || official.some(([type]) => type === "error" || type === undefined);
        const invalid = own.findIndex(({ reason }) => reason !== undefined);
        const what = `${parser.version} ${JSON.stringify(payload.toString("latin1"))}: ${JSON.stringify(official)} ${JSON.stringify(own)}`;
        if (refused !== invalid >= 0) assert.fail(what);
      }
    }),
  );
});

test("broken bytes of other parsers are no packet, or one with a reason, where socket.io-msgpack-parser refuses them", () => {
  const [newer, older] = ["", "-2"].map((suffix) => socketParser("", `socket.io-msgpack-parser${suffix}`)) as [SocketParser, SocketParser];
  const samples = socketPieces.filter((piece) => typeof piece !== "string");
  check(
    fc.property(fc.nat(samples.length - 1), mutations(3), (sample, mutations) => {
      const other = (put: number) => (samples[put % samples.length] ?? "").toString("latin1");
      const bytes = mutateBytes(samples[sample] as Buffer, mutations, other);
      const own = decodeParsed(new Uint8Array(bytes));
      const [official, before] = [newer, older].map((parser) => taken(() => parser.decode([bytes])));
      const isSound = own?.parser === "msgpack" && own.reason === undefined;
      // Lifeline reads values up to MAX_DEPTH, and only namespaces that begin with a slash. Bytes that are no UTF-8 are read in Node by the
      // codec of socket.io-msgpack-parser, which throws in browsers.
      const isOdd = bytes.length > MAX_DEPTH || !official?.nsp.startsWith("/") || /\ufffd/.test(json(official));
      const what = [bytes.toString("hex"), ...[official, before, own].map(json)].join(" ");
      if (official === undefined && before === undefined && isSound) assert.fail(what);
      if (official !== undefined && !isSound && !isOdd) assert.fail(what);
    }),
  );
});

test("what is read of a msgpack packet without making its arguments is what the decoder reads", () => {
  const samples = socketPieces.filter((piece) => typeof piece !== "string");
  const head = newPacketHead();
  let read = 0;
  check(
    fc.property(fc.nat(samples.length - 1), mutations(2), (sample, mutations) => {
      const other = (put: number) => (samples[put % samples.length] ?? "").toString("latin1");
      for (const bytes of [samples[sample] as Buffer, mutateBytes(samples[sample] as Buffer, mutations, other)]) {
        // The array has other bytes around the message.
        const around = new Uint8Array([0x82, ...bytes, 0x00, 0xa1, 0x61]);
        resetPacketHead(ENGINE_MESSAGE, head);
        if (scanParsed(around, 1, 1 + bytes.length, head) !== "msgpack") continue;
        read++;
        const packet = decodeParsed(new Uint8Array(bytes));
        const { socket, nsp, ack, attachments, name } = head;
        const own = [SOCKET_TYPES[socket], nsp, ack, attachments, name, undefined];
        const made = packet && [packet.type, packet.nsp, packet.id ?? -1, packet.attachments, eventName(packet), packet.reason];
        assert.deepEqual(own, made, bytes.toString("hex"));
        assert.equal(packet?.parser, "msgpack");
      }
    }),
  );
  assert.ok(read > 0);
});

function json(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === "bigint" ? String(member) : member)) ?? "";
}
