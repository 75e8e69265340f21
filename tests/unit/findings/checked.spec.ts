// What is said of sessions in which nothing is wrong: numbers that are facts of these sessions.

import { expect, test } from "@playwright/test";
import { sayEnglish } from "../../../src/findings/catalogue.ts";
import { checked } from "../../../src/findings/checked.ts";
import { Findings } from "../../../src/findings/findings.ts";
import type { Store } from "../../../src/session/store.ts";
import { play } from "../session/ladder-text.ts";
import { beat, OFFERED, socket } from "./cases/case.ts";

function said(store: Store): Record<string, string> {
  const findings = new Findings(store);
  findings.all();
  const { families, notLookedAt } = checked(store.sessions, findings.tallies, store);
  const lines = families.map(({ family, says }) => [family, sayEnglish(says)] as const);
  return { ...Object.fromEntries(lines), not: notLookedAt.map(sayEnglish).join(" ") };
}

test("handshakes, heartbeats and ACKs of both sides are counted, with the slowest of each", () => {
  const acks = 'w1 > 420["ask"]\n+300\nw1 < 430[1]\nw1 < 421["asked"]\nw1 > 431[]\n';
  expect(said(play(`${socket("w1", "A")}${beat("w1")}${beat("w1")}${acks}${socket("w2", "B")}`))).toMatchObject({
    connect: "Handshakes: 2, answered in 20 ms.",
    ends: "Heartbeats: 2, the slowest answered in 10 ms, of 20 s that are allowed.",
    upgrade: "Begun without polling: 2, so there was nothing to upgrade.",
    messages: "Packets: 14. ACKs that came: 2, none is missing.",
  });
});

test("the slowest heartbeat is told with what its own session allows", () => {
  const short = socket("w1", "A").replace('"pingTimeout":20000', '"pingTimeout":5000');
  const slow = "+24980\nw1 < 2\n+2000\nw1 > 3\nw1 > 41\nw1 closed\n";
  expect(said(play(`${short}${slow}${socket("w2", "B")}${beat("w2")}`)).ends).toContain("answered in 2.01 s, of 5.00 s that are allowed");
});

test("an event that waits for its ACK is not called answered, and an upgrade is none of the heartbeats", () => {
  const upgrade = "w1 open ?EIO=4&transport=websocket&sid=A\nw1 101\nw1 > 2probe\nw1 < 3probe\nc4 200 6\nw1 > 5\n";
  expect(said(play(`${OFFERED}${upgrade}w1 > 420["ask"]`))).toMatchObject({
    ends: "No ping and pong came in this time.",
    upgrade: expect.stringMatching(/^Upgrades: 1, at most \d+ ms after the handshake\.$/),
    messages: expect.stringMatching(/ACKs that came: 0; some are still waited for\.$/),
  });
});

test("what was not looked at is named: beginnings, gaps, bodies", () => {
  const { not } = said(play(`w1 < 2\nw1 > 3\n`));
  expect(not).toContain("The beginning of sessions: 1, because they were under way when recording began.");
  expect(said(play(socket("w1", "A"))).not).toBe("What the page does with a message, because it is not on the wire.");
});
