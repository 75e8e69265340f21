// Who closed a session: the page, its client's library, the server, or nobody that an event shows.

import { expect, test } from "@playwright/test";
import { reasonText } from "../../../src/diagram/words/reason-text.ts";
import { stateWord } from "../../../src/diagram/words/standing-word.ts";
import { english } from "../../../src/messages/messages.ts";
import { stateTone } from "../../../src/panel/sessions/session-words.ts";
import type { Session } from "../../../src/session/model.ts";
import { Reader } from "../../../src/session/reader.ts";
import { outcomeOf, standingOf } from "../../../src/session/standing.ts";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent, WsClose } from "../../../src/wire/event.ts";
import { ladderOf, rows, whole } from "../diagram/support.ts";
import { play, wireEvents } from "./ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const ASK = "w1 open ?EIO=4&transport=websocket";
const SOCKET = `${ASK}\nw1 101\nw1 < ${OPEN}\nw1 > 40\nw1 < 40{"sid":"s"}\n`;
const BROKEN = 'w1 < 42["telemetry",{"v":NaN}]\n';
const AGAIN = `+250\nw2 open ?EIO=4&transport=websocket\nw2 101\nw2 < ${OPEN.replace('"A"', '"B"')}`;

/** The first session: who ended it, and why. */
function end({ sessions }: Store): string {
  const [session] = sessions;
  if (!session) throw new Error("no session was played");
  return [session.cause ?? session.state, session.problem === null ? "-" : reasonText(english, session.problem)].join(": ");
}

/** How the packets begin that are marked as lost. */
function lost(store: Store): string[] {
  const { entries } = store;
  const reader = new Reader(store);
  const all = Array.from({ length: entries.length }, (_, entry) => entry).filter(
    (entry) => entries.isPacket(entry) && entries.isLost(entry),
  );
  return all.map((entry) => {
    const { raw } = reader.packet(entry);
    return "text" in raw ? raw.text.slice(0, 6) : "";
  });
}

/** A ladder in which `w1 closing` is the page's close(), and closes are reported as a page's script reports them: with `code`. */
function playHooked(ladder: string, code?: number, reason = ""): Store {
  const store = play("");
  const [before = "", after = ""] = ladder.split("w1 closing\n");
  const push = (event: WireEvent) => {
    const told: WsClose | null = event.kind === "ws-close" && code !== undefined ? { ...event, code, reason, cause: "hook" } : null;
    store.push(told ?? event);
  };
  const events = wireEvents(before + after);
  const first = wireEvents(before).length;
  events.forEach((event, i) => {
    if (i === first && ladder.includes("w1 closing")) push({ kind: "ws-closing", at: event.at - 1, id: "w1" });
    push(event);
  });
  return store;
}

test("a page that closes its websocket before the server has answered has closed the session, however the browser reports it", () => {
  const words = "WebSocket is closed before the connection is established.";
  expect(end(play(`${ASK}\nw1 error ${words}\nw1 closed`))).toBe("client: -");
  expect(end(playHooked(`${ASK}\nw1 closing\nw1 error \nw1 closed`, 1006))).toBe("client: -");
  expect(end(play("c1 GET ?EIO=4&transport=polling\n+480\nc1 canceled"))).toBe("client: -");
  // Its next session is no attempt to connect again.
  for (const first of [`${ASK}\nw1 error ${words}\nw1 closed`, "c1 GET ?EIO=4&transport=polling\n+480\nc1 canceled"]) {
    const store = play(`${first}\n${AGAIN}`);
    expect(store.sessions[1]?.attempt, first).toBe(0);
    expect(standingOf(store.sessions[0] as Session), first).toBe("client");
  }
});

