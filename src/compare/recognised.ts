// Where a server's log does not say of which session a packet is, the trace of a page does: the packet is the page's if the page recorded the same text,
// and the log has it only once at about that time.

import { Reader } from "../session/reader.ts";
import type { Store } from "../session/store.ts";
import type { Direction, EpochMs, ServerClock, WireId, WsFrame } from "../wire/event.ts";
import { partition } from "../wire/partition.ts";
import { crossingsOf } from "./crossings.ts";

/** A text frame of a server's log, of a session that is not known. */
export type UnnamedFrame = Pick<WsFrame, "at" | "direction"> & { readonly text: string };

const ENTRIES_A_STEP = 512;
/** So long may a packet be on the way, in milliseconds: the same text may come again after that. */
const MOST_ON_THE_WAY = 2000;

/** The frames among `unnamed` that are those of the page, on the websockets of its sessions in the log, in order of time. */
export function* recognised(
  page: Store,
  server: Store,
  { ahead, within }: ServerClock,
  unnamed: readonly UnnamedFrame[],
): Generator<unknown, readonly WsFrame[]> {
  const sockets = new Map<string, WireId>();
  for (const { kind, id, session } of server.links) if (kind === "ws" && session?.sid) sockets.set(session.sid, id);
  const lines = new Map<string, UnnamedFrame[]>();
  for (const frame of unnamed) {
    const same = lines.get(keyOf(frame));
    if (same) same.push(frame);
    else lines.set(keyOf(frame), [frame]);
  }
  const early = within + (unnamed.some(({ at }) => at % 1000 !== 0) ? 1 : 1000);
  const isKnown = new Set((yield* crossingsOf(page, server)).flatMap(({ page: a, server: b }) => (a === null || b === null ? [] : a)));
  const reader = new Reader(page);
  const { entries } = page;
  const found = new Map<UnnamedFrame, WsFrame>();
  for (let place = 0; place < entries.length; place++) {
    if (place % ENTRIES_A_STEP === 0) yield;
    const entry = entries.ordered(place);
    const link = page.link(entry);
    const id = link?.kind === "ws" && entries.isPacket(entry) && !isKnown.has(entry) ? sockets.get(link.session?.sid ?? "") : undefined;
    if (id === undefined) continue;
    const { raw } = reader.engine(entry);
    // The attachments of a packet have no text by which they can be told apart.
    if (!("text" in raw) || /^4[56]\d/.test(raw.text)) continue;
    const direction: Direction = entries.isSent(entry) ? "sent" : "received";
    const at = entries.at(entry) + ahead;
    const [from, to] = direction === "sent" ? [at - early, at + MOST_ON_THE_WAY] : [at - MOST_ON_THE_WAY, at + early];
    const line = onlyIn(lines.get(keyOf({ direction, text: raw.text })) ?? [], from, to);
    if (line) found.set(line, { kind: "ws-frame", at: line.at, id, direction, opcode: 1, body: { text: raw.text } });
  }
  return [...found.values()].sort((a, b) => a.at - b.at);
}

const keyOf = ({ direction, text }: Omit<UnnamedFrame, "at">): string => `${direction} ${text}`;

/** The frame between two times, if there is one alone. */
function onlyIn(frames: readonly UnnamedFrame[], from: EpochMs, to: EpochMs): UnnamedFrame | undefined {
  const first = partition(frames.length, (i) => (frames[i]?.at ?? 0) < from);
  const [frame, next] = [frames[first], frames[first + 1]];
  return frame && frame.at <= to && !(next && next.at <= to) ? frame : undefined;
}
