// After a stretch that was not recorded: what a session did in it is unknown, and what was not recorded is no fault of the traffic.

import { expect, test } from "@playwright/test";
import { sessionRecords } from "../../../src/formats/sessions.ts";
import type { Store } from "../../../src/session/store.ts";
import { ladderOf, whole } from "../diagram/support.ts";
import { play } from "./ladder-text.ts";

const polling = (n: number, sid: string) => `
  c${n}0 GET ?EIO=4&transport=polling
  c${n}0 200 0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
`;
const poll = (n: number, sid: string) => `c${n} GET ?EIO=4&transport=polling&sid=${sid}\n`;
const post = (n: number, sid: string, text: string) => `c${n} POST ?EIO=4&transport=polling&sid=${sid} ${text}\nc${n} 200 ok\n`;

const ends = ({ sessions }: Store) =>
  sessions.map(({ sid, client, state, cause, previous }) => `${client.index} ${sid} ${state} ${cause} after ${previous?.sid ?? "-"}`);

test("a session that is not seen again after a gap ended in it when its client has the next one, and nobody knows how", () => {
  const before = `${polling(1, "A")}${post(2, "A", '420["ask"]')}${poll(3, "A")}gap 1500\n+1500\n`;
  const expected = ["0 A closed null after -", "0 B open null after A"];
  // The next session began in the gap, or after it.
  expect(ends(play(`${before}${poll(4, "B")}`))).toEqual(expected);
  const store = play(`${before}${polling(4, "B")}`);
  expect(ends(store)).toEqual(expected);
  const [first, second] = store.sessions;
  expect(first?.endedAt).toBe(1_700_000_000_060);
  // Its answer may have come in the gap.
  expect(first?.unanswered).toBe(0);
  expect(second?.attempt).toBe(0);
});

test("a session that is seen again after a gap goes on beside one that begins there", () => {
  const before = `${polling(1, "A")}${poll(2, "A")}gap 1500\n+1500\n`;
  const both = ["0 A open null after -", "1 B open null after -"];
  expect(ends(play(`${before}c2 200 2\n${polling(3, "B")}`))).toEqual(both);
  expect(ends(play(`${before}${poll(4, "A")}${polling(3, "B")}`))).toEqual(both);
  expect(ends(play(`${before}${polling(3, "B")}${poll(4, "A")}`))).toEqual(both);
});

test("a session of another document is no successor, and neither is one before the gap", () => {
  const [, asked = "", answer = ""] = polling(3, "B").split("\n");
  expect(ends(play(`${polling(1, "A")}gap 1500\n+1500\n${asked} @other\n${answer}`))).toEqual([
    "0 A open null after -",
    "1 B open null after -",
  ]);
  expect(ends(play(`${polling(1, "A")}${poll(2, "A")}${polling(3, "B")}gap 1500`))).toEqual([
    "0 A open null after -",
    "1 B open null after -",
  ]);
});

test("the end of a session that ended unseen counts when it is reported after all", () => {
  const open = 'w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A","upgrades":[]}\n';
  const store = play(`${open}gap 1500\n+1500\n${polling(1, "B")}w1 closed`);
  expect(store.sessions[0]).toMatchObject({ state: "closed", cause: "transport" });
});

test("a session whose handshake is not in the trace polls if its client does", () => {
  const transports = (ladder: string) => sessionRecords(play(ladder)).map(({ transport }) => transport);
  expect(transports(poll(1, "A"))).toEqual(["polling"]);
  expect(transports(post(1, "A", "3"))).toEqual(["polling"]);
  expect(transports(`${poll(1, "A")}w1 open ?EIO=4&transport=websocket&sid=A\nw1 101\nw1 > 2probe\nw1 < 3probe\nw1 > 5`)).toEqual([
    "websocket",
  ]);
});

test("a body or a frame that was not recorded is a hole in the recording, and no problem of the traffic", () => {
  const packets = (ladder: string) => whole(ladderOf(play(ladder))).rows.filter((row) => row.kind === "packet");
  for (const [ladder, direction] of [
    [`${polling(1, "A")}${poll(2, "A")}c2 200 omitted`, "received"],
    [`${polling(1, "A")}${post(2, "A", "omitted")}`, "sent"],
  ] as const) {
    expect(play(ladder).omitted).toBe(1);
    const hole = { direction, problem: false, code: "?", name: "not captured", remark: "the browser had already dropped it" };
    expect(packets(ladder).at(-1)).toMatchObject(hole);
  }
  expect(packets(`${polling(1, "A")}${poll(2, "A")}c2 200 x`).at(-1)).toMatchObject({ problem: true, name: "invalid" });
});
