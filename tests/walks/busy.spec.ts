// The user of a busy application: five clients in five namespaces, twenty events, 400 packets a second, and reconnects. Something is searched for,
// counted, copied and compared in it.

import { expect } from "../browser/support/demo.ts";
import { LOOKS, walk } from "./walk.ts";

declare global {
  /** Of the page: the sockets of each client, one for each namespace. */
  var clients: readonly (readonly {
    readonly connected: boolean;
    readonly io: { readonly engine: { readonly id?: string; close(): void } };
    emit(event: string, ...args: unknown[]): void;
  }[])[];
}

walk("busy", async (walker) => {
  const { open, application, look } = walker;
  const { page, panel } = open;
  // A minute of packets in the first look; the others show the same.
  const [count, reconnects] = look === LOOKS[0] ? [24_000, 40] : [6000, 8];
  const packets = () => panel.evaluate(() => globalThis.lifeline?.store.packets ?? 0);
  await walker.visit("busy");
  await expect.poll(() => application.connected).toBe(25);
  const stop = application.traffic(400);
  await page.evaluate(() => {
    const [first, second] = globalThis.clients;
    first?.[0]?.emit("ask", { what: "price" }, () => {});
    first?.[2]?.emit("slow", 1500, () => {});
    second?.[1]?.emit("never", { order: "A-1042" }, () => {});
  });
  await expect.poll(packets).toBeGreaterThan(1000);
  await walker.picture("following");

  // The place is kept while packets come.
  await walker.press("#ladder", "Home");
  for (let row = 0; row < 30; row++) await walker.press("#ladder", "ArrowDown");
  const place = () =>
    panel.evaluate(() =>
      Math.round(document.querySelector("[role=option][aria-selected=true]")?.getBoundingClientRect().top ?? Number.NaN),
    );
  const before = await place();
  const sofar = await packets();
  await expect.poll(packets).toBeGreaterThan(sofar + 400);
  expect(await place()).toBe(before);
  await walker.reads(".pill", /\d/);
  await walker.picture("keeps-its-place");
  await walker.press("#ladder", "Escape");

  for (let n = 0; n < reconnects; n++) {
    await page.evaluate(async () => {
      const socket = globalThis.clients[4]?.[0];
      const id = socket?.io.engine.id;
      socket?.io.engine.close();
      while (!socket?.connected || socket.io.engine.id === id) await new Promise((resolve) => setTimeout(resolve, 10));
    });
  }
  await expect.poll(packets, { timeout: 120_000 }).toBeGreaterThan(count);
  stop();
  await walker.press("#ladder", "End");
  await walker.picture("reconnected");

  const needle = async (name: string, run: () => Promise<void>) => {
    await walker.press("#ladder", "End");
    walker.begin();
    await run();
    expect(walker.actions.length, `${name}: ${walker.actions}`).toBeLessThanOrEqual(3);
    await walker.picture(name);
  };
  await needle("event", async () => {
    await walker.press("#ladder", "/");
    await walker.type("#filter-field", "event:never");
    await walker.reads("[role=option]", /42 never/);
  });
  await walker.type("#filter-field", "");
  await walker.press("#filter-field", "Escape");
  await needle("text", async () => {
    await walker.find("A-1042");
    await walker.reads("[aria-selected=true]", /A-1042/);
  });
  await walker.endFind();
  await needle("unanswered", async () => {
    await walker.press("#ladder", "u");
    await walker.reads("[aria-selected=true]", /42 never/);
  });
  await needle("slowest", async () => {
    await walker.press("#ladder", "a");
    await walker.reads(".drawer tfoot", /\d s/);
    await walker.picture("statistics");
    await walker.click(".drawer tfoot button");
    await walker.reads(".details", /late/);
  });
  await walker.click(".details .copy button");
  await walker.reads(".details output", /./);
  await walker.press("#ladder", "a");
  await needle("problem", async () => {
    await walker.press("#ladder", "e");
    await walker.reads(".details", /./);
  });
  await walker.press("#ladder", "Escape");
  await walker.compare();
  await walker.reads(".compare-sentence", /./);
  await walker.picture("compared");
});
