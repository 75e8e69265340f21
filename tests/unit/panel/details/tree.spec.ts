// The tree of values: which rows it has, what a click or a match shows, and how it finds text and measures branches.

import { expect, test } from "@playwright/test";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { english as t } from "../../../../src/messages/messages.ts";
import { Tree } from "../../../../src/panel/details/tree.tsx";
import { type Entries, keyOf, type Stretch, stretched, type TreeRow, treeRows, wayTo } from "../../../../src/panel/details/tree-rows.ts";
import { findInTree, MOST_MATCHES, sizesInTree } from "../../../../src/panel/details/tree-search.ts";

function rowsOf(
  entries: Entries,
  open: Readonly<Record<string, boolean>> = {},
  stretches: Readonly<Record<string, Stretch>> = {},
): TreeRow[] {
  return treeRows(entries, { isOpen: (key) => open[key], stretch: (key) => stretches[key] });
}
const picture = (rows: readonly TreeRow[]) => rows.map((row) => `${"  ".repeat(row.level - 1)}${"name" in row ? row.name : row.kind}`);

/** The result of a generator, and how often it paused. */
function whole<T>(work: Generator<undefined, T>): { readonly result: T; readonly pauses: number } {
  for (let pauses = 0; ; pauses++) {
    const step = work.next();
    if (step.done === true) return { result: step.value, pauses };
  }
}

const MANY = Array.from({ length: 100_000 }, (_, i) => i);

test("two levels are open at first, long arrays and bytes are closed", () => {
  const rows = rowsOf([
    ["event", "chat"],
    ["0", { room: "lobby", deep: { a: { b: 1 } } }],
    ["1", MANY],
    ["2", new Uint8Array(4000)],
    ["3", []],
  ]);
  expect(picture(rows)).toEqual(["event", "0", "  room", "  deep", "    a", "1", "2", "3"]);
  expect(rows[5]).toMatchObject({ kind: "branch", open: false, count: 100_000, position: 3, siblings: 5 });
});

test("what the user opened or closed is open or closed at the same path of other values", () => {
  const open = { "/0": false, "/1/a": true };
  expect(
    picture(
      rowsOf(
        [
          ["0", { x: 1 }],
          ["1", { a: { b: { c: 1 } } }],
        ],
        open,
      ),
    ),
  ).toEqual(["0", "1", "  a", "    b"]);
  expect(keyOf(["a/b", "c"])).not.toBe(keyOf(["a", "b/c"]));
});

test("an open array has 100 members and a row that shows 100 more", () => {
  const rows = rowsOf([["1", MANY]], { "/1": true });
  expect(rows).toHaveLength(102);
  const last = rows.at(-1);
  if (last?.kind !== "after") throw new Error("no row for more");
  expect(stretched(last)).toEqual({ from: 0, to: 200 });
  const text = renderToString(h(Tree, { t, name: "", label: "Arguments", entries: [["1", MANY]] }));
  expect(text).toContain(">[100\u202f000]<");
});

test("a long text is cut, and shown whole or 100 kB at a time", () => {
  const rows = rowsOf([
    ["0", "x".repeat(12_000)],
    ["1", "y".repeat(5_000_000)],
  ]);
  expect(rows.map((row) => ("shown" in row ? row.shown.to : 0))).toEqual([200, 200, 200, 200]);
  const more = rows.flatMap((row) => (row.kind === "after" ? [stretched(row)] : []));
  expect(more).toEqual([
    { from: 0, to: 12_000 },
    { from: 0, to: 100_200 },
  ]);
  const text = renderToString(
    h(Tree, {
      t,
      name: "",
      label: "Arguments",
      entries: [
        ["0", "x".repeat(12_000)],
        ["1", "y".repeat(5_000_000)],
      ],
    }),
  );
  expect(text).toContain("show all (12.0 kB)");
  expect(text).toContain("show 100.0 kB more of 5.0 MB");
  expect(text.length).toBeLessThan(3000);
});

test("the way to a match opens its branches and shows the part of them around it", () => {
  const entries: Entries = [["0", { list: MANY.map((i) => ({ id: i, text: `${"z".repeat(5000)}needle` })) }]];
  const way = wayTo(entries, ["0", "list", "70000", "text"], 5000);
  expect(way.open).toEqual(["/0", "/0/list", "/0/list/70000"]);
  const rows = rowsOf(entries, Object.fromEntries(way.open.map((key) => [key, true])), Object.fromEntries(way.stretches));
  expect(rows.length).toBeLessThan(120);
  const leaf = rows.find(({ key }) => key === "/0/list/70000/text");
  expect(leaf).toMatchObject({ shown: { from: 4920, to: 5006 } });
  const before = rows.find(({ kind }) => kind === "before");
  if (before?.kind !== "before") throw new Error("no row for members before");
  expect(stretched(before).from).toBe(69_850);
});

test("finds text in names and values without regard to case, in slices", () => {
  const entries: Entries = [
    ["0", { Room: "a", list: ["the room", 7, null, { x: "broom (1)" }] }],
    ["1", new Uint8Array(9)],
  ];
  expect(whole(findInTree(entries, "ROOM")).result.map(({ path }) => keyOf(path))).toEqual(["/0/Room", "/0/list/0", "/0/list/3/x"]);
  expect(whole(findInTree(entries, "(1)")).result).toEqual([{ path: ["0", "list", "3", "x"], at: 6 }]);
  expect(whole(findInTree(entries, "null")).result).toHaveLength(1);
  const { result, pauses } = whole(findInTree([["0", MANY]], "1"));
  expect(result).toHaveLength(MOST_MATCHES);
  expect(pauses).toBeGreaterThan(100);
});

test("large branches have their size as JSON, small ones none", () => {
  const small = { a: "é" };
  const big = { list: [small, "x".repeat(2000)] };
  const { result } = whole(sizesInTree([["0", big]], 1000));
  expect(result.get(big)).toBe(new TextEncoder().encode(JSON.stringify(big)).length);
  expect(result.has(small)).toBe(false);
});

test("the tree is one for assistive technology, and nothing of a value is markup", () => {
  const entries: Entries = [["0", { "</div><b>": "</div><script>", sub: { x: null } }]];
  const text = renderToString(h(Tree, { t, name: "", label: "Arguments", entries }));
  expect(text).toContain('role="tree" aria-label="Arguments"');
  expect(text).toContain('role="treeitem" aria-level="1" aria-posinset="1" aria-setsize="1" aria-expanded="true"');
  expect(text).not.toContain("<script>");
});
