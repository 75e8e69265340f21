import assert from "node:assert/strict";
import { test } from "@playwright/test";
import { encodePayload, type Packet } from "engine.io-parser";
import fc from "fast-check";
import { Decoder, Encoder, PacketType } from "socket.io-parser";
import { decodeFrame } from "../../src/protocol/engine/frame.ts";
import { parseHandshake } from "../../src/protocol/engine/handshake.ts";
import { decodePart, splitPayload } from "../../src/protocol/engine/payload.ts";
import { engineUrl } from "../../src/protocol/engine/url.ts";
import {
  ENGINE_TYPES,
  type EnginePacket,
  NO_SOCKET,
  newPacketHead,
  type PayloadPart,
  type Revision,
  SOCKET_TYPES,
} from "../../src/protocol/packet.ts";
import { scanBinary, scanPart, scanText } from "../../src/protocol/scan.ts";
import { attach } from "../../src/protocol/socket/attachments.ts";
import { decodeSocket } from "../../src/protocol/socket/text.ts";
import { argument, bytes, eventName, json, plain, units, wtf8 } from "./arbitraries.ts";
import { check } from "./check.ts";

const revision = fc.constantFrom<Revision[]>(3, 4);
const nsp = fc.constantFrom("/", "/admin", "/a/b", "/é");
/** Text that is almost Socket.IO: pieces of packets in any order, and packets with a piece removed or inserted. */
const piece = fc.oneof(
  fc.constantFrom(
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "4",
    "42",
    "51-",
    "-",
    "/",
    "/admin",
    "/a?b=c",
    ",",
    "12",
    "[",
    "]",
    "{",
    "}",
    '"',
    "\\",
    '["x"]',
    '{"sid":"x"}',
    '"no"',
    "true",
    "null",
    " ",
    "\x1e",
    "b",
    "b4",
    "AAEC",
    ":",
    "6:",
    "probe",
    "é",
    "Ã©",
    '{"_placeholder":true,"num":0}',
  ),
  units,
);
const socketText = fc
  .tuple(
    fc.constantFrom("0", "1", "2", "3", "4", "51-", "60-", "512-"),
    nsp,
    fc.option(fc.nat(), { nil: undefined }),
    fc.oneof(fc.array(json), json, fc.tuple(eventName, json)),
  )
  .map(([type, space, id, data]) => `${type}${space === "/" ? "" : `${space},`}${id ?? ""}${JSON.stringify(data)}`);
