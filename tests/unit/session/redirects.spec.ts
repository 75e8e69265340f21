// Requests that are redirected. The browser follows redirects by itself: to the page they are one request, so its packets are counted once and
// its session is the one that the page asked for, wherever the redirects lead.

import { expect, test } from "@playwright/test";
import { reasonText } from "../../../src/diagram/words/reason-text.ts";
import { english } from "../../../src/messages/messages.ts";
import { cleared } from "../../../src/session/carry-over.ts";
import { FLAG } from "../../../src/session/entries.ts";
import type { Store } from "../../../src/session/store.ts";
import { play, wireEvents } from "./ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":300,"pingTimeout":200}';
const PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head></html>";
const BEGIN = `
  c1 GET ?EIO=4&transport=polling
  c1 200 ${OPEN}
`;

/** A line for each session: client, sid, state and cause, packets, why it ended. */
const sessions = (store: Store) =>
  store.sessions.map(({ client, sid, state, cause, packets, problem }) =>
    [client.index, sid ?? "?", state, cause ?? "", packets, problem === null ? "" : reasonText(english, problem)].join(" ").trim(),
  );

/** The text of the packets that are marked as lost. */
const lost = ({ entries }: Store) =>
  Array.from({ length: entries.length }, (_, entry) => entry).filter((entry) => entries.isPacket(entry) && entries.flags(entry) & FLAG.lost)
    .length;

