// The long tasks of the panel in real DevTools with a million packets: while it opens their file, scrolls, jumps, folds, changes what is shown,
// and while 5,000 packets a second arrive. A task of 50 ms or more is one that a user notices. Of a change also, how soon its rows are there.

import { openIdlePanel } from "./idle-panel.mjs";

/** @import { Frame } from "@playwright/test" */
/** @import { Row } from "./table.mjs" */

export const PACKETS = 1_000_000;
export const RATE = 5_000;
const SECONDS = 5;

/**
 * The global that `prepare` sets.
 * @typedef {object} Bench
 * @property {(act: () => unknown) => Promise<Tasks>} during runs `act`, waits until the panel is idle, and returns the long tasks until then
 * @property {Blob} file a trace with `PACKETS` packets, and a fold of heartbeats every 100,000 packets
 * @property {() => Promise<unknown>} frame the next frame
 * @property {(act: () => void, isShown: () => boolean) => Promise<number>} until runs `act`, and returns the milliseconds until a frame is painted in which `isShown` holds
 * @property {(count: number) => void} push pushes packets into the store that is shown
 */
/** @typedef {{ wall: number, tasks: number[], shown?: number }} Tasks milliseconds; `tasks`: those of each long task; `shown`: until new rows were drawn */
/** @typedef {typeof globalThis & { bench: Bench }} InPanel */

/** @type {(panel: Frame) => Promise<void>} */
export const prepare = (panel) =>
  panel.evaluate((packets) => {
    const at = 1_795_385_032_000;
    let now = at;
    let n = 0;
    /** @type {(text: string) => import("../../src/wire/event.ts").WsFrame} */
    const frame = (text) => {
      now += 0.1;
      return { kind: "ws-frame", at: now, id: "7", direction: text === "3" ? "sent" : "received", opcode: 1, body: { text } };
    };
    const next = () => frame(`42["message",{"id":${++n},"user":"u${n % 7}","text":"lorem ipsum"}]`);
    const lines = [
      { format: "lifeline-trace", version: 1, source: "test", createdAt: "2026-11-26T00:00:00.000Z" },
      { kind: "ws-open", at, id: "7", url: "ws://localhost:3000/socket.io/?EIO=4&transport=websocket" },
      frame('0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}'),
    ].map((line) => JSON.stringify(line));
    for (let i = 0; i < packets; i++) {
      if (i % 100_000 === 50_000)
        for (let pings = 0; pings < 10; pings++) lines.push(...["2", "3"].map((text) => JSON.stringify(frame(text))));
      lines.push(JSON.stringify(next()));
    }
    const file = new Blob([`${lines.join("\n")}\n`]);
    const nextTask = () => new Promise((resolve) => setTimeout(resolve));
    /** @type {(act: () => unknown) => Promise<Tasks>} */
    const during = async (act) => {
      await nextTask();
      /** When the first half of the last task is over, which is made below: the observer reports tasks late, but in order. */
      let marked = Number.POSITIVE_INFINITY;
      const isLast = (/** @type {PerformanceEntry} */ { startTime, duration }) => startTime + duration > marked;
      /** @type {PerformanceEntry[]} */
      const entries = [];
      const reported = new Promise((resolve) => {
        new PerformanceObserver((list, observer) => {
          entries.push(...list.getEntries());
          if (!entries.some(isLast)) return;
          observer.disconnect();
          resolve(undefined);
        }).observe({ entryTypes: ["longtask"] });
      });
      const start = performance.now();
      await act();
      await globalThis.lifelineIdle?.();
      const wall = performance.now() - start;
      await nextTask();
      marked = performance.now() + 50;
      while (performance.now() < marked + 50);
      await reported;
      return { wall, tasks: entries.filter((entry) => !isLast(entry)).map(({ duration }) => duration) };
    };
    const push = (/** @type {number} */ count) => {
      for (let i = 0; i < count; i++) globalThis.lifeline?.store.push(next());
    };
    const nextFrame = () => new Promise(requestAnimationFrame);
    /** @type {Bench["until"]} */
    const until = async (act, isShown) => {
      const start = performance.now();
      act();
      do await nextFrame();
      while (!isShown());
      await nextTask();
      return performance.now() - start;
    };
    Object.assign(globalThis, { bench: { during, file, frame: nextFrame, until, push } });
  }, PACKETS);

