// Figure 4: the path is cut for shorter and for longer than the ping timeout, with heartbeats of revision 3 and 4: which rows say so, and
// where the silence, the heartbeat window and the torn paper stand.

import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { LadderBody } from "../../../../src/diagram/draw/draw.tsx";
import { layOut, pairX } from "../../../../src/diagram/draw/layout.ts";
import { ROW_HEIGHT } from "../../../../src/diagram/rows/row-kinds.ts";
import type { Row, Scene } from "../../../../src/diagram/scene/scene.ts";
import { english } from "../../../../src/messages/messages.ts";
import { detailsOf } from "../../../../src/session/details.ts";
import { Reader } from "../../../../src/session/reader.ts";
import { Store } from "../../../../src/session/store.ts";
import type { WireEvent } from "../../../../src/wire/event.ts";
import { play, wireEvents } from "../../session/ladder-text.ts";
import { ladderOf, whole } from "../support.ts";

const open = (eio: number, id: string, sid: string) => `
  ${id} open ?EIO=${eio}&transport=websocket
  ${id} 101
  ${id} < 0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":${eio === 4 ? 20000 : 60000}}
`;
const beat = (eio: number) => (eio === 4 ? "+24980\nw1 < 2\nw1 > 3\n" : "+24980\nw1 > 2\nw1 < 3\n");
const AGAIN = `
  d1 GET ?EIO=3&transport=polling
  +77
  d1 failed net::ERR_INTERNET_DISCONNECTED
  +3420
`;

/** Cuts that last longer than the ping timeout, by revision. */
const LONG = {
  3: `${open(3, "w1", "V8fMabcdefghAAAA")}${beat(3).repeat(5)}
    +8000
    w1 > 423["chat","are you there?"]
    w1 > 42["typing"]
    +16980
    w1 > 2
    +61180
    ${AGAIN}${open(3, "w2", "q7ZkabcdefghAAAC")}
    w1 closed
    w2 > 42["back"]`,
  4: `${open(4, "w1", "V8fMabcdefghAAAA")}${beat(4).repeat(5)}
    +8000
    w1 > 423["chat","are you there?"]
    +38180
    ${AGAIN}${open(4, "w2", "q7ZkabcdefghAAAC")}`,
};

/** Cuts that last shorter than the ping timeout, by revision. */
const SHORT = {
  3: `${open(3, "w1", "A")}${beat(3).repeat(5)}
    +24980
    w1 > 2
    +18000
    w1 < 42["news",1]
    w1 < 3
    w1 < 42["news",2]`,
  4: `${open(4, "w1", "A")}${beat(4).repeat(5)}
    +29000
    w1 < 42["news",1]
    w1 < 2
    w1 > 3`,
};

function words(row: Row): string {
  switch (row.kind) {
    case "packet":
      return [row.time, row.direction === "sent" ? (row.lost ? "⇢" : "→") : "←", row.code, row.name, row.problem ? "▲" : "", row.remark]
        .filter(Boolean)
        .join(" ");
    case "http":
      return [row.time, row.direction === "sent" ? (row.lost ? "⇢" : "→") : "←", row.code, row.remark].filter(Boolean).join(" ");
    case "quiet":
      return row.remark === undefined ? row.text : `≋ ${row.text} ${row.remark}`;
    case "mark":
      return [row.time, row.side, row.tone, row.text, row.remark].filter(Boolean).join(" | ");
    case "fold":
      return `▸ ${row.name}`;
    default:
      return row.kind;
  }
}

