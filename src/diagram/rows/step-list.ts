// The steps of a ladder. A step begins with a row of a client and has all rows of this client up to its next step. Where clients work side
// by side, their rows alternate, so rows of other clients stand among those of a step. Rows are added and removed at the end only.
//
//   a  Handshake ┌
//   b  Handshake │┌
//                └│      rows of steps, in order:  a b a a b b
//   a  Polling   ┌│
//                 └

import type { Client, Session } from "../../session/model.ts";
import { partition } from "../../wire/partition.ts";
import type { StepName } from "./step-name.ts";

interface StepStart {
  readonly row: number;
  readonly step: StepName;
  readonly session: Session | null;
  /** Index of its first row among all rows that are part of a step. */
  readonly first: number;
}

/** The rows of a step. */
export interface Extent {
  readonly first: number;
  readonly last: number;
  /** The row after its last one that is part of a step; null at the end of the ladder. */
  readonly end: number | null;
  /** The row with which its client's next step begins; null when there is none. */
  readonly next: number | null;
  /** Rows of another client's step stand among its own, or its own among those of another client's step. */
  readonly among: boolean;
}

const MOST_TRACKS = 6;

export class StepList {
  readonly #starts: StepStart[] = [];
  readonly #startsOf = new Map<Client | null, number[]>();
  /** All rows that are part of a step, the client of each, and, by client, their indexes in `#rows`. */
  readonly #rows: number[] = [];
  readonly #clients: (Client | null)[] = [];
  readonly #rowsOf = new Map<Client | null, number[]>();

  start(index: number): StepStart | undefined {
    return this.#starts[index];
  }

  /** Whether a new step begins with the next row. A step without a client, such as a page, ends with the first row of a client. */
  begins(step: StepName, session: Session | null): boolean {
    const last = this.#starts[this.#startsOf.get(session?.client ?? null)?.at(-1) ?? -1];
    if (session === null && this.#clients.at(-1) !== null) return true;
    // Each failed attempt to reconnect is a session; together they are one step.
    return last?.step !== step || (last.session !== session && step !== "reconnect");
  }

  /** Adds a row of a step. `head` is the row with which the step begins, if it begins here. */
  push(row: number, head: number, step: StepName, session: Session | null): void {
    const client = session?.client ?? null;
    const place = this.#rows.length;
    if (this.begins(step, session)) {
      append(this.#startsOf, client, this.#starts.length);
      this.#starts.push({ row: head, step, session, first: place });
    }
    append(this.#rowsOf, client, place);
    this.#rows.push(row);
    this.#clients.push(client);
  }

  /** Removes all rows from `row` on. */
  truncate(row: number): void {
    while ((this.#rows.at(-1) ?? -1) >= row) {
      this.#rows.pop();
      this.#rowsOf.get(this.#clients.pop() ?? null)?.pop();
    }
    while ((this.#starts.at(-1)?.first ?? -1) >= this.#rows.length) this.#startsOf.get(this.#starts.pop()?.session?.client ?? null)?.pop();
  }

  /** The last step that begins at or above a row; -1 when there is none. */
  begunAt(row: number): number {
    return partition(this.#starts.length, (i) => (this.#starts[i]?.row ?? 0) <= row) - 1;
  }

  /** The steps that may have rows from `first` to `last`: those that begin there, and before them the last one of all and of each client. */
  between(first: number, last: number): number[] {
    const above = this.begunAt(first);
    const steps = new Set(above < 0 ? [] : [above]);
    for (const starts of this.#startsOf.values()) {
      const own = starts[partition(starts.length, (i) => (starts[i] ?? 0) <= above) - 1];
      if (own !== undefined) steps.add(own);
    }
    for (let i = above + 1; i <= this.begunAt(last); i++) steps.add(i);
    return [...steps].sort((a, b) => a - b);
  }

  extent(index: number): Extent {
    const start = this.#starts[index];
    if (!start) throw new Error(`no step ${index}`);
    const client = start.session?.client ?? null;
    const starts = this.#startsOf.get(client) ?? [];
    const next = this.#starts[starts[partition(starts.length, (i) => (starts[i] ?? 0) <= index)] ?? -1];
    const own = this.#rowsOf.get(client) ?? [];
    const from = partition(own.length, (i) => (own[i] ?? 0) < start.first);
    const to = partition(own.length, (i) => (own[i] ?? 0) < (next?.first ?? Number.POSITIVE_INFINITY)) - 1;
    const last = own[to] ?? start.first;
    const after = this.#starts[partition(this.#starts.length, (i) => (this.#starts[i]?.first ?? 0) <= last)];
    return {
      first: this.#rows[start.first] ?? start.row,
      last: this.#rows[last] ?? start.row,
      end: after?.first === last + 1 ? after.row : (this.#rows[last + 1] ?? null),
      next: next?.row ?? null,
      among: client !== null && (last - start.first > to - from || this.#isAmong(client, start.first)),
    };
  }

  /** Whether a step of another client has rows before and after `place`, an index in `#rows`. */
  #isAmong(client: Client, place: number): boolean {
    for (const [other, starts] of this.#startsOf) {
      if (other === null || other === client) continue;
      const at = partition(starts.length, (i) => (this.#starts[starts[i] ?? 0]?.first ?? 0) < place);
      const end = this.#starts[starts[at] ?? -1]?.first ?? Number.POSITIVE_INFINITY;
      const own = this.#rowsOf.get(other) ?? [];
      const last = own[partition(own.length, (i) => (own[i] ?? 0) < end) - 1] ?? -1;
      if (at > 0 && last > place) return true;
    }
    return false;
  }

  /**
   * The track of each client, from left to right: clients that follow one another share a track, clients that overlap have different ones.
   * When no track is free, a client gets the last one.
   */
  tracks(): ReadonlyMap<Client, number> {
    const tracks = new Map<Client, number>();
    const ends: number[] = [];
    const clients = [...this.#rowsOf].flatMap(([client, rows]) => (client !== null && rows.length > 0 ? [{ client, rows }] : []));
    for (const { client, rows } of clients.sort((a, b) => a.client.index - b.client.index)) {
      const free = ends.findIndex((end) => end < (rows[0] ?? 0));
      const track = free < 0 ? Math.min(ends.length, MOST_TRACKS - 1) : free;
      ends[track] = Math.max(ends[track] ?? 0, rows.at(-1) ?? 0);
      tracks.set(client, track);
    }
    return tracks;
  }

  /** The rows from `first` to `last` that are part of a step, each with its step. */
  *rows(first: number, last: number): Generator<{ readonly row: number; readonly step: number }> {
    for (let place = partition(this.#rows.length, (i) => (this.#rows[i] ?? 0) < first); place < this.#rows.length; place++) {
      const row = this.#rows[place] ?? 0;
      if (row > last) return;
      const starts = this.#startsOf.get(this.#clients[place] ?? null) ?? [];
      const step = starts[partition(starts.length, (i) => (this.#starts[starts[i] ?? 0]?.first ?? 0) <= place) - 1];
      if (step !== undefined) yield { row, step };
    }
  }

  /** The step that a row is part of, if it is part of one. */
  at(row: number): number | undefined {
    for (const { step } of this.rows(row, row)) return step;
    return undefined;
  }
}

function append<K>(lists: Map<K, number[]>, key: K, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
