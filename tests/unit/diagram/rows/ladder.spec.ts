import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { Store } from "../../../../src/session/store.ts";
import type { WireEvent } from "../../../../src/wire/event.ts";
import { play, wireEvents } from "../../session/ladder-text.ts";
import { ladderOf, rows, rowText, whole } from "../support.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":300,"pingTimeout":2000}';
const BEGIN = `
  w1 open ?EIO=4&transport=websocket
  w1 101
  w1 < ${OPEN}
  w1 > 40
  w1 < 40{"sid":"s1"}
`;
/** { type: 2, nsp: "/", data: ["say", "hi"], id: 1 } */
const MSGPACK_EVENT = "hKR0eXBlAqNuc3ChL6RkYXRhkqNzYXmiaGmiaWQB";
const BEAT = "+300\nw1 < 2\nw1 > 3\n";

test("a session from its first poll over its upgrade to its close: all rows, steps and lifelines", () => {
  const store = play(`
    page http://localhost:3000/chat
    c1 GET ?EIO=4&transport=polling&t=x1
    c1 200 ${OPEN}
    c2 POST ?EIO=4&transport=polling&sid=A&t=x2 40
    c3 GET ?EIO=4&transport=polling&sid=A&t=x3
    c2 200 ok
    c3 200@2 40{"sid":"s1"}\\x1e42["hello",{"a":1,"b":[1,2]}]
    c4 GET ?EIO=4&transport=polling&sid=A
    w1 open ?EIO=4&transport=websocket&sid=A
    w1 101
    w1 > 2probe
    w1 < 3probe
    c4 200@2 6
    w1 > 5
    w1 > 420["ask","why"]
    w1 < 430["because"]
    w1 > 41
    w1 closed
  `);
  expect(rows(store)).toEqual([
    "↔ GET /chat 200",
    "→ GET /socket.io/?EIO=4&transport=polling",
    "← 0 open HTTP 200",
    "sid A, upgrades websocket",
    "ping every 300 ms, timeout 2.00 s, heartbeat from server",
    "→ POST /socket.io/?EIO=4&transport=polling&sid=A",
    "→ 40 connect /",
    "→ GET /socket.io/?EIO=4&transport=polling&sid=A long poll",
    "← 200 ok",
    "← 40 connect / sid s1",
    "← 42 hello a 1 b [1, 2]",
    "→ GET /socket.io/?EIO=4&transport=polling&sid=A long poll",
    "→ GET /socket.io/?EIO=4&transport=websocket&sid=A",
    "← 101 Switching Protocols",
    "→ 2 ping probe",
    "← 3 pong probe",
    "← 6 noop ends the long poll",
    "→ 5 upgrade polling is over",
    '→ 42 ask #0 "why"',
    '← 43 ack #0 "because"',
    "→ 41 disconnect /",
    "websocket closed, by the client",
  ]);
  const scene = whole(ladderOf(store));
  expect(scene.steps.map(({ number, name }) => `${number} ${name}`.trim())).toEqual([
    "1 Page",
    "2 Handshake",
    "3 Polling",
    "4 Upgrade",
    "5 Messages",
    "Close",
  ]);
  expect(scene.steps[3]?.legs.map(({ name, time }) => `${name} ${time}`)).toEqual([
    "open 10 ms",
    "probe 10 ms",
    "drain 10 ms",
    "switch 10 ms",
  ]);
  expect(scene.lifelines.map(({ name, id }) => `${name} ${id}`.trim())).toEqual(["main 1", "polling 2", "websocket"]);
  expect(scene.requests).toHaveLength(5);
  expect(scene.pairs).toHaveLength(2);
});

