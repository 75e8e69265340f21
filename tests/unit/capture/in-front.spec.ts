// Whether the recorded tab is in front of its window, from the background to a note in the trace.

import { expect, test } from "@playwright/test";
import type { CaptureSink } from "../../../src/capture/contract.ts";
import { watchInFront } from "../../../src/capture/in-front.ts";
import type { Mode } from "../../../src/capture/modes.ts";
import { Recorder } from "../../../src/entries/recorder.ts";
import { fakeBrowser, settled } from "./fake-browser.ts";

test("the devtools page is told at once, after each change, and again by a background that was ended in between", async () => {
  const browser = fakeBrowser();
  const told: boolean[] = [];
  const unwatch = watchInFront(1, (isInFront) => told.push(isInFront));
  await settled();
  browser.show(2);
  await settled();
  browser.endBackground();
  expect(browser.watching()).toBe(0);
  await settled();
  browser.show(1);
  await settled();
  expect(told).toEqual([true, false, false, true]);
  unwatch();
  browser.show(2);
  await settled();
  expect(told).toHaveLength(4);
  expect(browser.watching()).toBe(0);
});

test("a recording notes that its tab is hidden or shown, each once, and a cleared one notes again that it is hidden", async () => {
  const browser = fakeBrowser();
  const values = new Map<string, string>();
  Object.assign(globalThis, { localStorage: { getItem: (key: string) => values.get(key) ?? null } });
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: "" }, configurable: true });
  let sink: CaptureSink | undefined;
  const counters = { requests: 0, frames: 0, workers: 0, otherWebSockets: [] };
  const mode: Mode = {
    id: "page",
    source: "chromium-page",
    load: async () => ({
      start(given) {
        sink = given;
        given.state({ state: "recording" });
        return { counters, flush: async () => {}, stop: async () => given.state({ state: "stopped", cause: "asked" }) };
      },
      forget() {},
    }),
  };
  const recorder = await Recorder.of(1, [mode]);
  const notes = () => {
    const { entries, log } = recorder.store;
    const events = Array.from({ length: entries.length }, (_, entry) => log.read(entries.line(entry)));
    return events.flatMap((event) => (event.kind === "note" ? event.what : []));
  };
  const open = (id: string) =>
    sink?.event({ kind: "ws-open", at: Date.now(), id, url: "ws://localhost:3000/socket.io/?EIO=4&transport=websocket" });

  browser.show(2);
  recorder.record();
  await settled();
  expect(notes()).toEqual([]);
  // The first event of a page says which page it is.
  sink?.event({ kind: "context", at: Date.now(), documentFrame: "main", type: "page", url: "http://localhost:3000/", state: "appeared" });
  open("w1");
  expect(recorder.store.page).toBe("http://localhost:3000/");
  expect(notes()).toEqual(["hidden"]);
  open("w2");
  browser.show(1);
  await settled();
  browser.endBackground();
  await settled();
  expect(notes()).toEqual(["hidden", "shown"]);

  browser.show(2);
  await settled();
  await recorder.clear();
  open("w3");
  expect(notes()).toContain("hidden");
  recorder.stop();
  await settled();
  expect(browser.watching()).toBe(0);
});
