// Reads an SVG figure for drawing.spec.ts: its elements with their positions, and its texts as boxes, measured with the layout's width table
// and the fonts of the figure's style. Asserts that the XML is well-formed.

import assert from "node:assert/strict";
import { type Face, LIBERATION } from "../../src/text/width.ts";

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly classes: readonly string[];
  readonly parent: Element | null;
  /** Its origin in the figure's coordinates. */
  readonly dx: number;
  readonly dy: number;
  readonly turned: boolean;
  text: string;
}

export interface Box {
  readonly element: Element;
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/u;
const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
const plain = (text: string) =>
  text.replace(/&[^;]*;?/g, (entity) => {
    const is = ENTITIES[entity];
    assert(is !== undefined, `no such entity: ${entity}`);
    return is;
  });

/** Elements of an SVG text, in order. Throws if it is not well-formed or contains unprintable characters. */
export function elementsOf(svg: string): Element[] {
  assert(!UNPRINTABLE.test(svg.replaceAll("\n", "")), "unprintable");
  const elements: Element[] = [];
  const path: Element[] = [];
  let end = 0;
  for (const match of svg.matchAll(/<(\/?)([\w:-]+)((?:\s[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
    const open = path.at(-1) ?? null;
    const between = svg.slice(end, match.index);
    assert(!/<|]]>/.test(between), `not well-formed: ${between}`);
    if (open) open.text += plain(between);
    else assert.equal(between, "");
    end = match.index + match[0].length;
    const [, close, name = "", rest = "", empty] = match;
    if (close) {
      assert.equal(open?.name, name);
      path.pop();
      continue;
    }
    const attributes: Record<string, string> = {};
    for (const [, key = "", value = ""] of rest.matchAll(/([\w:-]+)="([^"]*)"/g)) {
      assert(!(key in attributes), `${key} twice`);
      assert(!/NaN|undefined|Infinity|null|\[object/.test(value) || key === "aria-label", `${name} ${key}="${value}"`);
      attributes[key] = plain(value);
    }
    const { transform = "", class: classes = "", x, y } = attributes;
    const [, tx = "0", ty = "0"] = /translate\(([-\d.]+) ([-\d.]+)\)/.exec(transform) ?? [];
    const inner = name === "svg" && open !== null;
    const element: Element = {
      name,
      attributes,
      classes: classes.split(" "),
      parent: open,
      dx: (open?.dx ?? 0) + Number(tx) + (inner ? Number(x ?? 0) : 0),
      dy: (open?.dy ?? 0) + Number(ty) + (inner ? Number(y ?? 0) : 0),
      turned: transform.includes("rotate(-90)"),
      text: "",
    };
    elements.push(element);
    if (!empty) path.push(element);
  }
  assert.deepEqual(path, []);
  assert.equal(svg.slice(end), "");
  return elements;
}

interface Type {
  size: number;
  face: Face;
  anchor: "start" | "middle" | "end";
}

/** Font of a text with these classes. The last matching rule wins, which is enough for the figure's style. */
function typeOf(style: string, classes: readonly string[]): Type {
  const type: Type = { size: 12, face: "regular", anchor: "start" };
  for (const [, selectors = "", body = ""] of style.matchAll(/^(\.ladder [^{]*)\{([^}]*)\}/gm)) {
    const holds = selectors.split(",").some((selector) => {
      const own = selector.trim().replace(/^\.ladder /, "");
      return (
        own === "text" ||
        (own.startsWith(".") &&
          own
            .slice(1)
            .split(".")
            .every((name) => classes.includes(name)))
      );
    });
    if (!holds) continue;
    const [, size] = /font(?:-size)?: ([\d.]+)px/.exec(body) ?? [];
    if (size !== undefined) type.size = Number(size);
    if (/font: /.test(body)) type.face = body.includes("Mono") && !body.includes("Segoe") ? "mono" : "regular";
    if (body.includes("font-weight: 600")) type.face = "bold";
    const [, anchor] = /text-anchor: (\w+)/.exec(body) ?? [];
    if (anchor !== undefined) type.anchor = anchor as Type["anchor"];
  }
  return type;
}

const types = new Map<string, Type>();

/** Boxes of a figure's texts. */
export function boxesOf(elements: readonly Element[]): Box[] {
  const style = elements.find(({ name }) => name === "style")?.text ?? "";
  return elements
    .filter(({ name }) => name === "text")
    .map((element) => {
      const key = element.classes.join(" ");
      let type = types.get(key);
      if (!type) {
        type = typeOf(style, element.classes);
        types.set(key, type);
      }
      const { size, face, anchor } = type;
      const width = LIBERATION.of(element.text, [size, face]);
      const from = anchor === "end" ? -width : anchor === "middle" ? -width / 2 : 0;
      const x = Number(element.attributes.x ?? 0);
      const y = Number(element.attributes.y ?? 0);
      const [up, down] = [-0.74 * size, 0.22 * size];
      const { dx, dy, text } = element;
      return element.turned
        ? { element, text, left: dx + up, right: dx + down, top: dy - from - width, bottom: dy - from }
        : { element, text, left: dx + x + from, right: dx + x + from + width, top: dy + y + up, bottom: dy + y + down };
    });
}

/** Pairs of texts that overlap. */
export function overlaps(boxes: readonly Box[]): string[] {
  const found: string[] = [];
  const sorted = boxes.filter(({ text }) => text !== "").sort((a, b) => a.top - b.top);
  for (const [i, a] of sorted.entries()) {
    for (let k = i + 1; k < sorted.length; k++) {
      const b = sorted[k];
      if (!b || b.top >= a.bottom) break;
      if (a.left < b.right && b.left < a.right) found.push(`“${a.text}” ${where(a)} “${b.text}” ${where(b)}`);
    }
  }
  return found;
}

export function where({ element, left, right, top, bottom }: Box): string {
  const round = (n: number) => Math.round(n * 10) / 10;
  return `(${element.classes.join(" ")}: ${round(left)}–${round(right)}, ${round(top)}–${round(bottom)})`;
}

export function inside(element: Element, cls: string): Element | null {
  for (let e: Element | null = element; e; e = e.parent) if (e.classes.includes(cls)) return e;
  return null;
}
