// The menu of the formats in which the trace and the ladder are exported and copied, and whether their secrets are replaced.

import { Component } from "preact";
import { PANEL_ACTIONS } from "../actions/panel-actions.ts";
import { Menu, type MenuItem } from "../menu.tsx";
import type { View } from "../view.ts";
import type { ExportKind } from "./export.ts";

const EXPORTS = [
  ["svg", "exportSvg", PANEL_ACTIONS.exportFigure.keys],
  ["png", "exportPng", ""],
  ["html", "exportHtml", ""],
  ["mmd", "exportMermaid", ""],
  ["txt", "exportText", ""],
  ["trace", "exportTrace", ""],
  ["har", "exportHar", ""],
] as const satisfies readonly (readonly [ExportKind, string, string])[];

const COPIES = [
  ["md", "copyIssue"],
  ["mmd", "copyMermaid"],
] as const;

export class ExportMenu extends Component<{ readonly view: View }, { readonly redacts: boolean }> {
  override state = { redacts: true };

  override render({ view }: { readonly view: View }, { redacts }: { readonly redacts: boolean }) {
    const { t } = view.host;
    const items = EXPORTS.map(([kind, name, keys]) => ({
      name: t(name),
      keys,
      run: async () => (await import("./export.ts")).exportAs(view, kind, redacts),
    }));
    const copies = COPIES.map(([kind, name]) => ({
      name: t(name),
      run: async () => (await import("./export.ts")).copyAs(view, kind, redacts),
    }));
    const secrets: MenuItem[] = [
      { name: t("redactSecrets"), checked: redacts, run: () => this.setState({ redacts: !redacts }) },
      { name: t("whatIsRedacted"), run: async () => (await import("./preview.tsx")).showPreview(view) },
    ];
    // Whoever wants secrets in a file says so each time.
    return (
      <Menu id="export-menu" name={t("exportFigure")} groups={[items, copies, secrets]} place={() => this.setState({ redacts: true })} />
    );
  }
}
