// The work that the index benchmark times, in Node and in a page: Lifeline and the official parsers read the same bytes.

import { decodePacket, decodePayload } from "engine.io-parser";
import { Decoder } from "socket.io-parser";
import { decodeFrame } from "../../src/protocol/engine/frame.ts";
import { newPart } from "../../src/protocol/engine/part.ts";
import { newPacketHead } from "../../src/protocol/packet.ts";
import { scanPart } from "../../src/protocol/scan.ts";
import { decodeParsed } from "../../src/protocol/socket/parsers.ts";
import { decodeSocket } from "../../src/protocol/socket/text.ts";
import { Reader } from "../../src/session/reader.ts";
import { Store } from "../../src/session/store.ts";
import { compare } from "./measure.mjs";
import { flat, frame, HEADER, messages, opening, POOL, timeOf } from "./packets.mjs";

/** @import { Ratio } from "./measure.mjs" */
/** @import { Body } from "../../src/wire/event.ts" */

/**
 * @typedef {{ on(event: "decoded", listener: (packet: object) => void): void, add(data: unknown): void }} SocketDecoder
 *
 * engine.io-parser 2, socket.io-parser 3 and socket.io-msgpack-parser, which come without types.
 * @typedef {object} Untyped
 * @property {(data: string) => { data: string }} decodePacket
 * @property {(data: unknown, binaryType: string, callback: (packet: { type: string, data: unknown }) => void) => void} decodePayload
 * @property {new () => SocketDecoder} Decoder
 * @property {{ Encoder: new () => { encode(packet: object): ArrayBuffer[] }, Decoder: new () => SocketDecoder }} msgpack
 */

/**
 * Official parsers of one generation, with one interface.
 * @typedef {object} Generation
 * @property {3 | 4} eio
 * @property {(frame: string) => unknown} packet decodes a frame to its data
 * @property {(payload: unknown, each: (data: unknown) => void) => void} payload decodes a body, and calls `each` with each packet's data
 * @property {() => SocketDecoder} decoder
 */

/** @type {Generation} */
const generation4 = {
  eio: 4,
  packet: (frame) => decodePacket(frame).data,
  payload: (payload, each) => {
    for (const packet of decodePayload(/** @type {string} */ (payload), "arraybuffer")) each(packet.data);
  },
  decoder: () => new Decoder(),
};
/** @type {(parsers: Untyped) => Generation} */
const generation3 = ({ decodePacket, decodePayload, Decoder }) => ({
  eio: 3,
  packet: (frame) => decodePacket(frame).data,
  payload: (payload, each) => decodePayload(payload, "arraybuffer", (packet) => each(packet.data)),
  decoder: () => new Decoder(),
});

const COUNT = 20_000;
const PER_BODY = 50;

/** A store with an open session. @type {(eio: 3 | 4) => Store} */
function liveStore(eio) {
  const store = new Store(HEADER);
  for (const event of opening(eio)) store.push(event);
  return store;
}

/** @type {(store: Store, texts: readonly string[], count: number) => void} */
function pushFrames(store, texts, count) {
  for (let i = 0; i < count; i++) store.push(frame(i, texts[i % POOL] ?? ""));
}

/** The official parsers' work on text frames. @type {(generation: Generation, texts: readonly string[], count: number) => () => void} */
function official(generation, texts, count) {
  const decoder = generation.decoder();
  let packets = 0;
  decoder.on("decoded", () => packets++);
  return () => {
    const before = packets;
    for (let i = 0; i < count; i++) decoder.add(generation.packet(texts[i % POOL] ?? ""));
    if (packets - before !== count) throw new Error(`${packets - before} packets of ${count}`);
  };
}

/** @type {(generation: Generation, bytes: number) => Ratio} */
function live(generation, bytes) {
  const texts = messages(bytes);
  let store = liveStore(generation.eio);
  return compare(
    {
      before: () => {
        store = liveStore(generation.eio);
      },
      run: () => pushFrames(store, texts, COUNT),
    },
    { run: official(generation, texts, COUNT) },
    COUNT,
  );
}

/**
 * Packets of 60 B of which every third is received and asks for an ack, and the one after it is that ack. No two have the same id.
 * @type {() => Ratio}
 */
