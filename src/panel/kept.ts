// Where the user is in a trace: the sessions that are shown, the selected row, the open folds, how far the ladder is scrolled. The host keeps it
// for each trace while DevTools are open. So it is there again when a file is closed, and in the next panel: Firefox loads the panel anew when
// DevTools are docked elsewhere, and another language makes a new one.

import type { Scope } from "../diagram/rows/scope.ts";
import type { Store } from "../session/store.ts";
import { boolean, list, number, object, parsed } from "../wire/shape.ts";
import type { ViewWithRows } from "./view.ts";

/** Sessions and clients by their index in the store; rows by their keys. */
const isPlace = object(
  { unfolded: list(number), top: number, follow: boolean, isExample: boolean },
  { session: number, client: number, selected: number },
);

/** Keeps it as text: objects of a page end with it. */
export function keepPlace({ host, store, settings, ladder, selection, example }: ViewWithRows): void {
  const { scope } = settings;
  const place = {
    ...(scope.kind === "session" && { session: store.sessions.indexOf(scope.session) }),
    ...(scope.kind === "client" && { client: store.clients.indexOf(scope.client) }),
    ...(selection.selected !== null && { selected: selection.selected }),
    unfolded: [...ladder.unfolded],
    top: ladder.top,
    follow: ladder.follow,
    isExample: example.is(store),
  };
  host.kept.set(store, JSON.stringify(place));
}

/** Goes back to what was kept for the trace that is shown, if anything was. */
export function restorePlace(view: ViewWithRows): void {
  const { host, store, settings, ladder, selection } = view;
  const place = parsed(host.kept.get(store) ?? "");
  if (!isPlace(place)) return;
  if (place.isExample) view.example.explain(store);
  ladder.unfold(place.unfolded);
  settings.setScope(scopeOf(place, store));
  ladder.whenWhole(() => {
    if (place.selected !== undefined) selection.select(place.selected);
    ladder.scrollTo(place.top);
    ladder.setFollow(place.follow);
  });
}

function scopeOf(place: { readonly session?: number | undefined; readonly client?: number | undefined }, store: Store): Scope {
  const session = store.sessions[place.session ?? -1];
  const client = store.clients[place.client ?? -1];
  return session ? { kind: "session", session } : client ? { kind: "client", client } : { kind: "all" };
}
