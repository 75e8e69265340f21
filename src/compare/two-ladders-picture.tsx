// Two ladders side by side as SVG: one column of steps, the ladder of A, what is said between the rows, the ladder of B.
//
//   step 96 │ ladder of A │ gutter 64 │ ladder of B
//
// Where there is no room for both, one of them is drawn, with the names of steps above its rows:
//
//   ladder of A or B │ gutter 48

import { LadderBody, LadderHead } from "../diagram/draw/draw.tsx";
import { HEAD_HEIGHT, type Layout, layOut } from "../diagram/draw/layout.ts";
import { across, Text } from "../diagram/draw/shapes.tsx";
import { FONTS } from "../diagram/draw/style.ts";
import { NARROW, ROW_HEIGHT } from "../diagram/rows/row-kinds.ts";
import type { Scene } from "../diagram/scene/scene.ts";
import { stepName } from "../diagram/words/step-words.ts";
import type { Translate } from "../messages/messages.ts";
import { printable } from "../text/printable.ts";
import type { Widths } from "../text/width.ts";
import type { PlacedRow, TwoLadders } from "./two-ladders.ts";

const STEP = 96;
const GUTTER = 64;
const GUTTER_OF_ONE = 48;
const LEAST_LADDER = 280;
/** In fewer pixels there is no room for both ladders. */
export const LEAST_FOR_TWO = STEP + 2 * LEAST_LADDER + GUTTER;
const NAME_HEIGHT = 24;
const NAME_X = 30;
export const TWO_HEADS_HEIGHT = NAME_HEIGHT + HEAD_HEIGHT;

export type Letter = "a" | "b";
type OfBoth<T> = Readonly<Record<Letter, T>>;

/** What is drawn of two ladders. */
export interface TwoSlices {
  readonly rows: readonly PlacedRow[];
  readonly scenes: OfBoth<Scene>;
  readonly layouts: OfBoth<Layout>;
  /** Those that are drawn. */
  readonly letters: readonly Letter[];
  /** Index of the row where the sessions part; null if they do not. */
  readonly first: number | null;
  /** Where each ladder begins from the left; where the gutter begins and ends. */
  readonly x: OfBoth<number>;
  readonly gutter: readonly [from: number, to: number];
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
  readonly t: Translate;
}

/**
 * The rows from `top` to `bottom`, in so many pixels from left to right. Ladders are no wider than is good to read. Those that have headings of
 * steps are drawn one at a time: `one` says which.
 */
export function slicesOf(
  ladders: TwoLadders,
  top: number,
  bottom: number,
  width: number,
  widths: Widths,
  t: Translate,
  one: Letter = "a",
): TwoSlices {
  const scenes = ladders.scenes(top, bottom);
  const isOne = ladders.hasHeadings;
  const room = isOne ? width - GUTTER_OF_ONE : Math.max(LEAST_LADDER, Math.floor((width - STEP - GUTTER) / 2));
  const each = Math.min(NARROW - 1, room);
  const layouts = { a: layOut(scenes.a, each, widths), b: layOut(scenes.b, each, widths) };
  const left = isOne ? 0 : STEP;
  const gutter = [left + each, left + each + (isOne ? GUTTER_OF_ONE : GUTTER)] as const;
  const { first } = ladders.comparison;
  return {
    rows: ladders.rows(top, bottom),
    first: first && ladders.rowOf(first),
    scenes,
    layouts,
    letters: isOne ? [one] : ["a", "b"],
    x: { a: left, b: isOne ? left : gutter[1] },
    gutter,
    width: isOne ? gutter[1] : gutter[1] + each,
    top,
    bottom,
    t,
  };
}

