// Valid traffic that the parsers of every generation encode (parsers.ts). Lifeline must decode the packets that were encoded, as the parser's
// own decoder does. A case is one list of packets. Every parser of the property encodes it, in every form that it can write.

import assert from "node:assert/strict";
import { test } from "@playwright/test";
import fc from "fast-check";
import { packetRecords } from "../../src/formats/packets.ts";
import { decodeFrame } from "../../src/protocol/engine/frame.ts";
import { decodePart, splitPayload } from "../../src/protocol/engine/payload.ts";
import { decodeLegacySocket, scanLegacy } from "../../src/protocol/legacy.ts";
import { ENGINE_TYPES, type EnginePacket, newPacketHead, type Revision, SOCKET_TYPES } from "../../src/protocol/packet.ts";
import { scanBinary, scanPart, scanText } from "../../src/protocol/scan.ts";
import { attach } from "../../src/protocol/socket/attachments.ts";
import { decodeParsed } from "../../src/protocol/socket/parsers.ts";
import { decodeSocket } from "../../src/protocol/socket/text.ts";
import { Store } from "../../src/session/store.ts";
import type { Body, WireEvent } from "../../src/wire/event.ts";
import { argument, bytes, eventName, json, plain, units, wtf8 } from "./arbitraries.ts";
import { check } from "./check.ts";
import {
  browserMsgpack,
  cbor,
  type EnginePacketLike,
  type EngineParser,
  engine3,
  engine4,
  jsonpServer,
  type LegacyPacketLike,
  legacyParser,
  otherParsers,
  type SocketPacketLike,
  type SocketParser,
  socket4,
  socket5,
} from "./parsers.ts";

const text = fc.oneof(
  units,
  fc.string({ unit: "grapheme" }),
  json.map((value) => JSON.stringify(value)),
  fc.constantFrom("", "probe", "Ã©", "é"),
);
// Only messages carry bytes. Parsers of revision 3 could also encode bytes of other types, but no library sends them, and the scan reads them
// as messages.
const packet: fc.Arbitrary<EnginePacketLike> = fc.oneof(
  fc.constantFrom<EnginePacketLike>({ type: "ping" }, { type: "pong" }, { type: "noop" }, { type: "upgrade" }, { type: "close" }),
  fc.record({ type: fc.constantFrom("open", "close", "ping", "pong", "upgrade", "noop"), data: text }),
  fc
    .oneof(
      text,
      bytes.map((data) => Buffer.from(data)),
    )
    .map((data) => ({ type: "message", data })),
);
// Revision 4 separates packets by U+001E.
const withoutSeparator = (packet: EnginePacketLike): EnginePacketLike => ({
  ...packet,
  ...(typeof packet.data === "string" && { data: packet.data.replaceAll("\x1e", "") }),
});
const packet4 = packet.map(withoutSeparator);
const revisionOf = ({ version }: EngineParser): Revision => (version.startsWith("1.0") ? 2 : Number.parseInt(version, 10) >= 4 ? 4 : 3);

/** The packet that Lifeline should decode: no empty text, Uint8Array for Buffer. */
const expected = ({ type, data }: EnginePacketLike) => ({
  type,
  ...(data !== undefined && data !== "" && { data: typeof data === "string" ? data : new Uint8Array(data) }),
});
/** A packet of Lifeline's in the form that the parsers use. */
const readable = ({ type, data }: EnginePacket): EnginePacketLike => ({
  type,
  ...(data !== undefined && { data: typeof data === "string" ? data : Buffer.from(data) }),
});
const bodyOf = (encoded: string | Buffer): Body =>
  typeof encoded === "string" ? { text: encoded } : { base64: encoded.toString("base64") };
/** engine.io-parser 2 writes U+FFFD for a lone surrogate where it encodes text itself. */
const asWritten = (packet: EnginePacketLike, { version }: EngineParser, payload: string | Buffer): EnginePacketLike =>
  version.startsWith("2.") && typeof payload !== "string" && typeof packet.data === "string"
    ? { ...packet, data: Buffer.from(packet.data).toString() }
    : packet;
