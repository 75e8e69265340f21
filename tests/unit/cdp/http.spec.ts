// HTTP exchanges, in the orders in which browsers report their events.
import { expect, test } from "@playwright/test";
import { ENGINE, EPOCH_S, last, navigated, PAGE, type Recorder, recorder, request, response, settle } from "./support.ts";

const at = (seconds: number) => (EPOCH_S + seconds) * 1000;

test("no event overtakes a body that was asked for before it", () => {
  const { mapper, push, words, commands, events } = recorder();
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.responseReceived", response("r1", 2));
  push("Network.dataReceived", { requestId: "r1", timestamp: 2, dataLength: 9 });
  push("Network.loadingFinished", { requestId: "r1", timestamp: 2.1 });
  push("Network.requestWillBeSent", request("r2", 3));
  push("Network.responseReceived", response("r2", 4));
  push("Network.loadingFinished", { requestId: "r2", timestamp: 4 });
  expect(words()).toEqual(["http-request 1", "http-response 1"]);
  expect(commands.map(({ method, params }) => [method, params])).toEqual([
    ["Network.getResponseBody", { requestId: "r1" }],
    ["Network.getResponseBody", { requestId: "r2" }],
  ]);

  const [first, second] = commands;
  mapper.answer(second?.key ?? 0, { result: { body: "AAE=", base64Encoded: true } });
  expect(words()).toHaveLength(2);
  mapper.answer(first?.key ?? 0, { result: { body: "6", base64Encoded: false } });
  expect(words()).toEqual(["http-request 1", "http-response 1", "http-body 1", "http-request 2", "http-response 2", "http-body 2"]);
  expect(events.filter((event) => event.kind === "http-body").map(({ body, at }) => [body, at])).toEqual([
    [{ text: "6" }, at(2.1)],
    [{ base64: "AAE=" }, at(4)],
  ]);
});

for (const [words, body] of [
  ["Request content was evicted from inspector cache", { omitted: "evicted", bytes: 9 }],
  ["No resource with given identifier found", { omitted: "navigated", bytes: 9 }],
  ["Session with given id not found.", { omitted: "navigated", bytes: 9 }],
  ["cdpSession.send: Protocol error (Network.getResponseBody): something else", { omitted: "not-reported", bytes: 9 }],
] as const) {
  test(`a body that cannot be read is omitted as ${body.omitted}: ${words}`, () => {
    const { mapper, push, commands, events } = recorder();
    push("Network.requestWillBeSent", request("r1", 1));
    push("Network.responseReceived", response("r1", 2));
    push("Network.dataReceived", { requestId: "r1", timestamp: 2, dataLength: 4 });
    push("Network.dataReceived", { requestId: "r1", timestamp: 2, dataLength: 5 });
    push("Network.loadingFinished", { requestId: "r1", timestamp: 2 });
    mapper.answer(last(commands).key, { error: words });
    expect(last(events)).toMatchObject({ kind: "http-body", body });
  });
}

test("a body that never comes is omitted when 5000 events wait behind it", () => {
  const { push, words, events } = recorder();
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.responseReceived", response("r1", 2));
  push("Network.loadingFinished", { requestId: "r1", timestamp: 2 });
  push("Network.webSocketCreated", { requestId: "w", url: ENGINE.replace("http", "ws") });
  for (let i = 0; i < 4990; i++)
    push("Network.webSocketFrameReceived", { requestId: "w", timestamp: 3, response: { opcode: 1, payloadData: "2" } });
  expect(words()).toHaveLength(2);
  for (let i = 0; i < 20; i++)
    push("Network.webSocketFrameReceived", { requestId: "w", timestamp: 3, response: { opcode: 1, payloadData: "2" } });
  expect(events[2]).toMatchObject({ kind: "http-body", body: { omitted: "not-reported" } });
  expect(words()).toHaveLength(3 + 1 + 5010);
});

