// Two sessions compared, in the place of the ladder: where they part, in a sentence; their ladders side by side, one row a pair; below them the
// table of differences. A difference that is chosen shows its row, a row that is clicked its difference.

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { TwoLadders } from "../../compare/two-ladders.ts";
import { slicesOf, TWO_HEADS_HEIGHT, TwoBodies, TwoHeads } from "../../compare/two-ladders-picture.tsx";
import { ROW_HEIGHT } from "../../diagram/rows/row-kinds.ts";
import { stepName } from "../../diagram/words/step-words.ts";
import { nameOf } from "../../findings/catalogue.ts";
import { comparisonLines } from "../../formats/comparison.ts";
import type { Translate } from "../../messages/messages.ts";
import { printable } from "../../text/printable.ts";
import type { Widths } from "../../text/width.ts";
import { CopyButton } from "../details/copy-button.tsx";
import { IconButton } from "../icon-button.tsx";
import { Segments } from "../toolbar/segments.tsx";
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
  const { sentence, remarks, differences, findings, first } = comparison;
  const scroller = useRef<HTMLElement>(null);
  const [box, setBox] = useState({ top: 0, width: 0, height: 0 });
  const [onlyMarked, setOnlyMarked] = useState(false);
  const ladders = useMemo(() => new TwoLadders(comparison, t, onlyMarked), [comparison, t, onlyMarked]);
  const [{ selected, shown }, select] = useState<Selected>({ selected: null, shown: -1 });
  const measure = () => {
    const element = scroller.current;
    if (!element) return;
    const step = OVERSCAN / 2;
    const next = { top: Math.floor(element.scrollTop / step) * step, width: element.clientWidth, height: element.clientHeight };
    setBox((box) => (box.top === next.top && box.width === next.width && box.height === next.height ? box : next));
  };
  const show = (row: number | null, shown: number) => {
    select({ selected: row, shown });
    const element = scroller.current;
    if (!element || row === null) return;
    const [y, room] = [ladders.y(row), element.clientHeight - TWO_HEADS_HEIGHT - 2 * ROW_HEIGHT];
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y > element.scrollTop + room) element.scrollTop = y - room;
  };
  const showRow = (row: number) =>
    show(
      row,
      differences.findIndex((difference) => ladders.rowOf(difference) === row),
    );
  const showDifference = (i: number) => {
    const difference = differences[i];
    if (difference) show(ladders.rowOf(difference), i);
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
    if (first) showDifference(differences.indexOf(first));
    element.focus();
    return () => resizes.disconnect();
  }, []);
  const keyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = comparison.rows.length - 1;
    /** Shows the nearest row that takes room, from one on. */
    const showFrom = (row: number, by: 1 | -1) => {
      while (row >= 0 && row <= last && ladders.isHidden(row)) row += by;
      if (row >= 0 && row <= last) showRow(row);
    };
    const act = {
      ArrowDown: () => showFrom((selected ?? -1) + 1, 1),
      ArrowUp: () => showFrom((selected ?? 0) - 1, -1),
      Home: () => showFrom(0, 1),
      End: () => showFrom(last, -1),
      e: () => step(1),
      E: () => step(-1),
    }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <main class="ladder-pane compare-pane" onKeyDown={keyDown}>
      <div class="compare-head" role="status">
        <div>
          <p class="compare-sentence">{printable(sentence)}</p>
          <p class="compare-remarks">{printable(remarks.slice(0, -1).join(" "))}</p>
          {(["a", "b"] as const).flatMap((letter) =>
            findings[letter].map(({ rule, title }) => (
              <p key={letter + rule} class="compare-found">
                {letter.toUpperCase()} ▲ <b>{printable(compared.say(nameOf(rule)))}</b> {printable(compared.say(title))}
              </p>
            )),
          )}
        </div>
        {differences.length > 0 && (
          <Segments
            name={t("compareRows")}
            options={[
              { text: t("compareAllRows"), tip: t("compareAllRows"), on: !onlyMarked, choose: () => setOnlyMarked(false) },
              { text: t("compareDifferences"), tip: t("compareDifferences"), on: onlyMarked, choose: () => setOnlyMarked(true) },
            ]}
          />
        )}
        <CopyButton text={() => comparisonLines(comparison, compared.files, t, compared.say).join("\n")} t={t} />
        {differences.length > 0 && (
          <span class="compare-steps">
            ≠ {shown < 0 ? "–" : shown + 1} / {differences.length}
            <IconButton icon="up" name={t("comparePrevious")} keys="Shift+E" onClick={() => step(-1)} />
            <IconButton icon="down" name={t("compareNext")} keys="E" onClick={() => step(1)} />
          </span>
        )}
        <IconButton icon="close" name={t("compareClose")} keys="Esc" onClick={close} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <section class="compare-scroller" ref={scroller} tabIndex={0} aria-label={t("ladder")} onScroll={measure}>
        {box.width > 0 && <Ladders ladders={ladders} box={box} widths={widths} t={t} selected={selected} choose={showRow} names={names} />}
      </section>
      {differences.length > 0 && <Differences ladders={ladders} shown={shown} show={showDifference} t={t} />}
      <p class="compare-left-out">{remarks.at(-1)}</p>
    </main>
  );
}

interface LaddersProps extends Pick<PaneProps, "widths" | "t">, Pick<Compared, "names"> {
  readonly ladders: TwoLadders;
  readonly box: { readonly top: number; readonly width: number; readonly height: number };
  readonly selected: number | null;
  readonly choose: (row: number) => void;
}

function Ladders({ ladders, box, widths, t, selected, choose, names }: LaddersProps) {
  const top = Math.max(0, box.top - OVERSCAN);
  const bottom = Math.min(ladders.height, box.top + box.height + OVERSCAN);
  const slices = slicesOf(ladders, top, bottom, box.width, widths, t);
  const { width } = slices;
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
          <svg class="ladder" role="img" aria-label={`${names.a} · ${names.b}`} width={width} height={1}>
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
    <div class="compare-table">
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
              class={[i === shown && "on", difference === first && "first", difference.follows && "follows"].filter(Boolean).join(" ")}
            >
              <td>{stepName(t, difference.phase)}</td>
              <td>
                <button type="button" class="link" onClick={() => show(i)}>
                  {printable(difference.what)}
                </button>
              </td>
              <td>{printable(difference.a ?? t("none"))}</td>
              <td>{printable(difference.b ?? t("none"))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