/** UTF-8 once, whatever the dialect. */
const sizeOf = ({ data = "" }: EnginePacketLike, encoded: string | Buffer) =>
  typeof encoded === "string" && typeof data === "string" ? 1 + wtf8(data).length : encoded.length;

test("frames of every engine.io-parser", () => {
  const head = newPacketHead();
  const same = (parsers: readonly EngineParser[], packet: EnginePacketLike) => {
    for (const parser of parsers) {
      const revision = revisionOf(parser);
      for (const binary of [true, false]) {
        const encoded = parser.encodePacket(packet, binary);
        const body = bodyOf(encoded);
        const { bytes: size, ...read } = decodeFrame(body, typeof encoded === "string" ? 1 : 2, revision);
        assert.deepEqual(read, expected(packet), parser.version);
        assert.deepEqual(read, expected(parser.decodePacket(encoded)), parser.version);
        assert.equal(size, sizeOf(packet, encoded));
        if (typeof encoded === "string") scanText(encoded, 0, encoded.length, head);
        else scanBinary(encoded.toString("base64"), revision, head);
        assert.equal(ENGINE_TYPES[head.engine], packet.type);
      }
    }
  };
  check(
    fc.property(packet, packet4, (older, newer) => {
      same(engine3, older);
      same(engine4, newer);
    }),
  );
});

function samePayload(parser: EngineParser, packets: readonly EnginePacketLike[], binary: boolean): void {
  const head = newPacketHead();
  const revision = revisionOf(parser);
  const payload = parser.encodePayload(packets, binary);
  const twice = parser.version.startsWith("1.");
  const form = revision === 4 ? { revision } : { revision, utf8Twice: twice };
  const bodies: Body[] = [bodyOf(payload)];
  // A browser may also report text as its UTF-8 bytes.
  if (typeof payload === "string") bodies.push({ base64: wtf8(payload).toString("base64") });
  for (const body of bodies) {
    const parts = splitPayload(body, form);
    const read = parts.map((part) => decodePart(part, revision));
    assert.deepEqual(
      read.map(({ bytes: _, ...packet }) => packet),
      packets.map((packet) => expected(asWritten(packet, parser, payload))),
      parser.version,
    );
    assert.deepEqual(
      read.map(({ bytes: _, ...packet }) => packet),
      parser.decodePayload(payload).map(expected),
      parser.version,
    );
    for (const [index, part] of parts.entries()) {
      scanPart(part, head);
      assert.equal(ENGINE_TYPES[head.engine], read[index]?.type);
      assert.equal(head.bytes, read[index]?.bytes);
    }
  }
}

test("payloads of engine.io-parser 1 and 2, in text and binary form, bytes as they are and in base64", () => {
  check(
    fc.property(fc.array(packet, { maxLength: 6 }), (packets) => {
      for (const parser of engine3) for (const binary of [true, false]) samePayload(parser, packets, binary);
    }),
  );
});

test("payloads of engine.io-parser 4 and 5", () => {
  check(
    fc.property(fc.array(packet4, { minLength: 1, maxLength: 6 }), (packets) => {
      for (const parser of engine4) samePayload(parser, packets, true);
    }),
  );
});

const nsp = fc.oneof(
  fc.constantFrom("/", "/", "/admin", "/a/b", "/é", "/with-dash", "/0"),
  fc.string({ unit: "grapheme" }).map((name) => `/${name.replaceAll(",", "").replaceAll("?", "")}`),
);
const id = fc.option(fc.nat(), { nil: undefined });
const args = fc.tuple(eventName, fc.array(argument, { maxLength: 3 })).map(([name, rest]) => [name, ...rest]);
const made = (type: number, nsp: string, id: number | undefined, data?: unknown): SocketPacketLike => ({
  type,
  nsp,
  ...(id !== undefined && { id }),
  ...(data !== undefined && { data }),
});
const hasBytes = (value: unknown): boolean =>
  Buffer.isBuffer(value) || (typeof value === "object" && value !== null && Object.values(value).some(hasBytes));

