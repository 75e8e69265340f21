// How many rows the filter leaves, at the right end of its field. It is announced when the filter has changed and all rows are made, not with
// every row that comes while recording.

import { useRef } from "preact/hooks";
import { groupDigits } from "../../messages/messages.ts";
import type { ViewWithRows } from "../view.ts";

/** Stands for the number that is emphasised, until the sentence is cut there. */
const CUT = "\u0000";

export function FilterCount({ view }: { readonly view: ViewWithRows }) {
  const { settings, ladder } = view;
  const { t } = view.host;
  const announced = useRef({ filter: settings.filter, words: "" });
  if (ladder.filtering.matches === undefined) {
    announced.current = { filter: "", words: "" };
    return <output class="spoken" />;
  }
  const { count, of } = ladder.rows.shown;
  const isWhole = ladder.share === 1;
  const key = isWhole ? "filterCount" : "filterCountAtLeast";
  const shown = groupDigits(count);
  const filter = `${settings.filter} ${settings.answers}`;
  if (isWhole && announced.current.filter !== filter) announced.current = { filter, words: t(key, shown, groupDigits(of)) };
  const [before, after] = t(key, CUT, groupDigits(of)).split(CUT);
  return (
    <>
      <span class="filter-count" aria-hidden="true">
        {before}
        <b>{shown}</b>
        {after}
      </span>
      <output class="spoken" aria-busy={!isWhole}>
        {announced.current.words}
      </output>
    </>
  );
}
