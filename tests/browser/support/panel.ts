// Reads the rows of the panel, and the contents of a saved trace.

import type { PanelFrame } from "../../../demo/devtools.mjs";
import { openBytes } from "../../../src/formats/open.ts";
import { type PacketRecord, packetRecords } from "../../../src/formats/packets.ts";
import { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import type { ExpectedPacket } from "./truth.ts";

export function storeOf(bytes: Uint8Array): Store {
  const { store, problem } = openBytes(bytes, english);
  if (!store || problem !== null) throw new Error(problem ?? "no trace");
  return store;
}

/** Packets of a trace, as `lifeline packets --json` prints them. */
export function packetsOf(bytes: Uint8Array): PacketRecord[] {
  return [...packetRecords(storeOf(bytes))];
}

/** Wire events of a trace. */
export function eventsOf(bytes: Uint8Array): WireEvent[] {
  const [, ...lines] = new TextDecoder().decode(bytes).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** Every row of the ladder in words, from its top to its end, with nothing folded away: read page by page, as a person does. */
export async function allRows(panel: PanelFrame): Promise<string[]> {
  const press = async (key: string) => {
    await panel.press("[role=listbox]", key);
    await panel.evaluate(() => globalThis.lifelineIdle?.());
  };
  await press("Home");
  const rows = new Map<string, string>();
  for (let last: string | null = null; ; ) {
    const { drawn, selected } = await panel.evaluate(() => ({
      drawn: [...document.querySelectorAll("[role=option]")].map(({ id, children }) => [id, children[0]?.textContent ?? ""] as const),
      selected: document.querySelector("[role=listbox]")?.getAttribute("aria-activedescendant") ?? null,
    }));
    const folded = drawn.find(([, words]) => /, folded(,|$)/.test(words));
    if (folded) {
      await panel.dblclick(`#${folded[0]} text`);
      return allRows(panel);
    }
    for (const [id, words] of drawn) rows.set(id, words);
    if (selected === last) return [...rows.values()];
    last = selected;
    await press("PageDown");
  }
}

/** Direction, code and name of each packet among these rows. */
export function packetsAmong(rows: readonly string[]): string[] {
  return rows.flatMap((row) => {
    const [, direction, label] = /^[\d:.]+, (?:problem, )?(sent|received), (\d+ [^,]+)/.exec(row) ?? [];
    return direction === undefined ? [] : [`${direction} ${label}`];
  });
}

const SOCKET_NAMES = ["connect", "disconnect", "", "ack", "connect error", "", "ack"];

/** The entry of `packetsAmong` for a logged packet; undefined for an attachment, which has no row of its own. */
export function expectedLabel({ direction, engine: { type, data } }: ExpectedPacket): string | undefined {
  const digit = ["open", "close", "ping", "pong", "message", "upgrade", "noop"].indexOf(type);
  if (type !== "message") return `${direction} ${digit} ${type}`;
  if (typeof data !== "string") return undefined;
  const [, kind = "", json = ""] = /^(\d)(?:\d+-)?(?:\/[^,]*,?)?\d*(.*)$/.exec(data) ?? [];
  const name = kind === "2" || kind === "5" ? JSON.parse(json)[0] : SOCKET_NAMES[Number(kind)];
  return `${direction} 4${kind} ${name}`;
}
