// A button that copies what is most likely wanted of a row, and a menu of all that can be copied or saved.

import { useContext, useId } from "preact/hooks";
import type { Translate } from "../../messages/messages.ts";
import { download } from "../export/download.ts";
import { Icon } from "../icons.tsx";
import { copyText } from "./clipboard.ts";
import type { Copy } from "./copies.ts";
import { PaneContext } from "./pane-state.ts";

interface MenuProps {
  readonly copies: readonly Copy[];
  /** Of a file, without the extension. */
  readonly fileName: string;
  readonly t: Translate;
}

export function CopyMenu({ copies, fileName, t }: MenuProps) {
  const { say } = useContext(PaneContext);
  const id = useId();
  const [first] = copies;
  if (first === undefined) return null;
  const run = async ({ content }: Copy) => {
    const made = content();
    if (typeof made !== "string") {
      download(`${fileName}.bin`, [made], "application/octet-stream");
      return say(t("saved"));
    }
    await copyText(made);
    say(t("copied"));
  };
  return (
    <span class="copy">
      <button type="button" class="button" aria-label={t(first.name)} title={t(first.name)} onClick={() => run(first)}>
        {t("copy")}
      </button>
      <button type="button" class="button" aria-label={t("copyMore")} title={t("copyMore")} popoverTarget={id}>
        <Icon name="down" />
      </button>
      <fieldset
        id={id}
        popover="auto"
        class="menu"
        aria-label={t("copyMore")}
        onBeforeToggle={({ currentTarget }) => place(currentTarget)}
        onToggle={({ currentTarget, newState }) => newState === "open" && currentTarget.querySelector("button")?.focus()}
      >
        {copies.map((copy) => (
          <button key={copy.name} type="button" class="menu-item" popoverTarget={id} popoverTargetAction="hide" onClick={() => run(copy)}>
            {t(copy.name)}
          </button>
        ))}
      </fieldset>
    </span>
  );
}

/** A popover stands in the page, not in its button's place: puts it below the button. */
function place(menu: HTMLElement): void {
  const button = menu.previousElementSibling?.getBoundingClientRect();
  if (button === undefined) return;
  menu.style.inset = `${button.bottom + 2}px ${document.documentElement.clientWidth - button.right}px auto auto`;
}
