// The toolbar: record, clear, follow, time scale, files. Every button has a name, and a tooltip with its key.

import { ActionButton } from "../actions/action-button.tsx";
import { canRecord, canSave, isRecording, PANEL_ACTIONS } from "../actions/panel-actions.ts";
import { IconButton } from "../icon-button.tsx";
import type { View } from "../view.ts";
import { OpenFile } from "./open-file.tsx";
import { Segments } from "./segments.tsx";

export function Toolbar({ view }: { readonly view: View }) {
  const { host, settings, ladder } = view;
  const { t } = host;
  const { scale } = settings;
  const A = PANEL_ACTIONS;
  return (
    <div class="bar" role="toolbar" aria-label={t("toolbar")}>
      {canRecord(view) && (
        <>
          <ActionButton view={view} action={A.record} icon={isRecording(view) ? "stop" : "record"} cls="rec" />
          <ActionButton view={view} action={A.clear} icon="clear" />
          <ActionButton view={view} action={A.restart} icon="restart" />
        </>
      )}
      <ActionButton
        view={view}
        action={A.follow}
        icon="follow"
        pressed={ladder?.follow ?? true}
        onClick={() => ladder?.setFollow(!ladder.follow)}
      />
      {!view.layout.narrow && <ActionButton view={view} action={A.sessions} icon="pane" pressed={settings.panes.sessionsOpen} />}
      <span class="sep" />
      <ActionButton view={view} action={A.back} icon="back" />
      <ActionButton view={view} action={A.forward} icon="forward" />
      <span class="sep" />
      <Segments
        name={t("timeMode")}
        cls="time-mode"
        options={[
          { text: t("timeRows"), tip: t("timeRowsTip"), keys: "S", on: scale === undefined, choose: () => view.timeScale?.setOn(false) },
          { text: t("timeScale"), tip: t("timeScaleTip"), keys: "S", on: scale !== undefined, choose: () => view.timeScale?.setOn(true) },
        ]}
      />
      <span class="grow" />
      {view.hasRows() && view.findingsPart.value && (
        <view.findingsPart.value.FindingsCounts view={view} findings={view.findingsPart.value.view} />
      )}
      <ActionButton view={view} action={A.find} icon="find" />
      <ActionButton view={view} action={A.statistics} icon="chart" pressed={view.statistics.isOpen} />
      <IconButton icon="settings" name={t("settings")} keys="O" menu="settings-menu" />
      {view.hasRows() && view.rows.value && <view.rows.value.SettingsMenu view={view} />}
      <IconButton icon="export" name={t("exportFigure")} keys={A.exportFigure.keys} disabled={!canSave(view)} menu="export-menu" />
      {view.rows.value && <view.rows.value.ExportMenu view={view} />}
      <ActionButton view={view} action={A.save} icon="save" />
      <OpenFile view={view} />
    </div>
  );
}
