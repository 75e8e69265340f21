// Random sessions (sessions.ts), as rows and as a figure: what must hold of every ladder, whatever was on the wire. In the order of the
// steps that make a figure: rows, a scene of them, the drawing. A person looks at what was chosen by hand; here the rest is held to rules.
//
//   LIFELINE_FUZZ_RUNS=25000 … tests/fuzz/drawing.spec.ts

import assert from "node:assert/strict";
import { test } from "@playwright/test";
import fc from "fast-check";
import { type Layout, layOut, NARROW } from "../../src/diagram/draw/layout.ts";
import { Ladder } from "../../src/diagram/rows/ladder.ts";
import type { Scope } from "../../src/diagram/rows/ladder-parts.ts";
import type { Row, Scene } from "../../src/diagram/scene/scene.ts";
import { SINCE_START, type Times } from "../../src/diagram/words/times.ts";
import { svg } from "../../src/formats/svg.tsx";
import { english, translationFor } from "../../src/messages/messages.ts";
import type { Store } from "../../src/session/store.ts";
import { check } from "./check.ts";
import { type Box, boxesOf, type Element, elementsOf, inside, overlaps, where } from "./picture.ts";
import { emptyStore, eventsOf, type Plan, plans } from "./sessions.ts";

const japanese = await translationFor("ja");

const view = fc.record({
  width: fc.constantFrom(320, 500, 639, 640, 700, 1060, 1600),
  t: fc.constantFrom(english, japanese),
  times: fc.constantFrom<Times>(SINCE_START, { kind: "previous" }, { kind: "clock", zone: () => 345 }),
  http: fc.boolean(),
  scope: fc.constantFrom("all", "all", "client", "session"),
  /** Which client or session, and which folds are open. */
  which: fc.nat(20),
  unfolded: fc.boolean(),
  live: fc.boolean(),
  /** Pixels a millisecond, where time is to scale. */
  scale: fc.constantFrom(undefined, undefined, 0.0005, 0.05, 1, 20),
});
type View = typeof view extends fc.Arbitrary<infer V> ? V : never;

function stored(plan: Plan): Store {
  const store = emptyStore();
  for (const event of eventsOf(plan)) store.push(event);
  return store;
}

function scopeOf(store: Store, { scope, which }: View): Scope {
  const client = store.clients[which % store.clients.length];
  const session = store.sessions[which % store.sessions.length];
  if (scope === "client" && client) return { kind: "client", client };
  return scope === "session" && session ? { kind: "session", session } : { kind: "all" };
}

function ladderOf(store: Store, view: View, scope = scopeOf(store, view)): Ladder {
  const ladder = new Ladder(store, view.t, { scope, http: view.http, stepRows: view.width < NARROW, scale: view.scale });
  ladder.times = view.times;
  return ladder;
}

const whole = (ladder: Ladder): Scene => ladder.scene(0, ladder.height);

function unfold(ladder: Ladder): void {
  for (const row of whole(ladder).rows) if (row.kind === "fold" && !row.open) ladder.toggle(row.key);
}

function nowOf(store: Store, { live, which }: View): number | null {
  const { entries } = store;
  return live && entries.length > 0 ? entries.at(entries.ordered(entries.length - 1)) + which * 1_000 : null;
}

function sceneOf(store: Store, view: View): Scene {
  const ladder = ladderOf(store, view);
  ladder.sync(nowOf(store, view));
  if (view.unfolded) unfold(ladder);
  return whole(ladder);
}

const middle = (row: Row) => row.y + row.height / 2;
/** It happened at one time, which its row stands for. */
const isMoment = ({ kind }: Row) => kind === "packet" || kind === "http" || kind === "mark" || kind === "gap";
const told = (value: unknown) => JSON.stringify(value);

test("rows stand below one another in the order of time", () => {
  check(
    fc.property(plans, view, (plan, view) => {
      const scene = sceneOf(stored(plan), view);
      let y = 0;
      let before: Row | undefined;
      const keys = new Set<number>();
      for (const row of scene.rows) {
        if (view.scale === undefined) assert.equal(row.y, y, told(row));
        else {
          assert(row.y >= y, told(row));
          const apart = before && isMoment(row) && isMoment(before) ? (row.at - before.at) * view.scale - 1 : 0;
          assert(!before || middle(row) - middle(before) >= apart, `${told(before)} too near to ${told(row)}`);
        }
        assert(Number.isInteger(row.height) && row.height > 0, told(row));
        // Of a fold, that of its first packet.
        assert(!before || row.at >= before.at, `${told(before)} before ${told(row)}`);
        assert(!keys.has(row.key), `twice: ${told(row)}`);
        keys.add(row.key);
        y = row.y + row.height;
        before = row;
      }
      assert.equal(scene.height, y);
    }),
    "conversations",
  );
});