test("an upgrade whose poll was answered before the probe has no drain leg", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    c2 GET ?EIO=4&transport=polling&sid=A
    w1 open ?EIO=4&transport=websocket&sid=A
    w1 101
    w1 > 2probe
    c2 200 6
    w1 < 3probe
    w1 > 5
  `);
  const legs = whole(ladderOf(store)).steps.flatMap((step) => step.legs);
  expect(legs.map(({ name, time }) => `${name} ${time}`)).toEqual(["open 10 ms", "probe 20 ms", "switch 10 ms"]);
});

test("an upgrade says which leg was slow, is under way, or is missing", () => {
  const begin = `
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    w1 open ?EIO=4&transport=websocket&sid=A
  `;
  const upgradeOf = (ladder: string) => {
    const step = whole(ladderOf(play(begin + ladder))).steps.find(({ name }) => name === "Upgrade");
    return [...(step?.legs.map(({ name, slow }) => (slow ? `${name}!` : name)) ?? []), ...(step?.notes ?? [])];
  };
  expect(upgradeOf("")).toEqual(["open …"]);
  expect(upgradeOf("w1 error 400\nw1 closed")).toEqual(["never opened"]);
  expect(upgradeOf("+1500\nw1 101\nw1 > 2probe")).toEqual(["open, slow!", "probe …"]);
  expect(upgradeOf("w1 101\nw1 closed")).toEqual(["open", "never probed"]);
  expect(upgradeOf("w1 101\nw1 > 2probe\nw1 closed")).toEqual(["open", "probe unanswered"]);
  expect(upgradeOf("w1 101\nw1 > 2probe\nw1 < 3probe\nw1 closed")).toEqual(["open", "probe", "never switched"]);
});

test("namespaces other than / have stripes in the order in which the session named them", () => {
  const scene = whole(
    ladderOf(play(`${BEGIN}w1 > 40/b,\nw1 > 40/a,\nw1 < 40/a,{"sid":"s2"}\nw1 > 42/b,1["x"]\nw1 > 42["y"]\nw1 < 43/b,1[]\nw1 < 3`)),
  );
  expect(scene.rows.flatMap((row) => (row.kind === "packet" ? [row.stripe ?? "-"] : [])).slice(3)).toEqual([1, 2, 2, 1, "-", 1, "-"]);
});

test("without HTTP rows, requests and plain answers are left out, and failed ones stay", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    c2 POST ?EIO=4&transport=polling&sid=A 40
    c2 400 {"code":1,"message":"Session ID unknown"}
  `);
  expect(rows(store, { http: false })).toEqual([
    "← 0 open HTTP 200",
    "sid A, upgrades websocket",
    "ping every 300 ms, timeout 2.00 s, heartbeat from server",
    "→ 40 connect /",
    "← 400 Session ID unknown (code 1)",
  ]);
});

test("Socket.IO 0.9: the handshake is an HTTP answer, and packets have one digit", () => {
  const store = play(`
    c1 GET 1/?t=1700000000000
    c1 200 rWYQ0aZk1pX7dQm5AAAA:15:25:websocket,xhr-polling
    w1 open 1/websocket/rWYQ0aZk1pX7dQm5AAAA
    w1 101
    w1 < 1::
    w1 > 5:1+::{"name":"say","args":["hi",{"a":1}]}
    w1 < 6:::1+["ok"]
    w1 > 1::/chat?token=abc
    w1 < 3:::plain text
    w1 > 4:2:/chat:{"a":1}
    w1 < 6::/chat:2
    w1 < 7::/refused:2
    w1 < 7::
    w1 < 2::
    w1 > 2::
    w1 < 0::
  `);
  const packets = [
    "← 1 connect /",
    '→ 5 say #1 "hi" a 1',
    '← 6 ack #1 "ok"',
    "→ 1 connect /chat?token=abc",
    '← 3 message "plain text"',
    "→ 4 message #2 /chat a 1",
    "← 6 ack #2 /chat",
    "← 7 error /refused unauthorized",
    "← 7 error /",
    "← 2 ping",
    "→ 2 pong",
    "← 0 disconnect /",
  ];
  const handshake = [
    "← 200 handshake",
    "sid rWYQ0aZk1pX7dQm5AAAA, transports websocket, xhr-polling",
    "timeout 15 s, close timeout 25 s, heartbeat from server",
  ];
  expect(rows(store)).toEqual([
    "→ GET /socket.io/1/",
    ...handshake,
    "→ GET /socket.io/1/websocket/rWYQ0aZk1pX7dQm5AAAA",
    "← 101 Switching Protocols",
    ...packets,
  ]);
  expect(rows(store, { http: false })).toEqual([...handshake, ...packets]);
  const { steps } = whole(ladderOf(store));
  expect(steps.map(({ name, notes }) => [name, ...notes].join(" "))).toEqual([
    "Handshake",
    "Messages websocket",
    "Heartbeat server pings",
    "Messages websocket",
  ]);
  const polling = play(`
    c1 GET 1/?t=1700000000000
    c1 200 rWYQ0aZk1pX7dQm5AAAA:15:25:xhr-polling
    c2 GET 1/xhr-polling/rWYQ0aZk1pX7dQm5AAAA?t=1700000000001
    c2 200 8::
  `);
  expect(rows(polling).at(-1)).toBe("← 8 noop ends the long poll");
});

