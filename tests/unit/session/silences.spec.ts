// The silences of a trace, and those that were cleared from it.

import { expect, test } from "@playwright/test";
import { ENTRY, Entries, NONE } from "../../../src/session/entries.ts";
import type { Session } from "../../../src/session/model.ts";
import { Silences } from "../../../src/session/silences.ts";

const session = {} as Session;

/** Silences over entries whose times are their numbers. */
function silences(): Silences {
  const entries = new Entries({ at: (line) => line });
  for (let at = 0; at < 10; at++) entries.add({ kind: ENTRY.note, at, link: NONE, line: at });
  return new Silences(entries);
}

test("a silence touches the time from its begin to its end, and once it is removed no time", () => {
  const all = silences();
  const [first, second] = [all.add({ session, from: 1, since: 1, until: null }), all.add({ session, from: 5, since: 5, until: 6 })];
  expect([...all.touching(8, 9)]).toEqual([first]);
  all.end(first, 3);
  expect([...all.touching(8, 9)]).toEqual([]);
  expect([...all.touching(2, 5)].map(({ from, until }) => [from, until])).toEqual([
    [5, 6],
    [1, 3],
  ]);
  all.remove(second);
  expect([...all.touching(0, 9)].map(({ from }) => from)).toEqual([1]);
});

test("the end of a silence that was cleared ends no other one", () => {
  const all = silences();
  const cleared = all.add({ session, from: 1, since: 1, until: null });
  all.clear();
  const later = all.add({ session, from: 5, since: 5, until: null });
  all.end(cleared, 7);
  all.remove(cleared);
  expect(later.until).toBeNull();
  expect([...all.touching(9, 9)]).toEqual([later]);
});
