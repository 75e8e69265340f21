// A table of statistics. It is one stop of the Tab key: arrows go from row to row and to the headings, which sort.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { memo } from "../../diagram/draw/memo.ts";
import type { Translate } from "../../messages/messages.ts";
import { groupDigits } from "../../messages/messages.ts";
import { size } from "../../messages/quantities.ts";
import { type Column, columnsOf, noTimes } from "./columns.tsx";
import { LogScale, RANGE_WIDTH } from "./pictures.tsx";
import type { Row, Shown } from "./rows.ts";
import type { StatisticsView } from "./statistics-view.ts";

/** So many rows are drawn in a frame: twice what the drawer has room for. With pictures in their cells, 200 rows take a tenth of a second. */
const ROWS_A_FRAME = 25;

interface TableProps {
  readonly statistics: StatisticsView;
  readonly shown: Shown;
  /** The key of the row that the filter or the scope shows; null if none is. */
  readonly chosen: string | null;
  /** Pixels. */
  readonly width: number;
  readonly t: Translate;
}

/** The panel is drawn with each frame of scrolling, the table only when its rows are others. */
export const StatisticsTable = memo(({ statistics, shown, chosen, width, t }: TableProps) => {
  const { table, sort } = statistics;
  const { rows, range, total, more, moreCount, moreBytes } = shown;
  const { columns, hidden } = useMemo(() => columnsOf(table, width), [table, width]);
  const scale = useMemo(() => range && new LogScale(range), [range]);
  const [drawn, setDrawn] = useState({ sort, count: ROWS_A_FRAME });
  const count = drawn.sort === sort ? drawn.count : ROWS_A_FRAME;
  useEffect(() => {
    if (count < rows.length) setDrawn({ sort, count: count + ROWS_A_FRAME });
  });
  const element = useRef<HTMLTableElement>(null);
  /** The row that has or had the focus. */
  const [current, setCurrent] = useState<string | null>(null);
  const tabStop = rows.some(({ key }) => key === current) ? current : (rows[0]?.key ?? null);
  // A row that is moved because of the sorting loses the focus.
  useLayoutEffect(() => {
    const moved = element.current;
    if (current === null || moved === null || document.activeElement !== document.body) return;
    rowElement(moved, current)?.focus({ preventScroll: true });
  });
  return (
    <table
      ref={element}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows are chosen
      role="grid"
      class="statistics"
      aria-label={t("statistics")}
      aria-rowcount={rows.length + 1}
      onKeyDown={keyDown}
      onFocusOut={({ relatedTarget }) => relatedTarget instanceof Node && !element.current?.contains(relatedTarget) && setCurrent(null)}
    >
      <thead>
        <tr>
          {columns.map((column) => (
            <Heading key={column.id} column={column} scale={scale} statistics={statistics} t={t} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, count).map((row) => (
          <TableRow
            key={row.key}
            row={row}
            {...{ columns, hidden, scale, statistics, t, setCurrent }}
            isChosen={row.key === chosen}
            isOpen={row.key === current}
            isTabStop={row.key === tabStop}
          />
        ))}
      </tbody>
      {(total || more > 0) && (
        <tfoot>
          {more > 0 && (
            <tr>
              {columns.map(({ id, cls = "", isNumber }, i) => (
                <td key={id} class={`${cls} ${isNumber ? "number" : ""}`}>
                  {i === 0 ? t.count("moreRows", more) : { count: groupDigits(moreCount), bytes: size(moreBytes) }[id]}
                </td>
              ))}
            </tr>
          )}
          {total && (
            <tr>
              {columns.map((column, i) => (
                <td key={column.id} class={`${column.cls ?? ""} ${column.isNumber ? "number" : ""}`}>
                  {i === 0 ? t("allRows") : IN_TOTAL.has(column.id) && <Cell {...{ column, scale, statistics, t }} row={total} />}
                </td>
              ))}
            </tr>
          )}
        </tfoot>
      )}
    </table>
  );
});

const IN_TOTAL: ReadonlySet<string> = new Set(["count", "bars", "mean", "bytes", "p50", "p95", "max", "unanswered"]);

interface HeadingProps {
  readonly column: Column;
  readonly scale: LogScale | null;
  readonly statistics: StatisticsView;
  readonly t: Translate;
}

function Heading({ column, scale, statistics, t }: HeadingProps) {
  const { id, head, isNumber = false, isPicture, cls = "" } = column;
  const { sort } = statistics;
  const name = t(head);
  if (isPicture) {
    return (
      <th scope="col" aria-label={name}>
        {id === "range" ? scale && <Ticks scale={scale} /> : name}
      </th>
    );
  }
  const isSorted = sort.column === id;
  const order = sort.descending ? "descending" : "ascending";
  return (
    <th scope="col" class={`${cls} ${isNumber ? "number" : ""}`} aria-sort={isSorted ? order : "none"}>
      <button type="button" tabIndex={-1} title={t("sortBy", name)} onClick={() => statistics.sortBy(id, isNumber || id === "share")}>
        {name}
        {isSorted && <span aria-hidden="true">{sort.descending ? " ▾" : " ▴"}</span>}
      </button>
    </th>
  );
}

function Ticks({ scale }: { readonly scale: LogScale }) {
  return (
    <svg class="range-ticks" width={RANGE_WIDTH} height={12} aria-hidden="true">
      {scale.ticks.map((ms) => (
        <text key={ms} x={scale.x(ms)} y={10}>
          {ms < 1000 ? `${ms} ms` : `${ms / 1000} s`}
        </text>
      ))}
    </svg>
  );
}

interface RowProps {
  readonly row: Row;
  readonly columns: readonly Column[];
  readonly hidden: readonly Column[];
  readonly scale: LogScale | null;
  readonly statistics: StatisticsView;
  readonly t: Translate;
  readonly isChosen: boolean;
  /** It has the focus: what has no room in its line stands in a second one. */
  readonly isOpen: boolean;
  readonly isTabStop: boolean;
  readonly setCurrent: (key: string) => void;
}

const TableRow = memo(({ row, columns, hidden, scale, statistics, t, isChosen, isOpen, isTabStop, setCurrent }: RowProps) => {
  const none = noTimes(row, statistics.table, t);
  const plain = none === null ? columns : columns.filter(({ isAnswer }) => !isAnswer);
  return (
    <>
      <tr
        data-key={row.key}
        class={isChosen ? "on" : ""}
        aria-selected={isChosen}
        tabIndex={isTabStop ? 0 : -1}
        onFocus={() => setCurrent(row.key)}
        onClick={() => choose(row, statistics)}
      >
        {plain.map((column) => (
          <td key={column.id} class={`${column.cls ?? ""} ${column.isNumber ? "number" : ""}`}>
            <Cell {...{ column, row, scale, statistics, t }} />
          </td>
        ))}
        {none !== null && (
          <td class="quiet no-times" colSpan={columns.length - plain.length}>
            {none}
          </td>
        )}
      </tr>
      {isOpen && hidden.length > 0 && (
        <tr class="more">
          <td class="quiet" colSpan={columns.length}>
            {hidden
              .filter(({ isAnswer }) => none === null || !isAnswer)
              .map((column) => `${t(column.head)} ${column.text(row, t)}`)
              .join(" · ")}
          </td>
        </tr>
      )}
    </>
  );
});

interface CellProps extends HeadingProps {
  readonly row: Row;
}

function Cell({ column, row, scale, statistics, t }: CellProps) {
  const words = column.text(row, t);
  const go = linkOf(column, row, statistics);
  if (go) {
    return (
      <button
        type="button"
        class="link"
        tabIndex={-1}
        title={t(column.id === "max" ? "goToSlowest" : "filterSlow")}
        onClick={(event) => {
          event.stopPropagation();
          go();
        }}
      >
        {words}
      </button>
    );
  }
  const isNone = column.id === "unanswered" && row.answers.unanswered === 0;
  const { waiting } = row.answers;
  return (
    <span
      class={column.isPicture ? undefined : isNone ? "zero" : "cell"}
      title={column.id === "unanswered" && waiting > 0 ? t.count("acksToCome", waiting) : column.cls?.includes("name") ? words : undefined}
    >
      {column.picture?.(row, scale)}
      {words}
    </span>
  );
}

/** What a click on a time leads to: the longest to its answer, p95 to the events of the row whose ACK took as long or longer. */
function linkOf({ id }: Column, { key, of, answers, values }: Row, statistics: StatisticsView): (() => void) | null {
  const { slowest } = answers;
  if (id === "max") return slowest === null ? null : () => statistics.goTo(slowest);
  const { p95 } = values;
  if (id !== "p95" || typeof p95 !== "number" || !("rate" in of)) return null;
  const { event, direction } = of;
  return event && direction && (() => statistics.filterEvent(key, event, direction, p95));
}

/** Shows the event or the session of a row alone. An event without a name cannot be filtered by it. */
function choose({ key, of }: Row, statistics: StatisticsView): void {
  if ("session" in of) statistics.chooseSession(of.session);
  else if (of.event && of.direction) statistics.filterEvent(key, of.event, of.direction);
}

function rowElement(table: HTMLElement, key: string): HTMLElement | undefined {
  return [...table.querySelectorAll<HTMLElement>("tbody tr")].find(({ dataset }) => dataset.key === key);
}

function selectedTab(table: HTMLElement): HTMLElement | null | undefined {
  return table.closest("section")?.querySelector<HTMLElement>("[role=tab][aria-selected=true]");
}

/** Moves the focus by arrows: among the rows and the links in them, and among the headings, above which are the tabs. Enter chooses a row. */
function keyDown(event: KeyboardEvent): void {
  const { currentTarget: table, target } = event;
  if (!(table instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...table.querySelectorAll<HTMLElement>("tbody tr[data-key]")];
  const headings = [...table.querySelectorAll<HTMLElement>("th button")];
  const own = target.closest<HTMLElement>("tr");
  const at = own === null ? -1 : rows.indexOf(own);
  const heading = headings.indexOf(target);
  const inRow = own === null ? [] : [own, ...own.querySelectorAll<HTMLElement>("button")];
  const among = heading >= 0 ? headings : inRow;
  const sorted = table.querySelector<HTMLElement>("th:not([aria-sort='none']) button") ?? headings[0];
  const next = {
    ArrowDown: () => (heading >= 0 ? rows[0] : rows[at + 1]),
    ArrowUp: () => (heading >= 0 ? selectedTab(table) : at > 0 ? rows[at - 1] : sorted),
    ArrowRight: () => among[among.indexOf(target) + 1],
    ArrowLeft: () => among[among.indexOf(target) - 1],
    Home: () => (heading >= 0 ? headings[0] : rows[0]),
    End: () => (heading >= 0 ? headings.at(-1) : rows.at(-1)),
    PageDown: () => rows[Math.min(rows.length - 1, Math.max(0, at) + 10)],
    PageUp: () => rows[Math.max(0, at - 10)],
  }[event.key];
  if (next) next()?.focus();
  else if (event.key === "Enter" && target === own) own.click();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