test("packets of another parser have names, and digits only when the wire has them", () => {
  expect(
    rows(
      play(`${BEGIN}
        w1 > [${MSGPACK_EVENT}]
        w1 < [3q2+7w==]
        w1 > 4{"type":2,"nsp":"/","data":["say",1]}
        w1 < [AQID]
      `),
    ).slice(7),
  ).toEqual([
    '→ say #1 "hi" EVENT · msgpack',
    "← invalid ⟨4 B⟩ not a Socket.IO packet",
    "→ 4 say 1 EVENT · json",
    "← invalid ⟨3 B⟩ not a Socket.IO packet",
  ]);
  const three = play(`w1 open ?EIO=3&transport=websocket\nw1 < [BAECAw==]`);
  expect(rows(three).at(-1)).toBe("← 4 binary ⟨3 B⟩ no known parser");
});

test("connection state recovery: CONNECT says whether it was asked for and worked, and the offset is no argument", () => {
  const again = OPEN.replace('"A"', '"B"');
  const store = play(`
    ${BEGIN.replace('{"sid":"s1"}', '{"sid":"s1","pid":"p1"}')}
    w1 < 42["news","a",{"b":1},"QaBcDeF"]
    w1 < 421["ask","QaBcDeF"]
    w1 > 42["sent","QaBcDeF"]
    w1 < 42["move","left"]
    w1 < 42/other,["news","QaBcDeF"]
    w1 closed
    w2 open ?EIO=4&transport=websocket
    w2 < ${again}
    w2 > 40{"pid":"p1","offset":"QaBcDeF"}
    w2 < 42["missed","QaBcDeG"]
    w2 < 40{"sid":"s1","pid":"p1"}
    w2 > 40/new,{"pid":"p2"}
    w2 < 40/new,{"sid":"s2","pid":"p3"}
  `);
  const said = rows(store).filter((row) => /4[02]/.test(row));
  expect(said).toEqual([
    "→ 40 connect /",
    "← 40 connect / sid s1 pid p1",
    '← 42 news "a" b 1 offset QaBcDeF',
    '← 42 ask #1 "QaBcDeF" never answered',
    '→ 42 sent "QaBcDeF"',
    '← 42 move "left"',
    '← 42 news /other "QaBcDeF"',
    "→ 40 connect / pid p1 offset QaBcDeF asks for recovery",
    "← 42 missed offset QaBcDeG",
    "← 40 connect / sid s1 pid p1 recovered",
    "→ 40 connect /new pid p2 asks for recovery",
    "← 40 connect /new sid s2 pid p3 not recovered",
  ]);
});

test("a refused namespace shows the reason, whatever form it has", () => {
  const refused = (packet: string) => rows(play(`${BEGIN}w1 < ${packet}`)).at(-1);
  expect(refused('44/a,{"message":"no","data":{"code":1}}')).toBe('← 44 connect error /a "no" code 1');
  expect(refused('44/a,{"message":"no"}')).toBe('← 44 connect error /a "no"');
  expect(refused('44/a,"Invalid namespace"')).toBe('← 44 connect error /a "Invalid namespace"');
  expect(refused('44/a,{"content":1}')).toBe("← 44 connect error /a content 1");
});

test("an empty refusal of a poll names the reason only when another poll was waiting", () => {
  const begin = `c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN}\n`;
  const poll = (id: string) => `${id} GET ?EIO=4&transport=polling&sid=A\n`;
  const last = (ladder: string) => rows(play(begin + ladder)).at(-1);
  expect(last(`${poll("c2")}${poll("c3")}c2 200 1\nc3 400@2`)).toBe("← 400 another poll was already waiting");
  expect(last(`${poll("c2")}c2 200 6\n${poll("c3")}c3 400`)).toBe("← 400");
  expect(last(`c2 POST ?EIO=4&transport=polling&sid=A 40\n${poll("c3")}c3 500`)).toBe("← 500");
});