test("a client that waited 500 ms or more for its session to begin gave it up, and its next session is an attempt to connect again", () => {
  const words = "WebSocket is closed before the connection is established.";
  const given = [
    ["c1 GET ?EIO=4&transport=polling\n+490\nc1 canceled", "no answer for 500 ms"],
    [`${ASK}\n+19990\nw1 error ${words}\nw1 closed`, "no answer for 20 s"],
  ] as const;
  const hooked = [
    [`${ASK}\n+1990\nw1 closing\nw1 error \nw1 closed`, 1006, "no answer for 2.00 s"],
    [`${ASK}\nw1 101\n+4990\nw1 closing\nw1 closed`, 1005, "101, then no open packet for 5.00 s"],
  ] as const;
  const stores = [
    ...given.map(([ladder, why]) => [play(`${ladder}\n${AGAIN}`), why] as const),
    ...hooked.map(([ladder, code, why]) => [playHooked(`${ladder}\n${AGAIN}`, code), why] as const),
  ];
  for (const [store, why] of stores) {
    const [first, second] = store.sessions as [Session, Session];
    expect(end(store)).toBe(`client: ${why}`);
    expect([standingOf(first), stateWord(english, first), outcomeOf(first)]).toEqual(["gaveUp", "given up by the client", "failed"]);
    expect(second).toMatchObject({ attempt: 1, previous: first });
  }
});

test("a websocket that opens no session says how far it came", () => {
  expect(end(play(`${ASK}\nw1 101\n+19990\nw1 closed`))).toBe("refused: 101, then no open packet for 20 s");
  expect(end(playHooked(`${ASK}\nw1 101\n+19980\nw1 closing\nw1 closed`, 1005))).toBe("client: 101, then no open packet for 20 s");
  expect(end(playHooked(`${ASK}\nw1 101\nw1 closed`, 1008, "origin"))).toBe(
    "refused: 101, then closed with 1008 origin before the open packet",
  );
  expect(end(playHooked(`${ASK}\nw1 400\nw1 error \nw1 closed`, 1006))).toBe("refused: answered with 400, not with 101");
  expect(end(playHooked(`${ASK}\nw1 error \nw1 closed`, 1006))).toBe("refused: websocket failed (the browser gives no reason)");
  expect(end(play(`${ASK}\nw1 400\nw1 error Unexpected response code: 400\nw1 closed`))).toBe("refused: Unexpected response code: 400");
});

test("a client that closes within 1 s of a packet it could not read closed because of it, and tries again", () => {
  const problem = 'client: parse error: the client could not read 42["telemetry",{"v":NaN}]: NaN at character 21 is no JSON';
  expect(end(play(`${SOCKET}${BROKEN}w1 closed`))).toBe(problem);
  // Packets may arrive until the server has answered the close.
  expect(end(play(`${SOCKET}${BROKEN}w1 < 42["x"]\nw1 closed`))).toBe(problem);
  expect(end(playHooked(`${SOCKET}${BROKEN}w1 closing\nw1 closed`, 1005))).toBe(problem);
  const again = play(`${SOCKET}${BROKEN}w1 closed\n${AGAIN}`);
  expect(again.sessions[1]).toMatchObject({ attempt: 1, previous: again.sessions[0] });
  // On polling the library sends a close packet.
  const polling = `
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    c2 GET ?EIO=4&transport=polling&sid=A
    c2 200 9what
    c3 POST ?EIO=4&transport=polling&sid=A 1
  `;
  const unread = 'client: parse error: the client could not read 9what: not a packet type: "9"';
  expect(end(play(polling))).toBe(unread);
  // Those that stand behind it in the same answer hide it as little.
  expect(end(play(polling.replace("9what", `9what${'\\x1e42["x"]'.repeat(40)}`)))).toBe(unread);
});

test("a packet that only newer clients refuse is no broken packet, and names the close that follows it at once", () => {
  const many = `4511-["photos"]\n${"w1 < [AQID]\n".repeat(11)}`;
  for (const [packet, why] of [
    ['42["disconnect"]', "disconnect is a reserved event name: refused since socket.io-parser 4.2.4"],
    ["44[1]", "neither text nor object: refused since socket.io-parser 4.2.4"],
    ["44null", "neither text nor object: refused since socket.io-parser 4.2.4"],
    [many, "11 attachments: more than 10 are refused since socket.io-parser 4.2.6"],
  ] as const) {
    const ladder = `${SOCKET}w1 < ${packet}\n`;
    const store = play(`${ladder}w1 closed`);
    expect(end(store)).toMatch(/^client: parse error: the client could not read /);
    expect(end(store)).toContain(`: ${why}`);
    expect(rows(store)).toContainEqual(expect.stringContaining(why));
    // A CONNECT_ERROR is a problem, whatever is in it.
    const problems = whole(ladderOf(play(ladder))).rows.filter((row) => "problem" in row && row.problem);
    expect(problems).toHaveLength(packet.startsWith("44") ? 1 : 0);
    // Clients of Socket.IO 2 do not close for a packet that they cannot read.
    expect(
      end(play(`${ladder.replaceAll("EIO=4", "EIO=3").replace('40{"sid":"s"}', "40").replace("w1 > 40\n", "")}w1 closed`)),
    ).not.toMatch(/parse error/);
  }
  // Its attachments are still to come: newer clients close at once, older ones wait.
  expect(end(play(`${SOCKET}w1 < 4511-["photos"]\nw1 closed`))).toContain(": 11 attachments: more than 10 are refused");
});

