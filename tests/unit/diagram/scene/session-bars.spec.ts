import { expect, test } from "@playwright/test";
import { layOut } from "../../../../src/diagram/draw/layout.ts";
import type { Scene } from "../../../../src/diagram/scene/scene.ts";
import type { Store } from "../../../../src/session/store.ts";
import { emptyStore } from "../../../fuzz/sessions.ts";
import { play, wireEvents } from "../../session/ladder-text.ts";
import { ladderOf } from "../support.ts";

const open = (sid: string) => `0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}`;
const session = (id: string, sid: string, frame = "main") => `
  ${id} open ?EIO=4&transport=websocket @${frame}
  ${id} 101
  ${id} < ${open(sid)}
  ${id} > 42["x"]
`;

function sceneOf(ladder: string, stepRows = false): Scene {
  return sceneOfStore(play(ladder), stepRows);
}

function sceneOfStore(store: Store, stepRows = false): Scene {
  return ladderOf(store, { stepRows }).whole();
}

test("one session has no bar", () => {
  expect(sceneOf(session("w1", "A")).sessionBars).toBeUndefined();
  expect(layOut(sceneOf(session("w1", "A")), 1000).sessionBars).toBe(0);
});

test("failed attempts without a sid have no bars", () => {
  const attempt = (id: string) =>
    `${id} GET ?EIO=4&transport=polling\n${id} 400 {"code":5,"message":"Unsupported protocol version"}\n+500\n`;
  expect(sceneOf(attempt("c1") + attempt("c2") + attempt("c3")).sessionBars).toBeUndefined();
  expect(sceneOf(attempt("c1") + session("w2", "A")).sessionBars).toBeUndefined();
});

test("the bars of one client's sessions are linked, across the failed attempt between them", () => {
  const scene = sceneOf(`
    ${session("w1", "A")}
    w1 closed
    +500
    w2 open ?EIO=4&transport=websocket
    w2 error refused
    w2 closed
    +500
    ${session("w3", "B")}
  `);
  const rows = (text: RegExp) => scene.rows.filter((row) => "text" in row && text.test(row.text));
  const [closed] = rows(/^websocket closed/);
  if (!closed) throw new Error("no end");
  expect(scene.sessionBars).toEqual({
    tracks: 1,
    bars: [
      { track: 0, sid: "A", from: 0, to: closed.y + closed.height, end: "error", follows: null },
      { track: 0, sid: "B", from: expect.any(Number), to: null, end: "none", follows: closed.y + closed.height },
    ],
  });
  const [, second] = scene.sessionBars?.bars ?? [];
  // The failed attempt stands between the two bars.
  const attempt = scene.rows.find((row) => row.kind === "http" && row.y > closed.y);
  expect(second?.from).toBeGreaterThanOrEqual((attempt?.y ?? 0) + (attempt?.height ?? 0));
  expect(layOut(scene, 1000)).toMatchObject({ sessionBars: 24, step: 163 });
  expect(layOut(scene, 600).sessionBars).toBe(0);
});

test("clients that overlap in time have two tracks; a later client takes the track of one that is gone", () => {
  const scene = sceneOf(`
    ${session("w1", "A")}
    ${session("w2", "B", "frame")}
    w1 gone
    ${session("w3", "C", "later")}
  `);
  expect(scene.sessionBars?.tracks).toBe(2);
  expect(scene.sessionBars?.bars.map(({ sid, track, end }) => [sid, track, end])).toEqual([
    ["A", 0, "clean"],
    ["C", 0, "none"],
    ["B", 1, "none"],
  ]);
});

test("a client that comes at the moment another one goes has a track of its own", () => {
  const events = wireEvents(`${session("w1", "A")}w1 gone\n${session("w2", "B", "frame")}`);
  const end = events.findLast((event) => "id" in event && event.id === "w1")?.at ?? 0;
  const store = emptyStore();
  for (const event of events) store.push("id" in event && event.id === "w2" ? { ...event, at: end } : event);
  expect(sceneOfStore(store).sessionBars?.tracks).toBe(2);
});

test("a ladder with steps as rows has no session bars", () => {
  expect(sceneOf(`${session("w1", "A")}${session("w2", "B", "frame")}`, true).sessionBars).toBeUndefined();
});

test("of five clients side by side, only the chosen one has bars, with its letter", () => {
  const ladder = ladderOf(play(["A", "B", "C", "D", "E"].map((sid, i) => session(`w${i}`, sid, `frame${i}`)).join("")));
  expect(ladder.whole().sessionBars).toEqual({ tracks: 1, bars: [] });
  ladder.diagram.chosen = ladder.store.clients[3] ?? null;
  expect(ladder.whole().sessionBars).toMatchObject({ tracks: 1, bars: [{ client: 3, sid: "D", track: 0 }] });
});