test("the body of a request is made from postDataEntries, or else from postData", () => {
  const { push, mapper, events } = recorder();
  const posted = (requestId: string, post: object) => request(requestId, 1, { method: "POST", request: { hasPostData: true, ...post } });
  push("Network.requestWillBeSent", posted("r1", { postData: "40", postDataEntries: [{ bytes: "NDA=" }] }));
  push("Network.requestWillBeSent", posted("r2", { postData: "\u0001\u0002ÿ", postDataEntries: [{ bytes: "AQL/" }] }));
  push("Network.requestWillBeSent", posted("r3", { postData: "42", postDataEntries: [{ bytes: "NA==" }, { bytes: "Mg==" }] }));
  push("Network.requestWillBeSent", posted("r4", { postData: "no entries" }));
  settle(mapper);
  expect(events.map((event) => event.kind === "http-request" && event.body)).toEqual([
    { text: "40" },
    { base64: "AQL/" },
    { text: "42" },
    { text: "no entries" },
  ]);
});

test("a large body or a Blob is asked for, and the request keeps its place", () => {
  const { push, mapper, commands, events, words } = recorder();
  push("Network.requestWillBeSent", request("r1", 1, { method: "POST", request: { hasPostData: true } }));
  push("Network.requestWillBeSent", request("r2", 2));
  push("Network.responseReceived", response("r1", 3));
  expect(words()).toEqual([]);
  expect(last(commands)).toMatchObject({ method: "Network.getRequestPostData", params: { requestId: "r1" } });
  const large = "x".repeat(70_000);
  mapper.answer(last(commands).key, { result: { postData: btoa(large), base64Encoded: true } });
  settle(mapper);
  expect(words()).toEqual(["http-request 1", "http-request 2", "http-response 1"]);
  expect(events[0]).toMatchObject({ body: { text: large } });
});

test("a request gets the headers of its ExtraInfo event, before or after it, or its own at settle", () => {
  const { push, mapper, words, events } = recorder();
  push("Network.requestWillBeSentExtraInfo", { requestId: "r1", headers: { Cookie: "a=1" } });
  push("Network.requestWillBeSent", request("r1", 1));
  expect(words()).toEqual(["http-request 1"]);

  push("Network.requestWillBeSent", request("r2", 2));
  expect(words()).toHaveLength(1);
  expect(mapper.unsettled("headers")).not.toBeNull();
  push("Network.requestWillBeSentExtraInfo", { requestId: "r2", headers: { Cookie: "a=2" } });
  expect(words()).toHaveLength(2);

  push("Network.requestWillBeSent", request("r3", 3));
  settle(mapper);
  expect(mapper.unsettled("headers")).toBeNull();
  expect(events.map((event) => "headers" in event && event.headers)).toEqual([{ Cookie: "a=1" }, { Cookie: "a=2" }, { plain: "yes" }]);
});

test("a response gets the headers of its ExtraInfo event, before it or after its body", () => {
  const { push, mapper, events, commands } = recorder();
  const extra = { requestId: "r1", statusCode: 200, headers: { "Set-Cookie": "AWSALB=1\nio=2" } };
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.responseReceivedExtraInfo", extra);
  push("Network.responseReceived", response("r1", 2, { hasExtraInfo: true }));
  push("Network.requestWillBeSent", request("r2", 3));
  push("Network.responseReceived", response("r2", 4, { hasExtraInfo: true }));
  push("Network.loadingFinished", { requestId: "r2", timestamp: 4 });
  mapper.answer(last(commands).key, { result: { body: "ok", base64Encoded: false } });
  expect(last(events)).toMatchObject({ kind: "http-request", id: "2" });
  push("Network.responseReceivedExtraInfo", { ...extra, requestId: "r2" });
  expect(events.filter((event) => event.kind === "http-response").map(({ headers }) => headers)).toEqual([extra.headers, extra.headers]);
  expect(last(events)).toMatchObject({ kind: "http-body", id: "2", body: { text: "ok" } });
});

