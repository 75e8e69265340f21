// Payloads of tens of megabytes: what is in memory after them is the payload once, and nothing of it when it has left.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "@playwright/test";
import type { WireEvent } from "../../../src/wire/event.ts";
import { MemoryStore, nextTask, until } from "../chunk-stores.ts";
import { ladderOf, rowText } from "../diagram/support.ts";
import { play, wireEvents } from "./ladder-text.ts";

setFlagsFromString("--expose-gc");
const gc: () => void = runInNewContext("gc");
const MB = 1_000_000;
const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const TALK = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\nw1 > 40\nw1 < 40{"sid":"s"}\n`;
/** A session whose second poll waits for its body. */
const polled = (eio: number) =>
  `c1 GET ?EIO=${eio}&transport=polling\nc1 200 ${eio === 3 ? `${OPEN.length}:` : ""}${OPEN}\nc2 GET ?EIO=${eio}&transport=polling&sid=A\n`;

/** Bytes that JavaScript holds. */
async function held(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    gc();
    await nextTask();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A disk that keeps nothing. */
class NoDisk extends MemoryStore {
  override async put(key: number): Promise<void> {
    await super.put(key, "");
  }
}

const frame = (body: { text: string } | { base64: string }): WireEvent => ({
  kind: "ws-frame",
  at: 1_700_000_001_000,
  id: "w1",
  direction: "received",
  opcode: "text" in body ? 1 : 2,
  body,
});
const answer = (body: { text: string } | { base64: string }): WireEvent => ({ kind: "http-body", at: 1_700_000_001_000, id: "c2", body });

/** Text as the wire has it: not a string that refers to others. */
const flat = (...parts: readonly (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.alloc(part, "x")))).toString("latin1");

/** Each makes its payload anew, so that nothing but the store holds it. `size`: megabytes of the payload as it is recorded. */
const LARGE: readonly { what: string; talk: string; size: number; make: () => WireEvent; row: RegExp }[] = [
  {
    what: "an event of 100 MB in a frame",
    talk: TALK,
    size: 100,
    make: () => frame({ text: flat('42["large and named at length","', 100 * MB, '"]') }),
    row: /^← 42 large and named at length "xxx/m,
  },
  {
    what: "50 MB that are no event in a frame",
    talk: TALK,
    size: 50,
    make: () => frame({ text: flat("4", 50 * MB) }),
    row: /^← 4 invalid "xxx/m,
  },
  {
    what: "50 MB of bytes in a frame",
    talk: TALK,
    size: 66.7,
    make: () => frame({ base64: Buffer.alloc(50 * MB, 7).toString("base64") }),
    row: /50\.0 MB/,
  },
  {
    what: "a polling body of 50 packets, 1 MB each",
    talk: polled(4),
    size: 50,
    make: () => answer({ text: flat(...Array.from({ length: 50 }, (_, n) => [`${n ? "\x1e" : ""}42["polled",${n},"`, MB, '"]']).flat()) }),
    row: /^← 42 polled 49/m,
  },
  {
    what: "a binary polling body of revision 3",
    talk: polled(3),
    size: 66.7,
    make: () =>
      answer({
        base64: Buffer.from(
          flat(`\0${[..."50000015"].map((digit) => String.fromCharCode(Number(digit))).join("")}\xff42["polled","`, 50 * MB, '"]'),
          "latin1",
        ).toString("base64"),
      }),
    row: /^← 42 polled/m,
  },
];

for (const { what, talk, size, make, row } of LARGE) {
  test(`${what}: it is in memory once, also when its row was drawn, and not at all when it has left`, async () => {
    test.setTimeout(120_000);
    const store = play("");
    for (const event of wireEvents(talk)) store.push(event);
    store.limit({ bytes: MB, open: async () => new NoDisk() });
    const before = await held();
    store.push(make());
    const pushed = (await held()) - before;
    const ladder = ladderOf(store);
    expect(ladder.whole().rows.map(rowText).join("\n")).toMatch(row);
    const drawn = (await held()) - before;
    for (const event of wireEvents("w9 open ?EIO=4&transport=websocket")) store.push(event);
    for (let n = 0; n < 20; n++) store.push({ ...frame({ text: `42["later","${"l".repeat(MB / 4)}"]` }), id: "w9" } as WireEvent);
    await until(() => store.log.memory.inMemory < 4 * MB);
    ladder.sync();
    ladder.whole();
    const left = (await held()) - before;
    expect(pushed / MB, "MB held when it has come").toBeLessThan(size + 2);
    expect(drawn / MB, "MB held when it was drawn").toBeLessThan(size + 2);
    expect(left / MB, "MB held when it has left").toBeLessThan(8);
  });
}
