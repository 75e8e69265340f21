// The bar at the ladder's foot in which a text is found. It is also there for DevTools' own search bar, which shows no count.

import { groupDigits } from "../../messages/messages.ts";
import { LADDER_ACTIONS } from "../actions/ladder-actions.ts";
import { IconButton } from "../icon-button.tsx";
import type { ViewWithRows } from "../view.ts";
import type { Find } from "./find.ts";

export function FindBar({ find, view }: { readonly find: Find; readonly view: ViewWithRows }) {
  const { t } = view.host;
  const { settings, store } = view;
  const { wrong } = find;
  const isAll = settings.scope.kind === "all" && settings.filter === "";
  const close = () => {
    find.close();
    document.getElementById("ladder")?.focus({ preventScroll: true });
  };
  return (
    <search
      class="foot-bar"
      aria-label={t("find")}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
        else if (event.key === "Enter" && event.target instanceof HTMLInputElement && !event.isComposing)
          find.step(event.shiftKey ? -1 : 1);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <input
        id="find-field"
        ref={focusIf(find.takesFocus)}
        class="foot-field"
        type="text"
        autocomplete="off"
        spellcheck={false}
        aria-label={t("find")}
        aria-describedby="find-note"
        aria-invalid={wrong !== null}
        value={find.text}
        onInput={({ currentTarget }) => find.find(currentTarget.value)}
      />
      <output class="find-count" aria-busy={find.hits !== null && !find.isDone}>
        <Count find={find} view={view} />
      </output>
      <IconButton
        icon="up"
        name={t("findPrevious")}
        keys={LADDER_ACTIONS.findPrevious.keys}
        disabled={!find.hits}
        onClick={() => find.step(-1)}
      />
      <IconButton icon="down" name={t("findNext")} keys={LADDER_ACTIONS.findNext.keys} disabled={!find.hits} onClick={() => find.step(1)} />
      <span id="find-note" aria-live="polite" class={wrong ? "foot-note missing" : "foot-note"}>
        {wrong ? t(...wrong) : find.pastEnd ? t(find.pastEnd === "last" ? "goToFromTop" : "goToFromEnd") : t("findWhere")}
      </span>
      {!isAll && (
        <button type="button" class="link" onClick={() => showAll(view)}>
          {t("findInAll", groupDigits(store.packets))}
        </button>
      )}
      <span class="grow" />
      <IconButton icon="close" name={t("closeFind")} keys="Escape" onClick={close} />
    </search>
  );
}

/** Back leads to what was shown before. */
function showAll({ settings }: ViewWithRows): void {
  settings.setScope({ kind: "all" });
  settings.setFilter("");
}

/** The same function each time, which is called once. */
const focus = (field: HTMLInputElement | null) => field?.select();
const focusIf = (takesFocus: boolean) => (takesFocus ? focus : null);

function Count({ find, view }: { readonly find: Find; readonly view: ViewWithRows }) {
  const { t } = view.host;
  const { hits, current, isDone } = find;
  if (hits === null) return null;
  if (current !== null) {
    return (
      <>
        <b>{groupDigits(current)}</b> {t("findOf", groupDigits(hits.length))}
      </>
    );
  }
  if (isDone) return <>{hits.length === 0 ? t("findNone") : t.count("hits", hits.length)}</>;
  return <>{`${groupDigits(hits.length)}+`}</>;
}
