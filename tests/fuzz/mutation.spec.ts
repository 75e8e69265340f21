// Broken traffic of every generation. Lifeline must never throw, never hang and lose no byte. Limits on parts, packets and rows are counted, not
// timed. With LIFELINE_FUZZ_RUNS the slowest case is printed.
//
// A body loses no byte if its parts are in order and only framing is between them:
//
//   revision 4     the parts joined by U+001E are the body
//   revisions 2, 3 <length>: before a part, in the binary form 0|1 <length> 255; an empty packet (0:) has no part
//   0.9            <U+FFFD><length><U+FFFD> before a part
//   JSONP          as above, for the unwrapped payload; a body that cannot be unwrapped is one part
//
// If the rest of a body cannot be split, it is one part, with its framing.

import assert from "node:assert/strict";
import { test } from "@playwright/test";
import fc from "fast-check";
import { jsonValue } from "../../src/formats/json-value.ts";
import { packetRecords } from "../../src/formats/packets.ts";
import { english } from "../../src/messages/messages.ts";
import { textFromByteString } from "../../src/protocol/encoding.ts";
import { errorText } from "../../src/protocol/engine/error.ts";
import { decodeFrame, frameText } from "../../src/protocol/engine/frame.ts";
import { parseHandshake } from "../../src/protocol/engine/handshake.ts";
import { jsonpAnswer, jsonpPost } from "../../src/protocol/engine/jsonp.ts";
import { decodePart, type PayloadForm, payloadRevision, splitPayload } from "../../src/protocol/engine/payload.ts";
import { engineUrl } from "../../src/protocol/engine/url.ts";
import { decodeLegacySocket, parseLegacyHandshake, scanLegacy } from "../../src/protocol/legacy.ts";
import {
  ENGINE_TYPES,
  type EnginePacket,
  NO_SOCKET,
  newPacketHead,
  type PacketHead,
  type PayloadPart,
  type Revision,
  SOCKET_TYPES,
  type SocketPacket,
} from "../../src/protocol/packet.ts";
import { scanBinary, scanPart, scanText } from "../../src/protocol/scan.ts";
import { attach } from "../../src/protocol/socket/attachments.ts";
import { decodeParsed, eventName } from "../../src/protocol/socket/parsers.ts";
import { decodeSocket } from "../../src/protocol/socket/text.ts";
import { detailsOf } from "../../src/session/details.ts";
import { bodyOf as answerBody, answerProblem } from "../../src/session/ending.ts";
import { ENTRY, NONE } from "../../src/session/entries.ts";
import { payloadForm } from "../../src/session/model.ts";
import { Reader } from "../../src/session/reader.ts";
import { Store } from "../../src/session/store.ts";
import type { Body, Direction } from "../../src/wire/event.ts";
import { ladderOf } from "../unit/diagram/support.ts";
import { check } from "./check.ts";
import { type Mutation, mutateBytes, mutateEvents, mutateText, mutations } from "./mutate.ts";
import { bodyOf, conversations, frames, payloads, socketPieces, urls } from "./traffic.ts";

const revision = fc.constantFrom<Revision[]>(0.9, 2, 3, 4);
const direction = fc.constantFrom<Direction[]>("sent", "received");
const MAX_PARTS = 65_536;

const mutate = (data: string | Buffer, mutations: readonly Mutation[], others: readonly (string | Buffer)[]) => {
  const other = (put: number) => {
    const chosen = others[put % others.length] ?? "";
    return typeof chosen === "string" ? chosen : chosen.toString("latin1");
  };
  return typeof data === "string" ? mutateText(data, mutations, other) : mutateBytes(data, mutations, other);
};
const mutated = (samples: readonly (string | Buffer)[]) =>
  fc.tuple(fc.nat(samples.length - 1), mutations(4)).map(([sample, mutations]) => mutate(samples[sample] ?? "", mutations, samples));

