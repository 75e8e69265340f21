// The actions that need the part of the panel with the rows, and all actions in groups, by which keys are found and listed.

import { toggled } from "../../filter/expression.ts";
import type { MessageKey } from "../../messages/messages.ts";
import { HIDES_HEARTBEATS, HIDES_HTTP } from "../ladder/filtering.ts";
import type { ViewWithRows } from "../view.ts";
import { type Action, nameOf } from "./action.ts";
import { PANEL_ACTIONS } from "./panel-actions.ts";
import { goToRegion } from "./regions.ts";
import { ROW_ACTIONS, type RowAt, rowAt } from "./row-actions.ts";

/** An action, and where its keys act: only while the ladder is shown, or only while it has the focus; anywhere in the panel, when absent. */
interface KeyAction extends Action<ViewWithRows> {
  readonly place?: "ladder" | "focus";
}

/** A click, because the button's popover stands beside it. */
function press(button: string): void {
  const element = document.querySelector<HTMLElement>(button);
  element?.focus();
  element?.click();
}

export const LADDER_ACTIONS = {
  filter: { name: "filterField", keys: "/", run: () => document.getElementById("filter-field")?.focus() },
  http: {
    name: "filterHttpTip",
    keys: "H",
    place: "ladder",
    run: ({ settings }) => settings.setFilter(toggled(settings.filter, HIDES_HTTP)),
  },
  heartbeats: {
    name: "filterHeartbeatsTip",
    keys: "P",
    place: "ladder",
    run: ({ settings }) => settings.setFilter(toggled(settings.filter, HIDES_HEARTBEATS)),
  },
  answers: { name: "filterAnswersTip", keys: "W", place: "ladder", run: ({ settings }) => settings.setAnswers(!settings.answers) },
  saved: { name: "filterMenu", keys: "V", run: () => press("[popovertarget$='filters'], [popovertarget='filter-menu']") },
  findNext: { name: "findNext", keys: "F3", place: "ladder", run: ({ goTo }) => goTo.finder.step(1) },
  findPrevious: { name: "findPrevious", keys: "Shift+F3", place: "ladder", run: ({ goTo }) => goTo.finder.step(-1) },
  nextProblem: { name: "nextProblem", keys: "E", place: "ladder", run: ({ goTo }) => goTo.problem(1) },
  previousProblem: { name: "previousProblem", keys: "Shift+E", place: "ladder", run: ({ goTo }) => goTo.problem(-1) },
  nextUnanswered: { name: "nextUnanswered", keys: "U", place: "ladder", run: ({ goTo }) => goTo.unanswered(1) },
  previousUnanswered: { name: "previousUnanswered", keys: "Shift+U", place: "ladder", run: ({ goTo }) => goTo.unanswered(-1) },
  sessionBegins: { name: "sessionBegins", keys: "[", place: "ladder", run: ({ goTo }) => goTo.session(-1) },
  sessionEnds: { name: "sessionEnds", keys: "]", place: "ladder", run: ({ goTo }) => goTo.session(1) },
  time: { name: "goToTime", keys: "G", place: "ladder", run: ({ goTo }) => goTo.askTime(true) },
  rowBelow: { name: "rowBelow", keys: "ArrowDown", place: "focus", run: ({ selection }) => selection.move(1) },
  rowAbove: { name: "rowAbove", keys: "ArrowUp", place: "focus", run: ({ selection }) => selection.move(-1) },
  pageDown: { name: "pageDown", keys: "PageDown", place: "focus", run: ({ selection }) => selection.movePage(1) },
  pageUp: { name: "pageUp", keys: "PageUp", place: "focus", run: ({ selection }) => selection.movePage(-1) },
  firstRow: { name: "firstRow", keys: "Home", place: "focus", run: ({ selection }) => selection.moveToEnd("first") },
  follow: { ...PANEL_ACTIONS.follow, place: "focus" },
  copy: {
    name: "copyRow",
    keys: "Ctrl+C",
    place: "focus",
    // Text that the user selected is the browser's to copy.
    when: ({ selection }) => selection.details !== null && getSelection()?.isCollapsed !== false,
    run: async (view) => view.selection.selected !== null && (await import("./row-menu.tsx")).copyFirst(view, view.selection.selected),
  },
  menu: {
    name: "rowMenu",
    keys: "Shift+F10 ContextMenu",
    place: "focus",
    when: ({ selection }) => selection.selected !== null,
    run: async (view) => view.selection.selected !== null && (await import("./row-menu.tsx")).openRowMenu(view, view.selection.selected),
  },
  measureDown: { name: "measureDown", keys: "Shift+ArrowDown", place: "focus", run: ({ selection }) => selection.moveMeasured(1) },
  measureUp: { name: "measureUp", keys: "Shift+ArrowUp", place: "focus", run: ({ selection }) => selection.moveMeasured(-1) },
  times: { name: "nextTimes", keys: "T", place: "ladder", run: ({ settings }) => settings.nextTimes() },
  scale: {
    name: "switchScale",
    keys: "S",
    place: "ladder",
    run: ({ settings, timeScale }) => timeScale.setOn(settings.scale === undefined),
  },
  zoomIn: { name: "zoomIn", keys: "Plus", place: "ladder", run: (view) => view.timeScale.zoom(1, selectedY(view)) },
  zoomOut: { name: "zoomOut", keys: "-", place: "ladder", run: (view) => view.timeScale.zoom(-1, selectedY(view)) },
  zoomFit: { name: "zoomFit", keys: "0", place: "ladder", run: ({ timeScale }) => timeScale.fit() },
  zoomMeasured: {
    name: "zoomMeasured",
    keys: "Z",
    place: "ladder",
    run: ({ selection, timeScale }) => selection.between && timeScale.zoomTo(...selection.between),
  },
  settings: { name: "settings", keys: "O", run: () => press("[popovertarget='settings-menu']") },
  nextRegion: { name: "nextRegion", keys: "F6", run: () => goToRegion(1) },
  previousRegion: { name: "previousRegion", keys: "Shift+F6", run: () => goToRegion(-1) },
  close: { name: "closeOpen", keys: "Escape", when: (view) => openIn(view) !== null, run: (view) => openIn(view)?.() },
  keys: { name: "allKeys", keys: "?", run: async (view) => (await import("./key-sheet.tsx")).showKeys(view, GROUPS) },
} as const satisfies Readonly<Record<string, KeyAction>>;

