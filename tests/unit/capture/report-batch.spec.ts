// How often reports of requests are posted to the devtools page, which takes them in and draws.

import { expect, test } from "@playwright/test";
import type { FromBackground, Report } from "../../../src/capture/page/tab-port.ts";
import { ReportBatch } from "../../../src/capture/page/tabs.ts";

/** A batch whose timers run when the test says so. */
function batching() {
  const { setTimeout } = globalThis;
  const waits: number[] = [];
  let run = (): void => {};
  globalThis.setTimeout = ((call: () => void, wait: number) => {
    waits.push(wait);
    run = call;
    return waits.length;
  }) as unknown as typeof setTimeout;
  const posted: FromBackground[] = [];
  const batch = new ReportBatch((message) => posted.push(message));
  return { batch, posted, waits, run: () => run(), restore: () => Object.assign(globalThis, { setTimeout }) };
}
const report = (id: string): Report => ({ kind: "passed", id, at: 1 });

test("reports are posted together after 20 ms, of longer the more there were in the last batch, and of 200 ms at most", () => {
  const { batch, posted, waits, run, restore } = batching();
  for (const count of [1, 3, 40, 2, 1]) {
    for (let i = 0; i < count; i++) {
      batch.countRequest();
      batch.report(report(`${i}`));
    }
    run();
  }
  restore();
  expect(posted.map((message) => "reports" in message && [message.requests, message.reports.length])).toEqual([
    [1, 1],
    [3, 3],
    [40, 40],
    [2, 2],
    [1, 1],
  ]);
  expect(waits).toEqual([20, 20, 60, 200, 40]);
});

test("what is kept is posted at once when the devtools page asks for it, and the reply is marked, also if there is nothing", () => {
  const { batch, posted, restore } = batching();
  batch.report(report("1"));
  batch.post({ isAll: true });
  batch.post({ isAll: true });
  restore();
  expect(posted).toEqual([
    { requests: 0, reports: [report("1")], isAll: true },
    { requests: 0, reports: [], isAll: true },
  ]);
});
