// A figure of a store: the whole ladder of a scope as an SVG file, with a heading that says what it shows. The same for the panel's
// export and `lifeline draw`.

import { Ladder } from "../diagram/ladder.ts";
import type { Scope } from "../diagram/ladder-parts.ts";
import type { Theme } from "../diagram/style.ts";
import type { Translate } from "../messages/messages.ts";
import { duration } from "../messages/quantities.ts";
import type { Store } from "../session/store.ts";
import { svg } from "./svg.tsx";

export interface FigureOptions {
  readonly scope: Scope;
  /** With requests and answers that carry no packet. */
  readonly http: boolean;
  readonly theme: Theme;
  readonly t: Translate;
}

/** Pixels, without the margin. */
const FIGURE_WIDTH = 1060;

/** Beyond this a figure is of use to nobody, and takes a browser minutes to open. */
export const MOST_FIGURE_ROWS = 20_000;

/** The SVG; null when there are more than `MOST_FIGURE_ROWS` rows. */
export function figure(store: Store, { scope, http, theme, t }: FigureOptions): string | null {
  const ladder = new Ladder(store, t, { scope, http, stepRows: false });
  ladder.dispose();
  ladder.sync();
  if (ladder.length > MOST_FIGURE_ROWS) return null;
  const scene = ladder.scene(0, ladder.height);
  const first = scene.rows[0]?.at;
  const last = scene.rows.at(-1)?.at;
  const when =
    first === undefined || last === undefined
      ? []
      : [`${new Date(first).toISOString().slice(0, 19).replace("T", " ")} UTC`, duration(last - first)];
  const title = store.page ?? scene.server;
  return svg(scene, {
    width: FIGURE_WIDTH,
    title,
    lead: [scene.server, ...revisions(store, scope), ...when].filter(Boolean).join(" · "),
    theme,
    t,
  });
}

function revisions(store: Store, scope: Scope): string[] {
  const sessions = scope.kind === "session" ? [scope.session] : scope.kind === "client" ? scope.client.sessions : store.sessions;
  const engine = sessions.flatMap(({ eio }) => (eio === null ? [] : [`Engine.IO ${eio}`]));
  const socket = sessions.flatMap(({ sio }) => (sio === null ? [] : [`Socket.IO ${sio}`]));
  return [...new Set(engine), ...new Set(socket)];
}
