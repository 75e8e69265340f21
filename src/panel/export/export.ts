// What the panel saves: the trace, and the ladder as a figure. Loaded when first used.

import { written } from "../../disk/disk.ts";
import type { FigureKind } from "../../formats/figure.ts";
import { groupDigits } from "../../messages/messages.ts";
import { wholeLinesOf } from "../../wire/save.ts";
import type { View } from "../view.ts";
import { download, fileName } from "./download.ts";

/** A larger trace is written to a file of the browser's first: what is handed over at once is in memory twice. */
const MOST_AT_ONCE = 64_000_000;

/** Saves the log as a trace file, with everything that happened until now. */
export function saveTrace(view: View): Promise<void> {
  return view.save(async () => {
    const { store } = view;
    const { log } = store;
    const name = `${fileName(store.page, log.header.createdAt)}.jsonl`;
    const isLarge = log.memory.away > 0 || log.size > MOST_AT_ONCE;
    // Where the browser refuses storage, everything is in memory.
    const file = isLarge ? await written(wholeLinesOf(log)).catch(() => null) : null;
    download(name, file ? [file] : await all(wholeLinesOf(log)), "application/jsonl");
  });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const array = [];
  for await (const item of items) array.push(item);
  return array;
}

export type ExportKind = FigureKind | "png";

/** Saves all rows of the ladder, drawn as on the screen. Complains when they are too many, or too many for a PNG. */
export function exportFigure(view: View, kind: ExportKind): Promise<void> {
  return view.save(() => saveFigure(view, kind));
}

async function saveFigure(view: View, kind: ExportKind): Promise<void> {
  const { drawing, MOST_FIGURE_ROWS } = await import("../../formats/figure.ts");
  // What came last was not looked at yet.
  view.findings?.refresh();
  await view.findings?.idle();
  const { store, settings, ladder, findings } = view;
  const { theme, t } = view.host;
  const { scope, filter, answers, times, scale, silence } = settings;
  const unfolded = ladder?.unfolded ?? new Set();
  const steps = drawing(store, kind === "html" ? "html" : "svg", {
    scope,
    http: ladder?.filtering.shown.http ?? true,
    filter,
    answers,
    times,
    scale,
    silence,
    unfolded,
    theme,
    t,
    findings,
  });
  let step = steps.next();
  for (; !step.done; step = steps.next()) await step.value;
  const drawn = step.value;
  if (drawn === null) return view.complain(t("figureTooLong", groupDigits(MOST_FIGURE_ROWS)));
  const name = `${fileName(store.page, store.log.header.createdAt)}.${kind}`;
  if (kind === "html") return download(name, [drawn], "text/html");
  if (kind === "svg") return download(name, [drawn], "image/svg+xml");
  const { png } = await import("./png.ts");
  const picture = await png(drawn);
  if (picture === null) return view.complain(t("figureTooHigh"));
  download(name, [picture], "image/png");
}
