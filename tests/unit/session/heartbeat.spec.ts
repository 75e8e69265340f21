// When each side gives a silent session up, by revision, and what is concluded about a session that was given up.

import { expect, test } from "@playwright/test";
import { ENTRY } from "../../../src/session/entries.ts";
import type { Due, Session } from "../../../src/session/model.ts";
import { Store } from "../../../src/session/store.ts";
import { play, silences, wireEvents } from "./ladder-text.ts";

const ZERO = 1_700_000_000_000;

const opened = (eio: number, id = "w1", sid = "A") => `
  ${id} open ?EIO=${eio}&transport=websocket
  ${id} < 0{"sid":"${sid}","upgrades":[],"pingInterval":1000,"pingTimeout":3000}
`;

/** `at: from since + waits`, in milliseconds; `at` and `since` count from the start of the ladder. */
const said = (due: Due | null) => due && `${due.at - ZERO}: ${due.from} ${due.since - ZERO} + ${due.waits.join(" + ")}`;

function only(store: Store): Session {
  const [session] = store.sessions;
  if (!session) throw new Error("no session was played");
  return session;
}

const due = (ladder: string, now = 0) => {
  const { heartbeat } = only(play(ladder));
  return { ping: said(heartbeat.nextPing()), client: said(heartbeat.clientGivesUp(ZERO + now)), server: said(heartbeat.serverGivesUp()) };
};

test("until revision 3 the client gives up pingTimeout after its ping, the server pingInterval + pingTimeout after the last packet", () => {
  for (const eio of [2, 3]) {
    expect(due(opened(eio))).toEqual({
      ping: "1020: open 20 + 1000",
      client: "4020: open 20 + 1000 + 3000",
      server: "4020: open 20 + 1000 + 3000",
    });
  }
  const beaten = `${opened(3)}+980\nw1 > 2\nw1 < 3\n`;
  expect(due(beaten)).toEqual({
    ping: "2020: pong 1020 + 1000",
    client: "5020: pong 1020 + 1000 + 3000",
    server: "5010: arrived 1010 + 1000 + 3000",
  });
  expect(due(`${beaten}+990\nw1 > 2`)).toEqual({
    ping: null,
    client: "5020: ping 2020 + 3000",
    server: "5010: arrived 1010 + 1000 + 3000",
  });
  // Any packet restarts the client's timer, even while its ping waits.
  expect(due(`${beaten}+990\nw1 > 2\nw1 < 42["x"]`).client).toBe("6030: heard 2030 + 1000 + 3000");
  // An ACK shows that its event has arrived.
  expect(due(`${beaten}w1 > 421["x"]\n+100\nw1 < 431["y"]`).server).toBe("5030: arrived 1030 + 1000 + 3000");
  // The ping was due and was not sent, so the timer is still that of the last packet.
  expect(due(`${beaten}w1 < 42["x"]`, 2000).client).toBe("5020: pong 1020 + 1000 + 3000");
  expect(due(`${beaten}w1 < 42["x"]`, 2021).client).toBe("5030: heard 1030 + 1000 + 3000");
});

test("from revision 4 on the client gives up pingInterval + pingTimeout after the last ping, the server pingTimeout after its next", () => {
  expect(due(opened(4))).toEqual({
    ping: "1020: open 20 + 1000",
    client: "4020: open 20 + 1000 + 3000",
    server: "4020: open 20 + 1000 + 3000",
  });
  const beaten = `${opened(4)}+990\nw1 < 2\nw1 > 3\nw1 < 42["x"]\n`;
  expect(due(beaten)).toEqual({
    ping: "2030: pong 1030 + 1000",
    client: "5020: ping 1020 + 1000 + 3000",
    server: "5030: pong 1030 + 1000 + 3000",
  });
  expect(due(`${beaten}+980\nw1 < 2`)).toEqual({ ping: null, client: "6030: ping 2030 + 1000 + 3000", server: "5030: ping 2030 + 3000" });
});

