// A packet taken apart as it stood on the wire: which characters are which layer's. Only for showing; decoding is the core's.
// Engine.IO protocol, "Packet encoding"; Socket.IO protocol, "Packet encoding".

import { ENGINE_TYPES } from "../protocol/packet.ts";
import type { PacketDetails } from "../session/details.ts";

export interface Segment {
  readonly text: string;
  readonly what: "engine" | "socket" | "base64" | "attachments" | "namespace" | "ack" | "data";
  /** The packet type's name, the count, the namespace or the id. */
  readonly value: string;
}

type Packet = Pick<PacketDetails, "raw" | "engine" | "socket" | "session">;

const SOCKET_HEAD = /^(\d)(?:(\d+)(-))?(\/[^,]*(?:,|$))?(\d+)?/;

export function anatomy({ raw, engine, socket, session }: Packet): readonly Segment[] {
  if ("omitted" in raw || engine.type === "invalid") return [];
  if ("base64" in raw) {
    const length = engine.bytes;
    // Revisions 2 and 3 begin a binary packet with a byte that is its type, revision 4 does not.
    return session?.eio === 2 || session?.eio === 3
      ? [
          { text: "04", what: "engine", value: engine.type },
          { text: `⟨${length - 1} B⟩`, what: "data", value: "" },
        ]
      : [{ text: `⟨${length} B⟩`, what: "data", value: engine.type }];
  }
  const segments: Segment[] = [];
  let rest = raw.text;
  const take = (length: number, what: Segment["what"], value: string) => {
    segments.push({ text: rest.slice(0, length), what, value });
    rest = rest.slice(length);
  };
  if (rest.startsWith("b")) take(1, "base64", "");
  const type = ENGINE_TYPES[Number(rest[0])];
  if (type !== undefined && type === engine.type && (segments.length === 0 || session?.eio !== 4)) take(1, "engine", type);
  const head = socket === null || socket.type === "invalid" ? null : SOCKET_HEAD.exec(rest);
  if (socket && head) {
    take(1, "socket", socket.type);
    if (head[2] !== undefined && socket.type.startsWith("BINARY")) take(head[2].length + 1, "attachments", head[2]);
    if (head[4] !== undefined) take(head[4].length, "namespace", socket.nsp);
    if (socket.id !== undefined) take(String(socket.id).length, "ack", String(socket.id));
  }
  if (rest !== "") segments.push({ text: rest, what: "data", value: "" });
  return segments;
}
