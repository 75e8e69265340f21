// The row below the toolbar that says which rows the ladder shows: buttons for what is often hidden, saved filters, and the field for everything
// else. All of them change one expression.

import type { ComponentChildren } from "preact";
import { type Written, withoutPart, withPart } from "../../filter/expression.ts";
import { IconButton } from "../icon-button.tsx";
import { HIDES_HTTP } from "../ladder/filtering.ts";
import type { ViewWithRows } from "../view.ts";
import { FilterField } from "./filter-field.tsx";
import { SavedFilters } from "./saved-filters.tsx";

/** What the button for heartbeats adds to the filter when it is not pressed. */
const HIDES_HEARTBEATS: Written = { not: true, key: "is", values: ["heartbeat"] };

const MENU_ID = "filter-menu";
const SAVED_ID = "saved-filters";

export function FilterRow({ view }: { readonly view: ViewWithRows }) {
  const { settings, layout } = view;
  const { t } = view.host;
  const toggles = (
    <>
      <Hides part={HIDES_HTTP} view={view} tip={t("filterHttpTip")}>
        {t("filterHttp")}
      </Hides>
      <Hides part={HIDES_HEARTBEATS} view={view} tip={t("filterHeartbeatsTip")}>
        {t("filterHeartbeats")}
      </Hides>
      <Toggle on={settings.answers} tip={t("filterAnswersTip")} press={() => settings.setAnswers(!settings.answers)}>
        {t("filterAnswers")}
      </Toggle>
    </>
  );
  return (
    <search class="filter-row" aria-label={t("filter")}>
      {layout.narrow ? (
        <IconButton icon="filter" name={t("filterMenu")} menu={MENU_ID} />
      ) : (
        <>
          {toggles}
          <button type="button" class="toggle" popoverTarget={SAVED_ID}>
            {t("filterSaved")} ▾
          </button>
        </>
      )}
      <fieldset
        id={layout.narrow ? MENU_ID : SAVED_ID}
        popover="auto"
        class="menu filter-menu"
        aria-label={t(layout.narrow ? "filterMenu" : "filterSaved")}
        onBeforeToggle={({ currentTarget }) => placeBelowButton(currentTarget)}
      >
        {layout.narrow && <div class="filter-toggles">{toggles}</div>}
        <SavedFilters view={view} chosen={() => document.getElementById(layout.narrow ? MENU_ID : SAVED_ID)?.hidePopover()} />
      </fieldset>
      <FilterField view={view} />
    </search>
  );
}

interface HidesProps {
  readonly part: Written;
  readonly view: ViewWithRows;
  readonly tip: string;
  readonly children: ComponentChildren;
}

/** Pressed when nothing is hidden by its part of the filter. */
function Hides({ part, view: { settings }, tip, children }: HidesProps) {
  const { filter } = settings;
  const hidden = withPart(filter, part) === filter;
  return (
    <Toggle on={!hidden} tip={tip} press={() => settings.setFilter(hidden ? withoutPart(filter, part) : withPart(filter, part))}>
      {children}
    </Toggle>
  );
}

interface ToggleProps {
  readonly on: boolean;
  readonly tip: string;
  readonly press: () => void;
  readonly children: ComponentChildren;
}

function Toggle({ on, tip, press, children }: ToggleProps) {
  return (
    <button type="button" class="toggle" aria-pressed={on} title={tip} onClick={press}>
      {children}
    </button>
  );
}

/** Browsers that Lifeline supports cannot all place a popover at its button by style. */
function placeBelowButton(menu: HTMLElement): void {
  const button = document.querySelector(`[popovertarget="${menu.id}"]`)?.getBoundingClientRect();
  if (button) menu.style.cssText = `left: ${button.left}px; top: ${button.bottom + 3}px`;
}
