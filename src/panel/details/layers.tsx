// Pictures in the details: the layers of a packet, and the header of the WebSocket frame that carried it.

import { Text } from "../../diagram/draw/shapes.tsx";
import { FONTS } from "../../diagram/draw/style.ts";
import type { Translate } from "../../messages/messages.ts";
import { printable } from "../../text/printable.ts";
import type { Widths } from "../../text/width.ts";
import type { Direction } from "../../wire/event.ts";
import type { Segment } from "./anatomy.ts";

const BOX = 18;
const GAP = 6;
const LINE = 15;
const LONGEST_HEAD = 84;

interface LayersProps {
  readonly segments: readonly Segment[];
  readonly width: number;
  readonly widths: Widths;
  readonly eio: number | null;
  readonly sio: number | null;
  readonly t: Translate;
}

/** A box for each segment with its text; a line leads from the box to the segment's meaning. */
export function Layers({ segments, width, widths, eio, sio, t }: LayersProps) {
  let x = 0.5;
  const boxes = segments.map((segment) => {
    const room = segment.what === "data" ? width - x - 1 : LONGEST_HEAD;
    // No box has room for more than 200 characters, so the rest of a long text is not measured.
    const start = printable(segment.text.slice(0, 200));
    const text = segment.what === "data" ? widths.fit(start, room - 11, FONTS.mono) : widths.fitMiddle(start, room - 11, FONTS.mono);
    const box = { segment, text, x, width: segment.what === "data" ? room : Math.max(BOX, widths.pixels(text, FONTS.mono) + 11) };
    x += box.width + GAP;
    return box;
  });
  const named = boxes.filter((box) => meaning(box.segment, t) !== "");
  const lastNamed = named.at(-1);
  const labelX =
    lastNamed === undefined ? 0 : Math.max(60, lastNamed.segment.what === "data" ? 30 : lastNamed.x + lastNamed.width + GAP + 6);
  const height = BOX + 2 + (named.length > 0 ? named.length * LINE : 0);
  return (
    <svg
      class="ladder layers"
      role="img"
      aria-label={named.map(({ segment }) => meaning(segment, t)).join(", ")}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      {boxes.map((box) => (
        <g key={box.x}>
          <rect
            class={box.segment.what === "data" ? "box" : "box head-box"}
            x={box.x}
            y={0.5}
            width={Math.max(1, box.width)}
            height={BOX}
          />
          <Text widths={widths} x={box.x + 5.5} y={13} font="mono" cls="val" text={box.text} />
        </g>
      ))}
      {named.map(({ segment, x, width: boxWidth }, i) => {
        const y = BOX + 12 + i * LINE;
        const from = x + Math.min(boxWidth, BOX) / 2;
        const name = meaning(segment, t);
        const layer =
          segment.what === "engine" && eio !== null
            ? `Engine.IO ${eio}`
            : segment.what === "socket" && sio !== null
              ? `Socket.IO ${sio}`
              : "";
        return (
          <g key={segment.what}>
            <path class="leg" d={`M${from} ${BOX + 1}V${y - 3.5}H${labelX - 5}`} />
            <Text widths={widths} x={labelX} y={y} font="step" text={name} />
            {layer !== "" && <Text widths={widths} x={labelX + widths.of(name, FONTS.step) + 8} y={y} font="key" text={layer} />}
          </g>
        );
      })}
    </svg>
  );
}

function meaning({ what, value }: Segment, t: Translate): string {
  switch (what) {
    case "engine":
    case "socket":
      return value;
    case "base64":
      return t("asBase64");
    case "attachments":
      return t.count("attachments", Number(value));
    case "namespace":
      return t("namespaceNamed", value);
    case "ack":
      return t("ackId", value);
    case "data":
      return value === "" ? "" : value === "message" ? t("binaryNoType") : t("parsedMap", value);
  }
}

interface FrameProps {
  readonly opcode: 1 | 2;
  readonly direction: Direction;
  readonly bytes: number;
  readonly widths: Widths;
}

/** Width of one bit. */
const BIT = 17;

/** The first 16 bits of a WebSocket frame (RFC 6455, 5.2). The browser reports only the opcode: the inferred fields are dashed. */
export function FrameHeader({ opcode, direction, bytes, widths }: FrameProps) {
  const length = bytes < 126 ? bytes : bytes < 65_536 ? 126 : 127;
  const fields = [
    { name: "FIN", bits: "1", observed: false },
    { name: "RSV", bits: "000", observed: false },
    { name: "opcode", bits: opcode.toString(2).padStart(4, "0"), observed: true },
    { name: "MASK", bits: direction === "sent" ? "1" : "0", observed: false },
    { name: "length", bits: length.toString(2).padStart(7, "0"), observed: false },
  ];
  let x = 0.5;
  return (
    <svg class="ladder layers" width={16 * BIT + 1} height={36} viewBox={`0 0 ${16 * BIT + 1} 36`} aria-hidden="true">
      {fields.map(({ name, bits, observed }) => {
        const left = x;
        const width = bits.length * BIT;
        x += width;
        return (
          <g key={name}>
            <rect class={observed ? "box head-box" : "box dashed"} x={left} y={14.5} width={width} height={20} />
            <Text widths={widths} x={left + width / 2} y={9.5} font="head-id" cls="mid" text={name} />
            {[...bits].map((bit, i) => (
              <Text widths={widths} key={i} x={left + i * BIT + BIT / 2} y={28.5} font="mono" cls="val mid" text={bit} />
            ))}
          </g>
        );
      })}
    </svg>
  );
}