test("a preflight is part of its request's row; a refused one, or one without a request, has its own row", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling&t=1
    c2 OPTIONS ?EIO=4&transport=polling&t=1
    c2 204@9
    c1 200 ${OPEN}
    c3 POST ?EIO=4&transport=polling&sid=A&t=2 40
    c4 GET ?EIO=4&transport=polling&sid=A&t=3
    c5 OPTIONS ?EIO=4&transport=polling&sid=A&t=3
    c6 OPTIONS ?EIO=4&transport=polling&sid=A&t=2
    c5 204@9
    c6 204@9
    c3 200 ok
    c7 OPTIONS ?EIO=4&transport=polling&sid=A&t=alone
    c7 204@9
    c8 GET ?EIO=4&transport=polling&sid=A&t=4
    c9 OPTIONS ?EIO=4&transport=polling&sid=A&t=4
    c9 403@9
  `);
  const of = (sid: string) => `/socket.io/?EIO=4&transport=polling${sid}`;
  expect(rows(store).filter((row) => !/^(sid|ping) /.test(row))).toEqual([
    `→ GET ${of("")} after a preflight`,
    "← 0 open HTTP 200",
    `→ POST ${of("&sid=A")} after a preflight`,
    "→ 40 connect /",
    `→ GET ${of("&sid=A")} long poll · after a preflight`,
    "← 200 ok",
    `↔ OPTIONS ${of("&sid=A")} 204`,
    `→ GET ${of("&sid=A")} long poll · after a preflight`,
    `↔ OPTIONS ${of("&sid=A")} 403`,
  ]);
  const grown = storeOf([]);
  const ladder = ladderOf(grown);
  const [request, preflight, ...rest] = wireEvents(
    "c1 GET ?EIO=4&transport=polling\nc2 OPTIONS ?EIO=4&transport=polling\nc2 204\nc1 200 6",
  );
  const said = [preflight, request, ...rest].flatMap((event) => {
    if (!event) return [];
    grown.push(event);
    ladder.sync();
    return [whole(ladder).rows.map(rowText)];
  });
  expect(said[0]).toEqual([`↔ OPTIONS ${of("")}`]);
  expect(said[1]).toEqual([`→ GET ${of("")} after a preflight`]);
  const [session] = store.sessions;
  if (!session) throw new Error("a session was played");
  const own = rows(store, { scope: { kind: "session", session } }).filter((row) => row.includes("OPTIONS"));
  expect(own).toEqual([`↔ OPTIONS ${of("&sid=A")} 403`]);
});

test("WebTransport has rows for its request, establishment and close, and none for its data", () => {
  const store = play(`
    t1 asked ?EIO=4&transport=webtransport
    t1 established
    t1 closed
    t2 asked ?EIO=4&transport=webtransport
    t2 closed
  `);
  expect(rows(store)).toEqual([
    "→ WT /socket.io/?EIO=4&transport=webtransport",
    "← WT established data not visible",
    "WebTransport closed",
    "→ WT /socket.io/?EIO=4&transport=webtransport WebTransport not established · attempt 1, waited 10 ms",
  ]);
  expect(rows(store, { http: false })).toEqual([
    "← WT established data not visible",
    "WebTransport closed",
    "→ WT /socket.io/?EIO=4&transport=webtransport WebTransport not established · attempt 1, waited 10 ms",
  ]);
  const { lifelines, steps } = whole(ladderOf(store));
  expect(lifelines.map(({ name }) => name)).toEqual(["webtransport", "webtransport 2"]);
  expect(steps.map(({ name }) => name)).toEqual(["Handshake", "Close", "Handshake"]);
});

test("polls after a client's close belong to its step Close, not to a step of the next session", () => {
  const poll = (id: string, sid: string) => `${id} GET ?EIO=4&transport=polling&sid=${sid}\n`;
  const begin = (id: string, sid: string) => `${id} GET ?EIO=4&transport=polling\n${id} 200 ${OPEN.replace('"A"', `"${sid}"`)}\n`;
  const close = `${begin("c1", "A")}${poll("c2", "A")}c3 POST ?EIO=4&transport=polling&sid=A 1\n`;
  const steps = (ladder: string) => whole(ladderOf(play(ladder))).steps.map(({ name, track }) => `${name} ${track ?? ""}`.trim());
  expect(steps(`${close}c2 200@2 6\nc3 200 ok`)).toEqual(["Handshake", "Polling", "Close"]);
  expect(steps(`${close}c3 200 ok\nc4 GET ?EIO=4&transport=polling\nc2 400@2\nc4 200 ${OPEN.replace('"A"', '"B"')}`)).toEqual([
    "Handshake",
    "Polling",
    "Close",
    "Handshake",
  ]);
});

test("four ping-pong pairs after the first are one fold, which opens in place and closes again", () => {
  const ladder = ladderOf(play(`${BEGIN + BEAT.repeat(5)}w1 > 42["x"]`));
  const tail = () => whole(ladder).rows.slice(7).map(rowText);
  expect(tail()).toEqual(["← 2 ping", "→ 3 pong", "▸ ping/pong ×4 10 ms", "→ 42 x"]);
  const fold = whole(ladder).rows.find(({ kind }) => kind === "fold");
  expect(ladder.toggle(fold?.key ?? -1)).toBe(true);
  expect(tail()).toEqual(["← 2 ping", "→ 3 pong", "▾ ping/pong ×4 10 ms", ...Array(4).fill(["← 2 ping", "→ 3 pong"]).flat(), "→ 42 x"]);
  expect(ladder.yOf(fold?.key ?? -1)?.y).toBe(fold?.y);
  ladder.toggle(fold?.key ?? -1);
  expect(tail()).toHaveLength(4);
});

test("a fold has bars only when there are four latencies or more, they differ, and the worst is 1 ms or more", () => {
  const sparks = (beats: string) =>
    whole(ladderOf(play(BEGIN + beats))).rows.flatMap((row) => (row.kind === "fold" ? [[row.spark?.length ?? 0, row.size]] : []));
  expect(sparks(BEAT.repeat(6))).toEqual([[0, "10 B"]]);
  expect(sparks(BEAT.repeat(3) + BEAT.replace("w1 > 3", "+5\nw1 > 3"))).toEqual([[0, "6 B"]]);
  expect(sparks(BEAT.repeat(5) + BEAT.replace("w1 > 3", "+5\nw1 > 3"))).toEqual([[5, "10 B"]]);
  // Pongs less than 1 ms after their pings.
  const brief = wireEvents(BEGIN + BEAT.repeat(6)).map((event, i) =>
    event.kind === "ws-frame" && "text" in event.body && event.body.text === "3" ? { ...event, at: event.at - 9.9 + i / 100 } : event,
  );
  const folds = whole(ladderOf(storeOf(brief))).rows.filter((row) => row.kind === "fold");
  expect(folds.map((row) => row.kind === "fold" && [row.bits.join(), row.spark])).toEqual([["0.2–0.3 ms", undefined]]);
});

test("a late pong has its own row and ends the fold", () => {
  const late = "+300\nw1 < 2\n+1500\nw1 > 3\n";
  const words = rows(play(BEGIN + BEAT.repeat(4) + late + BEAT.repeat(4))).slice(7);
  expect(words).toEqual([
    "← 2 ping",
    "→ 3 pong",
    "▸ ping/pong ×3 10 ms",
    "← 2 ping",
    "→ 3 pong late: 1.51 s of the 2.00 s allowed",
    "← 2 ping",
    "→ 3 pong",
    "▸ ping/pong ×3 10 ms",
  ]);
});

test("plain requests fold, and a request that fails later leaves the fold", () => {
  const requests = wireEvents(Array.from({ length: 6 }, (_, i) => `page http://localhost:3000/${i}`).join("\n"));
  const fails = (event: WireEvent, i: number): WireEvent =>
    event.kind === "http-response" && i === 10 ? { ...event, status: 404 } : event;
  const live = storeOf([]);
  const ladder = ladderOf(live);
  const later: WireEvent[] = [];
  for (const event of requests.map(fails)) {
    if (event.kind === "http-request") live.push(event);
    else later.push(event);
    ladder.sync();
  }
  expect(whole(ladder).rows.map(rowText)).toEqual(["↔ GET /0", "▸ HTTP ×5"]);
  for (const event of later) live.push(event);
  ladder.sync();
  expect(whole(ladder).rows.map(rowText)).toEqual([
    "↔ GET /0 200",
    "↔ GET /1 200",
    "↔ GET /2 200",
    "↔ GET /3 404",
    "↔ GET /4 200",
    "↔ GET /5 200",
  ]);
});

