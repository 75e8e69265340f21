// What can be done with one row: by a key with the selected row, by the menu with the row at which it was opened.

import { type Written, withPart } from "../../filter/expression.ts";
import { namespaceOf } from "../../filter/facts.ts";
import { NONE } from "../../session/entries.ts";
import type { ViewWithRows } from "../view.ts";
import type { Action } from "./action.ts";

/** A row, by its key. */
export interface RowAt {
  readonly view: ViewWithRows;
  /** Null for the selected row while none is selected. */
  readonly row: number | null;
  /** The entry that the row shows; null for a fold. */
  readonly entry: number | null;
}

export function rowAt(view: ViewWithRows, row: number | null): RowAt {
  return { view, row, entry: row === null ? null : view.ladder.rows.entryOf(row) };
}

/** The part of a filter by which only the events of this name are shown. */
function eventPart({ view: { store }, entry }: RowAt): Written | null {
  const event = entry === null ? null : store.names[store.entries.event(entry)];
  return event ? { key: "event", values: [event.name] } : null;
}

function namespacePart({ view: { store }, entry }: RowAt): Written | null {
  const nsp = entry === null ? null : namespaceOf(store, entry);
  return nsp === null ? null : { key: "nsp", values: [nsp] };
}

const sessionOf = ({ view: { store }, entry }: RowAt) => (entry === null ? null : (store.link(entry)?.session ?? null));

/** The other entry of a pair: the answer to a question, or its question. */
function peerOf({ view: { store }, entry }: RowAt): number | null {
  const peer = entry === null ? NONE : store.entries.peer(entry);
  return peer === NONE ? null : peer;
}

function addPart({ view: { settings } }: RowAt, part: Written | null): void {
  if (part) settings.setFilter(withPart(settings.filter, part));
}

function isReceivedEvent({ view: { store }, entry }: RowAt): boolean {
  return entry !== null && store.entries.event(entry) > 0 && !store.entries.isSent(entry);
}

/** Selects the row, as the actions that go on from the selected one need. */
function select({ view: { selection }, row }: RowAt): void {
  if (row !== null) selection.select(row);
}

const isOther = ({ view: { selection }, row }: RowAt) => selection.selected !== null && row !== selection.selected;

export const ROW_ACTIONS = {
  toggle: {
    name: "toggleRow",
    keys: "Enter Space",
    when: ({ row, entry }) => row !== null && entry === null,
    run: ({ view, row }) => row !== null && view.ladder.toggle(row),
  },
  onlyEvent: { name: "onlyEvent", keys: "F", when: (at) => eventPart(at) !== null, run: (at) => addPart(at, eventPart(at)) },
  hideEvent: {
    name: "hideEvent",
    keys: "X",
    when: (at) => eventPart(at) !== null,
    run: (at) => {
      const part = eventPart(at);
      addPart(at, part && { ...part, not: true });
    },
  },
  onlyNamespace: {
    name: "onlyNamespace",
    keys: "N",
    when: (at) => namespacePart(at) !== null,
    run: (at) => addPart(at, namespacePart(at)),
  },
  onlySession: {
    name: "onlySession",
    keys: "I",
    when: (at) => sessionOf(at) !== null,
    run: (at) => {
      const session = sessionOf(at);
      if (session) at.view.settings.setScope({ kind: "session", session });
    },
  },
  next: {
    name: "nextSame",
    keys: ".",
    run: (at) => {
      select(at);
      at.view.goTo.same(1);
    },
  },
  previous: {
    name: "previousSame",
    keys: ",",
    run: (at) => {
      select(at);
      at.view.goTo.same(-1);
    },
  },
  pair: {
    name: "goToPair",
    keys: "R",
    when: (at) => peerOf(at) !== null,
    run: (at) => {
      const peer = peerOf(at);
      if (peer !== null) at.view.selection.selectEntry(peer);
    },
  },
  twice: {
    name: "askTwice",
    keys: "D",
    when: (at) => at.view.findings !== null && isReceivedEvent(at),
    run: (at) => {
      select(at);
      if (at.entry !== null) at.view.findings?.askWhetherTwice(at.entry);
    },
  },
  /** The details of two packets say in what they differ. */
  compare: {
    name: "compareWithRow",
    keys: "",
    when: isOther,
    run: ({ view, row }) => {
      view.opened.set("compare", true);
      view.selection.measure(row);
    },
  },
  measure: { name: "measureFrom", keys: "", when: ({ row, view }) => row !== view.selection.selected, run: select },
} as const satisfies Readonly<Record<string, Action<RowAt>>>;