// https://github.com/vercel/next.js/issues/27550
test("requests that are all sent on with 308 are one session, and a packet that is sent twice is one packet", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 308 /socket.io?EIO=4&transport=polling
    c2 GET /socket.io?EIO=4&transport=polling after c1
    c2 200 ${OPEN}
    c3 POST ?EIO=4&transport=polling&sid=A 40
    c3 308 /socket.io?EIO=4&transport=polling&sid=A
    c4 POST /socket.io?EIO=4&transport=polling&sid=A 40 after c3
    c4 200 ok
    c5 GET ?EIO=4&transport=polling&sid=A
    c5 308 /socket.io?EIO=4&transport=polling&sid=A
    c6 GET /socket.io?EIO=4&transport=polling&sid=A after c5
    c6 200 40{"sid":"s"}
  `);
  expect(sessions(store)).toEqual(["0 A open  3"]);
  expect(store.sessions[0]?.client.address).toBe("http://localhost:3000/socket.io/");
  expect(store.links.filter((link) => link.kind === "http" && link.overlaps)).toEqual([]);
  expect(lost(store)).toBe(0);
});

test("a session id may be used before the redirected answer that brings it is reported in full", () => {
  const events = wireEvents(`
    c1 GET ?EIO=4&transport=polling
    c1 307 https://b.test/socket.io/?EIO=4&transport=polling
    c2 GET https://b.test/socket.io/?EIO=4&transport=polling after c1
    c2 200 ${OPEN}
    c3 GET ?EIO=4&transport=polling&sid=A
  `);
  const body = events.findLastIndex(({ kind }) => kind === "http-body");
  const store = play("");
  for (const event of [...events.slice(0, body), ...events.slice(body + 1), ...events.slice(body, body + 1)]) store.push(event);
  expect(sessions(store)).toEqual(["0 A open  1"]);
});

test("the next request may be reported before the redirect has ended", () => {
  const events = wireEvents(`
    c1 GET ?EIO=4&transport=polling
    c1 308 /socket.io?EIO=4&transport=polling
    c2 GET /socket.io?EIO=4&transport=polling after c1
    c2 200 ${OPEN}
  `);
  const store = play("");
  for (const place of [0, 1, 3, 2, 4, 5]) if (events[place]) store.push(events[place]);
  expect(sessions(store)).toEqual(["0 A open  1"]);
});

// https://github.com/socketio/socket.io-client/issues/854
test("requests that are sent to a login page end their sessions, and the page that asks anew is the same client", () => {
  const store = play(`
    ${BEGIN}
    c2 GET ?EIO=4&transport=polling&sid=A
    c2 302 /login?next=x
    c3 GET /login?next=x after c2
    c3 200 ${PAGE}
    c4 GET ?EIO=4&transport=polling
    c4 302 /login?next=x
    c5 GET /login?next=x after c4
    c5 200 ${PAGE}
    c6 GET ?EIO=4&transport=polling
  `);
  expect(sessions(store)).toEqual([
    "0 A closed transport 1 redirected (302 → /login): 200: a web page (HTML), not Engine.IO: Sign in",
    "0 ? closed refused 0 redirected (302 → /login): 200: a web page (HTML), not Engine.IO: Sign in",
    "0 ? connecting  0",
  ]);
});

test("a page that closes its session because of an answer does not hide that answer, if it is reported later", () => {
  const events = wireEvents(`
    ${BEGIN}
    c2 GET ?EIO=4&transport=polling&sid=A
    c2 200 ${PAGE}
    c3 POST ?EIO=4&transport=polling&sid=A 1
  `);
  const body = events.findLastIndex(({ kind }) => kind === "http-body");
  const store = play("");
  for (const event of [...events.slice(0, body), ...events.slice(body + 1), ...events.slice(body, body + 1)]) store.push(event);
  expect(sessions(store)).toEqual(["0 A closed transport 2 200: a web page (HTML), not Engine.IO: Sign in"]);
  // Without such an answer the page closed it, and the poll that it cancels is no reason.
  expect(
    sessions(play(`${BEGIN}c2 GET ?sid=A&EIO=4&transport=polling\nc3 POST ?EIO=4&transport=polling&sid=A 1\nc2 400 {"code":1}`)),
  ).toEqual(["0 A closed client 2"]);
});

test("a POST that becomes a GET loses its packets, and its session stays open if that is answered", () => {
  const answered = (status: number) => `
    ${BEGIN}
    c2 POST ?EIO=4&transport=polling&sid=A 40\\x1e42["x"]
    c2 ${status} /login
    c3 ${status < 304 ? "GET /login" : 'POST /login 40\\x1e42["x"]'} after c2
    c3 200 ${PAGE}
  `;
  for (const status of [301, 302, 303]) {
    expect(sessions(play(answered(status)))).toEqual(["0 A open  3"]);
    expect(lost(play(answered(status)))).toBe(2);
  }
  for (const status of [307, 308]) expect(lost(play(answered(status)))).toBe(0);
});

test("only a POST that arrives with its body counts for the heartbeat", () => {
  const due = (status: number) =>
    play(`
      c1 GET ?EIO=3&transport=polling
      c1 200 ${OPEN.length}:${OPEN}
      +100
      c2 POST ?EIO=3&transport=polling&sid=A 2:40
      c2 ${status} /b
      c3 POST /b after c2
      c3 200 ok
    `).sessions[0]?.heartbeat.serverGivesUp()?.since ?? 0;
  expect(due(307) - due(302)).toBeGreaterThan(100);
});

test("the end of several redirects is told with the way there: a refusal, a failure, a redirect that leads nowhere", () => {
  const end = (status: number, last: string) =>
    sessions(
      play(`
      c1 GET ?EIO=4&transport=polling
      c1 301 /a
      c2 GET /a after c1
      c2 ${status} https://b.test/c?d#e
      c3 GET https://b.test/c?d after c2
      c3 ${last}
    `),
    );
  expect(end(302, '403 {"code":4,"message":"Forbidden"}')).toEqual([
    "0 ? closed refused 0 redirected (301 → /a, 302 → https://b.test/c): 403 Forbidden (code 4)",
  ]);
  expect(end(307, "407 Who are you?")).toEqual(["0 ? closed refused 0 redirected (301 → /a, 307 → https://b.test/c): 407 Who are you?"]);
  expect(end(307, "failed net::ERR_FAILED (MissingAllowOriginHeader)")).toEqual([
    "0 ? closed refused 0 redirected (301 → /a, 307 → https://b.test/c): net::ERR_FAILED (MissingAllowOriginHeader)",
  ]);
});

const ASK = "GET ?EIO=4&transport=polling";
const refused = (status = 302) => `0 ? closed refused 0 ${status} → /login`;

// A client of fetch with `redirect: "manual"`, as in a mobile app's web view.
test("a redirect that is not followed ends its attempt when the client asks again, or after 1 s, at the time of the redirect", () => {
  const attempt = (id: string, status = 302) => `${id} ${ASK}\n${id} ${status} /login?next=/a\n`;
  // The browser may be about to follow it.
  expect(sessions(play(attempt("c1")))).toEqual(["0 ? connecting  0"]);
  expect(sessions(play(`${attempt("c1")}+900\ncontext appeared @inner`))).toEqual(["0 ? connecting  0"]);
  const alone = play(`${attempt("c1")}+1000\ncontext appeared @inner`);
  expect(sessions(alone)).toEqual([refused()]);
  expect(alone.sessions[0]?.endedAt).toBe((alone.sessions[0]?.startedAt ?? 0) + 10);
  for (const pause of [20, 500, 5000]) {
    const again = play(`${attempt("c1")}+${pause}\n${attempt("c2", 307)}+${pause}\nc3 ${ASK}`);
    expect(sessions(again)).toEqual([refused(), refused(307), "0 ? connecting  0"]);
    expect(again.sessions.map(({ attempt }) => attempt)).toEqual([0, 1, 2]);
  }
  const chain = `c1 ${ASK}\nc1 301 /a\nc2 GET /a after c1\nc2 302 /login\nc3 ${ASK}`;
  expect(sessions(play(chain))[0]).toBe("0 ? closed refused 0 redirected (301 → /a): 302 → /login");
});

test("a redirect that is not followed ends a session that was open, whether a poll or a POST got it", () => {
  for (const [request, packets] of [
    ["GET ?EIO=4&transport=polling&sid=A", 1],
    ["POST ?EIO=4&transport=polling&sid=A 40", 2],
  ] as const) {
    const store = play(`${BEGIN}c2 ${request}\nc2 302 /login\n+100\nc3 ${ASK}`);
    expect(sessions(store)).toEqual([`0 A closed transport ${packets} 302 → /login`, "0 ? connecting  0"]);
  }
});

test("what Chromium reports of a redirect that is not followed is its request, canceled at once", () => {
  const dropped = `c1 ${ASK}\nc1 302 /login\nc2 GET /login after c1\nc2 canceled`;
  expect(sessions(play(dropped))).toEqual([refused()]);
  expect(sessions(play(`${BEGIN}${dropped.replaceAll("c2", "c4").replace("c1 GET ?", "c1 GET ?sid=A&")}`))[0]).toBe(
    "0 A closed transport 1 302 → /login",
  );
  // Later, it is the page that cancels it.
  expect(sessions(play(dropped.replace("c2 canceled", "+1990\nc2 canceled")))).toEqual([
    "0 ? closed client 0 redirected (302 → /login): no answer for 2.00 s",
  ]);
});

test("a redirect that the browser refuses to follow is named with its status and target", () => {
  const events = wireEvents(`c1 ${ASK}\nc1 302 data:text/html,x\nc1 failed net::ERR_UNSAFE_REDIRECT`).filter(
    ({ kind }) => kind !== "http-body",
  );
  const store = play("");
  for (const event of events) store.push(event);
  expect(sessions(store)).toEqual(["0 ? closed refused 0 redirected (302 → data:text/html,x): net::ERR_UNSAFE_REDIRECT"]);
  const mixed = `c1 ${ASK}\nc1 307 http://b.test/a\nc2 GET http://b.test/a after c1\nc2 failed net::ERR_BLOCKED_BY_CLIENT (mixed-content)`;
  expect(sessions(play(mixed))[0]).toContain(
    "redirected (307 → http://b.test/a): blocked as mixed content, not sent (net::ERR_BLOCKED_BY_CLIENT (mixed-content))",
  );
});

