// What a packet carries, by name: event and arguments, the fields of a handshake, or one value.

import type { Translate } from "../../messages/messages.ts";
import { offsetOf, type PacketDetails } from "../../session/details.ts";
import { isRecord, parsed } from "../../wire/shape.ts";

export interface Values {
  readonly title: string;
  readonly entries: readonly (readonly [string, unknown])[];
  /** What the copy button copies. */
  readonly whole: unknown;
  readonly note?: string;
}

/** Null when the packet carries nothing, or what `ConnectSections` shows. */
export function argumentsOf({ engine, socket, direction, session }: PacketDetails, t: Translate): Values | null {
  if (socket && socket.type !== "invalid") {
    const { data } = socket;
    if (data === undefined || socket.type === "CONNECT") return null;
    if (!Array.isArray(data))
      return {
        title: t("data"),
        entries: typeof data === "object" && data !== null ? Object.entries(data) : [[t("value"), data]],
        whole: data,
      };
    const event = socket.type === "EVENT" || socket.type === "BINARY_EVENT";
    const list: readonly unknown[] = data;
    const offset = offsetOf(socket, direction, session);
    const args = list.slice(event ? 1 : 0, offset === null ? undefined : -1).map((value, i) => [String(i), value] as const);
    const entries = event ? [[t("eventName"), list[0]] as const, ...args] : args;
    if (offset === null) return { title: t("arguments"), entries, whole: data };
    return { title: t("arguments"), entries: [...entries, [t("offset"), offset]], whole: data, note: t("offsetNote") };
  }
  if (engine.data === undefined || engine.type === "invalid") return null;
  if (engine.type === "open" && typeof engine.data === "string") {
    const handshake = parsed(engine.data);
    return isRecord(handshake) ? { title: t("stepHandshake"), entries: Object.entries(handshake), whole: handshake } : null;
  }
  return { title: t("data"), entries: [[engine.type, engine.data]], whole: engine.data };
}