const event = fc.tuple(nsp, id, args).map(([nsp, id, data]) => made(hasBytes(data) ? 5 : 2, nsp, id, data));
const ack = fc
  .tuple(nsp, fc.nat(), fc.array(argument, { maxLength: 3 }))
  .map(([nsp, id, data]) => made(hasBytes(data) ? 6 : 3, nsp, id, data));
const object = fc.dictionary(
  fc.string().filter((key) => key !== "__proto__"),
  json,
  { maxKeys: 3 },
);
const query = fc.option(
  fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(",", "")),
  { nil: undefined },
);
const disconnect = nsp.map((nsp) => made(1, nsp, undefined));
const socketPacket4 = fc.oneof(
  event,
  ack,
  fc.tuple(nsp, query).map(([nsp, query]) => made(0, query === undefined ? nsp : `${nsp}?${query}`, undefined)),
  disconnect,
  fc.tuple(nsp, fc.oneof(units, object)).map(([nsp, data]) => made(4, nsp, undefined, data)),
);
const socketPacket5 = fc.oneof(
  event,
  ack,
  fc.tuple(nsp, fc.option(object, { nil: undefined })).map(([nsp, data]) => made(0, nsp, undefined, data)),
  disconnect,
  fc.tuple(nsp, object).map(([nsp, data]) => made(4, nsp, undefined, data)),
);

const plainType = (type: number) => (type > 4 ? type - 3 : type);
/** A copy, because encoders change the packet. Encoders of 4.x choose the binary types themselves. */
const given = (packet: SocketPacketLike, parser: SocketParser) => ({
  ...packet,
  ...((parser.version.startsWith("4.") || otherParsers.includes(parser)) && { type: plainType(packet.type) }),
  ...(packet.data !== undefined && { data: copy(packet.data) }),
});
const copy = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(copy)
    : typeof value === "object" && value !== null && !Buffer.isBuffer(value)
      ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member)]))
      : value;

function sameSocketPacket(parser: SocketParser, packet: SocketPacketLike): void {
  const head = newPacketHead();
  const pieces = parser.encode(given(packet, parser));
  const [header = "", ...attachments] = pieces as [string, ...Buffer[]];
  // Decoders of revision 5, and newer ones of revision 4, refuse more than ten attachments.
  const own = attachments.length > 10 ? undefined : parser.decode(pieces);
  const read = attach(
    decodeSocket(header, true),
    attachments.map((attachment) => new Uint8Array(attachment)),
  );
  assert.equal(read.reason, undefined, `${parser.version}: ${header}`);
  assert.equal(read.type, SOCKET_TYPES[packet.type]);
  assert.equal(read.query === undefined ? read.nsp : `${read.nsp}?${read.query}`, packet.nsp);
  assert.equal(read.id, packet.id);
  assert.deepEqual(read.data, plain(packet.data), parser.version);
  assert.equal(read.attachments, attachments.length);
  if (own) {
    assert.equal(own.nsp, packet.nsp);
    assert.deepEqual([read.id, read.data], [own.id, plain(own.data)]);
  }
  scanText(`4${header}`, 0, header.length + 1, head);
  assert.deepEqual(
    [SOCKET_TYPES[head.socket], head.nsp, head.ack, head.attachments],
    [read.type, read.nsp, read.id ?? -1, read.attachments],
  );
}

test("packets of socket.io-parser 2 and 3", () => {
  check(
    fc.property(socketPacket4, (packet) => {
      for (const parser of socket4) sameSocketPacket(parser, packet);
    }),
  );
});

test("packets of socket.io-parser 4", () => {
  check(
    fc.property(socketPacket5, (packet) => {
      for (const parser of socket5) sameSocketPacket(parser, packet);
    }),
  );
});

/** The official parsers round integers that Lifeline keeps as bigints. */
function rounded(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rounded(member)]));
}

