// A scene with its layout becomes SVG: Preact components without DOM access, rendered in the panel for the visible rows and to a string for
// a figure. Colours are classes (style.ts). An arrow reaches the server's lifeline only when it stands for something on the wire.
//
// Layers, from the back: selected and hovered rows, step column, lifelines with requests and windows, rows, brackets, findings. A row is drawn
// around y = 0 and moved into place, so it is drawn again only when its words changed. On the screen, elements outlast their rows.

import { Component } from "preact";
import { clientLetter } from "../../text/client-letter.ts";
import { printable } from "../../text/printable.ts";
import type { Lifeline, Row, Ruler, Scene } from "../scene/scene.ts";
import { PairBracket, SilenceBracket, silenceTextMiddles } from "./bracket.tsx";
import { type Evidence, Findings } from "./findings.tsx";
import { HEAD_HEIGHT, headOf, isTight, type Layout, type PlacedColumn, rightLines, slotX } from "./layout.ts";
import { HeartbeatWindowPicture, LifelinePicture, RequestPicture, ServerLine } from "./lifeline.tsx";
import { memo, sameFields } from "./memo.ts";
import { RowElements } from "./row-elements.ts";
import { RowPicture } from "./rows.tsx";
import { SessionBarPicture } from "./session-bar.tsx";
import { Text } from "./shapes.tsx";
import { StepBrackets, StepColumns } from "./step-column.tsx";
import { FONTS } from "./style.ts";

/** Names of lifelines that share a column are at least so many pixels below one another. */
const LEAST_APART = 12;

type HeadScene = Pick<Scene, "bottom" | "server" | "serverHead" | "stepHead" | "timeHead" | "ruler" | "worker">;

/** The heads of columns, 38 px high. A lifeline has its name over its connection id; the server is at the right. */
export function LadderHead({
  scene,
  layout,
  chosen = null,
}: {
  readonly scene: HeadScene;
  readonly layout: Layout;
  readonly chosen?: number | null;
}) {
  const { widths } = layout;
  const heads = layout.columns.map((column) => ({ ...headOf(column, scene.bottom, widths), x: column.x + 0.5, room: column.room }));
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
        <Text
          widths={widths}
          x={layout.sessionBars + 22}
          y={30}
          font="head-id"
          text={scene.stepHead}
          room={layout.step - layout.sessionBars - 22}
        />
      )}
      <Text widths={widths} x={layout.time} y={30} font="head-id" cls="end" text={scene.timeHead} room={layout.time - layout.step} />
      {ruler && (
        <Text
          widths={widths}
          x={rulerRight}
          y={16}
          font="head-id"
          cls="end"
          text={widths.of(ruler.text, FONTS["head-id"]) < rulerRight ? ruler.text : ruler.interval}
        />
      )}
      {heads.map(({ head, id, client, x, room, lifeline, title }, i) => (
        <g key={x} class={`lane-head${stands(client ?? undefined, chosen)}`} data-lane={i} data-client={client ?? undefined}>
          {title !== "" && head !== lifeline?.name && <title>{printable(title)}</title>}
          {client !== null && (
            <rect class="client-square" x={x - widthOfSquare(head) / 2} y={4} width={widthOfSquare(head)} height={15} rx={3} />
          )}
          {head !== "" && <Text widths={widths} x={x} y={16} font="head" cls="mid" text={head} room={room} />}
          {id !== "" && <Text widths={widths} x={x} y={30} font="head-id" cls="mid" text={id} room={room} />}
        </g>
      ))}
      <path class="life" d={[...heads.map(({ x }) => x), ...rightLines(layout)].map((x) => `M${x} 34V${HEAD_HEIGHT}`).join("")} />
      {scene.worker && layout.worker !== null && (
        <Text
          widths={widths}
          x={layout.worker + 0.5}
          y={16}
          font="head"
          cls="mid"
          text={layout.narrow ? scene.worker.letter : scene.worker.head}
        />
      )}
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

/** A square for a letter, wider for a letter with a number. */
function widthOfSquare(letter: string): number {
  return 7 + 8 * letter.length;
}

/** The class of what belongs to a client: it stands out, it recedes behind the chosen one, or neither. */
function stands(client: number | undefined, chosen: number | null): "" | " chosen" | " recedes" {
  return chosen === null || client === undefined ? "" : client === chosen ? " chosen" : " recedes";
}

export interface LadderBodyProps {
  readonly scene: Scene;
  readonly layout: Layout;
  /** Subtracted from every y, so that coordinates stay small enough to be exact; at most `scene.top`. */
  readonly origin?: number;
  readonly selection?: number | null;
  /** Keys of rows that belong to the selected one. */
  readonly related?: readonly number[];
  readonly hover?: number | null;
  /** The index of the client that stands out where several are drawn; null for none. */
  readonly chosen?: number | null;
  readonly evidence?: Evidence | null;
  /**
   * Returns a row in words, as its name and tooltip, which makes it an option of a list box; null for a row that cannot be selected. Must be the
   * same function each time, or all rows are rendered again.
   */
  readonly inWords?: (row: Row) => string | null;
}

