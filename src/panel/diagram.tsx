// The ladder on the screen: a sticky head, one scrolled element as tall as all rows, and in it one SVG with the rows around what is
// visible. To assistive technology it is a list box whose options are the rows.

import { LadderBody, LadderHead } from "../diagram/draw.tsx";
import { HEAD_HEIGHT, headOf } from "../diagram/layout.ts";
import { memo } from "../diagram/memo.ts";
import type { Row, Step } from "../diagram/scene.ts";
import { ROW_HEIGHT } from "../diagram/scene.ts";
import { across, Text } from "../diagram/shapes.tsx";
import { fit, printable } from "../diagram/text-width.ts";
import { describeRow } from "./describe-row.ts";
import { type Slice, selectable, type View } from "./view.ts";

export function Diagram({ view }: { readonly view: View }) {
  const { slice, selection, host } = view;
  const { t } = host;
  const shown = selection !== null && slice?.scene.rows.some((row) => row.key === selection) === true;
  return (
    <main class="ladder-pane">
      {slice && <Head slice={slice} />}
      <div
        class={slice && slice.layout.step > 0 ? "scroller stepped" : "scroller"}
        role="listbox"
        tabIndex={0}
        aria-label={t("ladder")}
        {...(shown && { "aria-activedescendant": `row-${selection}` })}
        ref={view.scrollerRef}
        onScroll={() => view.scrolled()}
        onKeyDown={(event) => keyDown(event, view)}
        onMouseMove={(event) => view.hoverAt(ladderY(event, view))}
        onMouseLeave={() => view.hoverAt(null)}
        onClick={(event) => click(event, view)}
        onDblClick={(event) => toggleAt(event, view)}
      >
        <div class="canvas" role="presentation" style={{ height: `${view.canvas}px` }}>
          {slice && (
            <div class="slice" role="presentation" style={{ top: `${view.canvasY(slice.origin)}px` }}>
              <Body slice={slice} selection={selection} related={view.related} hover={view.hover} view={view} />
            </div>
          )}
        </div>
      </div>
      {slice && <StickyStep view={view} slice={slice} />}
    </main>
  );
}

const Head = memo(({ slice }: { readonly slice: Slice }) => {
  const { scene, layout } = slice;
  return (
    <div class="ladder-head">
      <svg
        class="ladder"
        role="img"
        aria-label={headWords(slice)}
        width={layout.width}
        height={HEAD_HEIGHT}
        viewBox={`0 0 ${layout.width} ${HEAD_HEIGHT}`}
      >
        <LadderHead scene={scene} layout={layout} />
      </svg>
    </div>
  );
});

function headWords({ scene, layout }: Slice): string {
  const names = layout.columns
    .map((column) => headOf(column, scene.bottom).lane)
    .map((lane) => (lane ? `${lane.name} ${lane.id}`.trim() : ""));
  return printable([...names, `${scene.serverHead} ${scene.server}`].join(", "));
}

interface BodyProps {
  readonly slice: Slice;
  readonly selection: number | null;
  readonly related: readonly number[];
  readonly hover: number | null;
  readonly view: View;
}

const Body = memo(({ slice, selection, related, hover, view }: BodyProps) => {
  const { scene, layout, origin } = slice;
  const { t } = view.host;
  return (
    <svg class="ladder" role="presentation" width={layout.width} height={1}>
      <LadderBody
        scene={scene}
        layout={layout}
        origin={origin}
        selection={selection}
        related={related}
        hover={hover}
        inWords={(row) => (selectable(row) ? describeRow(row, t) : null)}
      />
    </svg>
  );
});

/** The name of the step that began above what is visible, at the top of its column. */
function StickyStep({ view, slice }: { readonly view: View; readonly slice: Slice }) {
  const { scene, layout } = slice;
  const step = scene.steps.find((step) => step.from < view.top && view.top < step.to);
  if (step === undefined) return null;
  const up = Math.min(0, step.to - view.top - ROW_HEIGHT);
  const width = layout.step > 0 ? layout.step : layout.width;
  return (
    <div class="sticky-step" aria-hidden="true" style={{ width: `${width}px` }}>
      <svg class="ladder" aria-hidden="true" width={width} height={ROW_HEIGHT} viewBox={`0 ${-up} ${width} ${ROW_HEIGHT}`}>
        <StepName step={step} width={width} line={layout.step === 0} />
      </svg>
    </div>
  );
}

function StepName({ step, width, line }: { readonly step: Step; readonly width: number; readonly line: boolean }) {
  const base = ROW_HEIGHT / 2 + 4;
  return (
    <>
      <rect class="band" width={width} height={ROW_HEIGHT} />
      {line && <path class="hair" d={across(0, width, ROW_HEIGHT - 0.5)} />}
      {step.number !== "" && <Text x={10} y={base} cls="step-n" text={step.number} />}
      <Text x={22} y={base} cls="step" text={fit(step.name, width - 32, 11.5, "bold")} />
    </>
  );
}

function ladderY(event: MouseEvent, view: View): number {
  const scroller = event.currentTarget;
  return scroller instanceof HTMLElement ? event.clientY - scroller.getBoundingClientRect().top + view.top : 0;
}

function rowUnder(event: MouseEvent, view: View): Row | undefined {
  return view.rowAt(ladderY(event, view));
}

function click(event: MouseEvent, view: View): void {
  const row = rowUnder(event, view);
  if (row === undefined) return;
  if (event.target instanceof Element && event.target.closest("[data-toggle]") !== null) view.toggle(row.key);
  view.select(row.key);
}

function toggleAt(event: MouseEvent, view: View): void {
  const row = rowUnder(event, view);
  if (row?.kind === "fold" && event.target instanceof Element && event.target.closest("[data-toggle]") === null) view.toggle(row.key);
}

function keyDown(event: KeyboardEvent, view: View): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = {
    ArrowDown: () => view.move(1),
    ArrowUp: () => view.move(-1),
    PageDown: () => view.movePage(1),
    PageUp: () => view.movePage(-1),
    Home: () => view.moveToEnd("first"),
    End: () => view.moveToEnd("last"),
    Enter: () => view.selection !== null && view.toggle(view.selection),
    " ": () => view.selection !== null && view.toggle(view.selection),
    Escape: () => view.select(null),
  }[event.key];
  if (act === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
