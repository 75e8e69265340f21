// The actions that have a button in the toolbar, which is there from the first frame.

import { chooseFile } from "../toolbar/choose-file.ts";
import type { View } from "../view.ts";
import type { Action } from "./action.ts";

export const isRecording = ({ host: { status } }: View) => status.state === "recording" || status.state === "attaching";
/** A page with a trace inside cannot record. */
export const canRecord = ({ host }: Pick<View, "host">) => host.modes.length > 0;
const isEmpty = ({ store }: View) => store.entries.length === 0;
/** A file that is still being read would be saved in part. */
export const canSave = (view: View) => !isEmpty(view) && view.host.opening === null && !view.saving;

export const PANEL_ACTIONS = {
  record: {
    name: (view) => (isRecording(view) ? "stopRecording" : "record"),
    keys: "Ctrl+E",
    when: canRecord,
    run: (view) => (isRecording(view) ? view.host.stop() : view.host.record()),
  },
  clear: {
    name: ({ host }) => (host.status.file === undefined ? "clear" : "closeFile"),
    keys: "Ctrl+L",
    when: (view) => canRecord(view) && (!isEmpty(view) || view.host.status.file !== undefined),
    run: ({ host }) => host.clear(),
  },
  undo: { name: "undo", keys: "Ctrl+Z", when: ({ host }) => host.cleared !== null, run: ({ host }) => host.undo() },
  restart: { name: "restart", keys: "Ctrl+Shift+E", when: canRecord, run: ({ host }) => host.restart() },
  follow: { name: "follow", keys: "End", when: (view) => view.hasRows(), run: ({ selection }) => selection?.moveToEnd("last") },
  sessions: {
    name: "sessionsPane",
    keys: "B",
    when: ({ layout }) => !layout.narrow,
    run: ({ settings }) => settings.setPanes({ sessionsOpen: !settings.panes.sessionsOpen }),
  },
  back: { name: "back", keys: "Alt+ArrowLeft", when: ({ goTo }) => goTo?.canGoBack === true, run: ({ goTo }) => goTo?.step(-1) },
  forward: { name: "forward", keys: "Alt+ArrowRight", when: ({ goTo }) => goTo?.canGoForward === true, run: ({ goTo }) => goTo?.step(1) },
  find: {
    name: "find",
    keys: "Ctrl+F",
    when: (view) => view.goTo !== null && !isEmpty(view),
    run: ({ goTo }) => void goTo?.finder.open(),
  },
  statistics: {
    name: "statistics",
    keys: "A",
    when: ({ store, comparing }) => store.sessions.length > 0 && comparing === null,
    run: ({ statistics }) => statistics.toggle(),
  },
  exportFigure: {
    name: "exportFigure",
    keys: "Ctrl+Shift+S",
    when: canSave,
    run: async (view) => (await import("../export/export.ts")).exportAs(view, "svg"),
  },
  save: {
    name: ({ store }) => (store.log.header.redacted ? "saveRedactedTrace" : "saveTrace"),
    keys: "Ctrl+S",
    when: canSave,
    run: async (view) => (await import("../export/export.ts")).saveTrace(view),
  },
  open: { name: "openFile", keys: "Ctrl+O", run: chooseFile },
} as const satisfies Readonly<Record<string, Action>>;

/** What only a panel that records has. */
export const OF_RECORDING: ReadonlySet<object> = new Set([
  PANEL_ACTIONS.record,
  PANEL_ACTIONS.clear,
  PANEL_ACTIONS.undo,
  PANEL_ACTIONS.restart,
]);
