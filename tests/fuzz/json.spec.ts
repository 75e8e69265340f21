// The JSON reader accepts what JSON.parse accepts, with the same values, and refuses what it refuses.

import assert from "node:assert/strict";
import { test } from "@playwright/test";
import fc from "fast-check";
import { readJson } from "../../src/protocol/json.ts";
import { json } from "./arbitraries.ts";
import { check } from "./check.ts";

const piece = fc.constantFrom(
  "[",
  "]",
  "{",
  "}",
  ",",
  ":",
  '"',
  "'",
  "\\",
  "\\n",
  "\\u00e9",
  "\n",
  " ",
  "\u2028",
  "é",
  "1",
  "-",
  ".5",
  "01",
  "1e3",
  "NaN",
  "true",
  "null",
  "9007199254740993",
  "-0",
);
/** JSON with a piece removed or inserted, and pieces in any order. */
const text = fc.oneof(
  fc.tuple(json, fc.nat(), fc.nat(3), piece).map(([value, at, length, put]) => {
    const whole = `[${JSON.stringify(value)},12345678901234567]`;
    const from = at % (whole.length + 1);
    return whole.slice(0, from) + put + whole.slice(from + length);
  }),
  fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join("")),
);
const asNumbers = (value: unknown): unknown => {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(asNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asNumbers(member)]));
};

test("reading any JSON, sound or broken, agrees with JSON.parse", () => {
  check(
    fc.property(
      fc.oneof(
        text,
        json.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        // The long number makes the reader read what JSON.parse accepts too.
        for (const [before, after] of [
          ["", ""],
          ["[1234567890123456789,", "]"],
        ] as const) {
          const whole = `${before}${text}${after}`;
          let expected: { readonly value: unknown } | undefined;
          try {
            expected = { value: asNumbers(JSON.parse(whole)) };
          } catch {
            // It is broken.
          }
          const read = readJson(`2${whole}`, 1, 1);
          if ("value" in read) assert.deepEqual({ value: asNumbers(read.value) }, expected);
          else {
            assert.equal(expected, undefined);
            const place = read.reason.at(-1);
            assert.ok(typeof place === "number" && place > 1 && place <= whole.length + 3);
          }
        }
      },
    ),
  );
});
