// A session as the steps that are compared: one for each row of its ladder that can be selected, with what was said in it and without what is
// different each time (ids, times, what events carry).

import { Ladder } from "../diagram/rows/ladder.ts";
import { ROW } from "../diagram/rows/row-kinds.ts";
import { type StepName, stepOf } from "../diagram/rows/step-name.ts";
import {
  ENGINE_INVALID,
  ENGINE_MESSAGE,
  ENGINE_TYPES,
  SOCKET_ACK,
  SOCKET_BINARY_ACK,
  SOCKET_CONNECT,
  SOCKET_CONNECT_ERROR,
  SOCKET_DISCONNECT,
  SOCKET_TYPES,
} from "../protocol/packet.ts";
import { ENTRY, FLAG, NONE } from "../session/entries.ts";
import type { Session } from "../session/model.ts";
import { Reader } from "../session/reader.ts";
import type { Store } from "../session/store.ts";

export type Phase = Exclude<StepName, "none">;

export interface Step {
  /** Its row in the ladder. */
  readonly row: number;
  /** The entry of the row; of a fold, the first one. */
  readonly entry: number;
  readonly phase: Phase;
  readonly isSent: boolean;
  /** What was said, in the protocol's own words: `→ EVENT chat`. Steps of two sessions that say the same have the same text. */
  readonly says: string;
  /**
   * It has to be in both sessions. The others are compared as a whole: heartbeats, requests that only carry packets, and the steps by which a
   * session begins, changes its transport and ends.
   */
  readonly isCompared: boolean;
}

/** A session that is compared, with its ladder as it was when the comparison was made. */
export interface Side {
  readonly store: Store;
  readonly session: Session;
  readonly ladder: Ladder;
  readonly steps: readonly Step[];
}

/** So many rows are read between two steps of the work. */
const ROWS_A_STEP = 512;

export function* sideOf(store: Store, session: Session): Generator<unknown, Side> {
  const ladder = new Ladder(store, { scope: { kind: "session", session }, http: true, stepRows: false });
  yield* ladder.syncing();
  ladder.dispose();
  const reader = new Reader(store);
  const steps: Step[] = [];
  let phase: Phase = "handshake";
  for (let row = 0; row < ladder.length; row++) {
    const kind = ladder.rows.kind(row);
    if (row % ROWS_A_STEP === 0) yield;
    if (kind !== ROW.entry && kind !== ROW.fold) continue;
    const entry = ladder.firstEntry(row);
    const step = stepOf(store.entries, entry, store.link(entry));
    if (step !== "none") phase = phaseAfter(phase, step, store, entry);
    const isSent = store.entries.isSent(entry);
    const said = kind === ROW.fold ? (ladder.foldAt(row)?.kind ?? "") : saidIn(store, reader, entry);
    steps.push({
      row,
      entry,
      phase,
      isSent,
      says: `${isSent ? "→" : "←"} ${said}`,
      isCompared: kind === ROW.entry && isCompared(store, session, entry),
    });
  }
  return { store, session, ladder, steps };
}

/** What a session says after an upgrade that failed, it says by polling: its requests belong to what they carry. */
function phaseAfter(before: Phase, step: Phase, { entries }: Store, entry: number): Phase {
  if (step !== "polling" || (before !== "upgrade" && before !== "messages" && before !== "heartbeat")) return step;
  if (entries.isHeartbeat(entry)) return "heartbeat";
  return entries.isPacket(entry) || before === "upgrade" ? "messages" : before;
}

/** The packets of the application. The DISCONNECT with which a session ends is its end. */
function isCompared({ entries }: Store, { leaving }: Session, entry: number): boolean {
  if (!entries.isPacket(entry)) return false;
  const type = entries.engine(entry);
  return type === ENGINE_INVALID || (type === ENGINE_MESSAGE && !(leaving !== null && entries.socket(entry) === SOCKET_DISCONNECT));
}

function saidIn(store: Store, reader: Reader, entry: number): string {
  const { entries } = store;
  const link = store.link(entry);
  switch (entries.kind(entry)) {
    case ENTRY.packet:
      return packetName(store, reader, entry);
    case ENTRY.request: {
      const event = reader.event(entry);
      const method = event.kind === "http-request" ? event.method : "";
      return link?.kind === "http" && link.part !== "engine" ? `${method} ${link.part}` : method;
    }
    case ENTRY.response:
      return link && "status" in link ? String(link.status) : "";
    case ENTRY.wsOpen:
      return "websocket";
    case ENTRY.wsHandshake:
      return "101";
    default:
      return Object.entries(ENTRY).find(([, kind]) => kind === entries.kind(entry))?.[0] ?? "";
  }
}

/** `EVENT chat`, `ACK /admin join`, `CONNECT /`, `ping probe`. */
export function packetName(store: Store, reader: Reader, entry: number): string {
  const { entries, names } = store;
  const socket = entries.socket(entry);
  const type = SOCKET_TYPES[socket];
  const engine = ENGINE_TYPES[entries.engine(entry)] ?? "";
  if (type === undefined) return entries.flags(entry) & FLAG.probe ? `${engine} probe` : engine;
  if (socket === SOCKET_CONNECT || socket === SOCKET_CONNECT_ERROR || socket === SOCKET_DISCONNECT)
    return `${type} ${reader.packet(entry).socket?.nsp ?? ""}`.trimEnd();
  const asks = (socket === SOCKET_ACK || socket === SOCKET_BINARY_ACK) && entries.peer(entry) !== NONE ? entries.peer(entry) : entry;
  const { nsp = "/", name = "" } = names[entries.event(asks)] ?? {};
  return [type, nsp === "/" ? "" : nsp, name].filter(Boolean).join(" ");
}
