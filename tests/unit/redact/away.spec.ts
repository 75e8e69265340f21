// Redaction of a trace most of which is not in memory.

import { expect, test } from "@playwright/test";
import { Store } from "../../../src/session/store.ts";
import { MemoryStore, nextTask } from "../chunk-stores.ts";
import { savedText } from "../saved-text.ts";
import { wireEvents } from "../session/ladder-text.ts";
import { redacted } from "./support.ts";

const MIB = 1 << 20;
const LARGE = Array.from({ length: 40 }, (_, n) => `w1 < 42["large",${n},"${"lorem ipsum ".repeat(MIB / 48)}","token0Canary"]`).join("\n");
const TALK = `
  c1 GET ?EIO=4&transport=polling
  c1 200 0{"sid":"sidCanary0123","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
  w1 open ?EIO=4&transport=websocket&sid=sidCanary0123
  w1 101
  w1 > 40{"token":"token0Canary"}
  ${LARGE}
`;

test("what is away is redacted like what is in memory, and is away again after it", async () => {
  const header = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" } as const;
  const [whole, away] = [new Store(header), new Store(header)];
  away.limit({ bytes: 3 * MIB, open: async () => new MemoryStore() });
  for (const event of wireEvents(TALK)) {
    whole.push(event);
    away.push(event);
    await nextTask();
  }
  await away.log.relieved();
  expect(away.log.memory.away).toBeGreaterThan(6 * MIB);
  const before = away.log.memory.away;
  const { store } = await redacted(away);
  expect(away.log.memory.away).toBe(before);
  expect(savedText(store)).not.toMatch(/canary/i);
  expect(savedText(store)).toBe(savedText((await redacted(whole)).store));
});
