// The computer slept, or its clock was set: neither is a silence of the server.

import { expect, test } from "@playwright/test";
import { FLAG } from "../../../src/session/entries.ts";
import type { Store } from "../../../src/session/store.ts";
import { play, silences } from "./ladder-text.ts";

const HOUR = 3_600_000;
const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const websocket = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\nw1 > 40\nw1 < 40{"sid":"a"}`;
const polling = `c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN}\nc2 POST ?EIO=4&transport=polling&sid=A 40\nc2 200 ok\nc3 GET ?EIO=4&transport=polling&sid=A`;

function problems({ entries }: Store): number {
  return Array.from({ length: entries.length }, (_, entry) => entry).filter((entry) => (entries.flags(entry) & FLAG.problem) !== 0).length;
}

for (const [name, ladder] of [
  ["between pings", `${websocket}\n+24950\nw1 < 2\nw1 > 3\nclock ${HOUR}\n+${HOUR}\n+24970\nw1 < 2\nw1 > 3`],
  ["before the first ping", `${websocket}\nclock ${HOUR}\n+${HOUR}\n+24950\nw1 < 2\nw1 > 3`],
  [
    "between a ping and its pong",
    `${polling}\n+24950\nc3 200 2\nclock ${HOUR}\n+${HOUR}\nc4 POST ?EIO=4&transport=polling&sid=A 3\nc4 200 ok`,
  ],
] as const) {
  test(`nothing is late and nobody gives up when the clock jumps ${name}`, () => {
    const store = play(ladder);
    expect(store.sessions).toMatchObject([{ state: "open", cut: null }]);
    expect([silences(store).length, problems(store), store.gaps]).toEqual([0, 0, 0]);
  });
}

test("without a jump of the clock the same pause is a silence", () => {
  const store = play(`${websocket}\n+24950\nw1 < 2\nw1 > 3\n+${HOUR}\nw1 < 2\nw1 > 3`);
  expect(problems(store)).toBeGreaterThan(0);
});

test("attachments that come after a jump of the clock are those of the event before it", () => {
  const store = play(`${websocket}\nw1 < 451-["x",{"_placeholder":true,"num":0}]\nclock ${HOUR}\n+${HOUR}\nw1 < [AQID]`);
  const event = Array.from({ length: store.entries.length }, (_, entry) => entry).find((entry) => store.attachments(entry).length > 0);
  expect([problems(store), event === undefined ? 0 : store.attachments(event).length]).toEqual([0, 1]);
});

const SUSPENDED = "net::ERR_NETWORK_IO_SUSPENDED";

for (const [name, ladder] of [
  ["the computer's monotonic clock stops in sleep", `${polling}\n+3000\nc3 failed ${SUSPENDED}\nclock ${HOUR}\n+${HOUR}`],
  ["the computer's monotonic clock goes on in sleep", `${polling}\n+${HOUR}\nc3 failed ${SUSPENDED}`],
  ["a request shows the sleep before it fails", `${polling}\n+3000\nclock ${HOUR}\n+${HOUR}\nc3 failed ${SUSPENDED}`],
] as const) {
  test(`a request that failed because of a sleep ended its session, and no ping timeout did: ${name}`, () => {
    const next = 'c9 GET ?EIO=4&transport=polling\nc9 200 0{"sid":"B"}';
    const [first, second] = play(`${ladder}\n+1000\n${next}`).sessions;
    expect(first).toMatchObject({ state: "closed", cause: "transport", problem: SUSPENDED, cut: null });
    expect(second).toMatchObject({ sid: "B", previous: first });
  });
}
