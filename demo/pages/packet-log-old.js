// The client's own log of packets where it is socket.io 0.9, in the words of packet-log.js: heartbeats are ping and pong, a noop is a noop,
// and all else is a message whose data is the packet as it stands. A transport has `packet` and `payload` to send, `onPacket` to receive;
// what it decoded, it decoded from the text that `parser.decodePacket` was given.
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