test("a slice shows what the whole ladder has there", () => {
  check(
    fc.property(plans, view, fc.nat(1_000), fc.integer({ min: 1, max: 1_000 }), (plan, view, a, b) => {
      const store = stored(plan);
      const ladder = ladderOf(store, view);
      ladder.sync(nowOf(store, view));
      if (view.unfolded) unfold(ladder);
      const full = whole(ladder);
      const top = Math.floor((full.height * a) / 1_001);
      const bottom = Math.min(full.height, top + b);
      const slice = ladder.scene(top, bottom);
      const rows = full.rows.filter(({ y, height }) => y + height > top && y < bottom);
      // And the one that begins where it ends, or that stands above the last of a live ladder.
      assert.equal(told(slice.rows.filter(({ y, height }) => y + height > top && y < bottom)), told(rows));
      const polls = new Set(full.lanes.filter(({ letter }) => /^[mp]/.test(letter)).map(({ lane }) => lane));
      const crowded = store.connections.some(({ exchanges }) => exchanges.length > 8);
      const seen = { from: slice.rows[0]?.y ?? top, to: (slice.rows.at(-1)?.y ?? bottom) + (slice.rows.at(-1)?.height ?? 0) };
      for (const kind of ["steps", "windows", "unheard", "spans", "lanes", "pairs"] as const) {
        // The level of a bracket is that among those in sight.
        const plain = (list: readonly { readonly from: number; readonly to: number | null }[]) =>
          list.map((item) => told({ ...item, level: 0 }));
        const all = plain(full[kind]);
        const some = plain(slice[kind]);
        for (const item of some) assert(all.includes(item), `${kind}: ${item} is not in the whole\n${all.join("\n")}`);
        for (const [i, { from, to }] of full[kind].entries()) {
          if (from > seen.to || (to !== null && to <= seen.from) || from === to) continue;
          // Of a column that several lifelines share, those in sight are known by their connections.
          if (kind === "lanes" && full.lanes.filter(({ lane }) => lane === full.lanes[i]?.lane).length > 1) continue;
          // The opening of a websocket is known by the rows at its ends; of what is under way above, the newest are drawn.
          if (kind === "spans" && (!polls.has(full.spans[i]?.lane ?? -1) || (crowded && from < top))) continue;
          if (kind === "pairs" && !slice.rows.some((row) => full.pairs[i]?.keys.includes(row.key))) continue;
          if (from >= bottom || (to !== null && to <= top)) continue;
          assert(some.includes(all[i] ?? ""), `${kind}: ${all[i]} is not in the slice ${top}–${bottom}\n${some.join("\n")}`);
        }
      }
    }),
    "conversations",
  );
});

test("a ladder that grew with the trace is that of the whole trace", () => {
  check(
    fc.property(plans, view, fc.integer({ min: 1, max: 9 }), (plan, view, every) => {
      const store = emptyStore();
      const opened = new Set<number>();
      let grown: Ladder | null = null;
      let scope: Scope = { kind: "all" };
      for (const [i, event] of eventsOf(plan).entries()) {
        store.push(event);
        if (!grown && (view.scope === "all" || store.sessions.length > view.which % 3)) {
          scope = scopeOf(store, view);
          grown = ladderOf(store, view, scope);
        }
        if (i % every > 0) continue;
        grown?.sync();
        const fold = view.unfolded && i % 16 === 0 && grown && whole(grown).rows.find((row) => row.kind === "fold" && !row.open);
        if (fold && grown?.toggle(fold.key)) opened.add(fold.key);
      }
      if (!grown) return;
      grown.sync();
      const made = ladderOf(store, view, scope);
      made.sync();
      for (const key of opened) made.toggle(key);
      const [a, b] = [whole(grown), whole(made)];
      // A connection that a request was thought to take keeps its lifeline, when only such as are not shown take it.
      const same = scope.kind === "all" && view.http;
      const placed = (item: object) => (same ? told(item) : told({ ...item, lane: 0, others: [] }));
      for (const [i, row] of b.rows.entries()) assert.equal(a.rows[i] && placed(a.rows[i]), placed(row), `row ${i}`);
      for (const part of ["rows", "steps", "pairs", "windows", "unheard"] as const) {
        assert.deepEqual(a[part].map(placed), b[part].map(placed), part);
      }
      if (same) assert.equal(told(a), told(b));
    }),
    "conversations",
  );
});

