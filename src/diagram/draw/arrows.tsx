// The pictures of rows that are an arrow between a lifeline and the server: packets, and HTTP without packets.

import type { FoldRow, HttpRow, PacketRow, Row } from "../scene/scene.ts";
import { fontOf, type Label, LOST, label } from "./label.ts";
import type { Layout } from "./layout.ts";
import { across, Dot, End, OpenHead, SolidHead, Text } from "./shapes.tsx";
import { FONTS } from "./style.ts";

export interface PictureProps<R extends Row> {
  readonly row: R;
  readonly layout: Layout;
  /** The middle of its lifeline; that of the first lifeline when the row has none. */
  readonly x: number;
}

const SPAN_HALF = 3.5;

export function PacketPicture({ row, layout, x }: PictureProps<PacketRow>) {
  const y = row.height / 2 + 0.5;
  const server = farEnd(row, layout);
  const words = label(row, layout);
  const sent = row.direction === "sent";
  const tip = x + (row.inSpan ? SPAN_HALF : 0) + 0.5;
  const end = row.lost ? server - LOST : server;
  const after = lineAfter(words, sent && !row.lost ? end - 5 : end, y);
  return (
    <>
      <path class={`line ${row.direction}`} d={across(sent ? x : tip + 5, layout.code - 5, y) + (row.lost ? "" : after)} />
      {row.lost && <path class={`line ${row.direction}${row.unsent ? "" : " dash"}`} d={after} />}
      {row.stripe !== undefined && <path class={`stripe stripe-${row.stripe}`} d={`M${layout.label - 5} 0V${row.height}`} />}
      <Text
        widths={layout.widths}
        x={layout.code}
        y={y + 3}
        font="mono"
        cls={`code ${row.direction}`}
        text={layout.widths.fit(row.code, layout.label - layout.code - 2, FONTS.mono)}
        room={layout.label - layout.code - 2}
      />
      <Words words={words} y={y} layout={layout} />
      {sent && <Dot x={x} y={y} cls="sent" />}
      {sent && (row.lost ? <End x={end} y={y} shape="cross" /> : <SolidHead x={server - 0.5} y={y} to="right" cls="sent" />)}
      <Station row={row} layout={layout} y={y} />
      {!sent && <SolidHead x={tip} y={y} to="left" cls="received" />}
      {!sent && <Dot x={server} y={y} cls="received" />}
    </>
  );
}

export function HttpPicture({ row, layout, x }: PictureProps<HttpRow>) {
  const y = row.height / 2 + 0.5;
  const server = farEnd(row, layout);
  const words = label(row, layout);
  const sent = row.direction === "sent";
  const left = (row.both && !row.lost) || !sent;
  const right = row.both || sent;
  const tip = x + (row.inSpan ? SPAN_HALF : 0);
  const end = row.lost ? server - LOST : right ? server - 2 : server;
  return (
    <>
      <path class="line" d={across(left ? tip + 2 : x, layout.code - 5, y)} />
      {!row.elsewhere && <path class={`line${row.lost && !row.unsent ? " dash" : ""}`} d={lineAfter(words, end, y)} />}
      <Text
        widths={layout.widths}
        x={layout.code}
        y={y + 3}
        font="mono"
        cls="code"
        text={layout.widths.fit(row.code, layout.label - layout.code - 2, FONTS.mono)}
        room={layout.label - layout.code - 2}
      />
      <Words words={words} y={y} layout={layout} />
      {left ? <OpenHead x={tip} y={y} to="left" /> : <Dot x={x} y={y} cls="" />}
      {!row.elsewhere && <Station row={row} layout={layout} y={y} />}
      {!row.elsewhere && <ServerEnd row={row} server={server} y={y} />}
    </>
  );
}

type AtWorker = Pick<PacketRow, "worker">;

/** The x at which the line of a row ends: the server, or the service worker that answered instead. */
export function farEnd({ worker }: AtWorker, layout: Layout): number {
  return (worker === "answered" && layout.worker !== null ? layout.worker : layout.server) + 0.5;
}

/** The service worker passes it on. */
function Station({ row, layout, y }: { readonly row: AtWorker; readonly layout: Layout; readonly y: number }) {
  return row.worker === "passed" && layout.worker !== null ? <circle class="station" cx={layout.worker + 0.5} cy={y} r={3} /> : null;
}

/** What the line of an HTTP row ends with on the server's side. */
function ServerEnd({ row, server, y }: { readonly row: HttpRow; readonly server: number; readonly y: number }) {
  if (row.lost) return <End x={server - LOST} y={y} shape="cross" />;
  return row.both || row.direction === "sent" ? <OpenHead x={server} y={y} to="right" /> : <Dot x={server} y={y} cls="" />;
}

/** The line from the label to `end`, with a gap for the meta text. */
function lineAfter(words: Label, end: number, y: number): string {
  if (words.metaFrom === words.metaTo) return across(words.to + 6, end, y);
  return across(words.to + 6, words.metaFrom - 6, y) + across(words.metaTo + 5, end, y);
}

function Words({ words, y, layout }: { readonly words: Label; readonly y: number; readonly layout: Layout }) {
  const { widths, marks } = layout;
  return (
    <>
      {words.problem !== null && <Warning x={words.problem} y={y} />}
      {words.pieces.map((piece) =>
        piece.box === undefined ? (
          <Text
            widths={widths}
            key={piece.style}
            x={piece.x}
            y={fontOf(piece.style) === "mono" ? y + 3 : y + 3.5}
            font={fontOf(piece.style)}
            cls={piece.end ? "end" : ""}
            text={piece.text}
            {...(!piece.end && { marks })}
          />
        ) : (
          <g key={piece.style}>
            <rect class="ack" x={piece.x + 0.5} y={y - 7} width={piece.box - 1} height={14} rx={3} />
            <Text widths={widths} x={piece.x + 4} y={y + 3} font="mono" text={piece.text} />
          </g>
        ),
      )}
    </>
  );
}

/** `▲` as a path, so that no font is needed for it. */
export function Warning({ x, y }: { readonly x: number; readonly y: number }) {
  return <path class="warn" d={`M${x} ${y + 4}h10l-5 -9z`} />;
}

/** The triangle that opens and closes a fold. */
export function Triangle({ row, layout: { code } }: Pick<PictureProps<FoldRow>, "row" | "layout">) {
  const y = row.height / 2 + 0.5;
  return (
    <g data-toggle={row.key}>
      <rect x={code - 3} y={0} width={20} height={row.height} fill-opacity={0} />
      <path class="tri" d={row.open ? `M${code} ${y - 2.5}h9l-4.5 5.5z` : `M${code + 2} ${y - 4.5}v9l5.5 -4.5z`} />
    </g>
  );
}
