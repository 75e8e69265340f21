// What a packet carries, by name: event and arguments, the fields of a handshake, or one value.

import type { Translate } from "../../messages/messages.ts";
import { offsetOf, type PacketDetails } from "../../session/details.ts";
import { isRecord, parsed } from "../../wire/shape.ts";

export interface Values {
  readonly title: string;
  readonly entries: readonly (readonly [string, unknown])[];
  /** What is copied as JSON, and compared. */
  readonly whole: unknown;
  readonly note?: string;
}

/** The event and the arguments of an EVENT, or the arguments of an ACK; null for any other packet. */
export interface EventArguments {
  /** Null for an ACK. Servers and pages may name events by numbers. */
  readonly event: unknown;
  readonly args: readonly unknown[];
  /** The offset of connection state recovery, which is no argument; null when there is none. */
  readonly offset: string | null;
}

export function eventArguments({ socket, direction, session }: PacketDetails): EventArguments | null {
  if (socket === null || socket.type === "invalid" || !Array.isArray(socket.data)) return null;
  const isEvent = socket.type === "EVENT" || socket.type === "BINARY_EVENT";
  if (!isEvent && socket.type !== "ACK" && socket.type !== "BINARY_ACK") return null;
  const list: readonly unknown[] = socket.data;
  const offset = offsetOf(socket, direction, session);
  const args = list.slice(isEvent ? 1 : 0, offset === null ? undefined : -1);
  return { event: isEvent ? list[0] : null, args, offset };
}

/** Null when the packet carries nothing, or what `ConnectSections` shows. */
export function argumentsOf(details: PacketDetails, t: Translate): Values | null {
  const { engine, socket } = details;
  if (socket && socket.type !== "invalid") {
    const { data } = socket;
    if (data === undefined || socket.type === "CONNECT") return null;
    const found = eventArguments(details);
    if (found !== null) {
      const { event, args, offset } = found;
      const entries = [
        ...(event === null ? [] : [[t("eventName"), event] as const]),
        ...args.map((value, i) => [String(i), value] as const),
        ...(offset === null ? [] : [[t("offset"), offset] as const]),
      ];
      return { title: t("arguments"), entries, whole: data, ...(offset !== null && { note: t("offsetNote") }) };
    }
    return {
      title: t(Array.isArray(data) ? "arguments" : "data"),
      entries: typeof data === "object" && data !== null ? Object.entries(data) : [[t("value"), data]],
      whole: data,
    };
  }
  if (engine.data === undefined || engine.type === "invalid") return null;
  if (engine.type === "open" && typeof engine.data === "string") {
    const handshake = parsed(engine.data);
    return isRecord(handshake) ? { title: t("stepHandshake"), entries: Object.entries(handshake), whole: handshake } : null;
  }
  return { title: t("data"), entries: [[engine.type, engine.data]], whole: engine.data };
}
