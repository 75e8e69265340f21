// The demo's client in a dedicated worker. The page posts actions to it; it posts its state, events and logged packets to the page.
globalThis.__clientName = "worker";
importScripts("/library.js", "/parser.js", "/socket-record.js", "/packet-log.js", "/client.js");

const workerClient = makeDemoClient(location.origin, JSON.parse(new URLSearchParams(location.search).get("options") ?? "{}"), {
  onState: (state) => self.postMessage({ state }),
  onEvent: (event) => self.postMessage({ event }),
});
addEventListener("message", ({ data }) => workerClient.run(data));
