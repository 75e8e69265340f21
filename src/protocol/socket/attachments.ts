// Replaces the placeholders of BINARY_EVENT and BINARY_ACK by their attachments. Socket.IO protocol, "Packet encoding", "binary": the JSON has
// {"_placeholder":true,"num":n}, and the attachments follow as Engine.IO messages. The caller finds these messages.

import type { SocketPacket } from "../packet.ts";
import type { Reason } from "../reason.ts";

/**
 * A copy of the packet with its attachments in `data`, or the packet itself if it carries none. `attachments` are in the order of arrival. One
 * whose bytes were not recorded is undefined: its placeholder stays, and the packet gets a reason. A placeholder without an attachment, or
 * more attachments than announced, make the packet invalid.
 */
export function attach(packet: SocketPacket, attachments: readonly (Uint8Array | undefined)[]): SocketPacket {
  if (packet.type !== "BINARY_EVENT" && packet.type !== "BINARY_ACK") return packet;
  const count = packet.attachments;
  if (attachments.length > count) return { ...packet, type: "invalid", reason: ["reasonTooManyAttachments", attachments.length, count] };
  const seen = new Set<number>();
  let astray: Reason | undefined;
  const restore = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if ("_placeholder" in value && value._placeholder === true) {
      const num = "num" in value ? value.num : undefined;
      if (typeof num === "number" && Number.isInteger(num) && num >= 0 && num < count) {
        seen.add(num);
        return attachments[num] ?? value;
      }
      astray ??= typeof num === "number" ? ["reasonNoSuchAttachment", num, count] : ["reasonPlaceholderNumber"];
      return value;
    }
    if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, restore(member)]));
    return value.map(restore);
  };
  const data = restore(packet.data);
  if (astray !== undefined) return { ...packet, type: "invalid", reason: astray };

  const missing = count - attachments.filter((bytes) => bytes !== undefined).length;
  const reason: Reason | undefined =
    missing > 0
      ? ["reasonAttachmentsMissing", missing, count]
      : seen.size < count
        ? ["reasonNoPlaceholder", count - seen.size, count]
        : undefined;
  return reason === undefined || packet.reason !== undefined ? { ...packet, data } : { ...packet, data, reason };
}
