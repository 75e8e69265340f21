// The menu of settings: the recording modes, with what each mode cannot see, whether to record workers, how much of a trace may be in memory, and the
// language; and the list of keys.

import { size } from "../messages/quantities.ts";
import { keyText, tip } from "./actions/action.ts";
import { LADDER_ACTIONS } from "./actions/ladder-actions.ts";
import { canRecord, PANEL_ACTIONS } from "./actions/panel-actions.ts";
import type { Host, ModeId } from "./host.ts";
import type { ViewWithRows } from "./view.ts";

const WORDS = {
  debugger: ["modeDebugger", "modeDebuggerNote"],
  page: ["modePage", "modePageNote"],
} as const satisfies Record<ModeId, readonly [string, string]>;

/** Bytes of payloads in memory. */
const MEMORY = [128_000_000, 512_000_000, 2_000_000_000];

const LANGUAGES = ["browser", "en", "ja"] as const;
/** Whoever looks for a language reads its name in it. */
const OWN_NAMES = { en: "English", ja: "日本語" } as const;

export function SettingsMenu({ view }: { readonly view: ViewWithRows }) {
  const { host } = view;
  const { t, modes, mode, workers, language } = host;
  return (
    <fieldset id="settings-menu" popover="auto" class="menu choices" aria-label={t("settings")}>
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
      {canRecord(view) && <OfRecording host={host} />}
      <label>
        <span>
          {t("panelLanguage")}{" "}
          <select
            value={language}
            onChange={(event) => {
              const chosen = LANGUAGES.find((each) => each === event.currentTarget.value);
              if (chosen) void host.setLanguage(chosen);
            }}
          >
            {LANGUAGES.map((each) => (
              <option key={each} value={each}>
                {each === "browser" ? t("asBrowser") : OWN_NAMES[each]}
              </option>
            ))}
          </select>
        </span>
      </label>
      <button
        type="button"
        class="menu-item"
        popoverTarget="settings-menu"
        popoverTargetAction="hide"
        onClick={() => LADDER_ACTIONS.keys.run(view)}
      >
        {tip(t(LADDER_ACTIONS.keys.name), LADDER_ACTIONS.keys.keys)}
      </button>
    </fieldset>
  );
}

function OfRecording({ host }: { readonly host: Host }) {
  const { t, memory } = host;
  return (
    <>
      <label>
        <input
          type="checkbox"
          checked={host.clearsOnNavigation}
          onChange={(event) => host.setClearsOnNavigation(event.currentTarget.checked)}
        />
        <span>
          {t("clearsOnNavigation")}
          <small>{t("clearsOnNavigationNote", keyText(PANEL_ACTIONS.undo.keys))}</small>
        </span>
      </label>
      <label>
        <span>
          {t("memory")}{" "}
          <select value={memory} onChange={(event) => host.setMemory(Number(event.currentTarget.value))}>
            {MEMORY.map((bytes) => (
              <option key={bytes} value={bytes}>
                {size(bytes)}
              </option>
            ))}
          </select>
          <small>{t("memoryNote")}</small>
        </span>
      </label>
    </>
  );
}
