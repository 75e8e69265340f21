// The structure of the drawing: arrows end where they should, words do not touch, and a figure is well-formed XML whatever a page sent.

import { expect, test } from "@playwright/test";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { LadderBody, LadderHead } from "../../../../src/diagram/draw/draw.tsx";
import { fontOf, label } from "../../../../src/diagram/draw/label.ts";
import { headOf, type Layout, layOut, layOutAgain } from "../../../../src/diagram/draw/layout.ts";
import { FONTS } from "../../../../src/diagram/draw/style.ts";
import type { HttpRow, Lifeline, PacketRow, Row, Scene } from "../../../../src/diagram/scene/scene.ts";
import { svg } from "../../../../src/formats/svg.tsx";
import { english } from "../../../../src/messages/messages.ts";
import { printable } from "../../../../src/text/printable.ts";
import { LIBERATION } from "../../../../src/text/width.ts";
import { basicScene, MAIN, narrowScene, WEBSOCKET } from "./draw-scenes.ts";

const WIDTHS = [320, 420, 639, 640, 768, 1060, 1600];
const sceneFor = (width: number) => (width < 640 ? narrowScene() : basicScene());

interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The tags of an XML text in order. Fails when the text is not well-formed. */
function tagsOf(xml: string): Tag[] {
  const tags: Tag[] = [];
  const open: string[] = [];
  const closed: string[] = [];
  expect(xml.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cs}\ufffe\uffff]/u);
  expect(xml.replace(/&(amp|lt|gt|quot|#\d+|#x[\da-f]+);/g, "")).not.toContain("&");
  for (const [, close, name = "", rest = "", self] of xml.matchAll(/<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
    if (close) closed.push(`${open.pop()} ${name}`);
    else {
      const attributes = Object.fromEntries([...rest.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]));
      tags.push({ name, attributes });
      if (!self) open.push(name);
    }
  }
  expect(open).toEqual([]);
  expect(closed.filter((pair) => new Set(pair.split(" ")).size !== 1)).toEqual([]);
  expect([...xml.matchAll(/</g)].length).toBe(tags.length + [...xml.matchAll(/<\//g)].length);
  return tags;
}

/** The tags of each row, by key. */
function rowsOf(scene: Scene, layout: Layout): Map<number, Tag[]> {
  const rows = new Map<number, Tag[]>();
  const text = renderToString(h(LadderBody, { scene, layout }));
  for (const part of text.split('<g class="row ').slice(1)) {
    const key = Number(/data-key="(-?\d+)"/.exec(part)?.[1]);
    const inside = part.slice(part.indexOf(">") + 1, part.indexOf("</g><g class=") < 0 ? part.lastIndexOf("</g>") : undefined);
    rows.set(
      key,
      [...inside.matchAll(/<(\w+)((?:\s+[\w:-]+="[^"]*")*)/g)].map(([, name = "", rest = ""]) => ({
        name,
        attributes: Object.fromEntries([...rest.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, k = "", v = ""]) => [k, v])),
      })),
    );
  }
  return rows;
}

for (const width of WIDTHS) {
  test(`every packet runs between its lifeline and the server, ${width} px`, () => {
    const scene = sceneFor(width);
    const layout = layOut(scene, width);
    const rows = rowsOf(scene, layout);
    let seen = 0;
    for (const row of scene.rows) {
      if (row.kind !== "packet") continue;
      seen++;
      const tags = rows.get(row.key) ?? [];
      const x = (layout.columns.find(({ lifelines }) => lifelines.some(({ slot }) => slot === row.slot))?.x ?? Number.NaN) + 0.5;
      const server = layout.server + 0.5;
      const dot = Number(tags.find(({ name }) => name === "circle")?.attributes.cx);
      const tip = tags.find(({ name }) => name === "polygon")?.attributes.points?.split(",")[0];
      if (row.direction === "sent") {
        expect(dot).toBe(x);
        if (row.lost) expect(tip).toBeUndefined();
        else expect(Math.abs(Number(tip) - server)).toBeLessThanOrEqual(0.5);
      } else {
        expect(dot).toBe(server);
        expect(Number(tip) - x).toBe(row.inSpan ? 4 : 0.5);
      }
    }
    expect(seen).toBe(16);
  });

  test(`words touch neither each other nor a line, ${width} px`, () => {
    const scene = sceneFor(width);
    const layout = layOut(scene, width);
    expect([...scene.rows.filter(isLine), ...crowd()].flatMap((row) => touching(row, layout))).toEqual([]);
  });
}

function isLine(row: Row): row is PacketRow | HttpRow {
  return row.kind === "packet" || row.kind === "http";
}

/** Rows with every mix of short, long and absent words. */
function crowd(): PacketRow[] {
  const words = ["", "x", "a name of some length", "w".repeat(300), "日本語のイベント", "😀".repeat(40)];
  const rows: PacketRow[] = [];
  for (const name of words) {
    for (const args of words) {
      for (const remark of words) {
        for (const lost of [false, true]) {
          const i = rows.length;
          rows.push({
            key: 5000 + i,
            y: 0,
            height: 22,
            at: 0,
            time: "",
            kind: "packet",
            slot: WEBSOCKET,
            direction: "sent",
            code: "42",
            name,
            args,
            remark,
            inSpan: false,
            lost,
            problem: i % 5 === 0,
            ...(i % 2 === 0 && { ack: i * 1000 }),
            ...(i % 3 === 0 && { latency: "held 33 ms" }),
            ...(i % 7 !== 0 && { size: "+1 · 4.1 kB" }),
          });
        }
      }
    }
  }
  return rows;
}

/** The words of a row that touch each other or a line, as sentences. */
function touching(row: PacketRow | HttpRow, layout: Layout): string[] {
  const { pieces, to, metaFrom, metaTo } = label(row, layout);
  const faults: string[] = [];
  const fault = (text: string) => faults.push(`row ${row.key}: ${text}`);
  let right = layout.label - 1;
  for (const piece of pieces.filter(({ end }) => !end)) {
    if (piece.x <= right) fault(`${piece.style} ${piece.text} begins before ${right}`);
    right = piece.x + (piece.box ?? LIBERATION.of(piece.text, FONTS[fontOf(piece.style)]));
  }
  let left = metaTo;
  for (const piece of pieces.filter(({ end }) => end)) {
    if (piece.x > left) fault(`${piece.style} ${piece.text} ends after ${left}`);
    left = piece.x - LIBERATION.of(piece.text, FONTS[fontOf(piece.style)]);
  }
  if (left < metaFrom) fault(`the meta text begins before ${metaFrom}`);
  if (right > to + 6) fault(`the label goes on after ${to}`);
  if (metaTo >= layout.server) fault("the meta text touches the server");
  const worded = pieces.some(({ style }) => style === "name" || style === "ack" || style === "args");
  if (worded && metaFrom - layout.label > 40 && metaFrom - to < 11) fault("no line shows before the meta text");
  return faults;
}

test("as the ladder gets narrower, the size goes first, then the remark, then the arguments; name and latency stay", () => {
  const row = crowd()[0];
  if (!row) throw new Error("no row");
  const full: PacketRow = {
    ...row,
    problem: false,
    lost: false,
    name: "chat",
    args: `"${"hello ".repeat(8)}"`,
    remark: "a remark of some length",
    latency: "12 ms",
    size: "53 B",
  };
  const gone = new Map<string, number>();
  for (let width = 1400; width >= 640; width -= 4) {
    const styles = label(full, layOut(basicScene(), width)).pieces.map(({ style }) => style);
    expect(styles).toContain("name");
    expect(styles).toContain("lat");
    for (const style of ["meta", "remark", "args"]) if (!styles.some((s) => s === style) && !gone.has(style)) gone.set(style, width);
  }
  expect([...gone.keys()].slice(0, 2)).toEqual(["meta", "remark"]);
  expect(gone.get("args") ?? 0).toBeLessThan(gone.get("remark") ?? 0);
});

test("a problem in a narrow ladder keeps its reason and loses its arguments", () => {
  const layout = layOut(basicScene(), 640);
  const row = basicScene().rows.find((row) => row.kind === "packet" && row.problem);
  if (row?.kind !== "packet") throw new Error("no problem");
  const words = label({ ...row, args: "x".repeat(200) }, layout);
  expect(words.problem).toBe(layout.label);
  expect(words.pieces.find(({ style }) => style === "why")?.text).toBe("not JSON: it ends too early");
});

test("up to eight lifelines stand in order, and their heads do not touch", () => {
  for (const width of WIDTHS) {
    for (let count = 1; count <= 8; count++) {
      const lifelines = Array.from(
        { length: count },
        (_, slot): Lifeline => ({
          slot,
          role: "websocket",
          number: 1,
          rows: 0,
          name: `websocket ${slot}`,
          letter: `w${slot}`,
          id: String(50 + slot),
          inferred: slot === 2,
          from: 0,
          to: null,
          opened: true,
          end: "none",
        }),
      );
      const layout = layOut({ stepTracks: 1, lifelines }, width);
      expect(layout.label).toBeLessThan(layout.meta);
      let right = layout.time;
      for (const slot of layout.columns) {
        const { head } = headOf(slot, 100);
        expect(slot.x - LIBERATION.of(head, FONTS.head) / 2).toBeGreaterThan(right - (right === layout.time ? 24 : 0));
        right = slot.x + LIBERATION.of(head, FONTS.head) / 2;
      }
      expect(new Set(layout.columns.map(({ x }) => x)).size).toBe(count);
    }
  }
});

test("the head of a shared slot names the newest lifeline in sight", () => {
  const lifeline = (name: string, from: number, to: number | null): Lifeline => ({
    slot: from,
    role: "websocket",
    number: 1,
    rows: 0,
    vain: true,
    name,
    letter: "w",
    id: "",
    inferred: false,
    from,
    to,
    opened: true,
    end: "clean",
  });
  const [slot] = layOut({ stepTracks: 1, lifelines: [lifeline("websocket", 0, 100), lifeline("websocket 9", 300, null)] }, 1000).columns;
  if (!slot) throw new Error("no slot");
  expect(slot.lifelines).toHaveLength(2);
  expect(headOf(slot, 200).head).toBe("websocket");
  expect(headOf(slot, 300).head).toBe("websocket 9");
});

test("the head of an inferred lifeline has a ≈, also when there is room for its letter only", () => {
  const lifeline = (slot: number, inferred: boolean): Lifeline => ({
    slot,
    role: "main",
    number: 1,
    rows: 0,
    name: "main",
    letter: "m",
    id: "",
    inferred,
    from: 0,
    to: null,
    opened: true,
    end: "none",
  });
  const heads = (width: number) =>
    layOut({ stepTracks: 1, lifelines: [lifeline(0, true), lifeline(1, false)] }, width).columns.map((c) => headOf(c, 0).head);
  expect(heads(1000)).toEqual(["≈ main", "main"]);
  expect(heads(600)).toEqual(["≈m", "m"]);
});

test("a slice far down is cut at its top and bottom, and its coordinates count from its origin", () => {
  const scene = basicScene();
  const far = 16_000_000;
  const moved: Scene = {
    ...scene,
    rows: scene.rows.map((row) => ({ ...row, y: row.y + far })),
    lifelines: scene.lifelines.map((line) => ({ ...line, from: line.from + far, to: line.to === null ? null : line.to + far })),
    requests: scene.requests.map((span) => ({ ...span, from: span.from + far, to: span.to === null ? null : span.to + far })),
    steps: [],
    pairs: [],
    top: far,
    bottom: far + scene.bottom,
    height: far + scene.bottom,
  };
  const layout = layOut(scene, 1000);
  const drawn = (scene: Scene, origin: number) => renderToString(h(LadderBody, { scene, layout, origin }));
  const numbers = [...drawn(moved, far).matchAll(/ (?:d|y|cy|height|transform|points)="([^"]*)"/g)].flatMap(
    ([, value = ""]) => value.match(/-?\d+(\.\d+)?/g) ?? [],
  );
  expect(numbers.length).toBeGreaterThan(500);
  expect(Math.max(...numbers.map(Number))).toBeLessThan(1100);
  const later = layOut({ stepTracks: 1, lifelines: scene.lifelines.map((line) => ({ ...line, from: 5000, to: null })) }, 1000);
  expect(renderToString(h(LadderBody, { scene, layout: later }))).not.toContain('class="lifeline"');
});

test("a request without an answer has no bottom edge", () => {
  const scene = basicScene();
  const open: Scene = { ...scene, requests: [{ slot: MAIN, from: 100, to: null }] };
  const text = renderToString(h(LadderBody, { scene: open, layout: layOut(open, 1000) }));
  expect(text).toMatch(/<path class="span-edge" d="M[\d.]+ \d+V100h7V\d+"/);
});

test("the selected row, its related row and its bracket are highlighted; rows are options with names", () => {
  const scene = basicScene();
  const [question = 0, answer = 0] = scene.pairs[1]?.keys ?? [];
  const words = (row: Row) => (row.kind === "quiet" ? null : `row ${row.key}`);
  const text = renderToString(
    h(LadderBody, { scene, layout: layOut(scene, 1000), selection: question, related: [answer], hover: 3, inWords: words }),
  );
  expect(text.match(/class="sel"/g)).toHaveLength(1);
  expect(text.match(/class="related"/g)).toHaveLength(1);
  expect(text.match(/class="hover"/g)).toHaveLength(1);
  expect(text.match(/class="pair on"/g)).toHaveLength(1);
  expect(text).toContain(`id="row-${question}" role="option" aria-selected="true"><title>row ${question}</title>`);
  expect(text).toMatch(/<g class="row quiet" [^>]*aria-hidden/);
});

test("the name of a row says which findings begin at it, and what it proves of the open one", () => {
  const scene = basicScene();
  const [first, second] = scene.rows.map(({ key }) => key);
  if (first === undefined || second === undefined) throw new Error("two rows are expected");
  const mark = { finding: "k", row: first, y: 0, height: 22, severity: "error", name: "n", title: "t", begins: "b", line: false } as const;
  const findings = ["error: Upgrade refused begins here", "info: Not visible begins here"].map((named) => ({ ...mark, named }));
  const evidence = new Map([
    [first, { number: 1, words: "evidence 1" }],
    [second, { number: 2, words: "evidence 2" }],
  ]);
  const nameOf = (text: string, key: number) => text.match(new RegExp(`id="row-${key}"[^>]*><title>([^<]*)`))?.[1];
  const inWords = (row: Row) => `row ${row.key}`;
  const draw = (more: object) =>
    renderToString(h(LadderBody, { scene: { ...scene, findings }, layout: layOut(scene, 1000), inWords, ...more }));
  expect(nameOf(draw({}), second)).toBe(`row ${second}`);
  const text = draw({ evidence });
  expect(nameOf(text, first)).toBe(`row ${first}, error: Upgrade refused begins here, info: Not visible begins here, evidence 1`);
  expect(nameOf(text, second)).toBe(`row ${second}, evidence 2`);
});

test("a head that has room for a letter only has the full name as its tooltip", () => {
  const scene = narrowScene();
  const text = renderToString(h(LadderHead, { scene, layout: layOut(scene, 420) }));
  expect(text).toContain("<title>polling 61</title>");
  expect(text).toContain('class="head mid">p<');
  expect(text).toContain("localhost:3000");
});

const sheet = (scene: Scene, title = "http://localhost:3000/", width = 1000) =>
  svg({ scene, width, title, facts: ["fact"], t: english }, "light");

test("a figure is well-formed XML and refers to nothing outside", () => {
  for (const width of WIDTHS) {
    const text = sheet(sceneFor(width), "page", width);
    const tags = tagsOf(text);
    expect(tags[0]?.name).toBe("svg");
    expect(tags[0]?.attributes.xmlns).toBe("http://www.w3.org/2000/svg");
    expect(text).not.toMatch(/var\(|undefined|NaN|href|src=|@import/);
    expect(text.match(/url\(/g)).toEqual(["url("]);
    expect(text.match(/<text /g)?.length).toBeGreaterThan(100);
  }
});

test("markup that a page sent is drawn as text", () => {
  const hostile = `</text><script>alert(1)</script>"'&amp;\u0000\u0007\u202e\ud800 ]]> <!-- x`;
  const scene = basicScene();
  const rows = scene.rows.map((row): Row => {
    switch (row.kind) {
      case "packet":
        return { ...row, code: hostile, name: hostile, args: hostile, remark: hostile, latency: hostile, size: hostile };
      case "http":
        return { ...row, path: hostile, remark: hostile };
      case "fields":
        return { ...row, fields: [[hostile, hostile]] };
      case "fold":
        return { ...row, name: hostile, bits: [hostile] };
      case "mark":
      case "gap":
      case "live":
        return { ...row, text: hostile, remark: hostile };
      default:
        return row;
    }
  });
  const lifelines = scene.lifelines.map((line) => ({ ...line, name: hostile, letter: hostile, id: hostile }));
  const steps = scene.steps.map((step) => ({ ...step, name: hostile, notes: [hostile] }));
  const text = sheet({ ...scene, rows, lifelines, steps, server: hostile }, hostile);
  const names = new Set(tagsOf(text).map(({ name }) => name));
  expect([...names].sort()).toEqual(["circle", "defs", "g", "path", "pattern", "polygon", "rect", "style", "svg", "text", "title"]);
  expect(text).toContain("&lt;script>");
  expect(text).not.toMatch(/[\u202e]/);
});

test("text is cut to its room, at the end or in the middle, and marked with …", () => {
  const texts = ["", "a", "hello world", "W".repeat(50), "日本語テキスト".repeat(5), "😀".repeat(20), "é".repeat(30), "a\u0301".repeat(20)];
  const faults: string[] = [];
  for (const face of ["regular", "bold", "mono"] as const) {
    for (const text of texts) {
      for (let room = 0; room < 300; room += 7) {
        const cut = LIBERATION.fit(text, room, [12, face]);
        const middle = LIBERATION.fitMiddle(text, room, [12, face]);
        const fits = LIBERATION.of(cut, [12, face]) <= room + 0.001 && LIBERATION.of(middle, [12, face]) <= room + 0.001;
        const whole = !/\p{Cs}/u.test(cut + middle);
        const marked = cut === text || cut === "" || cut.endsWith("…");
        const untouched = LIBERATION.of(text, [12, face]) > room || (cut === text && middle === text);
        if (!(fits && whole && marked && untouched)) faults.push(`${text} at ${room}: ${cut} | ${middle}`);
      }
    }
  }
  expect(faults).toEqual([]);
  expect(LIBERATION.fitMiddle("/socket.io/?EIO=4&transport=polling&sid=abcd", 150, [11.5, "regular"])).toMatch(
    /^\/socket\.io.*….*sid=abcd$/,
  );
});

test("control characters and lone surrogates are drawn as visible signs", () => {
  expect(printable("a\nb\u0000\u007f\u0085\u202eé😀\ud800")).toBe("a␊b␀␡\ufffd\ufffdé😀\ufffd");
});

test("a scene is laid out anew when something changes that the layout depends on, and not for other rows", () => {
  const scene = basicScene();
  const further: Scene = { ...scene, rows: [], lifelines: scene.lifelines.map((lifeline) => ({ ...lifeline })) };
  const layout = layOut(scene, 1060);
  const again = (other: Partial<Scene>, width = 1060, lifelines: number | null = null) =>
    layOutAgain({ scene, layout }, { ...scene, ...other }, width, LIBERATION, { ...layout, lifelines });
  expect(again(further)).toBe(layout);
  expect(again({ lifelines: scene.lifelines.map((lifeline) => ({ ...lifeline, rows: lifeline.rows + 1 })) })).toBe(layout);
  expect(again({}, 1061)).not.toBe(layout);
  expect(again({}, 1060, 500)).not.toBe(layout);
  const others: readonly Partial<Scene>[] = [
    { stepTracks: scene.stepTracks + 1 },
    { stepNames: ["a longer name than any step has"] },
    { longestTimes: ["00:00:00.000"] },
    { serverHead: `${scene.serverHead} 2` },
    { worker: { head: "service worker", letter: "w" } },
    { sessionBars: { tracks: 7, bars: [] } },
    { lifelines: scene.lifelines.slice(1) },
  ];
  for (const other of others) expect(again(other), Object.keys(other).join()).not.toBe(layout);
});
