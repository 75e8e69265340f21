// What was looked at in sessions where nothing is wrong: for each family of rules how many there are, and the numbers that they looked at. All
// numbers are facts of the sessions, or their `Tallies`.

import { duration } from "../messages/quantities.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import type { Said } from "./catalogue.ts";
import { FAMILIES, type Family } from "./rules.ts";
import type { Tallies } from "./tallies.ts";

export interface Checked {
  /** How many rules looked. */
  readonly rules: number;
  readonly families: readonly { readonly family: Family; readonly rules: number; readonly says: Said }[];
  /** Each says what, and why. */
  readonly notLookedAt: readonly Said[];
}

/** Of these sessions. The work is that of their number. */
export function checked(sessions: readonly Session[], tallies: Pick<Tallies, "of">, store: Store): Checked {
  const says: Readonly<Record<Family, Said>> = {
    connect: handshakes(sessions),
    ends: heartbeats(sessions, tallies),
    upgrade: upgrades(sessions),
    messages: messages(sessions, tallies),
  };
  const families = (Object.keys(FAMILIES) as Family[]).map((family) => ({ family, rules: FAMILIES[family].length, says: says[family] }));
  return { rules: families.reduce((sum, { rules }) => sum + rules, 0), families, notLookedAt: notLookedAt(sessions, store) };
}

const range = (least: number, most: number): string | Said =>
  duration(least) === duration(most) ? duration(most) : ["checked/range", duration(least), duration(most)];

function handshakes(sessions: readonly Session[]): Said {
  let [count, least, most] = [0, Number.POSITIVE_INFINITY, 0];
  for (const { startEntry, startedAt, openedAt } of sessions) {
    if (startEntry === null || openedAt === null) continue;
    count++;
    least = Math.min(least, openedAt - startedAt);
    most = Math.max(most, openedAt - startedAt);
  }
  return count === 0 ? ["checked/no-handshakes"] : ["checked/handshakes", count, range(least, most)];
}

function heartbeats(sessions: readonly Session[], tallies: Pick<Tallies, "of">): Said {
  let [count, slowest, allowed] = [0, -1, 0];
  for (const session of sessions) {
    const tally = tallies.of(session);
    if (!tally || tally.beats === 0) continue;
    count += tally.beats;
    if (tally.slowest <= slowest) continue;
    slowest = tally.slowest;
    // Each session has a limit of its own.
    allowed = session.handshake?.pingTimeout ?? 0;
  }
  if (count === 0) return ["checked/no-heartbeats"];
  return allowed === 0
    ? ["checked/heartbeats", count, duration(slowest)]
    : ["checked/heartbeats-of", count, duration(slowest), duration(allowed)];
}

function upgrades(sessions: readonly Session[]): Said {
  let [switched, straight, slowest] = [0, 0, 0];
  for (const { upgrade, openedAt, transport, late } of sessions) {
    if (upgrade && upgrade.switchedAt !== null) {
      switched++;
      if (openedAt !== null) slowest = Math.max(slowest, upgrade.switchedAt - openedAt);
    } else if (openedAt !== null && !late && transport !== null && transport !== "polling") straight++;
  }
  if (switched > 0) return ["checked/upgrades", switched, duration(slowest)];
  return straight > 0 ? ["checked/no-upgrade-needed", straight] : ["checked/no-upgrades"];
}

function messages(sessions: readonly Session[], tallies: Pick<Tallies, "of">): Said {
  let [packets, acks, isWaiting] = [0, 0, false];
  for (const session of sessions) {
    packets += session.packets;
    acks += tallies.of(session)?.acks ?? 0;
    isWaiting ||= session.state !== "closed" && (session.asked.oldest("sent") ?? session.asked.oldest("received")) !== null;
  }
  return [isWaiting ? "checked/acks-wait" : acks > 0 ? "checked/acks" : "checked/no-acks", packets, acks];
}

function notLookedAt(sessions: readonly Session[], store: Store): Said[] {
  const { gaps, omitted, source, page = "" } = store;
  const late = sessions.filter((session) => session.late).length;
  const origin = URL.canParse(page) ? new URL(page).origin : null;
  const isOwn =
    origin !== null && sessions.every(({ client }) => URL.canParse(client.address) && new URL(client.address).origin === origin);
  return [
    ...(isOwn ? [["checked/not-cors"] as const] : []),
    ...(late > 0 ? [["checked/not-beginning", late] as const] : []),
    ...(gaps > 0 ? [["checked/not-gaps", gaps] as const] : []),
    ...(omitted > 0 ? [["checked/not-bodies", omitted] as const] : []),
    ...(source === "chromium-page" || source === "firefox" ? [["checked/not-workers"] as const] : []),
    ["checked/not-page"],
  ];
}