test("a worker's request gets the headers that came on the page's session", () => {
  const { push, events } = recorder();
  push("Target.attachedToTarget", { sessionId: "W", targetInfo: { targetId: "worker-1", type: "worker", url: "http://a.test/w.js" } });
  push("Network.requestWillBeSentExtraInfo", { requestId: "7.1", headers: { Cookie: "early" } });
  push("Network.requestWillBeSent", request("7.1", 1, { frameId: undefined }), "W");
  expect(last(events)).toMatchObject({ kind: "http-request", documentFrame: "worker-1", headers: { Cookie: "early" } });
  push("Network.requestWillBeSent", request("7.2", 2, { frameId: undefined }), "W");
  push("Network.requestWillBeSentExtraInfo", { requestId: "7.2", headers: { Cookie: "late" } });
  expect(last(events)).toMatchObject({ kind: "http-request", documentFrame: "worker-1", headers: { Cookie: "late" } });
});

test("the body of a worker that has gone is asked of its page", () => {
  const { push, mapper, commands, events } = recorder();
  push("Target.attachedToTarget", { sessionId: "W", targetInfo: { targetId: "worker-1", type: "worker", url: "http://a.test/w.js" } });
  push("Network.requestWillBeSent", request("7.1", 1), "W");
  push("Network.responseReceived", response("7.1", 2), "W");
  push("Network.loadingFinished", { requestId: "7.1", timestamp: 2 }, "W");
  expect(last(commands).sessionId).toBe("W");
  mapper.answer(last(commands).key, { error: "Session with given id not found." });
  expect(last(commands).sessionId).toBeUndefined();
  mapper.answer(last(commands).key, { result: { body: "3", base64Encoded: false } });
  expect(last(events)).toMatchObject({ kind: "http-body", body: { text: "3" } });
});

test("a redirect ends one exchange and begins another under the same request id", () => {
  const { push, mapper, events, words } = recorder();
  push("Network.requestWillBeSent", request("r1", 1, { url: ENGINE }));
  push(
    "Network.requestWillBeSent",
    request("r1", 2, {
      url: ENGINE.replace("http:", "https:"),
      redirectResponse: { url: ENGINE, status: 302, headers: { location: "there" } },
    }),
  );
  // The ExtraInfo of the redirect comes late: it does not belong to the second response.
  push("Network.responseReceivedExtraInfo", { requestId: "r1", statusCode: 302, headers: { wrong: "yes" } });
  push("Network.responseReceived", response("r1", 3, { url: ENGINE.replace("http:", "https:") }));
  settle(mapper);
  expect(words()).toEqual(["http-request 1", "http-response 1", "http-body 1", "http-request 2", "http-response 2"]);
  expect(events[1]).toMatchObject({ status: 302, headers: { location: "there" } });
  expect(events[2]).toMatchObject({ body: { omitted: "not-reported" } });
  expect(events[3]).toMatchObject({ redirectedFrom: "1" });
  expect(events[4]).toMatchObject({ status: 200, headers: { plain: "yes" } });
});

test("where a redirect of Engine.IO leads is recorded, whatever its URL, with its body", () => {
  const { push, mapper, commands, events } = recorder();
  push("Network.requestWillBeSent", request("r1", 1));
  const follow = (url: string, from: string) =>
    push("Network.requestWillBeSent", request("r1", 2, { url, redirectResponse: { url: from, status: 302, headers: { location: url } } }));
  follow("http://a.test/a", ENGINE);
  follow("http://a.test/login", "http://a.test/a");
  push("Network.responseReceived", response("r1", 3, { url: "http://a.test/login" }));
  push("Network.loadingFinished", { requestId: "r1", timestamp: 3 });
  mapper.answer(last(commands).key, { result: { body: "Sign in", base64Encoded: false } });
  const requests = events.flatMap((event) => (event.kind === "http-request" ? [event] : []));
  expect(requests.map(({ url, part, redirectedFrom }) => [url, part, redirectedFrom])).toEqual([
    [ENGINE, "engine", undefined],
    ["http://a.test/a", "engine", "1"],
    ["http://a.test/login", "engine", "2"],
  ]);
  expect(last(events)).toMatchObject({ kind: "http-body", id: "3", body: { text: "Sign in" } });
});

