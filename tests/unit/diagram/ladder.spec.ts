import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { Ladder } from "../../../src/diagram/ladder.ts";
import type { Scope } from "../../../src/diagram/ladder-parts.ts";
import type { Row, Scene } from "../../../src/diagram/scene.ts";
import { english } from "../../../src/messages/messages.ts";
import { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { play, wireEvents } from "../session/ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":300,"pingTimeout":2000}';
const BEGIN = `
  w1 open ?EIO=4&transport=websocket
  w1 101
  w1 < ${OPEN}
  w1 > 40
  w1 < 40{"sid":"s1"}
`;
const BEAT = "+300\nw1 < 2\nw1 > 3\n";

const ALL: Scope = { kind: "all" };

function ladderOf(store: Store, options: Partial<ConstructorParameters<typeof Ladder>[2]> = {}): Ladder {
  const ladder = new Ladder(store, english, { scope: ALL, http: true, stepRows: false, ...options });
  ladder.sync();
  return ladder;
}

function whole(ladder: Ladder): Scene {
  return ladder.scene(0, ladder.height);
}

/** A row as a person reads it. */
function words(row: Row): string {
  switch (row.kind) {
    case "packet":
      return [row.direction === "sent" ? "→" : "←", row.code, row.name, row.ack === undefined ? "" : `#${row.ack}`, row.args, row.remark]
        .filter(Boolean)
        .join(" ");
    case "http":
      return [row.both ? "↔" : row.direction === "sent" ? "→" : "←", row.code, row.path, row.remark].filter(Boolean).join(" ");
    case "fields":
      return row.fields.map(([name, value]) => `${name} ${value}`).join(", ");
    case "fold":
      return [row.open ? "▾" : "▸", row.name, ...row.bits].join(" ");
    case "step":
      return [row.number, row.name].join(" ");
    case "quiet":
      return row.text;
    case "gap":
    case "mark":
    case "live":
      return [row.text, row.remark].filter(Boolean).join(" · ");
  }
}

function rows(store: Store, options?: Partial<ConstructorParameters<typeof Ladder>[2]>): string[] {
  return whole(ladderOf(store, options)).rows.map(words);
}

test("a session from its first poll to its upgrade", () => {
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
    '← 40 connect / {sid: "s1"}',
    "← 42 hello {a: 1, b: […]}",
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
  expect(scene.lanes.map(({ name, id }) => `${name} ${id}`.trim())).toEqual(["main 1", "polling 2", "websocket"]);
  expect(scene.spans).toHaveLength(5);
  expect(scene.pairs).toHaveLength(2);
});

test("packets only leaves out requests and plain answers, and keeps what went wrong", () => {
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
    "← 400 Session ID unknown",
  ]);
});

test("heartbeats fold from the third pair, unfold in place, and fold again", () => {
  const ladder = ladderOf(play(`${BEGIN + BEAT.repeat(5)}w1 > 42["x"]`));
  const tail = () => whole(ladder).rows.slice(7).map(words);
  expect(tail()).toEqual(["← 2 ping", "→ 3 pong", "▸ ping/pong ×4 10 ms", "→ 42 x"]);
  const fold = whole(ladder).rows.find(({ kind }) => kind === "fold");
  expect(ladder.toggle(fold?.key ?? -1)).toBe(true);
  expect(tail()).toEqual(["← 2 ping", "→ 3 pong", "▾ ping/pong ×4 10 ms", ...Array(4).fill(["← 2 ping", "→ 3 pong"]).flat(), "→ 42 x"]);
  expect(ladder.yOf(fold?.key ?? -1)?.y).toBe(fold?.y);
  ladder.toggle(fold?.key ?? -1);
  expect(tail()).toHaveLength(4);
});

test("a late pong is shown, never folded", () => {
  const late = "+300\nw1 < 2\n+1500\nw1 > 3\n";
  const words = rows(play(BEGIN + BEAT.repeat(4) + late + BEAT.repeat(4))).slice(7);
  expect(words).toEqual([
    "← 2 ping",
    "→ 3 pong",
    "▸ ping/pong ×3 10 ms",
    "← 2 ping",
    "→ 3 pong",
    "← 2 ping",
    "→ 3 pong",
    "▸ ping/pong ×3 10 ms",
  ]);
});

