// The work to draw a frame does not grow with the history before it, whether events have come or only the view has moved.

import { expect, test } from "@playwright/test";
import type { Ladder } from "../../../src/diagram/rows/ladder.ts";
import type { StepList } from "../../../src/diagram/rows/step-list.ts";
import type { SequenceDiagram } from "../../../src/diagram/scene/sequence-diagram.ts";
import type { english } from "../../../src/messages/messages.ts";
import type { Session } from "../../../src/session/model.ts";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { COUNTED, type Counter, count, expectAtMost, expectNoGrowth, histories } from "../growth.ts";
import { wireEvents } from "../session/ladder-text.ts";

interface Code {
  readonly Store: typeof Store;
  readonly Ladder: typeof Ladder;
  readonly StepList: typeof StepList;
  readonly SequenceDiagram: typeof SequenceDiagram;
  readonly english: typeof english;
}

let counter: Counter<Code>;

/** Rows are found in blocks, which the short history has not filled. */
const MOST = 2;
/** The rows after a late entry are made anew. Here that is all of them, each time. */
const ALL_LATE = "requests that are reported in reverse order";

const OPEN = (sid: string) => `0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}`;
/** A websocket over which a session opens. */
const opened = (id: string, sid: string, frame = "") => `${id} open ?EIO=4&transport=websocket ${frame}\n${id} < ${OPEN(sid)} ${frame}\n`;
const ASK = "?EIO=4&transport=polling";
/** A session of which a poll is under way. */
const polls = (sid: string) => `c1 GET ${ASK}\nc1 200 ${OPEN(sid)}\nc2 GET ${ASK}&sid=${sid}\n`;

/** Height of what is visible, in pixels. */
const VIEW = 600;

test.beforeAll(async () => {
  counter = await count(`
    export { Store } from "./src/session/store.ts";
    export { Ladder } from "./src/diagram/rows/ladder.ts";
    export { StepList } from "./src/diagram/rows/step-list.ts";
    export { SequenceDiagram } from "./src/diagram/scene/sequence-diagram.ts";
    export { english } from "./src/messages/messages.ts";`);
});

test.afterAll(() => counter.stop());

/** The lengths of the histories. The ladder of `higher` is as high as the stretch whose lifelines have columns in a scene. */
const LENGTHS = { short: 100, higher: 200, long: 800 } as const;

for (const [what, events] of Object.entries(histories)) {
  /** Draws the end of a history, then counts each kind of work. The work that adds events comes last, because it changes the ladder. */
  const works = async (length: number) => {
    const { Store, Ladder, SequenceDiagram, english } = counter.code;
    const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
    const ladder = new Ladder(store, { scope: { kind: "all" }, http: true, stepRows: false });
    const diagram = new SequenceDiagram(ladder, english);
    const all = events(length);
    for (const event of all.slice(0, -COUNTED)) store.push(event);
    ladder.sync();
    const end = () => diagram.scene(ladder.height - VIEW, ladder.height);
    const words = { key: "k", entry: 0, severity: "error", name: "n", title: "t", begins: "b", named: "e" } as const;

    end();
    const middle = ladder.height / 2;
    const scroll = await counter.runs(() => diagram.scene(middle, middle + VIEW));
    end();
    const finding = await counter.runs(() => {
      for (const beginnings of [[words], []]) {
        ladder.beginnings.set(beginnings);
        ladder.sync();
        end();
      }
    });
    const frame = await counter.runs(() => {
      for (const event of all.slice(-COUNTED)) {
        store.push(event);
        ladder.sync();
        end();
      }
    });
    return { scroll, finding, frame };
  };

  test(`the work for a frame, for a finding that comes and goes far above and to scroll does not grow with the trace: ${what}`, async () => {
    const [short, higher, long] = [await works(LENGTHS.short), await works(LENGTHS.higher), await works(LENGTHS.long)];
    expectAtMost(long.scroll, higher.scroll, MOST, "to scroll");
    expectAtMost(long.finding, short.finding, MOST, "for a finding that comes and goes");
    if (what !== ALL_LATE) expectAtMost(long.frame, short.frame, MOST, "for a frame");
  });
}

