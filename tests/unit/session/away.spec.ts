// Rows, details, clearing and judgements while payloads are away or were given up.

import { expect, test } from "@playwright/test";
import { drawing, figure } from "../../../src/formats/figure.ts";
import { english } from "../../../src/messages/messages.ts";
import { Selection } from "../../../src/panel/selection.ts";
import { cleared } from "../../../src/session/carry-over.ts";
import { Reader } from "../../../src/session/reader.ts";
import { Store } from "../../../src/session/store.ts";
import { MemoryStore, nextTask, until } from "../chunk-stores.ts";
import { ladderOf, rowText } from "../diagram/support.ts";
import { stillLadder } from "../panel/still-ladder.ts";
import { savedText } from "../saved-text.ts";
import { play, wireEvents } from "./ladder-text.ts";

const MIB = 1 << 20;
const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":100}';
/** A session of every kind of packet, then so many large ones that everything before them leaves. */
const TALK = `
  c1 GET ?EIO=4&transport=polling
  c1 200 ${OPEN}
  c2 POST ?EIO=4&transport=polling&sid=A 40
  c2 200 ok
  c3 GET ?EIO=4&transport=polling&sid=A
  c3 200 40{"sid":"s"}
  w1 open ?EIO=4&transport=websocket&sid=A
  w1 101
  w1 > 2probe
  w1 < 3probe
  w1 > 5
  w1 < 42["news",{"a":1}]
  w1 < 42["news",{"a":2}]
  w1 > 427["ask",[1,2]]
  w1 < 437["told"]
  w1 < 451-["picture",{"_placeholder":true,"num":0}]
  w1 < [AQID]
  w1 < 2
  w1 > 3
  w1 < 4plain
  w1 < ?what
`;
const LARGE = Array.from({ length: 40 }, (_, n) => `w1 < 42["large",${n},"${"x".repeat(MIB / 4)}"]`).join("\n");

async function filled(disk: MemoryStore | null): Promise<Store> {
  const store = play("");
  store.limit({ bytes: 3 * MIB, open: async () => disk });
  for (const event of wireEvents(`${TALK}${LARGE}`)) {
    store.push(event);
    await nextTask();
  }
  await until(() => store.log.memory.inMemory < 4 * MIB);
  return store;
}

const texts = (store: Store) => {
  const ladder = ladderOf(store);
  const { misses } = store.log;
  const rows = ladder.whole().rows.map(rowText);
  return { rows, missed: store.log.misses - misses };
};

test("rows whose content is away have what the columns tell, and are as before when it is back", async () => {
  const whole = texts(play(`${TALK}${LARGE}`));
  const store = await filled(new MemoryStore());
  let returns = 0;
  store.subscribe(
    () => {},
    () => returns++,
  );
  const { rows, missed } = texts(store);
  expect(missed).toBeGreaterThan(15);
  expect(rows).toEqual(expect.arrayContaining(["← 42 news …", "→ 42 ask …", "← 43 ack …", "← 2 ping …"]));
  expect(rows.join("\n")).not.toMatch(/invalid .*captured/);
  const ladder = ladderOf(store);
  // All of it does not fit into memory at once, so each look adds some rows.
  for (let look = 0; look < 50; look++) {
    const { misses } = store.log;
    if (ladder.whole().rows.length > 0 && store.log.misses === misses) break;
    await store.log.fetched();
  }
  expect(ladder.whole().rows.map(rowText)).toEqual(whole.rows);
  expect(returns).toBeGreaterThan(1);
});

test("details whose content is away say so, and are read again when it is back", async () => {
  const store = await filled(new MemoryStore());
  const rows = ladderOf(store);
  const selection = new Selection({ store }, stillLadder(rows), () => {});
  const names = Array.from({ length: store.entries.length }, (_, entry) => store.names[store.entries.event(entry)]?.name);
  selection.selectEntry(names.indexOf("news"));
  expect(selection.details).toMatchObject({
    away: true,
    engine: { type: "message" },
    socket: { type: "EVENT", data: ["news"] },
    opcode: 1,
  });
  await store.log.fetched();
  selection.refresh();
  expect(selection.details).toMatchObject({ away: false, socket: { data: ["news", { a: 1 }] } });
});

test("a figure waits for what is away", async () => {
  const options = { scope: { kind: "all" }, http: true, theme: "light", t: english } as const;
  const steps = drawing(await filled(new MemoryStore()), "svg", options);
  let step = steps.next();
  expect(step.done).toBe(false);
  for (; !step.done; step = steps.next()) await step.value;
  expect(step.value).toBe(figure(play(`${TALK}${LARGE}`), "svg", options));
});

test("clearing keeps what open sessions need, also if it is away", async () => {
  const store = await cleared(await filled(new MemoryStore()), () => 1_700_000_100_000);
  const whole = await cleared(play(`${TALK}${LARGE}`), () => 1_700_000_100_000);
  expect(savedText(store)).toBe(savedText(whole));
});

test("what happens after everything before has left is judged as if it were there", async () => {
  const store = await filled(new MemoryStore());
  const whole = play(`${TALK}${LARGE}`);
  const later = wireEvents("w1 closed 1006").map((event) => ({ ...event, at: event.at + 3_600_000 }));
  for (const event of later) for (const each of [store, whole]) each.push(event);
  const facts = ({ sessions }: Store) => sessions.map(({ state, cause, problem, close }) => ({ state, cause, problem, close }));
  expect(facts(store)).toEqual(facts(whole));
});

test("packets that are unknown because they are away are no reason why a client closed", async () => {
  const store = await filled(new MemoryStore());
  const reader = new Reader(store);
  for (let entry = 0; entry < store.entries.length; entry++) {
    const { engine, raw } = store.entries.isPacket(entry) ? reader.packet(entry) : {};
    if (raw && "omitted" in raw) expect(engine?.reason).toEqual(["notCaptured", "away"]);
  }
});

test("what there was no room for keeps its row, which says so, and the saved trace tells the same session", async () => {
  const store = await filled(null);
  const { rows, missed } = texts(store);
  expect(missed).toBe(0);
  expect(rows).toContain("← 42 news no room was left for it in memory and on disk");
  const [session] = store.sessions;
  const again = new Store(store.log.header);
  for (const line of savedText(store).trim().split("\n").slice(1)) again.push(JSON.parse(line));
  expect(again.sessions[0]).toMatchObject({ sid: "A", state: session?.state, transport: "websocket", packets: session?.packets });
  expect([store.omitted, again.omitted]).toEqual([0, store.log.memory.lost.count]);
  expect([...(again.sessions[0]?.sockets.keys() ?? [])]).toEqual(["/"]);
});
