// Parsers of every generation from demo/servers, each resolved as its own socket.io resolves it.

import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "../../demo/setup.mjs";
import { withoutPool } from "../../demo/shims.mjs";

export interface EnginePacketLike {
  readonly type: string;
  readonly data?: string | Buffer;
}

/** An engine.io-parser with one interface for all versions. */
export interface EngineParser {
  readonly version: string;
  readonly encodePacket: (packet: EnginePacketLike, binary: boolean) => string | Buffer;
  readonly decodePacket: (encoded: string | Buffer) => EnginePacketLike;
  readonly encodePayload: (packets: readonly EnginePacketLike[], binary: boolean) => string | Buffer;
  readonly decodePayload: (payload: string | Buffer) => EnginePacketLike[];
}

export interface SocketPacketLike {
  readonly type: number;
  readonly nsp: string;
  readonly id?: number;
  readonly data?: unknown;
}

/** A socket.io-parser: encodes a packet to texts and bytes, and decodes them; undefined if its decoder refuses them. */
export interface SocketParser {
  readonly version: string;
  readonly encode: (packet: SocketPacketLike) => (string | Buffer)[];
  readonly decode: (pieces: readonly (string | Buffer)[]) => SocketPacketLike | undefined;
}

type Done<T> = (value: T) => void;
interface RawEngine {
  encodePacket(packet: EnginePacketLike, ...rest: (boolean | Done<string | Buffer>)[]): void;
  decodePacket(encoded: string | Buffer, ...rest: (string | undefined)[]): EnginePacketLike;
  encodePayload(packets: readonly EnginePacketLike[], ...rest: (boolean | Done<string | Buffer>)[]): void;
  decodePayload(payload: string | Buffer, done?: Done<EnginePacketLike> | string): EnginePacketLike[] | undefined;
}
interface RawSocket {
  Encoder: new () => {
    encode(packet: SocketPacketLike, done?: Done<(string | Buffer)[]>): (string | Buffer)[] | undefined;
  };
  Decoder: new () => { on(event: "decoded", listener: Done<SocketPacketLike>): void; add(piece: string | Buffer): void };
}

const modules = join(root, "demo/servers/node_modules");
const from = (folder: string) => createRequire(join(modules, folder, "_"));
const versionOf = (require: NodeJS.Require, name: string) => {
  const parts = require.resolve(name).split(/[\\/]/);
  const folder = parts.slice(0, parts.lastIndexOf(name) + 1).join("/");
  return String(require(`${folder}/package.json`).version);
};

/** A packet that every parser encodes without other bytes. */
const bare = (packet: EnginePacketLike): EnginePacketLike => ({
  ...packet,
  ...(Buffer.isBuffer(packet.data) && { data: withoutPool(Buffer.from(packet.data)) }),
});

/** The argument of a callback that is called at once. */
function handed<T>(call: (done: Done<T>) => void): T {
  const values: T[] = [];
  call((value) => values.push(value));
  const [value] = values;
  if (value === undefined) throw new Error("the callback was not called");
  return value;
}

/** The engine.io-parser of a socket.io in demo/servers. */
function engineParser(socketIo: string): EngineParser {
  const require = createRequire(from(socketIo).resolve("engine.io"));
  const raw = require("engine.io-parser") as RawEngine;
  const version = versionOf(require, "engine.io-parser");
  const four = Number.parseInt(version, 10) >= 4;
  const old = version.startsWith("1.");
  return {
    version,
    encodePacket: (packet, binary) => handed((done) => raw.encodePacket(old ? bare(packet) : packet, binary, done)),
    decodePacket: (encoded) => raw.decodePacket(encoded, four ? "nodebuffer" : undefined),
    encodePayload: (packets, binary) =>
      handed((done) => (four ? raw.encodePayload(packets, done) : raw.encodePayload(old ? packets.map(bare) : packets, binary, done))),
    decodePayload: (payload) => {
      if (four) return raw.decodePayload(payload, "nodebuffer") ?? [];
      const packets: EnginePacketLike[] = [];
      raw.decodePayload(payload, (packet) => packets.push(packet));
      return packets;
    },
  };
}