test("a packet that the client could not read explains no end that it did not bring", () => {
  // The client went on.
  expect(end(play(`${SOCKET}${BROKEN}w1 > 42["x"]\nw1 closed`))).toBe("transport: -");
  expect(end(play(`${SOCKET}${BROKEN}+1000\nw1 closed`))).toBe("transport: -");
  // The path broke, and the page had not called close().
  expect(end(play(`${SOCKET}${BROKEN}w1 error net::ERR_CONNECTION_RESET\nw1 closed`))).toBe("transport: net::ERR_CONNECTION_RESET");
  expect(end(playHooked(`${SOCKET}${BROKEN}w1 closed`, 1006))).toBe("transport: -");
  expect(end(playHooked(`${SOCKET}${BROKEN}w1 closed`, 1001))).toBe("server: -");
  // Its content was not recorded.
  expect(end(play(`${SOCKET}w1 < blob\nw1 closed`))).toBe("transport: -");
});

test("a side that sent DISCONNECT has ended the session, although the other side closed the connection after it", () => {
  expect(end(playHooked(`${SOCKET}w1 < 41\nw1 closing\nw1 closed`, 1005))).toBe("server: -");
  expect(end(playHooked(`${SOCKET}w1 > 41\nw1 closed`, 1005))).toBe("client: -");
  const polling = `c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN}\\x1e40{"sid":"s"}\\x1e41\nc2 POST ?EIO=4&transport=polling&sid=A 1`;
  expect(end(play(polling))).toBe("server: -");
});

test("a websocket that closed unannounced says that its server is gone if nothing listened at its port at the next attempt", () => {
  const gone = "≈ the server is gone: at the next attempt nothing listened at its port";
  const unsaid = "≈ by the server or the network: no DISCONNECT was sent";
  const close = (ladder: string, next: string) =>
    rows(play(`${SOCKET}${ladder}\n${next}`)).find((row) => row.startsWith("websocket closed"));
  const refused = "c1 GET ?EIO=4&transport=polling\nc1 failed net::ERR_CONNECTION_REFUSED";
  const socket = "w2 open ?EIO=4&transport=websocket\nw2 error Error in connection establishment: net::ERR_CONNECTION_REFUSED\nw2 closed";
  const firefox = refused.replace("net::ERR_", "NS_ERROR_");
  for (const next of [refused, socket, firefox]) expect(close("w1 closed", `+1500\n${next}`), next).toBe(`websocket closed · ${gone}`);
  // The network is gone, not the server; or the attempt came much later; or the client closed by itself.
  expect(close("w1 closed", refused.replace("CONNECTION_REFUSED", "INTERNET_DISCONNECTED"))).toBe(`websocket closed · ${unsaid}`);
  expect(close("w1 closed", `+60000\n${refused}`)).toBe(`websocket closed · ${unsaid}`);
  expect(close("w1 > 41\nw1 closed", refused)).not.toContain("gone");
});

test("a service worker whose own request nothing answered shows that the server is gone; one that was reset, or got another answer, does not", () => {
  const close = (reason: string, from: "service-worker" | undefined) => {
    const store = play(`${SOCKET}w1 closed`);
    for (const event of wireEvents(`+500\nc1 GET ?EIO=4&transport=polling\nc1 200 <html><title>You are offline</title></html>`)) {
      const worker = { through: "service-worker", ...(from && { from }), reason } as const;
      store.push({ ...event, at: event.at + 300, ...(event.kind === "http-response" && worker) } as WireEvent);
    }
    return rows(store).find((row) => row.startsWith("websocket closed"));
  };
  expect(close("net::ERR_CONNECTION_REFUSED", "service-worker")).toContain("≈ the server is gone");
  expect(close("NS_ERROR_CONNECTION_REFUSED", "service-worker")).toContain("≈ the server is gone");
  expect(close("net::ERR_CONNECTION_RESET", "service-worker")).toContain("≈ by the server or the network");
  const failed = play(`${SOCKET}w1 closed\n+500\nc1 GET ?EIO=4&transport=polling`);
  failed.push({
    kind: "http-failed",
    at: 1_700_000_002_000,
    id: "c1",
    reason: "net::ERR_FAILED",
    canceled: false,
    workersReason: "net::ERR_CONNECTION_REFUSED",
  });
  expect(rows(failed).find((row) => row.startsWith("websocket closed"))).toContain("≈ the server is gone");
});

