// The picture of a band: how much was received and sent in each slice of its time, as bars left and right of an axis. The bands of a burst stand
// below one another, so their bars are one picture, which is why they have a column of their own at the right.

import { printable } from "../../text/printable.ts";
import { BAND_SLICES } from "../rows/row-kinds.ts";
import type { FoldRow } from "../scene/scene.ts";
import { type PictureProps, Triangle } from "./arrows.tsx";
import { Text } from "./shapes.tsx";
import { FONTS } from "./style.ts";

/** The length of the longest bar, as a part of the room for a label, and in pixels. */
const BAR_SHARE = 0.16;
const [LEAST_BAR, MOST_BAR] = [20, 72] as const;
const GAP = 10;
/** The height of a bar; 1 px is between two. */
const BAR = 2;

export function BandPicture({ row, layout }: PictureProps<FoldRow>) {
  const { widths } = layout;
  const longest = Math.round(Math.min(MOST_BAR, Math.max(LEAST_BAR, (layout.meta - layout.label) * BAR_SHARE)));
  const axis = layout.meta - longest;
  const size = layout.sizes && row.size !== undefined ? printable(row.size) : "";
  const sizeX = axis - longest - GAP;
  const right = size === "" ? sizeX : sizeX - widths.pixels(size, FONTS.meta) - GAP;
  const base = row.height / 2 + 4;
  const name = widths.fit(printable(row.name), right - layout.label, FONTS.name);
  let at = layout.label + widths.pixels(name, FONTS.name) + 8;
  const bits = row.bits.map((bit) => {
    const text = widths.fit(printable(bit), right - at, FONTS.remark);
    const x = at;
    if (text !== "") at += widths.pixels(text, FONTS.remark) + 12;
    return { text: text === "…" ? "" : text, x };
  });
  const step = row.height / BAND_SLICES;
  const bars = (way: 0 | 1) =>
    (row.slices ?? [])
      .map((share, i) => {
        if (i % 2 !== way || share === 0) return "";
        const length = Math.max(1, Math.round(share * (longest - 1)));
        return `M${way === 1 ? axis + 1 : axis} ${Math.floor(i / 2) * step}h${way === 1 ? length : -length}v${BAR}h${way === 1 ? -length : length}z`;
      })
      .join("");
  const [received, sent] = [bars(0), bars(1)];
  const slots = [row.slot, ...row.otherSlots];
  return (
    <>
      {layout.columns.map(
        ({ lifelines, x }) =>
          lifelines.some(({ slot }) => slots.includes(slot)) && (
            <rect key={x} class="span" x={x - 2.5} y={0} width={7} height={row.height} />
          ),
      )}
      <path class="life" d={`M${axis + 0.5} 0V${row.height}`} />
      {received !== "" && <path class="solid received" d={received} />}
      {sent !== "" && <path class="solid sent" d={sent} />}
      <Triangle row={row} layout={layout} />
      <Text widths={widths} x={layout.label} y={base} font="name" text={name} />
      {bits.map((bit) => bit.text !== "" && <Text widths={widths} key={bit.x} x={bit.x} y={base} font="remark" text={bit.text} />)}
      {size !== "" && <Text widths={widths} x={sizeX} y={base} font="meta" cls="end" text={size} />}
    </>
  );
}
