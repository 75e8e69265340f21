// What a session keeps about its end: the entry that ended it, the packet that its client could not read, and the largest it sent.

import { expect, test } from "@playwright/test";
import { ENTRY } from "../../../src/session/entries.ts";
import type { Session } from "../../../src/session/model.ts";
import type { Store } from "../../../src/session/store.ts";
import { play } from "./ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const SOCKET = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\nw1 > 40\nw1 < 40{"sid":"s"}\n`;
const POLLING = `c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN}\nc2 GET ?EIO=4&transport=polling&sid=A\n`;

const only = ({ sessions: [session] }: Store) => session as Session;
/** The name of the kind of the entry that ended the session. */
function endedBy(store: Store): string | undefined {
  const { endEntry } = only(store);
  return Object.entries(ENTRY).find(([, kind]) => endEntry !== null && kind === store.entries.kind(endEntry))?.[0];
}

test("the entry that ended a session is the packet, the answer, the failure or the close that did", () => {
  expect(endedBy(play(`${SOCKET}w1 < 42["x"]`))).toBeUndefined();
  expect(endedBy(play(`${SOCKET}w1 closed`))).toBe("wsClose");
  expect(endedBy(play(`${SOCKET}w1 < 41\nw1 closed`))).toBe("wsClose");
  expect(endedBy(play(`${POLLING}c2 200 1`))).toBe("packet");
  expect(endedBy(play(`${POLLING}c2 400 {"code":1,"message":"Session ID unknown"}`))).toBe("response");
  expect(endedBy(play(`${POLLING}c2 failed net::ERR_CONNECTION_RESET`))).toBe("failed");
  // The page went away, and no event of the session says so.
  expect(endedBy(play(`${POLLING}context navigated`))).toBeUndefined();
});

test("a session that goes on after all has no entry that ended it", () => {
  const silent = `${POLLING}c2 200\n`;
  expect(only(play(silent)).endEntry).not.toBeNull();
  expect(only(play(`${silent}c3 GET ?EIO=4&transport=polling&sid=A`)).endEntry).toBeNull();
});

test("the packet that the client could not read is an entry, and not the packets after it", () => {
  const store = play(`${SOCKET}w1 < 42["v",NaN]\nw1 < 42["x"]\nw1 closed`);
  const { unread } = only(store);
  expect(unread === null ? null : store.read(store.entries.line(unread))).toMatchObject({ body: { text: '42["v",NaN]' } });
  expect(only(play(`${SOCKET}w1 < 42["x"]\nw1 closed`)).unread).toBeNull();
});

test("the largest message or polling body is counted as it is sent", () => {
  expect(only(play(`${SOCKET}w1 > 42["long"]\nw1 > 42["x"]`)).largestSent?.bytes).toBe(10);
  expect(only(play(`${POLLING}c3 POST ?EIO=4&transport=polling&sid=A 42["a"]\\x1e42["b"]`)).largestSent?.bytes).toBe(15);
});