test("each answer of a chain of redirects gets the headers of its own ExtraInfo event, early or late", () => {
  const { push, mapper, events } = recorder();
  const extra = (statusCode: number, n: number) =>
    push("Network.responseReceivedExtraInfo", { requestId: "r1", statusCode, headers: { n: String(n) } });
  const redirect = { redirectHasExtraInfo: true, redirectResponse: { url: ENGINE, status: 302, headers: {} } };
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.requestWillBeSent", request("r1", 2, redirect));
  extra(302, 1);
  extra(302, 2);
  push("Network.requestWillBeSent", request("r1", 3, redirect));
  push("Network.requestWillBeSent", request("r1", 4, redirect));
  extra(302, 3);
  push("Network.responseReceived", response("r1", 5, { hasExtraInfo: true }));
  extra(200, 4);
  settle(mapper);
  const responses = events.flatMap((event) => (event.kind === "http-response" ? [event] : []));
  expect(responses.map(({ status, headers }) => [status, headers.n])).toEqual([
    [302, "1"],
    [302, "2"],
    [302, "3"],
    [200, "4"],
  ]);
});

test("documents and scripts are recorded without bodies, other requests are not recorded", () => {
  const { push, mapper, events } = recorder();
  push("Network.requestWillBeSent", request("loader", 1, { url: PAGE, type: "Document" }));
  push("Network.responseReceived", response("loader", 2, { url: PAGE, type: "Document" }));
  push("Network.dataReceived", { requestId: "loader", timestamp: 2, dataLength: 321 });
  push("Network.loadingFinished", { requestId: "loader", timestamp: 2 });
  push("Network.requestWillBeSent", request("r2", 3, { url: `${PAGE}a.js`, type: "Script" }));
  push("Network.requestWillBeSent", request("r3", 3, { url: `${PAGE}a.css`, type: "Stylesheet" }));
  push("Network.requestWillBeSent", request("r4", 3, { url: "data:text/javascript,0", type: "Script" }));
  push("Network.requestWillBeSent", request("r5", 3, { url: `${PAGE}api?transport=bike`, type: "XHR" }));
  settle(mapper);
  expect(events.filter((event) => event.kind === "http-request").map(({ part }) => part)).toEqual(["page", "script"]);
  expect(events.find((event) => event.kind === "http-body")).toMatchObject({ body: { omitted: "not-asked", bytes: 321 } });
  expect(mapper.counters).toMatchObject({ requests: 5, engineRequests: 0 });
});

test("an OPTIONS request is a preflight, and the failed request has the CORS error in its reason", () => {
  const { push, mapper, events } = recorder();
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.requestWillBeSent", request("r2", 1, { method: "OPTIONS", type: "Preflight", frameId: undefined }));
  push("Network.loadingFailed", {
    requestId: "r1",
    timestamp: 2,
    type: "XHR",
    errorText: "net::ERR_FAILED",
    canceled: false,
    corsErrorStatus: { corsError: "PreflightMissingAllowOriginHeader", failedParameter: "" },
  });
  settle(mapper);
  expect(events.filter((event) => event.kind === "http-request").map(({ part }) => part)).toEqual(["engine", "preflight"]);
  expect(events.find((event) => event.kind === "http-failed")).toMatchObject({
    id: "1",
    reason: "net::ERR_FAILED (PreflightMissingAllowOriginHeader)",
    canceled: false,
  });
});

test("a request that Chromium blocks with an empty errorText fails for the reason that it names", () => {
  const { push, mapper, events } = recorder();
  for (const [n, blockedReason] of ["csp", "mixed-content"].entries()) {
    push("Network.requestWillBeSent", request(`r${n}`, 1));
    push("Network.loadingFailed", { requestId: `r${n}`, timestamp: 2, type: "XHR", errorText: "", canceled: false, blockedReason });
  }
  settle(mapper);
  expect(events.flatMap((event) => (event.kind === "http-failed" ? [event.reason] : []))).toEqual(["csp", "mixed-content"]);
});

