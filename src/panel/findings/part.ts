// The part of the panel that says what is wrong. It is a chunk of its own, which the panel loads when there is a session.

export { sayIn } from "../../findings/catalogue.ts";
export { FindingPane } from "./finding-pane.tsx";
export { FindingsCounts } from "./findings-counts.tsx";
export { FindingsList } from "./findings-list.tsx";
export { FindingsView } from "./findings-view.ts";
