// The reverse of text/client-letter.ts.

/** The index of the client with these letters, in either case; undefined if they are no client's. */
export function clientIndex(letters: string): number | undefined {
  const [, letter = "", round = "1"] = /^([a-z])([2-9]|[1-9]\d{1,5})?$/i.exec(letters) ?? [];
  return letter === "" ? undefined : letter.toUpperCase().charCodeAt(0) - 65 + 26 * (Number(round) - 1);
}