// https://github.com/socketio/socket.io/issues/3085
test("an answer that CORS hides has the status and headers of its ExtraInfo event, before or after the failure", () => {
  const { push, mapper, events, words } = recorder();
  const extra = (requestId: string, statusCode: number) =>
    push("Network.responseReceivedExtraInfo", { requestId, statusCode, headers: { server: "cloudflare" } });
  const failed = (requestId: string, at: number) =>
    push("Network.loadingFailed", {
      requestId,
      timestamp: at,
      errorText: "net::ERR_FAILED",
      corsErrorStatus: { corsError: "MissingAllowOriginHeader" },
    });
  push("Network.requestWillBeSent", request("early", 1));
  extra("early", 521);
  failed("early", 2);
  push("Network.requestWillBeSent", request("late", 3));
  failed("late", 4);
  extra("late", 403);
  push("Network.requestWillBeSent", request("never", 5));
  failed("never", 6);
  settle(mapper);
  expect(words()).toEqual([
    ...["http-request 1", "http-response 1", "http-failed 1"],
    ...["http-request 2", "http-response 2", "http-failed 2"],
    ...["http-request 3", "http-failed 3"],
  ]);
  expect(events[1]).toMatchObject({ status: 521, headers: { server: "cloudflare" }, at: at(2) });
  expect(events[4]).toMatchObject({ status: 403, headers: { server: "cloudflare" }, at: at(4) });
});

test("the ExtraInfo events of a redirect and of the answer behind it may both come before the browser follows the redirect", () => {
  const redirectResponse = { url: ENGINE, status: 307, headers: { location: "http://b.test/" } };
  const follow = (more = {}) => request("r1", 2, { url: "http://b.test/", redirectHasExtraInfo: true, redirectResponse, ...more });
  const early = (recording: Recorder) => {
    recording.push("Network.requestWillBeSent", request("r1", 1));
    for (const statusCode of [307, 521])
      recording.push("Network.responseReceivedExtraInfo", { requestId: "r1", statusCode, headers: { of: String(statusCode) } });
    recording.push("Network.requestWillBeSent", follow());
  };
  const seen = ({ events }: Recorder) =>
    events.flatMap((event) => (event.kind === "http-response" ? [[event.id, event.status, event.headers.of]] : []));
  const hidden = recorder();
  early(hidden);
  const corsErrorStatus = { corsError: "MissingAllowOriginHeader", failedParameter: "" };
  hidden.push("Network.loadingFailed", { requestId: "r1", timestamp: 3, errorText: "net::ERR_FAILED", corsErrorStatus });
  settle(hidden.mapper);
  const read = recorder();
  early(read);
  read.push("Network.responseReceived", response("r1", 3, { url: "http://b.test/", status: 521, hasExtraInfo: true }));
  settle(read.mapper);
  for (const recording of [hidden, read])
    expect(seen(recording)).toEqual([
      ["1", 307, "307"],
      ["2", 521, "521"],
    ]);
});

test("an answer out of the memory cache says so, and names no connection: the browser repeats that of the answer it kept", () => {
  const { push, events } = recorder();
  const script = { url: "http://a.test/socket.io/socket.io.js", type: "Script" };
  const { response: kept, ...rest } = response("r1", 2, script);
  push("Network.requestWillBeSent", request("r1", 1, script));
  push("Network.requestServedFromCache", { requestId: "r1" });
  const way = { connectionId: 49, connectionReused: true, remoteIPAddress: "127.0.0.1", remotePort: 80, protocol: "http/1.1" };
  push("Network.responseReceived", { ...rest, response: { ...kept, ...way } });
  const answer = last(events.filter(({ kind }) => kind === "http-response"));
  expect(answer).toMatchObject({ from: "memory-cache", protocol: "http/1.1" });
  for (const field of ["connection", "reused", "remoteAddress"]) expect(answer).not.toHaveProperty(field);
});