test("the work for a frame of 50 clients does not grow with the connections that ended before", () =>
  expectNoGrowth(
    (dead) => {
      const { Store, Ladder, SequenceDiagram, english } = counter.code;
      const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
      const socket = (i: number) => opened(`w${i}`, `s${i}`, `@f${i % 50}`);
      const over = Array.from({ length: dead }, (_, i) => `${socket(i)}w${i} closed\n`).join("");
      const alive = Array.from({ length: 50 }, (_, i) => socket(dead + i)).join("");
      for (const event of wireEvents(`${over}${alive}${`w${dead} < 42["x"]\n`.repeat(200)}`)) store.push(event);
      const ladder = new Ladder(store, { scope: { kind: "all" }, http: true, stepRows: false });
      const diagram = new SequenceDiagram(ladder, english);
      ladder.sync();
      diagram.scene(0, VIEW);
      return counter.runs(() => {
        for (let y = 0; y < 10; y++) {
          const { lifelines } = diagram.scene(ladder.height - VIEW - 10 * y, ladder.height - 10 * y);
          expect(lifelines).toHaveLength(50);
        }
      });
    },
    MOST,
    [500, 10_000],
  ));

/** What may be reported long after the rows that it is about: traces with many events in between, and what the last event changes in them. */
const REPORTED_LATE: Readonly<Record<string, readonly [trace: (events: number) => string, changes: (store: Store) => unknown]>> = {
  "a session is used again after its supposed end, first by a ping": [
    (events) => `${opened("w1", "A")}${'w1 < 42["x"]\n'.repeat(events)}+60000\n${opened("w2", "B")}w1 < 2\nw1 > 3`,
    ({ sessions }) => sessions[0]?.state,
  ],
  "a poll that was under way fails": [
    (events) => `${opened("w1", "A")}${polls("B")}${'w1 < 42["x"]\n'.repeat(events)}c2 failed net::ERR_CONNECTION_RESET`,
    ({ sessions }) => sessions[1]?.state,
  ],
  "a client gives up its first attempt and makes the next one": [
    (events) => `${opened("w1", "A")}c1 GET ${ASK} @f\n${'w1 < 42["x"]\n'.repeat(events)}c2 GET ${ASK} @f`,
    ({ sessions }) => sessions[1]?.state,
  ],
  "a POST that was under way is canceled": [
    (events) => `${opened("w1", "A")}${polls("B")}c3 POST ${ASK}&sid=B 3\n${'w1 < 42["x"]\n'.repeat(events)}c3 canceled`,
    ({ sessions }) => sessions[1]?.state,
  ],
  "a document with a silent session goes away": [
    (events) => `context appeared @f\n${opened("w1", "A", "@f")}${opened("w2", "B")}${'w2 < 42["x"]\n'.repeat(events)}context gone @f`,
    ({ sessions }) => sessions[0]?.state,
  ],
};

for (const [what, [trace, changes]] of Object.entries(REPORTED_LATE))
  test(`the rows in between are not made anew when ${what}`, () =>
    expectNoGrowth((length) => {
      const { Store, Ladder } = counter.code;
      const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
      const ladder = new Ladder(store, { scope: { kind: "all" }, http: true, stepRows: false });
      const push = (event: WireEvent) => {
        store.push(event);
        ladder.sync();
      };
      const all = wireEvents(trace(length));
      for (const event of all.slice(0, -1)) push(event);
      const before = changes(store);
      return counter.runs(() => {
        for (const event of all.slice(-1)) push(event);
        expect(changes(store)).not.toBe(before);
      });
    }, MOST));

test("a client that goes on after many others began does not place them anew", () =>
  expectNoGrowth(
    (length) => {
      const { code } = counter;
      const steps = new code.StepList();
      const sessionOf = (client: number) => ({ client: clients[client] }) as unknown as Session;
      const clients = Array.from({ length }, (_, index) => ({ index }));
      let row = 0;
      const push = (client: number) => steps.push(row, row++, "messages", sessionOf(client));
      for (let i = 0; i < length; i++) push(i);
      expect(steps.tracks).toBe(1);
      for (let i = 0; i < length; i++) push(i);
      expect(steps.tracks).toBe(6);
      return counter.runs(() => {
        for (const client of [3, length >> 1, length - 9]) {
          push(client);
          expect(steps.tracks).toBe(6);
        }
      });
    },
    MOST,
    [200, 1600],
  ));