test("after a DISCONNECT of the server its websocket was closed by the client if that called close(), by neither if nothing shows it", () => {
  const close = (store: Store) => rows(store).find((row) => row.startsWith("websocket closed"));
  const after = "after the server's DISCONNECT";
  expect(close(playHooked(`${SOCKET}w1 < 41\nw1 closing\nw1 closed`, 1005))).toBe(`websocket closed, by the client · 1005 · ${after}`);
  expect(close(playHooked(`${SOCKET}w1 < 41\nw1 closed`, 1005))).toBe(`websocket closed, by the server · 1005 · ${after}`);
  expect(close(play(`${SOCKET}w1 < 41\nw1 closed`))).toBe(`websocket closed · ${after}`);
  expect(close(playHooked(`${SOCKET}w1 < 41\nw1 closed`, 1006))).toBe(`websocket closed · 1006 · ${after}`);
  // It left one namespace of two, so the session went on.
  expect(close(play(`${SOCKET}w1 > 40/a,\nw1 < 40/a,{"sid":"t"}\nw1 < 41/a,\nw1 closed`))).toContain("≈ by the server or the network");
});

test("a close code that reports an error makes the close of the server a failure; the others do not", () => {
  const said = (code: number, reason = "") => {
    const store = playHooked(`${SOCKET}w1 closed`, code, reason);
    return `${end(store)} · ${outcomeOf(store.sessions[0] as Session)}`;
  };
  expect(said(1009)).toBe("server: 1009 · failed");
  expect(said(1011, "out of memory")).toBe("server: 1011 out of memory · failed");
  expect(said(1008)).toBe("server: 1008 · failed");
  expect(said(3000)).toBe("server: 3000 · failed");
  for (const code of [1000, 1001, 1005, 1012, 4001]) expect(said(code), String(code)).toBe("server: - · clean");
  const row = rows(playHooked(`${SOCKET}w1 closed`, 1008, "token expired")).at(-1);
  expect(row).toBe("websocket closed, by the server · 1008 token expired");
});

const LIMITED = SOCKET.replace('"pingTimeout":20000', '"pingTimeout":20000,"maxPayload":1000');
const LARGE = `w1 > 42["x","${"é".repeat(600)}"]\n`;
const MORE = "sent 1.2 kB, more than the server's maxPayload of 1.0 kB";

test("a packet larger than maxPayload that was sent shortly before the server closed is why it did, and is lost", () => {
  const reported = play(`${LIMITED}${LARGE}w1 closed`);
  expect(end(reported)).toBe(`transport: ${MORE}`);
  expect(rows(reported).at(-1)).toBe(`websocket closed · ${MORE}`);
  expect(rows(reported).at(-2)).toContain(MORE);
  expect(lost(reported)).toEqual(['42["x"']);
  const hooked = playHooked(`${LIMITED}${LARGE}w1 < 42["tick"]\nw1 closed`, 1009);
  expect(end(hooked)).toBe(`server: ${MORE}`);
  expect(outcomeOf(hooked.sessions[0] as Session)).toBe("failed");
  expect(rows(hooked).at(-1)).toBe(`websocket closed, by the server · 1009 · ${MORE}`);
  expect(lost(hooked)).toEqual(['42["x"']);
});

