// A scene with columns becomes SVG: Preact components without DOM access, drawn in the panel for the visible rows and to a string for
// a figure. Colours are classes (style.ts). What is on the wire reaches the server's lifeline; what is not does not.
//
// Layers, from the ground: selected and hovered rows, step column, lifelines, spans, rows, pairs. A row draws itself around y = 0 and is
// moved into place, so it is drawn again only when what it says changed.

import { printable } from "../../text/printable.ts";
import type { Row, Scene } from "../scene/scene.ts";
import {
  Bracket,
  Lifeline,
  RailColumn,
  RulerMarks,
  ServerLine,
  SilenceBracket,
  SpanBox,
  StepBrackets,
  StepColumns,
  silencePlaces,
  WindowBox,
} from "./columns.tsx";
import { HEAD_HEIGHT, headOf, isTight, type Layout } from "./layout.ts";
import { memo, sameFields } from "./memo.ts";
import { RowPicture } from "./rows.tsx";
import { Text } from "./shapes.tsx";
import { FONTS } from "./style.ts";

type HeadScene = Pick<Scene, "bottom" | "server" | "serverHead" | "stepHead" | "timeHead" | "ruler">;

/** Column heads, 38 px high: name over connection id, the server at the right. */
export function LadderHead({ scene, layout }: { readonly scene: HeadScene; readonly layout: Layout }) {
  const { widths } = layout;
  const heads = layout.columns.map((column) => ({
    ...headOf(column, scene.bottom, widths),
    x: column.x + 0.5,
    room: column.room,
    key: column.lane,
  }));
  const last = heads.at(-1);
  const lastRight =
    last === undefined ? layout.time : last.x + Math.max(widths.of(last.head, FONTS.head), widths.of(last.id, FONTS["head-id"])) / 2;
  const serverRight = layout.server + 8;
  const serverRoom = serverRight - lastRight - 16;
  const { ruler } = scene;
  const [first] = heads;
  const rulerRight = Math.min(layout.time, first ? first.x - widths.of(first.head, FONTS.head) / 2 - 4 : layout.time);
  return (
    <>
      {layout.step > 0 && (
        <Text widths={widths} x={layout.rail + 22} y={30} font="head-id" text={scene.stepHead} room={layout.step - layout.rail - 22} />
      )}
      <Text widths={widths} x={layout.time} y={30} font="head-id" cls="end" text={scene.timeHead} room={layout.time - layout.step} />
      {ruler && (
        <Text
          widths={widths}
          x={rulerRight}
          y={16}
          font="head-id"
          cls="end"
          text={widths.of(ruler.text, FONTS["head-id"]) < rulerRight ? ruler.text : ruler.tick}
        />
      )}
      {heads.map(({ head, id, x, room, lane, key }) => (
        <g key={key} class="lane-head" data-lane={key}>
          {lane && head !== lane.name && <title>{printable(`${lane.name} ${lane.id}`)}</title>}
          {head !== "" && <Text widths={widths} x={x} y={16} font="head" cls="mid" text={head} room={room} />}
          {id !== "" && <Text widths={widths} x={x} y={30} font="head-id" cls="mid" text={id} room={room} />}
        </g>
      ))}
      <path class="life" d={[...heads.map(({ x }) => x), layout.server + 0.5].map((x) => `M${x} 34V${HEAD_HEIGHT}`).join("")} />
      <Text widths={widths} x={serverRight} y={16} font="head" cls="end" text={scene.serverHead} room={serverRoom} />
      <Text
        widths={widths}
        x={serverRight}
        y={30}
        font="head-id"
        cls="end"
        text={widths.fitMiddle(printable(scene.server), serverRoom, FONTS["head-id"])}
        room={serverRoom}
      />
    </>
  );
}

export interface LadderBodyProps {
  readonly scene: Scene;
  readonly layout: Layout;
  /** Subtracted from every y, so that coordinates stay small enough to be exact; at most `scene.top`. */
  readonly origin?: number;
  readonly selection?: number | null;
  /** Rows that belong to the selected one. */
  readonly related?: readonly number[];
  readonly hover?: number | null;
  /** A row in words, as its name and tooltip: makes it an option of a list box. Null for rows that cannot be chosen. */
  readonly inWords?: (row: Row) => string | null;
}

