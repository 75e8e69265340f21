// What stands in the ladder when the filter hides all rows: how many they are, and what takes the filter away, or its last part.

import { cutPart, readExpression } from "../../filter/expression.ts";
import { printable } from "../../text/printable.ts";
import type { ViewWithRows } from "../view.ts";

export function NoRows({ view }: { readonly view: ViewWithRows }) {
  const { settings, ladder } = view;
  const { t } = view.host;
  const { filter } = settings;
  const { count, of } = ladder.rows.shown;
  if (filter === "" || count > 0 || of === 0) return null;
  if (ladder.share < 1) return <p class="no-rows">{t("filterSearching")}</p>;
  const parts = readExpression(filter);
  const last = parts.at(-1);
  return (
    <div class="no-rows">
      <h2>{t("filterNoRows")}</h2>
      <p>{t.count("filterHidden", of)}</p>
      <p class="buttons">
        <button type="button" class="button primary" onClick={() => settings.setFilter("")}>
          {t("filterTakeAway")}
        </button>
        {parts.length > 1 && last && (
          <button type="button" class="button" onClick={() => settings.setFilter(cutPart(filter, last))}>
            {t("filterTakeLast", printable(filter.slice(last.from, last.to)))}
          </button>
        )}
      </p>
    </div>
  );
}