/** The part of a scene's ladder that is drawn, with `origin` subtracted. */
interface PartProps {
  readonly scene: Scene;
  readonly layout: Layout;
  readonly origin: number;
  readonly top: number;
  readonly bottom: number;
  /** Hides it from screen readers, which get only the rows of a list box. */
  readonly hidden: boolean | undefined;
}

/** The ladder between `scene.top` and `scene.bottom`. */
export function LadderBody({
  scene,
  layout,
  origin = 0,
  selection = null,
  related = [],
  hover = null,
  chosen = null,
  evidence = null,
  inWords,
}: LadderBodyProps) {
  const top = scene.top - origin;
  const hidden = inWords && true;
  const part = { scene, layout, origin, top, bottom: Math.max(scene.bottom - origin, top), hidden };
  const ground = layout.step > 0 ? layout.step + 1 : 0;
  const isRelated = (key: number) => related.includes(key) || evidence?.has(key);
  const groundOf = (key: number) => (key === selection ? "sel" : isRelated(key) ? "related" : key === hover ? "hover" : null);
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
      {layout.step > 0 && <StepsAndSessions {...part} />}
      {scene.ruler && scene.ruler.marks.length > 0 && <RulerMarks ruler={scene.ruler} layout={layout} origin={origin} />}
      <Lifelines {...part} chosen={chosen} />
      <Rows {...{ scene, layout, origin, selection, chosen, evidence, inWords }} />
      <Brackets {...part} selection={selection} />
      <Findings scene={scene} layout={layout} origin={origin} evidence={evidence} hidden={hidden} />
    </>
  );
}

function StepsAndSessions({ scene, layout, origin, top, bottom, hidden }: PartProps) {
  return (
    <g class="steps" aria-hidden={hidden}>
      <rect class="band" x={0} y={top} width={layout.step} height={bottom - top} />
      <path class="hair" d={`M${layout.step + 0.5} ${top}V${bottom}`} />
      <StepColumns steps={scene.steps} rows={scene.rows} layout={layout} origin={origin} />
      <StepBrackets steps={scene.steps} ticks={scene.stepTicks} layout={layout} origin={origin} top={top} bottom={bottom} />
      {layout.sessionBars > 0 && <path class="hair" d={`M${layout.sessionBars + 0.5} ${top}V${bottom}`} />}
      {layout.sessionBars > 0 &&
        scene.sessionBars?.bars.map((bar) => (
          <SessionBarPicture key={`${bar.track} ${bar.from}`} bar={bar} widths={layout.widths} origin={origin} top={top} bottom={bottom} />
        ))}
    </g>
  );
}

function RulerMarks({ ruler, layout, origin }: { readonly ruler: Ruler; readonly layout: Layout; readonly origin: number }) {
  return <path class="ruler" d={ruler.marks.map((y) => `M${layout.time + 3} ${y - origin + 0.5}h4`).join("")} />;
}

function Lifelines({ scene, layout, origin, top, bottom, hidden, chosen }: PartProps & { readonly chosen: number | null }) {
  const xOf = slotX(layout);
  // Where lifelines are folded there is no room for names, as the letters of clients stand beside the fold.
  const isNamed = !layout.narrow && layout.columns.at(-1)?.folded !== true;
  return (
    <g class="lifelines" aria-hidden={hidden}>
      {layout.columns.map((column, i) =>
        (column.folded ? [joined(column.lifelines)] : column.lifelines).map((lifeline) => (
          <LifelinePicture
            key={`${i} ${lifeline.from}`}
            lifeline={lifeline}
            widths={layout.widths}
            name={isNamed ? nameInColumn(lifeline, column) : ""}
            cls={column.folded ? "" : stands(lifeline.client, chosen)}
            lane={i}
            x={column.x + 0.5}
            origin={origin}
            top={top}
            bottom={bottom}
          />
        )),
      )}
      {layout.worker !== null && <path class="life" d={`M${layout.worker + 0.5} ${top}V${bottom}`} />}
      <ServerLine silences={scene.silences} x={layout.server + 0.5} origin={origin} top={top} bottom={bottom} />
      {scene.requests.map((request) => (
        <RequestPicture
          key={`${request.slot} ${request.from}`}
          request={request}
          x={xOf(request.slot)}
          origin={origin}
          top={top}
          bottom={bottom}
        />
      ))}
      {scene.heartbeatWindows.map((window) => (
        <HeartbeatWindowPicture
          key={`${window.slot} ${window.from}`}
          window={window}
          x={xOf(window.slot)}
          origin={origin}
          top={top}
          bottom={bottom}
        />
      ))}
    </g>
  );
}

