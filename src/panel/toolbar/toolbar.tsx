// The toolbar: record, clear, follow, time scale, files. Every button has a name, and a tooltip with its key.

import { IconButton } from "../icon-button.tsx";
import type { View } from "../view.ts";
import { ExportMenu } from "./export-menu.tsx";
import { OpenFile } from "./open-file.tsx";
import { Segments } from "./segments.tsx";

export function Toolbar({ view }: { readonly view: View }) {
  const { host, settings, ladder, goTo } = view;
  const { t, status } = host;
  const { scale } = settings;
  const on = status.state === "recording" || status.state === "attaching";
  const none = view.store.entries.length === 0;
  /** A file that is still being read would be saved in part. */
  const unsaved = none || host.opening !== null || view.saving;
  return (
    <div class="bar" role="toolbar" aria-label={t("toolbar")}>
      <IconButton
        icon={on ? "stop" : "record"}
        cls="rec"
        name={on ? t("stopRecording") : t("record")}
        keys="Ctrl+E"
        onClick={() => (on ? host.stop() : host.record())}
      />
      <IconButton
        icon="clear"
        name={t(status.file === undefined ? "clear" : "closeFile")}
        keys="Ctrl+L"
        disabled={none && status.file === undefined}
        onClick={() => host.clear()}
      />
      <IconButton icon="restart" name={t("restart")} keys="Ctrl+Shift+E" onClick={() => host.restart()} />
      <IconButton
        icon="follow"
        name={t("follow")}
        keys="End"
        disabled={ladder === null}
        pressed={ladder?.follow ?? true}
        onClick={() => ladder?.setFollow(!ladder.follow)}
      />
      {!view.layout.narrow && (
        <IconButton
          icon="pane"
          name={t("sessionsPane")}
          pressed={settings.panes.sessionsOpen}
          onClick={() => settings.setPanes({ sessionsOpen: !settings.panes.sessionsOpen })}
        />
      )}
      <span class="sep" />
      <IconButton icon="back" name={t("back")} keys="Alt+←" disabled={!goTo?.canGoBack} onClick={() => goTo?.step(-1)} />
      <IconButton icon="forward" name={t("forward")} keys="Alt+→" disabled={!goTo?.canGoForward} onClick={() => goTo?.step(1)} />
      <span class="sep" />
      <Segments
        name={t("timeMode")}
        cls="time-mode"
        options={[
          { text: t("timeRows"), tip: t("timeRowsTip"), on: scale === undefined, choose: () => view.timeScale?.setOn(false) },
          { text: t("timeScale"), tip: t("timeScaleTip"), on: scale !== undefined, choose: () => view.timeScale?.setOn(true) },
        ]}
      />
      <span class="grow" />
      {view.findingsPart.value && (
        <view.findingsPart.value.FindingsCounts view={view.findingsPart.value.view} step={(by) => goTo?.problem(by)} />
      )}
      <IconButton icon="find" name={t("find")} keys="Ctrl+F" disabled={goTo === null || none} onClick={() => void goTo?.finder.open()} />
      <IconButton
        icon="chart"
        name={t("statistics")}
        keys="A"
        disabled={view.store.sessions.length === 0}
        pressed={view.statistics.isOpen}
        onClick={() => view.statistics.toggle()}
      />
      <IconButton icon="settings" name={t("settings")} menu="settings-menu" />
      {view.rows.value && <view.rows.value.SettingsMenu host={host} />}
      <ExportMenu view={view} disabled={unsaved} />
      <IconButton
        icon="save"
        name={t("saveTrace")}
        keys="Ctrl+S"
        disabled={unsaved}
        onClick={async () => (await import("../export/export.ts")).saveTrace(view)}
      />
      <OpenFile host={host} />
    </div>
  );
}