test("nothing is due without a handshake, without a revision and in Socket.IO 0.9; after a gap the moments count from its end", () => {
  const nothing = { ping: null, client: null, server: null };
  expect(due("w1 < 2\nw1 > 3")).toEqual(nothing);
  expect(due("c1 GET 1/?t=1\nc1 200 A:15:25:websocket")).toEqual(nothing);
  const store = play(opened(4));
  store.push({ kind: "gap", at: ZERO + 100, until: ZERO + 9000, reason: "not-recording" });
  expect(said(only(store).heartbeat.clientGivesUp(ZERO + 9100))).toBe("13000: unseen 9000 + 1000 + 3000");
});

/** The entries of the conclusions, in the order of time. */
function conclusions(store: Store): string[] {
  const names = {
    [ENTRY.cut]: "cut",
    [ENTRY.serverGivesUp]: "server",
    [ENTRY.giveUpPredicted]: "predicted",
    [ENTRY.clientGivesUp]: "client",
  };
  return Array.from({ length: store.entries.length }, (_, place) => store.entries.ordered(place)).flatMap((entry) => {
    const name = (names as Readonly<Record<number, string>>)[store.entries.kind(entry)];
    return name ? [`${name} ${store.entries.at(entry) - ZERO}`] : [];
  });
}

test("the conclusions about a session given up in silence are entries at their times, and no packets", () => {
  const three = play(`${opened(3)}+980\nw1 > 2\nw1 < 3\n+500\nw1 > 421["lost"]\n+480\nw1 > 2\n+4000\n${opened(3, "w2", "B")}`);
  expect(conclusions(three)).toEqual(["cut 1020", "server 5010", "predicted 5020", "client 5020"]);
  const [first, second] = three.sessions;
  expect(first).toMatchObject({ cause: "timeout", endedAt: ZERO + 5020, packets: 5 });
  expect(first?.cut).toMatchObject({ heardAt: ZERO + 1020, gaveUpAt: ZERO + 5020, before: ZERO + 6030, seen: false });
  expect([second?.previous, second?.attempt]).toEqual([first, 1]);
  expect(three.packets).toBe(6);
  expect(silences(three)).toMatchObject([{ session: first, until: three.sessions[1]?.openEntry }]);
  expect(first && three.connections[0]).toMatchObject({ end: "error", lastAt: ZERO + 5020 });
  const four = play(`${opened(4)}+990\nw1 < 2\nw1 > 3\n+4000\n${opened(4, "w2", "B")}`);
  expect(conclusions(four)).toEqual(["cut 1020", "predicted 5020", "client 5020", "server 5030"]);
});

test("a session that begins before the one before it can have been given up is another client's", () => {
  expect(play(`${opened(4)}+990\nw1 < 2\nw1 > 3\n+3900\n${opened(4, "w2", "B")}`).clients).toHaveLength(2);
  // The client gives up at 5020. A session that begins then or later is its next one.
  expect(play(`${opened(4)}+990\nw1 < 2\nw1 > 3\n+3979\n${opened(4, "w2", "B")}`).clients).toHaveLength(2);
  expect(play(`${opened(4)}+990\nw1 < 2\nw1 > 3\n+3980\n${opened(4, "w2", "B")}`).clients).toHaveLength(1);
  // Messages do not restart the timer of a client of revision 4.
  expect(play(`${opened(4)}+990\nw1 < 2\nw1 > 3\n+900\nw1 < 42["x"]\n+3100\n${opened(4, "w2", "B")}`).clients).toHaveLength(1);
});

test("a silent session whose connection ends was given up before its end, or at it if the page aborted its poll", () => {
  const closed = play(`${opened(3)}+990\nw1 > 2\n+3500\nw1 closed`);
  expect(only(closed)).toMatchObject({ cause: "timeout", cut: { seen: false, before: ZERO + 4530, gaveUpAt: ZERO + 4020 } });
  const polling = (end: string, after: number) =>
    only(
      play(`
        c1 GET ?EIO=4&transport=polling
        c1 200 0{"sid":"A","upgrades":[],"pingInterval":1000,"pingTimeout":3000}
        c2 GET ?EIO=4&transport=polling&sid=A
        +${after}
        c2 ${end}
      `),
    );
  expect(polling("canceled", 4000)).toMatchObject({ cause: "timeout", cut: { seen: true, gaveUpAt: ZERO + 4040 } });
  expect(polling("failed net::ERR_FAILED", 4000)).toMatchObject({ cause: "timeout", cut: { seen: false } });
  expect(polling("canceled", 2000)).toMatchObject({ cause: "client", cut: null });
  expect(polling("failed net::ERR_FAILED", 2000)).toMatchObject({ cause: "transport", cut: null });
  expect(polling("gone", 4000)).toMatchObject({ cause: "navigation", cut: null });
});