test("revision 3, longer cut: the rows say last heard, lost, pong due, given up, new attempt", () => {
  const scene = whole(ladderOf(play(LONG[3])));
  expect(scene.rows.map(words).slice(8)).toEqual([
    "▸ ping/pong ×3",
    "25 s quiet",
    "2:05.010 → 2 ping",
    "2:05.020 ← 3 pong last received",
    "both | inferred | nothing received from here on | the path or the server: nothing shows which",
    "8.01 s quiet",
    "2:13.030 ⇢ 42 chat never answered, lost with the session",
    "2:13.040 ⇢ 42 typing may not have arrived",
    "17 s quiet",
    "2:30.030 ⇢ 2 ping no pong, due by 3:30.030",
    "≋ 60 s nothing sent or received",
    "≈ 3:30.01 | server | inferred | server would give up | computed, not seen: last sent packet that arrived + 25 s + 60 s",
    "3:30.030 | client | inferred | give-up predicted | last ping + 60 s",
    "≈ 3:30.03 | client | inferred | client gives up: ping timeout | not seen: at most 1.19 s after the prediction",
    "3:31.220 ⇢ GET attempt 1",
    "3:31.307 | client | problem | failed: net::ERR_INTERNET_DISCONNECTED",
    "3:34.737 → GET attempt 2, waited 3.43 s",
    "3:34.747 ← 101",
    "3:34.757 ← 0 open first received again",
    "fields",
    "fields",
    "3:34.767 | client | plain | websocket closed | the browser reports it only now",
    "3:34.777 → 42 back",
  ]);
  expect(scene.steps.map(({ name, time, notes }) => [name, time, ...notes].filter(Boolean).join(" "))).toEqual([
    "Handshake 20 ms",
    "Heartbeat client pings every 25 s",
    "Silence 85 s",
    "Give up",
    "Reconnect 4.71 s",
    "Handshake 20 ms after V8fM…AAAA",
    "Messages websocket",
  ]);
  expect(scene.silences.map(({ text, dotted }) => `${text} ${dotted}`)).toEqual(["silence 89.7 s true"]);
  expect(scene.heartbeatWindows).toHaveLength(1);
});

test("revision 4, longer cut: the heartbeat window runs from the last ping to the predicted give-up", () => {
  const scene = whole(ladderOf(play(LONG[4])));
  expect(scene.rows.map(words).slice(9, 20)).toEqual([
    "25 s quiet",
    "2:05.010 ← 2 ping last received",
    "both | inferred | nothing received from here on | the path or the server: nothing shows which",
    "2:05.020 → 3 pong",
    "8.01 s quiet",
    "2:13.030 ⇢ 42 chat never answered, lost with the session",
    "≋ 37 s nothing sent or received",
    "2:50.010 | client | inferred | give-up predicted | last ping + 25 s + 20 s",
    "≈ 2:50.01 | client | inferred | client gives up: ping timeout | not seen: at most 1.21 s after the prediction",
    "≈ 2:50.02 | server | inferred | server would give up | computed, not seen: last pong + 25 s + 20 s",
    "2:51.220 ⇢ GET attempt 1",
  ]);
  const at = (text: string) => scene.rows.find((row) => words(row).includes(text));
  const middle = (row: Row | undefined) => (row ? row.y + row.height / 2 : -1);
  const [window] = scene.heartbeatWindows;
  expect([window?.from, window?.to]).toEqual([middle(at("last received")), middle(at("give-up predicted"))]);
  expect(scene.lifelines[0]?.to).toBe(middle(at("client gives up")));
});

test("shorter cut: one session, one silence, and the packets after it say how late they are", () => {
  const three = whole(ladderOf(play(SHORT[3])));
  expect(three.rows.map(words).slice(-5)).toEqual([
    "2:30.010 → 2 ping",
    "18 s quiet",
    "2:48.020 ← 42 news ▲ late by up to 43 s · first received in 43 s, same session",
    "2:48.030 ← 3 pong ▲ late: 18 s of the 60 s allowed",
    "2:48.040 ← 42 news",
  ]);
  const four = whole(ladderOf(play(SHORT[4])));
  expect(four.rows.map(words).slice(-4)).toEqual([
    "29 s quiet",
    "2:34.030 ← 42 news ▲ late by 4.01 s or more · first received in 29 s, same session",
    "2:34.040 ← 2 ping ▲ late by 4.02 s",
    "2:34.050 → 3 pong",
  ]);
  for (const scene of [three, four]) {
    expect(scene.silences).toHaveLength(1);
    expect(scene.heartbeatWindows).toEqual([]);
    expect(new Set(scene.steps.map(({ name }) => name))).toEqual(new Set(["Handshake", "Heartbeat", "Messages"]));
  }
});

