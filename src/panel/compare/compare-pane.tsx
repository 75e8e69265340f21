// Two sessions compared, in the place of the ladder: where they part, in a sentence; their ladders side by side, one row a pair; below them the
// table of differences. A difference that is chosen shows its row, a row that is clicked its difference.

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { TwoLadders } from "../../compare/two-ladders.ts";
import { LEAST_FOR_TWO, type Letter, slicesOf, TWO_HEADS_HEIGHT, TwoBodies, TwoHeads } from "../../compare/two-ladders-picture.tsx";
import { ROW_HEIGHT } from "../../diagram/rows/row-kinds.ts";
import { stepName } from "../../diagram/words/step-words.ts";
import { nameOf, plain } from "../../findings/catalogue.ts";
import { comparisonLines } from "../../formats/comparison.ts";
import type { Translate } from "../../messages/messages.ts";
import { printable } from "../../text/printable.ts";
import type { Widths } from "../../text/width.ts";
import type { Action } from "../actions/action.ts";
import { keyOf } from "../actions/keys.ts";
import { CopyButton } from "../details/copy-button.tsx";
import { IconButton } from "../icon-button.tsx";
import { Segments } from "../toolbar/segments.tsx";
import { COMPARE_ACTIONS, type Compares } from "./compare-actions.ts";
import type { Compared } from "./compare-with.ts";

interface PaneProps {
  readonly compared: Compared;
  readonly widths: Widths;
  readonly t: Translate;
  readonly close: () => void;
}

interface Selected {
  /** A row; null for none. */
  readonly selected: number | null;
  /** The index of the difference that is chosen, of which a row may show several or none does; -1 for none. */
  readonly shown: number;
}

/** Pixels above and below the viewport that are drawn; the drawing follows the scrolling in steps of half of it. */
const OVERSCAN = 20 * ROW_HEIGHT;

export function ComparePane({ compared, widths, t, close }: PaneProps) {
  const { comparison, names } = compared;
  const { remarks, differences, first } = comparison;
  const scroller = useRef<HTMLElement>(null);
  const [box, setBox] = useState({ top: 0, width: 0, height: 0 });
  const [onlyMarked, setOnlyMarked] = useState(false);
  const [side, setSide] = useState<Letter>("a");
  /** One ladder at a time. */
  const isOne = box.width > 0 && box.width < LEAST_FOR_TWO;
  const ladders = useMemo(() => new TwoLadders(comparison, t, onlyMarked, isOne), [comparison, t, onlyMarked, isOne]);
  const [{ selected, shown }, select] = useState<Selected>(() => ({
    selected: first && ladders.rowOf(first),
    shown: first ? differences.indexOf(first) : -1,
  }));
  const measure = () => {
    const element = scroller.current;
    if (!element) return;
    const step = OVERSCAN / 2;
    const next = { top: Math.floor(element.scrollTop / step) * step, width: element.clientWidth, height: element.clientHeight };
    setBox((box) => (box.top === next.top && box.width === next.width && box.height === next.height ? box : next));
  };
  const reveal = (row: number | null) => {
    const element = scroller.current;
    if (!element || row === null) return;
    const [y, room] = [ladders.y(row), Math.max(0, element.clientHeight - TWO_HEADS_HEIGHT - 2 * ROW_HEIGHT)];
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y > element.scrollTop + room) element.scrollTop = y - room;
  };
  const show = (row: number | null, shown: number) => {
    select({ selected: row, shown });
    reveal(row);
  };
  const showRow = (row: number) =>
    show(
      row,
      differences.findIndex((difference) => ladders.rowOf(difference) === row),
    );
  const showDifference = (i: number) => {
    const difference = differences[i];
    if (!difference) return;
    if (difference.a === null || difference.b === null) setSide(difference.a === null ? "b" : "a");
    show(ladders.rowOf(difference), i);
  };
  const step = (by: number) => {
    const from = shown < 0 && by < 0 ? differences.length : shown;
    showDifference((from + by + differences.length) % Math.max(1, differences.length));
  };
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const resizes = new ResizeObserver(measure);
    resizes.observe(element);
    measure();
    element.focus();
    return () => resizes.disconnect();
  }, []);
  useLayoutEffect(() => reveal(selected), [ladders, box.width > 0]);
  const keys = { ladders, selected, showRow, step, setSide: isOne ? setSide : null };
  return (
    <main class="ladder-pane compare-pane" aria-label={t("compareTitle")} onKeyDown={(event) => keyDown(event, keys)}>
      <Head
        compared={compared}
        t={t}
        close={close}
        {...{ shown, step, onlyMarked, setOnlyMarked, side }}
        setSide={isOne ? setSide : null}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <section class="compare-scroller" ref={scroller} tabIndex={0} aria-label={t("ladder")} onScroll={measure}>
        {box.width > 0 && <Ladders {...{ ladders, box, side, widths, t, selected, names }} choose={showRow} />}
      </section>
      <div class="compare-table">
        {differences.length > 0 && <Differences ladders={ladders} shown={shown} show={showDifference} t={t} />}
        <p class="compare-left-out">{remarks.at(-1)}</p>
      </div>
    </main>
  );
}

