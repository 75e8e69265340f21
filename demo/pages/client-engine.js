// A client of engine.io without Socket.IO, and the actions of its buttons.
(() => {
  globalThis.demoActions = {
    demoMessages: { say: "demoSay", unicode: "demoUnicode", "send json": "demoSendJson" },
    demoBytes: { "send bytes": "demoSendBytes", "receive bytes": "demoReceiveBytes" },
    demoConnection: { "server closes": "demoServerCloses", "client closes": "demoClientCloses", connect: "demoConnectAgain" },
  };
  globalThis.demoVariants = {
    "": "demoUpgraded",
    "transports=websocket": "demoWebsocketOnly",
    "transports=polling": "demoPollingOnly",
    "clients=2": "demoTwoClients",
  };

  globalThis.makeDemoClient = (url, options, { onState, onEvent }) => {
    /** @type {BareEngine} */
    let engine;
    const connect = () => {
      const opened = eio(url, options);
      engine = opened;
      opened.binaryType = "arraybuffer";
      logEngine(opened);
      const show = (/** @type {ClientState["state"]} */ state, transport = opened.transport.name) =>
        onState({ state, transport, sid: opened.id });
      opened.on("open", () => {
        show("connected");
        onEvent("open");
      });
      opened.on("upgrade", (/** @type {ClientTransport} */ transport) => show("connected", transport.name));
      opened.on("message", (/** @type {string | ArrayBuffer} */ data) =>
        onEvent(`message ${typeof data === "string" ? data : `of ${data.byteLength} bytes`}`),
      );
      opened.on("close", (/** @type {string} */ reason) => {
        show("disconnected");
        onEvent(`close ${reason}`);
      });
    };
    connect();

    /** @type {Record<string, () => void>} */
    const actions = {
      say: () => engine.send("hello, world"),
      unicode: () => engine.send("😀 é Ã© 日本語"),
      "send json": () => engine.send(JSON.stringify({ just: ["json", null, 1] })),
      "send bytes": () => engine.send(new Uint8Array([0, 1, 2, 127, 128, 255]).buffer),
      "receive bytes": () => engine.send("send bytes"),
      "server closes": () => engine.send("close me"),
      "client closes": () => engine.close(),
      connect,
    };
    return { run: (action) => actions[action]?.() };
  };
})();
