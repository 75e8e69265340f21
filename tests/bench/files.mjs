// Times opening a trace file against JSON.parse of its lines, and saving it against JSON.stringify of its events, in Node.

import { openBytes } from "../../src/formats/open.ts";
import { english } from "../../src/messages/messages.ts";
import { Store } from "../../src/session/store.ts";
import { linesOf } from "../../src/wire/save.ts";
import { compare } from "./measure.mjs";
import { frame, HEADER, messages, POOL, websocket } from "./packets.mjs";

const PACKETS = 200_000;
const ROUNDS = 7;

/** @returns {import("./table.mjs").Row[]} */
export function files() {
  const texts = messages(60);
  const events = [websocket(4), ...Array.from({ length: PACKETS }, (_, i) => frame(i, texts[i % POOL] ?? ""))];
  const lines = [HEADER, ...events].map((event) => JSON.stringify(event));
  const file = new TextEncoder().encode(`${lines.join("\n")}\n`);
  let store = new Store(HEADER);

  const open = compare(
    {
      run: () => {
        const opened = openBytes(file, english);
        if (opened.store?.packets !== PACKETS) throw new Error(`${opened.store?.packets} packets: ${opened.problem}`);
        store = opened.store;
      },
    },
    {
      run: () => {
        for (const line of lines) if (!JSON.parse(line)) throw new Error(line);
      },
    },
    PACKETS,
    ROUNDS,
  );
  const save = compare(
    {
      run: () => {
        let bytes = 0;
        for (const piece of linesOf(store.log)) bytes += piece.length;
        if (bytes !== file.length) throw new Error(`${bytes} bytes of ${file.length}`);
      },
    },
    {
      run: () => {
        for (const event of events) if (!JSON.stringify(event)) throw new Error(event.kind);
      },
    },
    PACKETS,
    ROUNDS,
  );
  const packets = PACKETS.toLocaleString("en");
  const each = (/** @type {import("./measure.mjs").Ratio} */ { subject, control }) =>
    `${Math.round(subject)} / ${Math.round(control)} ns a packet`;
  return [
    { what: `open ${packets} packets, to JSON.parse of the lines`, measured: open.ratio, budget: "≤ 0.5", detail: each(open) },
    { what: `save ${packets} packets, to JSON.stringify`, measured: save.ratio, budget: "≤ 0.6", detail: each(save) },
  ];
}