/** What a user does, by its name. @type {Readonly<Record<string, (panel: Frame) => Promise<Tasks>>>} */
const ACTS = {
  "opening the file": (panel) =>
    panel.evaluate(() => {
      const { bench } = /** @type {InPanel} */ (globalThis);
      return bench.during(() => globalThis.lifeline?.open(new File([bench.file], "million.jsonl")));
    }),
  "scrolling 200 steps": (panel) =>
    panel.evaluate(() => {
      const { bench } = /** @type {InPanel} */ (globalThis);
      const scroller = /** @type {Element} */ (document.querySelector(".scroller"));
      return bench.during(async () => {
        for (let i = 0; i < 200; i++) {
          scroller.scrollTop += 240;
          await bench.frame();
        }
      });
    }),
  "jumping to 50 places": (panel) =>
    panel.evaluate(() => {
      const { bench } = /** @type {InPanel} */ (globalThis);
      const scroller = /** @type {Element} */ (document.querySelector(".scroller"));
      return bench.during(async () => {
        for (let i = 0; i < 50; i++) {
          scroller.scrollTop = ((i * 0.618034) % 1) * scroller.scrollHeight;
          await bench.frame();
        }
      });
    }),
  "opening a fold": (panel) =>
    panel.evaluate(async () => {
      const { bench } = /** @type {InPanel} */ (globalThis);
      const scroller = /** @type {Element} */ (document.querySelector(".scroller"));
      scroller.scrollTop = 0.05 * scroller.scrollHeight;
      await bench.frame();
      await globalThis.lifelineIdle?.();
      return bench.during(async () => {
        const fold = document.querySelector(".row.fold [data-toggle]");
        if (!fold) throw new Error("there is no fold");
        fold.dispatchEvent(
          new MouseEvent("click", { bubbles: true, ...(({ x, y }) => ({ clientX: x + 5, clientY: y + 5 }))(fold.getBoundingClientRect()) }),
        );
        await bench.frame();
      });
    }),
  ...Object.fromEntries(
    ["without HTTP", "with HTTP", "To scale", "Rows", "one session", "All sessions"].map((name) => [
      `changing to "${name}"`,
      (/** @type {Frame} */ panel) =>
        panel.evaluate(async (name) => {
          const { bench } = /** @type {InPanel} */ (globalThis);
          const isChosen = (/** @type {Element} */ button) =>
            button.textContent === name ||
            (name === "one session" && button.matches(".session")) ||
            (/^with.* HTTP$/.test(name) && /^HTTP/.test(button.textContent ?? ""));
          const button = [...document.querySelectorAll("button")].find(isChosen);
          if (!button) throw new Error(`there is no ${name}`);
          let shown = Number.NaN;
          const tasks = await bench.during(async () => {
            // The pressed button and the rows are drawn in the same frame.
            shown = await bench.until(
              () => button.click(),
              () => button.ariaPressed === String(name !== "without HTTP") && document.querySelector(".row") !== null,
            );
          });
          return { ...tasks, shown };
        }, name),
    ]),
  ),
  [`following ${RATE.toLocaleString("en")} packets/s for ${SECONDS} s`]: (panel) =>
    panel.evaluate(
      ([rate, seconds]) => {
        const { bench } = /** @type {InPanel} */ (globalThis);
        return bench.during(async () => {
          document.querySelector("#ladder")?.dispatchEvent(new KeyboardEvent("keydown", { key: "End", bubbles: true }));
          let given = 0;
          const begin = performance.now();
          for (let now = begin; now < begin + seconds * 1000; now = performance.now()) {
            const due = Math.round(((now - begin) / 1000) * rate);
            bench.push(due - given);
            given = due;
            await bench.frame();
          }
        });
      },
      /** @type {const} */ ([RATE, SECONDS]),
    ),
};

/** @returns {Promise<Row[]>} */
export async function million() {
  const opened = await openIdlePanel();
  try {
    const { panel } = opened;
    /** @type {Row[]} */
    const rows = [];
    const paint = await panel.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);
    rows.push({ what: "the panel's first paint after its page was opened, in ms", measured: paint, budget: "≤ 200" });
    await prepare(panel);
    for (const [what, act] of Object.entries(ACTS)) {
      const { wall, tasks, shown } = await act(panel);
      if (shown !== undefined) rows.push({ what: `${what}: until its rows are drawn, in ms`, measured: shown, budget: "≤ 100" });
      const longest = Math.max(0, ...tasks);
      const detail = `${tasks.length} long tasks in ${wall.toFixed(0)} ms`;
      rows.push({ what: `${what}: the longest task, in ms`, measured: longest, budget: "< 50", detail });
    }
    return rows;
  } finally {
    await opened.close();
  }
}
