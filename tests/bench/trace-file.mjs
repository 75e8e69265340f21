// Writes trace files for benchmarks. Node only.

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { say } from "../../demo/setup.mjs";
import { frame, HEADER, messages, POOL, websocket } from "./packets.mjs";

/** @import { WireEvent } from "../../src/wire/event.ts" */

/** @type {(file: string, events: Iterable<WireEvent>) => Promise<void>} */
export async function writeTrace(file, events) {
  say(`Writing ${file}`);
  const out = createWriteStream(file);
  out.write(`${JSON.stringify(HEADER)}\n`);
  for (const event of events) if (!out.write(`${JSON.stringify(event)}\n`)) await once(out, "drain");
  await finished(out.end());
}

/** Packets of 1 kB each. @type {(packets: number) => Generator<WireEvent>} */
export function* large(packets) {
  const texts = messages(1000);
  yield websocket(4);
  for (let i = 0; i < packets; i++) yield frame(i, texts[i % POOL] ?? "");
}