test("plain requests fold, and one that fails later leaves the fold", () => {
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
  expect(whole(ladder).rows.map(words)).toEqual(["↔ GET /0", "▸ HTTP ×5"]);
  for (const event of later) live.push(event);
  ladder.sync();
  expect(whole(ladder).rows.map(words)).toEqual([
    "↔ GET /0 200",
    "↔ GET /1 200",
    "↔ GET /2 200",
    "↔ GET /3 404",
    "↔ GET /4 200",
    "↔ GET /5 200",
  ]);
});

test("five seconds without a row are a quiet slot", () => {
  expect(rows(play(`${BEGIN}+6000\nw1 > 42["x"]`)).slice(-2)).toEqual(["6.01 s quiet", "→ 42 x"]);
});

test("scopes: one client, one session", () => {
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

test("keys of rows outlast what comes before them, and name rows for the keyboard", () => {
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

test("the last row says what is due", () => {
  const ladder = ladderOf(play(BEGIN + BEAT));
  ladder.sync(1_700_000_000_000 + 1000);
  const live = whole(ladder).rows.at(-1);
  expect(live && words(live)).toBe("now · open · next ping due at 0.650, from the server");
});

test("what the window hides costs nothing and changes nothing: any cut of the ladder shows the rows of the whole", () => {
  const ladder = ladderOf(play(BEGIN + BEAT.repeat(3) + 'w1 > 42["x"]\n'.repeat(300)));
  const { rows: all } = whole(ladder);
  for (const top of [0, 100, 1717, ladder.height - 300]) {
    const scene = ladder.scene(top, top + 300);
    expect(scene.rows).toEqual(all.filter((row) => row.y + row.height > top && row.y <= top + 300));
  }
});

/** Conversations of some clients, each with what may happen to it, in an order that keeps each client's own. */
const conversations = fc
  .array(
    fc.record({
      client: fc.integer({ min: 0, max: 2 }),
      what: fc.constantFrom("text", "ack", "beat", "beats", "poll", "pause", "close", "binary", "gap"),
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
        case "binary":
          lines.push(`${ws} < 451-["b",{"_placeholder":true,"num":0}]`, `${ws} < [AQID]`);
          break;
        case "close":
          lines.push(`${ws} closed`);
          open.delete(client);
          break;
        case "gap":
          lines.push("page http://localhost:3000/again");
          break;
      }
    }
    return wireEvents(lines.join("\n"));
  });

function storeOf(events: readonly WireEvent[]): Store {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" });
  for (const event of events) store.push(event);
  return store;
}

test("a ladder that grew event by event is the one drawn at the end, also when answers are told late", () => {
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
      expect(whole(grown)).toEqual(whole(ladderOf(storeOf(late))));
    }),
    { numRuns: Number(process.env.LIFELINE_FUZZ_RUNS ?? 100) },
  );
});

test("rows follow one another without a hole, in the order of time; what is drawn beside them lies within", () => {
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
        if (!scene.lanes.some(({ lane }) => lane === row.lane)) wrong.push(`row ${row.key} has no lifeline`);
      }
      if (y !== ladder.height) wrong.push(`${y} of ${ladder.height} pixels have rows`);
      for (const { from, to } of [...scene.spans, ...scene.pairs]) {
        if (from < 0 || (to ?? y) < from || (to ?? y) > y) wrong.push(`from ${from} to ${to}`);
      }
      for (const [i, step] of scene.steps.entries()) {
        if (step.to !== (scene.steps[i + 1]?.from ?? y)) wrong.push(`step ${step.name} ends at ${step.to}`);
      }
      expect(wrong).toEqual([]);
    }),
    { numRuns: Number(process.env.LIFELINE_FUZZ_RUNS ?? 100) },
  );
});
