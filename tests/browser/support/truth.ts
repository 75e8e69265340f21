// Ground truth: joins the packets that a server and its clients logged through their own libraries (demo/engine-log.mjs,
// demo/pages/packet-log.js), and compares the packets of a trace with them. Nothing here decodes a wire format.
import { isDeepStrictEqual } from "node:util";
import type { LoggedPacket, LoggedSocket } from "../../../demo/server.mjs";

export interface ExpectedPacket {
  readonly session: string;
  /** Client's name in its own log; the sid if only the server logged the session. */
  readonly client: string;
  readonly direction: "sent" | "received";
  readonly transport: string;
  readonly engine: { readonly type: string; readonly data?: string | { readonly $binary: string } };
  /** Socket.IO packet that it completed at its receiver, null if it completed none; absent if the receiver did not decode it. */
  readonly socket?: LoggedSocket | null;
  readonly eio?: number | null;
  /** Epoch milliseconds in the page's log, or in the server's if the page did not receive it. */
  readonly at: number;
  /** Sent but not received, because a close or a cut came first. A trace may have it or not. */
  readonly lost: boolean;
}

export interface Truth {
  /** By session and direction, then in the order of the page's log. */
  readonly packets: readonly ExpectedPacket[];
  /** Packets that one side received and the other never sent. If there are any, the logs prove nothing. */
  readonly contradictions: readonly LoggedPacket[];
}

/** Fields of a line of `lifeline packets --json` that are compared. */
export interface ActualPacket {
  readonly direction: string;
  readonly session: string | null;
  readonly transport: string;
  readonly eio: number | null;
  readonly engine: { readonly type: string; readonly data?: string | { readonly $binary: string } };
  readonly socket?: LoggedSocket;
}

export interface Differences {
  readonly missing: readonly ExpectedPacket[];
  readonly extra: readonly ActualPacket[];
  readonly wrong: readonly { readonly expected: ExpectedPacket; readonly actual: ActualPacket }[];
}

export const IDENTICAL: Differences = { missing: [], extra: [], wrong: [] };

interface Shape {
  readonly transport: string;
  readonly type: string;
  readonly data?: string | { readonly $binary: string };
}

const keyOf = ({ transport, type, data }: Shape): string => JSON.stringify([transport, type, data ?? ""]);

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/**
 * Longest common subsequence of two lists, as pairs of indexes in order. Takes linear time for equal beginnings and ends, and quadratic time
 * for the rest.
 */
function commonPairs(left: readonly string[], right: readonly string[]): readonly (readonly [number, number])[] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let end = 0;
  while (end < left.length - start && end < right.length - start && left.at(-1 - end) === right.at(-1 - end)) end++;
  const rows = left.length - start - end;
  const columns = right.length - start - end;
  const lengths = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const same = left[start + row] === right[start + column];
      const length = same ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
      (lengths[row] as Uint32Array)[column] = length;
    }
  }
  const pairs: [number, number][] = Array.from({ length: start }, (_, index) => [index, index]);
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    if (left[start + row] === right[start + column]) pairs.push([start + row++, start + column++]);
    else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  for (let index = end; index > 0; index--) pairs.push([left.length - index, right.length - index]);
  return pairs;
}

/**
 * Joins both logs. A packet that was sent but not received is `lost`. If only one side logged a session, because a page crashed, that side's
 * log is used alone.
 */
