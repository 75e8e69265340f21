// What the panel shows about its own state: the waiting page, the banners, the status bar, the marks of sessions, the names of rows.

import { expect, test } from "@playwright/test";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Row } from "../../../src/diagram/scene/scene.ts";
import { english as t } from "../../../src/messages/messages.ts";
import { Example } from "../../../src/panel/example/example.ts";
import type { Host, Seen, Status } from "../../../src/panel/host.ts";
import { describeRow } from "../../../src/panel/ladder/describe-row.ts";
import { StateMark } from "../../../src/panel/sessions/state-mark.tsx";
import { Banner } from "../../../src/panel/status/banner.tsx";
import { StatusBar } from "../../../src/panel/status/status-bar.tsx";
import { Waiting } from "../../../src/panel/status/waiting.tsx";
import { cleared } from "../../../src/session/carry-over.ts";
import type { Store } from "../../../src/session/store.ts";
import { basicScene } from "../diagram/draw/draw-scenes.ts";
import { DrawnLadder } from "../diagram/support.ts";
import { play } from "../session/ladder-text.ts";

const NOTHING: Seen = { requests: 0, frames: 1, workers: 0, otherSockets: [] };
const TALK = `
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40
`;

function host(store: Store, status: Partial<Status>, error: string | null = null): Host {
  const done = () => {};
  return {
    store,
    status: { state: "idle", seen: NOTHING, ...status },
    error,
    opening: null,
    theme: "light",
    t,
    language: "browser",
    setLanguage: async () => {},
    kept: new WeakMap(),
    subscribe: () => done,
    now: () => 0,
    modes: ["debugger"],
    mode: "debugger",
    setMode: async () => {},
    workers: null,
    setWorkers: async () => {},
    memory: 512_000_000,
    setMemory: () => {},
    grant: done,
    record: done,
    stop: done,
    flush: async () => {},
    clear: done,
    cleared: null,
    undo: done,
    dismissCleared: done,
    clearsOnNavigation: false,
    setClearsOnNavigation: done,
    restart: done,
    openSource: null,
    reload: done,
    open: async () => {},
    cancelOpening: done,
    hasSearch: false,
    dismissError: done,
  };
}