test("packets of socket.io-msgpack-parser 2 and 3, socket.io-json-parser and of parsers in CBOR", () => {
  const [msgpack, msgpack2] = otherParsers;
  const same = (message: string | Buffer, { type, nsp, id }: SocketPacketLike, parser: SocketParser | undefined) => {
    const read = typeof message === "string" ? decodeSocket(message) : decodeParsed(new Uint8Array(message));
    const own = parser?.decode([message]);
    assert.deepEqual([read?.type, read?.nsp, read?.id], [SOCKET_TYPES[type], nsp, id], parser?.version);
    assert.deepEqual(rounded(read?.data), own?.data === undefined ? undefined : plain(own.data), parser?.version);
    if (typeof message === "string") assert.deepEqual(rounded(read?.data), JSON.parse(message).data);
  };
  check(
    fc.property(socketPacket5, ({ type, data, ...rest }) => {
      // These parsers have no binary types. Before socket.io 3, CONNECT has no data and an error has only text.
      // The type is the first key, as in socket.io's own packets.
      const packet = { type: plainType(type), ...rest, ...(data !== undefined && { data }) };
      const older = type === 4 ? { ...packet, data: "no" } : type === 0 ? { type, ...rest } : packet;
      for (const parser of otherParsers) {
        const sent = parser === msgpack2 ? older : packet;
        same(parser.encode(sent)[0] ?? "", sent, parser);
      }
      same(browserMsgpack.encode(packet), packet, msgpack);
      const read = decodeParsed(new Uint8Array(cbor.encode(packet)));
      assert.deepEqual([read?.type, read?.nsp, read?.id], [SOCKET_TYPES[packet.type], packet.nsp, packet.id]);
      // Its own decoder loses lone surrogates.
      assert.deepEqual(read?.data, plain(data));
    }),
  );
});

const endpoint = fc.constantFrom("", "/chat", "/a/b", "/é");
const messageId = fc.record({ id: fc.nat({ max: 1e6 }).map((id) => id + 1), ack: fc.constantFrom<(true | "data")[]>(true, "data") });
const someArgs = fc.array(json, { maxLength: 3 });
const legacyPacket: fc.Arbitrary<LegacyPacketLike> = fc
  .tuple(
    fc.oneof(
      fc.constantFrom<LegacyPacketLike>({ type: "disconnect" }, { type: "heartbeat" }, { type: "noop" }),
      fc.constantFrom("", "?a=b", "?token=é&x=1").map((qs) => ({ type: "connect", qs })),
      text.map((data) => ({ type: "message", data })),
      json.map((data) => ({ type: "json", data })),
      fc.tuple(fc.string({ unit: "grapheme" }), someArgs).map(([name, args]) => ({ type: "event", name, args })),
      fc.tuple(fc.nat(), someArgs).map(([ackId, args]) => ({ type: "ack", ackId, args })),
      fc
        .tuple(fc.constantFrom("", "transport not supported", "client not handshaken", "unauthorized"), fc.constantFrom("", "reconnect"))
        .map(([reason, advice]) => ({ type: "error", reason, advice })),
    ),
    endpoint,
    fc.option(messageId, { nil: undefined }),
  )
  .map(([packet, endpoint, id]) => ({ ...packet, endpoint, ...(/^(?:message|json|event)$/.test(packet.type) && id) }));

/** The packet that Lifeline should decode. */
function shownLegacy(packet: LegacyPacketLike): object {
  const { type, endpoint, id, data, name, args = [], ackId, qs, reason, advice } = packet;
  const base = { nsp: endpoint || "/", attachments: 0 };
  const event = (data: readonly unknown[]) => ({ type: "EVENT", ...base, ...(id !== undefined && { id: Number(id) }), data: plain(data) });
  switch (type) {
    case "disconnect":
      return { type: "DISCONNECT", ...base };
    case "connect":
      return { type: "CONNECT", ...base, ...(qs && { query: qs.slice(1) }) };
    case "message":
    case "json":
      return event(["message", data]);
    case "event":
      return event([name, ...args]);
    case "ack":
      return { type: "ACK", ...base, id: Number(ackId), data: plain(args) };
    default:
      return {
        type: "CONNECT_ERROR",
        ...base,
        ...((reason || advice) && { data: { ...(reason && { reason }), ...(advice && { advice }) } }),
      };
  }
}

