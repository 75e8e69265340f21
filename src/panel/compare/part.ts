// The part of the panel that compares two sessions. It is a chunk of its own, which the panel loads when it is first needed.

export { ComparePane } from "./compare-pane.tsx";
export { compareWith } from "./compare-with.ts";