/** Times the cases of a property, and prints the slowest. */
function stopwatch() {
  let slowest = { ms: 0, what: "" };
  return {
    time<T>(what: () => string, work: () => T): T {
      const begin = performance.now();
      const value = work();
      const ms = performance.now() - begin;
      if (ms > slowest.ms) slowest = { ms, what: what() };
      return value;
    },
    report() {
      if (process.env.LIFELINE_FUZZ_RUNS === undefined) return;
      console.log(`  slowest: ${slowest.ms.toFixed(1)} ms, ${slowest.what.length} characters: ${slowest.what.slice(0, 200)}`);
    },
  };
}

function soundEngine(packet: EnginePacket): void {
  assert.ok(ENGINE_TYPES.includes(packet.type));
  assert.equal(packet.type === "invalid", packet.reason !== undefined);
  assert.ok(Number.isSafeInteger(packet.bytes) && packet.bytes >= 0);
}

function soundSocket(packet: SocketPacket): void {
  assert.ok(SOCKET_TYPES.includes(packet.type));
  assert.ok(packet.type !== "invalid" || packet.reason);
  assert.ok(packet.nsp.startsWith("/") || packet.nsp !== "");
  JSON.stringify(jsonValue(packet.data));
}

/** The scan may miss that a packet is broken inside. In everything else it must agree with the decoder. */
function scanAgrees(head: PacketHead, packet: EnginePacket, revision: Revision): void {
  assert.equal(head.bytes, packet.bytes);
  if (packet.type !== "invalid") assert.equal(ENGINE_TYPES[head.engine], packet.type);
  if (packet.type !== "message" || typeof packet.data !== "string" || head.binary) return;
  const socket = revision === 0.9 ? decodeLegacySocket(packet.data) : decodeSocket(packet.data);
  if (socket) soundSocket(socket);
  assert.equal(head.socket === NO_SOCKET, socket === undefined);
  if (!socket || socket.type === "invalid") return;
  assert.equal(SOCKET_TYPES[head.socket], socket.type);
  assert.equal(head.name, eventName(socket));
}

/** Bytes of a type other than message. No library sends them, and the scan reads them as messages. */
const isOddBinary = (text: string, revision: Revision) => (revision === 2 || revision === 3) && /^b[^4]/.test(text);

test("broken frames", () => {
  const head = newPacketHead();
  const watch = stopwatch();
  check(
    fc.property(mutated(frames), revision, fc.constantFrom<(1 | 2)[]>(1, 2), direction, (frame, revision, opcode, direction) => {
      const body = bodyOf(frame);
      const packet = watch.time(
        () => frame.toString("latin1"),
        () => decodeFrame(body, opcode, revision, undefined, direction),
      );
      soundEngine(packet);
      const size = Buffer.byteLength(frame);
      if (typeof frame !== "string") {
        // In revision 2 `bytes` is the size after the second UTF-8 decoding.
        if (opcode === 2 || revision !== 2) assert.equal(packet.bytes, size);
        const data = packet.data instanceof Uint8Array ? packet.data : undefined;
        if (opcode === 2 && data) assert.deepEqual(Buffer.from(data), frame.subarray(size - data.length));
        if (opcode === 1) return;
        scanBinary(body && "base64" in body ? body.base64 : "", revision, head);
        return scanAgrees(head, packet, revision);
      }
      if (opcode === 2) return;
      const text = frameText(frame, revision);
      if (text === frame) assert.equal(packet.bytes, size);
      if (typeof packet.data === "string") assert.ok(text.endsWith(packet.data));
      if (packet.type === "invalid") assert.equal(packet.data ?? "", text);
      if (isOddBinary(text, revision)) return;
      if (revision === 0.9) scanLegacy(text, 0, text.length, direction, head);
      else scanText(text, 0, text.length, head);
      scanAgrees(head, packet, revision);
    }),
  );
  watch.report();
});

