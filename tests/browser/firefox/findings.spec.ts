// Findings and the comparison in Firefox's toolbox: a trace with two sessions, of which a proxy refused the websocket of the second.

import { drawn } from "../../../demo/devtools.mjs";
import { wireEvents } from "../../unit/session/ladder-text.ts";
import { expect, firefoxTest as test } from "../support/demo.ts";

const begins = (sid: string, c: string, w: string) => `${c} GET ?EIO=4&transport=polling
${c} 200 0{"sid":"${sid}","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
${w} open ?EIO=4&transport=websocket&sid=${sid}
`;
const LADDER = `${begins("good", "c1", "w1")}w1 101\nw1 > 2probe\nw1 < 3probe\nw1 > 5\nw1 > 40\nw1 < 40{"sid":"s"}\nw1 > 42["chat"]\nw1 closed
${begins("bad", "c2", "w2")}w2 400\nw2 closed\nc3 POST ?EIO=4&transport=polling&sid=bad 40\nc3 200 ok\n`;

test("a narrow panel names the worst finding, and compares two sessions one ladder at a time", async ({ openPanel }, info) => {
  const open = await openPanel({ size: [480, 800] });
  const { panel } = open;
  const header = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" };
  const trace = [header, ...wireEvents(LADDER)].map((line) => `${JSON.stringify(line)}\n`).join("");
  await panel.evaluate((text) => globalThis.lifeline?.open(new File([text], "two.jsonl")), trace);
  await drawn(open, 1);

  const idle = () => panel.evaluate(() => globalThis.lifelineIdle?.());
  await panel.waitForFunction(() => document.querySelector(".picks")?.textContent?.includes("Upgrade refused"), null);
  /** Chooses in the menu of sessions. */
  const choose = async (value: string) => {
    await panel.evaluate((value) => {
      const menu = document.querySelector<HTMLSelectElement>("nav.pick select");
      if (!menu || ![...menu.options].some((option) => option.value === value)) throw new Error(`the menu has no ${value}`);
      menu.value = value;
      menu.dispatchEvent(new Event("change", { bubbles: true }));
    }, value);
    await idle();
  };
  await choose("session 0");
  await choose("compare 1");
  await panel.waitForFunction(() => document.querySelector(".compare-sentence")?.textContent?.includes("400 in B"), null);
  const side = () => panel.evaluate(() => document.querySelector(".compare-head .seg [aria-pressed=true]")?.textContent);
  const ladder = () => panel.evaluate(() => document.querySelector(".compare-scroller")?.textContent);
  expect(await side()).toBe("A");
  expect(await ladder()).toContain("101");
  await panel.press(".compare-scroller", "ArrowRight");
  expect(await side()).toBe("B");
  expect(await ladder()).not.toContain("101");
  expect(await panel.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await info.attach("narrow", { body: await panel.screenshot(), contentType: "image/png" });
  await panel.press(".compare-scroller", "Escape");
  await panel.waitForFunction(() => document.querySelector(".compare-sentence") === null, null);
});
