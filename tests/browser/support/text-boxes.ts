// Measures, in a page, where the texts of a diagram are drawn, and what they touch.

/**
 * Sentences about texts that touch another text, or a line or an edge that is not their own. Runs inside the page, so it refers to
 * nothing outside itself. Of a text its letters count, from 0.72 em above the baseline to 0.2 em below it, not the line height of its font.
 */
export function collisions(selector: string): string[] {
  interface Box {
    readonly name: string;
    readonly element: Element;
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  }
  /** Rounding of the browser. */
  const SLACK = 0.3;
  const boxOf = (element: SVGGraphicsElement, name: string, left: number, top: number, right: number, bottom: number): Box => {
    const matrix = element.getScreenCTM();
    if (!matrix) throw new Error(`not drawn: ${name}`);
    const points = [
      [left, top],
      [right, top],
      [left, bottom],
      [right, bottom],
    ].map(([x, y]) => new DOMPoint(x, y).matrixTransform(matrix));
    const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
    return { name, element, left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  };
  const meet = (a: Box, b: Box) =>
    a.left + SLACK < b.right && b.left + SLACK < a.right && a.top + SLACK < b.bottom && b.top + SLACK < a.bottom;
  const holds = (outer: Box, inner: Box) =>
    outer.left <= inner.left && inner.right <= outer.right && outer.top <= inner.top && inner.bottom <= outer.bottom;
  const all = <E extends Element>(...tags: string[]) =>
    [...document.querySelectorAll<E>(tags.map((tag) => `${selector} ${tag}`).join())].filter((element) => element.closest("defs") === null);

  // What a panel draws above and below its viewport is cut off where the drawn slice ends.
  const viewport = document.querySelector(selector)?.closest(".scroller")?.getBoundingClientRect();
  const isInView = ({ top, bottom }: Box) => viewport === undefined || (top >= viewport.top && bottom <= viewport.bottom);
  const texts = all<SVGTextElement>("text")
    .filter(({ textContent }) => textContent !== "")
    .map((text) => {
      const { x, width } = text.getBBox();
      const size = Number.parseFloat(getComputedStyle(text).fontSize);
      const y = Number(text.getAttribute("y") ?? 0);
      return boxOf(text, `“${text.textContent}”`, x, y - 0.72 * size, x + width, y + 0.2 * size);
    })
    .filter(isInView);

  /** The straight strokes of a path that is made of M, L, H, V, h, v, l and z. */
  const strokes = (path: SVGGraphicsElement): Box[] => {
    const half = (Number.parseFloat(getComputedStyle(path).strokeWidth) || 1) / 2;
    const found: Box[] = [];
    let [x, y, startX, startY] = [0, 0, 0, 0];
    for (const [, command = "", rest = ""] of (path.getAttribute("d") ?? "").matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
      const [a = 0, b = 0] = [...rest.matchAll(/-?[\d.]+/g)].map(Number);
      const [fromX, fromY] = [x, y];
      if (command === "M" || command === "L") [x, y] = [a, b];
      else if (command === "m" || command === "l") [x, y] = [x + a, y + b];
      else if (command === "H" || command === "h") x = command === "H" ? a : x + a;
      else if (command === "V" || command === "v") y = command === "V" ? a : y + a;
      else if (command === "z") [x, y] = [startX, startY];
      else throw new Error(`a path with ${command}`);
      if (command === "M" || command === "m") [startX, startY] = [x, y];
      else {
        const [left, right] = [Math.min(fromX, x) - half, Math.max(fromX, x) + half];
        found.push(boxOf(path, `line ${path.getAttribute("class")}`, left, Math.min(fromY, y) - half, right, Math.max(fromY, y) + half));
      }
    }
    return found;
  };
  /** The four edges of a rectangle; its inside may hold text. */
  const edges = (rect: SVGGraphicsElement): Box[] => {
    const { x, y, width, height } = rect.getBBox();
    const name = `edge ${rect.getAttribute("class")}`;
    return [
      boxOf(rect, name, x, y, x + width, y),
      boxOf(rect, name, x, y + height, x + width, y + height),
      boxOf(rect, name, x, y, x, y + height),
      boxOf(rect, name, x + width, y, x + width, y + height),
    ].map((box) => ({ ...box, left: box.left - 0.5, right: box.right + 0.5, top: box.top - 0.5, bottom: box.bottom + 0.5 }));
  };
  const whole = (shape: SVGGraphicsElement): Box => {
    const { x, y, width, height } = shape.getBBox();
    return boxOf(shape, `shape ${shape.getAttribute("class")}`, x, y, x + width, y + height);
  };
  /** Grounds have no edges that are seen. */
  const ground = /^(sel|related|hover|band|paper|plate|hatch|ring|sel-bar)?$/;
  const shapes = [
    ...all<SVGGraphicsElement>("path").flatMap(strokes),
    ...all<SVGGraphicsElement>("rect")
      .filter((rect) => !ground.test(rect.getAttribute("class") ?? ""))
      .flatMap(edges),
    ...all<SVGGraphicsElement>("circle", "polygon.solid").map(whole),
  ];
  /** They cover what is drawn below them. */
  const plates = all<SVGGraphicsElement>("rect.plate", "polygon.plate", ".row.step rect.band").map(whole);
  const hatches = all<SVGGraphicsElement>("rect.hatch").map(whole);

  const found: string[] = [];
  for (const [i, text] of texts.entries()) {
    for (const other of texts.slice(i + 1)) if (meet(text, other)) found.push(`${text.name} and ${other.name}`);
    // A silence is written over the brackets beside it, with a halo.
    const isOver = text.element.classList.contains("silence-text");
    const plate = plates.find((plate) => meet(plate, text));
    for (const shape of shapes) if (!isOver && !plate && meet(text, shape)) found.push(`${text.name} and ${shape.name}`);
    if (plate && !holds(plate, text)) found.push(`${text.name} and the edge of its plate`);
    if (!plate) for (const hatch of hatches) if (meet(text, hatch)) found.push(`${text.name} and hatching`);
  }
  return found;
}