test("packets and payloads of Socket.IO 0.9", () => {
  const head = newPacketHead();
  check(
    fc.property(fc.array(legacyPacket, { minLength: 1, maxLength: 5 }), (packets) => {
      const texts = packets.map((packet) => legacyParser.encodePacket(packet));
      const payload = legacyParser.encodePayload(texts);
      const own = legacyParser.decodePayload(payload);
      for (const direction of ["sent", "received"] as const) {
        const read = splitPayload({ text: payload }, { revision: 0.9 }).map((part) => {
          scanLegacy(part.source, part.from, part.to, direction, head);
          const packet = decodePart(part, 0.9, direction);
          assert.equal(ENGINE_TYPES[head.engine], packet.type);
          return packet;
        });
        assert.equal(read.length, packets.length);
        for (const [index, { type, data }] of read.entries()) {
          const packet = packets[index] as LegacyPacketLike;
          if (packet.type === "heartbeat") assert.equal(type, direction === "sent" ? "pong" : "ping");
          else if (packet.type === "noop") assert.equal(type, "noop");
          else {
            assert.equal(data, texts[index]);
            assert.deepEqual(decodeLegacySocket(texts[index] ?? ""), shownLegacy(packet));
            // The library's decoder does not find the JSON of an ack that contains a line separator.
            const decoded = own[index];
            if (decoded && !(packet.type === "ack" && /[\u2028\u2029]/.test(texts[index] ?? "")))
              assert.deepEqual(shownLegacy(decoded), shownLegacy(packet));
          }
        }
      }
    }),
  );
});

const jsonpServers = ["sio106", "sio135", "sio174", "sio204", "sio251", "sio312"].map(jsonpServer);

test("JSONP answers and forms, as engine.io reads them", () => {
  const form = (payload: string) => {
    // Clients escape the text, and then the browser encodes the form.
    const escaped = payload.replace(/\\n/g, "\\\n").replace(/\n/g, "\\n");
    return new URLSearchParams({ d: escaped }).toString();
  };
  check(
    // The servers stop reading at a close.
    fc.property(
      fc.array(
        packet.filter(({ type }) => type !== "close"),
        { minLength: 1, maxLength: 4 },
      ),
      (packets) => {
        for (const [index, parser] of [...engine3, ...engine4.slice(0, 1)].entries()) {
          const revision = revisionOf(parser);
          const payload = parser.encodePayload(revision === 4 ? packets.map(withoutSeparator) : packets, false);
          if (typeof payload !== "string") throw new Error("binary");
          const shape = { revision, ...(revision !== 4 && { utf8Twice: parser.version.startsWith("1.") }) };
          const answer = `___eio[${index}](${JSON.stringify(payload)
            .replace(/\u2028/g, "\\u2028")
            .replace(/\u2029/g, "\\u2029")});`;
          const read = (text: string, jsonp: "answer" | "post") =>
            splitPayload({ text }, { ...shape, jsonp }).map((part) => expected(readable(decodePart(part, revision))));
          assert.deepEqual(read(answer, "answer"), parser.decodePayload(payload).map(expected), parser.version);
          const own = jsonpServers[index]?.(form(payload)).map(expected);
          // The server reads an error if a line feed after a backslash has shifted the lengths.
          if (!own?.some(({ type }) => type === "error")) assert.deepEqual(read(form(payload), "post"), own, parser.version);
        }
      },
    ),
  );
});

