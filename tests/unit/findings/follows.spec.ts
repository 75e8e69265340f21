// What follows from another finding hangs below it, if the facts say so.

import { expect, test } from "@playwright/test";
import { Findings } from "../../../src/findings/findings.ts";
import { FOLLOWS } from "../../../src/findings/follows.ts";
import { RULES } from "../../../src/findings/rules.ts";
import type { Store } from "../../../src/session/store.ts";
import { play } from "../session/ladder-text.ts";
import { ASK, open, socket, UNKNOWN, URL } from "./cases/case.ts";

/** A line for each finding, further in if it follows from the one before it. */
function listed(store: Store): string[] {
  return new Findings(store).all().map(({ rule, times, follows }) => `${follows === null ? "" : `  ${follows.rule}: `}${rule} ×${times}`);
}

/** A session that polls, and whose id is unknown to the server of its next request. */
const unknown = (n: number) => `c${n} ${ASK}\nc${n} 200 ${open(`S${n}`)}\nc9${n} POST ${URL}&sid=S${n} 40\nc9${n} ${UNKNOWN}\n+1000\n`;

test("a client whose ids are unknown again and again: its waits follow from that, however often", () => {
  const store = play([1, 2, 3, 4, 5, 6].map(unknown).join(""));
  expect(listed(store)).toEqual(["sid-unknown ×6", "  sid-unknown: backoff-odd ×2", "upgrade-not-offered ×6"]);
});

test("an event without an ACK follows from the ping timeout of its session, and not from that of another one", () => {
  const silent = (id: string, sid: string, more = "") => `${socket(id, sid)}${more}+60000\n`;
  const own = play(`${silent("w1", "A", 'w1 > 420["ask"]\n')}${socket("w2", "B")}`);
  expect(listed(own)).toContain("  ping-timeout: ack-never ×1");
  const other = play(`${silent("w1", "A")}${socket("w2", "B")}w2 > 420["ask"]\nw2 closed\n+100\n${socket("w3", "C")}`);
  expect(listed(other)).toEqual(expect.arrayContaining(["ping-timeout ×1", "ack-never ×1"]));
});

test("a session id that is unknown after the tab was hidden follows from that", () => {
  const polls = `c1 ${ASK}\nc1 200 ${open("A")}\nc2 GET ${URL}&sid=A\nhidden\n+25000\nc2 200 2\n+30000\n`;
  const store = play(`${polls}c3 POST ${URL}&sid=A 3\nc3 ${UNKNOWN}\nshown\n+1000\nc4 ${ASK}\nc4 200 ${open("B")}`);
  expect(listed(store).slice(0, 2)).toEqual(["throttled-tab ×1", "  throttled-tab: sid-unknown ×1"]);
  const three = (id: string) =>
    socket(id, id)
      .replace("EIO=4", "EIO=3")
      .replace(/.* > 40\n/, "");
  const silent = play(`${three("w1")}hidden\n+65000\nw1 closed\n${three("w2")}`);
  expect(listed(silent).slice(0, 2)).toEqual(["throttled-tab ×1", "  throttled-tab: ping-timeout ×1"]);
});

test("every rule of the table exists, and no rule follows from itself", () => {
  const ids = new Set(RULES.map(({ id }) => id));
  const causesOf = (id: string): string[] => (FOLLOWS[id]?.from ?? []).flatMap((cause) => [cause, ...causesOf(cause)]);
  for (const [id, { from }] of Object.entries(FOLLOWS)) {
    expect([id, ...from].filter((each) => !ids.has(each))).toEqual([]);
    expect(causesOf(id)).not.toContain(id);
  }
});