test("what stands upright runs from row to row", () => {
  check(
    fc.property(plans, view, (plan, view) => {
      const store = stored(plan);
      const scene = sceneOf(store, view);
      const ends = new Set([...scene.rows.map(middle), scene.height - (view.live ? 22 : 0)]);
      const edges = new Set([...scene.rows.flatMap(({ y, height }) => [y, y + height]), scene.height, scene.height - (view.live ? 22 : 0)]);
      const byKey = new Map(scene.rows.map((row) => [row.key, row]));
      const lanes = new Set(scene.lanes.map(({ lane }) => lane));
      const runs = (kind: string, item: { readonly from: number; readonly to: number | null }) => {
        assert(item.to === null || item.from <= item.to, `${kind} ${told(item)} runs upwards`);
        // To scale, a connection has its own times.
        if (kind === "lane" && view.scale !== undefined) return;
        assert(ends.has(item.from) || item.from === 0, `${kind} ${told(item)} begins at no row`);
        assert(item.to === null || ends.has(item.to) || item.to === 0, `${kind} ${told(item)} ends at no row`);
      };
      for (const lane of scene.lanes) runs("lane", lane);
      for (const unheard of scene.unheard) runs("unheard", unheard);
      for (const [kind, list] of [
        ["span", scene.spans],
        ["window", scene.windows],
      ] as const) {
        for (const item of list) {
          runs(kind, item);
          assert(lanes.has(item.lane), `${kind} ${told(item)} on no lifeline`);
        }
      }
      // A row's lifeline is there where the row is, or was given up before.
      const givenUp = new Set(scene.rows.filter(({ kind }) => kind === "mark").map(middle));
      for (const row of scene.rows) {
        if (row.kind !== "packet" && row.kind !== "http" && row.kind !== "fold") continue;
        const at = middle(row);
        const there = scene.lanes.filter(({ lane }) => lane === row.lane);
        assert(
          there.some(({ from, to }) => from <= at && (to === null || at <= to || to === from || givenUp.has(to))),
          `${told(row)} at ${at} on ${told(there)}`,
        );
      }
      const end = scene.height - (view.live ? 22 : 0);
      const [firstStep] = scene.steps;
      for (const [i, step] of scene.steps.entries()) {
        const next = scene.steps[i + 1]?.from ?? end;
        assert(step.from < next && step.to > step.from, told(step));
        assert(edges.has(step.from) && edges.has(step.to), told(step));
        // Only those with a bracket reach into others.
        assert(step.track !== null || step.to <= next, told(step));
        const legs = step.legs.map((leg) => leg.to);
        for (const leg of step.legs) {
          runs("leg", leg);
          assert(leg.to > step.from && leg.to < step.to, `leg ${told(leg)} of ${told(step)}`);
        }
        const starts = scene.steps.map(({ from }) => from);
        if (step.track !== null)
          assert(
            legs.every((y) => !starts.some((start) => y > start && y < start + 22)),
            told(step),
          );
      }
      // Every row of a bracket is within one step of its client, which begins and ends with one.
      const brackets = scene.steps.filter(({ track }) => track !== null);
      if (scene.tracks < 6) {
        for (const { track, y } of scene.ticks) {
          assert.equal(brackets.filter((step) => step.track === track && step.from < y && y < step.to).length, 1, `tick ${track} at ${y}`);
        }
      }
      for (const { track, from, to } of brackets) {
        const own = scene.ticks.filter((tick) => tick.track === track && tick.y > from && tick.y < to).map(({ y }) => y);
        const heads = view.width < NARROW ? 22 : 0;
        assert.deepEqual([own[0], own.at(-1)], [from + heads + 11, to - 11], `${track} from ${from} to ${to}`);
      }
      // Nothing is left without a step where one has begun, but what clients side by side leave.
      if (brackets.length === 0 && firstStep) assert.equal(scene.steps.at(-1)?.to, end);
      for (const [i, pair] of scene.pairs.entries()) {
        const [question, answer] = pair.keys.map((key) => byKey.get(key));
        assert(question && answer, `no rows of ${told(pair)}`);
        assert.deepEqual(
          [pair.from, pair.to],
          [middle(question), middle(answer)].sort((a, b) => a - b),
        );
        assert(question.at === answer.at || middle(question) < middle(answer), told(pair));
        assert(pair.from < pair.to, told(pair));
        for (const other of scene.pairs.slice(i + 1)) {
          if (other.level === pair.level) assert(other.from > pair.to || other.to < pair.from, `${told(pair)} and ${told(other)}`);
        }
      }
    }),
    "conversations",
  );
});

