/** Bytes as a byte string: see encoding.ts. It stands alone because the panel does not need it at its start. */
export function byteString(bytes: Uint8Array): string {
  let made = "";
  // A call can have only so many arguments.
  for (let from = 0; from < bytes.length; from += 32_768) made += String.fromCharCode(...bytes.subarray(from, from + 32_768));
  return made;
}
