// The toolbar: record, clear, follow, level of detail, time scale, files. Every button has a name, and a tooltip with its key.

import type { ExportKind } from "../export/export.ts";
import { IconButton } from "../icon-button.tsx";
import type { View } from "../view.ts";
import { CaptureMenu } from "./capture-menu.tsx";

const EXPORTS = [
  ["svg", "exportSvg"],
  ["png", "exportPng"],
  ["html", "exportHtml"],
] as const satisfies readonly (readonly [ExportKind, string])[];

export function Toolbar({ view }: { readonly view: View }) {
  const { host, settings, ladder } = view;
  const { t, status } = host;
  const on = status.state === "recording" || status.state === "attaching";
  const none = view.store.entries.length === 0;
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
      <IconButton icon="follow" name={t("follow")} keys="End" pressed={ladder.follow} onClick={() => ladder.setFollow(!ladder.follow)} />
      <span class="sep" />
      <fieldset class="seg" aria-label={t("detailLevel")}>
        <button type="button" aria-pressed={!settings.http} title={t("levelPacketsTip")} onClick={() => settings.setHttp(false)}>
          {t("levelPackets")}
        </button>
        <button type="button" aria-pressed={settings.http} title={t("levelHttpTip")} onClick={() => settings.setHttp(true)}>
          {t("levelHttp")}
        </button>
      </fieldset>
      <fieldset class="seg time-mode" aria-label={t("timeMode")}>
        <button
          type="button"
          aria-pressed={settings.scale === undefined}
          title={t("timeRowsTip")}
          onClick={() => settings.setScaled(false)}
        >
          {t("timeRows")}
        </button>
        <button
          type="button"
          aria-pressed={settings.scale !== undefined}
          title={t("timeScaleTip")}
          onClick={() => settings.setScaled(true)}
        >
          {t("timeScale")}
        </button>
      </fieldset>
      <span class="grow" />
      {(host.modes.length > 1 || host.workers !== null) && <CaptureMenu host={host} />}
      <IconButton icon="export" name={t("exportFigure")} keys="Ctrl+Shift+S" disabled={none} menu="export-menu" />
      <fieldset id="export-menu" popover="auto" class="menu" aria-label={t("exportFigure")}>
        {EXPORTS.map(([kind, key], i) => (
          <button
            key={kind}
            type="button"
            class="menu-item"
            autofocus={i === 0}
            popoverTarget="export-menu"
            popoverTargetAction="hide"
            onClick={async () => (await import("../export/export.ts")).exportFigure(view, kind)}
          >
            {t(key)}
          </button>
        ))}
      </fieldset>
      <IconButton
        icon="save"
        name={t("saveTrace")}
        keys="Ctrl+S"
        disabled={none}
        onClick={async () => (await import("../export/export.ts")).saveTrace(view)}
      />
      <IconButton
        icon="open"
        name={t("openFile")}
        keys="Ctrl+O"
        onClick={() => document.querySelector<HTMLInputElement>("#open-file")?.click()}
      />
      <input
        id="open-file"
        type="file"
        class="file"
        tabIndex={-1}
        aria-label={t("openFile")}
        onChange={(event) => {
          const input = event.currentTarget;
          const file = input.files?.[0];
          if (file) void host.open(file);
          input.value = "";
        }}
      />
    </div>
  );
}
