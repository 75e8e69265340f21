// The menu of the formats in which the ladder is exported.

import type { ExportKind } from "../export/export.ts";
import { IconButton } from "../icon-button.tsx";
import type { View } from "../view.ts";

const EXPORTS = [
  ["svg", "exportSvg"],
  ["png", "exportPng"],
  ["html", "exportHtml"],
] as const satisfies readonly (readonly [ExportKind, string])[];

export function ExportMenu({ view, disabled }: { readonly view: View; readonly disabled: boolean }) {
  const { t } = view.host;
  const name = t("exportFigure");
  return (
    <>
      <IconButton icon="export" name={name} keys="Ctrl+Shift+S" disabled={disabled} menu="export-menu" />
      <fieldset
        id="export-menu"
        popover="auto"
        class="menu"
        aria-label={name}
        // Not by `autofocus`: the browser applies it when the panel loads, too, and complains in the console.
        onToggle={({ currentTarget, newState }) => newState === "open" && currentTarget.querySelector("button")?.focus()}
      >
        {EXPORTS.map(([kind, key]) => (
          <button
            key={kind}
            type="button"
            class="menu-item"
            popoverTarget="export-menu"
            popoverTargetAction="hide"
            onClick={async () => (await import("../export/export.ts")).exportFigure(view, kind)}
          >
            {t(key)}
          </button>
        ))}
      </fieldset>
    </>
  );
}
