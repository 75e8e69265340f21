// A row whose words cannot be made says so, and the rows around it are drawn.

import { expect, test } from "@playwright/test";
import { play } from "../../session/ladder-text.ts";
import { ladderOf, rowText, whole } from "../support.ts";

test("an entry that cannot be read is a row that says so, without control characters", () => {
  const store = play('w1 open ?EIO=4&transport=websocket\nw1 101\nw1 > 42["first"]\nw1 > 42["second"]\nw1 > 42["third"]');
  const second = store.entries.line(store.entries.length - 2);
  const read = store.read.bind(store);
  store.read = (line) => {
    if (line === second) throw new Error("the log is broken\x1b[31m");
    return read(line);
  };
  const rows = whole(ladderOf(store)).rows.map(rowText);
  expect(rows.slice(-3)).toEqual([
    expect.stringContaining("first"),
    expect.stringMatching(/this row could not be shown.*the log is broken␛\[31m/),
    expect.stringContaining("third"),
  ]);
});
