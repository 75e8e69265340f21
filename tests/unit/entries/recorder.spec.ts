// A recording that is cleared, a clearing that is undone, and files that are opened.

import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import type { CaptureSink } from "../../../src/capture/contract.ts";
import { Recorder } from "../../../src/entries/recorder.ts";
import type { Store } from "../../../src/session/store.ts";
import { fakeBrowser, settled } from "../capture/fake-browser.ts";
import { rows } from "../diagram/support.ts";
import { wireEvents } from "../session/ladder-text.ts";

const TALK = `context appeared
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40
w1 < 40{"sid":"s"}
w1 > 42["before"]
`;

/** A recorder whose capture is what the test says, in a browser that keeps nothing. */
async function recording() {
  fakeBrowser();
  Object.assign(globalThis, { localStorage: undefined });
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: "" }, configurable: true });
  const reloads: string[] = [];
  Object.assign(Reflect.get(globalThis, "chrome"), { devtools: { inspectedWindow: { reload: () => reloads.push("reload") } } });
  let sink: CaptureSink | undefined;
  let forgotten = 0;
  const counters = { requests: 0, frames: 1, workers: 0, otherWebSockets: [] };
  const recorder = await Recorder.of(1, [
    {
      id: "page",
      source: "chromium-page",
      load: async () => ({
        start(given) {
          sink = given;
          given.state({ state: "recording" });
          return { counters, flush: async () => {}, stop: async () => given.state({ state: "stopped", cause: "asked" }) };
        },
        forget: () => void forgotten++,
      }),
    },
  ]);
  let clock = wireEvents(TALK)[0]?.at ?? 0;
  recorder.now = () => clock;
  const push = (ladder: string) => {
    for (const event of wireEvents(ladder)) {
      clock += 10;
      sink?.event({ ...event, at: clock });
    }
  };
  recorder.record();
  push(TALK);
  const pass = (ms: number) => {
    clock += ms;
  };
  return { recorder, push, pass, counters, reloads, forgotten: () => forgotten };
}

const sent = (store: Store) => rows(store).flatMap((row) => /→ 42 (\w+)/.exec(row)?.[1] ?? []);

test("undo brings the cleared trace back, with what was recorded since, and no gap", async () => {
  const { recorder, push } = await recording();
  const { store } = recorder;
  const packets = store.packets;
  await recorder.clear();
  expect(recorder.store).not.toBe(store);
  expect(recorder.cleared).toMatchObject({ packets, isAnnounced: true });
  push('w1 > 42["meanwhile"]');
  expect(sent(recorder.store)).toEqual(["meanwhile"]);
  const undone = recorder.undo();
  push('w1 > 42["late"]');
  await undone;
  push('w1 > 42["after"]');
  expect(recorder.store).toBe(store);
  expect(sent(store)).toEqual(["before", "meanwhile", "late", "after"]);
  expect(store).toMatchObject({ gaps: 0, packets: packets + 3 });
  expect(store.sessions).toHaveLength(1);
  expect(rows(store).join("\n")).not.toContain("cleared");
  expect(recorder.cleared).toBeNull();
  await recorder.undo();
  expect(recorder.store).toBe(store);
});

test("a trace that is cleared while nothing is recorded comes back as it was, and a recording in between is added after a gap", async () => {
  const { recorder, push, pass, forgotten } = await recording();
  const { store } = recorder;
  recorder.stop();
  await settled();
  await recorder.clear();
  expect(recorder.store.entries.length).toBe(0);
  await recorder.undo();
  expect(recorder.store).toBe(store);
  expect(store.gaps).toBe(0);

  await recorder.clear();
  expect(forgotten()).toBe(0);
  pass(5000);
  recorder.record();
  expect(forgotten()).toBe(1);
  push('w2 open ?EIO=4&transport=websocket\nw2 101\nw2 < 0{"sid":"B","upgrades":[]}\nw2 > 42["second"]');
  expect(sent(recorder.store)).toEqual(["second"]);
  await recorder.undo();
  expect(recorder.store).toBe(store);
  expect(sent(store)).toEqual(["before", "second"]);
  expect(rows(store).join("\n")).toMatch(/5\.0\d s.*not recording/);
});

