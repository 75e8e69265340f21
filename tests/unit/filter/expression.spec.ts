// The language of the filter: what each part asks, where it stands, and what is wrong with it.

import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { clientIndex } from "../../../src/filter/client-index.ts";
import { caretIn, cutPart, partText, readExpression, withoutPart, withPart, wrongIn } from "../../../src/filter/expression.ts";
import { isWithin } from "../../../src/filter/range.ts";
import { FACTS, KEYS } from "../../../src/filter/words.ts";
import { english } from "../../../src/messages/messages.ts";
import { clientLetter } from "../../../src/text/client-letter.ts";

const testsOf = (text: string) => readExpression(text).map((part) => part.test ?? part.wrong?.reason[0]);
/** Each wrong part: what of it is wrong, and why. */
const wrongs = (text: string) =>
  readExpression(text).flatMap(({ wrong }) => (wrong ? [[text.slice(wrong.from, wrong.to), wrong.reason[0]]] : []));

test("each key has its values, and parts have white space between them, also the Japanese one", () => {
  expect(testsOf("  dir:sent\ttransport:polling|websocket　type:ACK is:late client:a|B2 ")).toEqual([
    { kind: "choice", key: "dir", choices: ["sent"] },
    { kind: "choice", key: "transport", choices: ["polling", "websocket"] },
    { kind: "choice", key: "type", choices: ["ack"] },
    { kind: "choice", key: "is", choices: ["late"] },
    { kind: "clients", indexes: [0, 27] },
  ]);
  expect(readExpression('-EVENT:a|"b c" x')).toMatchObject([
    {
      from: 0,
      to: 14,
      not: true,
      key: "EVENT",
      values: [
        { from: 7, to: 8, text: "a", isQuoted: false },
        { from: 9, to: 14, text: "b c", isQuoted: true },
      ],
      wrong: null,
    },
    { from: 15, to: 16, not: false, key: null },
  ]);
});

const matchesName = (text: string, name: string) => {
  const [part] = readExpression(text);
  return part?.test?.kind === "names" && part.test.names.some((one) => one.test(name));
};

test("a name is whole, in any case; * is any text unless it is in quotes; a sid may be cut", () => {
  expect(matchesName("event:chat", "Chat")).toBe(true);
  expect(matchesName("event:chat", "chats")).toBe(false);
  expect(matchesName("event:ch*t", "chat.start")).toBe(true);
  expect(matchesName("event:*.start", "chat.start")).toBe(true);
  expect(matchesName("event:*.start", "chat-start")).toBe(false);
  expect(matchesName('event:"a*"', "a*")).toBe(true);
  expect(matchesName('event:"a*"', "ab")).toBe(false);
  expect(matchesName('event:"say \\"hi\\" \\\\o/"', 'say "hi" \\o/')).toBe(true);
  expect(matchesName('event:""', "")).toBe(true);
  expect(matchesName("nsp:/admin*", "/admin/users")).toBe(true);
  expect(matchesName("event:注文", "注文")).toBe(true);
  expect(matchesName("session:lv_V", "lv_VI97HAXpY6yYWAAAB")).toBe(true);
  expect(matchesName("session:lv_V…AAAB", "lv_VI97HAXpY6yYWAAAB")).toBe(true);
  expect(matchesName("session:lv_V…AAAC", "lv_VI97HAXpY6yYWAAAB")).toBe(false);
});

