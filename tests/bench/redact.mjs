// Times the redaction of a million packets beside indexing them: both passes, and the store of the redacted trace.

import { redacting } from "../../src/redact/redact.ts";
import { Store } from "../../src/session/store.ts";
import { clock } from "./measure.mjs";
import { frame, HEADER, messages, opening, POOL } from "./packets.mjs";

const PACKETS = 1_000_000;
const BYTES = 150;

/** @type {() => Promise<import("./table.mjs").Row[]>} */
export async function redact() {
  const store = new Store(HEADER);
  const texts = messages(BYTES);
  const before = clock();
  for (const event of opening(4)) store.push(event);
  for (let i = 0; i < PACKETS; i++) store.push(frame(i, texts[i % POOL] ?? ""));
  const indexed = clock() - before;
  const begin = clock();
  const steps = redacting([store.log]);
  while (!(await steps.next()).done);
  const own = clock() - begin;
  return [
    {
      what: `redact 1,000,000 packets of ${BYTES} B`,
      measured: own / indexed,
      peer: "indexing them",
      detail: `${(own / 1000).toFixed(1)} / ${(indexed / 1000).toFixed(1)} s`,
    },
  ];
}
