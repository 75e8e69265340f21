// Silences: stretches in which nothing was received, and the heartbeat windows of those in which the path was cut.

import type { Translate } from "../../messages/messages.ts";
import { duration } from "../../messages/quantities.ts";
import type { Silence } from "../../session/model.ts";
import { inScope } from "../rows/scope.ts";
import type { Lifelines } from "./lifelines.ts";
import type { HeartbeatWindow, SilenceSpan } from "./scene.ts";
import type { Stretch } from "./stretch.ts";

export function silenceSpans(stretch: Stretch, t: Translate): SilenceSpan[] {
  const { store, options } = stretch.ladder;
  // All clients share the server's lifeline, so with several of them another one may have received packets.
  const dotted = options.scope.kind !== "all" || store.clients.length === 1;
  return silencesIn(stretch).map(({ from, since, until }) => ({
    key: from,
    from: stretch.positions.middle(from),
    to: until === null ? null : stretch.positions.middle(until),
    text: until === null ? "" : t("silence", duration(store.entries.at(until) - since)),
    dotted,
  }));
}

export function heartbeatWindows(stretch: Stretch, lifelines: Lifelines): HeartbeatWindow[] {
  const { ladder, positions } = stretch;
  const windows: HeartbeatWindow[] = [];
  for (const { session, from } of silencesIn(stretch)) {
    const { cut } = session;
    const connection = cut && ladder.store.link(cut.predictedEntry)?.connection;
    // An earlier silence of the session, after which it went on, has no window.
    if (!connection || from !== cut.lastHeard) continue;
    const window = {
      slot: lifelines.slotOf(connection),
      from: positions.middle(cut.ping ?? cut.lastHeard),
      to: positions.middle(cut.predictedEntry),
    };
    // A packet may have been received after the client should have given up.
    if (window.from <= window.to) windows.push(window);
  }
  return windows;
}

/** So many silences out of scope are passed over for each that may be found. */
const LOOKS_EACH = 64;

/** The silences in scope that touch the stretch, in the order in which they were found. If they are very many, the newest. */
function silencesIn(stretch: Stretch): Silence[] {
  if (stretch.isEmpty) return [];
  const { ladder, from, until } = stretch;
  const found: Silence[] = [];
  let looks = LOOKS_EACH * stretch.most;
  for (const silence of ladder.store.silences(from, until)) {
    if (found.length === stretch.most || looks-- === 0) break;
    if (inScope(ladder.options.scope, silence.session, null)) found.push(silence);
  }
  return found.reverse();
}
