// Times the panel's drawing in real DevTools: a scroll step at several lengths of trace, and following live packets. Times the main thread from
// the first callback of a frame to the end of that frame (script, style, layout, paint). The control draws one box in each frame.

import { openIdlePanel } from "./idle-panel.mjs";
import { median, percentile } from "./measure.mjs";

/** @import { Frame } from "@playwright/test" */
/** @import { Row } from "./table.mjs" */

const SIZES = [1_000, 100_000, 1_000_000];
const STEPS = 200;
const ROUNDS = 3;
/** Longer than the rows drawn ahead, so that each step draws. */
const STEP_PX = 240;
/** Number of steps in one direction. */
const RUN = 20;
const RATE = 10_000;
const SECONDS = 3;

/** Sets the global that the measurements use in the panel's page. @type {(panel: Frame) => Promise<void>} */
const prepare = (panel) =>
  panel.evaluate(() => {
    const host = globalThis.lifeline;
    if (!host) throw new Error("the panel is empty");

    let pushed = 0;
    /** @type {(count: number) => void} */
    const push = (count) => {
      const { store } = host;
      if (store.entries.length === 0) {
        pushed = 0;
        store.push({ kind: "ws-open", at: 1_795_385_032_000, id: "7", url: "ws://localhost:3000/socket.io/?EIO=4&transport=websocket" });
      }
      for (let i = 0; i < count; i++) {
        const n = pushed++;
        const text = `42${n % 10 === 0 ? n : ""}["message",{"id":${n},"user":"u${n % 7}","text":"lorem ipsum"}]`;
        const answer = n % 10 === 5 ? `43${n - 5}[{"ok":true}]` : text;
        store.push({
          kind: "ws-frame",
          at: 1_795_385_032_001 + n / 10,
          id: "7",
          direction: n % 10 < 5 ? "received" : "sent",
          opcode: 1,
          body: { text: answer },
        });
      }
    };

    /** Milliseconds from the first callback of the next frame to its end, with `work`. @type {(work?: () => void) => Promise<number>} */
    const frame = (work) =>
      new Promise((resolve) => {
        requestAnimationFrame(() => {
          const start = performance.now();
          work?.();
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - start);
          port2.postMessage(null);
        });
      });

    /** A scroller like the panel's, with one box that is redrawn in each frame. */
    const control = () => {
      const panel = /** @type {HTMLElement} */ (document.getElementById("panel"));
      const scroller = document.createElement("div");
      scroller.style.cssText = "position:fixed;inset:0;overflow:auto";
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.style.cssText = "display:block;height:10000000px;width:100%";
      const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      box.setAttribute("width", "200");
      box.setAttribute("height", "22");
      svg.append(box);
      scroller.append(svg);
      document.body.append(scroller);
      panel.style.display = "none";
      const draw = () => box.setAttribute("y", `${scroller.scrollTop + 100 + Math.random()}`);
      scroller.addEventListener("scroll", () => requestAnimationFrame(draw));
      return {
        scroller,
        draw,
        remove: () => {
          scroller.remove();
          panel.style.display = "";
        },
      };
    };

    /** @type {(scroller: Element, steps: number, px: number, run: number) => Promise<number[]>} */
    const scroll = async (scroller, steps, px, run) => {
      const times = [];
      for (let step = 0; step < steps; step++) {
        scroller.scrollTop += Math.floor(step / run) % 2 === 0 ? -px : px;
        times.push(await frame());
      }
      return times;
    };

    Object.assign(globalThis, { bench: { push, frame, control, scroll } });
  });

/**
 * The global that `prepare` sets.
 * @typedef {object} Bench
 * @property {(count: number) => void} push
 * @property {(work?: () => void) => Promise<number>} frame
 * @property {() => { scroller: Element, draw: () => void, remove: () => void }} control
 * @property {(scroller: Element, steps: number, px: number, run: number) => Promise<number[]>} scroll
 */
/** @typedef {typeof globalThis & { bench: Bench }} InPanel */

/** Scrolls down and up around the middle. @type {(panel: Frame) => Promise<number[]>} */
const scrollPanel = (panel) =>
  panel.evaluate(
    async ([steps, px, run]) => {
      const { bench } = /** @type {InPanel} */ (globalThis);
      const scroller = document.querySelector(".scroller");
      if (!scroller) throw new Error("there is no ladder");
      scroller.scrollTop = scroller.scrollHeight / 2;
      await bench.frame();
      await globalThis.lifelineIdle?.();
      const times = await bench.scroll(scroller, steps, px, run);
      await globalThis.lifelineIdle?.();
      return times;
    },
    /** @type {const} */ ([STEPS, STEP_PX, RUN]),
  );