test("a packet larger than maxPayload explains no end that came long after it, and none that a side wanted", () => {
  expect(end(play(`${LIMITED}${LARGE}+15000\nw1 closed`))).toBe("transport: -");
  expect(end(play(`${LIMITED}w1 > 42["x","${"e".repeat(600)}"]\nw1 closed`))).toBe("transport: -");
  expect(end(play(`${SOCKET}${LARGE}w1 closed`))).toBe("transport: -");
  for (const [what, code, cause] of [
    ["w1 > 41", 1005, "client: -"],
    ["w1 < 41", 1005, "server: -"],
    ["", 1001, "server: -"],
    ["w1 gone", undefined, "navigation: -"],
  ] as const) {
    const store = playHooked(`${LIMITED}${LARGE}${what}\nw1 closed`, code);
    expect([end(store), ...lost(store)], what).toEqual([cause]);
  }
});

test("a polling body larger than maxPayload is why the server refused it, or closed its connection", () => {
  const opened = `c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN.replace("20000}", '20000,"maxPayload":1000}')}\n`;
  // Each of its packets is smaller.
  const body = `42["x","${"e".repeat(600)}"]\\x1e42["y","${"e".repeat(600)}"]`;
  const post = `${opened}c2 POST ?EIO=4&transport=polling&sid=A ${body}\n`;
  for (const answer of ["c2 413", "c2 400 no", "c2 failed net::ERR_CONNECTION_RESET"]) {
    const store = play(`${post}${answer}`);
    expect(end(store), answer).toBe(`transport: ${MORE}`);
    expect(lost(store)).toEqual(['42["x"', '42["y"']);
  }
  expect(rows(play(`${post}c2 413`)).at(-1)).toContain(MORE);
  expect(end(play(`${post}c2 200 ok\n+12000\nc3 GET ?EIO=4&transport=polling&sid=A\nc3 502`))).toBe("transport: 502");
});

test("a refused CONNECT is the problem of its session until its namespace accepts", () => {
  const refused = `${SOCKET}w1 > 40/admin,\nw1 < 44/admin,{"message":"not allowed"}\n`;
  expect(end(play(refused))).toBe("open: connect error in /admin: not allowed");
  expect(end(play(`${refused}w1 > 41\nw1 closed`))).toBe("client: connect error in /admin: not allowed");
  expect(end(play(`${refused}w1 > 40/admin,{"token":"x"}\nw1 < 40/admin,{"sid":"t"}`))).toBe("open: -");
  expect(end(play(`${SOCKET.replaceAll("EIO=4", "EIO=3")}w1 < 44/a,"no"`))).toBe("open: connect error in /a: no");
});

test("the word, the tone and the outcome of a session come from one judgement", () => {
  const said = (ladder: string) => {
    const [session] = play(ladder).sessions;
    return session && [standingOf(session), stateWord(english, session), stateTone(session), outcomeOf(session)].join(" · ");
  };
  const bare = `${ASK}\nw1 101\nw1 < ${OPEN}\n`;
  expect(said(ASK)).toBe("connecting · connecting · mute · open");
  expect(said(SOCKET)).toBe("open · open · ok · open");
  expect(said(`${SOCKET}w1 closed`)).toBe("lost · connection lost · bad · failed");
  expect(said(`${bare}w1 closed`)).toBe("closed · closed · mute · clean");
  expect(said(`${bare}w1 error net::ERR_CONNECTION_RESET\nw1 closed`)).toBe("lost · connection lost · bad · failed");
  expect(said(`${bare}w1 error Invalid frame header\nw1 closed`)).toBe("browser · closed by the browser · bad · failed");
  expect(said(`${SOCKET}${BROKEN}w1 closed`)).toBe("unread · closed by the client · bad · failed");
  expect(said(`${SOCKET}w1 > 41\nw1 closed`)).toBe("client · closed by the page · mute · clean");
  expect(said(`${SOCKET}w1 < 1`)).toBe("server · closed by the server · mute · clean");
  expect(said(`${SOCKET}w1 gone`)).toBe("navigation · page left · mute · clean");
  expect(said(`${ASK}\nw1 closed`)).toBe("refused · refused · bad · failed");
});

test("the browser closes a websocket for a frame that it cannot accept, and for nothing that the network did", () => {
  for (const words of ["A server must not mask any frames that it sends to the client.", "Received unexpected continuation frame."]) {
    const store = play(`${SOCKET}w1 error ${words}\nw1 closed`);
    expect(end(store)).toBe(`transport: ${words}`);
    expect(rows(store)).toContainEqual(expect.stringMatching(/websocket closed, by the browser/));
    expect(rows(store).join()).not.toContain("no DISCONNECT");
  }
  const reset = play(`${SOCKET}w1 error net::ERR_CONNECTION_RESET\nw1 closed`);
  expect(rows(reset)).toContainEqual(expect.stringMatching(/websocket closed .*by the server or the network/));
});

