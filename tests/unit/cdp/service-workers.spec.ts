// Requests that pass a service worker: the browser reports the page's exchange and the worker's own, and one of them is recorded.
import { expect, test } from "@playwright/test";
import type { WireEvent } from "../../../src/wire/event.ts";
import { ENGINE, last, PAGE, recorder, request, response, settle } from "./support.ts";

const SCRIPT = "http://a.test/sw.js";

/** A recorder that watches a service worker in session S. */
function watching() {
  const recording = recorder();
  recording.push("Target.attachedToTarget", { sessionId: "S", targetInfo: { targetId: "sw", type: "service_worker", url: SCRIPT } });
  return recording;
}

/** The worker's own request for a page's, or for itself. */
function hop(requestId: string, at: number, referrer: string | undefined, more: { url?: string; method?: string } = {}) {
  const headers = referrer === undefined ? {} : { Referer: referrer };
  return request(requestId, at, { frameId: undefined, documentURL: SCRIPT, type: "Fetch", request: { headers }, ...more });
}

/** A response with these fields besides the usual ones. */
function answer(requestId: string, at: number, fields: object, status = 200) {
  const { response: usual, ...rest } = response(requestId, at, { status });
  return { ...rest, response: { ...usual, ...fields } };
}

function responsesOf(events: readonly WireEvent[]) {
  return events.flatMap((event) => (event.kind === "http-response" ? [event] : []));
}

const byWorker = (source: string) => ({
  fromServiceWorker: true,
  serviceWorkerResponseSource: source,
  connectionId: 0,
  protocol: "http/1.1",
});
const byServer = { connectionId: 58, connectionReused: true, protocol: "h2", remoteIPAddress: "127.0.0.1", remotePort: 7000 };

for (const first of ["page", "worker"] as const) {
  test(`a request that is passed on is one exchange, with the worker's connection and headers: the ${first}'s is reported first`, () => {
    const { push, mapper, words, events } = watching();
    const requests = [
      () => push("Network.requestWillBeSent", request("r1", 1)),
      () => push("Network.requestWillBeSent", hop("s1", 2, PAGE), "S"),
    ];
    for (const report of first === "page" ? requests : requests.reverse()) report();
    push("Network.requestWillBeSentExtraInfo", { requestId: "s1", headers: { Cookie: "io=1" } }, "S");
    push("Network.responseReceived", answer("s1", 3, byServer), "S");
    push("Network.loadingFinished", { requestId: "s1", timestamp: 3 }, "S");
    push("Network.responseReceived", answer("r1", 4, byWorker("network")));
    push("Network.loadingFinished", { requestId: "r1", timestamp: 4 });
    mapper.end("unseen");
    expect(words().map((word) => word.replace(/ .*/, ""))).toEqual(["context", "http-request", "http-response", "http-body"]);
    expect(events[1]).toMatchObject({ documentFrame: "main", headers: { Cookie: "io=1" } });
    expect(events[2]).toEqual({
      kind: "http-response",
      at: expect.any(Number),
      id: expect.any(String),
      status: 200,
      statusText: "",
      headers: { plain: "yes" },
      connection: "58",
      reused: true,
      protocol: "h2",
      remoteAddress: "127.0.0.1:7000",
      through: "service-worker",
    });
  });
}

test("a worker that answers with a copy passed the server's answer on, and its body may be the worker's", () => {
  const { push, mapper, commands, events } = watching();
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.requestWillBeSent", hop("s1", 2, SCRIPT), "S");
  push("Network.responseReceived", answer("s1", 3, byServer, 400), "S");
  push("Network.dataReceived", { requestId: "s1", timestamp: 3, dataLength: 5 }, "S");
  push("Network.loadingFinished", { requestId: "s1", timestamp: 3 }, "S");
  push("Network.responseReceived", answer("r1", 4, byWorker("fallback-code"), 400));
  push("Network.loadingFinished", { requestId: "r1", timestamp: 4 });
  mapper.answer(last(commands).key, { error: "No data found for resource with given identifier" });
  expect(last(commands)).toMatchObject({ params: { requestId: "s1" }, sessionId: "S" });
  mapper.answer(last(commands).key, { result: { body: "2", base64Encoded: false } });
  mapper.end("unseen");
  expect(responsesOf(events)).toMatchObject([{ status: 400, connection: "58", through: "service-worker" }]);
  expect(responsesOf(events)[0]).not.toHaveProperty("from");
  expect(last(events)).toMatchObject({ kind: "http-body", body: { text: "2" } });
});