function keyDown(event: KeyboardEvent, pane: Compares): void {
  const key = keyOf(event);
  const action = Object.values<Action<Compares>>(COMPARE_ACTIONS).find(({ keys }) => keys === key);
  if (action === undefined || action.when?.(pane) === false) return;
  event.preventDefault();
  event.stopPropagation();
  action.run(pane);
}

interface HeadProps extends Pick<PaneProps, "compared" | "t" | "close">, Pick<Compares, "step" | "setSide"> {
  readonly shown: number;
  readonly onlyMarked: boolean;
  readonly setOnlyMarked: (only: boolean) => void;
  readonly side: Letter;
}

/** Where the sessions part, in words, and what changes what is shown of them. */
function Head({ compared, t, close, shown, step, onlyMarked, setOnlyMarked, side, setSide }: HeadProps) {
  const { comparison, names } = compared;
  const { sentence, remarks, differences, findings } = comparison;
  return (
    <div class="compare-head">
      <div class="compare-words" role="status">
        <p class="compare-sentence">{printable(sentence)}</p>
        <p class="compare-remarks">{printable(remarks.slice(0, -1).join(" "))}</p>
        {(["a", "b"] as const).flatMap((letter) =>
          findings[letter].map(({ rule, title }) => (
            <p key={letter + rule} class="compare-found">
              {letter.toUpperCase()} ▲ <b>{printable(compared.say(nameOf(rule)))}</b> {printable(plain(compared.say(title)))}
            </p>
          )),
        )}
      </div>
      {setSide && (
        <Segments
          name={t("ladder")}
          options={(["a", "b"] as const).map((letter) => ({
            text: letter.toUpperCase(),
            tip: printable(names[letter]),
            on: side === letter,
            choose: () => setSide(letter),
          }))}
        />
      )}
      {differences.length > 0 && (
        <Segments
          name={t("compareRows")}
          options={[
            { text: t("compareAllRows"), tip: t("compareAllRows"), on: !onlyMarked, choose: () => setOnlyMarked(false) },
            { text: t("compareDifferences"), tip: t("compareDifferences"), on: onlyMarked, choose: () => setOnlyMarked(true) },
          ]}
        />
      )}
      <CopyButton name={t("copyComparison")} text={() => comparisonLines(comparison, compared.files, t, compared.say).join("\n")} t={t} />
      {differences.length > 0 && (
        <span class="compare-steps">
          ≠ {shown < 0 ? "–" : shown + 1} / {differences.length}
          <IconButton icon="up" name={t("comparePrevious")} keys={COMPARE_ACTIONS.previous.keys} onClick={() => step(-1)} />
          <IconButton icon="down" name={t("compareNext")} keys={COMPARE_ACTIONS.next.keys} onClick={() => step(1)} />
        </span>
      )}
      <IconButton icon="close" cls="compare-close" name={t("compareClose")} keys="Escape" onClick={close} />
    </div>
  );
}

interface LaddersProps extends Pick<PaneProps, "widths" | "t">, Pick<Compared, "names"> {
  readonly ladders: TwoLadders;
  readonly box: { readonly top: number; readonly width: number; readonly height: number };
  /** Which ladder is drawn where there is room for one. */
  readonly side: Letter;
  readonly selected: number | null;
  readonly choose: (row: number) => void;
}

function Ladders({ ladders, box, side, widths, t, selected, choose, names }: LaddersProps) {
  const top = Math.max(0, box.top - OVERSCAN);
  const bottom = Math.min(ladders.height, box.top + box.height + OVERSCAN);
  const slices = slicesOf(ladders, top, bottom, box.width, widths, t, side);
  const { width, letters } = slices;
  const click = (event: MouseEvent) => {
    if (event.currentTarget instanceof Element) choose(ladders.rowAt(event.clientY - event.currentTarget.getBoundingClientRect().top));
  };
  return (
    <>
      <svg class="ladder compare-heads" aria-hidden="true" width={width} height={TWO_HEADS_HEIGHT}>
        <TwoHeads slices={slices} names={names} />
      </svg>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the pane has the keys */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the table has a button for each difference */}
      <div class="canvas" style={{ height: `${ladders.height}px`, width: `${width}px` }} onClick={click}>
        <div class="slice" style={{ top: `${top}px` }}>
          <svg class="ladder" role="img" aria-label={letters.map((letter) => names[letter]).join(" · ")} width={width} height={1}>
            <TwoBodies slices={slices} origin={top} selected={selected} />
          </svg>
        </div>
      </div>
    </>
  );
}

interface DifferencesProps extends Pick<PaneProps, "t"> {
  readonly ladders: TwoLadders;
  readonly shown: number;
  readonly show: (i: number) => void;
}

function Differences({ ladders, shown, show, t }: DifferencesProps) {
  const { differences, first } = ladders.comparison;
  return (
    <table aria-label={t("compareDifferences")}>
      <thead>
        <tr>
          {[t("compareStep"), t("compareWhat"), "A", "B"].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {differences.map((difference, i) => (
          <tr
            key={i}
            class={[i === shown && "on", difference === first && "first", difference.follows && "consequence"].filter(Boolean).join(" ")}
          >
            <td>{stepName(t, difference.phase)}</td>
            <td>
              <button type="button" class="link compare-what" onClick={() => show(i)}>
                {printable(difference.what)}
              </button>
            </td>
            <td>{printable(difference.a ?? t("none"))}</td>
            <td>{printable(difference.b ?? t("none"))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