/** Position of a part in a body, found by code of this test. `broken`: the rest, which could not be split. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly broken: boolean;
}
/** `lengthAt` reads the framing before a part: the part's length and where it begins. */
function spansOf(text: string, lengthAt: (at: number) => readonly [length: number, from: number] | undefined): Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < text.length; ) {
    const [length, from] = (spans.length < MAX_PARTS - 1 && lengthAt(at)) || [Number.POSITIVE_INFINITY, at];
    const to = from + length;
    if (to > text.length) {
      spans.push({ from: at, to: text.length, broken: true });
      break;
    }
    if (to > at) spans.push({ from, to, broken: false });
    at = to;
  }
  return spans;
}
const matched = (text: string, header: RegExp) => (at: number) => {
  header.lastIndex = at;
  const found = header.exec(text);
  return found ? ([Number(found[1]), header.lastIndex] as const) : undefined;
};
const binaryHeader = (bytes: string) => (at: number) => {
  const end = bytes.indexOf("\xff", at);
  const digits = Array.from(bytes.slice(at + 1, end), (digit) => digit.charCodeAt(0));
  if (bytes.charCodeAt(at) > 1 || end <= at + 1 || digits.some((digit) => digit > 9)) return undefined;
  return [Number(digits.join("")), end + 1] as const;
};

function separated(text: string): Span[] {
  const spans: Span[] = [];
  for (let from = 0; from <= text.length; ) {
    const end = spans.length < MAX_PARTS - 1 ? text.indexOf("\x1e", from) : -1;
    const to = end < 0 ? text.length : end;
    spans.push({ from, to, broken: spans.length === MAX_PARTS - 1 });
    from = to + 1;
  }
  return spans;
}

/** A text payload without its wrapping, its parts, and whether its text may be UTF-8 that has to be decoded a second time. */
function accountText(text: string, parts: readonly PayloadPart[], revision: Revision): void {
  if (text === "") return assert.equal(parts.length, 0);
  const spans =
    revision === 4
      ? separated(text)
      : revision !== 0.9
        ? spansOf(text, matched(text, /(\d+):/y)).filter(({ from, to }) => to > from)
        : text.startsWith("\ufffd")
          ? spansOf(text, matched(text, /\ufffd(\d{1,15})\ufffd/y))
          : [{ from: 0, to: text.length, broken: false }];
  assert.equal(parts.length, spans.length);
  for (const [index, part] of parts.entries()) {
    const { from, to, broken } = spans[index] as Span;
    const stood = text.slice(from, to);
    const own = part.source.slice(part.from, part.to);
    assert.equal(part.kind, "text");
    assert.equal(part.reason !== null, broken);
    if (own !== stood) assert.ok((revision === 2 || revision === 3) && own === textFromByteString(stood));
    assert.equal(part.bytes, Buffer.byteLength(own));
  }
}

function accountBytes(bytes: Buffer, parts: readonly PayloadPart[], revision: Revision): void {
  const latin1 = bytes.toString("latin1");
  if (latin1 === "") return assert.equal(parts.length, 0);
  const binary = (revision === 2 || revision === 3) && (bytes[0] ?? 9) <= 1;
  const text = textFromByteString(latin1);
  if (text !== undefined && !binary) return accountText(text, parts, revision);
  if (revision === 0.9 || (revision !== 4 && !binary)) {
    assert.equal(parts.length, 1);
    assert.deepEqual(
      [parts[0]?.kind, parts[0]?.source, parts[0]?.bytes, parts[0]?.reason === null],
      ["bytes", latin1, bytes.length, false],
    );
    return;
  }
  const spans = revision === 4 ? separated(latin1) : spansOf(latin1, binaryHeader(latin1));
  assert.equal(parts.length, spans.length);
  for (const [index, part] of parts.entries()) {
    const { from, to } = spans[index] as Span;
    const stood = latin1.slice(from, to);
    const own = part.source.slice(part.from, part.to);
    assert.ok(own === stood || (part.kind === "text" && own === textFromByteString(stood)));
    assert.equal(part.bytes, stood.length);
  }
}