for (const [name, ask, reason] of [
  ["without asking the server", () => {}, undefined],
  [
    "because the server cannot be reached",
    ({ push }) => push("Network.loadingFailed", { requestId: "s1", timestamp: 3, errorText: "net::ERR_CONNECTION_REFUSED" }, "S"),
    "net::ERR_CONNECTION_REFUSED",
  ],
  [
    "because the server's answer is no good",
    ({ push }) => push("Network.responseReceived", answer("s1", 3, { ...byServer, statusText: "Bad Gateway" }, 502), "S"),
    "502 Bad Gateway",
  ],
] as const satisfies readonly (readonly [string, (recording: ReturnType<typeof watching>) => void, string | undefined])[]) {
  test(`an answer of the worker's own is told as that, ${name}`, () => {
    const recording = watching();
    const { push, mapper, events } = recording;
    push("Network.requestWillBeSent", request("r1", 1));
    if (reason !== undefined) push("Network.requestWillBeSent", hop("s1", 2, PAGE), "S");
    // The two sessions are reported independently, so the page's answer may come before what made the worker give it.
    push("Network.responseReceived", answer("r1", 4, byWorker("fallback-code"), 503));
    ask(recording);
    mapper.end("unseen");
    expect(responsesOf(events)).toEqual([
      {
        kind: "http-response",
        at: expect.any(Number),
        id: "1",
        status: 503,
        statusText: "",
        headers: { plain: "yes" },
        from: "service-worker",
        ...(reason !== undefined && { reason }),
      },
    ]);
  });
}

test("an answer out of the worker's cache is the worker's, though it also asked the server", () => {
  const { push, mapper, events } = watching();
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.requestWillBeSent", hop("s1", 2, PAGE), "S");
  push("Network.responseReceived", answer("s1", 3, byServer), "S");
  push("Network.responseReceived", answer("r1", 4, byWorker("cache-storage")));
  mapper.end("unseen");
  expect(responsesOf(events)).toMatchObject([{ from: "service-worker", reason: "200" }]);
});

test("a worker that asks again after a failure passes on the last answer", () => {
  const { push, mapper, words, events } = watching();
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.requestWillBeSent", hop("s1", 2, PAGE), "S");
  push("Network.loadingFailed", { requestId: "s1", timestamp: 3, errorText: "net::ERR_NETWORK_CHANGED" }, "S");
  push("Network.requestWillBeSent", hop("s2", 4, PAGE), "S");
  push("Network.responseReceived", answer("s2", 5, byServer), "S");
  push("Network.responseReceived", answer("r1", 6, byWorker("network")));
  mapper.end("unseen");
  expect(words()).toEqual(["context", "http-request 1", "http-response 1"]);
  expect(responsesOf(events)).toMatchObject([{ connection: "58", through: "service-worker" }]);
});

test("if a worker is not watched, only the source that Chromium names shows whether the server answered", () => {
  const { push, mapper, events } = recorder();
  for (const [n, source] of ["network", "fallback-code", "cache-storage", "http-cache", undefined].entries()) {
    push("Network.requestWillBeSent", request(`r${n}`, n));
    push("Network.responseReceived", answer(`r${n}`, n, { fromServiceWorker: true, serviceWorkerResponseSource: source }));
  }
  mapper.end("unseen");
  expect(responsesOf(events).map(({ from, through }) => [from, through])).toEqual([
    [undefined, "service-worker"],
    ["service-worker-or-server", undefined],
    ["service-worker", undefined],
    ["disk-cache", "service-worker"],
    ["service-worker-or-server", undefined],
  ]);
});

