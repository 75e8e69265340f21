// What the panel compares: what is away comes back first, what is not wanted any more ends, and what cannot be compared is said.

import { expect, test } from "@playwright/test";
import { english as t } from "../../../src/messages/messages.ts";
import { compareWith } from "../../../src/panel/compare/compare-with.ts";
import type { Store } from "../../../src/session/store.ts";
import { MemoryStore, nextTask, until } from "../chunk-stores.ts";
import { savedText } from "../saved-text.ts";
import { play, wireEvents } from "../session/ladder-text.ts";

const MIB = 1 << 20;
const TALK = `w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40/admin,
w1 < 40/admin,{"sid":"s"}
`;
const LARGE = Array.from({ length: 20 }, (_, n) => `w1 < 42/admin,["large",${n},"${"x".repeat(MIB / 4)}"]`).join("\n");

const fileOf = (store: Store, name: string) => new File([savedText(store)], name);

function compared(store: Store, other: File | number, isWanted = () => true, file = "") {
  const said: (string | null)[] = [];
  const [session] = store.sessions;
  const second = typeof other === "number" ? store.sessions[other] : other;
  if (!session || !second) throw new TypeError("sessions are expected");
  const view = { host: { t }, complain: (sentence: string | null) => void said.push(sentence) };
  return compareWith(view, { store, session, file }, second, isWanted).then((found) => ({ found, said }));
}

test("what is away comes back before it is compared: there are no differences that do not exist", async () => {
  const store = play("");
  store.limit({ bytes: 3 * MIB, open: async () => new MemoryStore() });
  for (const event of wireEvents(`${TALK}${LARGE}`)) {
    store.push(event);
    await nextTask();
  }
  await until(() => store.log.memory.inMemory < 4 * MIB);
  const { misses } = store.log;
  const { found } = await compared(store, fileOf(play(`${TALK}${LARGE}`), "same.jsonl"));
  expect(store.log.misses, "something was away").toBeGreaterThan(misses);
  expect(found?.comparison.differences).toEqual([]);
});

test("two sessions of one file that is open both have its name", async () => {
  const { found } = await compared(play(`${TALK}w1 closed\n${TALK.replaceAll("w1", "w2").replace('"A"', '"B"')}`), 1, undefined, "a.jsonl");
  expect(found?.files).toEqual(["a.jsonl", "a.jsonl"]);
  expect(found?.names.b).toContain("a.jsonl");
});

test("a file without a session is said, unless the comparison is not wanted any more", async () => {
  const empty = fileOf(play(""), "empty.jsonl");
  expect(await compared(play(TALK), empty)).toEqual({ found: null, said: ["empty.jsonl has no session."] });
  expect(await compared(play(TALK), empty, () => false)).toEqual({ found: null, said: [] });
});
