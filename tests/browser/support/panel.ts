// Reads the rows of the panel, and the contents of a saved trace.

import { readFile } from "node:fs/promises";
import type { TestInfo } from "@playwright/test";
import { type AnyPanel, type PanelFrame, saveTrace } from "../../../demo/devtools.mjs";
import { openBytes } from "../../../src/formats/open.ts";
import { type PacketRecord, packetRecords } from "../../../src/formats/packets.ts";
import { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import type { ExpectedPacket } from "./truth.ts";

/** Saves the trace with the panel's button and reads the file, which stays in the test's output. */
export async function savedTrace(open: AnyPanel, info: TestInfo, name = "trace.jsonl"): Promise<Uint8Array> {
  const path = info.outputPath(name);
  await saveTrace(open, path);
  return readFile(path);
}

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

/** The id and the name of each drawn row, from top to bottom. In the document they stand in the order in which they came into sight first. */
export function drawnRows(panel: PanelFrame): Promise<(readonly [id: string, name: string])[]> {
  return panel.evaluate(async () => {
    await globalThis.lifelineIdle?.();
    const ids = document.querySelector("[role=listbox]")?.getAttribute("aria-owns")?.split(" ") ?? [];
    return ids.map((id) => [id, document.getElementById(id)?.children[0]?.textContent ?? ""] as const);
  });
}

/** Texts of all rows, in order. Scrolls from the first row to the last, page by page, and opens each fold. */
export async function allRows(panel: PanelFrame): Promise<string[]> {
  await panel.press("[role=listbox]", "Home");
  const rows = new Map<string, string>();
  for (let last: string | null = null; ; ) {
    const drawn = await drawnRows(panel);
    const selected = await panel.evaluate(() => document.querySelector("[role=listbox]")?.getAttribute("aria-activedescendant") ?? null);
    const fold = drawn.findIndex(([, text]) => /, folded(,|$)/.test(text));
    for (const [id, text] of fold < 0 ? drawn : drawn.slice(0, fold)) rows.set(id, text);
    if (fold >= 0) await panel.dblclick(`#${drawn[fold]?.[0]} text`);
    else if (selected === last) return [...rows.values()];
    else {
      last = selected;
      await panel.press("[role=listbox]", "PageDown");
    }
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
