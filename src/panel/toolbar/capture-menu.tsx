// The menu of recording modes, with what each mode cannot see, and whether to record workers. Shown where there is a choice.

import type { Host, ModeId } from "../host.ts";
import { IconButton } from "../icon-button.tsx";

const WORDS = {
  debugger: ["modeDebugger", "modeDebuggerNote"],
  page: ["modePage", "modePageNote"],
} as const satisfies Record<ModeId, readonly [string, string]>;

export function CaptureMenu({ host }: { readonly host: Pick<Host, "t" | "modes" | "mode" | "setMode" | "workers" | "setWorkers"> }) {
  const { t, modes, mode, workers } = host;
  return (
    <>
      <IconButton icon="settings" name={t("howToRecord")} menu="capture-menu" />
      <fieldset id="capture-menu" popover="auto" class="menu choices" aria-label={t("howToRecord")}>
        {modes.length > 1 &&
          modes.map((id) => (
            <label key={id}>
              <input
                type="radio"
                name="mode"
                checked={id === mode}
                onChange={(event) => {
                  event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
                  void host.setMode(id);
                }}
              />
              <span>
                {t(WORDS[id][0])}
                <small>{t(WORDS[id][1])}</small>
              </span>
            </label>
          ))}
        {workers !== null && (
          <label>
            <input type="checkbox" checked={workers} onChange={(event) => void host.setWorkers(event.currentTarget.checked)} />
            <span>
              {t("recordWorkers")}
              <small>{t("recordWorkersNote")}</small>
            </span>
          </label>
        )}
      </fieldset>
    </>
  );
}
