// The part of the panel that finds a text. It is a chunk of its own, which the panel loads when something is to be found.

export { Find } from "./find.ts";
export { FindBar } from "./find-bar.tsx";
