// The filters that the user saved under a name, and those that were used last.

import { useState } from "preact/hooks";
import { printable } from "../../text/printable.ts";
import { Icon } from "../icons.tsx";
import { recall, remember } from "../remembered.ts";
import type { ViewWithRows } from "../view.ts";

const MOST_USED = 10;

/** Puts a filter before the others that were used. */
export function rememberUsed(filter: string): void {
  const used = recall("filters");
  if (filter !== "" && used[0] !== filter) remember("filters", [filter, ...used.filter((other) => other !== filter)].slice(0, MOST_USED));
}

interface SavedProps {
  readonly view: ViewWithRows;
  /** Called when the user has chosen a filter. */
  readonly chosen: () => void;
}

export function SavedFilters({ view, chosen }: SavedProps) {
  const { settings } = view;
  const { t } = view.host;
  const [name, setName] = useState("");
  const [saved, setSaved] = useState(recall("savedFilters"));
  const { filter } = settings;
  const used = recall("filters").filter((one) => one !== filter && saved.every((other) => other.filter !== one));
  const set = (filters: typeof saved) => {
    remember("savedFilters", filters);
    setSaved(filters);
  };
  const save = (event: Event) => {
    event.preventDefault();
    const own = { name: name.trim() || filter, filter };
    set([...saved.filter((other) => other.name !== own.name), own]);
    setName("");
  };
  const use = (filter: string) => {
    chosen();
    settings.setFilter(filter);
  };
  return (
    <div class="saved-filters">
      {filter === "" ? (
        <p class="saved-note">{t("filterNothingToSave")}</p>
      ) : (
        <form onSubmit={save}>
          <input
            type="text"
            aria-label={t("filterName")}
            placeholder={printable(filter)}
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
          <button type="submit" class="button">
            {t("filterSave")}
          </button>
        </form>
      )}
      {saved.length === 0 && <p class="saved-note">{t("filterNoneSaved")}</p>}
      <ul>
        {saved.map((one) => (
          <li key={one.name}>
            <Choice {...one} use={use} />
            <button
              type="button"
              class="ib"
              aria-label={t("filterDelete", printable(one.name))}
              title={t("filterDelete", printable(one.name))}
              onClick={() => set(saved.filter((other) => other !== one))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      {used.length > 0 && <p class="saved-note">{t("filterRecent")}</p>}
      {used.map((one) => (
        <Choice key={one} name={one} filter={one} use={use} />
      ))}
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly filter: string;
  readonly use: (filter: string) => void;
}

function Choice({ name, filter, use }: ChoiceProps) {
  return (
    <button type="button" class="menu-item" title={printable(filter)} onClick={() => use(filter)}>
      {name !== filter && `${printable(name)} `}
      <code>{printable(filter)}</code>
    </button>
  );
}