test("a worker's requests for itself are recorded as its own, and those for pages of other tabs are not", () => {
  const { push, mapper, words, events } = watching();
  push("Network.requestWillBeSent", hop("other", 1, `${PAGE}other-tab`), "S");
  push("Network.responseReceived", answer("other", 2, byServer), "S");
  push("Network.requestWillBeSent", hop("own", 3, SCRIPT), "S");
  push("Network.requestWillBeSent", hop("unknown", 4, undefined, { url: `${ENGINE}&x` }), "S");
  expect(mapper.unsettled("hop")).not.toBeNull();
  settle(mapper);
  // The page's exchange comes too late to claim the worker's: it is another one.
  push("Network.requestWillBeSent", request("r1", 2.5));
  settle(mapper);
  expect(words().filter((word) => word.startsWith("http-"))).toEqual(["http-request 2", "http-request 3", "http-request 4"]);
  expect(events.flatMap((event) => (event.kind === "http-request" ? event.documentFrame : []))).toEqual(["sw", "sw", "main"]);
});

/** The failures of the page's request `r1`, whose worker passes it on as `s1`. `then` pushes what comes after the two requests. */
function failing(then: (recording: ReturnType<typeof watching>) => void) {
  const recording = watching();
  recording.push("Network.requestWillBeSent", request("r1", 1));
  recording.push("Network.requestWillBeSent", hop("s1", 2, PAGE), "S");
  then(recording);
  recording.mapper.end("unseen");
  return recording.events.flatMap((event) => (event.kind === "http-failed" ? [event] : []));
}
const pageFails = ({ push }: ReturnType<typeof watching>, errorText = "net::ERR_FAILED", canceled = false) =>
  push("Network.loadingFailed", { requestId: "r1", timestamp: 5, errorText, canceled });
const workerFails = ({ push }: ReturnType<typeof watching>, errorText: string, requestId = "s1") =>
  push("Network.loadingFailed", { requestId, timestamp: 4, errorText }, "S");

for (const first of ["worker", "page"] as const) {
  test(`a request whose worker could not reach the server has both failures, if the ${first}'s is reported first`, () => {
    const failures = failing((recording) => {
      if (first === "page") pageFails(recording);
      workerFails(recording, "net::ERR_CONNECTION_REFUSED");
      if (first === "worker") pageFails(recording);
    });
    expect(failures).toEqual([
      {
        kind: "http-failed",
        at: expect.any(Number),
        id: "1",
        reason: "net::ERR_FAILED",
        canceled: false,
        workersReason: "net::ERR_CONNECTION_REFUSED",
      },
    ]);
  });
}

test("a failure of the page's request has the last answer that its worker got, or how that answer broke off", () => {
  const answered = (recording: ReturnType<typeof watching>, requestId = "s1") =>
    recording.push("Network.responseReceived", answer(requestId, 3, { ...byServer, statusText: "Bad Gateway" }, 502), "S");
  const dropped = failing((recording) => {
    answered(recording);
    pageFails(recording);
  });
  const brokenOff = failing((recording) => {
    answered(recording);
    workerFails(recording, "net::ERR_CONNECTION_RESET");
    pageFails(recording);
  });
  const askedAgain = failing((recording) => {
    workerFails(recording, "net::ERR_NETWORK_CHANGED");
    recording.push("Network.requestWillBeSent", hop("s2", 3, PAGE), "S");
    workerFails(recording, "net::ERR_NAME_NOT_RESOLVED", "s2");
    pageFails(recording);
  });
  expect([dropped, brokenOff, askedAgain].map((failures) => failures.map(({ workersReason }) => workersReason))).toEqual([
    ["502 Bad Gateway"],
    ["net::ERR_CONNECTION_RESET"],
    ["net::ERR_NAME_NOT_RESOLVED"],
  ]);
});

