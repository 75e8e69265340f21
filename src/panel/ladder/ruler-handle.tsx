// The time column where time is to scale: to drag over it selects a range of time, which is zoomed to.

import { useRef } from "preact/hooks";
import type { Layout } from "../../diagram/draw/layout.ts";
import type { ViewWithRows } from "../view.ts";
import type { LadderView } from "./ladder-view.ts";

/** Pixels right of the times that belong to the column: the marks of the ruler. */
const MARKS = 8;
/** Pixels right of the middle of the marks of findings, which are left of the column. */
const BESIDE = 10;

export function RulerHandle({ view, layout }: { readonly view: ViewWithRows; readonly layout: Layout }) {
  const { ladder, timeScale, host } = view;
  const dragged = useRef(false);
  const left = layout.mark + BESIDE;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys do the same: z zooms to the measured time, + and − zoom
    <div
      class="ruler-handle"
      role="presentation"
      title={host.t("rulerTip")}
      style={{ left: `${left}px`, width: `${layout.time + MARKS - left}px` }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        timeScale.hold(pointedY(event, ladder));
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) timeScale.drag(pointedY(event, ladder));
      }}
      onPointerUp={(event) => {
        dragged.current = timeScale.letGo(pointedY(event, ladder));
      }}
      onPointerCancel={() => timeScale.letGo(null)}
      // A click selects the row under it, but the end of a drag is no click.
      onClick={(event) => {
        if (dragged.current) event.stopPropagation();
      }}
    />
  );
}

/** The y of the ladder under the pointer, or the nearest that is visible. */
function pointedY({ clientY, currentTarget }: PointerEvent & { readonly currentTarget: Element }, { top, viewport }: LadderView): number {
  const y = clientY - (currentTarget.closest(".scroller")?.getBoundingClientRect().top ?? 0);
  return top + Math.max(0, Math.min(viewport, y));
}
