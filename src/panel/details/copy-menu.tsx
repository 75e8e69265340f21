// A button that copies what is most likely wanted of a row, and a menu of all that can be copied or saved.

import { useContext, useId } from "preact/hooks";
import type { Translate } from "../../messages/messages.ts";
import { Icon } from "../icons.tsx";
import { Menu } from "../menu.tsx";
import type { Copy } from "./copies.ts";
import { copyOut } from "./copy-out.ts";
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
  const run = async (copy: Copy) => say(t(await copyOut(copy, fileName)));
  return (
    <span class="copy">
      <button type="button" class="button" aria-label={t(first.name)} title={t(first.name)} onClick={() => run(first)}>
        {t("copy")}
      </button>
      <button type="button" class="button" aria-label={t("copyMore")} title={t("copyMore")} popoverTarget={id}>
        <Icon name="down" />
      </button>
      <Menu id={id} name={t("copyMore")} groups={[copies.map((copy) => ({ name: t(copy.name), run: () => run(copy) }))]} place={place} />
    </span>
  );
}

/** A popover stands in the page, not in its button's place: puts it below the button. */
function place(menu: HTMLElement): void {
  const button = menu.previousElementSibling?.getBoundingClientRect();
  if (button === undefined) return;
  menu.style.inset = `${button.bottom + 2}px ${document.documentElement.clientWidth - button.right}px auto auto`;
}
