// What assistive technology gets of the panel in real DevTools: Chromium's own accessibility tree. axe reads the document and does not see it.

import { basic, basicOptions } from "../../demo/scenarios/basic.mjs";
import { allDrawn, expect, test } from "./support/demo.ts";
import { drawnRows } from "./support/panel.ts";

test("rows are options of the list box, in their order, with their names; one is selected", async ({ takePanel, startServer }) => {
  const server = await startServer({ version: "4.8.4", ...basicOptions });
  const open = await takePanel();
  await basic({ page: open.page, server });
  await allDrawn(open, server);
  await open.panel.press("#ladder", "Home");
  for (let i = 0; i < 4; i++) await open.panel.press("#ladder", "ArrowDown");
  const drawn = await drawnRows(open.panel);
  const current = await open.panel.evaluate(() => document.querySelector("#ladder")?.getAttribute("aria-activedescendant"));

  const session = await open.devtools.context().newCDPSession(open.panel);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const shown = nodes.filter(({ ignored }) => !ignored);
  const of = (role: string) => shown.filter((node) => node.role?.value === role);
  const list = of("listbox").find(({ name }) => name?.value === "Sequence diagram");
  const options = (list?.childIds ?? []).map((id) => shown.find(({ nodeId }) => nodeId === id)).filter((node) => node !== undefined);
  expect(options.map((option) => option.role?.value)).toEqual(drawn.map(() => "option"));
  expect(options.map((option) => option.name?.value)).toEqual(drawn.map(([, name]) => name));
  const isSelected = (option: (typeof options)[number]) => option.properties?.some(({ name, value }) => name === "selected" && value.value);
  expect(options.flatMap((option, i) => (isSelected(option) ? [drawn[i]?.[0]] : []))).toEqual([current]);
  // Time, direction, what the wire says, and the event.
  expect(drawn.map(([, name]) => name)).toContainEqual(expect.stringMatching(/^[\d:.]+, sent, 42\d* \S+/));
  expect(["banner", "search", "navigation", "main", "complementary", "contentinfo", "toolbar"].map((role) => of(role).length)).toEqual([
    1, 1, 1, 1, 1, 1, 1,
  ]);
});
