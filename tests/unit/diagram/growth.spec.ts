// The work to draw a frame does not grow with the history before it, whether events have come or only the view has moved.

import { test } from "@playwright/test";
import type { Ladder } from "../../../src/diagram/rows/ladder.ts";
import type { SequenceDiagram } from "../../../src/diagram/scene/sequence-diagram.ts";
import type { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";
import { COUNTED, type Counter, count, expectNoGrowth, histories } from "../growth.ts";

interface Code {
  readonly Store: typeof Store;
  readonly Ladder: typeof Ladder;
  readonly SequenceDiagram: typeof SequenceDiagram;
  readonly english: typeof english;
}

let counter: Counter<Code>;

/** Rows are found in blocks, which the short history has not filled. */
const MOST = 2;
/** The rows after a late entry are made anew. Here that is all of them, each time. */
const ALL_LATE = "requests that are reported in reverse order";

/** Height of what is visible, in pixels. */
const VIEW = 600;

test.beforeAll(async () => {
  counter = await count(`
    export { Store } from "./src/session/store.ts";
    export { Ladder } from "./src/diagram/rows/ladder.ts";
    export { SequenceDiagram } from "./src/diagram/scene/sequence-diagram.ts";
    export { english } from "./src/messages/messages.ts";`);
});

for (const [what, events] of Object.entries(histories)) {
  const drawn = (length: number) => {
    const { Store, Ladder, SequenceDiagram, english } = counter.code;
    const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
    const ladder = new Ladder(store, { scope: { kind: "all" }, http: true, stepRows: false });
    const diagram = new SequenceDiagram(ladder, english);
    const all = events(length);
    for (const event of all.slice(0, -COUNTED)) store.push(event);
    ladder.sync();
    return { store, ladder, diagram, last: all.slice(-COUNTED) };
  };
  const end = ({ ladder, diagram }: ReturnType<typeof drawn>) => diagram.scene(ladder.height - VIEW, ladder.height);

  if (what !== ALL_LATE)
    test(`the work for a frame does not grow with the trace: ${what}`, () =>
      expectNoGrowth((length) => {
        const panel = drawn(length);
        end(panel);
        return counter.runs(() => {
          for (const event of panel.last) {
            panel.store.push(event);
            panel.ladder.sync();
            end(panel);
          }
        });
      }, MOST));

  test(`the work to scroll does not grow with the trace: ${what}`, () =>
    expectNoGrowth((length) => {
      const panel = drawn(length);
      end(panel);
      const middle = panel.ladder.height / 2;
      return counter.runs(() => panel.diagram.scene(middle, middle + VIEW));
    }, MOST));
}
