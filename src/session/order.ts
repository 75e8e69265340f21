// The entries of a trace in order of time. Most are added at the end; one that arrives late is inserted, so the order is kept in pieces, and an
// insertion moves no more than one of them.

import { partition } from "../wire/partition.ts";

/** The most entries of a piece. A piece that is full is halved when one is inserted. */
const MOST = 4096;

interface Piece {
  /** Null while each is one more than the one before it, from `first` on: so most pieces need no memory for each entry. */
  entries: Uint32Array | null;
  readonly first: number;
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
    if (!piece || place >= piece.start + piece.length) return undefined;
    const nth = place - piece.start;
    return piece.entries === null ? piece.first + nth : piece.entries[nth];
  }

  /** Puts an entry at the end. */
  append(entry: number): void {
    let last = this.#pieces[this.#pieces.length - 1];
    if (!last || last.length === MOST) {
      last = { entries: null, first: entry, length: 0, start: this.#length };
      this.#pieces.push(last);
    }
    if (last.entries !== null || entry !== last.first + last.length) entriesOf(last)[last.length] = entry;
    last.length++;
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
    const entries = entriesOf(piece);
    entries.copyWithin(at + 1, at, piece.length);
    entries[at] = entry;
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
    entries.set(entriesOf(piece).subarray(half));
    this.#pieces.splice(nth + 1, 0, { entries, first: entries[0] ?? 0, length: MOST - half, start: piece.start + half });
    piece.length = half;
  }
}

/** The entries of a piece in an array of its own. */
function entriesOf(piece: Piece): Uint32Array {
  if (piece.entries === null) {
    piece.entries = new Uint32Array(MOST);
    for (let nth = 0; nth < piece.length; nth++) piece.entries[nth] = piece.first + nth;
  }
  return piece.entries;
}
