// The part of the panel that shows traffic: sessions and rows, with the rooms of diagram/ that draw them. It is a chunk of its own, which the
// panel loads right after its first frame.

export { LADDER } from "../../diagram/draw/style.ts";
export { oneTabStop } from "../actions/arrows.ts";
export { takeKey } from "../actions/keys.ts";
export { ExportMenu } from "../export/export-menu.tsx";
export { FilterRow } from "../filter/filter-row.tsx";
export { GoTo } from "../go-to/go-to.ts";
export { keepPlace, restorePlace } from "../kept.ts";
export { measureWidths } from "../measure-widths.ts";
export { Selection } from "../selection.ts";
export { Separator } from "../separator.tsx";
export { SessionList } from "../sessions/session-list.tsx";
export { SessionMenu } from "../sessions/session-menu.tsx";
export { SettingsMenu } from "../settings-menu.tsx";
export { Diagram } from "./diagram.tsx";
export { LadderView } from "./ladder-view.ts";
export { TimeScale } from "./time-scale.ts";
