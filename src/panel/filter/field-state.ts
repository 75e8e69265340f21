// What the filter's field shows, and what changes it. What is written applies while it is being written. Only a name that the trace does not
// have applies later, once it is a chip: it is most likely the beginning of a longer one.

import { useState } from "preact/hooks";
import { type Caret, caretIn, readExpression, type Wrong, wrongIn } from "../../filter/expression.ts";
import type { ViewWithRows } from "../view.ts";
import { close, closed, expressionOf, type Field, fieldOf, isFresh, take } from "./field.ts";
import { rememberUsed } from "./saved-filters.tsx";
import { isKnown, type Suggestion, suggestions } from "./suggest.ts";

interface State {
  readonly field: Field;
  /** The filter that was set for `field`. When the settings have another one, it was set elsewhere. */
  readonly applied: string;
  readonly isOpen: boolean;
  /** The place of the chosen suggestion; -1 for none; null until the user has chosen. */
  readonly chosen: number | null;
}

export interface FieldState {
  readonly field: Field;
  readonly caret: Caret;
  /** The suggestions, when they are open. */
  readonly listed: readonly Suggestion[];
  /** How many rows there are without what is being typed, of which their counts are; null before all are counted. */
  readonly within: number | null;
  /** The place of the chosen one in `listed`; -1 for none. */
  readonly chosen: number;
  /** What is wrong with the part that is being typed. */
  readonly wrong: Wrong | null;
  /** Suggestions, or the reason of what is wrong, are shown. */
  readonly isOpen: boolean;
  /** Shows and applies another field, and opens the suggestions or closes them. */
  readonly set: (field: Field, isOpen: boolean) => void;
  /** Changes what is shown and applies nothing. */
  readonly show: (change: Partial<Pick<State, "field" | "isOpen" | "chosen">>) => void;
  /** Makes chips of what is typed, and remembers the filter as one that was used. */
  readonly end: () => void;
  /** Fills in a suggestion. */
  readonly pick: (suggestion: Suggestion) => void;
}

export function useFieldState({ settings, store, ladder, host: { t } }: ViewWithRows): FieldState {
  const [state, setState] = useState<State>({ field: fieldOf(settings.filter), applied: settings.filter, isOpen: false, chosen: null });
  const field = state.applied === settings.filter ? state.field : fieldOf(settings.filter);
  const caret = caretIn(field.text, field.caret);
  // Rows are made first: the filter tests an entry once for both.
  const counts = ladder.share === 1 ? ladder.filtering.countsWithin(expressionOf({ ...field, text: "" })) : null;
  const known = counts?.isWhole ? counts : null;
  const listed = state.isOpen ? suggestions(caret, store, t, (key) => known?.of(key) ?? null) : [];
  // What is not closed yet applies as if it were.
  const wrong = wrongIn(readExpression(closed(field.text)));
  // Of a range, the examples are not what is meant.
  const preset = caret.key !== null && caret.key !== "size" && caret.key !== "ack" ? 0 : -1;
  const set = (next: Field, isOpen: boolean) => {
    settings.setFilter(expressionOf(isKnown(next.text, store) ? next : { ...next, text: "" }));
    setState({ field: next, applied: settings.filter, isOpen, chosen: null });
  };
  return {
    field,
    caret,
    listed,
    within: known?.count ?? null,
    chosen: Math.min(state.chosen ?? preset, listed.length - 1),
    wrong,
    isOpen: state.isOpen && (listed.length > 0 || wrong !== null),
    set,
    show: (change) => setState({ ...state, field, applied: settings.filter, ...change }),
    end: () => {
      set(close(field), false);
      rememberUsed(settings.filter);
    },
    pick: ({ text, isWhole }) => {
      const next = take(field, caret.from, caret.to, text, isWhole);
      set(next, isFresh(next));
    },
  };
}