const START = 1_700_000_000_000;
/** Socket.IO packets between a page and its server, each with its transport and body. */
interface Leg {
  readonly packets: readonly SocketPacketLike[];
  readonly how: "answer" | "post" | "frames sent" | "frames received";
  readonly binary: boolean;
}
const legs = (packet: fc.Arbitrary<SocketPacketLike>) =>
  fc.array(
    fc.record<Leg>({
      packets: fc.array(packet, { minLength: 1, maxLength: 3 }),
      how: fc.constantFrom("answer", "post", "frames sent", "frames received"),
      binary: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  );
const open = (eio: Revision) => `{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":${eio === 4 ? 20_000 : 60_000}}`;

/** Undefined if a body of 2.x could also be one of 1.x: the wire does not tell them apart. */
function wireEvents(engine: EngineParser, socket: SocketParser, legs: readonly Leg[]): WireEvent[] | undefined {
  const revision = revisionOf(engine);
  const events: WireEvent[] = [];
  let at = START;
  let ambiguous = false;
  const url = (scheme: string, rest: string) => `${scheme}://localhost:3000/socket.io/?EIO=${revision}&transport=${rest}`;
  const exchange = (sid: string, body: string | Buffer, post: boolean) => {
    const id = `c${events.length}`;
    at += 10;
    const method = post ? "POST" : "GET";
    events.push({
      kind: "http-request",
      at,
      id,
      method,
      url: url("http", `polling${sid}`),
      headers: {},
      ...(post && { body: bodyOf(body) }),
      part: "engine",
    });
    events.push({ kind: "http-response", at: at + 1, id, status: 200, statusText: "OK", headers: {} });
    events.push({ kind: "http-body", at: at + 2, id, body: post ? { text: "ok" } : bodyOf(body) });
  };
  exchange("", engine.encodePayload([{ type: "open", data: open(revision) }], true), false);
  events.push({ kind: "ws-open", at: at + 5, id: "w", url: url("ws", "websocket&sid=A") });
  for (const { packets, how, binary } of legs) {
    const messages = packets.flatMap((packet) => socket.encode(given(packet, socket))).map((data) => ({ type: "message", data }));
    if (how === "answer" || how === "post") {
      const payload = engine.encodePayload(messages, binary);
      if (revision !== 4 && !engine.version.startsWith("1.") && typeof payload === "string") ambiguous ||= readsAsTwice(payload);
      exchange("&sid=A", payload, how === "post");
      continue;
    }
    for (const message of messages) {
      const frame = engine.encodePacket(message, binary);
      const direction = how === "frames sent" ? "sent" : "received";
      events.push({ kind: "ws-frame", at: ++at, id: "w", direction, opcode: typeof frame === "string" ? 1 : 2, body: bodyOf(frame) });
    }
  }
  return ambiguous ? undefined : events;
}

const readsAsTwice = (text: string) => {
  if (!/[\x80-\xff]/.test(text)) return false;
  const latin1 = text.replace(/[^\0-\xff]/g, "\xff");
  return !Buffer.from(latin1, "latin1").toString().includes("\ufffd");
};
const withBinary = (value: unknown): unknown => {
  if (Buffer.isBuffer(value)) return { $binary: value.toString("base64") };
  if (Array.isArray(value)) return value.map(withBinary);
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withBinary(member)]))
    : plain(value);
};

function sameConversation(engine: EngineParser, socket: SocketParser, legs: readonly Leg[]): void {
  const events = wireEvents(engine, socket, legs);
  if (events === undefined) return;
  const store = new Store({ format: "lifeline-trace", version: 1, source: "fuzz", createdAt: "2023-11-14T22:13:20.000Z" });
  for (const event of events) store.push(event);
  const read = [...packetRecords(store)].flatMap(({ direction, session, socket }) => (socket ? [{ direction, session, ...socket }] : []));
  assert.deepEqual(
    read.map(({ attachments: _, ...rest }) => rest),
    legs.flatMap(({ packets, how }) =>
      packets.map(({ type, nsp, id, data }) => ({
        direction: how === "post" || how === "frames sent" ? "sent" : "received",
        session: "A",
        type: SOCKET_TYPES[otherParsers.includes(socket) ? plainType(type) : type],
        nsp: nsp.replace(/\?.*$/s, ""),
        ...(id !== undefined && { id }),
        ...(data !== undefined && { data: withBinary(data) }),
      })),
    ),
    `${engine.version}, ${socket.version}`,
  );
}

test("conversations of socket.io 1 and 2", () => {
  check(
    fc.property(legs(socketPacket4), (legs) => {
      for (const [index, engine] of engine3.entries()) sameConversation(engine, socket4[index] as SocketParser, legs);
    }),
    "conversations",
  );
});

