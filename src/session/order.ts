// The entries of a trace in order of time. Most are added at the end; one that arrives late is inserted, so the order is kept in pieces, and an
// insertion moves no more than one of them.

import { partition } from "../wire/partition.ts";

/** The most entries of a piece. A piece that is full is halved when one is inserted. */
const MOST = 4096;

interface Piece {
  readonly entries: Uint32Array;
  length: number;
  /** The place of its first entry. */
  start: number;
}

export class Order {
  #pieces: Piece[] = [];
  /** Index of the piece that was searched for last: mostly the next one is the same. */
  #found = 0;
  #length = 0;

  /** The entry at a place. */
  at(place: number): number | undefined {
    const piece = this.#pieces[this.#pieceOf(place)];
    return piece && place < piece.start + piece.length ? piece.entries[place - piece.start] : undefined;
  }

  /** Puts an entry at the end. */
  append(entry: number): void {
    let last = this.#pieces[this.#pieces.length - 1];
    if (!last || last.length === MOST) {
      last = { entries: new Uint32Array(MOST), length: 0, start: this.#length };
      this.#pieces.push(last);
    }
    last.entries[last.length++] = entry;
    this.#length++;
  }

  /** Puts an entry at a place: all from there on stand one place later. */
  insert(entry: number, place: number): void {
    if (place === this.#length) return this.append(entry);
    let nth = this.#pieceOf(place);
    let piece = this.#pieces[nth];
    if (piece?.length === MOST) {
      this.#halve(piece, nth);
      nth = this.#pieceOf(place);
      piece = this.#pieces[nth];
    }
    if (!piece) return;
    const at = place - piece.start;
    piece.entries.copyWithin(at + 1, at, piece.length);
    piece.entries[at] = entry;
    piece.length++;
    this.#length++;
    for (let later = nth + 1; later < this.#pieces.length; later++) (this.#pieces[later] as Piece).start++;
  }

  /** Index of the piece with a place. While nothing was inserted, every piece but the last is full. */
  #pieceOf(place: number): number {
    const guess = Math.floor(place / MOST);
    if (this.#isIn(guess, place)) return guess;
    if (!this.#isIn(this.#found, place))
      this.#found = partition(this.#pieces.length, (nth) => (this.#pieces[nth]?.start ?? 0) <= place) - 1;
    return this.#found;
  }

  #isIn(nth: number, place: number): boolean {
    const piece = this.#pieces[nth];
    return piece !== undefined && place >= piece.start && place < piece.start + piece.length;
  }

  #halve(piece: Piece, nth: number): void {
    const half = MOST / 2;
    const entries = new Uint32Array(MOST);
    entries.set(piece.entries.subarray(half));
    this.#pieces.splice(nth + 1, 0, { entries, length: MOST - half, start: piece.start + half });
    piece.length = half;
  }
}
