// Splits a packet's text by what its characters mean, to show it. It decodes nothing: it finds the fields of packets that were decoded.
// Formats: "Packet encoding" in the Engine.IO and in the Socket.IO protocol; protocol/legacy.ts for Socket.IO 0.9.

import { ENGINE_TYPES } from "../../protocol/packet.ts";
import type { PacketDetails } from "../../session/details.ts";

export interface Segment {
  readonly text: string;
  readonly what: "engine" | "socket" | "base64" | "attachments" | "namespace" | "ack" | "data";
  /** The packet type's name, the count, the namespace or the id. For `data`, the name of the parser that wrote it. */
  readonly value: string;
}

type Packet = Pick<PacketDetails, "raw" | "engine" | "socket" | "session">;

const LEGACY = /^(\d:)(\d*\+?:)([^:]*:?)(.*)$/s;
const LEGACY_TYPES = ["disconnect", "connect", "heartbeat", "message", "json", "event", "ack", "error", "noop"];
const SOCKET_HEAD = /^(\d)(?:(\d+)(-))?(\/[^,]*(?:,|$))?(\d+)?/;

/** The segments of a packet, which add up to its text; none when the text is missing or not understood. */
export function anatomy({ raw, engine, socket, session }: Packet): readonly Segment[] {
  if ("omitted" in raw || engine.type === "invalid") return [];
  if (session?.sio === 0.9 && "text" in raw) return legacy(raw.text, socket);
  const parser = socket?.parser ?? "";
  if ("base64" in raw) {
    const length = engine.bytes;
    // Revisions 2 and 3 begin a binary packet with its type as a byte; revision 4 does not.
    return session?.eio === 2 || session?.eio === 3
      ? [
          { text: "04", what: "engine", value: engine.type },
          { text: `⟨${length - 1} B⟩`, what: "data", value: parser },
        ]
      : [{ text: `⟨${length} B⟩`, what: "data", value: parser || engine.type }];
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
  if (rest !== "") segments.push({ text: rest, what: "data", value: parser });
  return segments;
}

function legacy(text: string, socket: Packet["socket"]): readonly Segment[] {
  const [, type = text, id = "", endpoint = "", data = ""] = LEGACY.exec(text) ?? [];
  const segments: Segment[] = [];
  const put = (own: string, what: Segment["what"], value: string) => {
    const last = segments.at(-1);
    // The colon of an empty field is shown with the field before it.
    if (own === ":" && last) segments[segments.length - 1] = { ...last, text: `${last.text}:` };
    else if (own !== "") segments.push({ text: own, what, value });
  };
  put(type, "socket", LEGACY_TYPES[Number(type[0])] ?? "");
  put(id, "ack", id.replace(/\+?:$/, ""));
  put(endpoint, "namespace", socket?.nsp ?? "");
  const answers = socket?.type === "ACK" ? (/^\d+\+?/.exec(data)?.[0] ?? "") : "";
  put(answers, "ack", String(socket?.id ?? ""));
  put(data.slice(answers.length), "data", "");
  return segments;
}