const text = (markup: string) =>
  markup
    .replace(/<svg.*?<\/svg>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
const example = new Example({ host: host(play(""), {}) }, () => {});
const waiting = (status: Partial<Status>, store = play("")) =>
  text(renderToString(h(Waiting, { view: { host: host(store, status), store, example } })));

test("an idle panel offers to record", () => {
  expect(waiting({ state: "idle" })).toContain("Not recording");
  expect(waiting({ state: "idle" })).toContain("Record this tab");
});

test("a recording without a session shows what was seen instead", () => {
  const seen: Seen = {
    requests: 37,
    frames: 3,
    workers: 1,
    otherSockets: [{ url: "ws://h/?<b>", frames: 214, first: '{"type":"x"}' }],
  };
  const words = waiting({ state: "recording", since: 0, seen });
  for (const part of [
    "Reload the page",
    "3 documents and 1 worker",
    "37 requests, none with an Engine.IO handshake",
    "ws://h/?&lt;b> · 214 frames",
    "io()",
  ]) {
    expect(words).toContain(part);
  }
});

test("a refused and a stopped recording show the reason and offer to record again", () => {
  expect(waiting({ state: "refused", reason: "Cannot access a chrome:// URL" })).toMatch(
    /cannot record this tab.*Cannot access a chrome:\/\/ URL.*Try again/,
  );
  expect(waiting({ state: "stopped", reason: "The bar was closed." })).toMatch(/has stopped.*The bar was closed\..*Record again/);
});

test("a file without a session is named as such", () => {
  expect(waiting({ state: "idle", file: "x.jsonl" })).toMatch(/No Socket.IO or Engine.IO traffic in this file.*x\.jsonl/);
});

const VIEW = { example, selection: null, saving: false, lateClosed: false, closeLate: () => {}, complaint: null, complain: () => {} };
const banner = (store: Store, status: Partial<Status>, error: string | null = null) =>
  text(
    renderToString(
      h(Banner, {
        view: { ...VIEW, host: host(store, status, error), store },
      }),
    ),
  );

test("errors and a stopped recording have a banner, a running one has none", () => {
  expect(banner(play(TALK), { state: "recording" }, "notes.txt is no trace.")).toContain("notes.txt is no trace.");
  expect(banner(play(TALK), { state: "recording" }, "notes\u202etxt.exe is no trace.")).toContain("notes\ufffdtxt.exe is no trace.");
  expect(banner(play(TALK), { state: "recording" })).toBe("");
  expect(banner(play(TALK), { state: "stopped", reason: "Because." })).toMatch(/Recording has stopped\. Because\. Record again/);
});

test("a file that is being read has a line with its packets so far, how much of it is read, and a way to cancel", () => {
  const opening = { name: "big\u202e.jsonl", share: 0.4199, packets: 12_345 };
  const view = { ...VIEW, host: { ...host(play(""), {}), opening }, store: play("") };
  expect(text(renderToString(h(Banner, { view })))).toBe(
    "Opening big\ufffd.jsonl: 12 345 packets so far, 41 % of the file is read. Cancel",
  );
});

test("a save that waits for the last events says so", () => {
  const view = { ...VIEW, host: host(play(TALK), { state: "recording" }), store: play(TALK), saving: true };
  expect(text(renderToString(h(Banner, { view })))).toBe("Waiting for the last events and making the file…");
});

test("what was cleared is counted in packets, if it had any", () => {
  const said = (packets: number) => {
    const cleared = { packets, isAnnounced: true };
    const view = { ...VIEW, host: { ...host(play(TALK), { state: "recording" }), cleared }, store: play(TALK) };
    return text(renderToString(h(Banner, { view })));
  };
  expect(said(1)).toBe("Cleared 1 packet. Undo");
  expect(said(0)).toBe("Cleared. Undo");
});

const status = (store: Store, state: Partial<Status>) => {
  const ladder = new DrawnLadder(store, {}, t);
  ladder.sync();
  const view = {
    host: host(store, state),
    store,
    layout: { narrow: false },
    ladder: { rows: ladder, share: 1, follow: false, newRows: 0 },
    selection: { span: null, selected: null },
    timeScale: null,
    goTo: null,
  };
  return text(renderToString(h(StatusBar, { view })));
};

test("the status bar shows the state, the number of packets, and what is missing", () => {
  expect(status(play(""), {})).toMatch(/^Not recording 0 packets/);
  const words = status(play(`${TALK}c1 GET ?EIO=4&transport=polling&sid=A\nc1 200 omitted`), { state: "recording", since: 0 });
  expect(words).toMatch(/^Recording since \d\d:\d\d:\d\d \d packets/);
  expect(words).toContain("1 body missing");
  expect(status(play(TALK), { state: "recording", since: 0 })).toContain("nothing missing");
  const webTransport = "t1 asked ?EIO=4&transport=webtransport\nt1 established";
  expect(status(play(webTransport), { state: "recording", since: 0 })).toContain("WebTransport data not visible");
});

test("after clearing the status bar counts anew, and nothing is missing", async () => {
  const old = play(`${TALK}c1 GET ?EIO=4&transport=polling&sid=A\nc1 200 omitted\ngap 100`);
  expect(status(old, {})).toMatch(/1 gap, 1 body missing/);
  const words = status(await cleared(old, () => 1_700_000_100_000), {});
  expect(words).toMatch(/ 0 packets · /);
  expect(words).toContain("nothing missing");
});

test("every row has an accessible name", () => {
  const find = (test: (row: Row) => boolean) => {
    const row = basicScene().rows.find(test);
    if (!row) throw new Error("no such row");
    return describeRow(row, t);
  };
  expect(find((row) => row.kind === "packet" && row.ack === 0)).toBe('1.240, sent, 42 chat, ack id 0, "hello" lobby tags [1, 2], 53 B');
  expect(find((row) => row.kind === "packet" && row.problem)).toContain("problem, received, ? invalid");
  const lost = (row: Row) => row.kind === "packet" && row.lost;
  expect(find((row) => lost(row) && "remark" in row).match(/sent|may not have arrived/g)).toEqual(["sent", "may not have arrived"]);
  const bare = basicScene().rows.find(lost);
  if (bare?.kind !== "packet") throw new Error("no such row");
  const { remark, ...unsaid } = bare;
  expect(describeRow(unsaid, t).match(/sent|may not have arrived/g)).toEqual(["sent", "may not have arrived"]);
  expect(find((row) => row.kind === "fold")).toContain("ping/pong ×148, 21–43 ms, folded");
  for (const row of basicScene().rows) expect(describeRow(row, t).length).toBeGreaterThan(2);
});

test("a session that closed is marked by a ring, one whose connection broke by a cross", () => {
  const begin = 'w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A"}\n';
  const mark = (end: string) => {
    const [session] = play(begin + end).sessions;
    return session ? renderToString(h(StateMark, { session })) : "";
  };
  expect(mark("w1 closed")).toContain('class="ring"');
  expect(mark("w1 error net::ERR_CONNECTION_RESET\nw1 closed")).toContain('class="cross"');
});
