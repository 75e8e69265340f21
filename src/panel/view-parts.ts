// What the parts of the panel bring that are loaded later.

import type { oneTabStop } from "./actions/arrows.ts";
import type { takeKey } from "./actions/keys.ts";
import type { ComparePane } from "./compare/compare-pane.tsx";
import type { Compared } from "./compare/compare-with.ts";
import type { ExportMenu } from "./export/export-menu.tsx";
import type { FilterRow } from "./filter/filter-row.tsx";
import type { FindingsCounts } from "./findings/findings-counts.tsx";
import type { FindingsList } from "./findings/findings-list.tsx";
import type { FindingsMenu } from "./findings/findings-menu.tsx";
import type { FindingsPage } from "./findings/findings-page.tsx";
import type { FindingsView } from "./findings/findings-view.ts";
import type { WorstLine } from "./findings/worst-line.tsx";
import type { GoTo } from "./go-to/go-to.ts";
import type { keepPlace, restorePlace } from "./kept.ts";
import type { Diagram } from "./ladder/diagram.tsx";
import type { LadderView } from "./ladder/ladder-view.ts";
import type { TimeScale } from "./ladder/time-scale.ts";
import type { Selection } from "./selection.ts";
import type { Separator } from "./separator.tsx";
import type { SessionList } from "./sessions/session-list.tsx";
import type { SessionMenu } from "./sessions/session-menu.tsx";
import type { SettingsMenu } from "./settings-menu.tsx";

/** What the panel has once the part with the rows is loaded. */
export interface RowsPart {
  readonly ladder: LadderView;
  readonly selection: Selection;
  readonly timeScale: TimeScale;
  readonly goTo: GoTo;
  readonly Diagram: typeof Diagram;
  readonly FilterRow: typeof FilterRow;
  readonly keepPlace: typeof keepPlace;
  readonly restorePlace: typeof restorePlace;
  readonly Separator: typeof Separator;
  readonly oneTabStop: typeof oneTabStop;
  readonly takeKey: typeof takeKey;
  readonly ExportMenu: typeof ExportMenu;
  readonly SettingsMenu: typeof SettingsMenu;
  readonly SessionList: typeof SessionList;
  readonly SessionMenu: typeof SessionMenu;
}

/** What the panel has once the part with the findings is loaded. */
export interface FindingsPart {
  readonly view: FindingsView;
  readonly FindingsCounts: typeof FindingsCounts;
  readonly FindingsList: typeof FindingsList;
  readonly FindingsMenu: typeof FindingsMenu;
  readonly FindingsPage: typeof FindingsPage;
  readonly WorstLine: typeof WorstLine;
}

/** Two sessions that are compared, in the place of the ladder. */
export interface Comparing {
  readonly compared: Compared;
  readonly ComparePane: typeof ComparePane;
}
