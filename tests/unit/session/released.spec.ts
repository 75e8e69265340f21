// What is kept of a session that is over: what a late report still needs, and no more.

import { expect, test } from "@playwright/test";
import type { Entries } from "../../../src/session/entries.ts";
import type { Exchange, Writable } from "../../../src/session/model.ts";
import { Polls } from "../../../src/session/polls.ts";
import type { SessionFacts } from "../../../src/session/session-facts.ts";
import { play } from "./ladder-text.ts";

const poll = (startedAt: number) => ({ startedAt, respondedAt: null, endedAt: null, overlaps: false }) as Writable<Exchange>;

test("the polls of a closed session are compared until the last one has its answer, and released then", () => {
  const session: Pick<SessionFacts, "state" | "unpolledSince"> = { state: "open", unpolledSince: null };
  const polls = new Polls(session, { changed() {} } as unknown as Entries);
  const [first, second] = [poll(10), poll(20)];
  polls.add(first);
  polls.add(second);
  expect([first.overlaps, second.overlaps]).toEqual([false, true]);
  session.state = "closed";
  // The answer to the first is reported after the close, and came before the second poll.
  first.respondedAt = first.endedAt = 15;
  polls.judge();
  expect(second.overlaps).toBe(false);
  expect(polls.goOnAfter(20)).toBe(true);
  second.endedAt = 30;
  polls.judge();
  expect(polls.goOnAfter(0)).toBe(false);
});

test("a frame that is reported after the close of its websocket belongs to it, although a thousand others closed since", () => {
  const socket = (i: number) => `w${i} open ?EIO=4&transport=websocket\nw${i} < 0{"sid":"s${i}"}\nw${i} closed\n`;
  const packets = (others: number) => play(`${Array.from({ length: others + 1 }, (_, i) => socket(i)).join("")}w0 < 42["late"]`).sessions;
  expect(packets(1023).at(0)?.packets).toBe(2);
  expect(packets(1023)).toHaveLength(1024);
  // One more, and the first is forgotten.
  expect(packets(1024).at(0)?.packets).toBe(1);
});
