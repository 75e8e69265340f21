// Rules that every diagram of random sessions (sessions.ts) must keep, in the order in which a diagram is made: rows, scene, drawing.
//
//   LIFELINE_FUZZ_RUNS=25000 … tests/fuzz/drawing.spec.ts

import assert from "node:assert/strict";
import { test } from "@playwright/test";
import fc from "fast-check";
import { type Layout, layOut } from "../../src/diagram/draw/layout.ts";
import { NARROW } from "../../src/diagram/rows/row-kinds.ts";
import type { Scope } from "../../src/diagram/rows/scope.ts";
import type { Row, Scene } from "../../src/diagram/scene/scene.ts";
import { SINCE_START, type Times } from "../../src/diagram/words/times.ts";
import { readExpression } from "../../src/filter/expression.ts";
import { Matches } from "../../src/filter/matches.ts";
import type { Beginning } from "../../src/findings/beginnings.ts";
import type { Severity } from "../../src/findings/finding.ts";
import { svg } from "../../src/formats/svg.tsx";
import { english, translationFor } from "../../src/messages/messages.ts";
import type { Store } from "../../src/session/store.ts";
import { DrawnLadder, whole } from "../unit/diagram/support.ts";
import { check } from "./check.ts";
import { type Box, boxesOf, type Element, elementsOf, inside, overlaps, where } from "./picture.ts";
import { emptyStore, eventsOf, type Plan, plans } from "./sessions.ts";

const japanese = await translationFor("ja");

/** Those whose matches change while a trace grows are among them. */
const FILTERS = [
  ...["-is:http", "-is:heartbeat", "is:heartbeat", "dir:sent", "type:event|ack", "is:problem", "is:unanswered|late"],
  ...["ack:>50ms", "ack:<1s", "client:A", "session:s", "-ping", "a -dir:received", "size:>20"],
];

const view = fc.record({
  width: fc.constantFrom(320, 500, 639, 640, 700, 1060, 1600),
  t: fc.constantFrom(english, japanese),
  times: fc.constantFrom<Times>(SINCE_START, { kind: "previous" }, { kind: "clock", zone: () => 345 }),
  http: fc.boolean(),
  scope: fc.constantFrom("all", "all", "client", "session"),
  /** Chooses the client or session of the scope, and the present moment of a live ladder. */
  which: fc.nat(20),
  unfolded: fc.boolean(),
  live: fc.boolean(),
  /** Pixels for each millisecond if time is to scale. */
  scale: fc.constantFrom(undefined, undefined, 0.0005, 0.05, 1, 20),
  /** Findings, each with a number that chooses the entry at which it begins. */
  found: fc.array(fc.tuple(fc.nat(1_000), fc.constantFrom<Severity>("error", "warning", "info")), { maxLength: 5 }),
});
const filtered = fc
  .tuple(view, fc.constantFrom(...FILTERS), fc.boolean())
  .map(([view, filter, answers]): View => ({ ...view, filter, answers }));

type View = (typeof view extends fc.Arbitrary<infer V> ? V : never) & { readonly filter?: string; readonly answers?: boolean };

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

function ladderOf(store: Store, view: View, scope = scopeOf(store, view)): DrawnLadder {
  const matches = view.filter === undefined ? undefined : new Matches(store, readExpression(view.filter), view.answers);
  const ladder = new DrawnLadder(store, { scope, http: view.http, matches, stepRows: view.width < NARROW, scale: view.scale }, view.t);
  ladder.diagram.times = view.times;
  return ladder;
}

function beginningsIn({ entries }: Store, { found }: View): Beginning[] {
  const name = "No sticky sessions";
  const title = "40 of 40 ids were unknown.";
  const words = { name, title, begins: `begins here: ${title}`, named: `error: ${name} begins here` };
  return found.map(([which, severity], k) => ({ key: `${k}`, entry: which % Math.max(1, entries.length), severity, ...words }));
}

function unfold(ladder: DrawnLadder): void {
  for (const row of whole(ladder).rows) if (row.kind === "fold" && !row.open) ladder.toggle(row.key);
}