test("an answer that CORS hides after a redirect is not taken for the redirect's", () => {
  const { push, mapper, events } = recorder();
  push("Network.requestWillBeSent", request("r1", 1));
  const redirectResponse = { url: ENGINE, status: 302, headers: { location: "http://b.test/" } };
  push("Network.requestWillBeSent", request("r1", 2, { url: "http://b.test/", redirectHasExtraInfo: true, redirectResponse }));
  push("Network.responseReceivedExtraInfo", { requestId: "r1", statusCode: 302, headers: { location: "http://b.test/" } });
  push("Network.loadingFailed", { requestId: "r1", timestamp: 3, errorText: "net::ERR_FAILED", corsErrorStatus: { corsError: "X" } });
  settle(mapper);
  expect(events.filter(({ kind }) => kind === "http-response")).toHaveLength(1);
});

test("an exchange has its timing, connection and protocol", () => {
  const { push, mapper, commands, events } = recorder();
  push("Network.requestWillBeSent", request("r1", 10));
  const timing = {
    requestTime: 10.002,
    dnsStart: 1,
    dnsEnd: 3,
    connectStart: 3,
    connectEnd: 13,
    sslStart: 5,
    sslEnd: 12,
    sendStart: 13.5,
    sendEnd: 14,
    receiveHeadersEnd: 114,
  };
  const head = {
    url: ENGINE,
    status: 200,
    statusText: "OK",
    headers: {},
    connectionId: 58,
    connectionReused: false,
    protocol: "h2",
    timing,
    remoteIPAddress: "[::1]",
    remotePort: 3000,
  };
  push("Network.responseReceived", { requestId: "r1", timestamp: 10.12, response: head });
  push("Network.loadingFinished", { requestId: "r1", timestamp: 10.118 });
  mapper.answer(last(commands).key, { result: { body: "", base64Encoded: false } });
  expect(events[1]).toEqual({
    kind: "http-response",
    at: at(10.12),
    id: "1",
    status: 200,
    statusText: "OK",
    headers: {},
    connection: "58",
    reused: false,
    protocol: "h2",
    remoteAddress: "[::1]:3000",
  });
  expect(events[2]).toEqual({
    kind: "http-body",
    // loadingFinished is before the response, so the body gets the time of the response.
    at: at(10.12),
    id: "1",
    body: { text: "" },
    timing: { blocked: 3, dns: 2, connect: 10, ssl: 7, send: 0.5, wait: 100, receive: 2 },
  });
});

test("an answer names the cache that gave it", () => {
  const { push, events } = recorder();
  const answers = [{ fromDiskCache: true }, { fromPrefetchCache: true }, { fromDiskCache: false }];
  for (const [n, from] of answers.entries()) {
    push("Network.requestWillBeSent", request(`r${n}`, n));
    push("Network.responseReceived", { requestId: `r${n}`, timestamp: n, response: { url: ENGINE, status: 200, headers: {}, ...from } });
  }
  const responses = events.flatMap((event) => (event.kind === "http-response" ? [event] : []));
  expect(responses.map(({ from }) => from)).toEqual(["disk-cache", "prefetch-cache", undefined]);
});

test("a navigation ends the requests under way, but not the one for the next page", () => {
  const { push, mapper, words, events } = recorder({ newId: ids("t-") });
  push("Page.frameNavigated", navigated(PAGE, "loader"));
  push("Network.requestWillBeSent", request("r1", 1));
  push("Network.requestWillBeSent", request("loader2", 2, { url: `${PAGE}next`, type: "Document", loaderId: "loader2" }));
  push("Page.frameNavigated", navigated(`${PAGE}next`, "loader2"));
  push("Network.responseReceived", response("loader2", 3, { url: `${PAGE}next` }));
  settle(mapper);
  expect(words()).toEqual(["context", "http-request t-1", "http-request t-2", "http-failed t-1", "context", "http-response t-2"]);
  expect(events[3]).toMatchObject({ reason: "navigation", canceled: true });
});

