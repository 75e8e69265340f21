import { expect, test } from "@playwright/test";
import { pinned } from "../../../src/diagram/draw/shapes.tsx";
import { LIBERATION, measured } from "../../../src/text/width.ts";

/** Fonts in which every character of ASCII is half an em wide, in the fixed pitch 0.6 em, and all others 1 em. */
const fonts = measured((text, face) => [...text].reduce((sum, c) => sum + (c > "~" ? 1 : face === "mono" ? 0.6 : 0.5), 0));

test("a text is as wide as its characters were measured", () => {
  expect(fonts.of("abc", [10, "regular"])).toBe(15);
  expect(fonts.of("abc", [10, "mono"])).toBeCloseTo(18);
  expect(fonts.of("日本", [10, "bold"])).toBe(20);
  expect(fonts.fit("abcdefgh", 30, [10, "regular"])).toBe("abcd…");
});

test("an accented letter is as wide as its letter, a combining mark has no width, a no-break space that of a space", () => {
  for (const [a, b] of [
    ["Żółć", "Zołc"],
    ["e\u0301", "e"],
    ["1\u202f204\u00a0B", "1 204 B"],
  ] as const)
    expect(LIBERATION.of(a, [12, "regular"]), a).toBe(LIBERATION.of(b, [12, "regular"]));
});

test("a text is pinned to its width unless the fonts were measured or it has room to spare", () => {
  expect(pinned("chat", "name", LIBERATION)).toEqual({ textLength: 24.7, lengthAdjust: "spacingAndGlyphs" });
  expect(pinned("chat", "name", LIBERATION, 33)).toEqual({});
  expect(pinned("chat", "name", LIBERATION, 31)).not.toEqual({});
  expect(pinned("chat 日本 …", "name", fonts)).toEqual({});
  // Of these only the mean of their class is known.
  expect(pinned("чат", "name", fonts)).not.toEqual({});
  expect(pinned("{a: 1}", "mono", LIBERATION)).toEqual({ textLength: 37.9 });
});