function nowOf(store: Store, { live, which }: View): number | null {
  const { entries } = store;
  return live && entries.length > 0 ? entries.at(entries.ordered(entries.length - 1)) + which * 1_000 : null;
}

function sceneOf(store: Store, view: View): Scene {
  const ladder = ladderOf(store, view);
  ladder.beginnings.set(beginningsIn(store, view));
  ladder.sync(nowOf(store, view));
  if (view.unfolded) unfold(ladder);
  return whole(ladder);
}

const middle = (row: Row) => row.y + row.height / 2;
/** Whether the row stands for one moment. */
const isMoment = ({ kind }: Row) => kind === "packet" || kind === "http" || kind === "mark" || kind === "gap";
const text = (value: unknown) => JSON.stringify(value);

test("rows do not overlap, and are in order of time", () => {
  check(
    fc.property(plans, view, (plan, view) => {
      const store = stored(plan);
      const scene = sceneOf(store, view);
      let y = 0;
      let before: Row | undefined;
      /** When the last gap above ended: the time in it takes no room, also where something happened in it. */
      let gapEnd = 0;
      const keys = new Set<number>();
      const lines = scene.findings.filter(({ line }) => line);
      for (const row of scene.rows) {
        for (const line of lines.splice(0, lines.filter((one) => one.y < row.y).length)) {
          assert.equal(line.y, y, text(line));
          y += line.height;
        }
        if (view.scale === undefined) assert.equal(row.y, y, text(row));
        else {
          assert(row.y >= y, text(row));
          const from = before && before.kind !== "gap" && isMoment(row) && isMoment(before) ? Math.max(before.at, gapEnd) : row.at;
          const apart = (row.at - from) * view.scale - 1;
          assert(!before || middle(row) - middle(before) >= apart, `${text(before)} too near to ${text(row)}`);
        }
        assert(Number.isInteger(row.height) && row.height > 0, text(row));
        // The time of a fold is that of its first packet.
        assert(!before || row.at >= before.at, `${text(before)} before ${text(row)}`);
        assert(!keys.has(row.key), `twice: ${text(row)}`);
        keys.add(row.key);
        const event = row.kind === "gap" ? store.read(store.entries.line(row.key >> 3)) : null;
        if (event?.kind === "gap") gapEnd = Math.max(gapEnd, event.until);
        y = row.y + row.height;
        before = row;
      }
      assert.equal(
        scene.height,
        lines.reduce((end, { height }) => end + height, y),
      );
    }),
    "conversations",
  );
});

test("a slice of the scene equals that part of the whole scene", () => {
  check(
    fc.property(plans, view, fc.nat(1_000), fc.integer({ min: 1, max: 1_000 }), (plan, view, a, b) => {
      const store = stored(plan);
      const ladder = ladderOf(store, view);
      ladder.beginnings.set(beginningsIn(store, view));
      ladder.sync(nowOf(store, view));
      if (view.unfolded) unfold(ladder);
      const full = whole(ladder);
      const top = Math.floor((full.height * a) / 1_001);
      const bottom = Math.min(full.height, top + b);
      const slice = ladder.scene(top, bottom);
      const rows = full.rows.filter(({ y, height }) => y + height > top && y < bottom);
      // A slice may have more rows: the one that begins at its end, or the one above the last row of a live ladder.
      assert.equal(text(slice.rows.filter(({ y, height }) => y + height > top && y < bottom)), text(rows));
      const touches = ({ y, height }: { readonly y: number; readonly height: number }) => y + height > top && y < bottom;
      assert.deepEqual(slice.findings.filter(touches), full.findings.filter(touches));
      const polls = new Set(full.lifelines.filter(({ letter }) => /^[mp]/.test(letter)).map(({ slot }) => slot));
      const crowded = store.connections.some(({ exchanges }) => exchanges.length > 8);
      const seen = { from: slice.rows[0]?.y ?? top, to: (slice.rows.at(-1)?.y ?? bottom) + (slice.rows.at(-1)?.height ?? 0) };
      for (const kind of ["steps", "heartbeatWindows", "silences", "requests", "lifelines", "pairs"] as const) {
        // Levels are assigned among the brackets of the slice, and rows are counted in it, so they may differ.
        const plain = (list: readonly { readonly from: number; readonly to: number | null }[]) =>
          list.map((item) => text({ ...item, level: 0, rows: 0 }));
        const all = plain(full[kind]);
        const some = plain(slice[kind]);
        for (const item of some) assert(all.includes(item), `${kind}: ${item} is not in the whole\n${all.join("\n")}`);
        for (const [i, { from, to }] of full[kind].entries()) {
          if (from > seen.to || (to !== null && to <= seen.from) || from === to) continue;
          // A connection for HTTP is drawn as long as it carries something near the slice.
          if (kind === "lifelines" && (full.lifelines[i]?.restsFrom ?? top) < top) continue;
          // The span of an opening websocket is drawn only with a row at one of its ends. Of requests that began above the slice, only the
          // newest are drawn.
          if (kind === "requests" && (!polls.has(full.requests[i]?.slot ?? -1) || (crowded && from < top))) continue;
          if (kind === "pairs" && !slice.rows.some((row) => full.pairs[i]?.keys.includes(row.key))) continue;
          if (from >= bottom || (to !== null && to <= top)) continue;
          assert(some.includes(all[i] ?? ""), `${kind}: ${all[i]} is not in the slice ${top}–${bottom}\n${some.join("\n")}`);
        }
      }
    }),
    "conversations",
  );
});