test("a cleared trace and the one in its place share the memory, until the clearing is undone", async () => {
  const { recorder } = await recording();
  const limits = (store: Store) => {
    const bytes: number[] = [];
    const limit = store.limit.bind(store);
    store.limit = (each) => {
      bytes.push(each.bytes);
      limit(each);
    };
    return bytes;
  };
  const old = limits(recorder.store);
  await recorder.clear();
  expect(old).toEqual([256_000_000]);
  const fresh = limits(recorder.store);
  recorder.setMemory(128_000_000);
  expect([old.at(-1), fresh.at(-1)]).toEqual([64_000_000, 64_000_000]);
  await recorder.undo();
  expect(old.at(-1)).toBe(128_000_000);
});

test("clearing again keeps what can be undone if nothing came in between, and drops it otherwise", async () => {
  const { recorder, push } = await recording();
  const first = recorder.store;
  await recorder.clear();
  const second = recorder.store;
  await recorder.clear();
  expect(recorder.store).toBe(second);
  push('w1 > 42["between"]');
  await recorder.clear();
  await recorder.undo();
  expect(recorder.store).toBe(second);
  expect(first).not.toBe(second);
});

test("a trace is cleared when its page navigates, if that was chosen, and the next page begins an empty one", async () => {
  const { recorder, push } = await recording();
  const first = recorder.store;
  push("context navigated");
  await settled();
  expect(recorder.store).toBe(first);
  recorder.setClearsOnNavigation(true);
  push("context navigated");
  await expect.poll(() => recorder.store === first).toBe(false);
  expect(recorder.store).toMatchObject({ gaps: 0, packets: 0, sessions: [] });
  expect(recorder.cleared).toMatchObject({ isAnnounced: false });
  await recorder.undo();
  expect(recorder.store).toBe(first);
});

test("clear, reload and record begins with the page that is loaded next, or at once if nothing was recorded", async () => {
  const { recorder, push, reloads } = await recording();
  const first = recorder.store;
  recorder.restart();
  expect(reloads).toHaveLength(1);
  expect(recorder.store).toBe(first);
  push("context navigated");
  await expect.poll(() => recorder.store === first).toBe(false);
  expect(first.sessions.map(({ state }) => state)).toEqual(["closed"]);
  push("context navigated");
  await settled();
  const second = recorder.store;
  push('w3 open ?EIO=4&transport=websocket\nw3 101\nw3 < 0{"sid":"C","upgrades":[]}');
  expect(recorder.store).toBe(second);
  recorder.stop();
  await settled();
  recorder.restart();
  expect(recorder.store).not.toBe(second);
  expect([recorder.status.state, reloads.length]).toEqual(["recording", 2]);
});

test("the requests of a cleared trace are not among those without a handshake", async () => {
  const { recorder, push, counters } = await recording();
  counters.requests = 17;
  expect(recorder.status.seen.requests).toBe(17);
  push("w1 closed");
  await recorder.clear();
  expect(recorder.status.seen.requests).toBe(0);
  counters.requests = 19;
  expect(recorder.status.seen.requests).toBe(2);
  await recorder.undo();
  expect(recorder.status.seen.requests).toBe(19);
});

test("a server's log is shown beside the trace of its page, and alone where it is another server's", async () => {
  const { recorder } = await recording();
  const open = (name: string) =>
    recorder.open(new File([readFileSync(new URL(`../../fixtures/debug-log/${name}`, import.meta.url))], name));
  const sids = () => recorder.store.sessions.map(({ sid }) => sid?.slice(0, 4));
  await open("cut.jsonl");
  expect(sids()).toEqual(["1G_t", "RZ3l"]);
  await open("cut.log");
  expect(recorder.status.file).toBe("cut.jsonl + cut.log");
  expect(sids()).toEqual(["1G_t", "RZ3l", "1G_t", "RZ3l"]);
  expect(recorder.store.log.header.serverClock?.packets).toBe(25);
  await open("polling.log");
  expect([recorder.status.file, sids()]).toEqual(["polling.log", ["Fa4N"]]);
  recorder.closeFile();
  expect(sids()).toEqual(["A"]);
});
