// Times opening a trace against JSON.parse of its lines, and saving it against JSON.stringify of its events, in Node: packets of 60 bytes, and
// the mix of a busy application.

import { openBytes } from "../../src/formats/open.ts";
import { TraceLines } from "../../src/formats/trace-lines.ts";
import { english } from "../../src/messages/messages.ts";
import { Store } from "../../src/session/store.ts";
import { linesOf } from "../../src/wire/save.ts";
import { compare } from "./measure.mjs";
import { frame, HEADER, messages, mixed, POOL, websocket } from "./packets.mjs";

/** @import { WireEvent } from "../../src/wire/event.ts" */
/** @import { Row } from "./table.mjs" */

const PACKETS = 100_000;
const ROUNDS = 5;
const NEWLINE = 10;

/** @type {(what: string, events: readonly WireEvent[]) => Row[]} */
function rowsOf(what, events) {
  const lines = [HEADER, ...events].map((event) => JSON.stringify(event));
  const file = new TextEncoder().encode(`${lines.join("\n")}\n`);
  let opened = new Store(HEADER);
  const recorded = new Store(HEADER);
  for (const event of events) recorded.push(event);

  const parse = () => {
    for (const line of lines) if (!JSON.parse(line)) throw new Error(line);
  };
  const stringify = () => {
    for (const event of events) if (!JSON.stringify(event)) throw new Error(event.kind);
  };
  const open = () => {
    const { store, problem } = openBytes(file, english);
    if (store?.packets !== recorded.packets) throw new Error(`${store?.packets} packets: ${problem}`);
    opened = store;
  };
  const scan = () => {
    const read = new TraceLines(file, 0);
    while (read.next());
    if (read.number !== lines.length) throw new Error(`${read.number} lines`);
  };
  const newlines = () => {
    let count = 0;
    for (let at = file.indexOf(NEWLINE); at >= 0; at = file.indexOf(NEWLINE, at + 1)) count++;
    if (count !== lines.length) throw new Error(`${count} lines`);
  };
  const save = (/** @type {() => Store} */ store) => () => {
    let bytes = 0;
    for (const piece of linesOf(store().log)) bytes += piece.length;
    if (bytes !== file.length) throw new Error(`${bytes} bytes of ${file.length}`);
  };
  /** @type {(run: () => void, control: () => void) => import("./measure.mjs").Ratio} */
  const timed = (run, control) => compare({ run }, { run: control }, events.length, ROUNDS);
  const each = (/** @type {import("./measure.mjs").Ratio} */ { subject, control }) =>
    `${Math.round(subject)} / ${Math.round(control)} ns a line, ${Math.round(file.length / lines.length)} B`;

  const whole = timed(open, parse);
  const part = timed(scan, parse);
  const floor = timed(newlines, parse).ratio;
  const fromFile = timed(
    save(() => opened),
    stringify,
  );
  const fromLive = timed(
    save(() => recorded),
    stringify,
  );
  const [parsed, stringified] = ["JSON.parse of each line", "JSON.stringify of each event"];
  return [
    { what: `open ${what}`, measured: whole.ratio, budget: "≤ 0.5", floor, peer: parsed, detail: each(whole) },
    { what: `its lines alone, ${what}`, measured: part.ratio, floor, peer: parsed, detail: each(part) },
    { what: `save ${what}, opened from a file`, measured: fromFile.ratio, budget: "≤ 0.6", peer: stringified, detail: each(fromFile) },
    { what: `save ${what}, recorded live`, measured: fromLive.ratio, budget: "≤ 0.6", peer: stringified, detail: each(fromLive) },
  ];
}

/** @returns {Row[]} */
export function files() {
  const texts = messages(60);
  const packets = PACKETS.toLocaleString("en");
  return [
    ...rowsOf(`${packets} packets of 60 B`, [websocket(4), ...Array.from({ length: PACKETS }, (_, i) => frame(i, texts[i % POOL] ?? ""))]),
    ...rowsOf(`${packets} mixed packets`, [...mixed(PACKETS)]),
  ];
}