function growsAsMade(views: fc.Arbitrary<View>): void {
  check(
    fc.property(plans, views, fc.integer({ min: 1, max: 9 }), (plan, view, every) => {
      const store = emptyStore();
      const beginnings = beginningsIn(stored(plan), view);
      const opened = new Set<number>();
      let grown: DrawnLadder | null = null;
      let scope: Scope = { kind: "all" };
      const events = eventsOf(plan);
      for (const [i, event] of events.entries()) {
        store.push(event);
        if (!grown && (view.scope === "all" || store.sessions.length > view.which % 3)) {
          scope = scopeOf(store, view);
          grown = ladderOf(store, view, scope);
        }
        if (i % every > 0) continue;
        // Findings come and go at first; those of the second half stay, while rows are made anew around them.
        const stays = i > events.length / 2;
        grown?.beginnings.set(beginnings.filter(({ entry }, k) => entry < store.entries.length && (stays || (i + k) % 3 > 0)));
        grown?.sync();
        const fold = view.unfolded && i % 16 === 0 && grown && whole(grown).rows.find((row) => row.kind === "fold" && !row.open);
        if (fold && grown?.toggle(fold.key)) opened.add(fold.key);
      }
      if (!grown) return;
      grown.beginnings.set(beginnings);
      grown.sync();
      const made = ladderOf(store, view, scope);
      made.beginnings.set(beginnings);
      made.sync();
      for (const key of opened) made.toggle(key);
      const [a, b] = [whole(grown), whole(made)];
      // With a narrower scope, a grown ladder may keep the lifeline of a connection that a request was first assigned to, although no shown
      // request uses it any more. So lifelines are compared only without such a scope.
      const same = scope.kind === "all" && view.http && view.filter === undefined;
      const placed = (item: object) => (same ? text(item) : text({ ...item, slot: 0, otherSlots: [] }));
      for (const [i, row] of b.rows.entries()) assert.equal(a.rows[i] && placed(a.rows[i]), placed(row), `row ${i}`);
      for (let row = 0; row < made.length; row++)
        assert.deepEqual(grown.counts.counts(row, row + 1), made.counts.counts(row, row + 1), `row ${row} counts as`);
      for (const part of ["rows", "steps", "pairs", "heartbeatWindows", "silences", "findings"] as const) {
        assert.deepEqual(a[part].map(placed), b[part].map(placed), part);
      }
      if (same) assert.equal(text(a), text(b));
    }),
    "conversations",
  );
}

test("a ladder that grew with the trace equals the ladder of the whole trace", () => growsAsMade(view));
test("a filtered ladder that grew with the trace equals the one of the whole trace", () => growsAsMade(filtered));

