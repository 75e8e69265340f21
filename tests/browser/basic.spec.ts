// A live Socket.IO page in Chromium: each packet is in the panel and in the saved trace.

import { basic, basicOptions } from "../../demo/scenarios/basic.mjs";
import { allArrived, expect, test } from "./support/demo.ts";
import { allRows, expectedLabel, packetsAmong, packetsOf, savedTrace } from "./support/panel.ts";
import { expectSteps, stepVersions } from "./support/right.ts";
import { compare, IDENTICAL } from "./support/truth.ts";

/** The first list, with one entry removed for each equal entry of the second. */
function without(list: readonly string[], others: readonly string[]): string[] {
  const left = [...list];
  for (const other of others) {
    const at = left.indexOf(other);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}

for (const version of ["4.8.4", "1.3.5"] as const) {
  test(`socket.io ${version}: panel and trace have exactly the packets that the libraries logged`, async ({
    takePanel,
    startServer,
  }, info) => {
    const server = await startServer({ version, ...basicOptions });
    const open = await takePanel();
    await basic({ page: open.page, server });
    const truth = await allArrived(open, server);

    const actual = packetsOf(await savedTrace(open, info));
    expect(compare(truth.packets, actual)).toEqual(IDENTICAL);
    expect(actual.length).toBeGreaterThan(60);

    const rows = await allRows(open.panel);
    const shown = packetsAmong(rows);
    const labels = (lost: boolean) =>
      truth.packets.filter((packet) => packet.lost === lost).flatMap((packet) => expectedLabel(packet) ?? []);
    expect(without(labels(false), shown)).toEqual([]);
    // A packet that was in transit when the server closed may have been recorded or not.
    expect(without(without(shown, labels(false)), labels(true))).toEqual([]);
    // Only messages have one order on both sides: probes on the websocket overlap with packets on polling.
    for (const direction of ["sent 4", "received 4"]) {
      const those = (list: readonly string[]) => list.filter((label) => label.startsWith(direction));
      expect(those(shown)).toEqual(those(labels(false)));
    }
    expect(rows.at(-1)).toMatch(/websocket closed, by the client(?:, (?:client|session) .*)?$/);
    await info.attach("panel", { body: await open.devtools.screenshot(), contentType: "image/png" });
  });
}

for (const version of stepVersions) {
  test(`a session of ${version} has the same steps as in any other browser and mode`, async ({ takePanel, startServer }, info) => {
    await expectSteps(await takePanel(), await startServer({ version }), version, info);
  });
}