test("a poll that the page aborts is the client giving up, and is marked as seen", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 200 0{"sid":"A","upgrades":[],"pingInterval":1000,"pingTimeout":3000}
    c2 GET ?EIO=4&transport=polling&sid=A
    +4000
    c2 canceled
  `);
  expect(whole(ladderOf(store)).rows.map(words).slice(-3)).toEqual([
    "4.010 | client | inferred | give-up predicted | open + 1.00 s + 3.00 s",
    "4.030 | client | plain | canceled by the page",
    "4.030 | client | problem | client gives up: ping timeout | 20 ms after the prediction",
  ]);
});

test("by polling, the answer to a POST counts as heard, and unanswered requests are drawn as lost", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 200 0{"sid":"A","upgrades":[],"pingInterval":1000,"pingTimeout":3000}
    c2 GET ?EIO=4&transport=polling&sid=A
    +980
    c2 200 2
    c3 POST ?EIO=4&transport=polling&sid=A 3
    c4 GET ?EIO=4&transport=polling&sid=A
    c3 200 ok
    c5 POST ?EIO=4&transport=polling&sid=A 421["hm"]
    +5000
    c4 canceled
    c5 canceled
    c6 GET ?EIO=4&transport=polling
    c6 200 0{"sid":"B","upgrades":[],"pingInterval":1000,"pingTimeout":3000}
  `);
  const scene = whole(ladderOf(store));
  expect(scene.rows.map(words).slice(5, 21)).toEqual([
    "1.010 ← 2 ping",
    "1.020 → POST",
    "1.020 → 3 pong",
    "1.030 ⇢ GET long poll",
    "1.040 ← 200 last received",
    "both | inferred | nothing received from here on | the path or the server: nothing shows which",
    "1.050 ⇢ POST",
    "1.050 ⇢ 42 hm never answered, lost with the session",
    "5.010 | client | inferred | give-up predicted | last ping + 1.00 s + 3.00 s",
    "≈ 5.02 | server | inferred | server would give up | computed, not seen: last pong + 1.00 s + 3.00 s",
    "6.060 | client | plain | canceled by the page",
    "6.060 | client | problem | client gives up: ping timeout | 1.05 s after the prediction",
    "6.070 | client | plain | canceled by the page",
    "6.080 → GET attempt 1, waited 20 ms",
    "6.090 ← 0 open HTTP 200 · first received again",
    "fields",
  ]);
  expect(scene.steps.map(({ name }) => name)).toEqual(["Handshake", "Polling", "Silence", "Give up", "Handshake"]);
});

test("a packet after the give-up says that it is too late; each conclusion has details", () => {
  const store = play(LONG[3].replace("w1 closed", 'w1 < 42["old"]'));
  expect(whole(ladderOf(store)).rows.map(words).at(-2)).toBe("3:34.767 ← 42 old too late: the client had given up");
  const reader = new Reader(store);
  const found: string[] = [];
  for (let entry = 0; entry < store.entries.length; entry++) {
    const details = detailsOf(store, reader, entry);
    if (details.kind === "conclusion") found.push(`${details.what} ${details.session?.sid} ${details.cut.predicted.waits}`);
  }
  expect(found).toEqual(["cut", "serverGivesUp", "giveUpPredicted", "clientGivesUp"].map((what) => `${what} V8fMabcdefghAAAA 60000`));
});

