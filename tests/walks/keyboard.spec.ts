// The user without a mouse, who may not see well: keys alone, large text, few colours.

import { expect } from "../browser/support/demo.ts";
import { inChromium, walk } from "./walk.ts";

walk("keyboard", async (walker) => {
  const { open } = walker;
  const { panel } = open;
  const focused = () =>
    panel.evaluate(() => {
      const { activeElement } = document;
      const name = activeElement?.getAttribute("aria-label") ?? activeElement?.textContent ?? "";
      return `${activeElement?.tagName.toLowerCase()} ${name.trim().slice(0, 30)}`;
    });
  await walker.visit("well");
  await walker.reads("[role=option]", /said/);

  await walker.press("#ladder", "?");
  await walker.reads("dialog[open]", /F6/);
  await walker.picture("keys");
  await walker.key("Escape");
  expect(await panel.evaluate(() => document.activeElement?.id)).toBe("ladder");

  const regions = new Set<string>();
  for (let n = 0; n < 8; n++) {
    await walker.key("F6");
    regions.add(await focused());
  }
  expect(regions.size, [...regions].join(", ")).toBeGreaterThanOrEqual(4);
  await walker.picture("region");

  await walker.press("#ladder", "Home");
  for (let n = 0; n < 6; n++) await walker.press("#ladder", "ArrowDown");
  await walker.press("#ladder", "Shift+F10");
  await walker.reads(":popover-open", /./);
  await walker.picture("row-menu");
  await walker.key("ArrowDown");
  await walker.key("Escape");
  expect(await panel.evaluate(() => document.activeElement?.id)).toBe("ladder");

  if (inChromium(open)) {
    for (const [name, media] of [
      ["forced-colors", { forcedColors: "active" }],
      ["more-contrast", { forcedColors: "none", contrast: "more" }],
    ] as const) {
      await open.devtools.emulateMedia(media);
      await walker.picture(name);
    }
    await open.devtools.emulateMedia({ contrast: "no-preference" });
  }
  if (walker.isNarrow) return;
  await walker.zoom();
  await walker.picture("twice-as-large");
});
