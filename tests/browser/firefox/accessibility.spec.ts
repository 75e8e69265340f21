// What assistive technology gets of the panel in Firefox: its accessibility service, as a screen reader would ask it. See ax-tree.spec.ts.

import { readFile } from "node:fs/promises";
import { expect, firefoxTest as test } from "../support/demo.ts";
import { drawnRows } from "../support/panel.ts";

/** The name that Firefox gives to the role. */
const OPTION = "listbox option";

test("rows are options of the list box, in their order, with their names; one is selected", async ({ openPanel }) => {
  const { panel, accessibleChildren } = await openPanel();
  const trace = await readFile("tests/fixtures/findings/duplicate-emits.jsonl", "utf8");
  await panel.evaluate((text) => globalThis.lifeline?.open(new File([text], "trace.jsonl")), trace);
  await panel.evaluate(() => globalThis.lifelineIdle?.());
  await panel.press("#ladder", "Home");
  await panel.press("#ladder", "ArrowDown");
  const drawn = await drawnRows(panel);
  const names = drawn.map(([, name]) => name);
  // The service makes its tree after the document's.
  await expect
    .poll(async () => (await accessibleChildren("#ladder")).filter(({ role }) => role === OPTION).map(({ name }) => name))
    .toEqual(names);
  const children = await accessibleChildren("#ladder");
  expect(children.filter(({ role }) => role !== OPTION)).toEqual([]);
  expect(children.flatMap(({ selected, name }) => (selected ? [name] : []))).toEqual([names[1]]);
});
