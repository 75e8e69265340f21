// The row below the toolbar that says which rows the ladder shows.

import type { View } from "../view.ts";

export function FilterRow({ view }: { readonly view: View }) {
  const { t } = view.host;
  const { settings } = view;
  return (
    <search class="filter-row" aria-label={t("filter")}>
      <button
        type="button"
        class="toggle"
        aria-pressed={settings.http}
        title={t("filterHttpTip")}
        onClick={() => settings.setHttp(!settings.http)}
      >
        {t("filterHttp")}
      </button>
    </search>
  );
}