export function truth(serverLog: readonly LoggedPacket[], clientLog: readonly LoggedPacket[]): Truth {
  const packets: ExpectedPacket[] = [];
  const contradictions: LoggedPacket[] = [];
  const clients = new Map(clientLog.map((packet) => [packet.sid, packet.client]));
  const revisions = new Map(serverLog.map((packet) => [packet.sid, packet.eio]));
  const expected = (packet: LoggedPacket, lost: boolean, socket = packet.socket): ExpectedPacket => {
    const session = packet.sid ?? "";
    const eio = revisions.get(session);
    return {
      session,
      client: clients.get(session) ?? session,
      direction: packet.direction,
      transport: packet.transport,
      engine: { type: packet.type, ...(packet.data === undefined ? {} : { data: packet.data }) },
      ...(socket === undefined ? {} : { socket }),
      ...(eio === undefined ? {} : { eio }),
      at: packet.at,
      lost,
    };
  };

  for (const group of groupBy([...serverLog, ...clientLog], ({ sid, direction }) => `${sid} ${direction}`).values()) {
    const onPage = group.filter(({ side }) => side === "client");
    const onServer = group.filter(({ side }) => side === "server");
    const [sender, receiver] = group[0]?.direction === "sent" ? [onPage, onServer] : [onServer, onPage];
    if (onPage.length === 0 || onServer.length === 0) {
      const oneSided = clients.has(group[0]?.sid ?? null) && revisions.has(group[0]?.sid ?? null);
      packets.push(...group.map((packet) => expected(packet, oneSided && sender.length > 0)));
      if (oneSided) contradictions.push(...receiver);
      continue;
    }
    // Match each transport separately: packets keep their order on one transport, but two transports overlap during an upgrade.
    const pairs = new Map<LoggedPacket, LoggedPacket>();
    for (const transport of new Set(group.map((packet) => packet.transport))) {
      const given = sender.filter((packet) => packet.transport === transport);
      const taken = receiver.filter((packet) => packet.transport === transport);
      for (const [from, to] of commonPairs(given.map(keyOf), taken.map(keyOf))) {
        pairs.set(given[from] as LoggedPacket, taken[to] as LoggedPacket);
      }
    }
    const got = new Set(pairs.values());
    contradictions.push(...receiver.filter((packet) => !got.has(packet)));
    const lost = sender.filter((packet) => !pairs.has(packet));
    const seen = [...pairs].map(([from, to]) => expected(from.side === "client" ? from : to, false, to.socket));
    const all = [...seen, ...lost.map((packet) => expected(packet, true))];
    // Server and page use the clock of the same machine.
    packets.push(...all.sort((a, b) => a.at - b.at));
  }
  return { packets, contradictions };
}

/** Whether two packets of equal transport, type and data also agree in revision and Socket.IO packet. */
function agrees({ eio, socket }: ExpectedPacket, actual: ActualPacket): boolean {
  if (eio !== undefined && eio !== actual.eio) return false;
  return socket === undefined || isDeepStrictEqual(socket, actual.socket ?? null);
}

/**
 * Compares packets of a trace with the truth, in order for each session and direction. Probes are compared separately: they pass on the
 * websocket while polls are in transit, so a trace may have either first.
 */
export function compare(expected: readonly ExpectedPacket[], actual: readonly ActualPacket[]): Differences {
  const missing: ExpectedPacket[] = [];
  const extra: ActualPacket[] = [];
  const wrong: { expected: ExpectedPacket; actual: ActualPacket }[] = [];
  const groupKey = ({ session, direction, engine }: ExpectedPacket | ActualPacket): string =>
    `${session} ${direction}${engine.data === "probe" ? " probe" : ""}`;
  const wanted = groupBy(expected, groupKey);
  const found = groupBy(actual, groupKey);

  for (const key of new Set([...wanted.keys(), ...found.keys()])) {
    const left = wanted.get(key) ?? [];
    const right = found.get(key) ?? [];
    const shape = ({ transport, engine }: ExpectedPacket | ActualPacket): string => keyOf({ transport, ...engine });
    let row = 0;
    let column = 0;
    for (const [to, from] of [...commonPairs(left.map(shape), right.map(shape)), [left.length, right.length] as const]) {
      const absent = left.slice(row, to).filter((packet) => !packet.lost);
      const surplus = right.slice(column, from);
      for (const [index, packet] of absent.entries()) {
        const other = surplus[index];
        if (other) wrong.push({ expected: packet, actual: other });
        else missing.push(packet);
      }
      extra.push(...surplus.slice(absent.length));
      const [want, have] = [left[to], right[from]];
      if (want && have && !agrees(want, have)) wrong.push({ expected: want, actual: have });
      row = to + 1;
      column = from + 1;
    }
  }
  return { missing, extra, wrong };
}