test("the last row says which ping waits for its pong, and when each side would give up", () => {
  const live = (ladder: string, now: number) => {
    const made = ladderOf(play(ladder));
    made.sync(1_700_000_000_010 + now);
    const row = whole(made).rows.at(-1);
    return row?.kind === "live" ? row.remark : null;
  };
  expect(live(`${open(3, "w1", "A")}${beat(3)}`, 26_000)).toBe(
    "open · next ping due at 50.020, from the client · client gives up at 1:50.020 · server at ≈ 1:50.010",
  );
  expect(live(`${open(3, "w1", "A")}${beat(3)}+24980\nw1 > 2`, 60_000)).toBe(
    "open · no pong yet to the ping of 50.010 · client gives up at 1:50.010 · server at ≈ 1:50.010",
  );
});

function drawn(scene: Scene, width: number) {
  const layout = layOut(scene, width);
  const text = renderToString(h(LadderBody, { scene, layout }));
  return { layout, text };
}

for (const width of [420, 640, 1060]) {
  test(`windows stand on their lifeline, tears span the ladder, brackets do not overlap, ${width} px`, () => {
    for (const ladder of [...Object.values(LONG), ...Object.values(SHORT)]) {
      const scene = whole(ladderOf(play(ladder), { stepRows: width < 640 }));
      const { layout, text } = drawn(scene, width);
      expect(text).not.toMatch(/NaN|undefined/);
      const boxes = [...text.matchAll(/<rect class="window" x="([\d.]+)" y="[\d.]+" width="(\d+)"/g)];
      expect(boxes).toHaveLength(scene.heartbeatWindows.length);
      for (const [i, [, x, wide]] of boxes.entries()) {
        const slot = layout.columns.find(({ lifelines }) => lifelines.some((one) => one.slot === scene.heartbeatWindows[i]?.slot));
        expect(Number(x) + Number(wide) / 2).toBe((slot?.x ?? Number.NaN) + 0.5);
      }
      const tears = [...text.matchAll(/<polyline class="tear" points="([^"]+)"/g)];
      expect(tears).toHaveLength(2 * scene.rows.filter((row) => row.kind === "quiet" && row.torn).length);
      for (const [, points = ""] of tears) {
        expect(points.startsWith(`${layout.sessionBars},`)).toBe(true);
        expect(points.split(" ").at(-1)?.split(",")[0]).toBe(String(width));
      }
      for (const { from, to } of scene.silences) {
        for (const pair of scene.pairs) {
          if (to !== null && pair.to > from && pair.from < to) expect(pairX(layout, pair.level)).not.toBe(pairX(layout, 1));
        }
      }
      expect(text).toContain('class="life unheard"');
    }
  });
}

