// A document that goes away ends the sessions of its clients, and a session of the next document is no attempt to connect again.

import { expect, test } from "@playwright/test";
import { ENTRY } from "../../../src/session/entries.ts";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent, WsClose } from "../../../src/wire/event.ts";
import { rows } from "../diagram/support.ts";
import { play, wireEvents } from "./ladder-text.ts";

const open = (id = "w1", sid = "A", frame = "") => `
  ${id} open ?EIO=4&transport=websocket ${frame}
  ${id} 101 ${frame}
  ${id} < 0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000} ${frame}
  ${id} > 40 ${frame}
`;
const PAGE = "page http://localhost:3000/";

/** A line for each session: its client, its cause or state, and what it is to the session before it. */
function told({ sessions }: Store): string[] {
  return sessions.map(({ client, cause, state, attempt, reloaded }) =>
    [client.index, cause ?? state, ...(reloaded ? ["loaded again"] : []), ...(attempt > 0 ? [`attempt ${attempt}`] : [])].join(" "),
  );
}

function playClosed(ladder: string, close: Partial<WsClose>): Store {
  const store = play("");
  for (const event of wireEvents(ladder)) store.push(event.kind === "ws-close" ? { ...event, ...close } : event);
  return store;
}

test("the next document in a frame ends the sessions under way there, and in the iframes of the page", () => {
  const polling = `c1 GET ?EIO=4&transport=polling\nc1 200 0{"sid":"A"}\nc2 POST ?EIO=4&transport=polling&sid=A 40\nc2 200 ok\n`;
  expect(told(play(`${polling}context navigated\n${open("w2", "B")}`))).toEqual(["0 navigation", "0 open loaded again"]);
  expect(told(play(`c1 GET ?EIO=4&transport=polling\ncontext navigated`))).toEqual(["0 navigation"]);
  const inner = `context appeared @inner\n${open("w1", "A", "@inner")}`;
  expect(told(play(`${inner}context navigated`))).toEqual(["0 navigation"]);
  expect(told(play(`${inner}context gone @inner`))).toEqual(["0 navigation"]);
  expect(told(play(`${open()}context appeared @inner\ncontext navigated @inner`))).toEqual(["0 open"]);
});

test("a client that closes in `beforeunload` left with its page", () => {
  const left = ["0 navigation", "0 open loaded again"];
  const next = `+3000\ncontext navigated\n${open("w2", "B")}`;
  expect(told(play(`${open()}${PAGE}\nw1 closed\n${next}`))).toEqual(left);
  expect(told(play(`${open()}${PAGE}\n+900\nw1 closed\n${next}`))).toEqual(left);
  // Its time may be before that of the request, which was reported before it.
  const reported = wireEvents(`${open()}${PAGE}\nw1 closed\n${next}`);
  const early = play("");
  for (const event of reported) early.push(event.kind === "ws-close" ? { ...event, at: event.at - 60 } : event);
  expect(told(early)).toEqual(left);
  // Pages disconnect in `beforeunload` too.
  expect(told(play(`${open()}w1 > 41\nw1 closed\n${PAGE}\n${next}`))).toEqual(left);
  expect(told(play(`${open()}${PAGE}\nw1 > 41\nw1 closed\n${next}`))).toEqual(left);
  // No request shows which came first where the next document needs none.
  expect(told(play(`${open()}w1 closed\ncontext navigated`))).toEqual(["0 navigation"]);
  // Its page's script reports close(), and a client on polling sends a close packet.
  const closing = wireEvents(`${open()}w1 closed\n${PAGE}\n${next}`).flatMap((event): WireEvent[] =>
    event.kind === "ws-close"
      ? [
          { kind: "ws-closing", at: event.at, id: "w1" },
          { ...event, code: 1005, cause: "hook" },
        ]
      : [event],
  );
  const store = play("");
  for (const event of closing) store.push(event);
  expect(told(store)).toEqual(left);
  const polling = `c1 GET ?EIO=4&transport=polling\nc1 200 0{"sid":"A"}\nc2 POST ?EIO=4&transport=polling&sid=A 1\n`;
  expect(told(play(`${polling}${PAGE}\n${next}`))).toEqual(left);
});

