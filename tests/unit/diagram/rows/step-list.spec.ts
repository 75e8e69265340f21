// Clients that work side by side: each step is named once, and brackets show which rows are its own.

import { expect, test } from "@playwright/test";
import { layOut } from "../../../../src/diagram/draw/layout.ts";
import { NARROW, ROW_HEIGHT } from "../../../../src/diagram/rows/row-kinds.ts";
import { type Scene, stepAt } from "../../../../src/diagram/scene/scene.ts";
import { sheets } from "../../../../src/formats/html.tsx";
import { english } from "../../../../src/messages/messages.ts";
import { play, wireEvents } from "../../session/ladder-text.ts";
import { ladderOf, whole } from "../support.ts";

const client = (id: string, sid: string, frame: string) =>
  `c${id}1 GET ?EIO=4&transport=polling @${frame}
  c${id}1 200 0{"sid":"${sid}","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
  c${id}2 GET ?EIO=4&transport=polling&sid=${sid} @${frame}
  w${id} open ?EIO=4&transport=websocket&sid=${sid} @${frame}
  w${id} 101
  w${id} > 2probe
  w${id} < 3probe
  c${id}2 200 6
  w${id} > 5
  w${id} > 42["hello"]`.split(/\n */);
const [a, b] = [client("a", "AAAAAAAA", "main"), client("b", "BBBBBBBB", "frame")];
const apart = [...a, ...b];
const alternating = a.flatMap((line, i) => [line, b[i] ?? ""]);

function sceneOf(lines: readonly string[], { width = 1060, top = 0, bottom = Number.MAX_SAFE_INTEGER } = {}): Scene {
  const ladder = ladderOf(play(lines.join("\n")), { stepRows: width < NARROW });
  return ladder.scene(top, Math.min(bottom, ladder.height));
}

const told = ({ steps }: Scene) => steps.map(({ name, track }) => `${name}${track === null ? "" : ` ${track}`}`);
/** The names of the rows that have a tick in a track. */
const rowsOf = ({ rows, stepTicks }: Scene, track: number) =>
  stepTicks
    .filter((tick) => tick.track === track)
    .map(({ y }) => rows.find((row) => row.y + row.height / 2 === y))
    .map((row) => row && ("name" in row ? row.name : "code" in row ? row.code : row.kind));

test("the steps of clients one after the other have no brackets", () => {
  const scene = sceneOf(apart);
  expect(told(scene)).toEqual(["Handshake", "Polling", "Upgrade", "Messages", "Handshake", "Polling", "Upgrade", "Messages"]);
  expect(scene.stepTicks).toEqual([]);
  expect(scene.stepTracks).toBe(1);
});

test("the steps of clients side by side are named once, with time and legs, and have brackets with a tick at each own row", () => {
  const scene = sceneOf(alternating);
  const names = ["Handshake 0", "Handshake 1", "Polling", "Polling", "Upgrade 0", "Upgrade 1", "Messages", "Messages"];
  expect(told(scene)).toEqual(names);
  for (const track of [0, 1]) {
    const upgrade = scene.steps.find((step) => step.name === "Upgrade" && step.track === track);
    expect(upgrade?.time).toBe("100 ms");
    expect(upgrade?.legs.map(({ name, time }) => `${name} ${time}`)).toEqual(["open 20 ms", "probe 20 ms", "drain 20 ms", "switch 20 ms"]);
    expect(rowsOf(scene, track)).toEqual(["GET", "open", "GET", "101", "ping", "pong", "noop", "upgrade"]);
  }
});

test("a page that loads in the middle of a step is a step of its own, and the first step goes on after it", () => {
  const scene = sceneOf([...a.slice(0, 1), "page http://localhost:3000/frame", ...a.slice(1)]);
  expect(told(scene)).toEqual(["Handshake 0", "Page", "Polling", "Upgrade", "Messages"]);
  expect(rowsOf(scene, 0)).toEqual(["GET", "open"]);
});

test("a step whose rows stand between rows of another client's step has a bracket", () => {
  const within = sceneOf([...a.slice(0, 5), ...b.slice(0, 2), ...a.slice(5)]);
  expect(told(within)).toEqual(["Handshake", "Polling", "Upgrade 0", "Handshake 1", "Messages"]);
});

test("stepAt finds the step of a row also when the step began above the scene", () => {
  const whole = sceneOf(alternating);
  for (const { track, y } of whole.stepTicks) {
    const slice = sceneOf(alternating, { top: y, bottom: y + 1 });
    expect(stepAt(slice, y)).toEqual(stepAt(whole, y));
    expect(stepAt(slice, y)?.track).toBe(track);
  }
});

test("with steps as rows, steps of clients side by side name their sid", () => {
  const heads = (lines: readonly string[]) =>
    sceneOf(lines, { width: 560 }).rows.flatMap((row) => (row.kind === "step" ? `${row.name}: ${row.note}` : []));
  const bySid = heads(alternating).map((head) => head.slice(0, head.indexOf(": ") + 10));
  expect(bySid).toEqual(["Handshake", "Polling", "Upgrade", "Messages"].flatMap((name) => [`${name}: AAAAAAAA`, `${name}: BBBBBBBB`]));
  expect(heads(apart)[0]).toBe("Handshake: ");
});

test("the step column is 7 px wider for a second track of brackets", () => {
  const [one, two] = [layOut(sceneOf(a), 1060), layOut(sceneOf(alternating), 1060)];
  expect(two.step - two.sessionBars - (one.step - one.sessionBars)).toBe(7);
});

test("on each later page of a printed figure, only the step of its first row is named again", () => {
  const scene = sceneOf([...alternating, ...Array.from({ length: 120 }, (_, i) => `${i % 2 === 0 ? "wa" : "wb"} > 42["n",${i}]`)]);
  const text = sheets({ scene, width: 1060, title: "", facts: [], t: english });
  const pages = text.split('class="steps"').slice(2);
  expect(pages.length).toBeGreaterThan(1);
  for (const page of pages) {
    const heads = [...page.matchAll(/<text [^>]*y="(-?[\d.]+)" class="step"/g)].map(([, y]) => Number(y));
    expect(heads.filter((y) => y > 0 && y < ROW_HEIGHT)).toHaveLength(1);
  }
});

test("what came before the request for the upgrade at the same moment is polling, and what came after it is upgrade", () => {
  const store = play("");
  const moment = 1_700_000_000_040;
  const events = wireEvents(`
    c1 GET ?EIO=4&transport=polling
    c1 200 0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
    c2 GET ?EIO=4&transport=polling&sid=A
    c3 POST ?EIO=4&transport=polling&sid=A 40
    w1 open ?EIO=4&transport=websocket&sid=A
    w1 101
  `);
  for (const event of events) store.push({ ...event, at: Math.min(event.at, moment) });
  const { steps, rows } = whole(ladderOf(store));
  const upgrade = steps.find(({ name }) => name === "Upgrade");
  const first = rows.find(({ y }) => y === upgrade?.from);
  expect(first?.kind === "http" && first.path).toMatch(/transport=websocket/);
});
