// Plays a scenario of the demo while the real panel records. Returns the packets of the libraries' logs and those of the saved trace.
import type { TestInfo } from "@playwright/test";
import { type AnyPanel, arrived, type OpenPanel, type PanelOptions, recording } from "../../../demo/devtools.mjs";
import type { Scenario } from "../../../demo/scenarios/figures.mjs";
import type { setStage } from "../../../demo/scenarios/stage.mjs";
import type { Version } from "../../../demo/server.mjs";
import { type PacketRecord, packetRecords } from "../../../src/formats/packets.ts";
import { type SessionRecord, sessionRecords } from "../../../src/formats/sessions.ts";
import type { Store } from "../../../src/session/store.ts";
import { expect, groundTruth } from "./demo.ts";
import { expectFindings } from "./findings.ts";
import { savedTrace, storeOf } from "./panel.ts";
import type { Truth } from "./truth.ts";

export interface Played<Open extends AnyPanel = OpenPanel> {
  readonly open: Open;
  readonly truth: Truth;
  /** The saved trace. */
  readonly bytes: Uint8Array;
  readonly packets: readonly PacketRecord[];
  readonly sessions: readonly SessionRecord[];
  readonly store: Store;
}

interface Openers<Open> {
  readonly openPanel: (options?: Partial<PanelOptions>) => Promise<Open>;
  readonly takePanel: () => Promise<Open>;
  readonly setStage: typeof setStage;
}

/** Plays a scenario and closes its clients, so that no heartbeats are sent while the logs are compared. */
export async function play<Open extends AnyPanel>(
  scenario: Scenario,
  version: Version,
  { openPanel, takePanel, setStage }: Openers<Open>,
  info: TestInfo,
): Promise<Played<Open>> {
  const setting = await setStage(scenario, version);
  const open = await (scenario.isLate ? openPanel({ url: setting.url }) : takePanel());
  await recording(open);
  const recordedFrom = Date.now();
  await scenario.run({ ...setting, page: open.page });
  // Frames with other URLs are the forms that JSONP posts.
  for (const frame of open.page.frames().filter((each) => /^http:\/\/[^/]+\/(\?|$)/.test(each.url()))) {
    await frame.evaluate(() => {
      for (const button of document.querySelectorAll<HTMLElement>("[data-do='client closes']")) button.click();
    });
  }
  for (const each of setting.servers) await expect.poll(() => each.openSessions()).toEqual([]);
  const truth = await groundTruth(open.page, ...setting.servers);
  expect(truth.contradictions).toEqual([]);
  await arrived(open, truth.packets.filter(({ lost, at }) => !lost && (!scenario.isLate || at >= recordedFrom)).length);
  // The last session closes after its last packet.
  await open.panel.waitForFunction(() => globalThis.lifeline?.store.sessions.every(({ state }) => state === "closed"), null, {
    polling: 50,
  });

  const bytes = await savedTrace(open, info);
  const store = storeOf(bytes);
  expectFindings(store, scenario.finds);
  return { open, truth, bytes, packets: [...packetRecords(store)], sessions: sessionRecords(store), store };
}

/** Expects rows that match, in this order, with any rows between them. Returns the index after the last match. */
export function expectInOrder(rows: readonly string[], wanted: readonly RegExp[]): number {
  let from = 0;
  for (const one of wanted) {
    const at = rows.findIndex((row, index) => index >= from && one.test(row));
    expect(at, `${one} after row ${from} of\n${rows.join("\n")}`).not.toBe(-1);
    from = at + 1;
  }
  return from;
}