/** The lifelines of a fold as one, from the first to the end of all. */
function joined(lifelines: readonly Lifeline[]): Lifeline {
  const last = lifelines.reduce((a, b) => (a.to === null || (b.to !== null && b.to <= a.to) ? a : b));
  return { ...last, from: Math.min(...lifelines.map(({ from }) => from)), opened: false };
}

/** The name at the beginning of a lifeline that shares its column. Empty if the next lifeline begins so close below that the names would touch. */
function nameInColumn({ client, id, letter, from }: Lifeline, column: PlacedColumn): string {
  const { lifelines } = column;
  const close = lifelines.filter((other) => other.from >= from && other.from < from + LEAST_APART);
  if (lifelines.length === 1 || close.length > 1) return "";
  if (client === undefined) return isTight(column) ? letter : "";
  const name = id || letter;
  return lifelines.every((other) => other.client === client) ? name : `${clientLetter(client)} ${name}`;
}

function Brackets({ scene, layout, origin, hidden, selection }: PartProps & { readonly selection: number | null }) {
  const middles = silenceTextMiddles(scene.silences, layout.widths);
  return (
    <g class="pairs" aria-hidden={hidden}>
      {scene.pairs.map((pair) => (
        <PairBracket
          key={pair.keys[1]}
          pair={pair}
          layout={layout}
          origin={origin}
          on={selection !== null && pair.keys.includes(selection)}
        />
      ))}
      {scene.silences.map((silence) => (
        <SilenceBracket key={silence.key} silence={silence} middle={middles.get(silence)} layout={layout} origin={origin} />
      ))}
    </g>
  );
}

interface RowsProps extends Pick<PartProps, "scene" | "layout" | "origin">, Pick<PlacedRowProps, "inWords"> {
  readonly selection: number | null;
  readonly chosen: number | null;
  readonly evidence: Evidence | null;
}

class Rows extends Component<RowsProps> {
  readonly #elements = new RowElements();

  override render({ scene, layout, origin, selection, chosen, evidence, inWords }: RowsProps) {
    const xOf = slotX(layout);
    const found = foundAt(scene.findings, evidence);
    return (
      <g class="rows">
        {this.#elements.show(scene.rows).map(({ element, row }) => (
          <PlacedRow
            key={element}
            row={row}
            y={row.y - origin}
            x={xOf("slot" in row ? row.slot : undefined)}
            layout={layout}
            selected={row.key === selection}
            stands={stands(row.client, chosen)}
            found={found.get(row.key) ?? ""}
            inWords={inWords}
          />
        ))}
      </g>
    );
  }
}

/** What a row has to do with findings, in words, by its key. */
function foundAt(findings: Scene["findings"], evidence: Evidence | null): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  const add = (row: number, words: string) => found.set(row, found.has(row) ? `${found.get(row)}, ${words}` : words);
  for (const { row, named } of findings) add(row, named);
  for (const [row, { words }] of evidence ?? []) add(row, words);
  return found;
}

interface PlacedRowProps {
  readonly row: Row;
  readonly y: number;
  readonly x: number;
  readonly layout: Layout;
  readonly selected: boolean;
  /** See `stands`. */
  readonly stands: string;
  /** What it has to do with findings; empty for nothing. */
  readonly found: string;
  /** See `LadderBodyProps`; undefined in a figure. */
  readonly inWords: LadderBodyProps["inWords"];
}

/** Scenes may have new row objects for the same rows, so these are compared field by field. Where a row stands does not change its picture. */
const sameRow = (a: Row, b: Row) => a === b || sameFields({ ...a, y: 0 }, { ...b, y: 0 });

const PlacedRow = memo(
  ({ row, y, x, layout, selected, stands, found, inWords }: PlacedRowProps) => {
    const words = inWords?.(row);
    const option =
      typeof words === "string"
        ? ({ id: `row-${row.key}`, role: "option", "aria-selected": selected } as const)
        : words === null
          ? ({ "aria-hidden": true } as const)
          : {};
    return (
      <g class={`row ${row.kind}${stands}`} data-key={row.key} transform={`translate(0 ${y})`} {...option}>
        {words && <title>{found === "" ? words : `${words}, ${printable(found)}`}</title>}
        <Picture row={row} layout={layout} x={x} selected={selected} />
      </g>
    );
  },
  ({ row, ...a }, { row: other, ...b }) => sameFields(a, b) && sameRow(row, other),
);

const Picture = memo(RowPicture, (a, b) => a.x === b.x && a.layout === b.layout && a.selected === b.selected && sameRow(a.row, b.row));
