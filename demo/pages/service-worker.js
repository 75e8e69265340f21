// The demo's service worker. The parameter `strategy` of its URL says how it answers the page's requests:
//   network-first   asks the server; if that fails, the cache
//   cache-first     asks the cache, which gets the page's files; Engine.IO requests are never in it and go to the server
//   offline         asks the server; if that fails, answers Engine.IO requests itself, with 503
//   maintenance     answers Engine.IO requests itself, with 503, without asking the server
//   error           answers Engine.IO requests with a network error, without asking the server
//   copy            asks the server, reads the whole body, and answers with a copy of it
//   pass            answers nothing: the browser asks the server as it would without a worker
const worker = /** @type {ServiceWorkerScope} */ (/** @type {unknown} */ (self));
const strategy = new URL(location.href).searchParams.get("strategy");
const isEngine = (/** @type {Request} */ { url }) => /\/(socket|engine)\.io\//.test(new URL(url).pathname);
const unavailable = () => Response.json({ error: "offline" }, { status: 503, statusText: "Service Unavailable" });

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const answer = answers[strategy ?? ""];
  if (answer) event.respondWith(answer(event.request));
});

/** @param {Request} request */
async function cached(request) {
  return (await caches.match(request)) ?? Response.error();
}

/** Fetches a file and puts it into the cache. @param {Request} request */
async function kept(request) {
  const response = await fetch(request);
  if (request.method === "GET" && response.ok && !isEngine(request)) (await caches.open("files")).put(request, response.clone());
  return response;
}

/** @type {Record<string, (request: Request) => Promise<Response>>} */
const answers = {
  "network-first": (request) => kept(request).catch(() => cached(request)),
  "cache-first": async (request) => (await caches.match(request)) ?? kept(request),
  offline: (request) => kept(request).catch(() => (isEngine(request) ? unavailable() : cached(request))),
  maintenance: async (request) => (isEngine(request) ? unavailable() : fetch(request)),
  error: async (request) => (isEngine(request) ? Response.error() : fetch(request)),
  copy: async (request) => {
    const response = await fetch(request);
    return new Response(await response.arrayBuffer(), response);
  },
};