test("an end that the page did not bring stays what it was, and the session of the next document is no attempt all the same", () => {
  const next = `+3000\ncontext navigated\n${open("w2", "B")}`;
  // The page left because its session was over.
  expect(told(play(`${open()}w1 closed\n${PAGE}\n${next}`))).toEqual(["0 transport", "0 open loaded again"]);
  // The page had stayed: the next document was slow.
  expect(told(play(`${open()}${PAGE}\n+1100\nw1 closed\n${next}`))).toEqual(["0 transport", "0 open loaded again"]);
  expect(told(play(`${open()}w1 > 41\nw1 closed\n+400\n${PAGE}\n${next}`))).toEqual(["0 client", "0 open loaded again"]);
  expect(told(play(`${open()}w1 < 41\nw1 closed\n${PAGE}\n${next}`))).toEqual(["0 server", "0 open loaded again"]);
  expect(told(play(`${open()}w1 error reset\nw1 closed\n${PAGE}\n${next}`))).toEqual(["0 transport", "0 open loaded again"]);
  expect(told(playClosed(`${open()}w1 closed\n${PAGE}\n${next}`, { code: 1006, cause: "hook" }))).toEqual([
    "0 transport",
    "0 open loaded again",
  ]);
  // Without a next document the client only connects again.
  expect(told(play(`${open()}w1 closed\n${PAGE}\n${open("w2", "B")}`))).toEqual(["0 transport", "0 open attempt 1"]);
  const refused = "c1 GET ?EIO=4&transport=polling\nc1 400 no\n";
  expect(told(play(`${refused}${next}`))).toEqual(["0 refused", "0 open loaded again"]);
});

/** A request for a document, and an answer that shows none. */
function download(end: "204" | "attachment" | "zip" | "canceled", more: object = {}): WireEvent[] {
  const [request, response, body] = wireEvents("page http://localhost:3000/report");
  if (request?.kind !== "http-request" || response?.kind !== "http-response" || !body) throw new Error("no page");
  const headers = { attachment: { "Content-Disposition": 'attachment; filename="a.txt"' }, zip: { "content-type": "application/zip" } };
  const { at, id } = response;
  const answer = { ...response, status: end === "204" ? 204 : 200, headers: end === "204" || end === "canceled" ? {} : headers[end] };
  // Chromium cancels the request after the answer, Firefox ends it.
  const canceled = { kind: "http-failed", at, id, reason: "net::ERR_ABORTED", canceled: true } as const;
  return [{ ...request, ...more }, answer, end === "canceled" ? canceled : body];
}

test("a download, or an answer that changes nothing, is no page that leaves: a close after it has its own cause", () => {
  for (const end of ["204", "attachment", "zip", "canceled"] as const) {
    // Firefox does not report the frame of a document's request.
    for (const frame of ["main", undefined]) {
      const [before, after] = [wireEvents(open()), wireEvents(`w1 closed\n+300\n${PAGE}\n+3000\ncontext navigated\n${open("w2", "B")}`)];
      const shift = (event: WireEvent, by: number): WireEvent => ({ ...event, at: event.at + by });
      const store = play("");
      for (const event of before) store.push(event);
      for (const event of download(end, { documentFrame: frame })) store.push(shift(event, 100));
      for (const event of after) store.push(shift(event, 400));
      // The page left because its session was over.
      expect(told(store), `${end} ${frame}`).toEqual(["0 transport", "0 open loaded again"]);
    }
  }
});

test("the first document of a page or iframe takes no other's place, so no close after it is that of a page that leaves", () => {
  const next = `w1 closed\n+300\n${PAGE}\n+3000\ncontext navigated\n${open("w2", "B")}`;
  expect(told(play(`${PAGE}\ncontext appeared\n${open()}${next}`))).toEqual(["0 transport", "0 open loaded again"]);
  const inner = "page http://localhost:3000/inner @inner\ncontext appeared @inner\n";
  expect(told(play(`${inner}${open("w1", "A", "@inner")}${next.replaceAll("navigated", "navigated @inner")}`))[0]).toBe("0 transport");
});

