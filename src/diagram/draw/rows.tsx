// The pictures of rows, each drawn from y = 0 down to its height.

import { clientLetter } from "../../text/client-letter.ts";
import { printable } from "../../text/printable.ts";
import type { Widths } from "../../text/width.ts";
import type { FieldsRow, FoldRow, GapRow, LiveRow, MarkRow, QuietRow, Row, StepRow } from "../scene/scene.ts";
import { farEnd, HttpPicture, PacketPicture, type PictureProps, Triangle, Warning } from "./arrows.tsx";
import { BandPicture } from "./band.tsx";
import { LOST } from "./label.ts";
import { type Layout, rightLines } from "./layout.ts";
import { across, Dot, End, OpenHead, Text } from "./shapes.tsx";
import { FONTS, type FontName } from "./style.ts";

export function RowPicture({ row, layout, x, selected }: PictureProps<Row> & { readonly selected: boolean }) {
  const ground = layout.step > 0 ? layout.step + 1 : 0;
  return (
    <>
      {row.time !== "" && row.kind !== "gap" && (
        <Text
          widths={layout.widths}
          x={layout.time}
          y={row.height / 2 + 4}
          font="time"
          cls="end"
          text={row.time}
          room={layout.time - layout.step}
        />
      )}
      <Kind row={row} layout={layout} x={x} />
      {isFolded(row, layout, x) && (
        <Text widths={layout.widths} x={x - 8} y={row.height / 2 + 4} font="head-id" cls="end" text={clientLetter(row.client ?? 0)} />
      )}
      {selected && <rect class="sel-bar" x={ground} y={0} width={2} height={row.height} />}
      {selected && <rect class="ring" x={ground + 1} y={1} width={layout.width - ground - 2} height={row.height - 2} rx={2} />}
    </>
  );
}

/** Whether a row stands on the fold of several clients, so that its client's letter must be beside it. */
function isFolded(row: Row, { columns }: Layout, x: number): boolean {
  const last = columns.at(-1);
  return last?.folded === true && last.x + 0.5 === x && "slot" in row && row.client !== undefined;
}

function Kind({ row, layout, x }: PictureProps<Row>) {
  switch (row.kind) {
    case "packet":
      return <PacketPicture row={row} layout={layout} x={x} />;
    case "http":
      return <HttpPicture row={row} layout={layout} x={x} />;
    case "fields":
      return <FieldsPicture row={row} layout={layout} x={x} />;
    case "seam":
      return null;
    case "quiet":
      return <QuietPicture row={row} layout={layout} x={x} />;
    case "gap":
      return <GapPicture row={row} layout={layout} x={x} />;
    case "mark":
      return <MarkPicture row={row} layout={layout} x={x} />;
    case "fold":
      return row.slices ? <BandPicture row={row} layout={layout} x={x} /> : <FoldPicture row={row} layout={layout} x={x} />;
    case "live":
      return <LivePicture row={row} layout={layout} x={x} />;
    case "step":
      return <StepPicture row={row} layout={layout} x={x} />;
  }
}

/** Cuts a remark, or leaves it out when hardly a word would be left. */
export function fitRemark(remark: string | undefined, room: number, widths: Widths, font: FontName = "remark"): string {
  const text = widths.fit(printable(remark ?? ""), room, FONTS[font]);
  return text.endsWith("…") && room < 70 ? "" : text;
}

function FieldsPicture({ row, layout }: PictureProps<FieldsRow>) {
  const { widths } = layout;
  const base = row.height / 2 + 3;
  const right = (layout.worker ?? layout.server) - 8;
  let x = layout.label;
  return (
    <>
      {row.fields.map(([name, value]) => {
        const at = x;
        const valueX = at + widths.pixels(printable(name), FONTS.key) + 5;
        const text = widths.fitMiddle(printable(value), Math.max(0, right - valueX), FONTS.mono);
        x = valueX + widths.pixels(text, FONTS.mono) + 14;
        if (text !== value && right - valueX < 60) return null;
        return (
          <g key={name}>
            <Text widths={widths} x={at} y={base} font="key" text={name} />
            <Text widths={widths} x={valueX} y={base} font="mono" cls="val" text={text} marks={layout.marks} />
          </g>
        );
      })}
    </>
  );
}

function QuietPicture({ row, layout }: PictureProps<QuietRow>) {
  const y = row.height / 2;
  if (row.torn) return <TearPicture row={row} layout={layout} />;
  const at = row.y + y;
  const alive = layout.columns.filter(({ lifelines }) => lifelines.some(({ from, to }) => from <= at && (to === null || to >= at)));
  const lines = [...alive.map(({ x }) => x), ...rightLines(layout).map(Math.floor)];
  return (
    <>
      <path class="cut" d={lines.map((x) => `M${x - 5} ${y + 2}l11 -4`).join("")} />
      <path class="life" d={lines.map((x) => `M${x - 5} ${y}l11 -4M${x - 5} ${y + 4}l11 -4`).join("")} />
      <Text
        widths={layout.widths}
        x={layout.label}
        y={y + 3.5}
        font="quiet"
        text={layout.widths.fit(row.text, layout.meta - layout.label, FONTS.quiet)}
      />
    </>
  );
}

