// Rows of packets that are judged anew by what comes after them.

import { expect, test } from "@playwright/test";
import { play, wireEvents } from "../../session/ladder-text.ts";
import { ladderOf, rowText, whole } from "../support.ts";

const session = (path: string) => `
  w1 foreign ws://localhost:3000${path}?EIO=4&transport=websocket
  w1 101
  w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
`;

/** The rows after some lines of a ladder, drawn once before the rest of them comes. */
function drawnTwice(before: string, after: string): readonly [string, string] {
  const store = play(before);
  const ladder = ladderOf(store);
  const first = whole(ladder).rows.map(rowText).join("\n");
  for (const event of wireEvents(after).map((event) => ({ ...event, at: event.at + 10_000 }))) store.push(event);
  ladder.sync();
  return [first, whole(ladder).rows.map(rowText).join("\n")];
}

test("a packet whose attachments never came says so as soon as the next packet or the end shows it", () => {
  const header = `${session("/socket.io/")}w1 > 40\nw1 < 40{"sid":"s"}\nw1 < 451-["photo",{"_placeholder":true,"num":0}]`;
  for (const after of ['w1 < 42["next"]', "w1 closed"]) {
    const [, rows] = drawnTwice(header, after);
    expect(rows).toMatch(/invalid "photo".*attachments missing: 1 of 1/);
  }
  expect(drawnTwice(header, "w1 < [AQ==]")[1]).toMatch(/photo ⟨1 B⟩/);
});

test("bytes that no packet announced are drawn as invalid, with their length", () => {
  const [rows] = drawnTwice(`${session("/socket.io/")}w1 > 40\nw1 < 40{"sid":"s"}\nw1 < [AQID]`, "");
  expect(rows).toMatch(/invalid ⟨3 B⟩.*no packet announced these bytes/);
});

test("what was drawn as CONNECT is drawn as a message when a text shows that the session does not speak Socket.IO", () => {
  const [first, then] = drawnTwice(`${session("/bits/")}w1 > 40`, "w1 < 42");
  expect(first).toContain("connect /");
  expect(then).not.toContain("connect");
  expect(then).toMatch(/message "0".*message "2"/s);
});
