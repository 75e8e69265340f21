// Asked about one event that the page seems to get twice: whether it came over the wire once or more often. No rule, since nothing is wrong on
// the wire, and nobody else knows what the page did with it.

import { ENTRY, FLAG } from "../session/entries.ts";
import { Reader } from "../session/reader.ts";
import type { Store } from "../session/store.ts";
import type { Found } from "./finding.ts";
import { argumentsOf } from "./rows.ts";

/** Copies are looked for in so many milliseconds before and after, among so many entries. */
const AROUND = 2000;
const MOST_LOOKED_AT = 256;

/** What the wire says about a received event; null for any other entry. */
export function receivedOnce(entry: number, store: Store): Found | null {
  const { entries, names } = store;
  if (entries.kind(entry) !== ENTRY.packet || entries.isSent(entry) || entries.event(entry) === 0) return null;
  const copies = [entry, ...copiesOf(entry, store)].sort((a, b) => entries.placeOf(a) - entries.placeOf(b));
  const name = names[entries.event(entry)]?.name ?? "";
  const isOnce = copies.length === 1;
  return {
    severity: "info",
    confidence: "certain",
    cause: "",
    title: isOnce ? ["received-once/title", name] : ["received-once/title-several", name, copies.length],
    means: [isOnce ? "received-once/means" : "received-once/means-several"],
    evidence: copies.map((each, i) => ({ entry: each, says: ["received-once/comes", i + 1, copies.length] })),
    ruledOut: isOnce ? [["received-once/not-server", AROUND / 1000]] : [["received-once/not-page"]],
    fix: isOnce
      ? [{ who: "page", text: ["received-once/fix-page"], code: `socket.off("${name}", onEvent);\nsocket.on("${name}", onEvent);` }]
      : [{ who: "server", text: ["received-once/fix-server"] }],
  };
}

/** The events received in the same document that have the same namespace, name and arguments, soon before or after. */
function copiesOf(entry: number, store: Store): number[] {
  const { entries } = store;
  const reader = new Reader(store);
  const frameOf = (each: number) => store.link(each)?.session?.client.documentFrame;
  const [at, data, place] = [entries.at(entry), argumentsOf(entry, reader), entries.placeOf(entry)];
  const copies: number[] = [];
  for (const step of [-1, 1]) {
    for (let i = 1; i <= MOST_LOOKED_AT && place + step * i >= 0 && place + step * i < entries.length; i++) {
      const other = entries.ordered(place + step * i);
      if (Math.abs(entries.at(other) - at) > AROUND) break;
      if (entries.event(other) !== entries.event(entry) || entries.flags(other) & FLAG.sent || entries.size(other) !== entries.size(entry))
        continue;
      if (frameOf(other) === frameOf(entry) && argumentsOf(other, reader) === data) copies.push(other);
    }
  }
  return copies;
}
