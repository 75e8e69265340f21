// A client of socket.io 0.9, and the actions of its buttons.
(() => {
  globalThis.demoActions = {
    demoMessages: {
      say: "demoSay",
      ask: "demoAsk",
      "be asked": "demoBeAsked",
      unicode: "demoUnicode",
      "send message": "demoSendMessage",
      "send json": "demoSendJsonMessage",
    },
    demoNamespaces: {
      join: "demoJoin",
      "say in admin": "demoSayInAdmin",
      leave: "demoLeave",
      refused: "demoAskForGuarded",
    },
    demoConnection: {
      "server closes": "demoServerCloses",
      "server disconnects": "demoServerDisconnects",
      "client closes": "demoClientCloses",
      connect: "demoConnectAgain",
    },
  };
  globalThis.demoVariants = { "": "demoOwnChoice", "clients=2": "demoTwoClients" };

  globalThis.makeDemoClient = (url, options, { onState, onEvent }) => {
    const old = /** @type {OldIo} */ (/** @type {unknown} */ (io));
    const root = old.connect(url, { "force new connection": true, "reconnection delay": 200, ...options });
    /** @type {Record<string, OldNamespace>} */
    const namespaces = {};

    const show = (/** @type {ClientState["state"]} */ state) =>
      onState({ state, transport: root.socket.transport?.name ?? "", sid: root.socket.sessionid ?? "" });
    const listen = (/** @type {OldNamespace} */ namespace, /** @type {string} */ name) => {
      for (const event of ["connect", "disconnect", "error", "connect_failed", "hello", "said", "message", "thanks"]) {
        namespace.on(event, (...args) => onEvent(`${name} ${event}${args.map((arg) => ` ${JSON.stringify(arg)}`).join("")}`));
      }
      namespace.on("question", (question, answer) => {
        onEvent(`${name} question ${JSON.stringify(question)}`);
        if (typeof answer === "function") answer("a lifeline", { at: [1, 2, 3] });
      });
    };
    const open = (/** @type {string} */ name) => {
      const known = namespaces[name];
      if (known) return known;
      const namespace = root.of(name);
      namespaces[name] = namespace;
      listen(namespace, name);
      return namespace;
    };

    listen(root, "/");
    root.on("connect", () => show("connected"));
    root.on("disconnect", () => show("disconnected"));
    // The library would send a buffered DISCONNECT in the next session, which it would end, and so on without end.
    const { socket } = root;
    const { onError } = socket;
    socket.onError = (error) => {
      onError.call(socket, error);
      socket.buffer = socket.buffer.filter(({ type }) => type !== "disconnect");
    };
    // Packets sent during a POST are buffered until its response. A disconnect would not wait for them.
    const close = () => {
      if (root.socket.doBuffer) setTimeout(close, 10);
      else root.disconnect();
    };
    // The library asks for an ack with data only if the callback takes a parameter.
    const answered = (/** @type {unknown} */ answer) => onEvent(`/ ack ${JSON.stringify(answer)}`);

    /** @type {Record<string, () => void>} */
    const actions = {
      say: () => root.emit("say", "hello, world"),
      ask: () => root.emit("ask", "what is the answer?", answered),
      unicode: () => root.emit("say", "😀 é Ã© 日本語"),
      "be asked": () => root.emit("ask me"),
      "send message": () => root.send("just: text 😀", answered),
      "send json": () => root.json.send({ just: ["json", null, 1] }),
      join: () => open("/admin"),
      "say in admin": () => open("/admin").emit("say", "hello, admin"),
      leave: () => open("/admin").disconnect(),
      refused: () => open("/guarded"),
      "server closes": () => root.emit("close me"),
      "server disconnects": () => root.emit("disconnect me"),
      "client closes": close,
      connect: () => root.socket.connect(),
    };
    return { run: (action) => actions[action]?.() };
  };
})();
