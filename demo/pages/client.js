// A client of Socket.IO from 1.0 on, in a page or in a worker, and the actions of its buttons. The option `namespace` holds the options of
// each namespace (`auth`, `query`). All other options are the manager's.
(() => {
  const bytes = (/** @type {number[]} */ ...values) => new Uint8Array(values).buffer;

  globalThis.demoActions = {
    demoMessages: {
      say: "demoSay",
      ask: "demoAsk",
      "be asked": "demoBeAsked",
      unicode: "demoUnicode",
      storm: "demoStorm",
    },
    demoBytes: {
      "send bytes": "demoSendBytes",
      "send nested bytes": "demoSendNestedBytes",
      "receive bytes": "demoReceiveBytes",
    },
    demoNamespaces: {
      join: "demoJoin",
      "say in admin": "demoSayInAdmin",
      leave: "demoLeave",
      refused: "demoAskForNope",
      "refused with data": "demoAskForGuarded",
      "refused with text": "demoAskForGuardedText",
    },
    demoConnection: {
      "server closes": "demoServerCloses",
      "server disconnects": "demoServerDisconnects",
      "client closes": "demoClientCloses",
      connect: "demoConnectAgain",
      "answer no pings": "demoAnswerNoPings",
    },
  };
  globalThis.demoVariants = {
    "": "demoUpgraded",
    "transports=websocket": "demoWebsocketOnly",
    "transports=polling": "demoPollingOnly",
    "transports=polling&forceJSONP=true": "demoJsonp",
    "clients=2": "demoTwoClients",
    "worker&frames": "demoWorkerAndIframes",
    "transports=webtransport,websocket&tryAllTransports=true": "demoWebTransport",
  };

  globalThis.makeDemoClient = (url, options, { onState, onEvent }) => {
    const { namespace, ...managerOptions } = /** @type {{ namespace?: object }} */ (options);
    const parser = globalThis.demoParser && { parser: globalThis.demoParser };
    const manager = new io.Manager(url, { reconnectionDelay: 200, ...parser, ...managerOptions });
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
      const socket = manager.socket(nsp, namespace);
      sockets[nsp] = socket;
      for (const event of ["connect", "disconnect", "error", "connect_error", "hello", "said", "bytes", "thanks"]) {
        // Newer clients pass the browser's event as a second argument. Show only the reason.
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
    manager.on("reconnect_attempt", (attempt) => onEvent(`reconnect attempt ${attempt}`));
    manager.on("open", () => {
      manager.engine.on("upgrade", (transport) => show(transport.name));
      manager.engine.on("upgradeError", () => onEvent("upgrade error"));
    });

    const openRefused = (/** @type {string} */ nsp) => {
      const socket = open(nsp);
      // Old clients would ask for it again at every reconnect.
      for (const event of ["error", "connect_error"]) socket.on(event, () => socket.disconnect());
    };

    /** @type {Record<string, () => void>} */
    const actions = {
      say: () => root.emit("say", "hello, world"),
      ask: () => root.emit("ask", "what is the answer?", (/** @type {unknown} */ answer) => onEvent(`/ ack ${shown(answer)}`)),
      unicode: () => root.emit("say", "😀 é Ã© 日本語"),
      storm: () => {
        for (let i = 0; i < 5000; i++) root.emit("tick", i);
      },
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
      refused: () => openRefused("/nope"),
      "refused with data": () => openRefused("/guarded"),
      "refused with text": () => openRefused("/guarded-text"),
      "server closes": () => root.emit("close me"),
      "server disconnects": () => root.emit("disconnect me"),
      "client closes": () => {
        for (const socket of Object.values(sockets).reverse()) socket.disconnect();
        // The 1.0 client does not close while it still waits for a namespace.
        if (manager.engine.readyState === "open") manager.close();
      },
      connect: () => root.open(),
      "answer no pings": () => {
        const { engine } = manager;
        const name = "_sendPacket" in engine ? "_sendPacket" : "sendPacket";
        const send = engine[name];
        engine[name] = (type, ...rest) => type !== "pong" && send?.call(engine, type, ...rest);
      },
    };
    return { manager, sockets, run: (action) => actions[action]?.() };
  };
})();
