// The client's log of Engine.IO packets: `__log` of the top page. Iframes and workers post their packets to that page.
//
// As on the server (engine-log.mjs), the engine's events are incomplete, so the transports' methods are wrapped. Every packet is sent with
// `write(packets)`, and every packet but a polled close is received by `onPacket(packet)`. Each log entry also has the Socket.IO packet that
// the decoder completed while it read that Engine.IO packet. Load this after the client library and socket-record.js, before their first use.
// Pass an engine without Socket.IO to `logEngine`. Blobs are read later, which works only in the top page. packet-log-old.js is for Socket.IO
// 0.9.
(() => {
  const storageKey = `packet-log ${performance.timeOrigin} ${Math.random()}`;
  const isTop = typeof document !== "undefined" && window.top === window;
  globalThis.__log = [];
  let engines = 0;
  /** @type {import("../server.mjs").LoggedPacket | null} */
  let reading = null;

  /** @type {(bytes: Uint8Array) => string} */
  const base64 = (bytes) => {
    let latin1 = "";
    for (const byte of bytes) latin1 += String.fromCharCode(byte);
    return btoa(latin1);
  };

  /** @type {(data: Exclude<ClientPacket["data"], string | Blob | undefined>) => Uint8Array} */
  const bytesOf = (data) =>
    data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

  /** @type {(entry: import("../server.mjs").LoggedPacket) => void} */
  const push = (entry) => {
    if (isTop) __log.push(entry);
    else if (typeof document !== "undefined") window.top?.postMessage({ loggedPacket: entry }, "*");
    else self.postMessage({ loggedPacket: entry });
  };

  globalThis.logEngine = (engine) => {
    engines += 1;
    const client = `${globalThis.__clientName ?? "page"}${engines === 1 ? "" : ` ${engines}`}`;
    /** @type {string | null} */
    let sid = null;

    /** @type {(transport: ClientTransport, direction: "sent" | "received", packet: ClientPacket) => import("../server.mjs").LoggedPacket} */
    const entryOf = (transport, direction, { type, data }) => {
      if (type === "open" && typeof data === "string") sid = JSON.parse(data).sid;
      /** @type {import("../server.mjs").LoggedPacket} */
      const entry = {
        side: "client",
        client,
        direction,
        transport: transport.name,
        type,
        sid,
        at: performance.timeOrigin + performance.now(),
      };
      if (data instanceof Blob) {
        data.arrayBuffer().then((buffer) => {
          entry.data = { $binary: base64(new Uint8Array(buffer)) };
        });
      } else if (typeof data === "string") {
        if (data !== "") entry.data = data;
      } else if (data) entry.data = { $binary: base64(bytesOf(data)) };
      return entry;
    };

    /** @type {(transport: ClientTransport) => ClientTransport} */
    const watch = (transport) => {
      const { write, onPacket, onData, onClose, close } = transport;
      let inBody = false;
      let closing = false;
      transport.write = (packets) => {
        for (const packet of packets) push(entryOf(transport, "sent", packet));
        return write.call(transport, packets);
      };
      transport.onPacket = (packet) => {
        const outer = reading;
        reading = entryOf(transport, "received", packet);
        const entry = reading;
        try {
          return onPacket.call(transport, packet);
        } finally {
          push(entry);
          reading = outer;
        }
      };
      if (transport.name !== "polling") return transport;
      transport.close = (...rest) => {
        closing = true;
        try {
          return close.apply(transport, rest);
        } finally {
          closing = false;
        }
      };
      transport.onData = (data) => {
        inBody = true;
        try {
          return onData.call(transport, data);
        } finally {
          inBody = false;
        }
      };
      // If the transport closes while a body is read, the body held a close packet, unless the client itself is closing the transport.
      transport.onClose = (...details) => {
        if (inBody && !closing) push(entryOf(transport, "received", { type: "close" }));
        return onClose.apply(transport, details);
      };
      return transport;
    };

    watch(engine.transport);
    const { createTransport } = engine;
    engine.createTransport = (...args) => watch(createTransport.apply(engine, args));
  };

  if (typeof io !== "undefined") {
    const { open, ondata, ondecoded } = io.Manager.prototype;
    /** @this {ClientManager} */
    io.Manager.prototype.open = function (...args) {
      const before = this.engine;
      const result = open.apply(this, args);
      if (this.engine !== before) logEngine(this.engine);
      return result;
    };
    /** @this {ClientManager} */
    io.Manager.prototype.ondata = function (data) {
      if (reading) reading.socket = null;
      return ondata.call(this, data);
    };
    /** @this {ClientManager} */
    io.Manager.prototype.ondecoded = function (packet) {
      if (reading) reading.socket = socketRecord(packet, !globalThis.demoParser);
      return ondecoded.call(this, packet);
    };
  }

  if (!isTop) return;
  addEventListener("message", ({ data }) => {
    if (data?.loggedPacket) __log.push(data.loggedPacket);
  });
  // A page that is left stores its log in sessionStorage, under a key that begins with `packet-log `.
  addEventListener("pagehide", () => sessionStorage.setItem(storageKey, JSON.stringify(__log)));
  addEventListener("pageshow", () => sessionStorage.removeItem(storageKey));
})();
