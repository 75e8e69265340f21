// How much the strip beside the ladder asks for in one drawing.

import { expect, test } from "@playwright/test";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Finding } from "../../../src/findings/finding.ts";
import { english as t } from "../../../src/messages/messages.ts";
import { DensityStrip } from "../../../src/panel/ladder/density-strip.tsx";
import type { ViewWithRows } from "../../../src/panel/view.ts";
import { ladderOf } from "../diagram/support.ts";
import { socket } from "../findings/cases/case.ts";
import { play } from "../session/ladder-text.ts";

test("each bar asks once when it begins, however many findings there are", () => {
  const store = play(`${socket("w1", "A")}${'w1 < 42["news"]\n+100\n'.repeat(400)}`);
  const rows = ladderOf(store);
  rows.whole();
  const { entries } = store;
  const at = entries.at.bind(entries);
  let asked = 0;
  entries.at = (entry) => {
    asked++;
    return at(entry);
  };
  const found = [1, 200, 399].map((entry) => ({ severity: "error", occurrences: [{ at: at(entry) }] }) as unknown as Finding);
  const drawn = (shown: readonly Finding[], open: Finding | null = null) => {
    const ladder = { rows, top: 0, viewport: 300, last: 1000 };
    const view = {
      ladder,
      host: { t },
      findings: { shown, open },
      layout: { stripWidth: 28 },
      goTo: { finder: { find: null } },
    } as unknown as ViewWithRows;
    asked = 0;
    const markup = renderToString(h(DensityStrip, { view }));
    const triangles = (name: string) => (new RegExp(`class="${name}" d="([^"]*)"`).exec(markup)?.[1] ?? "").split("M").length - 1;
    return { asked, warn: triangles("warn"), pale: triangles("pale") };
  };
  const one = drawn(found.slice(0, 1));
  expect(one).toMatchObject({ warn: 1, pale: 0 });
  expect(one.asked).toBeLessThanOrEqual(101);
  expect(drawn(found)).toEqual({ asked: one.asked, warn: 3, pale: 0 });
  expect(drawn(found, found[1])).toEqual({ asked: one.asked, warn: 1, pale: 2 });
});
