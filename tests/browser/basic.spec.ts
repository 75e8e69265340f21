// The main job: a live Socket.IO page, drawn in Chromium's DevTools, every packet of it right.

import { readFile } from "node:fs/promises";
import { recording, saveTrace } from "../../demo/devtools.mjs";
import { basic, basicOptions } from "../../demo/scenarios/basic.mjs";
import { allDrawn, expect, test } from "./support/demo.ts";
import { allRows, expectedLabel, packetsAmong, packetsOf } from "./support/panel.ts";
import { compare } from "./support/truth.ts";

for (const version of ["4.8.4", "1.3.5"] as const) {
  test(`socket.io ${version}: no packet is missing, extra or wrong, in the panel and in the trace`, async ({
    openPanel,
    startServer,
  }, info) => {
    const server = await startServer({ version, ...basicOptions });
    const open = await openPanel();
    await recording(open);
    await basic({ page: open.page, server });
    const truth = await allDrawn(open, server);

    const path = info.outputPath("trace.jsonl");
    await saveTrace(open, path);
    const actual = packetsOf(await readFile(path));
    expect(compare(truth.packets, actual)).toEqual({ missing: [], extra: [], wrong: [] });
    expect(actual.length).toBeGreaterThan(60);

    const rows = await allRows(open.panel);
    const labels = truth.packets.map(expectedLabel).filter((label) => label !== undefined);
    expect(packetsAmong(rows).toSorted()).toEqual(labels.toSorted());
    // The order within a direction is the order of the wire.
    for (const direction of ["sent", "received"]) {
      const those = (list: readonly string[]) => list.filter((label) => label.startsWith(direction));
      expect(those(packetsAmong(rows))).toEqual(those(labels));
    }
    expect(rows.at(-1)).toMatch(/websocket closed, by the client$/);
    await info.attach("panel", { body: await open.devtools.screenshot(), contentType: "image/png" });
  });
}
