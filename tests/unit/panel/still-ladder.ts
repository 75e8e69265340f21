// A ladder that does not scroll, for what selects its rows.

import type { DrawnLadder } from "../diagram/support.ts";

/** Tests replace what they look at. After a fold was opened, `rows.sync()` makes its rows. */
export function stillLadder(rows: DrawnLadder) {
  const unfolded = new Set<number>();
  const view = {
    rows,
    top: 0,
    viewport: 220,
    share: 1,
    unfolded,
    rowAt: () => undefined,
    reveal: (_key: number): void => {},
    whenWhole: (act: () => void) => act(),
    setFollow: (_on: boolean): void => {},
    toggle: (key: number) => {
      unfolded.add(key);
      view.rows.toggle(key);
    },
  };
  return view;
}