test("broken bodies", () => {
  const head = newPacketHead();
  const watch = stopwatch();
  const form = fc.record<PayloadForm>(
    { revision, utf8Twice: fc.boolean(), jsonp: fc.constantFrom("answer", "post") },
    { requiredKeys: ["revision"] },
  );
  check(
    fc.property(mutated(payloads), form, direction, fc.boolean(), (payload, form, direction, asBytes) => {
      const { revision, jsonp } = form;
      const body: Body = asBytes && typeof payload === "string" ? { base64: Buffer.from(payload).toString("base64") } : bodyOf(payload);
      const parts = watch.time(
        () => `${revision} ${jsonp} ${payload.toString("latin1")}`,
        () => splitPayload(body, form),
      );
      payloadRevision(body, jsonp !== undefined);
      for (const part of parts) {
        const packet = decodePart(part, revision, direction);
        soundEngine(packet);
        const own = part.source.slice(part.from, part.to);
        if (part.kind === "text" && part.reason === null && isOddBinary(own, revision)) continue;
        if (revision === 0.9 && part.reason === null) scanLegacy(part.source, part.from, part.to, direction, head);
        else scanPart(part, head);
        scanAgrees(head, packet, revision);
      }
      const given = typeof payload === "string" && asBytes ? Buffer.from(payload) : payload;
      if (jsonp !== undefined) {
        const wrapped = typeof given === "string" ? given : textFromByteString(given.toString("latin1"));
        if (wrapped === "" || wrapped === undefined) return assert.ok(parts.length <= 1);
        const unwrapped = jsonp === "answer" ? jsonpAnswer(wrapped) : jsonpPost(wrapped, revision === 0.9);
        if (unwrapped !== undefined) return accountText(unwrapped, parts, revision);
        return assert.deepEqual([parts.length, parts[0]?.source, parts[0]?.reason === null], [1, wrapped, false]);
      }
      if (typeof given !== "string") return accountBytes(given, parts, revision);
      // A binary payload that a tool saved as Latin-1 text.
      const bytes = (revision === 2 || revision === 3) && given.charCodeAt(0) <= 1 && !/[^\0-\xff]/.test(given);
      return bytes ? accountBytes(Buffer.from(given, "latin1"), parts, revision) : accountText(given, parts, revision);
    }),
  );
  watch.report();
});

test("broken Socket.IO packets", () => {
  const watch = stopwatch();
  const attachments = fc.array(fc.option(fc.constantFrom(new Uint8Array(), new Uint8Array([1])), { nil: undefined }), { maxLength: 4 });
  check(
    fc.property(mutated(socketPieces), attachments, (piece, attachments) => {
      watch.time(
        () => piece.toString("latin1"),
        () => {
          if (typeof piece !== "string") {
            const packet = decodeParsed(new Uint8Array(piece));
            if (packet) soundSocket(packet);
            return;
          }
          for (const known of [true, false]) {
            const packet = decodeSocket(piece, known as true) as SocketPacket | undefined;
            assert.ok(packet !== undefined || !known);
            if (packet === undefined) continue;
            soundSocket(packet);
            soundSocket(attach(packet, attachments));
          }
          soundSocket(decodeLegacySocket(piece));
        },
      );
    }),
  );
  watch.report();
});

