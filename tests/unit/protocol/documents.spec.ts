import { expect, test } from "@playwright/test";
import { packetRecords } from "../../../src/formats/packets.ts";
import { decodeFrame } from "../../../src/protocol/engine/frame.ts";
import { parseHandshake } from "../../../src/protocol/engine/handshake.ts";
import { jsonpAnswer } from "../../../src/protocol/engine/jsonp.ts";
import { decodePart, splitPayload } from "../../../src/protocol/engine/payload.ts";
import { engineUrl } from "../../../src/protocol/engine/url.ts";
import { decodeLegacySocket, parseLegacyHandshake } from "../../../src/protocol/legacy.ts";
import { SOCKET_TYPES } from "../../../src/protocol/packet.ts";
import { attach } from "../../../src/protocol/socket/attachments.ts";
import { decodeSocket } from "../../../src/protocol/socket/text.ts";
import { play } from "../session/ladder-text.ts";
import { frames, handshakes, jsonpAnswers, legacyPackets, payloads, sessions, socketPackets, urls } from "./documents.ts";

test("frames", () => {
  for (const { of, revisions, body, packets } of frames) {
    for (const revision of revisions) {
      const { bytes, ...packet } = decodeFrame(body, "text" in body ? 1 : 2, revision);
      expect([packet], `${of}, revision ${revision}`).toEqual(packets);
      expect(bytes).toBe(sizeOf(body));
    }
  }
});

test("payloads", () => {
  for (const { of, revisions, body, packets } of payloads) {
    for (const revision of revisions) {
      const read = splitPayload(body, { revision }).map((part) => decodePart(part, revision));
      expect(
        read.map(({ bytes: _, ...packet }) => packet),
        `${of}, revision ${revision}`,
      ).toEqual(packets);
    }
  }
});

test("Socket.IO packets", () => {
  for (const { of, text, attachments = [], nsp = "/", ...packet } of socketPackets) {
    for (const known of [false, true]) {
      const read = decodeSocket(text, known as true);
      expect(attach(read, attachments), `${of}: ${text}`).toEqual({ nsp, attachments: attachments.length, ...packet });
    }
    expect(SOCKET_TYPES[Number(text.charAt(0))]).toBe(packet.type);
  }
});

test("packets of Socket.IO 0.9", () => {
  for (const { of, text, engine = "message", ...socket } of legacyPackets) {
    const packet = decodeFrame({ text }, 1, 0.9);
    expect(packet, `${of}: ${text}`).toEqual({ type: engine, ...(engine === "message" && { data: text }), bytes: text.length });
    if (engine === "message") expect(decodeLegacySocket(text), `${of}: ${text}`).toEqual({ nsp: "/", attachments: 0, ...socket });
  }
});

test("JSONP", () => {
  for (const { of, script, payload } of jsonpAnswers) expect(jsonpAnswer(script), of).toBe(payload);
});

test("handshakes", () => {
  for (const { of, text, legacy, says } of handshakes) expect((legacy ? parseLegacyHandshake : parseHandshake)(text), of).toEqual(says);
});

test("URLs", () => {
  for (const { of, url, says } of urls) expect(engineUrl(url), of).toMatchObject(says);
});

for (const { of, ladder, packets } of sessions) {
  test(of, () => {
    const store = play(ladder);
    const read = [...packetRecords(store)].map(({ direction, engine, socket }) => {
      const arrow = direction === "sent" ? ">" : "<";
      const parts = socket ? [socket.type, socket.nsp, socket.id, socket.data && JSON.stringify(socket.data)] : [engine.type, engine.data];
      return [arrow, ...parts.filter((part) => part !== undefined)].join(" ");
    });
    expect(read).toEqual(packets);
    expect(store.sessions).toHaveLength(1);
    expect(store.sessions[0]).toMatchObject({ sid: "lv_VI97HAXpY6yYWAAAC" });
  });
}

function sizeOf(body: object): number {
  if ("text" in body) return Buffer.byteLength(String(body.text));
  return Buffer.from("base64" in body ? String(body.base64) : "", "base64").length;
}
