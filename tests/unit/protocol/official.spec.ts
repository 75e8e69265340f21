import { expect, test } from "@playwright/test";
import { decodePacket, decodePayload, encodePacket, encodePayload, type Packet } from "engine.io-parser";
import { Decoder, Encoder, PacketType } from "socket.io-parser";
import { decodeFrame } from "../../../src/protocol/engine/frame.ts";
import { decodePart, splitPayload } from "../../../src/protocol/engine/payload.ts";
import { ENGINE_TYPES, NO_SOCKET, newPacketHead, SOCKET_TYPES } from "../../../src/protocol/packet.ts";
import { scanText } from "../../../src/protocol/scan.ts";
import { attach } from "../../../src/protocol/socket/attachments.ts";
import { decodeSocket } from "../../../src/protocol/socket/text.ts";

// The parsers of socket.io 4 encode packets. Lifeline must decode them to the input, and to what the decoders of the parsers return.

const texts = ["", "hello", '{"a":[1,2]}', "é", "日本語 😀", '\n\t"\\', "x".repeat(5_000)];
const engine: Packet[] = [
  { type: "open", data: '{"sid":"abc","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}' },
  { type: "close" },
  { type: "ping" },
  { type: "ping", data: "probe" },
  { type: "pong", data: "probe" },
  { type: "upgrade" },
  { type: "noop" },
  ...texts.map((data): Packet => ({ type: "message", data })),
  ...[[], [0], [4, 1, 2, 3], Array<number>(1_000).fill(255)].map((bytes): Packet => ({ type: "message", data: Buffer.from(bytes) })),
];
/** Data as Lifeline returns it: no data instead of an empty text, and Uint8Array instead of Buffer. */
const expected = ({ type, data }: Packet) => ({
  type,
  ...(data !== undefined && data !== "" && { data: typeof data === "string" ? data : new Uint8Array(data) }),
});

test("reads frames that engine.io-parser writes", () => {
  for (const packet of engine) {
    for (const supportsBinary of [true, false]) {
      encodePacket(packet, supportsBinary, (encoded: string | Buffer) => {
        const body = typeof encoded === "string" ? { text: encoded } : { base64: encoded.toString("base64") };
        const { bytes, ...read } = decodeFrame(body, typeof encoded === "string" ? 1 : 2, 4);
        expect(read).toEqual(expected(packet));
        expect(read).toEqual(expected(decodePacket(encoded, "nodebuffer")));
        expect(bytes).toBe(Buffer.byteLength(encoded));
      });
    }
  }
});

test("reads payloads that engine.io-parser writes", () => {
  encodePayload(engine, (encoded) => {
    const read = splitPayload({ text: encoded }, { revision: 4 }).map((part) => decodePart(part, 4));
    expect(read.map(({ bytes: _, ...packet }) => packet)).toEqual(engine.map(expected));
    expect(read.map(({ bytes: _, ...packet }) => packet)).toEqual(decodePayload(encoded, "nodebuffer").map(expected));
    expect(read.reduce((sum, { bytes }) => sum + bytes, read.length - 1)).toBe(Buffer.byteLength(encoded));
  });
});

const file = Buffer.from([1, 2, 3]);
const socket: readonly { type: PacketType; nsp: string; id?: number | undefined; data?: unknown }[] = [
  { type: PacketType.CONNECT, nsp: "/" },
  { type: PacketType.CONNECT, nsp: "/admin", data: { token: "x" } },
  { type: PacketType.DISCONNECT, nsp: "/" },
  { type: PacketType.DISCONNECT, nsp: "/admin" },
  { type: PacketType.CONNECT_ERROR, nsp: "/", data: "Not authorized" },
  { type: PacketType.CONNECT_ERROR, nsp: "/admin", data: { message: "Not authorized", data: { code: 7 } } },
  ...["/", "/admin", "/a-b?c"].flatMap((nsp) =>
    [undefined, 0, 12, 4_294_967_296].flatMap((id) => [
      { type: PacketType.EVENT, nsp, id, data: ["a", 1, "2", { three: [4, null, true] }] },
      { type: PacketType.EVENT, nsp, id, data: ['q"uo\\te, [é😀]\u2028', ""] },
      { type: PacketType.EVENT, nsp, id, data: [7, "numeric name"] },
      { type: PacketType.EVENT, nsp, id, data: ["file", file, { deep: [file, Buffer.alloc(0)] }] },
      { type: PacketType.ACK, nsp, id: id ?? 1, data: [] },
      { type: PacketType.ACK, nsp, id: id ?? 1, data: ["ok", { a: file }] },
    ]),
  ),
];

test("reads packets that socket.io-parser writes", () => {
  const head = newPacketHead();
  for (const packet of socket) {
    const [text, ...attachments] = new Encoder().encode({ ...packet, id: packet.id as number }) as [string, ...Buffer[]];
    const decoder = new Decoder();
    let official: { type: PacketType; nsp: string; id?: number; data?: unknown } | undefined;
    decoder.on("decoded", (value: NonNullable<typeof official>) => {
      official = value;
    });
    decoder.add(text);
    for (const attachment of attachments) decoder.add(attachment);
    if (official === undefined) throw new Error(`socket.io-parser does not read ${text}`);

    const {
      type,
      nsp,
      query,
      id,
      data,
      attachments: count,
      reason,
    } = attach(
      decodeSocket(text, true),
      attachments.map((bytes) => new Uint8Array(bytes)),
    );
    expect(reason, text).toBeUndefined();
    // Queries are left out, because revision 5 has none. The decoder of socket.io-parser turns the binary types into the plain ones.
    expect(query === undefined ? nsp : `${nsp}?${query}`).toBe(official.nsp);
    expect(type.replace("BINARY_", "")).toBe(PacketType[official.type]);
    expect(id).toBe(official.id);
    expect(data).toEqual(plain(official.data));
    expect(count).toBe(attachments.length);

    scanText(`4${text}`, 0, text.length + 1, head);
    expect(ENGINE_TYPES[head.engine]).toBe("message");
    expect(head.socket === NO_SOCKET ? "none" : SOCKET_TYPES[head.socket]).toBe(type);
    expect([head.nsp, head.ack, head.attachments, head.bytes]).toEqual([nsp, id ?? -1, count, Buffer.byteLength(text) + 1]);
  }
});

/** The value with each Buffer replaced by a Uint8Array. */
function plain(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]))
    : value;
}
