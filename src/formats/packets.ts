// The packets of a trace as plain objects: `lifeline packets --json` prints one a line. docs/cli.md is the contract.

import { reasonText } from "../diagram/words/reason-text.ts";
import type { Matches } from "../filter/matches.ts";
import { english, type Translate } from "../messages/messages.ts";
import { FLAG, NONE } from "../session/entries.ts";
import { Reader } from "../session/reader.ts";
import type { Store } from "../session/store.ts";
import type { Direction } from "../wire/event.ts";
import { jsonValue, toBase64 } from "./json-value.ts";

export interface PacketRecord {
  readonly n: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly direction: Direction;
  /** The sid, or null if it is unknown. */
  readonly session: string | null;
  readonly transport: string;
  /** The browser's connection id. A websocket has none; this is then its id in the trace. */
  readonly connection: string;
  readonly eio: 2 | 3 | 4 | null;
  readonly engine: {
    readonly type: string;
    readonly data?: JsonData;
    /** The packet has data, but more than `MOST_DATA_BYTES`. */
    readonly omitted?: "too-large";
    readonly reason?: string;
  };
  /** Only on the packet that completes the Socket.IO packet: its last attachment, if it has any. */
  readonly socket?: {
    readonly type: string;
    readonly nsp: string;
    readonly id?: number;
    readonly data?: unknown;
    readonly attachments: number;
    readonly reason?: string;
  };
  readonly bytes: number;
}

type JsonData = string | { readonly $binary: string };

/** A packet is written with its data twice, in both layers, and escaped. A string of V8 holds about 500 million characters. */
const MOST_DATA_BYTES = 100_000_000;

/**
 * All packets, ordered by time, then arrival, then position in the body. Reasons are in the language of `t`. With `matches`, only those that
 * it shows, each with its number among all.
 */
export function* packetRecords(store: Store, t: Translate = english, matches?: Pick<Matches, "has">): Generator<PacketRecord> {
  const { entries } = store;
  const reader = new Reader(store);
  let n = 0;
  for (let place = 0; place < entries.length; place++) {
    const entry = entries.ordered(place);
    if (!entries.isPacket(entry)) continue;
    const link = store.link(entry);
    if (!link) continue;
    const isAttachment = (entries.flags(entry) & FLAG.attachment) !== 0;
    if (matches?.has(isAttachment ? entries.peer(entry) : entry) === false) {
      n++;
      continue;
    }
    const { engine, socket } = reader.packet(entry);
    const completed = completes(store, entry);
    const whole = completed === entry ? socket : completed === NONE ? null : reader.packet(completed).socket;
    const record: PacketRecord = {
      n: n++,
      at: entries.at(entry),
      direction: entries.flags(entry) & FLAG.sent ? "sent" : "received",
      session: link.session?.sid ?? null,
      transport: link.kind === "http" ? (link.transport ?? "polling") : link.kind === "ws" ? "websocket" : "webtransport",
      connection: link.kind === "http" ? (link.connection?.id ?? "") : link.id,
      eio: link.session?.eio ?? null,
      engine: {
        type: engine.type,
        ...(engine.data !== undefined &&
          engine.data.length > 0 && { data: typeof engine.data === "string" ? engine.data : { $binary: toBase64(engine.data) } }),
        ...(engine.reason !== undefined && { reason: reasonText(t, engine.reason) }),
      },
      ...(whole && {
        socket: {
          type: whole.type,
          nsp: whole.nsp,
          ...(whole.id !== undefined && { id: whole.id }),
          ...(whole.data !== undefined && { data: jsonValue(whole.data) }),
          attachments: whole.attachments,
          ...(whole.reason !== undefined && { reason: reasonText(t, whole.reason) }),
        },
      }),
      bytes: engine.bytes,
    };
    yield engine.bytes > MOST_DATA_BYTES ? withoutData(record) : record;
  }
}

/** The same packet, with `omitted` in place of its data. `bytes` is its size. */
export function withoutData({ engine, socket, bytes, ...record }: PacketRecord): PacketRecord {
  const { data: _, ...head } = engine;
  return { ...record, engine: { ...head, omitted: "too-large" }, ...(socket && { socket: { ...socket, data: undefined } }), bytes };
}

/**
 * The entry whose Socket.IO packet is complete with this one: itself if it has no attachments or will never have them all, its header if it is
 * the last attachment.
 */
function completes(store: Store, entry: number): number {
  const { entries } = store;
  if (store.fault(entry)) return entry;
  if (entries.flags(entry) & FLAG.attachment) {
    const header = entries.peer(entry);
    const attachments = store.attachments(header);
    return attachments.at(-1) === entry && attachments.length === store.announced(header) ? header : NONE;
  }
  return store.announced(entry) === 0 ? entry : NONE;
}