/** @type {(panel: Frame) => Promise<number[]>} */
const scrollControl = (panel) =>
  panel.evaluate(
    async ([steps, px, run]) => {
      const { bench } = /** @type {InPanel} */ (globalThis);
      const { scroller, remove } = bench.control();
      scroller.scrollTop = scroller.scrollHeight / 2;
      await bench.frame();
      const times = await bench.scroll(scroller, steps, px, run);
      remove();
      return times;
    },
    /** @type {const} */ ([STEPS, STEP_PX, RUN]),
  );

/** Main-thread time for each packet, in microseconds. @type {(panel: Frame, drawn: "panel" | "control") => Promise<{ each: number, frames: number, lost: number }>} */
const follow = (panel, drawn) =>
  panel.evaluate(
    async ([drawn, rate, seconds]) => {
      const { bench } = /** @type {InPanel} */ (globalThis);
      const host = globalThis.lifeline;
      if (!host) throw new Error("the panel is empty");
      const control = drawn === "control" ? bench.control() : undefined;
      host.clear();
      let given = 0;
      let spent = 0;
      let frames = 0;
      const begin = performance.now();
      for (let now = begin; now < begin + seconds * 1000; now = performance.now()) {
        const due = Math.round(((now - begin) / 1000) * rate);
        spent += await bench.frame(() => {
          if (control) control.draw();
          else bench.push(due - given);
        });
        given = due;
        frames++;
      }
      await globalThis.lifelineIdle?.();
      control?.remove();
      return { each: (spent * 1000) / given, frames, lost: control ? 0 : given - host.store.packets };
    },
    /** @type {const} */ ([drawn, RATE, SECONDS]),
  );

/** @returns {Promise<Row[]>} */
export async function scroll() {
  const opened = await openIdlePanel();
  try {
    const { panel } = opened;
    await prepare(panel);

    /** @type {Row[]} */
    const rows = [];
    let shortest = Number.NaN;
    let there = 0;
    await panel.evaluate(() => globalThis.lifeline?.clear());
    for (const size of SIZES) {
      await panel.evaluate((count) => /** @type {InPanel} */ (globalThis).bench.push(count), size - there);
      there = size;
      await panel.evaluate(() => globalThis.lifelineIdle?.());
      await scrollPanel(panel);
      const all = [];
      const ratios = [];
      for (let round = 0; round < ROUNDS; round++) {
        const times = await scrollPanel(panel);
        const control = await scrollControl(panel);
        all.push(...times);
        ratios.push(median(times) / median(control));
      }
      const p50 = median(all);
      if (size === SIZES[0]) shortest = p50;
      const longest = size === SIZES.at(-1);
      const words = size.toLocaleString("en");
      rows.push({
        what: `one scroll step at ${words} rows, to the control`,
        measured: median(ratios),
        ...(longest && { budget: "≤ 3" }),
        detail: `p50 ${p50.toFixed(1)} ms`,
      });
      if (!longest) continue;
      rows.push({ what: `one scroll step at ${words} rows, p99 in ms`, measured: percentile(all, 0.99), budget: "≤ 16" });
      rows.push({
        what: `one scroll step at ${words} rows, to that at ${SIZES[0]?.toLocaleString("en")}`,
        measured: p50 / shortest,
        budget: "≤ 1.1",
      });
    }

    await follow(panel, "panel");
    const following = [];
    const controls = [];
    for (let round = 0; round < ROUNDS; round++) {
      following.push(await follow(panel, "panel"));
      controls.push((await follow(panel, "control")).each);
    }
    const fps = median(following.map(({ frames }) => frames / SECONDS));
    rows.push({
      what: `following ${RATE.toLocaleString("en")} packets/s, µs a packet`,
      measured: median(following.map(({ each }) => each)),
      budget: "≤ 50",
      detail: `control ${median(controls).toFixed(1)} µs, ${fps.toFixed(0)} frames/s`,
    });
    rows.push({ what: "following, packets lost", measured: Math.max(...following.map(({ lost }) => lost)), budget: "0" });
    return rows;
  } finally {
    await opened.close();
  }
}
