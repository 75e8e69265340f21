// Toolbars and menus are one Tab stop each, in which arrow keys move: https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/ and …/menubar/.

const GROUP = "[role=toolbar], [role=menu]";

/** What can have the focus in a toolbar or menu. What is in a menu of a toolbar is not among it. */
function itemsOf(group: Element): HTMLElement[] {
  const items = [...group.querySelectorAll<HTMLElement>("button, input, select, [role^=menuitem]")];
  return items.filter((item) => item.closest(`${GROUP}, [popover]`) === group && !item.matches(":disabled, [hidden]"));
}

/** Leaves one item of each toolbar in the order of Tab: the one that has, or had, the focus, or else the first. */
export function oneTabStop(root: HTMLElement): void {
  for (const bar of root.querySelectorAll("[role=toolbar]")) {
    const items = itemsOf(bar);
    const stop =
      items.find((item) => item === document.activeElement) ?? items.find((item) => item.getAttribute("tabindex") === "0") ?? items[0];
    for (const item of items) {
      const tabIndex = item === stop ? "0" : "-1";
      if (item.getAttribute("tabindex") !== tabIndex) item.setAttribute("tabindex", tabIndex);
    }
  }
}

/** Moves the focus, if the key is for that. Tab leaves a menu, which closes then. Returns whether the key was taken. */
export function moveInGroup(target: Element, key: string): boolean {
  const group = target.closest<HTMLElement>(GROUP);
  if (group === null) return false;
  const isMenu = group.role === "menu";
  if (isMenu && /^(?:Shift\+)?Tab$/.test(key)) group.hidePopover();
  const items = itemsOf(group).filter((item) => item.checkVisibility());
  const at = items.indexOf(target as HTMLElement);
  if (at < 0) return false;
  const to = place(key, isMenu, at, items);
  if (to === undefined) return false;
  items.at(to % items.length)?.focus();
  return true;
}

function place(key: string, isMenu: boolean, at: number, items: readonly HTMLElement[]): number | undefined {
  if (key === (isMenu ? "ArrowDown" : "ArrowRight")) return at + 1;
  if (key === (isMenu ? "ArrowUp" : "ArrowLeft")) return at - 1;
  if (key === "Home") return 0;
  if (key === "End") return -1;
  if (!isMenu || key.length !== 1) return undefined;
  const others = [...items.slice(at + 1), ...items.slice(0, at)];
  const named = others.find(({ textContent }) => textContent.trim().toUpperCase().startsWith(key));
  return named && items.indexOf(named);
}
