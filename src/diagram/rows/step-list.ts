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
  /** The steps since whose beginning no step of another client that began before has had a row. */
  readonly #alone: number[] = [];
  /** The other steps, in the order in which that row came, with its index in `#rows`: so it can be taken back. */
  readonly #joined: { readonly step: number; readonly place: number }[] = [];
  readonly #among = new Set<number>();
  /** The clients that have rows, in the order of their first rows. The first `#placed` of them have a track. */
  readonly #order: Client[] = [];
  #placed = 0;
  /** The clients of each track, in the same order. */
  readonly #tracks: Client[][] = [];
  readonly #trackOf = new Map<Client, number>();

  /** Hidden rows with which a step began after the last one of their client, in order of their places. */
  readonly #hidden: { readonly place: number; readonly client: Client | null; readonly begun: number }[] = [];
  /** The number of steps of each client that has such a row. */
  readonly #hiddenAfter = new Map<Client | null, number>();

  start(index: number): StepStart | undefined {
    return this.#starts[index];
  }

  /** Whether a new step begins with the next row. A step without a client, such as a page, ends with the first row of a client. */
  begins(step: StepName, session: Session | null): boolean {
    const client = session?.client ?? null;
    const starts = this.#startsOf.get(client);
    const last = this.#starts[starts?.at(-1) ?? -1];
    if (session === null && this.#clients.at(-1) !== null) return true;
    // A hidden row stood between.
    if (this.#hiddenAfter.get(client) === (starts?.length ?? 0)) return true;
    // Each failed attempt to reconnect is a session; together they are one step.
    return last?.step !== step || (last.session !== session && step !== "reconnect");
  }

  /** A row that is hidden: with it a step may begin or end, at the place `place` in time order. */
  hide(place: number, step: StepName | "none", session: Session | null): void {
    const client = session?.client ?? null;
    const begun = this.#startsOf.get(client)?.length ?? 0;
    if (begun === 0 || step === "none" || this.#hiddenAfter.get(client) === begun || !this.begins(step, session)) return;
    this.#hidden.push({ place, client, begun: this.#hiddenAfter.get(client) ?? 0 });
    this.#hiddenAfter.set(client, begun);
  }

  /** Adds a row of a step. `head` is the row with which the step begins, if it begins here. */
  push(row: number, head: number, step: StepName, session: Session | null): void {
    const client = session?.client ?? null;
    const place = this.#rows.length;
    if (this.begins(step, session)) {
      append(this.#startsOf, client, this.#starts.length);
      this.#alone.push(this.#starts.length);
      this.#starts.push({ row: head, step, session, first: place });
    }
    if (client !== null) {
      const own = this.#startsOf.get(client)?.at(-1) ?? -1;
      for (let last = this.#alone.at(-1) ?? -1; last > own; last = this.#alone.at(-1) ?? -1) {
        this.#alone.pop();
        this.#joined.push({ step: last, place });
        this.#among.add(last);
      }
      if (this.#rowsOf.get(client)?.length) this.#goesOn(client);
      else this.#order.push(client);
    }
    append(this.#rowsOf, client, place);
    this.#rows.push(row);
    this.#clients.push(client);
  }

  /** Removes all rows from `row` on, and what is known of hidden ones from `place` on. */
  truncate(row: number, place = Number.POSITIVE_INFINITY): void {
    for (let last = this.#hidden.at(-1); last && last.place >= place; last = this.#hidden.at(-1)) {
      this.#hidden.pop();
      this.#hiddenAfter.set(last.client, last.begun);
    }
    while ((this.#rows.at(-1) ?? -1) >= row) this.#pop();
  }

  #pop(): void {
    const client = this.#clients.pop() ?? null;
    this.#rows.pop();
    const own = this.#rowsOf.get(client);
    own?.pop();
    const place = this.#rows.length;
    for (let last = this.#joined.at(-1); last?.place === place; last = this.#joined.at(-1)) {
      this.#joined.pop();
      this.#among.delete(last.step);
      this.#alone.push(last.step);
    }
    if (this.#starts.at(-1)?.first === place) {
      this.#starts.pop();
      this.#alone.pop();
      this.#startsOf.get(client)?.pop();
    }
    if (client === null) return;
    if (own && own.length > 0) this.#endsEarlier(client);
    else this.#unplace(this.#order.length - 1, this.#order.pop());
  }

  /** The last step that begins at or above a row; -1 when there is none. */
  begunAt(row: number): number {
    return partition(this.#starts.length, (i) => (this.#starts[i]?.row ?? 0) <= row) - 1;
  }

  /**
   * The steps from row `first` to row `last`: those that have rows there, those that end there, and those that go on beside them. Where the last
   * track has several clients, only the newest of those that go on beside them is among these.
   */
  between(first: number, last: number): number[] {
    const above = this.begunAt(first);
    const place = partition(this.#rows.length, (i) => (this.#rows[i] ?? 0) < first);
    const before = place > 0 ? this.#stepAt(place - 1) : undefined;
    const steps = new Set([...(above < 0 ? [] : [above]), ...(before === undefined ? [] : [before])]);
    this.#place();
    for (const clients of this.#tracks) {
      const client = clients[partition(clients.length, (i) => this.#firstOf(clients[i]) < place) - 1];
      const starts = (client && this.#startsOf.get(client)) ?? [];
      const own = starts[partition(starts.length, (i) => (starts[i] ?? 0) <= above) - 1];
      if (own !== undefined) steps.add(own);
    }
    for (const { step } of this.rows(first, last)) steps.add(step);
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
      among: client !== null && (last - start.first > to - from || this.#among.has(index)),
    };
  }

  /**
   * The track of a client, from left to right: clients that follow one another share a track, clients that overlap have different ones. When no
   * track is free, a client gets the last one. A client without rows has none.
   */
  trackOf(client: Client): number | undefined {
    this.#place();
    return this.#trackOf.get(client);
  }

  /** How many tracks there are. */
  get tracks(): number {
    this.#place();
    return this.#tracks.length;
  }

  /** Gives a track to each client that has none. */
  #place(): void {
    for (; this.#placed < this.#order.length; this.#placed++) {
      const client = this.#order[this.#placed];
      if (!client) return;
      const first = this.#firstOf(client);
      const free = this.#tracks.findIndex((clients) => (this.#rowsOf.get(clients.at(-1) ?? null)?.at(-1) ?? -1) < first);
      const track = free < 0 ? Math.min(this.#tracks.length, MOST_TRACKS - 1) : free;
      const clients = this.#tracks[track];
      if (clients) clients.push(client);
      else this.#tracks[track] = [client];
      this.#trackOf.set(client, track);
    }
  }

  /** A client has one more row, so its track was not free for the client that follows there: this one and all after it are placed anew. */
  #goesOn(client: Client): void {
    const track = this.#narrowTrackOf(client);
    const first = this.#firstOf(client);
    const next = track?.[partition(track.length, (i) => this.#firstOf(track[i]) <= first)];
    if (next) this.#unplaceAfter(this.#firstOf(next) - 1);
  }

  /** The last row of a client was removed: its track may be free for those that began after the row before. */
  #endsEarlier(client: Client): void {
    if (this.#narrowTrackOf(client)) this.#unplaceAfter(this.#rowsOf.get(client)?.at(-1) ?? -1);
  }

  /** The clients on a client's track. Undefined for the last track, which takes any number of clients at once: it does not have to be free. */
  #narrowTrackOf(client: Client): readonly Client[] | undefined {
    const track = this.#trackOf.get(client) ?? MOST_TRACKS;
    return track < MOST_TRACKS - 1 ? this.#tracks[track] : undefined;
  }

  /** Takes their tracks from the clients whose first row comes after `place`. */
  #unplaceAfter(place: number): void {
    while (this.#placed > 0 && this.#firstOf(this.#order[this.#placed - 1]) > place)
      this.#unplace(this.#placed - 1, this.#order[this.#placed - 1]);
  }

  #unplace(index: number, client: Client | undefined): void {
    if (!client || index >= this.#placed) return;
    this.#placed = index;
    const track = this.#trackOf.get(client) ?? 0;
    this.#trackOf.delete(client);
    this.#tracks[track]?.pop();
    if (this.#tracks[track]?.length === 0) this.#tracks.pop();
  }

  /** The index in `#rows` of the first row of a client. */
  #firstOf(client: Client | undefined): number {
    return (client && this.#rowsOf.get(client)?.[0]) ?? Number.POSITIVE_INFINITY;
  }

  /** The step of a row, by its index in `#rows`. */
  #stepAt(place: number): number | undefined {
    const starts = this.#startsOf.get(this.#clients[place] ?? null) ?? [];
    return starts[partition(starts.length, (i) => (this.#starts[starts[i] ?? 0]?.first ?? 0) <= place) - 1];
  }

  /** The rows from `first` to `last` that are part of a step, each with its step. */
  *rows(first: number, last: number): Generator<{ readonly row: number; readonly step: number }> {
    for (let place = partition(this.#rows.length, (i) => (this.#rows[i] ?? 0) < first); place < this.#rows.length; place++) {
      const row = this.#rows[place] ?? 0;
      if (row > last) return;
      const step = this.#stepAt(place);
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