test("the request for a document that is redirected counts from its first address", () => {
  const [first, answer, end] = wireEvents(PAGE);
  const [second] = wireEvents(`+950\n${PAGE}`);
  if (first?.kind !== "http-request" || answer?.kind !== "http-response" || !end || second?.kind !== "http-request")
    throw new Error("no page");
  const shift = (event: WireEvent, by: number): WireEvent => ({ ...event, at: event.at + by });
  const store = play(open());
  const redirect: WireEvent[] = [first, { ...answer, status: 302, headers: { Location: "/b" } }, end];
  for (const event of [...redirect, { ...second, redirectedFrom: first.id }]) store.push(shift(event, 100));
  for (const event of wireEvents("+1200\nw1 closed\n+3000\ncontext navigated")) store.push(event);
  // The close came 1.1 s after the page began to leave.
  expect(told(store)).toEqual(["0 transport"]);
});

test("a close with 1001 up to 300 ms before its document is reported gone is the page's end; a later one is the server's", () => {
  const ladder = (pause: number) => `${open()}w1 closed\n+${pause}\ncontext navigated`;
  const close = { code: 1001, cause: "hook" } as const;
  expect(told(playClosed(ladder(280), close))).toEqual(["0 navigation"]);
  expect(told(playClosed(ladder(300), close))).toEqual(["0 server"]);
  expect(told(playClosed(ladder(280), { ...close, code: 1000 }))).toEqual(["0 server"]);
});

test("the page that is loaded again after it was gone is the same page, also if only an iframe had sessions", () => {
  const { entries } = play(`context appeared\ncontext appeared @inner\n${open("w1", "A", "@inner")}context gone\n+500\ncontext navigated`);
  expect(entries.kind(entries.length - 1)).toBe(ENTRY.reload);
});

const CRASHED = `crash\nw1 gone\ncontext gone`;

test("a page that crashes ends its sessions and those of its iframes, and the next ones are no attempts to connect again", () => {
  const page = `context appeared\n${open()}`;
  const next = `context appeared\n${open("w2", "B")}`;
  expect(told(play(`${page}${CRASHED}\n${next}`))).toEqual(["0 crashed", "0 open loaded again"]);
  // Between two polls nothing of the session was under way.
  const polling = `c1 GET ?EIO=4&transport=polling\nc1 200 0{"sid":"A"}\nc2 POST ?EIO=4&transport=polling&sid=A 40\nc2 200 ok\n`;
  expect(told(play(`context appeared\n${polling}crash\ncontext gone`))).toEqual(["0 crashed"]);
  expect(told(play(`context appeared\nc1 GET ?EIO=4&transport=polling\ncrash\nc1 gone\ncontext gone`))).toEqual(["0 crashed"]);
  const iframe = `context appeared @inner\n${open("w1", "A", "@inner")}`;
  expect(told(play(`context appeared\n${iframe}crash\nw1 gone\ncontext gone @inner\ncontext gone`))).toEqual(["0 crashed"]);
  // It had ended before.
  expect(told(play(`${page}w1 closed\n+200\n${CRASHED}`))).toEqual(["0 transport"]);
});

test("the rows of a crash say so, and not that the page left", () => {
  const polling = `c1 GET ?EIO=4&transport=polling\nc1 200 0{"sid":"B"}\nc2 GET ?EIO=4&transport=polling&sid=B\n`;
  const text = rows(play(`context appeared\n${open()}${polling}crash\nw1 gone\nc2 gone\ncontext gone`)).join("\n");
  expect(text).toContain("websocket gone: the page crashed");
  expect(text).toMatch(/the page crashed.*this request was lost with the page/);
  expect(text).not.toContain("the page left");
});

test("an iframe that crashes ends its own sessions only", () => {
  const both = `context appeared\ncontext appeared @inner\n${open("w1", "A", "@inner")}${open("w2", "B")}`;
  expect(told(play(`${both}crash @inner\nw1 gone\ncontext gone @inner`))).toEqual(["0 crashed", "1 open"]);
  expect(told(play(`${both}crash @inner\nw1 gone\ncontext gone @inner\n+5000\nw2 gone\ncontext gone`))).toEqual([
    "0 crashed",
    "1 navigation",
  ]);
});

test("a trace of an earlier version names the page that crashed by its URL", () => {
  const store = play("");
  for (const event of wireEvents(`context appeared\n${open()}${CRASHED}`)) {
    if (event.kind !== "note") store.push(event);
    else store.push({ kind: "note", at: event.at, what: event.what, text: "http://localhost:3000/" });
  }
  expect(told(store)).toEqual(["0 crashed"]);
});
