// Puts the attachments of BINARY_EVENT and BINARY_ACK back where their placeholders stand. Socket.IO protocol, "Packet encoding", "binary":
// the JSON holds {"_placeholder":true,"num":n}, the bytes follow in n Engine.IO messages of their own. Which messages these are is the
// caller's to know.

import type { SocketPacket } from "../packet.ts";

/**
 * The packet with its attachments in `data`, or as it is when it carries none. `attachments` in the order in which they came; undefined
 * for one whose bytes were not recorded: its placeholder stays, and the reason says so. A placeholder that points at nothing, or more
 * attachments than announced, make the packet invalid. The packet given is not changed.
 */
export function attach(packet: SocketPacket, attachments: readonly (Uint8Array | undefined)[]): SocketPacket {
  if (packet.type !== "BINARY_EVENT" && packet.type !== "BINARY_ACK") return packet;
  const count = packet.attachments;
  if (attachments.length > count)
    return { ...packet, type: "invalid", reason: `${attachments.length} attachments came, ${count} announced` };
  const seen = new Set<number>();
  let astray: string | undefined;
  const restore = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if ("_placeholder" in value && value._placeholder === true) {
      const num = "num" in value ? value.num : undefined;
      if (typeof num === "number" && Number.isInteger(num) && num >= 0 && num < count) {
        seen.add(num);
        return attachments[num] ?? value;
      }
      astray ??= typeof num === "number" ? `a placeholder asks for attachment ${num} of ${count}` : "a placeholder has no number";
      return value;
    }
    if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, restore(member)]));
    return value.map(restore);
  };
  const data = restore(packet.data);
  if (astray !== undefined) return { ...packet, type: "invalid", reason: astray };

  const missing = count - attachments.filter((bytes) => bytes !== undefined).length;
  const reason =
    missing > 0
      ? `${missing} of ${count} attachments ${missing === 1 ? "is" : "are"} missing`
      : seen.size < count
        ? `${count - seen.size} of ${count} attachments ${count - seen.size === 1 ? "has" : "have"} no placeholder`
        : undefined;
  return reason === undefined ? { ...packet, data } : { ...packet, data, reason };
}
