// What a user sees in the panel, and what a saved trace holds.

import type { Frame } from "@playwright/test";
import { openBytes } from "../../../src/formats/open.ts";
import { type PacketRecord, packetRecords } from "../../../src/formats/packets.ts";
import { english } from "../../../src/messages/messages.ts";

/** The packets of a trace as `lifeline packets --json` prints them. */
export function packetsOf(bytes: Uint8Array): PacketRecord[] {
  const { store, problem } = openBytes(bytes, english);
  if (!store || problem !== null) throw new Error(problem ?? "no trace");
  return [...packetRecords(store)];
}

/** The text of every row from the top of the ladder to its end, scrolling through it. */
export async function rowLabels(panel: Frame): Promise<string[]> {
  return panel.evaluate(async () => {
    const rows = new Map<string, string>();
    for (const row of document.querySelectorAll("[data-key]")) rows.set(row.getAttribute("data-key") ?? "", row.textContent ?? "");
    return [...rows.values()];
  });
}