function liveAcks() {
  const texts = messages(60).map((text) => text.slice(2));
  const frames = Array.from({ length: COUNT }, (_, i) => {
    const id = Math.floor(i / 3);
    const text = texts[i % POOL] ?? "";
    return flat(
      i % 3 === 0
        ? `42${text}`
        : i % 3 === 1
          ? `42${id}${text.slice(0, -3 - `${id}`.length)}"}]`
          : `43${id}${text.slice(0, -3 - `${id}`.length)}"}]`,
    );
  });
  let store = liveStore(4);
  const decoder = generation4.decoder();
  return compare(
    {
      before: () => {
        store = liveStore(4);
      },
      run: () => {
        for (let i = 0; i < COUNT; i++) store.push(frame(i, frames[i] ?? "", i % 3 === 2 ? "sent" : "received"));
      },
    },
    {
      run: () => {
        for (let i = 0; i < COUNT; i++) decoder.add(generation4.packet(frames[i] ?? ""));
      },
    },
    COUNT,
  );
}

/** Packets whose text is Japanese. @type {() => Ratio} */
function liveWide() {
  const texts = messages(60).map((text) => flat(text.replace(/lorem|ipsum/g, "\u6771\u4eac\u90fd\u5e81\u6771")));
  let store = liveStore(4);
  return compare(
    {
      before: () => {
        store = liveStore(4);
      },
      run: () => pushFrames(store, texts, COUNT),
    },
    { run: official(generation4, texts, COUNT) },
    COUNT,
  );
}

/**
 * Times responses to polls with `PER_BODY` packets each.
 * @type {(eio: 3 | 4, bodies: readonly Body[], control: () => void) => Ratio}
 */
function polling(eio, bodies, control) {
  let store = new Store(HEADER);
  return compare(
    {
      before: () => {
        store = new Store(HEADER);
        const url = `http://localhost:3000/socket.io/?EIO=${eio}&transport=polling&sid=abc`;
        const asks = (/** @type {string} */ id, /** @type {number} */ at) =>
          store.push({ kind: "http-request", at, id, method: "GET", url, headers: {}, part: "engine" });
        for (const [i] of bodies.entries()) {
          asks(`${i}`, timeOf(-1));
          store.push({ kind: "http-response", at: timeOf(2 * i), id: `${i}`, status: 200, statusText: "OK", headers: {} });
        }
        // Browsers report a body after the next request.
        asks("next", timeOf(2 * bodies.length));
      },
      run: () => {
        for (const [i, body] of bodies.entries()) store.push({ kind: "http-body", at: timeOf(2 * i + 1), id: `${i}`, body });
        if (store.packets !== bodies.length * PER_BODY) throw new Error(`${store.packets} packets`);
      },
    },
    { run: control },
    bodies.length * PER_BODY,
  );
}

/**
 * Times Lifeline on `bodies` of `PER_BODY` packets, and the official parsers on the same packets in `given`.
 * @type {(generation: Generation, bodies: readonly Body[], given: readonly unknown[]) => Ratio}
 */
function pollingAgainst(generation, bodies, given) {
  const decoder = generation.decoder();
  let packets = 0;
  decoder.on("decoded", () => packets++);
  return polling(generation.eio, bodies, () => {
    const before = packets;
    for (const payload of given) generation.payload(payload, (data) => decoder.add(data));
    if (packets === before) throw new Error("no packets");
  });
}

/** Text payloads of 60 B packets, with lengths in revision 3. @type {(generation: Generation) => Ratio} */
function pollingText(generation) {
  const texts = messages(60);
  const payloads = Array.from({ length: COUNT / PER_BODY }, (_, i) => {
    const packets = Array.from({ length: PER_BODY }, (_, k) => texts[(i * PER_BODY + k) % POOL] ?? "");
    return flat(generation.eio === 4 ? packets.join("\x1e") : packets.map((text) => `${text.length}:${text}`).join(""));
  });
  return pollingAgainst(
    generation,
    payloads.map((text) => ({ text })),
    payloads,
  );
}

