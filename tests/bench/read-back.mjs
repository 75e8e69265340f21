// Scrolls through a million packets in real DevTools while 5,000 more arrive each second, and reads every hundredth back from its row. The rows
// are right if each says what was pushed, and nothing is lost if the last packet that arrived has a row too.

import { openIdlePanel } from "./idle-panel.mjs";
import { PACKETS, prepare, RATE } from "./million.mjs";

/** @import { Frame } from "@playwright/test" */
/** @import { InPanel } from "./million.mjs" */
/** @import { Row } from "./table.mjs" */

const EVERY = 100;
const ROW_PX = 22;

/** Opens the file of `prepare`, and reads. @type {(panel: Frame) => Promise<{ wrong: string[], read: number, arrived: number, lost: number, tasks: number[], wall: number }>} */
const readBack = (panel) =>
  panel.evaluate(
    async ([packets, rate, every, rowPx]) => {
      const { bench } = /** @type {InPanel} */ (globalThis);
      const host = globalThis.lifeline;
      if (!host) throw new Error("the panel is empty");
      await host.open(new File([bench.file], "million.jsonl"));
      await globalThis.lifelineIdle?.();
      const before = host.store.packets;
      const scroller = /** @type {Element} */ (document.querySelector(".scroller"));

      const begin = performance.now();
      let arrived = 0;
      /** Pushes what is due, scrolls, and waits until that is drawn. @type {(act: () => void) => Promise<void>} */
      const step = async (act) => {
        const due = Math.round(((performance.now() - begin) / 1000) * rate);
        bench.push(due - arrived);
        arrived = due;
        act();
        await bench.frame();
        await bench.frame();
      };
      /** What the rows in sight say, by the number of their packet. */
      const inSight = () =>
        new Map(
          [...document.querySelectorAll(".row.packet")].map((row) => {
            const text = (row.textContent ?? "").replace(/\u202f/g, "");
            return [Number(/\bid (\d+)/.exec(text)?.[1]), text];
          }),
        );
      const says = (/** @type {number} */ n) => ` u${n % 7} "lorem ipsum"`;

      /** @type {string[]} */
      const wrong = [];
      let read = 0;
      const { tasks, wall } = await bench.during(async () => {
        for (let n = every; n <= packets; n += every) {
          // A way of more than four viewports is a jump, which is exact to a share of the whole only.
          const ways = Math.ceil((every * rowPx) / (3 * scroller.clientHeight));
          for (let i = 0; i < ways; i++) await step(() => (scroller.scrollTop += Math.round((every * rowPx) / ways)));
          for (let late = 0; late < 20 && !inSight().get(n); late++) await step(() => {});
          const text = inSight().get(n);
          read++;
          if (!text?.includes(says(n))) wrong.push(`${n}: ${text ?? "no row in sight"}`);
          if (wrong.length === 20) break;
        }
        document.querySelector("#ladder")?.dispatchEvent(new KeyboardEvent("keydown", { key: "End", bubbles: true }));
        await bench.frame();
      });
      const last = Math.max(0, ...[...inSight().keys()].filter((n) => !Number.isNaN(n)));
      if (last !== packets + arrived) wrong.push(`the last row: ${last} of ${packets + arrived}`);
      return { wrong, read, arrived, lost: before + arrived - host.store.packets, tasks, wall };
    },
    /** @type {const} */ ([PACKETS, RATE, EVERY, ROW_PX]),
  );

/** @returns {Promise<Row[]>} */
export async function readBackRows() {
  const opened = await openIdlePanel();
  try {
    await prepare(opened.panel);
    const { wrong, read, arrived, lost, tasks, wall } = await readBack(opened.panel);
    for (const line of wrong) console.log(`  ${line}`);
    const words = read.toLocaleString("en");
    const detail = `${arrived.toLocaleString("en")} packets arrived in ${(wall / 1000).toFixed(0)} s`;
    return [
      { what: `wrong rows of ${words}, every ${EVERY}th of a million`, measured: wrong.length, budget: "0", detail },
      { what: "packets lost meanwhile", measured: lost, budget: "0" },
      {
        what: "the longest task meanwhile, in ms",
        measured: Math.max(0, ...tasks),
        budget: "< 50",
        detail: `${tasks.length} long tasks`,
      },
    ];
  } finally {
    await opened.close();
  }
}
