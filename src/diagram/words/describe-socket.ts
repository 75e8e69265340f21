// A Socket.IO packet in words: its name, its arguments, what is to be remarked about it.

import type { Translate } from "../../messages/messages.ts";
import type { SocketPacket } from "../../protocol/packet.ts";
import type { Session } from "../../session/model.ts";
import { offsetOf } from "../../session/reader.ts";
import type { Direction } from "../../wire/event.ts";
import type { PacketRow } from "../scene/scene.ts";
import { preview, previewArguments } from "./preview.ts";
import { reasonText } from "./reason-text.ts";

type SocketLabel = Pick<PacketRow, "name" | "ack" | "args" | "remark" | "problem">;

export function socketLabel(t: Translate, packet: SocketPacket, direction: Direction, session: Session | null): SocketLabel {
  const { type, nsp, id, data, parser } = packet;
  const reason = packet.reason && reasonText(t, packet.reason);
  const ack = id === undefined ? {} : { ack: id };
  const prefix = nsp === "/" ? "" : `${nsp} `;
  const args = Array.isArray(data) ? (data as readonly unknown[]) : [];
  const remarks = (...words: readonly (string | undefined)[]) => {
    const remark = [...words, parser].filter(Boolean).join(" · ");
    return remark === "" ? {} : { remark };
  };
  switch (type) {
    case "CONNECT":
      return {
        name: "connect",
        args: nsp + (packet.query ? `?${packet.query}` : "") + (data === undefined ? "" : ` ${preview(data, 1)}`),
        ...remarks(recovery(t, packet, direction, session)),
        problem: false,
      };
    case "DISCONNECT":
      return { name: "disconnect", args: nsp, ...remarks(), problem: false };
    case "EVENT":
    case "BINARY_EVENT": {
      const offset = offsetOf(packet, direction, session);
      return {
        name: String(args[0]),
        ...ack,
        args: prefix + previewArguments(args.slice(1, offset === null ? undefined : -1)),
        ...remarks(reason, offset === null ? "" : t("offsetIs", offset), parser && type),
        problem: reason !== undefined,
      };
    }
    case "ACK":
    case "BINARY_ACK":
      return { name: "ack", ...ack, args: (prefix + previewArguments(args)).trim(), ...remarks(reason), problem: reason !== undefined };
    case "CONNECT_ERROR":
      return {
        name: t(session?.sio === 0.9 ? "error" : "connectError"),
        args: `${nsp} ${refusal(data)}`.trim(),
        ...remarks(),
        problem: true,
      };
    case "invalid":
      return { name: t("invalid"), ...ack, args: prefix.trim(), ...remarks(reason), problem: true };
  }
}

/** What a CONNECT says about connection state recovery. */
function recovery(t: Translate, { nsp, data }: SocketPacket, direction: Direction, session: Session | null): string {
  if (direction === "sent") return typeof data === "object" && data !== null && "pid" in data ? t("asksForRecovery") : "";
  const recovered = session?.sockets.get(nsp)?.recovery?.recovered ?? null;
  return recovered === null ? "" : t(recovered ? "recovered" : "notRecovered");
}

/** What a refusal carries: a text, an object with its message and what the application adds to it, or anything. */
function refusal(data: unknown): string {
  if (data === undefined) return "";
  const { message, data: more }: Readonly<Record<string, unknown>> = typeof data === "object" ? { ...data } : {};
  if (typeof message !== "string") return preview(data, 1);
  return preview(message, 0) + (more === undefined ? "" : ` ${preview(more, 1)}`);
}