const text = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
  fc.tuple(socketText, fc.nat(), fc.nat(5), piece).map(([whole, at, length, put]) => {
    const from = at % (whole.length + 1);
    return whole.slice(0, from) + (length % 2 === 0 ? put : "") + whole.slice(from + length);
  }),
);
const body = fc.oneof(
  fc
    .array(
      fc.oneof(
        text,
        fc.tuple(fc.nat(20), text).map(([length, rest]) => `${length}:${rest}`),
        text.map((rest) => `${rest.length}:${rest}`),
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join("")),
  fc.array(text, { maxLength: 5 }).map((parts) => parts.join("\x1e")),
);
/** Bytes that are almost a binary payload. */
const binaryBody = fc
  .array(
    fc.oneof(
      fc
        .tuple(
          fc.constantFrom(0, 1),
          fc.oneof(
            bytes,
            text.map((rest) => Buffer.from(rest)),
          ),
        )
        .map(([kind, data]) => [kind, ...String(data.length).split("").map(Number), 255, ...data]),
      bytes.map((data) => [...data]),
      fc.constantFrom([0], [1], [255], [0, 255], [1, 2, 255]),
    ),
    { maxLength: 6 },
  )
  .map((parts) => Buffer.from(parts.flat()));

const raw = ({ kind, source, from, to }: PayloadPart) =>
  kind === "text" ? source.slice(from, to) : Buffer.from(source.slice(from, to), "latin1");

const asBytes = (data: string | Buffer) => (typeof data === "string" ? wtf8(data) : data);

/** Asserts what holds for every decoded packet. */
function expectSound(packet: EnginePacket) {
  assert.ok(ENGINE_TYPES.includes(packet.type));
  assert.equal(packet.type === "invalid", packet.reason !== undefined);
  assert.ok(Number.isSafeInteger(packet.bytes) && packet.bytes >= 0);
}

test("decoding any frame does not throw, loses no byte, and agrees with the scan", () => {
  const head = newPacketHead();
  check(
    fc.property(
      fc.oneof(
        text,
        socketText.map((packet) => `4${packet}`),
      ),
      revision,
      (frame, revision) => {
        const packet = decodeFrame({ text: frame }, 1, revision);
        expectSound(packet);
        if (packet.type === "invalid") assert.equal(packet.data ?? "", frame);
        else if (typeof packet.data === "string") assert.equal(frame.slice(1), packet.data);
        assert.equal(packet.bytes, Buffer.byteLength(frame));

        scanText(frame, 0, frame.length, head);
        assert.equal(head.bytes, packet.bytes);
        assert.equal(ENGINE_TYPES[head.engine], frame.startsWith("b") ? "message" : packet.type);
        assert.equal(head.probe, packet.data === "probe" && (packet.type === "ping" || packet.type === "pong"));
      },
    ),
  );
});

test("decoding any message does not throw, and agrees with the scan", () => {
  const head = newPacketHead();
  check(
    fc.property(fc.oneof(text, socketText), (message) => {
      const packet = decodeSocket(message);
      scanText(`..4${message}..`, 2, 3 + message.length, head);
      assert.equal(head.socket === NO_SOCKET, packet === undefined);
      if (packet === undefined) return;
      assert.equal(packet.type === "invalid", packet.reason !== undefined && !/^reason(No(EventName|AckId)$|Newer)/.test(packet.reason[0]));
      // An id with white space within it is no number.
      assert.deepEqual(
        [head.nsp, head.ack, head.attachments],
        [packet.nsp, packet.id ?? (Number.isNaN(head.ack) ? head.ack : -1), packet.attachments],
      );
      if (packet.type !== "invalid") assert.equal(SOCKET_TYPES[head.socket], packet.type);
      assert.deepEqual(decodeSocket(message, true), packet);
    }),
  );
});

test("any message that socket.io-parser accepts is decoded to the same packet", () => {
  check(
    fc.property(fc.oneof(text, socketText), (message) => {
      // socket.io-parser reads white space as the digit 0, and so finds ids that are not there.
      fc.pre(!/^\d*-?(?:\/[^,]*,)?\d*\s/.test(message) && !/^\d{15}/.test(message));
      const decoder = new Decoder({ maxAttachments: Number.POSITIVE_INFINITY });
      let official: { type: PacketType; nsp: string; id?: number; data?: unknown } | undefined;
      const header = /^[56]/.test(message) ? message.replace(/^5\d+-/, "2").replace(/^6\d+-/, "3") : message;
      decoder.on("decoded", (value: NonNullable<typeof official>) => {
        official = value;
      });
      try {
        decoder.add(header);
      } catch {
        return;
      }
      const packet = decodeSocket(message);
      // A message with only a type and an id could also be Engine.IO without Socket.IO.
      if (official === undefined || packet === undefined) return assert.equal(official?.data, undefined);
      if (packet.type === "invalid") return assert.equal(official.data, undefined);
      assert.doesNotMatch(packet.reason?.[0] ?? "", /^reasonNewer(?:Name|Data)/);
      assert.equal(packet.type.replace("BINARY_", ""), PacketType[official.type]);
      assert.equal(packet.query === undefined ? packet.nsp : `${packet.nsp}?${packet.query}`, official.nsp);
      assert.deepEqual([packet.id, packet.data], [official.id, official.data]);
    }),
  );
});

test("splitting any text body does not throw and loses no byte", () => {
  const head = newPacketHead();
  check(
    fc.property(body, revision, fc.option(fc.boolean(), { nil: undefined }), (text, revision, utf8Twice) => {
      const parts = splitPayload({ text }, { revision, utf8Twice: utf8Twice ?? false });
      for (const part of splitPayload({ text }, utf8Twice === undefined ? { revision } : { revision, utf8Twice })) {
        const packet = decodePart(part, revision);
        expectSound(packet);
        scanPart(part, head);
        assert.equal(head.bytes, packet.bytes);
      }
      if (revision === 4) return assert.equal(parts.map(raw).join("\x1e"), text);
      if (text.charCodeAt(0) <= 1 || utf8Twice === true) return undefined;
      let at = 0;
      for (const part of parts) {
        assert.match(text.slice(at, part.from), /^(?:0+:)*(?:\d+:)?$/);
        assert.equal(part.source, text);
        at = part.to;
      }
      return assert.match(text.slice(at), /^(?:0+:)*$/);
    }),
  );
});

test("splitting any bytes does not throw and loses no byte", () => {
  const head = newPacketHead();
  check(
    fc.property(
      fc.oneof(
        binaryBody,
        bytes.map((data) => Buffer.from(data)),
      ),
      revision,
      (data, revision) => {
        const base64 = data.toString("base64");
        const parts = splitPayload({ base64 }, { revision });
        for (const part of parts) {
          const packet = decodePart(part, revision);
          expectSound(packet);
          scanPart(part, head);
          assert.equal(head.bytes, packet.bytes);
        }
        for (const opcode of [1, 2] as const) {
          const packet = decodeFrame({ base64 }, opcode, revision);
          expectSound(packet);
          assert.equal(packet.bytes, data.length);
        }
        scanBinary(base64, revision, head);
        assert.equal(head.bytes, data.length);
        assert.equal(ENGINE_TYPES[head.engine], decodeFrame({ base64 }, 2, revision).type);

        if (revision !== 3 || data.length === 0 || (data[0] ?? 9) > 1) return;
        let at = 0;
        for (const part of parts) {
          const own = asBytes(raw(part));
          const header = part.reason !== null && part.reason[0] !== "reasonNotUtf8" ? 0 : data.indexOf(255, at) + 1 - at;
          if (header > 0) assert.match([...data.subarray(at, at + header)].join(), /^[01](?:,\d)+,255$/);
          assert.deepEqual(data.subarray(at + header, at + header + own.length), own);
          assert.equal(part.bytes, own.length);
          at += header + own.length;
        }
        assert.equal(at, data.length);
      },
    ),
  );
});

const packets = fc.array(
  fc.oneof(
    fc.constantFrom<Packet>({ type: "ping" }, { type: "pong", data: "probe" }, { type: "noop" }, { type: "close" }),
    fc.oneof(units, fc.string({ unit: "grapheme" }), text).map((data): Packet => ({ type: "message", data })),
    bytes.map((data): Packet => ({ type: "message", data: Buffer.from(data) })),
  ),
  { maxLength: 6 },
);
const expected = ({ type, data }: Packet) => ({
  type,
  ...(data !== undefined && data !== "" && { data: typeof data === "string" ? data : new Uint8Array(data) }),
});
const without = ({ bytes: _, ...packet }: EnginePacket) => packet;

test("payloads of revision 4 decode to the encoded packets", () => {
  check(
    fc.property(packets, (packets) => {
      const sent = packets.filter(({ data }) => typeof data !== "string" || !data.includes("\x1e"));
      fc.pre(sent.length > 0);
      encodePayload(sent, (text) => {
        assert.deepEqual(
          splitPayload({ text }, { revision: 4 }).map((part) => without(decodePart(part, 4))),
          sent.map(expected),
        );
      });
    }),
  );
});

test("payloads of revision 3 in every form decode to the encoded packets, and truncated ones to those that are whole", () => {
  check(
    fc.property(packets, fc.nat(), (sent, cut) => {
      const twice = sent.map((packet) => entry(packet, true)).join("");
      const once = sent.map((packet) => entry(packet, false)).join("");
      const binary = Buffer.concat(sent.map(binaryEntry));
      for (const [body, utf8Twice] of [
        [{ text: twice }, true],
        [{ text: once }, false],
        [{ base64: binary.toString("base64") }, undefined],
      ] as const) {
        const form = utf8Twice === undefined ? { revision: 3 as const } : { revision: 3 as const, utf8Twice };
        assert.deepEqual(
          splitPayload(body, form).map((part) => without(decodePart(part, 3))),
          sent.map(expected),
        );
      }

      const at = cut % (once.length + 1);
      const kept = splitPayload({ text: once.slice(0, at) }, { revision: 3, utf8Twice: false }).map((part) => decodePart(part, 3));
      const whole = kept.filter(({ reason }) => !/^reason(?:CutOffCharacters|NoLength|LengthIn\w+)$/.test(reason?.[0] ?? ""));
      assert.deepEqual(whole.map(without), sent.slice(0, whole.length).map(expected));
      assert.ok(kept.length - whole.length <= 1);
    }),
  );
});

test("binary events decode to the encoded events", () => {
  check(
    fc.property(nsp, fc.option(fc.nat(), { nil: undefined }), fc.array(argument, { maxLength: 4 }), (nsp, id, args) => {
      const data = ["event", ...args];
      fc.pre(!JSON.stringify(data).includes("__proto__")); // the encoder loses it
      const [header, ...attachments] = new Encoder().encode({ type: PacketType.EVENT, nsp, id: id as number, data }) as [
        string,
        ...Buffer[],
      ];
      const packet = attach(
        decodeSocket(header, true),
        attachments.map((bytes) => new Uint8Array(bytes)),
      );
      assert.equal(packet.reason, undefined);
      assert.deepEqual([packet.nsp, packet.id, packet.attachments], [nsp, id, attachments.length]);
      assert.deepEqual(packet.data, plain(data));
    }),
  );
});

test("attaching to any placeholders does not throw", () => {
  const placeholder = fc.record(
    { _placeholder: fc.constantFrom<unknown>(true, false, 1), num: fc.oneof(fc.integer({ min: -1, max: 4 }), json) },
    { requiredKeys: [] },
  );
  check(
    fc.property(
      fc.nat(4),
      fc.array(fc.oneof(placeholder, json, fc.array(placeholder))),
      fc.array(fc.option(bytes, { nil: undefined }), { maxLength: 5 }),
      (count, args, attachments) => {
        const packet = attach(decodeSocket(`5${count}-${JSON.stringify(["x", ...args])}`, true), attachments);
        assert.ok(packet.type === "BINARY_EVENT" || packet.type === "invalid");
        if (packet.type === "invalid") assert.ok(packet.reason);
      },
    ),
  );
});

test("reading any URL and any handshake does not throw", () => {
  check(
    fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()), text, (url, data) => {
      assert.equal(engineUrl(url), undefined);
      assert.equal(engineUrl(`${url}&EIO=4&transport=polling${data}`)?.eio ?? 4, 4);
      assert.ok(parseHandshake(data));
    }),
  );
});

/** A packet in revision 3's text form. */
function entry({ type, data = "" }: Packet, twice: boolean): string {
  const digit = ENGINE_TYPES.indexOf(type as EnginePacket["type"]);
  const packet = typeof data === "string" ? `${digit}${data}` : `b${digit}${(data as Buffer).toString("base64")}`;
  const sent = twice ? wtf8(packet).toString("latin1") : packet;
  return `${sent.length}:${sent}`;
}

/** A packet in revision 3's binary form. */
function binaryEntry({ type, data = "" }: Packet): Buffer {
  const digit = ENGINE_TYPES.indexOf(type as EnginePacket["type"]);
  const packet = typeof data === "string" ? wtf8(`${digit}${data}`) : Buffer.concat([Buffer.from([digit]), data as Buffer]);
  return Buffer.concat([Buffer.from([typeof data === "string" ? 0 : 1, ...String(packet.length).split("").map(Number), 255]), packet]);
}