test("a redirect that is followed late takes its end back, and one that a second client's begin took for given up too", () => {
  const follow = `c2 GET /a after c1\nc2 200 ${OPEN}`;
  const late = play(`c1 ${ASK}\nc1 302 /a\n+3000\ncontext appeared @inner\n${follow}`);
  expect(sessions(late)).toEqual(["0 A open  1"]);
  const problems = ({ entries }: Store) => Array.from({ length: entries.length }, (_, entry) => entries.flags(entry) & FLAG.problem);
  expect(problems(late).some(Boolean)).toBe(false);
  expect(sessions(play(`c1 ${ASK}\nc1 302 /a\nc3 ${ASK}\n${follow}`))).toEqual(["0 A open  1", "1 ? connecting  0"]);
});

test("of many redirects the first ones and the last one are told", () => {
  const legs = Array.from(
    { length: 20 },
    (_, i) => `c${i} GET /${i}${i > 0 ? ` after c${i - 1}` : "?EIO=4&transport=polling"}\nc${i} 302 /${i + 1}`,
  );
  const [session = ""] = sessions(play(`${legs.join("\n")}\nc20 GET /20 after c19\nc20 failed net::ERR_TOO_MANY_REDIRECTS`));
  expect(session).toContain("redirected (302 → /1, 302 → /2, 302 → /3, …, 302 → /20): net::ERR_TOO_MANY_REDIRECTS");
});

test("an answer that the client cannot take for packets ends its session: without a body, or a redirect that names no URL", () => {
  const answered = (method: "GET" | "POST", status: number) =>
    sessions(play(`${BEGIN}c2 ${method} ?EIO=4&transport=polling&sid=A${method === "POST" ? " 40" : ""}\nc2 ${status}`));
  for (const status of [204, 302, 304]) expect(answered("GET", status)).toEqual([`0 A closed transport 1 ${status}`]);
  for (const status of [302, 304]) expect(answered("POST", status)).toEqual([`0 A closed transport 2 ${status}`]);
});

test("a request that is sent on is found again after the trace was cleared", async () => {
  const before = `
    ${BEGIN}
    c2 GET ?EIO=4&transport=polling&sid=A
    c2 308 /socket.io?EIO=4&transport=polling&sid=A
  `;
  const after = `
    c3 GET /socket.io?EIO=4&transport=polling&sid=A after c2
    c3 200 42["x"]
  `;
  const events = wireEvents(before + after);
  const count = wireEvents(before).length;
  for (const clearedAt of [count, count + 1]) {
    let store = play("");
    for (const [place, event] of events.entries()) {
      if (place === clearedAt) store = await cleared(store, () => event.at);
      store.push(event);
    }
    expect(sessions(store)).toEqual(["0 A open  1"]);
  }
});
