// Conversations as text, called ladders: each line is an event, 10 ms after the line before it.
//
//   c1 GET ?EIO=4&transport=polling       a request; c1 names the exchange         c1 POST ?sid=A 42["x"]
//   c1 200 0{"sid":"A"}                   its answer, on connection 1              c1 200@7 …       on connection 7
//   c1 302 /login                         a redirect                               c2 GET /login after c1   the browser follows it
//   c1 failed net::ERR_FAILED             c1 canceled   (by the page)              c1 gone          (the page left)
//   c1 OPTIONS ?EIO=4&transport=polling   a preflight with the URL of its request; c1 204 answers it
//   w1 open ?EIO=4&transport=websocket    w1 101     w1 > 2probe    w1 < 3probe    w1 < [base64]    w1 error text     w1 closed
//   w1 foreign ws://…/                    a websocket with any URL
//   t1 asked ?EIO=4&transport=webtransport    t1 established    t1 closed          WebTransport
//   page http://…/                        the page's own document, answered
//   hidden    shown                       the tab, behind another one of its window
//   crash                                 the process of the frame crashed
//   context navigated    context gone      another document in the frame, or none (an iframe of `main` in any other frame)
//   gap 3000                              the next 3000 ms were not recorded; the time itself passes with +3000
//   clock 3000                            the clock jumped by 3000 ms (a sleep, or it was set); the time itself passes with +3000
//   +5000                                 5000 ms pass
//
// A URL is what follows "/socket.io/", which may be a path, as in Socket.IO 0.9: 1/xhr-polling/A. If it begins with a slash, it is all of the
// path. A frame or body in [brackets] that is no JSON is base64; `blob` is a binary frame whose content was not recorded, `empty` one without
// bytes. `@worker` at the end of a line names the document frame.

import type { Silence } from "../../../src/session/model.ts";
import { Store } from "../../../src/session/store.ts";
import type { Body, WireEvent } from "../../../src/wire/event.ts";

const START = 1_700_000_000_000;

/** How a session begins on a websocket. */
export const OPENED = `
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"eYk3_1Vd0pTqWmZcAAAB","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40
w1 < 40{"sid":"s"}
`;

export function wireEvents(ladder: string): WireEvent[] {
  let at = START;
  const events: WireEvent[] = [];
  for (const raw of ladder.split("\n")) {
    const framed = /^(.*?)(?:\s+@(\w+))?$/.exec(raw.trim());
    const line = framed?.[1] ?? "";
    const documentFrame = framed?.[2] ?? "main";
    if (line === "" || line.startsWith("#")) continue;
    const pause = /^\+(\d+)$/.exec(line);
    if (pause) {
      at += Number(pause[1]);
      continue;
    }
    at += 10;
    events.push(...eventsOf(line, at, documentFrame));
  }
  return events;
}

/** The same events, but the body of exchange `id` is reported after the event that follows it. */
export function withLateBody(events: readonly WireEvent[], id: string): WireEvent[] {
  const late = [...events];
  const at = late.findIndex((event) => event.kind === "http-body" && event.id === id);
  late.splice(at + 1, 0, ...late.splice(at, 1));
  return late;
}

export function play(ladder: string): Store {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" });
  for (const event of wireEvents(ladder)) store.push(event);
  return store;
}

/** The silences of a trace, in the order in which they were found. */
export function silences(store: Store): Silence[] {
  return [...store.silences(0, Number.MAX_VALUE)].reverse();
}

function body(text: string): Body {
  if (text.startsWith("omitted")) return { omitted: "evicted" };
  const base64 = /^\[([\w+/]+=*)\]$/.exec(text)?.[1];
  return base64 === undefined ? { text: text.replaceAll("\\x1e", "\x1e") } : { base64 };
}

