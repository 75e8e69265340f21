// The menu of the formats in which the ladder is exported.

import type { ExportKind } from "../export/export.ts";
import type { View } from "../view.ts";

const EXPORTS = [
  ["svg", "exportSvg"],
  ["png", "exportPng"],
  ["html", "exportHtml"],
] as const satisfies readonly (readonly [ExportKind, string])[];

export function ExportMenu({ view }: { readonly view: View }) {
  const { t } = view.host;
  return (
    <div
      id="export-menu"
      popover="auto"
      class="menu"
      role="menu"
      aria-label={t("exportFigure")}
      // Not by `autofocus`: the browser applies it when the panel loads, too, and complains in the console.
      onToggle={({ currentTarget, newState }) => newState === "open" && currentTarget.querySelector("button")?.focus()}
    >
      {EXPORTS.map(([kind, key]) => (
        <button
          key={kind}
          type="button"
          role="menuitem"
          tabIndex={-1}
          class="menu-item"
          popoverTarget="export-menu"
          popoverTargetAction="hide"
          onClick={async () => (await import("../export/export.ts")).exportFigure(view, kind)}
        >
          {t(key)}
        </button>
      ))}
    </div>
  );
}