test("lifelines, spans, brackets and pairs begin and end at rows", () => {
  check(
    fc.property(plans, view, (plan, view) => {
      const store = stored(plan);
      const scene = sceneOf(store, view);
      const ends = new Set([...scene.rows.map(middle), scene.height - (view.live ? 22 : 0)]);
      const edges = new Set([...scene.rows.flatMap(({ y, height }) => [y, y + height]), scene.height, scene.height - (view.live ? 22 : 0)]);
      const byKey = new Map(scene.rows.map((row) => [row.key, row]));
      const slots = new Set(scene.lifelines.map(({ slot }) => slot));
      const runs = (kind: string, item: { readonly from: number; readonly to: number | null }) => {
        assert(item.to === null || item.from <= item.to, `${kind} ${text(item)} runs upwards`);
        // To scale, a lifeline begins and ends at the connection's own times.
        if (kind === "lifeline" && view.scale !== undefined) return;
        assert(ends.has(item.from) || item.from === 0, `${kind} ${text(item)} begins at no row`);
        assert(item.to === null || ends.has(item.to) || item.to === 0, `${kind} ${text(item)} ends at no row`);
      };
      for (const lifeline of scene.lifelines) runs("lifeline", lifeline);
      for (const silence of scene.silences) runs("silence", silence);
      for (const [kind, list] of [
        ["request", scene.requests],
        ["window", scene.heartbeatWindows],
      ] as const) {
        for (const item of list) {
          runs(kind, item);
          assert(slots.has(item.slot), `${kind} ${text(item)} on no lifeline`);
        }
      }
      // A row's lifeline exists at the row, or ended at a mark before it.
      const givenUp = new Set(scene.rows.filter(({ kind }) => kind === "mark").map(middle));
      for (const row of scene.rows) {
        if (row.kind !== "packet" && row.kind !== "http" && row.kind !== "fold") continue;
        // A lifeline may begin below the middle of a band.
        if (row.kind === "fold" && row.slices) continue;
        const at = middle(row);
        const there = scene.lifelines.filter(({ slot }) => slot === row.slot);
        assert(
          there.some(({ from, to }) => from <= at && (to === null || at <= to || to === from || givenUp.has(to))),
          `${text(row)} at ${at} on ${text(there)}`,
        );
      }
      const end = scene.height - (view.live ? 22 : 0);
      const [firstStep] = scene.steps;
      for (const [i, step] of scene.steps.entries()) {
        const next = scene.steps[i + 1]?.from ?? end;
        assert(step.from < next && step.to > step.from, text(step));
        assert(edges.has(step.from) && edges.has(step.to), text(step));
        // Only steps with a bracket (a track) overlap with others.
        assert(step.track !== null || step.to <= next, text(step));
        const legs = step.legs.map((leg) => leg.to);
        for (const leg of step.legs) {
          runs("leg", leg);
          assert(leg.to > step.from && leg.to < step.to, `leg ${text(leg)} of ${text(step)}`);
        }
        const starts = scene.steps.map(({ from }) => from);
        if (step.track !== null)
          assert(
            legs.every((y) => !starts.some((start) => y > start && y < start + 22)),
            text(step),
          );
      }
      // Each tick of a bracket lies in exactly one step of its client. A step begins and ends with a tick.
      const brackets = scene.steps.filter(({ track }) => track !== null);
      if (scene.stepTracks < 6) {
        for (const { track, y } of scene.stepTicks) {
          assert.equal(brackets.filter((step) => step.track === track && step.from < y && y < step.to).length, 1, `tick ${track} at ${y}`);
        }
      }
      for (const { track, from, to } of brackets) {
        const own = scene.stepTicks.filter((tick) => tick.track === track && tick.y > from && tick.y < to).map(({ y }) => y);
        const heads = view.width < NARROW ? 22 : 0;
        // Where no row is before the one at which a finding begins, its line stands above.
        const above = scene.findings.filter(({ line, y }) => line && y >= from && y < (own[0] ?? from));
        const lines = above.reduce((sum, { height }) => sum + height, 0);
        // A band is higher than other rows.
        const last = scene.rows.find(({ y, height }) => y + height === to);
        const first = scene.rows.find(({ y }) => y === from + heads + lines);
        assert.deepEqual([own[0], own.at(-1)], [first && middle(first), last && middle(last)], `${track} from ${from} to ${to}`);
      }
      // With one client, every row after the first step belongs to a step.
      if (brackets.length === 0 && firstStep) assert.equal(scene.steps.at(-1)?.to, end);
      for (const [i, pair] of scene.pairs.entries()) {
        const [question, answer] = pair.keys.map((key) => byKey.get(key));
        assert(question && answer, `no rows of ${text(pair)}`);
        assert.deepEqual(
          [pair.from, pair.to],
          [middle(question), middle(answer)].sort((a, b) => a - b),
        );
        assert(question.at === answer.at || middle(question) < middle(answer), text(pair));
        assert(pair.from < pair.to, text(pair));
        for (const other of scene.pairs.slice(i + 1)) {
          if (other.level === pair.level) assert(other.from > pair.to || other.to < pair.from, `${text(pair)} and ${text(other)}`);
        }
      }
    }),
    "conversations",
  );
});

