// Values that JSON does not have, in JSON. Bytes and numbers become objects with one key:
//
//   bytes                              {"$binary":"<base64>"}
//   NaN, Infinity, -Infinity, -0       {"$number":"NaN"}
//   an integer that a number rounds    {"$number":"12345678901234567890"}
//
// A page's own key `$binary` or `$number`, with any number of `$` in front, gets one more. So an object with one of these two keys is always
// one of those above, and a reader that takes one `$` off the other such keys has the page's value.

const OWN_KEY = /^\$+(?:binary|number)$/;

/** A value that `JSON.stringify` writes without loss. */
export function jsonValue(value: unknown): unknown {
  if (typeof value === "bigint") return { $number: String(value) };
  if (typeof value === "number")
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: Object.is(value, -0) ? "-0" : String(value) };
  if (value instanceof Uint8Array) return { $binary: toBase64(value) };
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [OWN_KEY.test(key) ? `$${key}` : key, jsonValue(member)]));
}

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
