// The words of a row, cut to the room there is. When room is short, the size goes first, then the remark, then the arguments; the name is
// cut last. A problem keeps its remark, which is its reason. At least 12 px of the line show before the meta text (latency and size).

import { printable } from "../../text/printable.ts";
import type { HttpRow, PacketRow } from "../scene/scene.ts";
import type { Layout } from "./layout.ts";
import { FONTS, type FontName } from "./style.ts";

interface Piece {
  /** Left edge, or right edge when `end` is set. */
  readonly x: number;
  readonly text: string;
  readonly style: PieceStyle;
  readonly end?: true;
  /** Width of the box around an ack id. */
  readonly box?: number;
}

export type PieceStyle = "name" | "path" | "args" | "remark" | "why" | "ack" | "lat" | "meta";

export interface Label {
  readonly pieces: readonly Piece[];
  /** Left edge of the `▲`; null when the row is no problem. */
  readonly problem: number | null;
  /** Right edge of the label. */
  readonly to: number;
  /** Left and right edge of the meta text; equal when there is none. */
  readonly metaFrom: number;
  readonly metaTo: number;
}

export const fontOf = (style: PieceStyle): FontName => (style === "args" || style === "ack" ? "mono" : style);

/** How many pixels before the server the line of a lost packet ends. */
export const LOST = 40;
const GAP = 6;
const LINE = 12;
const LEAST_ARGS = 28;
const FAIR_ARGS = 110;

export function label(row: PacketRow | HttpRow, layout: Layout): Label {
  const { widths } = layout;
  const widthOf = (text: string, style: PieceStyle) => widths.pixels(text, FONTS[fontOf(style)]);
  const right = row.lost ? Math.min(layout.server - LOST - LINE, layout.meta) : layout.meta;
  const from = layout.label + (row.problem ? 14 : 0);
  let latency = printable(row.latency ?? "");
  const fullSize = layout.sizes && row.size !== undefined ? printable(row.size) : "";
  const name = row.kind === "packet" ? printable(row.name) : "";
  const remark = printable(row.remark ?? "");
  const ack = row.kind === "packet" && row.ack !== undefined ? `#${row.ack}` : "";
  const ackWidth = ack === "" ? 0 : widthOf(ack, "ack") + 8 + GAP;
  const rest = printable(row.kind === "packet" ? (row.args ?? "") : row.path);
  const restStyle: PieceStyle = row.kind === "packet" ? "args" : "path";
  const remarkStyle = row.problem ? "why" : "remark";

  const nameWidth = name === "" ? 0 : widthOf(name, "name") + GAP;
  const restWidth = rest === "" ? 0 : widthOf(rest, restStyle) + GAP;
  const remarkWidth = remark === "" ? 0 : widthOf(remark, remarkStyle) + GAP;
  const metaWidth = (size: string) => {
    const both = latency !== "" && size !== "" ? 8 : 0;
    return (latency === "" ? 0 : widthOf(latency, "lat")) + (size === "" ? 0 : widthOf(size, "meta")) + both;
  };
  const roomWith = (size: string) => {
    const meta = metaWidth(size);
    return right - from - (meta > 0 ? meta + 5 : 0) - LINE;
  };

  // Drop the words of a latency (`held 33 ms`) before the name is cut.
  if (nameWidth + ackWidth - GAP > roomWith("")) latency = latency.replace(/^\D+/, "");
  const withRest = (width: number) => nameWidth + ackWidth + width + remarkWidth;
  // When arguments are cut anyway, the size stays: it says how much there is.
  const isCut = withRest(restWidth) - GAP > roomWith("");
  const least = withRest(isCut ? Math.min(restWidth, FAIR_ARGS) : restWidth);
  const size = least <= roomWith(fullSize) ? fullSize : "";
  const room = Math.max(0, roomWith(size));
  let left = room - ackWidth - Math.min(nameWidth, room - ackWidth);
  let remarkRoom = 0;
  if (row.problem) remarkRoom = Math.min(remarkWidth, left);
  else if (remarkWidth > 0 && left - remarkWidth >= Math.min(restWidth, FAIR_ARGS)) remarkRoom = remarkWidth;
  left -= remarkRoom;

  const pieces: Piece[] = [];
  let x = from;
  const put = (text: string, style: PieceStyle) => {
    if (text === "" || text === "…") return;
    pieces.push({ x, text, style });
    x += widthOf(text, style) + GAP;
  };
  put(widths.fit(name, room - ackWidth, FONTS.name), "name");
  if (ack !== "" && x + ackWidth <= from + room + GAP) {
    const box = widthOf(ack, "ack") + 8;
    pieces.push({ x, text: ack, style: "ack", box });
    x += box + GAP;
  }
  if (restWidth > 0 && (left >= restWidth - GAP || left >= LEAST_ARGS)) {
    put(restStyle === "path" ? widths.fitMiddle(rest, left, FONTS.path) : widths.fit(rest, left, FONTS.mono), restStyle);
  }
  if (remarkRoom > 0) put(widths.fit(remark, remarkRoom, FONTS[remarkStyle]), remarkStyle);
  const to = pieces.length === 0 ? from - GAP : x - GAP;

  let metaX = right;
  if (size !== "") {
    pieces.push({ x: metaX, text: size, style: "meta", end: true });
    metaX -= widthOf(size, "meta") + (latency === "" ? 0 : 8);
  }
  if (latency !== "") {
    pieces.push({ x: metaX, text: latency, style: "lat", end: true });
    metaX -= widthOf(latency, "lat");
  }
  return { pieces, problem: row.problem ? layout.label : null, to, metaFrom: metaX, metaTo: right };
}