/** Half of a span's width, the largest distance of an arrowhead from the middle of its lifeline, and the distance from the head to its line. */
const SPAN_HALF = 3.5;
const LINE = 5;

test("no text overlaps another text, and every arrow ends at its lifeline", () => {
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
  else if (inside(element, "findings")) within(layout.step, layout.server);
  // The letter of a client beside a fold of lifelines.
  else if (inside(element, "row") && is("head-id")) within(layout.time, layout.code);
  else if (inside(element, "row")) within(layout.code, layout.server);
  else within(0, layout.width);
}

/** Left and right ends of a row's horizontal lines. */
function reach(elements: readonly Element[]): [number, number] {
  const xs = elements
    .filter(({ name, classes }) => name === "path" && classes.includes("line"))
    .flatMap(({ attributes: { d = "" } }) => [...d.matchAll(/[MH](-?[\d.]+)/g)].map(([, x]) => Number(x)));
  return [Math.min(...xs), Math.max(...xs)];
}

function endsRight(row: Row, elements: readonly Element[], layout: Layout): void {
  if (row.kind !== "packet" && row.kind !== "http" && row.kind !== "fold") return;
  // A band is no arrow.
  if (row.kind === "fold" && row.slices) return;
  const own = layout.columns.find(({ lifelines }) => lifelines.some(({ slot }) => slot === row.slot));
  const x = (own?.x ?? Number.NaN) + 0.5;
  const server = layout.server + 0.5;
  const near = (x: number | undefined, to: number, within: number) =>
    assert(x !== undefined && Math.abs(x - to) <= within, `${text(row)}: ${x} is not ${to}`);
  const [from, to] = reach(elements);
  near(from, x, SPAN_HALF + LINE + 0.5);
  if (row.kind === "http" && row.elsewhere) return;
  const tips = elements.flatMap(({ name, classes, attributes: { points, d = "" } }) => {
    if (name === "polygon") return [Number(points?.split(",")[0])];
    return name === "path" && classes.includes("open") ? [Number(/L(-?[\d.]+)/.exec(d)?.[1])] : [];
  });
  const dots = elements.filter(({ name }) => name === "circle").map(({ attributes }) => Number(attributes.cx));
  if (row.lost) {
    assert.equal(tips.length, 0);
    near(dots[0], x, 0);
    near(to, server, 40);
    return;
  }
  near(to, server, LINE);
  const inSpan = row.kind !== "fold" && row.inSpan ? SPAN_HALF : 0;
  if (row.kind === "fold" || (row.kind === "http" && row.both)) {
    assert.equal(tips.length, 2, text(row));
    const others = row.kind === "fold" ? row.otherSlots : [];
    assert.deepEqual(
      dots,
      layout.columns
        .filter((column) => column !== own && column.lifelines.some(({ slot }) => others.includes(slot)))
        .map(({ x }) => x + 0.5),
      text(row),
    );
    near(tips[0], x + inSpan, 1);
    near(tips[1], server, 1);
  } else {
    const sent = row.direction === "sent";
    assert.deepEqual([tips.length, dots.length], [1, 1], text(row));
    near(tips[0], sent ? server : x + inSpan, 1);
    near(dots[0], sent ? x : server, 0);
  }
}
