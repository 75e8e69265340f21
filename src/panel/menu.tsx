// A menu of things to do. It closes before it does one, so that the focus is where it was. Its arrow keys are those of all menus: see
// actions/arrows.ts.

import { keyText } from "./actions/action.ts";

export interface MenuItem {
  readonly name: string;
  /** See `Action.keys`. */
  readonly keys?: string;
  /** Set if it switches something on and off. Such an item leaves the menu open. */
  readonly checked?: boolean;
  readonly run: () => void;
}

interface MenuProps {
  readonly id: string;
  readonly name: string;
  /** Groups of items, with a line between two. */
  readonly groups: readonly (readonly MenuItem[])[];
  /** Called before it is shown. */
  readonly place?: (menu: HTMLElement) => void;
}

export function Menu({ id, name, groups, place }: MenuProps) {
  return (
    <div
      id={id}
      popover="auto"
      class="menu"
      role="menu"
      aria-label={name}
      onBeforeToggle={({ currentTarget }) => place?.(currentTarget)}
      // Not by `autofocus`: the browser applies it when the panel loads, too, and complains in the console.
      onToggle={({ currentTarget, newState }) => newState === "open" && currentTarget.querySelector("button")?.focus()}
      // The key for this menu opens the browser's own one too, at what has the focus.
      onContextMenu={(event) => event.preventDefault()}
    >
      {groups.map((items, i) => (
        <fieldset key={i}>
          {items.map((item) => (
            <Item key={item.name} {...item} />
          ))}
        </fieldset>
      ))}
    </div>
  );
}

function Item({ name, keys = "", checked, run }: MenuItem) {
  return (
    <button
      type="button"
      {...(checked === undefined ? { role: "menuitem" } : { role: "menuitemcheckbox", "aria-checked": checked })}
      tabIndex={-1}
      class="menu-item"
      onClick={({ currentTarget }) => {
        if (checked === undefined) currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
        run();
      }}
    >
      {name}
      {keys !== "" && <kbd>{keyText(keys.replace(/ .*/, ""))}</kbd>}
    </button>
  );
}
