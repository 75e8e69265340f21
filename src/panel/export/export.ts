// What the toolbar and the keys do beyond the host's own commands: files out of the panel.

import type { FigureKind } from "../../formats/figure.ts";
import { groupDigits } from "../../messages/messages.ts";
import type { View } from "../view.ts";
import { download, fileName } from "./download.ts";

/** The trace as it was recorded, byte for byte. */
export function saveTrace({ store }: View): void {
  download(`${fileName(store.page, store.log.header.createdAt)}.jsonl`, [...store.log.chunks()], "application/jsonl");
}

export type ExportKind = FigureKind | "png";

/** The ladder of the scope as a file. What makes it is loaded when it is first asked for. */
export async function exportFigure(view: View, kind: ExportKind): Promise<void> {
  const { figure, MOST_FIGURE_ROWS } = await import("../../formats/figure.ts");
  const { store, scope, http, times, scale, unfolded, host } = view;
  const { theme, t } = host;
  const drawn = figure(store, kind === "html" ? "html" : "svg", { scope, http, times, scale, unfolded, theme, t });
  if (drawn === null) return view.complain(t("figureTooLong", groupDigits(MOST_FIGURE_ROWS)));
  const name = `${fileName(store.page, store.log.header.createdAt)}.${kind}`;
  if (kind === "html") return download(name, [drawn], "text/html");
  if (kind === "svg") return download(name, [drawn], "image/svg+xml");
  const { png } = await import("./png.ts");
  const picture = await png(drawn);
  if (picture === null) return view.complain(t("figureTooHigh"));
  download(name, [picture], "image/png");
}
