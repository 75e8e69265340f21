// Fixtures for tests of the page hook: a browser with the hook and a server, shared by a worker's tests. Helpers read the records that arrived.

import { test as base, expect } from "@playwright/test";
import type { PageRecord } from "../../../src/capture/page/records.ts";
import type { RelayLog } from "./hook-control.ts";
import { type BrowserName, type Hooked, openHooked } from "./hooked.ts";
import { type Page, startWsServer, type WsServer } from "./ws-server.ts";

const blank: Page = { body: "<!doctype html><meta charset=utf-8><body>" };
/** Opens a websocket before it has loaded. */
const eager: Page = {
  body: `<!doctype html><meta charset=utf-8><body><script>
  const ws = new WebSocket(location.origin.replace("http", "ws") + "/echo");
  ws.onopen = () => ws.send("at once");
  ws.onmessage = ({ data }) => (globalThis.got = data);
</script>`,
};
/** Sends messages while it unloads. Some browsers have closed its socket by then. */
const leaving: Page = {
  body: `<!doctype html><meta charset=utf-8><body><script>
  const ws = new WebSocket(location.origin.replace("http", "ws") + "/echo");
  ws.onopen = () => (globalThis.isOpen = true);
  for (const type of ["beforeunload", "pagehide", "unload"]) addEventListener(type, () => ws.send(type));
  addEventListener("unload", () => ws.send(new Blob(["never read"])));
</script>`,
};

interface Fixtures {
  readonly hooked: Hooked;
  readonly server: WsServer;
}

/** The worker's tests share the browser. Each opens tabs of its own. */
export const test = base.extend<{ readonly asNew: undefined }, Fixtures>({
  asNew: [
    async ({ hooked }, use) => {
      await hooked.control.evaluate(() => {
        hookControl.forget();
        hookControl.answerWith("record");
      });
      await use(undefined);
    },
    { auto: true },
  ],
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern and refuses a name
    async ({}, use) => {
      const server = await startWsServer({ "/": blank, "/eager": eager, "/leaving": leaving });
      await use(server);
      await server.close();
    },
    { scope: "worker" },
  ],
  hooked: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use, info) => {
      const hooked = await openHooked(info.project.name as BrowserName, { hook: "relay first" });
      await use(hooked);
      await hooked.close();
    },
    { scope: "worker" },
  ],
});

/** Waits until the condition holds for the records of pages with this URL, and returns what these pages sent. */
export async function relaysWhen(
  { control }: Hooked,
  url: string,
  condition: (records: readonly PageRecord[]) => boolean,
): Promise<readonly RelayLog[]> {
  let found: readonly RelayLog[] = [];
  await expect(async () => {
    const relays = await control.evaluate(() => hookControl.relays);
    found = relays.filter(({ hello }) => hello?.url === url);
    expect(condition(found.flatMap(({ records }) => records))).toBe(true);
  }).toPass({ timeout: 30_000, intervals: [50] });
  return found;
}
export const recordsOf = (relays: readonly RelayLog[]): readonly PageRecord[] => relays.flatMap(({ records }) => records);
export const hasText = (wanted: string) => (records: readonly PageRecord[]) =>
  records.some((record) => record.kind === "frame" && "text" in record.body && record.body.text === wanted);
export const texts = (records: readonly PageRecord[]) =>
  records.flatMap((record) => (record.kind === "frame" && "text" in record.body ? [record.body.text] : []));

/** Waits until the relay of a page with this URL has sent its hello. */
export const helloFrom = (hooked: Hooked, url: string) =>
  expect.poll(() => hooked.control.evaluate(() => hookControl.relays.map(({ hello }) => hello?.url))).toContain(url);
