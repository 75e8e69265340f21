// The rows of a request that is redirected: each request and each answer has its own.

import { expect, test } from "@playwright/test";
import { play } from "../../session/ladder-text.ts";
import { ladderOf, rows, whole } from "../support.ts";

const POLL = "?EIO=4&transport=polling";

test("a redirect says where it leads, and the request after it that it follows", () => {
  const store = play(`
    c1 GET ${POLL}
    c1 308 /socket.io${POLL}
    c2 GET /socket.io${POLL} after c1
    c2 307 https://b.test/x?y#z
    c3 GET https://b.test/x?y after c2
  `);
  expect(rows(store)).toEqual([
    `→ GET /socket.io/${POLL}`,
    `← 308 → /socket.io${POLL}`,
    `→ GET /socket.io${POLL} after the redirect`,
    "← 307 → https://b.test/x?y",
    "→ GET https://b.test/x?y after the redirect",
  ]);
});

test("a refusal at the end of a redirect says the way to it, also if its session had ended before, or goes on by websocket", () => {
  const opened = 'c1 GET ?EIO=4&transport=polling\nc1 200 0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
  const post = `c2 POST ${POLL}&sid=A 40\nc2 302 /socket.io/${POLL}&sid=A&moved=1\nc3 GET /socket.io/${POLL}&sid=A&moved=1 after c2`;
  const refused = "← 400 redirected (302 → /socket.io/): 400";
  expect(rows(play(`${opened}\n${post}\nc3 400`)).at(-1)).toBe(refused);
  expect(rows(play(`${opened}\nc4 GET ${POLL}&sid=A\n${post}\nc4 200 1\nc3 400`)).at(-1)).toBe(refused);
  const upgrade = "w1 open ?EIO=4&transport=websocket&sid=A\nw1 101\nw1 > 2probe\nw1 < 3probe\nw1 > 5";
  expect(rows(play(`${opened}\n${post}\n${upgrade}\nc3 400`)).at(-1)).toBe(refused);
  // The server's own words come first.
  expect(rows(play(`${opened}\n${post}\nc3 400 no such thing`)).at(-1)).toBe("← 400 no such thing");
});

test("the redirect of a POST that is not sent on with its packets is a problem, and they are drawn as lost", () => {
  const packets = (status: number) =>
    whole(
      ladderOf(
        play(`
        c1 POST ${POLL}&sid=A 40
        c1 ${status} /login
        c2 GET /login after c1
      `),
      ),
    ).rows.flatMap((row) =>
      row.kind === "packet" ? [row.lost] : row.kind === "http" && row.code.startsWith("3") ? [row.remark, row.problem] : [],
    );
  expect(packets(302)).toEqual([true, "the browser goes on with GET, without these packets", true]);
  expect(packets(308)).toEqual([false, undefined, false]);
});