test("broken URLs, handshakes and errors", () => {
  const handshakes = [...frames.filter((frame) => /^0\{/.test(frame.toString())), "4d4f185e96a7b:15:10:websocket,xhr-polling"];
  const errors = ['{"code":1,"message":"Session ID unknown"}', '{"code":4}', '"no"', "<html>"];
  const watch = stopwatch();
  check(
    fc.property(mutated(urls), mutated(handshakes), mutated(errors), (url, handshake, error) => {
      watch.time(
        () => `${url} ${handshake} ${error}`,
        () => {
          const engine = engineUrl(url.toString());
          if (engine) assert.ok(/^https?:\/\//.test(engine.address));
          assert.ok(parseHandshake(handshake.toString().slice(1)));
          assert.ok(parseLegacyHandshake(handshake.toString()));
          assert.ok(errorText(error.toString()).length <= error.length + 100);
        },
      );
    }),
  );
  watch.report();
});

// Quadratic work takes sixteen times as long for four times the length. The test takes the lower processor time of two turns, and judges only
// inputs that take far longer than valid ones.
test("decoding takes time in proportion to the length of a text, whatever it contains", () => {
  const pieces = [
    ...[" ", "0", "9", "1:", "0:", "1:2", ":", ",", "-", "/", "?a", "&d=", "%", "+", "\\", "\\n"],
    ...['"', "[", "{", "]", '{"a":', "[[],", "b", "A", "=", ")", ");", "/**/", "___eio[0]("],
    ...["\x1e", "\x1e4", "é", "Ã©", "😀", "\ud800", "\xed\xa0\x80", "\0", "\0\x01\xff4", "\x01\x09"],
    ...["\ufffd", "\ufffd1\ufffd", "\x81\xa0", "\x91", "\xdf", "\x9f"],
  ];
  for (const piece of pieces) {
    const [short, long] = [6_000, 24_000].map((length) => leastTime(() => decodeAll(piece.repeat(Math.ceil(length / piece.length)))));
    assert.ok(
      long === undefined || short === undefined || long < 500 || long < 10 * short,
      `${JSON.stringify(piece)}: ${short} ms, ${long} ms`,
    );
  }
});

/** Milliseconds of processor time. A quick run is not repeated. */
function leastTime(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 2 && least > 200; turn++) {
    const begin = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(begin);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

function decodeAll(many: string): void {
  const head = newPacketHead();
  const split = (text: string, revision: Revision, jsonp: PayloadForm["jsonp"]) => {
    for (const body of [{ text }, { base64: Buffer.from(text, "latin1").toString("base64") }]) {
      assert.ok(splitPayload(body, { revision, ...(jsonp && { jsonp }) }).length <= MAX_PARTS);
    }
  };
  for (const revision of [0.9, 3, 4] as const) {
    for (const jsonp of [undefined, "answer", "post"] as const) split(many, revision, jsonp);
    soundEngine(decodeFrame({ text: many }, 1, revision));
    soundEngine(decodeFrame({ base64: Buffer.from(many, "latin1").toString("base64") }, 1, revision));
  }
  for (const script of [`___eio[0](${many}`, `___eio[0]("${many}");`, `___eio[0](""${many}`]) split(script, 3, "answer");
  for (const revision of [0.9, 3] as const) split(`d=${many}`, revision, "post");
  payloadRevision({ text: many }, true);
  payloadRevision({ text: many }, false);
  for (const text of [`42${many}`, `42["${many}"]`, `451-/a?${many},`, `42/${many}`, `4{"type":${many}`]) {
    scanText(text, 0, text.length, head);
    soundSocket(decodeSocket(text.slice(1), true));
  }
  for (const text of [many, `5:1+:/a:${many}`, `5:${many}`, `7:::${many}`, `6:::${many}`]) {
    scanLegacy(text, 0, text.length, "sent", head);
    soundSocket(decodeLegacySocket(text));
  }
  decodeParsed(new Uint8Array(Buffer.from(many, "latin1")));
  decodeParsed(new Uint8Array(Buffer.from(`\x84${many}`, "latin1")));
  for (const url of [`http://a/${many}`, `http://a/socket.io/?transport=polling&EIO=${many}`, `http://a/${many}/1/websocket/${many}`])
    engineUrl(url);
  for (const text of [many, `{${many}`, `x:1:2:${many}`, `${many}:1:2:a`]) {
    parseHandshake(text);
    parseLegacyHandshake(text);
    errorText(text);
  }
}

test("broken conversations", () => {
  const watch = stopwatch();
  const bodies = [...payloads, ...frames];
  check(
    fc.property(fc.nat(conversations.length - 1), mutations(6), (conversation, mutations) => {
      const events = mutateEvents(conversations[conversation] ?? [], mutations, bodies, conversations);
      watch.time(
        () => JSON.stringify(events),
        () => {
          const store = new Store({ format: "lifeline-trace", version: 1, source: "fuzz", createdAt: "2023-11-14T22:13:20.000Z" });
          const opened = new Set<string>();
          const lines = events.map((event) => {
            const line = store.log.length;
            const before = store.packets;
            store.push(event);
            if (event.kind === "ws-open" && engineUrl(event.url)) opened.add(event.id);
            else if (event.kind === "ws-open") opened.delete(event.id);
            // A frame is one packet, unless its websocket is not Engine.IO, or may be none.
            if (event.kind === "ws-frame" && opened.has(event.id)) assert.equal(store.packets, before + 1);
            return [line, event] as const;
          });

          const { entries } = store;
          const at = new Map<number, { packets: number; size: number; first: number }>();
          for (let entry = 0; entry < entries.length; entry++) {
            const line = entries.line(entry);
            const sum = at.get(line) ?? { packets: 0, size: 0, first: entry };
            at.set(line, sum);
            if (entries.kind(entry) !== ENTRY.packet) continue;
            sum.packets++;
            sum.size += entries.size(entry);
          }
          for (const [line, event] of lines) {
            const { packets, size, first } = at.get(line) ?? { packets: 0, size: 0, first: NONE };
            if (!("body" in event) || event.body === undefined) continue;
            const { body } = event;
            if ("omitted" in body) assert.ok(packets <= 1);
            else assert.ok(packets <= Math.min(MAX_PARTS, sizeOf(body) + 1) && size <= sizeOf(body));

            // A body is indexed when it arrives, and split again when its rows are drawn and more is known about the session. Both must give the
            // same number of packets, or some would never be shown. Only a payload has packets.
            const link = first === NONE ? undefined : store.link(first);
            if (event.kind === "ws-frame" || "omitted" in body || link?.kind !== "http" || !link.session) continue;
            const direction = event.kind === "http-request" ? "sent" : "received";
            const isPayload =
              direction === "sent"
                ? link.post
                : !link.post &&
                  link.location === null &&
                  answerProblem(link, body) === null &&
                  !(link.handshake && link.session.sio === 0.9);
            const payload = direction === "sent" ? body : answerBody(link.status, body);
            assert.equal(packets, isPayload ? splitPayload(payload, payloadForm(link, direction)).length : 0);
          }

          const records = [...packetRecords(store)];
          assert.equal(records.length, store.packets);
          for (const [n, record] of records.entries()) {
            assert.equal(record.n, n);
            JSON.parse(JSON.stringify(record));
            assert.ok(record.engine.reason !== english("reasonNoSuchPacket"), "an early body is cut otherwise");
          }

          const reader = new Reader(store);
          for (let entry = 0; entry < entries.length; entry++) {
            const { kind } = detailsOf(store, reader, entry);
            if (kind !== "packet") continue;
            const { engine } = reader.packet(entry);
            // Only if the URL says the revision: otherwise a session counts as revision 4 until its packets show another.
            const known = store.link(entry)?.session?.eioFrom === "url";
            if (known && engine.type !== "invalid") assert.equal(ENGINE_TYPES[entries.engine(entry)], engine.type);
          }

          const ladder = ladderOf(store);
          assert.ok(ladder.length <= 8 * entries.length + 8);
          ladder.scene(0, Math.min(ladder.height, 20_000));
          ladder.dispose();
        },
      );
    }),
    "conversations",
  );
  watch.report();
});

/** Upper limit of the bytes in a body: those of its text, or of its base64 as text. */
const sizeOf = (body: { readonly text: string } | { readonly base64: string }) =>
  Buffer.byteLength("text" in body ? body.text : body.base64);