/** The ladder between `scene.top` and `scene.bottom`. */
export function LadderBody({ scene, layout, origin = 0, selection = null, related = [], hover = null, inWords }: LadderBodyProps) {
  const top = scene.top - origin;
  const bottom = Math.max(scene.bottom - origin, top);
  const places = new Map(layout.columns.map((column) => [column.lane, column.x + 0.5]));
  const first = (layout.columns[0]?.x ?? layout.time + 14) + 0.5;
  const laneX = (lane: number | undefined) => (lane === undefined ? first : (places.get(lane) ?? first));
  const lengths = silencePlaces(scene.unheard, layout.widths);
  const ground = layout.step > 0 ? layout.step + 1 : 0;
  const groundOf = (key: number) => (key === selection ? "sel" : related.includes(key) ? "related" : key === hover ? "hover" : null);
  return (
    <>
      <defs>
        <pattern id="hatch" width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch-bg" width={6} height={6} />
          <rect class="hatch-line" width={1.25} height={6} />
        </pattern>
      </defs>
      <g class="grounds">
        {scene.rows.map((row) => {
          const cls = groundOf(row.key);
          return cls && <rect key={row.key} class={cls} x={ground} y={row.y - origin} width={layout.width - ground} height={row.height} />;
        })}
      </g>
      {layout.step > 0 && (
        <g class="steps">
          <rect class="band" x={0} y={top} width={layout.step} height={bottom - top} />
          <path class="hair" d={`M${layout.step + 0.5} ${top}V${bottom}`} />
          <StepColumns steps={scene.steps} rows={scene.rows} layout={layout} origin={origin} />
          <StepBrackets steps={scene.steps} ticks={scene.ticks} layout={layout} origin={origin} top={top} bottom={bottom} />
          {layout.rail > 0 && <path class="hair" d={`M${layout.rail + 0.5} ${top}V${bottom}`} />}
          {layout.rail > 0 &&
            scene.rail?.boxes.map((box) => (
              <RailColumn key={`${box.track} ${box.from}`} box={box} widths={layout.widths} origin={origin} top={top} bottom={bottom} />
            ))}
        </g>
      )}
      {scene.ruler && scene.ruler.ticks.length > 0 && <RulerMarks ruler={scene.ruler} layout={layout} origin={origin} />}
      <g class="lifelines">
        {layout.columns.map((column) =>
          column.lines.map((lane) => (
            <Lifeline
              key={`${column.lane} ${lane.from}`}
              lane={lane}
              widths={layout.widths}
              name={column.lines.length > 1 && !layout.narrow && isTight(column) ? lane.letter : ""}
              x={column.x + 0.5}
              origin={origin}
              top={top}
              bottom={bottom}
            />
          )),
        )}
        <ServerLine unheard={scene.unheard} x={layout.server + 0.5} origin={origin} top={top} bottom={bottom} />
        {scene.spans.map((span) => (
          <SpanBox key={`${span.lane} ${span.from}`} span={span} x={laneX(span.lane)} origin={origin} top={top} bottom={bottom} />
        ))}
        {scene.windows.map((window) => (
          <WindowBox
            key={`${window.lane} ${window.from}`}
            window={window}
            x={laneX(window.lane)}
            origin={origin}
            top={top}
            bottom={bottom}
          />
        ))}
      </g>
      <g class="rows">
        {scene.rows.map((row) => (
          <PlacedRow
            key={row.key}
            row={row}
            y={row.y - origin}
            x={laneX("lane" in row ? row.lane : undefined)}
            layout={layout}
            selected={row.key === selection}
            words={inWords === undefined ? undefined : inWords(row)}
          />
        ))}
      </g>
      <g class="pairs">
        {scene.pairs.map((pair) => (
          <Bracket
            key={pair.keys[1]}
            pair={pair}
            layout={layout}
            origin={origin}
            on={selection !== null && pair.keys.includes(selection)}
          />
        ))}
        {scene.unheard.map((silence) => (
          <SilenceBracket key={silence.key} silence={silence} middle={lengths.get(silence)} layout={layout} origin={origin} />
        ))}
      </g>
    </>
  );
}

interface PlacedRowProps {
  readonly row: Row;
  readonly y: number;
  readonly x: number;
  readonly layout: Layout;
  readonly selected: boolean;
  /** Absent in a figure; null when the row is no option. */
  readonly words: string | null | undefined;
}

function PlacedRow({ row, y, x, layout, selected, words }: PlacedRowProps) {
  const option =
    typeof words === "string"
      ? ({ id: `row-${row.key}`, role: "option", "aria-selected": selected } as const)
      : words === null
        ? ({ "aria-hidden": true } as const)
        : {};
  return (
    <g class={`row ${row.kind}`} data-key={row.key} transform={`translate(0 ${y})`} {...option}>
      {words && <title>{words}</title>}
      <Picture row={row} layout={layout} x={x} selected={selected} />
    </g>
  );
}

/** Rows are new objects in every scene, so they are compared by what they say. */
const Picture = memo(
  RowPicture,
  (a, b) => a.x === b.x && a.layout === b.layout && a.selected === b.selected && sameFields({ ...a.row, y: 0 }, { ...b.row, y: 0 }),
);