/** Payloads of events with 60 bytes each, in base64. @type {(generation: Generation) => Ratio} */
function pollingBase64(generation) {
  const base64 = btoa(String.fromCharCode(...Array.from({ length: 60 }, (_, i) => i * 4)));
  const payloads = Array.from({ length: COUNT / PER_BODY }, (_, i) => {
    const packets = Array.from({ length: PER_BODY / 2 }, (_, k) => [
      `451-["file",{"n":${(i * PER_BODY + k) % POOL},"bytes":{"_placeholder":true,"num":0}}]`,
      generation.eio === 4 ? `b${base64}` : `b4${base64}`,
    ]).flat();
    return flat(generation.eio === 4 ? packets.join("\x1e") : packets.map((text) => `${text.length}:${text}`).join(""));
  });
  return pollingAgainst(
    generation,
    payloads.map((text) => ({ text })),
    payloads,
  );
}

/** Payloads in the binary form of revision 3. @type {(generation: Generation) => Ratio} */
function pollingBinary(generation) {
  const texts = messages(60);
  const count = 20;
  const payloads = Array.from({ length: count }, (_, i) => {
    const packets = Array.from({ length: PER_BODY }, (_, k) => texts[(i * PER_BODY + k) % POOL] ?? "");
    return Uint8Array.from(packets.flatMap((text) => [0, ...`${text.length}`].map(Number).concat(255, ...new TextEncoder().encode(text))));
  });
  const inNode = typeof Buffer === "function";
  return pollingAgainst(
    generation,
    payloads.map((bytes) => ({ base64: btoa(String.fromCharCode(...bytes)) })),
    payloads.map((bytes) => (inNode ? Buffer.from(bytes) : bytes.buffer)),
  );
}

/** Packets of the msgpack parser. Browsers report their bytes in base64. @type {(untyped: Untyped, bytes: number) => { frames: string[], given: Uint8Array[] }} */
function msgpackFrames({ msgpack }, bytes) {
  const encoder = new msgpack.Encoder();
  const given = messages(bytes).map((text) => {
    const [encoded] = encoder.encode({ type: 2, nsp: "/", data: JSON.parse(text.slice(2)) });
    return new Uint8Array(encoded ?? new ArrayBuffer(0));
  });
  return { given, frames: given.map((bytes) => btoa(String.fromCharCode(...bytes))) };
}

/** @type {(untyped: Untyped, given: readonly Uint8Array[]) => () => void} */
function officialMsgpack({ msgpack }, given) {
  const decoder = new msgpack.Decoder();
  let packets = 0;
  decoder.on("decoded", () => packets++);
  const inNode = typeof Buffer === "function";
  const messages = given.map((bytes) => (inNode ? Buffer.from(bytes) : bytes.buffer));
  return () => {
    const before = packets;
    for (let i = 0; i < COUNT; i++) decoder.add(messages[i % POOL]);
    if (packets - before !== COUNT) throw new Error(`${packets - before} packets of ${COUNT}`);
  };
}

/** @type {(untyped: Untyped, bytes: number) => Ratio} */
function liveMsgpack(untyped, bytes) {
  const { frames, given } = msgpackFrames(untyped, bytes);
  let store = liveStore(4);
  return compare(
    {
      before: () => {
        store = liveStore(4);
      },
      run: () => {
        for (let i = 0; i < COUNT; i++) {
          const base64 = frames[i % POOL] ?? "";
          store.push({ kind: "ws-frame", at: timeOf(i), id: "7", direction: "received", opcode: 2, body: { base64 } });
        }
      },
    },
    { run: officialMsgpack(untyped, given) },
    COUNT,
  );
}

/** @type {(untyped: Untyped, bytes: number) => Ratio} */
function decodeMsgpackAlone(untyped, bytes) {
  const { given } = msgpackFrames(untyped, bytes);
  return compare(
    {
      run: () => {
        for (let i = 0; i < COUNT; i++)
          if (decodeParsed(given[i % POOL] ?? new Uint8Array())?.type !== "EVENT") throw new Error("no event");
      },
    },
    { run: officialMsgpack(untyped, given) },
    COUNT,
  );
}

/** The part of indexing that scans a packet, whose bytes have been counted. @type {(bytes: number) => Ratio} */
function scan(bytes) {
  const texts = messages(bytes);
  const head = newPacketHead();
  const part = newPart("");
  return compare(
    {
      run: () => {
        for (let i = 0; i < COUNT; i++) {
          const text = texts[i % POOL] ?? "";
          part.source = text;
          part.to = part.bytes = text.length;
          scanPart(part, head);
          if (head.socket !== 2) throw new Error(text);
        }
      },
    },
    { run: official(generation4, texts, COUNT) },
    COUNT,
  );
}