test("a size is in bytes and a duration in milliseconds; a number alone is what is shown as it", () => {
  const rangesOf = (text: string) => {
    const [part] = readExpression(text);
    return part?.test?.kind === "ranges" ? part.test.ranges : [];
  };
  const [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  expect(rangesOf("size:>1k|<=2.5MB|1k..20kB|7")).toEqual([
    { least: 1000, most, isOpen: true },
    { least, most: 2_500_000, isOpen: false },
    { least: 1000, most: 20_000, isOpen: false },
    { least: 7, most: 7, isOpen: false },
  ]);
  expect(rangesOf("ack:>=500ms|<2s|=21ms|1min..2min")).toEqual([
    { least: 500, most, isOpen: false },
    { least, most: 2000, isOpen: true },
    { least: 20.5, most: 21.5, isOpen: false },
    { least: 60_000, most: 120_000, isOpen: false },
  ]);
  const isIn = (text: string, n: number) => rangesOf(text).some((range) => isWithin(n, range));
  expect([999, 1000, 1001].map((n) => isIn("size:>1k", n))).toEqual([false, false, true]);
  expect([999, 1000, 1001].map((n) => isIn("size:<=1k", n))).toEqual([true, true, false]);
  expect([20.4, 20.6, 21.6].map((n) => isIn("ack:21", n))).toEqual([false, true, false]);
});

test("a text is a word, words in quotes or a regular expression, which may have spaces and slashes in brackets", () => {
  expect(testsOf('Hello "two Words"|PING -/a b[/]\\/c/iu "http://x" 12:30 {"a":1}')).toMatchObject([
    { kind: "text", texts: ["hello"], words: ["hello"] },
    { kind: "text", texts: ["two words", "ping"], words: ["ping"] },
    { kind: "regex" },
    { kind: "text", texts: ["http://x"], words: [] },
    { kind: "text", texts: ["12:30"], words: ["12:30"] },
    { kind: "text", texts: ['{"a":1}'], words: ['{"a":1}'] },
  ]);
});

const matchesText = (text: string, searched: string) => {
  const [part] = readExpression(text);
  return part?.test?.kind === "regex" && part.test.regex.test(searched);
};

test("a regular expression has the escapes of JavaScript, and its flags", () => {
  expect(matchesText("/a b[/]\\/c/i", "A b//C")).toBe(true);
  expect(matchesText("/a b[/]\\/c/", "A b//C")).toBe(false);
  expect(matchesText("/a.b/", "a\nb")).toBe(false);
  expect(matchesText("/a.b/su", "a\nb")).toBe(true);
  expect(matchesText("/^[\\u3041-\\u3096]{2}\\u{1F600}$/", "かか😀")).toBe(true);
  expect(matchesText("/(?<year>\\d{4})-\\d+?\\b/", "in 2026-11.")).toBe(true);
});

test("no regular expression and no name takes long, on whatever text", () => {
  const long = "a".repeat(50_000);
  expect(matchesText("/(a+)+$/", `${long}b`)).toBe(false);
  expect(matchesText("/(a|aa)*b|a.*a.*a.*a.*c/", long)).toBe(false);
  expect(matchesName("event:*a*a*a*a*b", long)).toBe(false);
});

test("what is wrong is named with its place, and the other parts still hold", () => {
  expect(wrongs("foo:bar http://x")).toEqual([
    ["foo:", "filterUnknownKey"],
    ["http:", "filterUnknownKey"],
  ]);
  expect(wrongs("event: -nsp: event:a| size:")).toEqual([
    ["event:", "filterNoValue"],
    ["nsp:", "filterNoValue"],
    ["", "filterNoValue"],
    ["size:", "filterNoValue"],
  ]);
  expect(wrongs('"" a||b - "x"y event:"z')).toEqual([
    ['""', "filterNoText"],
    ["", "filterNoText"],
    ["-", "filterNothingToHide"],
    ["y", "filterAfterQuote"],
    ['"z', "filterQuoteNotClosed"],
  ]);
  expect(wrongs("dir:sent|up is:new client:1 type:invalid")).toEqual([
    ["up", "filterNoChoice"],
    ["new", "filterNoChoice"],
    ["1", "filterNoClient"],
    ["invalid", "filterNoChoice"],
  ]);
  expect(wrongs("size:>x size:10x ack:5h size:2k..1k ack:1s.. size:>1k..2k size:1k|<y")).toEqual([
    ["x", "filterNoNumber"],
    ["x", "filterNoUnit"],
    ["h", "filterNoUnit"],
    ["2k..1k", "filterRangeBackwards"],
    ["", "filterNoNumber"],
    ["k..2k", "filterNoUnit"],
    ["y", "filterNoNumber"],
  ]);
  expect(wrongs("/x(?=a)b/ /(a)\\1/ /[(?=]|(?<!b)c/ /\\k<n>/ /a{2000}/")).toEqual([
    ["(?=", "filterRegexBacktracks"],
    ["\\1", "filterRegexBacktracks"],
    ["(?<!", "filterRegexBacktracks"],
    ["\\k<n>", "filterRegexBacktracks"],
    ["{2000}", "filterBadRegex"],
  ]);
  expect(wrongs("/admin /a/b /a/ii /(/ /ok/i")).toEqual([
    ["/admin", "filterRegexNotClosed"],
    ["b", "filterNoFlags"],
    ["ii", "filterNoFlags"],
    ["(", "filterBadRegex"],
  ]);
  expect(testsOf("foo:bar dir:sent")).toEqual(["filterUnknownKey", { kind: "choice", key: "dir", choices: ["sent"] }]);
});

test("the reason says which keys there are, in words", () => {
  const wrong = wrongIn(readExpression("dir:sent foo:bar"));
  expect(wrong && english(...wrong.reason)).toBe(
    "There is no “foo:”. There are event: nsp: dir: transport: type: session: client: size: ack: is:. To search for this text, put it in quotes.",
  );
  expect(wrongIn(readExpression("dir:sent"))).toBe(null);
});

test("what the caret is in is replaced by a suggestion", () => {
  /** `^` is the caret. What a suggestion replaces is in brackets. */
  const at = (marked: string) => {
    const text = marked.replace("^", "");
    const { key, typed, from, to, not } = caretIn(text, marked.indexOf("^"));
    return [`${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`, key, typed, not];
  };
  expect(at("^")).toEqual(["[]", null, "", false]);
  expect(at("ev^")).toEqual(["[ev]", null, "ev", false]);
  expect(at("a event:c^h")).toEqual(["a event:[ch]", "event", "c", false]);
  expect(at("a ev^ent:ch")).toEqual(["a [event:]ch", null, "ev", false]);
  expect(at("-event:^")).toEqual(["-event:[]", "event", "", true]);
  expect(at("-^")).toEqual(["-[]", null, "", true]);
  expect(at("event:a|b^c|d x")).toEqual(["event:a|[bc]|d x", "event", "b", false]);
  expect(at('nsp:"/a b^')).toEqual(['nsp:["/a b]', "nsp", "/a b", false]);
  expect(at("a ^")).toEqual(["a []", null, "", false]);
  expect(at("foo:b^")).toEqual(["foo:[b]", null, "b", false]);
});

test("a part that is added is quoted where it must be, and is there once", () => {
  expect(withPart("", { key: "event", values: ["chat"] })).toBe("event:chat");
  expect(withPart("ping ", { not: true, key: "is", values: ["http"] })).toBe("ping -is:http");
  expect(withPart("-is:HTTP ping", { not: true, key: "is", values: ["http"] })).toBe("-is:HTTP ping");
  expect(withPart("is:http", { not: true, key: "is", values: ["http"] })).toBe("is:http -is:http");
  expect(withPart("", { key: "event", values: ["say hi", 'a"b', "x|y", ""] })).toBe('event:"say hi"|a"b|"x|y"|""');
  expect(withPart("", { key: null, values: ["-x"] })).toBe('"-x"');
  expect(withPart("", { key: null, values: ["a:b"] })).toBe('"a:b"');
  expect(withPart("", { key: null, values: ["/x/"] })).toBe('"/x/"');
  expect(withPart("", { key: "event", values: ["a*"] })).toBe('event:"a*"');
});

test("a part that is removed leaves the others as they are written", () => {
  expect(withoutPart("a  -is:http\tb", { not: true, key: "is", values: ["http"] })).toBe("a b");
  expect(withoutPart('event:"Chat" x event:chat', { key: "event", values: ["chat"] })).toBe("x");
  expect(withoutPart("a", { key: null, values: ["b"] })).toBe("a");
  expect(cutPart("one two three", { from: 4, to: 7 })).toBe("one three");
});

test("a client is found by its letters, in either case", () => {
  for (const index of [0, 1, 25, 26, 51, 52, 26 * 99]) expect(clientIndex(clientLetter(index))).toBe(index);
  expect(clientIndex("b2")).toBe(27);
  expect(["A1", "AA", "", "1", "A0"].map(clientIndex)).toEqual(Array(5).fill(undefined));
});

test("reading never fails, and what is written reads as what it was", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...KEYS.map((key) => `${key}:`),
      ...FACTS,
      '"',
      "\\",
      "|",
      "-",
      "/",
      " ",
      "　",
      "*",
      "..",
      ">",
      "1k",
      "ms",
      "[",
      "(",
      "あ",
      "😀",
    ),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      const parts = readExpression(text);
      for (const [i, { from, to, wrong, test: asked }] of parts.entries()) {
        expect(from).toBeLessThan(to);
        expect(from).toBeGreaterThanOrEqual(parts[i - 1]?.to ?? 0);
        expect(wrong === null).toBe(asked !== null);
        if (wrong) expect(from <= wrong.from && wrong.from <= wrong.to && wrong.to <= to).toBe(true);
      }
      for (let caret = 0; caret <= text.length; caret++) {
        const { from, to } = caretIn(text, caret);
        expect(from <= caret && caret <= to).toBe(true);
      }
    }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom("event", "nsp", null),
      fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
      fc.boolean(),
      (key, values, not) => {
        const [part, ...others] = readExpression(partText({ key, values, not }));
        expect(others).toEqual([]);
        expect(part).toMatchObject({ key, not, wrong: null });
        expect(part?.values.map(({ text }) => text)).toEqual(values);
      },
    ),
  );
});