test("when an answer names another connection, that connection has a lifeline, also when its row is out of sight", () => {
  const first = wireEvents("page http://localhost:3000/");
  const second = wireEvents("+100\npage http://localhost:3000/app.js").map(
    (event): WireEvent => (event.kind === "http-response" ? { ...event, connection: "2" } : event),
  );
  const store = storeOf(first);
  const ladder = ladderOf(store);
  for (const event of [...second, ...wireEvents(`+200\n${BEGIN}${'w1 > 42["x"]\n'.repeat(50)}`)]) {
    store.push(event);
    ladder.sync();
  }
  expect(ladder.scene(ladder.height - 100, ladder.height).lifelines.map(({ name }) => name)).toEqual(["main", "other", "websocket"]);
});

test("open and noop packets that a page sends have no remarks of answers", () => {
  const store = play(`c1 POST ?EIO=4&transport=polling&sid=A 0{\\x1e6`);
  const ladder = ladderOf(store, { http: false });
  const sent = () => whole(ladder).rows.map(rowText);
  const before = sent();
  expect(before).toEqual(["→ 0 open", "→ 6 noop"]);
  for (const event of wireEvents("+100\nc1 200 ok")) store.push(event);
  ladder.sync();
  expect(sent()).toEqual(before);
});

test("lifelines are numbered from left to right, and connections that were only guessed are not counted", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    c2 GET ?EIO=4&transport=polling&sid=A
    c3 POST ?EIO=4&transport=polling&sid=A 40
    c3 200@1 ok
    c2 200@2 40{"sid":"s1"}
    c4 GET ?EIO=4&transport=polling&sid=A
    c5 POST ?EIO=4&transport=polling&sid=A 42["x"]
    c5 200@3 ok
    w1 open ?EIO=4&transport=websocket&sid=A
  `);
  expect(whole(ladderOf(store)).lifelines.map(({ name }) => name)).toEqual(["main", "polling", "polling 2", "websocket"]);
});

test("six seconds without a packet have a quiet row", () => {
  expect(rows(play(`${BEGIN}+6000\nw1 > 42["x"]`)).slice(-2)).toEqual(["6.01 s quiet", "→ 42 x"]);
});

test("a scope of one client or one session has only their rows", () => {
  const again = OPEN.replace('"A"', '"B"');
  const store = play(`
    w1 open ?EIO=4&transport=websocket
    w1 < ${OPEN}
    w1 closed
    w2 open ?EIO=4&transport=websocket
    w2 < ${again}
    w2 > 42["second"]
    w3 open ?EIO=4&transport=websocket @worker
    w3 > 42["other"]
  `);
  const [first, second, other] = store.clients.flatMap(({ sessions }) => sessions);
  if (!first || !second || !other) throw new Error("three sessions were played");
  expect(rows(store, { scope: { kind: "client", client: other.client } })).toEqual([
    "→ GET /socket.io/?EIO=4&transport=websocket",
    "→ 42 other",
  ]);
  expect(rows(store, { scope: { kind: "session", session: second } }).at(-1)).toBe("→ 42 second");
  expect(rows(store, { scope: { kind: "client", client: first.client } })).toHaveLength(10);
});

test("the request for a session names the worker or iframe of its client, and no other row does", () => {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" });
  const context = (documentFrame: string, type: "page" | "iframe" | "worker", url: string) =>
    store.push({ kind: "context", at: 0, documentFrame, type, url, state: "appeared" });
  context("main", "page", "http://a.test/page.html");
  context("worker", "worker", "http://a.test/js/worker.js?v=1");
  context("frame", "iframe", "http://b.test/");
  const events = wireEvents(`
    c1 GET ?EIO=4&transport=polling
    c2 GET ?EIO=4&transport=polling @worker
    c2 200 ${OPEN.replace('"A"', '"B"')} @worker
    c3 GET ?EIO=4&transport=polling&sid=B @worker
    w4 open ?EIO=4&transport=websocket @frame
  `);
  for (const event of events) store.push(event);
  expect(rows(store).filter((row) => row.includes("GET"))).toEqual([
    "→ GET /socket.io/?EIO=4&transport=polling",
    "→ GET /socket.io/?EIO=4&transport=polling worker worker.js",
    "→ GET /socket.io/?EIO=4&transport=polling&sid=B long poll",
    "→ GET /socket.io/?EIO=4&transport=websocket iframe b.test",
  ]);
});

test("the key of a row stays the same when an earlier entry arrives", () => {
  const store = play(BEGIN);
  const ladder = ladderOf(store);
  const first = ladder.keyBelow(null, 1);
  const last = ladder.keyBelow(null, -1);
  expect(ladder.keyBelow(first, 1000)).toBe(last);
  expect(ladder.keyBelow(last, Number.NEGATIVE_INFINITY)).toBe(first);
  const y = ladder.yOf(last ?? -1)?.y ?? 0;
  store.push({ kind: "note", at: store.entries.at(0) - 1, what: "mark", text: "earlier" });
  ladder.sync();
  expect(ladder.yOf(last ?? -1)?.y).toBe(y + 22);
});

test("the last row says when the next ping is due and when each side gives up", () => {
  const ladder = ladderOf(play(BEGIN + BEAT));
  ladder.sync(1_700_000_000_000 + 1000);
  const live = whole(ladder).rows.at(-1);
  expect(live && rowText(live)).toBe("now · open · next ping due at 0.660, from the server · client gives up at 2.650 · server at ≈ 2.660");
});

test("a scene of any stretch has the same rows as the scene of the whole ladder", () => {
  const ladder = ladderOf(play(BEGIN + BEAT.repeat(3) + 'w1 > 42["x"]\n'.repeat(300)));
  const { rows: all } = whole(ladder);
  for (const top of [0, 100, 1717, ladder.height - 300]) {
    const scene = ladder.scene(top, top + 300);
    expect(scene.rows).toEqual(all.filter((row) => row.y + row.height > top && row.y <= top + 300));
  }
});

/** Conversations of up to three clients, mixed; the events of each client stay in order. */
const conversations = fc
  .array(
    fc.record({
      client: fc.integer({ min: 0, max: 2 }),
      what: fc.constantFrom(
        "text",
        "ack",
        "beat",
        "beats",
        "poll",
        "pause",
        "close",
        "binary",
        "gap",
        "page",
        "preflight",
        "legacy",
        "webtransport",
      ),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let turn = 0;
    const open = new Map<number, string>();
    const lines: string[] = [];
    for (const { client, what } of steps) {
      turn++;
      let ws = open.get(client);
      if (!ws) {
        ws = `w${client}x${turn}`;
        open.set(client, ws);
        lines.push(`${ws} open ?EIO=4&transport=websocket @frame${client}`, `${ws} 101`, `${ws} < ${OPEN.replace('"A"', `"S${turn}"`)}`);
      }
      switch (what) {
        case "text":
          lines.push(`${ws} > 42["t",${turn}]`);
          break;
        case "ack":
          lines.push(`${ws} > 42${turn}["ask"]`, `${ws} < 43${turn}["answer"]`);
          break;
        case "beat":
        case "beats":
          for (let i = 0; i < (what === "beat" ? 1 : 5); i++) lines.push("+300", `${ws} < 2`, `${ws} > 3`);
          break;
        case "poll":
          lines.push(`c${turn} GET ?EIO=4&transport=polling&sid=P${client} @frame${client}`, `c${turn} 200@${turn % 4} 42["polled"]\\x1e2`);
          break;
        case "pause":
          lines.push("+7000");
          break;
        case "preflight":
          lines.push(
            `c${turn} GET ?EIO=4&transport=polling&sid=P${client}&t=${turn} @frame${client}`,
            `c${turn}p OPTIONS ?EIO=4&transport=polling&sid=P${client}&t=${turn}`,
            `c${turn}p ${turn % 3 === 0 ? 403 : 204}`,
            `c${turn} 200@${turn % 4} 2`,
          );
          break;
        case "legacy":
          lines.push(`c${turn} GET 1/?t=1700000000000 @frame${client}`, `c${turn} 200@${turn % 4} L${turn}:15:25:websocket`);
          break;
        case "webtransport":
          lines.push(`t${turn} asked ?EIO=4&transport=webtransport`, ...(turn % 2 ? [`t${turn} established`] : []), `t${turn} closed`);
          break;
        case "binary":
          lines.push(`${ws} < 451-["b",{"_placeholder":true,"num":0}]`, `${ws} < [AQID]`);
          break;
        case "close":
          lines.push(`${ws} closed`);
          open.delete(client);
          break;
        case "gap":
          lines.push(`gap ${turn % 2 === 0 ? 5 : 8000}`);
          break;
        case "page":
          lines.push("page http://localhost:3000/again");
          break;
      }
    }
    return wireEvents(lines.join("\n")).map(preflightFirst);
  });

/** Puts every other request after its preflight, as browsers may report them. */
function preflightFirst(event: WireEvent, i: number, events: readonly WireEvent[]): WireEvent {
  const isBefore = (before: WireEvent | undefined, after: WireEvent | undefined) =>
    before?.kind === "http-request" && after?.kind === "http-request" && after.part === "preflight" && before.at % 20 === 0;
  const [before, after] = [events[i - 1], events[i + 1]];
  if (after && isBefore(event, after)) return after;
  return before && isBefore(before, event) ? before : event;
}

function storeOf(events: readonly WireEvent[]): Store {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" });
  for (const event of events) store.push(event);
  return store;
}

test("a ladder that grew event by event equals one made at the end, also when bodies are reported late", () => {
  fc.assert(
    fc.property(conversations, fc.array(fc.nat({ max: 8 }), { maxLength: 20 }), (events, delays) => {
      // Bodies may be reported some events late.
      const late = [...events];
      for (const [i, delay] of delays.entries()) {
        const at = late.findIndex(({ kind }, place) => kind === "http-body" && place >= i * 3);
        const [body] = at < 0 ? [] : late.splice(at, 1);
        if (body) late.splice(Math.min(late.length, at + delay), 0, body);
      }
      const store = storeOf([]);
      const grown = ladderOf(store);
      for (const event of late) {
        store.push(event);
        grown.sync();
      }
      const fresh = ladderOf(storeOf(late));
      expect(whole(grown)).toEqual(whole(fresh));
      for (let row = 0; row < fresh.length; row++) expect(grown.counts.counts(row, row + 1)).toEqual(fresh.counts.counts(row, row + 1));
    }),
    { numRuns: Number(process.env.LIFELINE_FUZZ_RUNS ?? 100) },
  );
});

test("rows stand in time order without gaps, and requests, pairs and steps lie within the ladder", () => {
  fc.assert(
    fc.property(conversations, (events) => {
      const ladder = ladderOf(storeOf(events));
      const scene = whole(ladder);
      const wrong: string[] = [];
      let y = 0;
      let at = 0;
      for (const row of scene.rows) {
        if (row.y !== y) wrong.push(`row ${row.key} at ${row.y} instead of ${y}`);
        y += row.height;
        if (row.kind !== "packet" && row.kind !== "http") continue;
        if (row.at < at) wrong.push(`row ${row.key} is earlier than the one before it`);
        at = row.at;
        if (!scene.lifelines.some(({ slot }) => slot === row.slot)) wrong.push(`row ${row.key} has no lifeline`);
      }
      if (y !== ladder.height) wrong.push(`${y} of ${ladder.height} pixels have rows`);
      for (const { from, to } of [...scene.requests, ...scene.pairs]) {
        if (from < 0 || (to ?? y) < from || (to ?? y) > y) wrong.push(`from ${from} to ${to}`);
      }
      for (const [i, step] of scene.steps.entries()) {
        const next = scene.steps[i + 1]?.from ?? y;
        if (step.track === null && step.to > next) wrong.push(`step ${step.name} ends at ${step.to}, within the next one`);
        if (step.from >= next) wrong.push(`step ${step.name} begins at ${step.from}, after the next one`);
      }
      expect(wrong).toEqual([]);
    }),
    { numRuns: Number(process.env.LIFELINE_FUZZ_RUNS ?? 100) },
  );
});