test("conversations of socket.io 3 and 4", () => {
  check(
    fc.property(legs(socketPacket5), (legs) => {
      for (const [index, engine] of engine4.entries()) sameConversation(engine, socket5[index] as SocketParser, legs);
    }),
    "conversations",
  );
});

/** Whether notepack.io keeps the data: it rounds integers over 2^53, and changes lone surrogates, which JSON shows as escapes. */
const survivesMsgpack = (data: unknown) => !hasHuge(data) && !/\\ud[89a-f]/.test(JSON.stringify(data ?? null));
const hasHuge = (value: unknown): boolean =>
  typeof value === "number"
    ? Math.abs(value) > Number.MAX_SAFE_INTEGER
    : typeof value === "object" && value !== null && !Buffer.isBuffer(value) && Object.values(value).some(hasHuge);

test("conversations with socket.io-msgpack-parser", () => {
  check(
    fc.property(legs(socketPacket5.filter(({ data }) => survivesMsgpack(data))), (legs) => {
      for (const engine of engine4) sameConversation(engine, otherParsers[0] as SocketParser, legs);
    }),
    "conversations",
  );
});

const legacyLeg = fc.record({
  packets: fc.array(legacyPacket, { minLength: 1, maxLength: 3 }),
  how: fc.constantFrom<("answer" | "post" | "frames")[]>("answer", "post", "frames"),
  jsonp: fc.boolean(),
  direction: fc.constantFrom<("sent" | "received")[]>("sent", "received"),
});

test("conversations of Socket.IO 0.9", () => {
  const sid = "rWYQ3o5eOFDXnJYoUdTj";
  check(
    fc.property(fc.array(legacyLeg, { minLength: 1, maxLength: 4 }), (legs) => {
      const store = new Store({ format: "lifeline-trace", version: 1, source: "fuzz", createdAt: "2023-11-14T22:13:20.000Z" });
      let at = START;
      const exchange = (path: string, method: string, sent: string, answer: string) => {
        const id = `c${++at}`;
        const url = `http://localhost:3000/socket.io/1/${path}`;
        store.push({ kind: "http-request", at, id, method, url, headers: {}, ...(sent && { body: { text: sent } }), part: "engine" });
        store.push({ kind: "http-response", at: ++at, id, status: 200, statusText: "OK", headers: {} });
        store.push({ kind: "http-body", at: ++at, id, body: { text: answer } });
      };
      exchange("?t=1795386290928", "GET", "", `${sid}:60:60:websocket,xhr-polling,jsonp-polling`);
      store.push({ kind: "ws-open", at: ++at, id: "w", url: `ws://localhost:3000/socket.io/1/websocket/${sid}` });
      for (const { packets, how, jsonp, direction } of legs) {
        const texts = packets.map((packet) => legacyParser.encodePacket(packet));
        if (how === "frames") {
          for (const text of texts) store.push({ kind: "ws-frame", at: ++at, id: "w", direction, opcode: 1, body: { text } });
          continue;
        }
        const payload = legacyParser.encodePayload(texts);
        const path = `${jsonp ? "jsonp-polling" : "xhr-polling"}/${sid}?t=${at}`;
        if (how === "answer") exchange(path, "GET", "", jsonp ? `io.j[0](${JSON.stringify(payload)});` : payload);
        else exchange(path, "POST", jsonp ? new URLSearchParams({ d: JSON.stringify(payload) }).toString() : payload, "1");
      }
      const read = [...packetRecords(store)].map(({ direction, engine, socket }) => [direction, socket ?? engine.type]);
      const shown = legs.flatMap(({ packets, how, direction }) => {
        const way = how === "frames" ? direction : how === "post" ? "sent" : "received";
        return packets.map((packet) => {
          if (packet.type === "heartbeat") return [way, way === "sent" ? "pong" : "ping"];
          if (packet.type === "noop") return [way, "noop"];
          const { query: _, ...rest } = shownLegacy(packet) as { query?: string };
          return [way, rest];
        });
      });
      assert.deepEqual(read, shown);
    }),
    "conversations",
  );
});
