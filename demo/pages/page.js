// The demo page. These parameters of its query choose what it has; every other one is an option of the client (`transports=polling`,
// `upgrade=false`).
//   clients=2   number of clients, each with connections of its own       echo     a websocket that is not Engine.IO
//   worker      a client in a dedicated worker                            frames   clients in an iframe of this site and of another site
//   name=…      name of the clients in the log of packets                 server=… a server other than the page's; can be repeated
//   lang=…      en or ja; by default the browser's Accept-Language        sw=…     a service worker with this strategy (service-worker.js)
(async () => {
  const query = new URLSearchParams(location.search);
  const own = new Set(["clients", "worker", "echo", "frames", "name", "server", "lang", "sw"]);
  /** @type {(text: string) => unknown} */
  const parsed = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };
  const options = Object.fromEntries(
    [...query].filter(([key]) => !own.has(key)).map(([key, value]) => [key, key === "transports" ? value.split(",") : parsed(value)]),
  );
  globalThis.__clientName = query.get("name") ?? "page";
  globalThis.demoClients = [];

  /** @type {Record<DemoKey, { message: string }>} */
  const texts = JSON.parse(document.querySelector("template")?.content.textContent ?? "");
  /** @type {(key: DemoKey, ...values: readonly (string | number)[]) => string} */
  const t = (key, ...values) => texts[key].message.replace(/\$(\d)/g, (_, n) => `${values[n - 1]}`);

  const main = /** @type {HTMLElement} */ (document.querySelector("main"));

  const states = /** @type {const} */ ({ connecting: "demoConnecting", connected: "demoConnected", disconnected: "demoDisconnected" });

  for (const [search, key] of Object.entries(demoVariants)) {
    const link = document.createElement("a");
    link.href = `/?${search}`;
    link.textContent = t(key);
    document.querySelector("nav")?.append(link);
  }

  /** @type {(title: string, groups: DemoActions, run: (action: string) => void) => DemoCallbacks} */
  const addCard = (title, groups, run) => {
    const card = document.createElement("section");
    const heading = document.createElement("h2");
    const status = document.createElement("p");
    const log = document.createElement("ol");
    heading.textContent = title;
    card.setAttribute("aria-label", title);
    status.className = "status";
    log.setAttribute("role", "log");
    log.setAttribute("aria-label", t("demoEvents"));
    card.append(heading, status);
    for (const [name, buttons] of /** @type {[DemoKey, Record<string, DemoKey>][]} */ (Object.entries(groups))) {
      const group = document.createElement("fieldset");
      const legend = document.createElement("legend");
      legend.textContent = t(name);
      group.append(legend);
      for (const [action, label] of Object.entries(buttons)) {
        const button = document.createElement("button");
        button.type = "button";
        button.dataset.do = action;
        button.textContent = t(label);
        button.addEventListener("click", () => run(action));
        group.append(button);
      }
      card.append(group);
    }
    card.append(log);
    main.append(card);
    return {
      onState: ({ state, transport, sid }) => {
        Object.assign(card.dataset, { state, transport, sid });
        status.textContent = t(states[state], transport, sid);
      },
      onEvent: (text) => {
        const line = document.createElement("li");
        line.textContent = text;
        log.prepend(line);
        if (log.childElementCount > 200) log.lastElementChild?.remove();
      },
    };
  };

  if (query.has("sw")) {
    const { serviceWorker } = navigator;
    const controlled = new Promise((resolve) => serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
    await serviceWorker.register(`service-worker.js?strategy=${query.get("sw")}`);
    if (!serviceWorker.controller) await controlled;
  }

  const servers = query.has("server") ? query.getAll("server") : [location.origin];
  const urls = servers.flatMap((url) => new Array(Number(query.get("clients") ?? 1)).fill(url));
  for (const [index, url] of urls.entries()) {
    /** @type {DemoClient | undefined} */
    let client;
    const card = addCard(urls.length === 1 ? t("demoClient") : t("demoClientNumber", index + 1), demoActions, (action) =>
      client?.run(action),
    );
    client = makeDemoClient(url, options, card);
    demoClients.push(client);
  }

  if (query.has("worker")) {
    const worker = new Worker(`worker.js?options=${encodeURIComponent(JSON.stringify(options))}`);
    const card = addCard(t("demoClientInWorker"), demoActions, (action) => worker.postMessage(action));
    worker.addEventListener("message", (/** @type {MessageEvent<DemoPost>} */ { data }) => {
      if ("loggedPacket" in data) __log.push(data.loggedPacket);
      else if ("state" in data) card.onState(data.state);
      else card.onEvent(data.event);
    });
  }

  if (query.has("echo")) {
    /** @type {WebSocket | undefined} */
    let socket;
    const buttons = /** @type {const} */ ({ demoMessages: { text: "demoSay", ping: "demoSendTwo", bytes: "demoSendBytes" } });
    const card = addCard(t("demoNotEngine"), buttons, (action) => {
      socket?.send({ text: "hello, echo", ping: "2", bytes: new Uint8Array([4, 1, 255]) }[action] ?? "");
    });
    socket = new WebSocket(`${location.origin.replace("http", "ws")}/echo`);
    socket.addEventListener("open", () => card.onState({ state: "connected", transport: "websocket", sid: "—" }));
    socket.addEventListener("close", () => card.onState({ state: "disconnected", transport: "websocket", sid: "—" }));
    socket.addEventListener("message", ({ data }) => card.onEvent(typeof data === "string" ? `echo ${data}` : "echo of bytes"));
  }

  if (query.has("frames")) {
    const otherHost = location.hostname === "localhost" ? "127.0.0.1" : "localhost";
    for (const [name, title, origin] of /** @type {const} */ ([
      ["iframe", "demoIframe", location.origin],
      ["cross-site iframe", "demoCrossSiteIframe", `${location.protocol}//${otherHost}:${location.port}`],
    ])) {
      const frame = document.createElement("iframe");
      frame.title = t(title);
      frame.src = `${origin}/?${new URLSearchParams({ name, lang: document.documentElement.lang })}`;
      main.append(frame);
    }
  }
})();