/** The heads of both ladders: which session each is, over the heads of its columns. */
export function TwoHeads({ slices, names }: { readonly slices: TwoSlices; readonly names: OfBoth<string> }) {
  const { layouts, letters, scenes, x, width } = slices;
  return (
    <>
      <rect class="band" width={width} height={TWO_HEADS_HEIGHT} />
      {letters.map((letter) => {
        const { widths, width } = layouts[letter];
        return (
          <g key={letter} transform={`translate(${x[letter]} 0)`}>
            <circle class="cap" cx={16} cy={14} r={8.5} />
            <Text widths={widths} x={16} y={18} font="head" cls="mid" text={letter.toUpperCase()} />
            <Text
              widths={widths}
              x={NAME_X}
              y={18}
              font="head"
              text={widths.fitMiddle(printable(names[letter]), width - NAME_X - 8, FONTS.head)}
            />
            <g transform={`translate(0 ${NAME_HEIGHT})`}>
              <LadderHead scene={scenes[letter]} layout={layouts[letter]} />
            </g>
          </g>
        );
      })}
    </>
  );
}

interface TwoBodiesProps {
  readonly slices: TwoSlices;
  /** Subtracted from every y. */
  readonly origin?: number;
  /** Index of the selected row; null for none. */
  readonly selected?: number | null;
}

export function TwoBodies({ slices, origin = 0, selected = null }: TwoBodiesProps) {
  const { rows, layouts, letters, scenes, x, gutter, width, top, bottom } = slices;
  const shown = rows.find(({ index }) => index === selected);
  return (
    <>
      <rect class="band" x={0} y={top - origin} width={x.a} height={bottom - top} />
      <rect class="band" x={gutter[0]} y={top - origin} width={gutter[1] - gutter[0]} height={bottom - top} />
      {shown && <rect class="sel" x={0} y={shown.y - origin} width={width} height={ROW_HEIGHT} />}
      {letters.map((letter) => {
        const related = rows.flatMap(({ mark, keys }) => (mark === null ? [] : (keys[letter] ?? [])));
        return (
          <g key={letter} transform={`translate(${x[letter]} 0)`}>
            <LadderBody
              scene={scenes[letter]}
              layout={layouts[letter]}
              origin={origin}
              selection={shown?.keys[letter] ?? null}
              related={related}
            />
            {rows.map((row, i) => (
              <Nothing key={row.index} row={row} above={rows[i - 1]} letter={letter} origin={origin} slices={slices} />
            ))}
          </g>
        );
      })}
      {rows.map((row) => (
        <Between key={row.index} row={row} origin={origin} slices={slices} />
      ))}
    </>
  );
}

interface RowProps {
  readonly row: PlacedRow;
  readonly origin: number;
  readonly slices: TwoSlices;
}

/** Says once for the rows that only the other ladder has that there is nothing here. */
function Nothing({ row, above, letter, origin, slices }: RowProps & { readonly above: PlacedRow | undefined; readonly letter: Letter }) {
  const other = letter === "a" ? "onlyB" : "onlyA";
  if (row.mark !== other || above?.mark === other) return null;
  const { widths, label } = slices.layouts[letter];
  return <Text widths={widths} x={label} y={row.y - origin + ROW_HEIGHT / 2 + 4} font="remark" text={slices.t("compareNothingHere")} />;
}

/** The name of a step where it begins, and what is said between two rows. */
function Between({ row, origin, slices }: RowProps) {
  const { t, layouts, letters, x, gutter, width } = slices;
  const { widths } = layouts.a;
  const base = row.y - origin + ROW_HEIGHT / 2 + 4;
  const middle = (gutter[0] + gutter[1]) / 2;
  const heading = letters.length === 1 ? ROW_HEIGHT : 0;
  const top = row.y - origin - heading;
  const room = heading > 0 ? width : x.a;
  return (
    <>
      {row.begins && heading > 0 && <rect class="band" y={top} width={width} height={heading} />}
      {row.begins && row.index > 0 && <path class="hair" d={across(0, width, top + 0.5)} />}
      {row.begins && (
        <Text widths={widths} x={10} y={base - heading} font="step" text={widths.fit(stepName(t, row.phase), room - 14, FONTS.step)} />
      )}
      {row.mark === "differs" && <Text widths={widths} x={middle} y={base} font="name" cls="mid" text="≠" />}
      {(row.mark === "onlyA" || row.mark === "onlyB") && (
        <Text widths={widths} x={middle} y={base} font="remark" cls="mid" text={t("compareOnlyIn", row.mark === "onlyA" ? "A" : "B")} />
      )}
    </>
  );
}