const TOOTH = 6;
const TOOTH_HEIGHT = 8;

/** The paper is torn across everything but the session bars: two zigzags, and between them only how long nothing happened. */
function TearPicture({ row, layout }: { readonly row: QuietRow; readonly layout: Layout }) {
  const { widths } = layout;
  const middle = row.height / 2;
  const top = zigzag(layout.sessionBars, layout.width, 4);
  const bottom = zigzag(layout.sessionBars, layout.width, row.height - 4 - TOOTH_HEIGHT);
  const text = printable(row.text);
  const remarkX = layout.label + widths.pixels(text, FONTS.mark) + 10;
  const remark = fitRemark(row.remark, layout.server - remarkX - 8, widths);
  return (
    <>
      <polygon class="plate" points={[...top, ...[...bottom].reverse()].join(" ")} />
      <polyline class="tear" points={top.join(" ")} />
      <polyline class="tear" points={bottom.join(" ")} />
      <Text widths={widths} x={layout.label} y={middle + 4} font="mark" text={text} />
      {remark !== "" && <Text widths={widths} x={remarkX} y={middle + 4} font="remark" text={remark} />}
    </>
  );
}

/** Points of a zigzag from one x to another. */
function zigzag(from: number, to: number, y: number): string[] {
  const teeth = Math.floor((to - from) / TOOTH);
  const points = Array.from({ length: teeth + 1 }, (_, i) => `${from + i * TOOTH},${y + (i % 2) * TOOTH_HEIGHT}`);
  return [...points, `${to},${y + TOOTH_HEIGHT / 2}`];
}

function GapPicture({ row, layout }: PictureProps<GapRow>) {
  const { widths } = layout;
  const middle = row.height / 2;
  const room = layout.meta - layout.label;
  const text = widths.fit(printable(row.text), room, FONTS.mark);
  const remarkX = layout.label + widths.pixels(text, FONTS.mark) + 8;
  const remark = fitRemark(row.remark, layout.meta - remarkX, widths);
  const right = remark === "" ? remarkX - 2 : remarkX + widths.pixels(remark, FONTS.remark) + 6;
  const time = Math.max(46, widths.pixels(row.time, FONTS.time) + 4);
  return (
    <>
      <rect class="hatch" x={layout.step} y={0} width={layout.width - layout.step} height={row.height} />
      <rect class="plate" x={layout.label - 6} y={middle - 9} width={right - layout.label + 6} height={18} rx={3} />
      {row.time !== "" && <rect class="plate" x={layout.time - time} y={middle - 9} width={time + 4} height={18} rx={3} />}
      {row.time !== "" && <Text widths={widths} x={layout.time} y={middle + 4} font="time" cls="end" text={row.time} />}
      <Text widths={widths} x={layout.label} y={middle + 4} font="mark" text={text} />
      {remark !== "" && <Text widths={widths} x={remarkX} y={middle + 4} font="remark" text={remark} />}
    </>
  );
}

function MarkPicture({ row, layout, x }: PictureProps<MarkRow>) {
  const { widths } = layout;
  const y = row.height / 2 + 0.5;
  const server = layout.server + 0.5;
  const from = layout.label + (row.tone === "problem" ? 14 : 0);
  const text = widths.fit(printable(row.text), layout.meta - from, FONTS.mark);
  const remarkX = from + widths.pixels(text, FONTS.mark) + 8;
  const remark = fitRemark(row.remark, layout.meta - remarkX, widths);
  const to = remark === "" ? remarkX - 8 : remarkX + widths.pixels(remark, FONTS.remark);
  const start = row.slot === undefined ? layout.time + 8 : x;
  const leader = row.side !== "both" && row.slot !== undefined && row.tone !== "inferred" ? " leader" : "";
  const line = (row.side === "server" ? "" : across(start, layout.label - 6, y)) + (row.side === "client" ? "" : across(to + 8, server, y));
  const cross = row.tone === "plain" ? "bar" : "cross";
  return (
    <>
      <path class={`line ${row.tone}${leader}`} d={line} />
      {row.ends && row.side !== "server" && row.slot !== undefined && <End x={x} y={y} shape={cross} cls={row.tone} />}
      {row.ends && row.side !== "client" && <End x={server} y={y} shape={cross} cls={row.tone} />}
      {row.tone === "problem" && <Warning x={layout.label} y={y} />}
      <Text widths={widths} x={from} y={y + 3.5} font="mark" cls={row.tone} text={text} marks={layout.marks} />
      {remark !== "" && <Text widths={widths} x={remarkX} y={y + 3.5} font="remark" text={remark} marks={layout.marks} />}
    </>
  );
}

const SPARK_HEIGHT = 12;
const SPARK_STEP = 2;