/** The socket.io-parser of a package in demo/servers, or another parser with its interface. */
export function socketParser(folder: string, name = "socket.io-parser"): SocketParser {
  const require = from(folder);
  const { Encoder, Decoder } = require(name) as RawSocket;
  return {
    version: versionOf(require, name),
    encode: (packet) => {
      const pieces: (string | Buffer)[][] = [];
      const returned = new Encoder().encode(packet, (encoded) => {
        pieces.push(encoded);
      });
      return returned ?? pieces[0] ?? [];
    },
    decode: (pieces) => {
      const decoder = new Decoder();
      let packet: SocketPacketLike | undefined;
      decoder.on("decoded", (value) => {
        packet = value;
      });
      for (const piece of pieces) decoder.add(piece);
      return packet;
    },
  };
}

/** Engine.IO revision 2 and 3. */
export const engine3 = ["sio106", "sio135", "sio174", "sio204", "sio251"].map(engineParser);
/** Engine.IO revision 4. */
export const engine4 = ["sio312", "sio484"].map(engineParser);
/** Socket.IO revision 4, of 1.x and 2.x. */
export const socket4 = ["sio106", "sio135", "sio174", "sio204", "sio251"].map((folder) => socketParser(folder));
/** Socket.IO revision 5. */
export const socket5 = ["sio312", "sio484"].map((folder) => socketParser(folder));
/** Parsers of other packages, which encode a packet as one message. */
export const otherParsers = ["socket.io-msgpack-parser", "socket.io-msgpack-parser-2", "socket.io-json-parser"].map((name) =>
  socketParser("", name),
);
/** The msgpack codec that socket.io-msgpack-parser uses in browsers; in Node it uses other code. */
export const browserMsgpack = {
  encode: (value: unknown) => Buffer.from((from("")("notepack.io/browser/encode") as (value: unknown) => ArrayBuffer)(value)),
};

/** The codec of CBOR parsers. */
export const cbor = from("")("cbor-x") as { encode(value: unknown): Buffer };

/** The parser of Socket.IO 0.9. */
export interface LegacyPacketLike {
  readonly type: string;
  readonly id?: string | number;
  readonly ack?: true | "data";
  readonly endpoint?: string;
  readonly data?: unknown;
  readonly name?: string;
  readonly args?: readonly unknown[];
  readonly ackId?: string | number;
  readonly qs?: string;
  readonly reason?: string;
  readonly advice?: string;
}
export const legacyParser = from("sio09")("./lib/parser.js") as {
  encodePacket(packet: LegacyPacketLike): string;
  encodePayload(packets: readonly string[]): string;
  decodePacket(text: string): LegacyPacketLike;
  decodePayload(text: string): LegacyPacketLike[];
};

/** Packets that an engine.io of demo/servers reads from the form of a JSONP POST. */
export function jsonpServer(socketIo: string): (form: string) => EnginePacketLike[] {
  const engine = from(socketIo).resolve("engine.io");
  const folder = engine.endsWith("engine.io.js") || engine.endsWith("server.js") ? join(engine, "..") : join(engine, "../lib");
  const jsonp = createRequire(engine)(join(folder, "transports/polling-jsonp.js")) as { JSONP?: unknown } | (new () => unknown);
  const parser = createRequire(engine)("engine.io-parser") as { protocol: number };
  const { prototype } = ("JSONP" in jsonp ? jsonp.JSONP : jsonp) as { prototype: { onData(this: object, form: string): void } };
  return (form) => {
    const packets: EnginePacketLike[] = [];
    const transport = Object.assign(Object.create(prototype) as object, {
      protocol: parser.protocol,
      parser,
      onPacket: (packet: EnginePacketLike) => packets.push(packet),
      onClose() {},
      onError() {},
    });
    prototype.onData.call(transport, form);
    return packets;
  };
}