/** Half a span, the most that a head stands from the middle of its lifeline, and the way from there to its line. */
const SPAN_HALF = 3.5;
const LINE = 5;

test("nothing written lies over anything else written, and every arrow ends on its lifeline", () => {
  check(
    fc.property(plans, view, (plan, view) => {
      const scene = sceneOf(stored(plan), view);
      if (scene.rows.length === 0) return;
      const layout = layOut(scene, view.width);
      const elements = elementsOf(
        svg({ scene, width: view.width, title: "http://localhost:3000/", facts: ["a", "b"], t: view.t }, "light"),
      );
      const body = elements.find(({ name, parent }) => name === "svg" && parent !== null);
      assert(body);
      const boxes = boxesOf(elements);
      assert.deepEqual(overlaps(boxes), []);
      for (const box of boxes) inItsPlace(box, layout, body);
      const byKey = new Map<string, Element[]>();
      for (const element of elements) {
        const row = inside(element, "row");
        const key = row?.attributes["data-key"];
        if (key !== undefined && element !== row) byKey.set(key, [...(byKey.get(key) ?? []), element]);
      }
      for (const row of scene.rows) endsRight(row, byKey.get(String(row.key)) ?? [], layout);
    }),
    "conversations",
  );
});

function inItsPlace(box: Box, layout: Layout, body: Element): void {
  const { element } = box;
  const [left, right] = [box.left - body.dx, box.right - body.dx];
  const within = (from: number, to: number) =>
    assert(left >= from - 0.01 && right <= to + 0.01, `“${box.text}” ${where(box)} not in ${from}–${to}`);
  const is = (cls: string) => element.classes.includes(cls);
  if (is("silence-text")) within(layout.server + 1, layout.width);
  else if (inside(element, "signs") || is("title") || is("lead")) within(-1, Math.max(layout.width, right));
  else if (inside(element, "steps")) within(0, layout.step);
  else if (is("time")) within(layout.step, layout.time);
  else if (inside(element, "step")) within(0, layout.server);
  else if (inside(element, "live")) within(layout.label, layout.width);
  else if (inside(element, "row")) within(layout.code, layout.server);
  else within(0, layout.width);
}

/** The x from which and to which a row's horizontal lines run. */
function reach(elements: readonly Element[]): [number, number] {
  const xs = elements
    .filter(({ name, classes }) => name === "path" && classes.includes("line"))
    .flatMap(({ attributes: { d = "" } }) => [...d.matchAll(/[MH](-?[\d.]+)/g)].map(([, x]) => Number(x)));
  return [Math.min(...xs), Math.max(...xs)];
}

function endsRight(row: Row, elements: readonly Element[], layout: Layout): void {
  if (row.kind !== "packet" && row.kind !== "http" && row.kind !== "fold") return;
  const lane = (layout.columns.find(({ lane }) => lane === row.lane)?.x ?? Number.NaN) + 0.5;
  const server = layout.server + 0.5;
  const near = (x: number | undefined, to: number, within: number) =>
    assert(x !== undefined && Math.abs(x - to) <= within, `${told(row)}: ${x} is not ${to}`);
  const [from, to] = reach(elements);
  near(from, lane, SPAN_HALF + LINE + 0.5);
  const tips = elements.flatMap(({ name, classes, attributes: { points, d = "" } }) => {
    if (name === "polygon") return [Number(points?.split(",")[0])];
    return name === "path" && classes.includes("open") ? [Number(/L(-?[\d.]+)/.exec(d)?.[1])] : [];
  });
  const dots = elements.filter(({ name }) => name === "circle").map(({ attributes }) => Number(attributes.cx));
  if (row.kind !== "fold" && row.lost) {
    assert.equal(tips.length, 0);
    near(dots[0], lane, 0);
    near(to, server, 40);
    return;
  }
  near(to, server, LINE);
  const inSpan = row.kind !== "fold" && row.inSpan ? SPAN_HALF : 0;
  if (row.kind === "fold" || (row.kind === "http" && row.both)) {
    assert.equal(tips.length, 2, told(row));
    const others = row.kind === "fold" ? row.others : [];
    assert.deepEqual(
      dots,
      layout.columns.filter(({ lane }) => others.includes(lane)).map(({ x }) => x + 0.5),
      told(row),
    );
    near(tips[0], lane + inSpan, 1);
    near(tips[1], server, 1);
  } else {
    const sent = row.direction === "sent";
    assert.deepEqual([tips.length, dots.length], [1, 1], told(row));
    near(tips[0], sent ? server : lane + inSpan, 1);
    near(dots[0], sent ? lane : server, 0);
  }
}