test("codes that no close frame may carry are not the server's; 1005 reports a close frame without a code", () => {
  expect(end(playHooked(`${SOCKET}w1 closed`, 1005))).toBe("server: -");
  expect(end(playHooked(`${SOCKET}w1 closed`, 1006))).toBe("transport: -");
  expect(end(playHooked(`${SOCKET}w1 closed`, 1015))).toBe("transport: TLS failed");
  expect(end(playHooked(`${ASK}\nw1 error \nw1 closed`, 1015))).toBe("refused: TLS failed");
});

test("a websocket that ended before the open packet says what came instead, or how it ended", () => {
  const before = `${ASK}\nw1 101\n`;
  expect(end(play(`${before}w1 < hello\nw1 closed`))).toBe("refused: 101: not Engine.IO: hello");
  expect(end(playHooked(`${before}w1 < hello\nw1 closed`, 1006))).toBe("refused: 101: not Engine.IO: hello");
  expect(end(play(`${before}w1 < 42["x"]\nw1 closed`))).toBe('refused: 101, then 42["x"] instead of the open packet');
  expect(end(play(`${before}w1 closed`))).toBe("refused: 101, then the websocket closed before the open packet, after 10 ms");
  expect(end(playHooked(`${before}w1 closed`, 1006))).toBe(
    "refused: 101, then the connection was lost before the open packet, after 10 ms",
  );
});

test("a client that closes after an empty answer to its poll closed for it, and tries again", () => {
  const poll = "?EIO=4&transport=polling";
  const begin = `c1 GET ${poll}\nc1 200 ${OPEN}\nc2 GET ${poll}&sid=A\nc2 200 \n`;
  const store = play(`${begin}c3 POST ${poll}&sid=A 1\nc3 200 ok\n+1000\nc4 GET ${poll}`);
  expect(end(store)).toBe("client: 200: empty, not Engine.IO");
  expect(store.sessions.map((session) => standingOf(session))).toEqual(["unread", "connecting"]);
  expect(store.sessions[1]?.attempt).toBe(1);
  expect(end(play(`${begin}+1000\nc4 GET ${poll}`))).toBe("transport: 200: empty, not Engine.IO");
  // A packet of the server that comes after it does not say that the client closed.
  const probes = `w1 open ?EIO=4&transport=websocket&sid=A\nw1 101\nw1 > 2probe\nc2 200 \nw1 < 3probe\n`;
  expect(end(play(`${begin.replace("c2 200 \n", probes)}+1000\nc4 GET ${poll}`))).toBe("transport: 200: empty, not Engine.IO");
});

test("an empty packet is named as one, and a refused number of attachments is not called missing", () => {
  expect(end(playHooked(`${SOCKET}w1 < empty\nw1 < \nw1 closing\nw1 closed`, 1005))).toContain("could not read");
  const many = `4511-${JSON.stringify(["f", ...Array.from({ length: 11 }, (_, num) => ({ _placeholder: true, num }))])}`;
  const store = play(`${SOCKET}w1 < ${many}\nw1 closed`);
  expect(end(store)).toMatch(/^client: .*11 attachments: more than 10 are refused/);
  expect(rows(store).join()).not.toContain("attachments missing");
  expect(rows(store)).toContainEqual(expect.stringMatching(/invalid .*more than 10 are refused/));
});

test("a refused namespace is no reason for the loss of a connection that had another one", () => {
  const store = play(`${SOCKET}w1 > 40/admin,\nw1 < 44/admin,{"message":"no"}\nw1 < 42["x"]\nw1 closed`);
  expect(end(store)).toBe("transport: -");
  expect([...(store.sessions[0]?.refused.values() ?? [])]).toEqual([["reasonConnectError", "/admin", "no"]]);
  const only = play(`${ASK}\nw1 101\nw1 < ${OPEN}\nw1 > 40\nw1 < 44{"message":"no"}\nw1 closed`);
  expect(end(only)).toBe("transport: connect error in /: no");
});
