// The words of a Socket.IO packet: its name, its arguments, a remark.

import type { Translate } from "../../messages/messages.ts";
import type { SocketPacket } from "../../protocol/packet.ts";
import { isOfNewer } from "../../protocol/reason.ts";
import { offsetOf } from "../../session/details.ts";
import type { Session } from "../../session/model.ts";
import type { Direction } from "../../wire/event.ts";
import { previewArguments, previewFields } from "./preview.ts";
import { reasonText } from "./reason-text.ts";
import type { PacketWords } from "./words.ts";

type SocketWords = Pick<PacketWords, "name" | "ack" | "args" | "remark" | "problem">;

/** `unsaid`: the namespace that events and acks do not say. `before`: the arguments of the event of the same name before this one. */
export function socketWords(
  t: Translate,
  packet: SocketPacket,
  direction: Direction,
  session: Session | null,
  unsaid: string,
  before?: readonly unknown[],
): SocketWords {
  const { type, nsp, id, data, parser } = packet;
  const reason = packet.reason && reasonText(t, packet.reason);
  const problem = packet.reason !== undefined && !isOfNewer(packet.reason);
  const ack = id === undefined ? {} : { ack: id };
  const prefix = nsp === unsaid ? "" : `${nsp} `;
  const args = Array.isArray(data) ? (data as readonly unknown[]) : [];
  const remarks = (...words: readonly (string | undefined)[]) => {
    const remark = [...words, parser].filter(Boolean).join(" · ");
    return remark === "" ? {} : { remark };
  };
  switch (type) {
    case "CONNECT":
      return {
        name: "connect",
        args: nsp + (packet.query ? `?${packet.query}` : "") + (data === undefined ? "" : ` ${previewFields(data)}`),
        ...remarks(recovery(t, packet, direction, session)),
        problem: false,
      };
    case "DISCONNECT":
      return { name: "disconnect", args: nsp, ...remarks(), problem: false };
    case "EVENT":
    case "BINARY_EVENT": {
      const offset = offsetOf(packet, direction, session);
      return {
        name: args.length > 0 ? String(args[0]) : t("event"),
        ...ack,
        args: prefix + previewArguments(args.slice(1, offset === null ? undefined : -1), before),
        ...remarks(reason, offset === null ? "" : t("offsetIs", offset), parser && type),
        problem,
      };
    }
    case "ACK":
    case "BINARY_ACK":
      return { name: "ack", ...ack, args: (prefix + previewArguments(args)).trim(), ...remarks(reason), problem };
    case "CONNECT_ERROR":
      return {
        name: t(session?.sio === 0.9 ? "error" : "connectError"),
        args: `${nsp} ${refusal(data)}`.trim(),
        ...remarks(reason),
        problem: true,
      };
    case "invalid":
      return { name: t("invalid"), ...ack, args: (prefix + previewArguments(args)).trim(), ...remarks(reason), problem: true };
  }
}

/** The remark of a CONNECT about connection state recovery. */
function recovery(t: Translate, { nsp, data }: SocketPacket, direction: Direction, session: Session | null): string {
  if (direction === "sent") return typeof data === "object" && data !== null && "pid" in data ? t("asksForRecovery") : "";
  const recovered = session?.sockets.get(nsp)?.recovery?.recovered ?? null;
  return recovered === null ? "" : t(recovered ? "recovered" : "notRecovered");
}

/** The data of a CONNECT_ERROR: a text, an object with a message and the application's data, or anything else. */
function refusal(data: unknown): string {
  if (data === undefined) return "";
  const { message, data: more }: Readonly<Record<string, unknown>> = typeof data === "object" ? { ...data } : {};
  return previewArguments(typeof message !== "string" ? [data] : more === undefined ? [message] : [message, more]);
}
