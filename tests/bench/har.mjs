// Times writing a million packets of one websocket as a HAR file beside JSON.stringify of its messages, and how much memory that takes meanwhile.

import { harPieces } from "../../src/formats/har-out.ts";
import { openBytes } from "../../src/formats/open.ts";
import { english } from "../../src/messages/messages.ts";
import { Store } from "../../src/session/store.ts";
import { linesOf } from "../../src/wire/save.ts";
import { clock, median } from "./measure.mjs";
import { frame, HEADER, messages, opening, POOL } from "./packets.mjs";

/** @import { Row } from "./table.mjs" */

const PACKETS = 1_000_000;
const ROUNDS = 3;
const PIECES_A_LOOK = 16;

const inUse = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;

/** Resolves with the milliseconds and the most bytes that were in use beside the trace. @type {(store: Store) => Promise<{ ms: number, bytes: number }>} */
async function written({ log }) {
  globalThis.gc?.();
  const [begin, before] = [clock(), inUse()];
  let most = before;
  let pieces = 0;
  for await (const piece of harPieces(log)) {
    Buffer.from(piece);
    if (pieces++ % PIECES_A_LOOK === 0) most = Math.max(most, inUse());
  }
  return { ms: clock() - begin, bytes: most - before };
}

/** @type {() => Promise<Row[]>} */
export async function har() {
  const live = new Store(HEADER);
  const texts = messages(60);
  for (const event of opening(4)) live.push(event);
  for (let i = 0; i < PACKETS; i++) live.push(frame(i, texts[i % POOL] ?? ""));
  const { store: opened } = openBytes(new Uint8Array(Buffer.concat([...linesOf(live.log)])), english);
  if (!opened) throw new Error("the trace cannot be opened");
  const stringified = () => {
    const begin = clock();
    for (let i = 0; i < PACKETS; i++) {
      const { at, body } = frame(i, texts[i % POOL] ?? "");
      JSON.stringify({ type: "receive", time: at / 1000, opcode: 1, data: "text" in body ? body.text : "", _n: i });
    }
    return clock() - begin;
  };
  /** @type {(what: string, store: Store) => Promise<Row[]>} */
  const rows = async (what, store) => {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push({ ...(await written(store)), control: stringified() });
    const detail = `${(median(rounds.map(({ ms }) => ms)) / 1000).toFixed(1)} / ${(median(rounds.map(({ control }) => control)) / 1000).toFixed(1)} s`;
    return [
      {
        what: `write 1,000,000 packets of 60 B as HAR, ${what}`,
        measured: median(rounds.map(({ ms, control }) => ms / control)),
        ...{ budget: "≤ 2", peer: "JSON.stringify of each message", detail },
      },
      { what: `its extra memory, MB, ${what}`, measured: median(rounds.map(({ bytes }) => bytes)) / 1e6, budget: "≤ 64" },
    ];
  };
  return [...(await rows("recorded live", live)), ...(await rows("opened from a file", opened))];
}
