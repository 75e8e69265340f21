// The search bar of Chromium's own DevTools, which asks the panel what to find.

import type { OpenPanel } from "../../../demo/devtools.mjs";
import { expect } from "./demo.ts";

/** Opens the bar from the ladder, searches in it, and leaves the focus there. */
export async function searchInDevTools({ devtools, panel }: OpenPanel, text: string): Promise<void> {
  await panel.press("#ladder", "Control+f");
  await expect
    .poll(() =>
      devtools.evaluate(() => {
        let { activeElement } = document;
        while (activeElement?.shadowRoot) activeElement = activeElement.shadowRoot.activeElement;
        return activeElement?.tagName;
      }),
    )
    .toBe("INPUT");
  await devtools.keyboard.type(text);
  await devtools.keyboard.press("Enter");
}
