// The part of the panel that says what is wrong. It is a chunk of its own, which the panel loads when there is a session.

export { sayIn } from "../../findings/catalogue.ts";
export { FindingsCounts } from "./findings-counts.tsx";
export { FindingsList } from "./findings-list.tsx";
export { FindingsMenu } from "./findings-menu.tsx";
export { FindingsPage } from "./findings-page.tsx";
export { FindingsView } from "./findings-view.ts";
export { WorstLine } from "./worst-line.tsx";
