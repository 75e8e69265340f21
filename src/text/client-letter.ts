// The letter that names a client where several are drawn: in the list, in the heads of lifelines, in the rail and in the filter.

/** The letter of the client with this index: A … Z for 0 … 25, then A2 … Z2, A3 and so on. It stays the same as long as the trace exists. */
export function clientLetter(index: number): string {
  const round = Math.floor(index / 26);
  return String.fromCharCode(65 + (index % 26)) + (round === 0 ? "" : round + 1);
}
