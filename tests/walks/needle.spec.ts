// How many acts it takes, and how long, to find one thing among 1,000,000 packets: an event, a text, an event that was never acknowledged, and the
// slowest ACK.

import { expect } from "../browser/support/demo.ts";
import { LOOKS, walk } from "./walk.ts";

const PACKETS = 1_000_000;

walk(
  "needle",
  async (walker) => {
    const { panel } = walker.open;
    await panel.evaluate(async (packets) => {
      const host = globalThis.lifeline;
      if (!host) throw new Error("the panel is empty");
      host.stop();
      host.clear();
      const { store } = host;
      const begin = Date.now();
      const url = "ws://localhost:3000/socket.io/?EIO=4&transport=websocket";
      store.push({ kind: "ws-open", at: begin, id: "1", url });
      store.push({ kind: "ws-handshake", at: begin, id: "1", status: 101, requestHeaders: {}, responseHeaders: {} });
      const frame = (at: number, direction: "sent" | "received", text: string) =>
        store.push({ kind: "ws-frame", at, id: "1", direction, opcode: 1, body: { text } });
      frame(begin, "received", '0{"sid":"eYk3_1Vd0pTqWmZcAAAB","upgrades":[],"pingInterval":25000,"pingTimeout":20000}');
      frame(begin, "sent", "40");
      frame(begin, "received", '40{"sid":"s"}');
      const special = new Map<number, readonly ["sent" | "received", string]>([
        [617_233, ["received", '42["needle",{"id":1}]']],
        [704_502, ["received", '42["order",{"id":"B-77421"}]']],
        [400_001, ["sent", '427000001["never",1]']],
        [801_111, ["sent", '427000002["slow",1]']],
        // 4.2 s later.
        [803_211, ["received", '437000002["late"]']],
      ]);
      for (let n = 0; n < packets; n++) {
        const at = begin + 2 * n;
        const [direction, text] = special.get(n) ?? [];
        if (direction !== undefined && text !== undefined) frame(at, direction, text);
        else if (n % 50 === 0) frame(at, "sent", `42${n}["ask",{"id":${n}}]`);
        else if (n % 50 === 6) frame(at, "received", `43${n - 6}[{"ok":true}]`);
        else frame(at, "received", `42["event${n % 20}",{"id":${n},"user":"u${n % 7}","text":"lorem ipsum"}]`);
        // The panel draws meanwhile.
        if (n % 5000 === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      await globalThis.lifelineIdle?.();
    }, PACKETS);

    const found = async (name: string, run: () => Promise<void>) => {
      await walker.press("#ladder", "End");
      walker.begin();
      const before = performance.now();
      await run();
      const seconds = (performance.now() - before) / 1000;
      console.log(`${name}: ${walker.actions.length} acts, ${seconds.toFixed(1)} s (${walker.actions.join(", ")})`);
      expect(walker.actions.length).toBeLessThanOrEqual(3);
      await walker.picture(name);
    };
    await found("event", async () => {
      await walker.press("#ladder", "/");
      await walker.type("#filter-field", "event:needle");
      await walker.reads("[role=option]", /42 needle/);
    });
    await walker.type("#filter-field", "");
    await walker.press("#filter-field", "Escape");
    await found("text", async () => {
      await walker.find("B-77421");
      await walker.reads("[aria-selected=true]", /B-77421/);
    });
    await walker.endFind();
    await found("unanswered", async () => {
      await walker.press("#ladder", "u");
      await walker.reads("[aria-selected=true]", /42 never/);
    });
    await found("slowest", async () => {
      await walker.press("#ladder", "a");
      await walker.reads(".drawer tfoot", /4\.20 s/);
      await walker.click(".drawer tfoot button");
      await walker.reads(".details", /late/);
    });
  },
  LOOKS.slice(0, 1),
);