test("a download is no navigation: what is under way goes on, and polls from before the recording are still found", () => {
  const page = { url: PAGE, type: "Document" };
  const answer = (id: string, headers: object) => {
    const { response: head, ...rest } = response(id, 3, { ...page, loaderId: id });
    return { ...rest, response: { ...head, headers } };
  };
  for (const [headers, leaves] of [
    [{ "Content-Disposition": "attachment" }, false],
    [{ "content-type": "text/html" }, true],
  ] as const) {
    const { push, mapper, words } = recorder({ pageEvents: false });
    push("Network.requestWillBeSent", request("poll", 1));
    push("Network.requestWillBeSent", request("file", 2, { ...page, loaderId: "file" }));
    push("Network.responseReceived", answer("file", headers));
    push("Network.responseReceived", response("early", 4));
    settle(mapper);
    expect(words().includes("http-failed 1"), JSON.stringify(headers)).toBe(leaves);
    expect(words().includes("http-request 3"), JSON.stringify(headers)).toBe(!leaves);
  }
});

test("a JSONP post into an iframe is no navigation", () => {
  const { push, mapper, words } = recorder({ pageEvents: false });
  push("Network.requestWillBeSent", request("loader", 1, { url: PAGE, type: "Document" }));
  push("Network.responseReceived", response("loader", 2, { url: PAGE, type: "Document", loaderId: "loader" }));
  push("Network.requestWillBeSent", request("poll", 3, { url: `${ENGINE}&j=0`, type: "Script" }));
  const form = { url: `${ENGINE}&j=0`, type: "Document", frameId: "form", loaderId: "post" };
  push("Network.requestWillBeSent", request("post", 4, { ...form, method: "POST", request: { hasPostData: true, postData: "d=2%3A40" } }));
  push("Network.responseReceived", response("post", 5, form));
  settle(mapper);
  expect(words()).toEqual(["http-request 1", "http-response 1", "context", "http-request 2", "http-request 3", "http-response 3"]);
});

test("a poll that was under way when recording began has bodies omitted as late", () => {
  const { push, mapper, words, events } = recorder({ now: () => at(10) });
  expect(mapper.begin({ frame: { id: "main", url: PAGE } })).toBe(true);
  push("Network.responseReceived", response("r1", 10));
  push("Network.loadingFinished", { requestId: "r1", timestamp: 10 });
  settle(mapper);
  expect(words()).toEqual(["context", "note", "http-request 1", "http-response 1", "http-body 1"]);
  expect(events[1]).toMatchObject({ what: "late", text: PAGE });
  expect(events[2]).toMatchObject({ method: "GET", url: ENGINE, body: { omitted: "late" } });
  expect(events[4]).toMatchObject({ body: { omitted: "late" } });
});

test("events without a required field are counted and left out", () => {
  const { mapper, events } = recorder();
  for (const params of [
    undefined,
    null,
    7,
    [],
    { requestId: 1 },
    request("r", Number.NaN),
    request("r", 1, { request: { headers: { a: 1 } } }),
  ]) {
    expect(mapper.push({ method: "Network.requestWillBeSent", params })).toBe(false);
  }
  expect(mapper.push({ method: "toString", params: {} })).toBe(true);
  expect(events).toEqual([]);
  expect(mapper.counters.malformed).toBe(7);
});

test("a request stays open at the end of the recording, and fails at the end of the page", () => {
  for (const [how, kinds] of [
    ["unseen", ["http-request"]],
    ["gone", ["http-request", "http-failed"]],
  ] as const) {
    const { push, mapper, events } = recorder();
    push("Network.requestWillBeSent", request("r1", 1));
    mapper.end(how);
    expect(events.map(({ kind }) => kind)).toEqual(kinds);
  }
});

function ids(prefix: string): () => string {
  let n = 0;
  return () => `${prefix}${++n}`;
}
