// The bar at the ladder's foot with a field for the time to go to. It says which forms it takes, and that again where a text is none of them.

import { useState } from "preact/hooks";
import { IconButton } from "../icon-button.tsx";
import type { ViewWithRows } from "../view.ts";

export function TimeBar({ view }: { readonly view: ViewWithRows }) {
  const { goTo, host } = view;
  const { t } = host;
  const [isWrong, setWrong] = useState(false);
  const close = () => {
    goTo.askTime(false);
    document.getElementById("ladder")?.focus({ preventScroll: true });
  };
  return (
    <form
      class="foot-bar"
      aria-label={t("goToTime")}
      onSubmit={(event) => {
        event.preventDefault();
        const field = event.currentTarget.elements.namedItem("time");
        if (!(field instanceof HTMLInputElement)) return;
        if (goTo.time(field.value)) close();
        else setWrong(true);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
    >
      <input
        ref={focus}
        name="time"
        class="foot-field"
        autocomplete="off"
        spellcheck={false}
        aria-label={t("goToTime")}
        aria-invalid={isWrong}
        aria-describedby="time-forms"
        placeholder="31:07.9"
        onInput={() => setWrong(false)}
      />
      <span id="time-forms" aria-live="polite" class={isWrong ? "foot-note missing" : "foot-note"}>
        {t(isWrong ? "goToNoTime" : "goToTimeForms")}
      </span>
      <span class="grow" />
      <IconButton icon="close" name={t("goToCloseField")} keys="Escape" onClick={close} />
    </form>
  );
}

function focus(field: HTMLInputElement | null): void {
  field?.focus();
}