/** Sessions with either heartbeat, cut for any time; the same or the next session goes on afterwards. */
const cuts = fc
  .array(
    fc.record({
      eio: fc.constantFrom(3, 4),
      beats: fc.integer({ min: 0, max: 4 }),
      sent: fc.integer({ min: 0, max: 3 }),
      silent: fc.integer({ min: 0, max: 120_000 }),
      attempts: fc.integer({ min: 0, max: 3 }),
      close: fc.boolean(),
      poll: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((sessions) =>
    wireEvents(
      sessions
        .flatMap(({ eio, beats, sent, silent, attempts, close, poll }, i) => [
          open(eio, `w${i}`, `S${i}`),
          beat(eio).repeat(beats).replaceAll("w1", `w${i}`),
          ...Array.from({ length: sent }, (_, n) => `+${n * 9000}\nw${i} > 42${n}["lost"]`),
          ...(eio === 3 ? [`+500\nw${i} > 2`] : []),
          `+${silent}`,
          ...(close ? [`w${i} < 42["heard"]\nw${i} ${eio === 4 ? "<" : ">"} 2`] : []),
          ...(poll ? [`p${i} GET ?EIO=4&transport=polling&sid=S${i}\np${i} ${silent % 2 ? "canceled" : "failed net::ERR_FAILED"}`] : []),
          ...Array.from(
            { length: attempts },
            (_, n) => `d${i}x${n} GET ?EIO=4&transport=polling\nd${i}x${n} failed net::ERR_FAILED\n+1000`,
          ),
        ])
        .join("\n"),
    ),
  );

function storeOf(events: readonly WireEvent[]): Store {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" });
  for (const event of events) store.push(event);
  return store;
}

const RUNS = { numRuns: Number(process.env.LIFELINE_FUZZ_RUNS ?? 100) };

test("a ladder that grew event by event through cuts equals one made at the end", () => {
  fc.assert(
    fc.property(cuts, (events) => {
      const store = storeOf([]);
      const grown = ladderOf(store);
      for (const event of events) {
        store.push(event);
        grown.sync();
      }
      expect(whole(grown)).toEqual(whole(ladderOf(storeOf(events))));
    }),
    RUNS,
  );
});

test("the last ping and pong heard leave their fold, wherever the last checkpoint is", () => {
  for (let beats = 120; beats < 136; beats++) {
    const events = wireEvents(`${open(3, "w1", "A")}${beat(3).repeat(beats)}+24980\nw1 > 2\n+61180\n${open(3, "w2", "B")}`);
    const store = storeOf([]);
    const grown = ladderOf(store);
    for (const event of events) {
      store.push(event);
      grown.sync();
    }
    const said = whole(grown).rows.map(words);
    expect(said).toContain(`▸ ping/pong ×${beats - 2}`);
    expect(said.filter((row) => row.endsWith("last received"))).toHaveLength(1);
    expect(said).toEqual(whole(ladderOf(storeOf(events))).rows.map(words));
  }
});

test("after any cut, rows are in time order, and windows and silences lie within the ladder", () => {
  fc.assert(
    fc.property(cuts, (events) => {
      const store = storeOf(events);
      const ladder = ladderOf(store);
      const scene = whole(ladder);
      const wrong: string[] = [];
      let [y, at] = [0, 0];
      for (const row of scene.rows) {
        if (row.y !== y) wrong.push(`row ${row.key} at ${row.y} instead of ${y}`);
        y += row.height;
        if (row.kind === "fold" || row.kind === "fields") continue;
        if (row.at < at) wrong.push(`row ${row.key} is earlier than the one before it`);
        at = row.at;
      }
      for (const { slot, from, to } of scene.heartbeatWindows) {
        const line = scene.lifelines.filter((other) => other.slot === slot);
        if (!(from < to) || from < 0 || to > y) wrong.push(`a window from ${from} to ${to}`);
        if (!line.some((l) => l.from <= from && (l.to === null || l.to >= to)))
          wrong.push(`no lifeline for the window from ${from} to ${to}`);
      }
      for (const { from, to } of scene.silences) if (from < 0 || (to ?? y) <= from || (to ?? y) > y) wrong.push(`silence ${from} to ${to}`);
      const marks = scene.rows.filter((row) => row.kind === "mark" && row.text === english("giveUpPredicted")).length;
      if (marks !== store.sessions.filter(({ cut }) => cut !== null).length) wrong.push(`${marks} predictions`);
      if (ladder.height % 1 !== 0 || scene.rows.some(({ height }) => height < ROW_HEIGHT - 6)) wrong.push("heights");
      drawn(scene, 1060);
      expect(wrong).toEqual([]);
    }),
    RUNS,
  );
});

test("a ping is a problem when the session ended after its pong was due, and not when it ended before", () => {
  const ladder = `${open(4, "w1", "6ccxabcdefghAAAA")}
    +24980
    w1 < 2`;
  const ping = (rest: string) => whole(ladderOf(play(`${ladder}\n${rest}`))).rows.findLast((row) => row.kind === "packet");
  expect(ping("+20000\nw1 closed")).toMatchObject({ name: "ping", remark: "no pong, due by 45.010", problem: true });
  // The server counts from when it sent the ping.
  expect(ping("+18100\nw1 closed")).toMatchObject({ name: "ping", problem: true });
  expect(ping("+17900\nw1 closed")).toMatchObject({ name: "ping", problem: false });
});
