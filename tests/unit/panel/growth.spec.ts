// The work to draw the list of sessions does not grow with their number.

import { test } from "@playwright/test";
import type { english } from "../../../src/messages/messages.ts";
import type { ListProps } from "../../../src/panel/sessions/session-list.tsx";
import { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { type Counter, count, expectNoGrowth, histories } from "../growth.ts";

interface Code {
  readonly Store: typeof Store;
  readonly english: typeof english;
  readonly draw: (props: ListProps) => string;
}

/** The list shows at most 20 sessions of each of 20 clients: the short history has more. */
const LENGTHS = [500, 2000] as const;

let counter: Counter<Code>;

test.beforeAll(async () => {
  counter = await count(`
    import { h } from "preact";
    import { renderToString } from "preact-render-to-string";
    import { SessionList } from "./src/panel/sessions/session-list.tsx";
    export { Store } from "./src/session/store.ts";
    export { english } from "./src/messages/messages.ts";
    export const draw = (props) => renderToString(h(SessionList, props));`);
});

test.afterAll(() => counter.stop());

/** A list of few sessions has nothing to grow with. */
const hasManySessions = (events: (length: number) => WireEvent[]) => {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
  for (const event of events(100)) store.push(event);
  return store.sessions.length > 20;
};

for (const [what, events] of Object.entries(histories).filter(([, events]) => hasManySessions(events))) {
  test(`the work to draw the sessions does not grow with the trace: ${what}`, () =>
    expectNoGrowth(
      (length) => {
        const store = new counter.code.Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
        for (const event of events(length)) store.push(event);
        const view = {
          host: { t: counter.code.english, now: () => 0 },
          store,
          settings: {},
          findingsPart: { value: null },
          recording: false,
        };
        const props = { version: 0, scope: { kind: "all" }, found: null, page: null, current: null, chosen: null } as const;
        return counter.runs(() => counter.code.draw({ ...props, view: view as unknown as ListProps["view"] }));
      },
      1.5,
      LENGTHS,
    ));
}
