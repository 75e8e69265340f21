import { expect, test } from "@playwright/test";
import { Following } from "../../../src/panel/ladder/following.ts";
import { ladderOf } from "../diagram/support.ts";
import { play, wireEvents } from "../session/ladder-text.ts";

const TALK = `w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[]}
w1 > 40
w1 < 40{"sid":"s"}
`;

/** A ladder to which so many packets can be added, and following over it, which has ended. */
function endedFollowing() {
  const store = play(TALK);
  const ladder = ladderOf(store);
  const following = new Following();
  following.set(false, ladder);
  let sent = 0;
  const add = (count: number) => {
    const at = store.entries.at(store.entries.ordered(store.entries.length - 1));
    for (; count > 0; count--)
      store.push({ kind: "ws-frame", at, id: "w1", direction: "sent", opcode: 1, body: { text: `42["x",${sent++}]` } });
    ladder.sync();
  };
  return { store, ladder, following, add };
}

test("no row is new when following ends, and those that come later are, until following begins again", () => {
  const { ladder, following, add } = endedFollowing();
  expect(following.newRows(ladder, 2)).toBe(0);
  add(3);
  expect(following.newRows(ladder, 2)).toBe(3);
  following.set(false, ladder);
  expect(following.newRows(ladder, 2)).toBe(3);
  following.set(true, ladder);
  expect(following.newRows(ladder, 2)).toBe(0);
});

test("a row that was in sight is not new any more, and the ones below it still are", () => {
  const { ladder, following, add } = endedFollowing();
  const last = ladder.length - 1;
  add(10);
  expect(following.newRows(ladder, last + 4)).toBe(6);
  expect(following.newRows(ladder, 0)).toBe(6);
});

test("rows that are made anew keep what is new", () => {
  const { store, ladder, following, add } = endedFollowing();
  add(4);
  const other = ladderOf(store, { http: false });
  expect(following.newRows(ladder, 0)).toBe(4);
  expect(following.newRows(other, 0)).toBe(4);
});

test("in a trace that was empty when following ended, all rows below those in sight are new", () => {
  const store = play("page http://localhost:3000/");
  const ladder = ladderOf(store);
  const following = new Following();
  following.set(false, ladder);
  expect(following.newRows(ladder, 0)).toBe(0);
  for (const event of wireEvents(TALK)) store.push(event);
  ladder.sync();
  expect(following.newRows(ladder, 1)).toBe(ladder.length - 2);
});
