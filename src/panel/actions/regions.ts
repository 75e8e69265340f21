// The parts of the panel that F6 goes through, as in the browser itself.

/** In the order of the document. The file that is being read, and what else is said above the ladder, are one. */
const REGIONS = "[role=toolbar], search, .banners, nav, main, .foot-bar, .drawer, aside";
const FOCUSABLE = "button:not(:disabled), input:not([hidden]), select, summary, a[href], [tabindex='0']";

/** Moves the focus to the next region that can have it, or to the previous one (-1): to the ladder, to its one Tab stop, or to what is first in it. */
export function goToRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll(REGIONS)].flatMap((region) => {
    const target = targetIn(region);
    return target ? [{ region, target }] : [];
  });
  // The innermost one, as the bar at the foot of the ladder is in the ladder's.
  const at = regions.findLastIndex(({ region }) => region.contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : -1) : (at + by) % regions.length;
  regions.at(next)?.target.focus();
}

function targetIn(region: Element): HTMLElement | undefined {
  const own = [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => element.tabIndex >= 0 && element.checkVisibility());
  return own.find(({ id }) => id === "ladder") ?? own[0];
}
