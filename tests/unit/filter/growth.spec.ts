// The work to filter what arrives does not grow with the history before it.

import { expect, test } from "@playwright/test";
import type { Ladder } from "../../../src/diagram/rows/ladder.ts";
import type { SequenceDiagram } from "../../../src/diagram/scene/sequence-diagram.ts";
import type { readExpression } from "../../../src/filter/expression.ts";
import type { Matches } from "../../../src/filter/matches.ts";
import type { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";
import { COUNTED, type Counter, count, expectNoGrowth, histories } from "../growth.ts";

interface Code {
  readonly Store: typeof Store;
  readonly Ladder: typeof Ladder;
  readonly Matches: typeof Matches;
  readonly readExpression: typeof readExpression;
  readonly SequenceDiagram: typeof SequenceDiagram;
  readonly english: typeof english;
}

let counter: Counter<Code>;

/**
 * A ladder has a checkpoint at every 256th entry, to which it goes back. The second history has 512 times as many entries more as come in one
 * repeat, so the last checkpoint is as far away in both.
 */
const LENGTHS = [256, 256 + 512] as const;
/** The rows after a late entry are made anew. Here that is all of them, each time. */
const ALL_LATE = "requests that are reported in reverse order";
/** Shows nearly all, and asks for texts and for what changes later: a sid, a client, the age of an event without an ack, and lateness. */
const FILTER = "-session:zz -client:Z9 -ack:>1s -is:late -/zz/";

test.beforeAll(async () => {
  counter = await count(`
    export { Store } from "./src/session/store.ts";
    export { Ladder } from "./src/diagram/rows/ladder.ts";
    export { Matches } from "./src/filter/matches.ts";
    export { readExpression } from "./src/filter/expression.ts";
    export { SequenceDiagram } from "./src/diagram/scene/sequence-diagram.ts";
    export { english } from "./src/messages/messages.ts";`);
});

test.afterAll(() => counter.stop());

for (const [what, events] of Object.entries(histories)) {
  if (what === ALL_LATE) continue;
  test(`the work to filter does not grow with the trace: ${what}`, () =>
    expectNoGrowth(
      (length) => {
        const { Store, Ladder, Matches, readExpression } = counter.code;
        const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
        const matches = new Matches(store, readExpression(FILTER), true);
        const ladder = new Ladder(store, { scope: { kind: "all" }, http: true, matches, stepRows: false });
        const all = events(length);
        for (const event of all.slice(0, -COUNTED)) store.push(event);
        ladder.sync();
        expect(ladder.shown.of).toBeGreaterThan(0);
        return counter.runs(() => {
          for (const event of all.slice(-COUNTED)) {
            store.push(event);
            ladder.sync();
          }
        });
      },
      1.5,
      LENGTHS,
    ));
}

/** Sessions and connections of which a filter may hide thousands between two rows. */
const HIDDEN = [
  ...["iframes that come and go", "clients that come and go", "unknown sids beside handshakes under way"],
  ...["a page that connects to another address each time it is loaded", "polls that are answered"],
];

for (const what of HIDDEN)
  test(`the work to draw the only rows that a filter leaves does not grow with what it hides: ${what}`, () =>
    expectNoGrowth(
      async (length) => {
        const { Store, Ladder, Matches, readExpression, SequenceDiagram, english } = counter.code;
        const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
        for (const event of histories[what]?.(length) ?? []) store.push(event);
        const matches = new Matches(store, readExpression("client:A"));
        const ladder = new Ladder(store, { scope: { kind: "all" }, http: true, matches, stepRows: false });
        ladder.sync();
        const diagram = new SequenceDiagram(ladder, english);
        const draw = () => diagram.scene(0, 200);
        draw();
        return await counter.runs(draw);
      },
      1.5,
      LENGTHS,
    ));