test("a session that its client left with a DISCONNECT was not given up", () => {
  expect(only(play(`${opened(3)}w1 > 41\n+9000\n${opened(3, "w2", "B")}`))).toMatchObject({ cause: "client", cut: null });
});

/** The late packets: when each came, and by how much it was late; then the silences. */
function lateness(ladder: string): string[] {
  const store = play(ladder);
  const found = [...only(store).overdue].map(
    ([entry, { by, from, silence }]) => `${store.entries.at(entry) - ZERO}: ${from} ${by}, ${silence}`,
  );
  return [
    ...found,
    ...silences(store).map(({ from, until }) => `silent ${store.entries.at(from) - ZERO} to ${store.entries.at(until ?? -1) - ZERO}`),
  ];
}

test("after a cut shorter than the timeout the packets that waited in it are late, each by a bounded time", () => {
  const four = `${opened(4)}+990\nw1 < 2\nw1 > 3\n`;
  expect(lateness(`${four}+990\nw1 < 2\nw1 > 3`)).toEqual([]);
  expect(lateness(`${four}+3700\nw1 < 42["a"]\nw1 < 2\nw1 > 3\nw1 < 42["b"]\n+100\nw1 < 42["c"]`)).toEqual([
    "4740: least 2710, 3720",
    "4750: ping 2720, 0",
    "4770: most 2740, 0",
    "silent 1020 to 4740",
  ]);
  // The messages show that the path was open, so only the ping is late.
  expect(lateness(`${four}${'+490\nw1 < 42["a"]\n'.repeat(6)}w1 < 2`)).toEqual(["4040: ping 2010, 0"]);
  const three = `${opened(3)}+980\nw1 > 2\nw1 < 3\n`;
  expect(lateness(`${three}+990\nw1 > 2\n+2500\nw1 < 42["a"]\nw1 < 42["b"]\nw1 < 3\nw1 < 42["c"]`)).toEqual([
    "4530: most 3510, 3510",
    "4540: most 3520, 0",
    "4550: pong 2530, 0",
    "silent 1020 to 4530",
  ]);
  expect(lateness(`${three}+5000\nw1 < 42["idle"]`)).toEqual([]);
});

test("a ping that the client sends more than 1 s after it was due is late, unless its pong may lie in a gap", () => {
  expect(lateness(`${opened(3)}+980\nw1 > 2\nw1 < 3\n+2500\nw1 > 2\nw1 < 3\n`)).toEqual(["3530: ping 1510, 0"]);
  expect(lateness(`${opened(3)}+1980\nw1 > 2\nw1 < 3\n`)).toEqual([]);
  expect(lateness(`${opened(3)}+980\nw1 > 2\ngap 100\n+2500\nw1 > 2\n`)).toEqual([]);
});

test("the first packet of the next session ends the silence, even after attempts that failed", () => {
  const events = wireEvents(`
    ${opened(4)}
    +4100
    c1 GET ?EIO=4&transport=polling
    c1 failed net::ERR_INTERNET_DISCONNECTED
    +1000
    c2 GET ?EIO=4&transport=polling
    c2 failed net::ERR_INTERNET_DISCONNECTED
    ${opened(4, "w2", "B")}
  `);
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" });
  for (const event of events) store.push(event);
  expect(store.sessions.map(({ attempt, cause }) => `${attempt} ${cause}`)).toEqual(["0 timeout", "1 refused", "2 refused", "3 null"]);
  expect(silences(store)).toMatchObject([{ until: store.sessions[3]?.openEntry }]);
});
