// One Socket.IO client and what the demo lets it do; in a page or in a worker.
(() => {
  const bytes = (/** @type {number[]} */ ...values) => new Uint8Array(values).buffer;

  globalThis.demoActions = {
    Messages: {
      say: "Send text",
      ask: "Ask (with ack)",
      "be asked": "Be asked by the server",
      unicode: "Send 😀 é Ã© 日本語",
    },
    Bytes: {
      "send bytes": "Send",
      "send nested bytes": "Send two, nested (with ack)",
      "receive bytes": "Receive",
    },
    Namespaces: {
      join: "Join /admin",
      "say in admin": "Send text in /admin",
      leave: "Leave /admin",
      refused: "Ask for /nope",
    },
    Connection: {
      "server closes": "Server closes",
      "server disconnects": "Server disconnects",
      "client closes": "Client closes",
      connect: "Connect again",
    },
  };

  globalThis.makeDemoClient = (url, options, { onState, onEvent }) => {
    const manager = new io.Manager(url, { reconnectionDelay: 200, ...options });
    /** @type {Record<string, ClientSocket>} */
    const sockets = {};
    /** @type {ClientState["state"]} */
    let state = "connecting";

    const show = (transport = manager.engine.transport.name) => onState({ state, transport, sid: manager.engine.id ?? "" });
    const shown = (/** @type {unknown} */ value) =>
      JSON.stringify(value, (_key, part) =>
        part instanceof ArrayBuffer ? `${part.byteLength} bytes` : part instanceof Error ? part.message : part,
      );

    /** @type {(nsp: string) => ClientSocket} */
    const open = (nsp) => {
      const known = sockets[nsp];
      if (known) {
        known.open();
        return known;
      }
      const socket = manager.socket(nsp);
      sockets[nsp] = socket;
      for (const event of ["connect", "disconnect", "error", "connect_error", "hello", "said", "bytes", "thanks"]) {
        // New clients add the browser's own event to the reason of a disconnect.
        socket.on(event, (...args) => {
          const told = event === "disconnect" ? args.slice(0, 1) : args;
          onEvent(`${nsp} ${event}${told.map((arg) => ` ${shown(arg)}`).join("")}`);
        });
      }
      socket.on("question", (question, answer) => {
        onEvent(`${nsp} question ${shown(question)}`);
        if (typeof answer === "function") answer("a lifeline", { at: bytes(1, 2, 3) });
      });
      return socket;
    };

    const root = open("/");
    root.on("connect", () => {
      state = "connected";
      show();
    });
    root.on("disconnect", () => {
      state = "disconnected";
      show();
    });
    manager.on("open", () => manager.engine.on("upgrade", (transport) => show(transport.name)));

    /** @type {Record<string, () => void>} */
    const actions = {
      say: () => root.emit("say", "hello, world"),
      ask: () => root.emit("ask", "what is the answer?", (/** @type {unknown} */ answer) => onEvent(`/ ack ${shown(answer)}`)),
      unicode: () => root.emit("say", "😀 é Ã© 日本語"),
      "send bytes": () => root.emit("bytes", bytes(0, 1, 2, 127, 128, 255)),
      "send nested bytes": () =>
        root.emit("bytes", { first: bytes(4, 4, 4), inside: [{ second: bytes(0xc3, 0xa9) }] }, (/** @type {unknown} */ answer) =>
          onEvent(`/ ack ${shown(answer)}`),
        ),
      "receive bytes": () => root.emit("send bytes"),
      "be asked": () => root.emit("ask me"),
      join: () => open("/admin"),
      "say in admin": () => open("/admin").emit("say", "hello, admin"),
      leave: () => sockets["/admin"]?.disconnect(),
      refused: () => {
        const socket = open("/nope");
        // Old clients would ask again at every reconnect.
        for (const event of ["error", "connect_error"]) socket.on(event, () => socket.disconnect());
      },
      "server closes": () => root.emit("close me"),
      "server disconnects": () => root.emit("disconnect me"),
      "client closes": () => {
        for (const socket of Object.values(sockets).reverse()) socket.disconnect();
      },
      connect: () => root.open(),
    };
    return { manager, sockets, run: (action) => actions[action]?.() };
  };
})();