/** @type {(texts: readonly string[], control: Generation | "json") => () => void} */
function decodeControl(texts, control) {
  if (control !== "json") return official(control, texts, COUNT);
  const jsons = texts.map((text) => flat(text.slice(2)));
  return () => {
    for (let i = 0; i < COUNT; i++) if (!JSON.parse(jsons[i % POOL] ?? "")) throw new Error("no value");
  };
}

/** Full decoding of a text, without the log. @type {(bytes: number, control: Generation | "json") => Ratio} */
function decodeAlone(bytes, control) {
  const texts = messages(bytes);
  const revision = control === "json" ? 4 : control.eio;
  return compare(
    {
      run: () => {
        for (let i = 0; i < COUNT; i++) {
          const text = texts[i % POOL] ?? "";
          const { data } = decodeFrame({ text }, 1, revision, text.length);
          if (typeof data !== "string" || !decodeSocket(data)) throw new Error(text);
        }
      },
    },
    { run: decodeControl(texts, control) },
    COUNT,
  );
}

/** Reading from the log and decoding, as when a row is drawn or opened. @type {(bytes: number, control: Generation | "json") => Ratio} */
function decode(bytes, control) {
  const texts = messages(bytes);
  const store = liveStore(4);
  const first = store.entries.length;
  pushFrames(store, texts, COUNT);
  const reader = new Reader(store);
  return compare(
    {
      run: () => {
        for (let i = 0; i < COUNT; i++) if (!reader.packet(first + i).socket) throw new Error(`entry ${first + i}`);
      },
    },
    { run: decodeControl(texts, control) },
    COUNT,
  );
}

/** What is measured, in order. @type {(untyped: Untyped) => { what: string, budget?: number, measure: () => Ratio }[]} */
export function work(untyped) {
  const older = generation3(untyped);
  const newer = generation4;
  return [
    { what: "index a live packet, 60 B", budget: 0.2, measure: () => live(newer, 60) },
    { what: "index a live packet, 60 B, a third of them acks", budget: 0.27, measure: liveAcks },
    { what: "index a live packet, 60 characters, Japanese", measure: liveWide },
    { what: "index a live packet, 1 kB", budget: 0.05, measure: () => live(newer, 1000) },
    { what: "index a live packet, 60 B, revision 3", budget: 0.2, measure: () => live(older, 60) },
    { what: "index a live packet, 1 kB, revision 3", budget: 0.05, measure: () => live(older, 1000) },
    { what: "  its scan alone, 60 B", measure: () => scan(60) },
    { what: "  its scan alone, 1 kB", measure: () => scan(1000) },
    { what: "full decode, 60 B, text in hand", budget: 0.75, measure: () => decodeAlone(60, newer) },
    { what: "full decode, 60 B, text in hand, revision 3", budget: 0.75, measure: () => decodeAlone(60, older) },
    { what: "full decode, 1 kB, text in hand, to JSON.parse", budget: 1.05, measure: () => decodeAlone(1000, "json") },
    { what: "  read from the log, 60 B", measure: () => decode(60, newer) },
    { what: "  read from the log, 1 kB, to JSON.parse", measure: () => decode(1000, "json") },
    { what: "index a polling body", budget: 0.18, measure: () => pollingText(newer) },
    { what: "index a polling body, revision 3", budget: 0.18, measure: () => pollingText(older) },
    { what: "index a polling body, revision 3 binary", budget: 0.04, measure: () => pollingBinary(older) },
    { what: "index a polling body, base64", measure: () => pollingBase64(newer) },
    { what: "index a polling body, revision 3 base64", measure: () => pollingBase64(older) },
    { what: "index a live packet, 60 B, msgpack", budget: 0.5, measure: () => liveMsgpack(untyped, 60) },
    { what: "index a live packet, 1 kB, msgpack", budget: 0.5, measure: () => liveMsgpack(untyped, 1000) },
    { what: "full decode, 60 B, msgpack", measure: () => decodeMsgpackAlone(untyped, 60) },
    { what: "full decode, 1 kB, msgpack", measure: () => decodeMsgpackAlone(untyped, 1000) },
  ];
}

/** A store of 60 B packets, whose memory is measured. @type {(packets: number) => Store} */
export function storeOf(packets) {
  const store = liveStore(4);
  pushFrames(store, messages(60), packets);
  return store;
}
