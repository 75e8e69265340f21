// All keys in a dialog, in groups. It is not a part of the panel's tree: while it is open, nothing else can be used.

import { render } from "preact";
import { COMPARE_ACTIONS } from "../compare/compare-actions.ts";
import { IconButton } from "../icon-button.tsx";
import { recall, remember } from "../remembered.ts";
import type { ViewWithRows } from "../view.ts";
import { keyText, nameOf } from "./action.ts";
import type { Group } from "./ladder-actions.ts";
import { canRecord, OF_RECORDING } from "./panel-actions.ts";

export function showKeys(view: ViewWithRows, groups: readonly Group[]): void {
  const dialog = document.createElement("dialog");
  dialog.className = "key-sheet";
  dialog.setAttribute("aria-labelledby", "key-sheet-title");
  dialog.addEventListener("close", () => {
    render(null, dialog);
    dialog.remove();
  });
  document.body.append(dialog);
  render(<KeySheet view={view} groups={groups} close={() => dialog.close()} />, dialog);
  dialog.showModal();
}

interface SheetProps {
  readonly view: ViewWithRows;
  readonly groups: readonly Group[];
  readonly close: () => void;
}

function KeySheet({ view, groups, close }: SheetProps) {
  const { t } = view.host;
  const isHere = (action: object) => canRecord(view) || !OF_RECORDING.has(action);
  return (
    <>
      <div class="key-sheet-head">
        <h2 id="key-sheet-title">{t("allKeys")}</h2>
        <IconButton icon="close" name={t("goToCloseField")} keys="Escape" onClick={close} />
      </div>
      <div class="key-groups">
        {groups.map(({ name, actions }) => (
          <KeyGroup key={name} name={t(name)} keys={actions.filter(isHere).map((action) => [t(nameOf(action, view)), action.keys])} />
        ))}
        <KeyGroup name={t("compareTitle")} keys={Object.values(COMPARE_ACTIONS).map(({ name, keys }) => [t(name), keys])} />
      </div>
      <p class="note">{t("keysNote")}</p>
      <label>
        <input
          type="checkbox"
          defaultChecked={recall("keysEverywhere")}
          onChange={({ currentTarget }) => remember("keysEverywhere", currentTarget.checked)}
        />
        {t("keysEverywhere")}
      </label>
    </>
  );
}

interface GroupProps {
  readonly name: string;
  /** What each key does, and the key: see `Action.keys`. */
  readonly keys: readonly (readonly [does: string, keys: string])[];
}

function KeyGroup({ name, keys }: GroupProps) {
  return (
    <section>
      <h3>{name}</h3>
      <dl>
        {keys.map(([does, keys]) => (
          <div key={keys}>
            <dt>{does}</dt>
            <dd>
              {keys.split(" ").map((key) => (
                <kbd key={key}>{keyText(key)}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
