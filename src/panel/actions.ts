// What the toolbar and the keys do beyond the host's own commands: files out of the panel.

import { groupDigits } from "../messages/messages.ts";
import { download, fileName } from "./files.ts";
import type { View } from "./view.ts";

/** The trace as it was recorded, byte for byte. */
export function saveTrace({ store }: View): void {
  download(`${fileName(store.page, store.log.header.createdAt)}.jsonl`, [...store.log.chunks()], "application/jsonl");
}

/** The ladder of the scope as an SVG file. What makes it is loaded when it is first asked for. */
export async function exportFigure(view: View): Promise<void> {
  const { figure, MOST_FIGURE_ROWS } = await import("../formats/figure.ts");
  const { store, scope, http, host } = view;
  const { theme, t } = host;
  const drawn = figure(store, { scope, http, theme, t });
  if (drawn === null) view.complain(t("figureTooLong", groupDigits(MOST_FIGURE_ROWS)));
  else download(`${fileName(store.page, store.log.header.createdAt)}.svg`, [drawn], "image/svg+xml");
}
