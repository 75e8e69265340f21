// What a session tells about the events that wait for an ACK, about its redirects, and about the sessions beside it.

import { expect, test } from "@playwright/test";
import { play } from "./ladder-text.ts";

const opens = (id: string) =>
  `${id} open ?EIO=4&transport=websocket\n${id} 101\n${id} < 0{"sid":"${id}","upgrades":[]}\n${id} > 40\n${id} < 40{"sid":"s"}\n`;

test("the event that has waited longest for its ACK, on each side", () => {
  const { sessions, entries, names } = play(`${opens("w1")}w1 > 420["a"]\nw1 > 421["b"]\nw1 < 420["c"]\nw1 < 430[]`);
  const name = (entry: number | null) => (entry === null ? null : names[entries.event(entry)]?.name);
  expect(name(sessions[0]?.asked.oldest("sent") ?? null)).toBe("b");
  expect(name(sessions[0]?.asked.oldest("received") ?? null)).toBe("c");
  expect(sessions[0]?.asked.never.size).toBe(0);
});

test("the events whose ACK can never come, until one comes late", () => {
  const ended = play(`${opens("w1")}w1 > 420["a"]\nw1 > 421["b"]\nw1 > 41`);
  expect(ended.sessions[0]?.asked.never.size).toBe(2);
  expect(ended.sessions[0]?.asked.oldest("sent")).toBe(null);
  expect(play(`${opens("w1")}w1 > 420["a"]\nw1 > 421["b"]\nw1 > 41\nw1 < 431[]`).sessions[0]?.asked.never.size).toBe(1);
});

test("a request that is redirected twice counts once", () => {
  const twice = `c1 GET ?EIO=4&transport=polling
c1 308 /socket.io?EIO=4
c2 GET /socket.io?EIO=4 after c1
c2 308 /io?EIO=4
c3 GET /io?EIO=4 after c2
c3 200 0{"sid":"A","upgrades":[]}`;
  expect(play(twice).sessions[0]?.redirects).toMatchObject({ count: 1, first: { id: "c1" } });
});

test("the sessions beside a session are those of other clients of its document that have not ended", () => {
  const { sessions } = play(`${opens("w1")}${opens("w2")}w1 > 41\nw1 closed\n${opens("w3")}`);
  expect(sessions.map(({ beside }) => beside?.count ?? 0)).toEqual([0, 1, 1]);
  expect(sessions.map(({ beside }) => beside?.last.index ?? null)).toEqual([null, 0, 1]);
  expect(play(`${opens("w1")}${opens("w2").replaceAll("\n", " @other\n")}`).sessions[1]?.beside).toBe(null);
});