test("a request that the page canceled, or that no worker passed on, has no reason of a worker", () => {
  const canceled = failing((recording) => {
    workerFails(recording, "net::ERR_ABORTED");
    pageFails(recording, "net::ERR_ABORTED", true);
  });
  const { push, events } = watching();
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.loadingFailed", { requestId: "r1", timestamp: 2, errorText: "net::ERR_CONNECTION_REFUSED" });
  for (const failure of [canceled[0], last(events)]) {
    expect(failure?.kind).toBe("http-failed");
    expect(failure).not.toHaveProperty("workersReason");
  }
});

for (const [name, ends, came] of [
  [
    "answer",
    () => [
      ["Network.responseReceived", answer("r1", 4, byWorker("network"))] as const,
      ["Network.loadingFinished", { requestId: "r1", timestamp: 4 }] as const,
    ],
    { connection: "58", through: "service-worker" },
  ],
  [
    "failure",
    () => [["Network.loadingFailed", { requestId: "r1", timestamp: 4, errorText: "net::ERR_FAILED" }] as const],
    { reason: "net::ERR_FAILED", workersReason: "200" },
  ],
] as const) {
  test(`an ${name} that is reported before its worker's request even began waits for that`, () => {
    const { push, mapper, events, words } = watching();
    push("Network.requestWillBeSent", request("r1", 1));
    for (const [method, params] of ends()) push(method, params);
    mapper.settle("headers");
    expect(words()).toEqual(["context", "http-request 1"]);
    push("Network.requestWillBeSent", hop("s1", 2, PAGE), "S");
    push("Network.responseReceived", answer("s1", 3, byServer), "S");
    push("Network.loadingFinished", { requestId: "s1", timestamp: 3 }, "S");
    mapper.end("unseen");
    expect(events.filter(({ kind }) => kind === "http-request")).toHaveLength(1);
    expect(events[2]).toMatchObject(came);
  });
}

test("an answer whose worker asked nobody is recorded after a moment", () => {
  const { push, mapper, words } = watching();
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.responseReceived", answer("r1", 4, byWorker("fallback-code"), 503));
  expect(mapper.unsettled("hop")).not.toBeNull();
  settle(mapper);
  expect(words()).toEqual(["context", "http-request 1", "http-response 1"]);
});

test("an exchange that is over is passed on by no later request to the same URL", () => {
  const { push, mapper, events } = watching();
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.responseReceived", response("r1", 2));
  push("Network.loadingFailed", { requestId: "r1", timestamp: 3, errorText: "net::ERR_ABORTED", canceled: true });
  push("Network.requestWillBeSent", hop("s1", 4, SCRIPT), "S");
  settle(mapper);
  expect(events.filter(({ kind }) => kind === "http-request")).toHaveLength(2);
});

test("a page's request that a worker passes on fails once, and one that is left stays one", () => {
  const { push, mapper, words } = watching();
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.requestWillBeSent", hop("s1", 2, PAGE), "S");
  push("Network.loadingFailed", { requestId: "r1", timestamp: 3, errorText: "net::ERR_ABORTED", canceled: true });
  push("Network.responseReceived", answer("s1", 4, byServer), "S");
  push("Network.loadingFinished", { requestId: "s1", timestamp: 4 }, "S");
  mapper.end("unseen");
  expect(words()).toEqual(["context", "http-request 1", "http-failed 1"]);
});

test("what came after a moment began is not settled with it: the hop's answer may still come", () => {
  const { push, mapper, events } = watching();
  push("Network.requestWillBeSent", hop("s0", 0, undefined, { url: `${ENGINE}&x` }), "S");
  const before = mapper.unsettled("hop");
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.requestWillBeSent", hop("s1", 2, PAGE), "S");
  push("Network.responseReceived", answer("r1", 4, byWorker("network")));
  mapper.settle("headers");
  mapper.settle("hop", before ?? undefined);
  push("Network.responseReceived", answer("s1", 3, byServer), "S");
  expect(responsesOf(events)).toMatchObject([{ connection: "58", through: "service-worker" }]);
});