function FoldPicture({ row, layout, x }: PictureProps<FoldRow>) {
  const { widths } = layout;
  const y = row.height / 2 + 0.5;
  const server = farEnd(row, layout);
  const size = layout.sizes && row.size !== undefined ? printable(row.size) : "";
  const metaFrom = size === "" ? layout.meta : layout.meta - widths.pixels(size, FONTS.meta);
  const end = row.lost ? server - LOST : server;
  const nameX = layout.label + (row.problem ? 14 : 0);
  let at = nameX;
  const right = Math.min(metaFrom, end) - 18;
  const name = widths.fit(printable(row.name), right - at, FONTS.name);
  at += widths.pixels(name, FONTS.name) + 7;
  const bits = row.bits.map((bit) => {
    const text = fitRemark(bit, right - at, widths);
    const bitX = at;
    if (text !== "") at += widths.pixels(text, FONTS.remark) + 10;
    return { text, x: bitX };
  });
  // When there is no room for all bars, the newest ones are drawn.
  const bars = (row.spark ?? [])
    .slice(-Math.max(1, Math.floor((right - at - 14) / SPARK_STEP)))
    .map((value, i) => `M${at + 2.5 + i * SPARK_STEP} ${y + 6}v${-Math.max(1, Math.round(value * SPARK_HEIGHT))}`);
  const spark = right - at > 34 ? bars : [];
  if (spark.length > 0) at += spark.length * SPARK_STEP + 12;
  const line = [-1.5, 1.5]
    .map(
      (d) =>
        across(x + 4, layout.code - 5, y + d) +
        across(at - 2, Math.min(metaFrom - 6, end), y + d) +
        across(size === "" ? metaFrom - 6 : layout.meta + 4, end - 4, y + d),
    )
    .join("");
  return (
    <>
      <path class="line" d={line} />
      {row.lost ? <Dot x={x} y={y} cls="" /> : <OpenHead x={x + 0.5} y={y} to="left" />}
      {layout.columns.map(
        (column) =>
          column.x + 0.5 !== x &&
          column.lifelines.some(({ slot }) => row.otherSlots.includes(slot)) && <Dot key={column.x} x={column.x + 0.5} y={y} cls="" />,
      )}
      {row.lost ? <End x={end} y={y} shape="cross" /> : <OpenHead x={server} y={y} to="right" />}
      <Triangle row={row} layout={layout} />
      {row.problem && <Warning x={layout.label} y={y} />}
      <Text widths={widths} x={nameX} y={y + 3.5} font="name" text={name} />
      {bits.map((bit) => bit.text !== "" && <Text widths={widths} key={bit.text} x={bit.x} y={y + 3.5} font="remark" text={bit.text} />)}
      {spark.length > 0 && <path class="spark" d={spark.join("")} />}
      {size !== "" && <Text widths={widths} x={layout.meta} y={y + 3.5} font="meta" cls="end" text={size} />}
    </>
  );
}

function LivePicture({ row, layout }: PictureProps<LiveRow>) {
  const { widths } = layout;
  const y = row.height / 2 + 0.5;
  const text = printable(row.text);
  const remarkX = layout.label + widths.pixels(text, FONTS.mark) + 8;
  const room = layout.width - remarkX - 14;
  let words = row.remark ?? "";
  // Parts of the remark after the first are written whole or not at all.
  while (widths.of(words, FONTS.remark) > room && words.lastIndexOf(" · ") > words.indexOf(" · "))
    words = words.slice(0, words.lastIndexOf(" · "));
  const remark = fitRemark(words, room, widths);
  const to = remark === "" ? remarkX - 8 : remarkX + widths.pixels(remark, FONTS.remark);
  return (
    <>
      {to > layout.server - 4 && <rect class="plate" x={layout.label - 4} y={0} width={to - layout.label + 8} height={row.height} />}
      <path class="line now" d={across(layout.time + 8, layout.label - 6, y) + across(to + 6, layout.width, y)} />
      <Text widths={widths} x={layout.label} y={y + 3.5} font="mark" text={text} />
      {remark !== "" && <Text widths={widths} x={remarkX} y={y + 3.5} font="remark" text={remark} />}
    </>
  );
}

function StepPicture({ row, layout }: PictureProps<StepRow>) {
  const { widths } = layout;
  const base = row.height / 2 + 4;
  const right = layout.server - 10;
  const tookX = right - (row.took === "" ? 0 : widths.pixels(row.took, FONTS["step-t"]) + 8);
  const name = widths.fit(printable(row.name), tookX - 22, FONTS.step);
  const noteX = 22 + widths.pixels(name, FONTS.step) + 8;
  const note = fitRemark(row.note, tookX - noteX, widths, "step-note");
  return (
    <>
      <rect class="band" x={0} y={0} width={layout.width} height={row.height} />
      <path class="hair" d={across(0, layout.width, 0.5) + across(0, layout.width, row.height - 0.5)} />
      {row.number !== "" && <Text widths={widths} x={10} y={base} font="step-n" text={row.number} />}
      <Text widths={widths} x={22} y={base} font="step" text={name} />
      {note !== "" && <Text widths={widths} x={noteX} y={base} font="step-note" text={note} />}
      {row.took !== "" && <Text widths={widths} x={right} y={base} font="step-t" cls="end" text={row.took} />}
    </>
  );
}
