// The menu of the formats in which the ladder is exported.

import { PANEL_ACTIONS } from "../actions/panel-actions.ts";
import type { ExportKind } from "../export/export.ts";
import { Menu } from "../menu.tsx";
import type { View } from "../view.ts";

const EXPORTS = [
  ["svg", "exportSvg", PANEL_ACTIONS.exportFigure.keys],
  ["png", "exportPng", ""],
  ["html", "exportHtml", ""],
] as const satisfies readonly (readonly [ExportKind, string, string])[];

export function ExportMenu({ view }: { readonly view: View }) {
  const { t } = view.host;
  const items = EXPORTS.map(([kind, name, keys]) => ({
    name: t(name),
    keys,
    run: async () => (await import("../export/export.ts")).exportFigure(view, kind),
  }));
  return <Menu id="export-menu" name={t("exportFigure")} groups={[items]} />;
}
