// The recorded tab is hidden behind another one of its window, and shown again.

import { recording } from "../../demo/devtools.mjs";
import { firstClient } from "../../demo/scenarios/basic.mjs";
import { loadUpgraded } from "../../demo/scenarios/figures.mjs";
import { expect, pageModeTest, test } from "./support/demo.ts";
import { allRows, eventsOf, savedTrace } from "./support/panel.ts";

for (const [name, openOne] of [
  ["the debugger", test],
  ["a script in the page", pageModeTest],
] as const) {
  openOne(`recorded with ${name}: rows say when the tab is hidden and when it is shown again`, async ({ openPanel, startServer }, info) => {
    const server = await startServer({ version: "4.8.4" });
    // With a URL, the other tab has no DevTools.
    const open = await openPanel({ url: "about:blank" });
    const { context, page, panel } = open;
    await recording(open);
    await loadUpgraded({ page, url: server.url });
    const notes = async () => (await allRows(panel)).flatMap((row) => /tab (?:hidden|shown)/.exec(row) ?? []);
    expect(await notes()).toEqual([]);

    const other = await context.newPage();
    await expect.poll(notes).toEqual(["tab hidden"]);
    await firstClient(page).press("say", "/ said");
    await page.bringToFront();
    await expect.poll(notes).toEqual(["tab hidden", "tab shown"]);
    await other.close();
    await firstClient(page).press("say", "/ said");
    expect(await notes()).toEqual(["tab hidden", "tab shown"]);
    const events = eventsOf(await savedTrace(open, info));
    expect(events.flatMap((event) => (event.kind === "note" ? event.what : []))).toEqual(expect.arrayContaining(["hidden", "shown"]));
  });
}
