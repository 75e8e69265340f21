// The row below the toolbar that says which rows the ladder shows: buttons for what is often hidden, saved filters, and the field for everything
// else. All of them change one expression.

import type { ComponentChildren } from "preact";
import { type Written, withPart } from "../../filter/expression.ts";
import { groupDigits } from "../../messages/messages.ts";
import { type Action, nameOf, tip } from "../actions/action.ts";
import { LADDER_ACTIONS } from "../actions/ladder-actions.ts";
import { IconButton } from "../icon-button.tsx";
import { HIDES_HEARTBEATS, HIDES_HTTP } from "../ladder/filtering.ts";
import type { ViewWithRows } from "../view.ts";
import { FilterField } from "./filter-field.tsx";
import { SavedFilters } from "./saved-filters.tsx";

const MENU_ID = "filter-menu";
const SAVED_ID = "saved-filters";

export function FilterRow({ view }: { readonly view: ViewWithRows }) {
  const { settings, layout } = view;
  const { t } = view.host;
  const isHiding = (part: Written) => withPart(settings.filter, part) === settings.filter;
  const { all } = view.ladder.filtering;
  const toggles = (
    <>
      <Toggle on={!isHiding(HIDES_HTTP)} action={LADDER_ACTIONS.http} view={view}>
        {t("filterHttp")} <Count of={all?.http} />
      </Toggle>
      <Toggle on={!isHiding(HIDES_HEARTBEATS)} action={LADDER_ACTIONS.heartbeats} view={view}>
        {t("filterHeartbeats")} <Count of={all?.heartbeat} />
      </Toggle>
      <Toggle on={settings.answers} action={LADDER_ACTIONS.answers} view={view}>
        {t("filterAnswers")}
      </Toggle>
    </>
  );
  return (
    <search class="filter-row" aria-label={t("filter")}>
      {layout.narrow ? (
        <IconButton icon="filter" name={t("filterMenu")} keys={LADDER_ACTIONS.saved.keys} menu={MENU_ID} />
      ) : (
        <>
          {toggles}
          <button type="button" class="toggle" title={tip(t("filterMenu"), LADDER_ACTIONS.saved.keys)} popoverTarget={SAVED_ID}>
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

interface ToggleProps {
  readonly on: boolean;
  readonly action: Action<ViewWithRows>;
  readonly view: ViewWithRows;
  readonly children: ComponentChildren;
}

function Toggle({ on, action, view, children }: ToggleProps) {
  return (
    <button
      type="button"
      class="toggle"
      aria-pressed={on}
      title={tip(view.host.t(nameOf(action, view)), action.keys)}
      onClick={() => action.run(view)}
    >
      {children}
    </button>
  );
}

/** Browsers that Lifeline supports cannot all place a popover at its button by style. */
function placeBelowButton(menu: HTMLElement): void {
  const button = document.querySelector(`[popovertarget="${menu.id}"]`)?.getBoundingClientRect();
  if (button) menu.style.cssText = `left: ${button.left}px; top: ${button.bottom + 3}px`;
}

/** How many rows a button hides or shows, once they are counted. */
function Count({ of }: { readonly of: number | undefined }) {
  return of === undefined ? null : (
    <span class="toggle-count" aria-hidden="true">
      {groupDigits(of)}
    </span>
  );
}
