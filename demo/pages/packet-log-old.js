// The client's log of packets for socket.io 0.9, with the packet types of packet-log.js: heartbeats are logged as ping and pong, a noop as
// noop, and every other packet as a message whose data is the packet's text. A transport sends with `packet` and `payload` and receives with
// `onPacket`, after `parser.decodePacket` decoded the packet from its text.
{
  const old = /** @type {OldIo} */ (/** @type {unknown} */ (io));
  const transport = old.Transport.prototype;
  const xhr = old.Transport.XHR.prototype;
  const storageKey = `packet-log ${performance.timeOrigin} ${Math.random()}`;
  globalThis.__log = [];

  /** @type {WeakMap<OldPacket, string>} */
  const texts = new WeakMap();
  const { decodePacket } = old.parser;
  old.parser.decodePacket = (text) => {
    const packet = decodePacket(text);
    texts.set(packet, text);
    return packet;
  };

  /** @type {(transport: OldTransport, direction: "sent" | "received", packet: OldPacket, text: string) => void} */
  const log = (transport, direction, packet, text) => {
    const type = packet.type === "heartbeat" ? (direction === "sent" ? "pong" : "ping") : packet.type === "noop" ? "noop" : "message";
    __log.push({
      side: "client",
      client: globalThis.__clientName ?? "page",
      direction,
      transport: transport.name,
      type,
      ...(type === "message" && { data: text }),
      ...(direction === "received" && { socket: oldSocketRecord(packet) }),
      sid: transport.sessid,
      at: performance.timeOrigin + performance.now(),
    });
  };

  const { packet, onPacket } = transport;
  /** @this {OldTransport} */
  transport.packet = function (sent) {
    log(this, "sent", sent, old.parser.encodePacket(sent));
    return packet.call(this, sent);
  };
  /** @this {OldTransport} */
  transport.onPacket = function (received) {
    log(this, "received", received, texts.get(received) ?? "");
    return onPacket.call(this, received);
  };
  const { payload } = xhr;
  /** @this {OldTransport} */
  xhr.payload = function (packets) {
    for (const sent of packets) log(this, "sent", sent, old.parser.encodePacket(sent));
    return payload.call(this, packets);
  };

  addEventListener("pagehide", () => sessionStorage.setItem(storageKey, JSON.stringify(__log)));
  addEventListener("pageshow", () => sessionStorage.removeItem(storageKey));
}
