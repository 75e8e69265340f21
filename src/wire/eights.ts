// Reading and writing bytes several at a time.

/**
 * Eight bytes or more of UTF-8, to be compared or copied eight at a time: as doubles. Different bytes are different doubles, because none of
 * them are NaN or zero. The last eight may overlap those before them.
 */
export interface Part {
  readonly length: number;
  readonly eights: Float64Array;
}

const encoder = new TextEncoder();

/** `text` has eight bytes at least. */
export function partOf(text: string): Part {
  const { buffer, byteOffset, length } = encoder.encode(text);
  const view = new DataView(buffer, byteOffset, length);
  const eights = Float64Array.from({ length: Math.ceil(length / 8) }, (_, i) => view.getFloat64(Math.min(8 * i, length - 8), true));
  return { length, eights };
}

export function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** Whether a part stands in `view` at `from`. */
export function has(view: DataView, { length, eights }: Part, from: number): boolean {
  const last = eights.length - 1;
  if (from + length > view.byteLength || view.getFloat64(from + length - 8, true) !== eights[last]) return false;
  for (let i = 0; i < last; i++) if (view.getFloat64(from + 8 * i, true) !== eights[i]) return false;
  return true;
}

/** Writes a part to `view` at `to`. Returns where it ends. */
export function put(view: DataView, { length, eights }: Part, to: number): number {
  const last = eights.length - 1;
  for (let i = 0; i < last; i++) view.setFloat64(to + 8 * i, eights[i] ?? 0, true);
  view.setFloat64(to + length - 8, eights[last] ?? 0, true);
  return to + length;
}

/**
 * How many of the four bytes of a number, from its lowest on, stand for themselves between the quotes of a JSON text, up to the first that does
 * not: a quote, a backslash or a control character.
 */
export function plainIn(four: number): number {
  // As in "Determine if a word has a zero byte", https://graphics.stanford.edu/~seander/bithacks.html: high bits after the first may be wrong.
  const quote = four ^ 0x22222222;
  const backslash = four ^ 0x5c5c5c5c;
  const found = (((quote - 0x01010101) & ~quote) | ((backslash - 0x01010101) & ~backslash) | ((four - 0x20202020) & ~four)) & 0x80808080;
  return found === 0 ? 4 : (31 - Math.clz32(found & -found)) >> 3;
}