function selectedY({ ladder, selection: { selected } }: ViewWithRows): number | null {
  const row = selected === null ? null : ladder.rows.yOf(selected);
  return row && row.y + row.height / 2;
}

/** Closes the comparison, or else ends measuring, or else selects no time, or else closes what is in the place of the details; null without any. */
function openIn(view: ViewWithRows): (() => void) | null {
  const { selection, findings, timeScale } = view;
  if (view.comparing) return () => view.closeComparison();
  if (selection.measured !== null) return () => selection.measure(null);
  if (timeScale.range !== null) return () => timeScale.select(null);
  if (findings && findings.page !== null) return () => findings.close();
  return selection.selected === null ? null : () => selection.select(null);
}

export interface Group {
  readonly name: MessageKey;
  readonly actions: readonly KeyAction[];
}

/** An action on a row, as a key does it with the selected one. */
function ofSelected({ name, keys, when, run }: Action<RowAt>): KeyAction {
  const selected = (view: ViewWithRows) => rowAt(view, view.selection.selected);
  return {
    name: (view) => nameOf({ name }, selected(view)),
    keys,
    place: "ladder",
    ...(when && { when: (view) => when(selected(view)) }),
    run: (view) => run(selected(view)),
  };
}

const R = ROW_ACTIONS;
const P: Readonly<Record<keyof typeof PANEL_ACTIONS, KeyAction>> = PANEL_ACTIONS;
const L: Readonly<Record<keyof typeof LADDER_ACTIONS, KeyAction>> = LADDER_ACTIONS;

/** Every action that has a key, as the list of keys shows them. */
export const GROUPS: readonly Group[] = [
  {
    name: "keysRows",
    actions: [
      L.rowBelow,
      L.rowAbove,
      L.pageDown,
      L.pageUp,
      L.firstRow,
      L.follow,
      { ...ofSelected(R.toggle), place: "focus" },
      L.measureDown,
      L.measureUp,
    ],
  },
  {
    name: "keysGoTo",
    actions: [
      L.nextProblem,
      L.previousProblem,
      L.nextUnanswered,
      L.previousUnanswered,
      ofSelected(R.next),
      ofSelected(R.previous),
      L.sessionBegins,
      L.sessionEnds,
      L.time,
      P.back,
      P.forward,
    ],
  },
  { name: "keysFind", actions: [L.filter, L.http, L.heartbeats, L.answers, L.saved, P.find, L.findNext, L.findPrevious] },
  {
    name: "keysRow",
    actions: [L.menu, L.copy, ...[R.onlyEvent, R.hideEvent, R.onlyNamespace, R.onlySession, R.pair, R.twice].map(ofSelected)],
  },
  { name: "timeMode", actions: [L.times, L.scale, L.zoomIn, L.zoomOut, L.zoomFit, L.zoomMeasured] },
  { name: "keysRecording", actions: [P.record, P.clear, P.undo, P.restart, P.save, P.exportFigure, P.open] },
  { name: "keysPanel", actions: [P.statistics, P.sessions, L.settings, L.nextRegion, L.previousRegion, L.close, L.keys] },
];
