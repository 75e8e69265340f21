// Values from which the fuzz tests make packets, and the bytes that encoders of old clients make of them.

import fc from "fast-check";

export const bytes = fc.uint8Array({ maxLength: 40 });

/** Any UTF-16 code units, also lone surrogates. */
export const units = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff })), {
    maxLength: 12,
  })
  .map((codes) => String.fromCharCode(...codes));

/** JSON without the key `__proto__`, which official encoders and decoders lose. */
export const json = fc
  .jsonValue({ maxDepth: 3, stringUnit: "grapheme" })
  .filter((value) => typeof value !== "object" || !JSON.stringify(value).includes("__proto__"));

export const eventName = fc.oneof(fc.constantFrom("hello", 'quo"te', "back\\slash", "日本", ""), fc.string(), fc.integer());

/** An argument of an event: JSON with Buffers anywhere in it. */
export const argument: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    json,
    units,
    bytes.map((data) => Buffer.from(data)),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      tie("value"),
      { maxKeys: 3 },
    ),
  ),
})).value;

/** UTF-8 that encodes a lone surrogate as three bytes. */
export function wtf8(text: string): Buffer {
  return Buffer.concat(
    Array.from(text, (character) => {
      const code = character.charCodeAt(0);
      const lone = character.length === 1 && code >= 0xd800 && code <= 0xdfff;
      return lone ? Buffer.from([0xed, 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]) : Buffer.from(character);
    }),
  );
}

/** The value that Lifeline should decode: Uint8Array for Buffer, and 0 for -0. */
export function plain(value: unknown): unknown {
  if (value === 0) return 0; // JSON has no -0
  if (Buffer.isBuffer(value)) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]))
    : value;
}
