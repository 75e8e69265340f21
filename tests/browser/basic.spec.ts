// The main job: a live Socket.IO page, drawn in Chromium's DevTools, and every packet of it right.

import { readFile } from "node:fs/promises";
import { drawn, recording, saveTrace } from "../../demo/devtools.mjs";
import { basic, basicOptions } from "../../demo/scenarios/basic.mjs";
import { expect, groundTruth, test } from "./support/demo.ts";
import { packetsOf, rowLabels } from "./support/panel.ts";
import { compare } from "./support/truth.ts";

for (const version of ["4.8.4", "1.3.5"] as const) {
  test(`socket.io ${version}: every packet is in the panel and in the trace, none missing, extra or wrong`, async ({
    openPanel,
    startServer,
  }, info) => {
    const server = await startServer({ version, ...basicOptions });
    const open = await openPanel();
    await recording(open);
    await basic({ page: open.page, server });
    const truth = await groundTruth(open.page, server);
    expect(truth.contradictions).toEqual([]);
    const seen = truth.packets.filter(({ lost }) => !lost);
    await drawn(open, seen.length);

    const path = info.outputPath("trace.jsonl");
    await saveTrace(open, path);
    const actual = packetsOf(await readFile(path));
    expect(compare(truth.packets, actual)).toEqual({ missing: [], extra: [], wrong: [] });

    const labels = await rowLabels(open.panel);
    await info.attach("panel", { body: await open.devtools.screenshot({ path: info.outputPath("panel.png") }), contentType: "image/png" });
    console.log(labels.join("\n"));
  });
}