function eventsOf(line: string, at: number, documentFrame: string): WireEvent[] {
  const [, id = "", verb = "", rest = ""] = /^(\S+)\s*(\S*)\s*(.*)$/s.exec(line) ?? [];
  const url = (scheme: string, path: string) => `${scheme}://localhost:3000${path.startsWith("/") ? "" : "/socket.io/"}${path}`;
  if (id === "clock") return [{ kind: "gap", at, until: at + Number(verb), reason: "clock-jumped" }];
  if (id === "gap") return [{ kind: "gap", at, until: at + Number(verb), reason: "not-recording" }];
  if (id === "hidden" || id === "shown") return [{ kind: "note", at, what: id }];
  if (id === "crash") return [{ kind: "note", at, what: "crashed", documentFrame, text: "http://localhost:3000/" }];
  if (id === "context") {
    const state = verb === "gone" ? "gone" : verb === "appeared" ? "appeared" : "navigated";
    const iframe = documentFrame === "main" ? {} : { parent: "main" };
    const type = documentFrame === "main" ? "page" : "iframe";
    return [{ kind: "context", at, documentFrame, type, url: "http://localhost:3000/", ...iframe, state }];
  }
  if (id === "page") {
    return [
      { kind: "http-request", at, id: `page${at}`, method: "GET", url: verb, headers: {}, documentFrame, part: "page" },
      {
        kind: "http-response",
        at: at + 2,
        id: `page${at}`,
        status: 200,
        statusText: "OK",
        headers: {},
        connection: "1",
        reused: false,
        protocol: "http/1.1",
      },
      { kind: "http-body", at: at + 3, id: `page${at}`, body: { omitted: "not-asked", bytes: 500 } },
    ];
  }
  if (verb === "GET" || verb === "POST") {
    const [, request = "", redirectedFrom] = /^(.*?)(?: after (\w+))?$/.exec(rest) ?? [];
    const [query = "", ...text] = request.split(" ");
    const own = text.length > 0 ? { body: body(text.join(" ")) } : {};
    const from = redirectedFrom === undefined ? {} : { redirectedFrom };
    const common = { method: verb, url: query.startsWith("http") ? query : url("http", query), headers: {} };
    return [{ kind: "http-request", at, id, ...common, ...own, documentFrame, part: "engine", ...from }];
  }
  if (verb === "OPTIONS") return [{ kind: "http-request", at, id, method: verb, url: url("http", rest), headers: {}, part: "preflight" }];
  const answer = /^(\d{3})(?:@(\d+))?$/.exec(verb);
  if (answer && id.startsWith("c")) {
    const connection = answer[2] ?? "1";
    const isRedirect = verb.startsWith("3");
    return [
      {
        kind: "http-response",
        at,
        id,
        status: Number(answer[1]),
        statusText: "",
        headers: isRedirect ? { Location: rest } : {},
        connection,
        reused: true,
        protocol: "http/1.1",
      },
      { kind: "http-body", at: at + 1, id, body: isRedirect || answer[1] === "204" ? { omitted: "not-reported" } : body(rest) },
    ];
  }
  switch (verb) {
    case "failed":
      return [{ kind: "http-failed", at, id, reason: rest, canceled: false }];
    case "canceled":
      return [{ kind: "http-failed", at, id, reason: "net::ERR_ABORTED", canceled: true }];
    case "gone":
      return id.startsWith("c")
        ? [{ kind: "http-failed", at, id, reason: "navigation", canceled: true }]
        : [{ kind: "ws-close", at, id, cause: "navigation" }];
    case "open":
      return [{ kind: "ws-open", at, id, url: url("ws", rest), documentFrame }];
    case "asked":
      return [{ kind: "wt-open", at, id, url: url("https", rest) }];
    case "established":
      return [{ kind: "wt-established", at, id }];
    case "foreign":
      return [{ kind: "ws-open", at, id, url: rest }];
    case "101":
    case "400":
    case "403":
      return [{ kind: "ws-handshake", at, id, status: Number(verb), requestHeaders: {}, responseHeaders: {} }];
    case ">":
    case "<": {
      const own: Body = rest === "blob" ? { omitted: "not-reported" } : body(rest === "empty" ? "" : rest);
      const direction = verb === ">" ? "sent" : "received";
      return [{ kind: "ws-frame", at, id, direction, opcode: "base64" in own || /^(blob|empty)$/.test(rest) ? 2 : 1, body: own }];
    }
    case "error":
      return [{ kind: "ws-error", at, id, message: rest }];
    case "closed":
      if (id.startsWith("t")) return [{ kind: "wt-close", at, id }];
      return [{ kind: "ws-close", at, id, cause: "reported" }];
    default:
      throw new Error(`no such line: ${line}`);
  }
}
