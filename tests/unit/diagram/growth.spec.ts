// The work to draw a frame does not grow with the history before it, whether events have come or only the view has moved.

import { expect, test } from "@playwright/test";
import type { Ladder } from "../../../src/diagram/rows/ladder.ts";
import type { StepList } from "../../../src/diagram/rows/step-list.ts";
import type { SequenceDiagram } from "../../../src/diagram/scene/sequence-diagram.ts";
import type { english } from "../../../src/messages/messages.ts";
import type { Session } from "../../../src/session/model.ts";
import type { Store } from "../../../src/session/store.ts";
import { COUNTED, type Counter, count, expectNoGrowth, histories } from "../growth.ts";

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

  test(`the work when a finding comes and goes far above does not grow with the trace: ${what}`, () =>
    expectNoGrowth((length) => {
      const panel = drawn(length);
      end(panel);
      const words = { key: "k", entry: 0, severity: "error", name: "n", title: "t", begins: "b" } as const;
      return counter.runs(() => {
        for (const beginnings of [[words], []]) {
          panel.ladder.beginnings.set(beginnings);
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
