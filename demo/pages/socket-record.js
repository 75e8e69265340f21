// Turns a decoded packet into the `LoggedSocket` of both logs: `socketRecord` for Socket.IO from 1.0 on, `oldSocketRecord` for 0.9. Pages load
// it as a classic script and the server imports it, so that both sides log the same.
{
  const types = ["CONNECT", "DISCONNECT", "EVENT", "ACK", "CONNECT_ERROR", "BINARY_EVENT", "BINARY_ACK"];

  /** @type {(value: unknown) => Uint8Array | null} */
  const bytesOf = (value) => {
    if (value instanceof ArrayBuffer) return new Uint8Array(value);
    return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null;
  };

  /** @type {(value: unknown) => unknown} */
  const plain = (value) => {
    const bytes = bytesOf(value);
    if (bytes) return { $binary: btoa(String.fromCharCode(...bytes)) };
    if (Array.isArray(value)) return value.map((item) => plain(item) ?? null);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  };

  /** @type {(value: unknown) => number} */
  const countBytes = (value) => {
    if (bytesOf(value)) return 1;
    if (typeof value !== "object" || value === null) return 0;
    return Object.values(value).reduce((sum, item) => sum + countBytes(item), 0);
  };

  globalThis.socketRecord = (packet, splitsBytes) => {
    const attachments = splitsBytes ? countBytes(packet.data) : 0;
    // Since 4.2.3 the parser gives a packet with attachments the type it had before they were taken out.
    const type = attachments > 0 ? { EVENT: "BINARY_EVENT", ACK: "BINARY_ACK" }[`${types[packet.type]}`] : undefined;
    return {
      type: type ?? types[packet.type] ?? `${packet.type}`,
      // Old clients add a query to the namespace they ask for.
      nsp: packet.nsp.split("?")[0] ?? "",
      ...(typeof packet.id === "number" && { id: packet.id }),
      ...(packet.data !== undefined && { data: plain(packet.data) }),
      attachments,
    };
  };

  globalThis.oldSocketRecord = ({ type, endpoint, id, ackId, name, args, data, reason, advice }) => {
    const nsp = endpoint === "" ? "/" : endpoint;
    if (type === "heartbeat" || type === "noop") return null;
    if (type === "ack") return { type: "ACK", nsp, id: Number(ackId), data: args ?? [], attachments: 0 };
    if (type === "error") {
      const said = { ...(reason && { reason }), ...(advice && { advice }) };
      return { type: "CONNECT_ERROR", nsp, ...(Object.keys(said).length > 0 && { data: said }), attachments: 0 };
    }
    if (type === "connect" || type === "disconnect") return { type: type.toUpperCase(), nsp, attachments: 0 };
    const all = type === "event" ? [name, ...(args ?? [])] : ["message", data];
    return { type: "EVENT", nsp, ...(id && { id: Number(id) }), data: all, attachments: 0 };
  };
}
