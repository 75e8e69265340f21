// What the details keep while rows are selected one after the other, and what any part of them can ask the pane for.

import { createContext } from "preact";
import { useContext } from "preact/hooks";

export interface PaneState {
  /** What the user opened or chose, by the name of its place: a section's title, a branch's path. It outlasts the row and the pane. */
  readonly kept: Map<string, unknown>;
  /** Draws the pane again, after a change of `kept`. */
  redraw(): void;
  /** Shows a sentence for two seconds. Screen readers read it. */
  say(sentence: string): void;
  /** Opens a script or document in the browser's Sources, at a line and column from 1. Null where the browser cannot. */
  readonly openSource: ((url: string, line: number, column: number) => void) | null;
}

/** Parts of the details that are drawn outside the pane keep nothing. */
export const PaneContext = createContext<PaneState>({ kept: new Map(), redraw: () => {}, say: () => {}, openSource: null });

/** Like `useState`, but the value is the same for every row. `name` names its place in the details. */
export function useKept<T>(name: string, initial: T): [value: T, set: (value: T) => void] {
  const { kept, redraw } = useContext(PaneContext);
  const value = kept.has(name) ? (kept.get(name) as T) : initial;
  const set = (next: T) => {
    if (Object.is(next, value)) return;
    kept.set(name, next);
    redraw();
  };
  return [value, set];
}
