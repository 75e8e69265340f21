// A scene has all that its rows show, however many that are: a figure of a whole trace leaves nothing out.

import { expect, test } from "@playwright/test";
import { play } from "../../session/ladder-text.ts";
import { ladderOf, whole } from "../support.ts";

const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":1000,"pingTimeout":800}';

test("a figure has all polls of a connection", () => {
  const polls = Array.from({ length: 300 }, (_, i) => `c${i + 2} GET ?EIO=4&transport=polling&sid=A\nc${i + 2} 200@1 42["x"]`);
  const store = play(`c1 GET ?EIO=4&transport=polling\nc1 200@1 ${OPEN}\n${polls.join("\n")}`);
  expect(whole(ladderOf(store)).requests).toHaveLength(301);
});

test("a figure has all silences of a session", () => {
  const silences = Array.from({ length: 300 }, () => "+5000\nw1 < 2\nw1 > 3");
  const store = play(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\n${silences.join("\n")}`);
  expect(whole(ladderOf(store)).silences).toHaveLength(300);
});

test("a figure of one session has its silence, however many others have after it", () => {
  const begin = (w: string, sid: string) =>
    `${w} open ?EIO=4&transport=websocket @${w}\n${w} 101 @${w}\n${w} < ${OPEN.replace('"A"', `"${sid}"`)} @${w}`;
  const late = (w: string) => `+5000\n${w} < 2 @${w}\n${w} > 3 @${w}`;
  const others = Array.from({ length: 300 }, () => late("w2")).join("\n");
  const store = play(`${begin("w1", "A")}\n${late("w1")}\n${begin("w2", "B")}\n${others}\nw1 > 42["x"] @w1`);
  const [session] = store.sessions;
  if (!session) throw new Error("no session");
  expect(whole(ladderOf(store, { scope: { kind: "session", session } })).silences).toHaveLength(1);
});
