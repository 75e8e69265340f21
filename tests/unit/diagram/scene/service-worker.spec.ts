// Answers that came through a service worker: it stands between page and server, and what it answers itself never reaches the server's line.

import { expect, test } from "@playwright/test";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { LadderBody, LadderHead } from "../../../../src/diagram/draw/draw.tsx";
import { layOut } from "../../../../src/diagram/draw/layout.ts";
import { reasonText } from "../../../../src/diagram/words/reason-text.ts";
import { english } from "../../../../src/messages/messages.ts";
import { Store } from "../../../../src/session/store.ts";
import type { HttpResponse } from "../../../../src/wire/event.ts";
import { wireEvents } from "../../session/ladder-text.ts";
import { ladderOf, rowText, whole } from "../support.ts";

const OPEN = `0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}`;
const PASSED = { through: "service-worker" } as const;

/** A store of a ladder whose answers, in order, say this of their way. */
function played(ladder: string, ...ways: Partial<HttpResponse>[]): Store {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "chromium-debugger", createdAt: "2026-11-26T10:00:00.000Z" });
  for (const event of wireEvents(ladder)) store.push(event.kind === "http-response" ? { ...event, ...ways.shift() } : event);
  return store;
}

const passed = () =>
  played(`c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN}\nc2 POST ?EIO=4&transport=polling&sid=A 40\nc2 200 ok`, PASSED, PASSED);
const offline = (reason?: string) =>
  played(`c1 GET ?EIO=4&transport=polling\nc1 503 {"error":"offline"}`, { from: "service-worker", ...(reason && { reason }) });

test("what a worker passes on reaches the server, by a station on the worker's lifeline", () => {
  const scene = whole(ladderOf(passed()));
  expect(scene.worker).toEqual({ head: "service worker", letter: "SW" });
  expect(scene.rows.flatMap((row) => ("worker" in row ? [row.worker] : []))).toEqual(["passed", "passed", "passed", "passed", "passed"]);
  expect(scene.rows.map(rowText)[0]).toBe("→ GET /socket.io/?EIO=4&transport=polling through the service worker");
  for (const width of [420, 1100]) {
    const layout = layOut(scene, width);
    const worker = layout.worker ?? Number.NaN;
    expect(layout.meta).toBeLessThan(worker);
    expect(worker).toBeLessThan(layout.server);
    const svg = renderToString(h(LadderBody, { scene, layout }));
    expect(svg.match(new RegExp(`class="station" cx="${worker + 0.5}"`, "g"))).toHaveLength(5);
    expect(renderToString(h(LadderHead, { scene, layout }))).toContain(width < 640 ? ">SW<" : ">service worker<");
  }
});

test("what a worker answers itself ends at its lifeline, and says so with the reason", () => {
  const scene = whole(ladderOf(offline("net::ERR_INTERNET_DISCONNECTED")));
  expect(scene.rows.map(rowText)).toEqual([
    "→ GET /socket.io/?EIO=4&transport=polling",
    `← 503 {"error":"offline"} answered by the service worker after net::ERR_INTERNET_DISCONNECTED`,
  ]);
  const layout = layOut(scene, 1100);
  const rows = renderToString(h(LadderBody, { scene, layout })).replace(/^.*?<g class="rows">/s, "");
  const ends = [...rows.matchAll(/H([\d.]+)|cx="([\d.]+)"|class="open" d="M[\d.]+ [\d.]+L([\d.]+)/g)].map(([, ...x]) =>
    Number(x.find(Boolean)),
  );
  expect(Math.max(...ends)).toBe((layout.worker ?? Number.NaN) + 0.5);
  expect(rows).not.toContain("station");
});

test("a session that a worker's answer ended says whose answer it was", () => {
  const problem = (store: Store) => {
    const [session] = store.sessions;
    return [session?.cause, session?.problem && reasonText(english, session.problem)];
  };
  expect(problem(offline())).toEqual(["refused", `503 {"error":"offline"} (the service worker answered, not the server)`]);
  expect(problem(offline("502 Bad Gateway"))).toEqual([
    "refused",
    `503 {"error":"offline"} (the service worker answered, not the server; its own request: 502 Bad Gateway)`,
  ]);
});

/** Attempts to connect whose requests failed in the page because of these failures of the worker's own. */
function failed(...workersReasons: readonly string[]): Store {
  const store = played("");
  const attempts = workersReasons.map((_, n) => `c${n} GET ?EIO=4&transport=polling\nc${n} failed net::ERR_FAILED`);
  const reasons = [...workersReasons];
  for (const event of wireEvents(attempts.join("\n+500\n")))
    store.push(event.kind === "http-failed" ? { ...event, workersReason: String(reasons.shift()) } : event);
  return store;
}

test("a session whose request failed in the worker says what the page saw, and what the worker saw", () => {
  const store = failed("net::ERR_CONNECTION_REFUSED");
  const said = "net::ERR_FAILED (the service worker's own request: net::ERR_CONNECTION_REFUSED)";
  const [session] = store.sessions;
  expect([session?.cause, session?.problem && reasonText(english, session.problem)]).toEqual(["refused", said]);
  const scene = whole(ladderOf(store));
  expect(scene.worker).toEqual({ head: "service worker", letter: "SW" });
  expect(scene.rows.map(rowText)).toEqual(["→ GET /socket.io/?EIO=4&transport=polling through the service worker", `failed: ${said}`]);
});

test("attempts that fail in the worker in another way are not counted as the same refusal", () => {
  const { sessions } = failed("net::ERR_NAME_NOT_RESOLVED", "net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_REFUSED");
  expect(sessions.map(({ failures }) => failures)).toEqual([1, 1, 2]);
});

test("a handshake out of the worker's cache says that the server did not give it", () => {
  const store = played(`c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN}`, { from: "service-worker" });
  expect(whole(ladderOf(store)).rows.map(rowText)[1]).toBe("← 0 open HTTP 200 · answered by the service worker");
});

test("without a service worker there is no lifeline for one", () => {
  const scene = whole(ladderOf(played(`c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN}`)));
  expect(scene.worker).toBeUndefined();
  expect(layOut(scene, 1100).worker).toBeNull();
});
