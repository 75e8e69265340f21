// Which findings follow from another one. The cause of a finding is decided here and nowhere else, from facts: one of the causes that its rule can
// have was found in the same session, or in the one before it, it is as bad, and it had begun before the finding was over.

import type { Entries } from "../session/entries.ts";
import type { Client } from "../session/model.ts";
import { type Finding, WORST_FIRST } from "./finding.ts";
import { isAmong } from "./rows.ts";

/** Why a session never begins. */
const REFUSED = [
  "server-unreachable",
  "wrong-path",
  "server-error",
  "handshake-refused",
  "redirected",
  "version-mismatch",
  "cors-blocked",
  "cors-hides-status",
  "mixed-or-blocked",
  "not-engine-io",
  "wrong-content-type",
];
/** What a client closes its session for: it cannot read it. */
const UNREADABLE = [
  "client-parse-error",
  "nan-in-json",
  "attachments-interleaved",
  "lengths-in-bytes",
  "namespace-with-comma",
  "utf8-broken",
];
/** Why a session ends that had begun. */
const ENDED = [
  ...UNREADABLE,
  "shared-session-id",
  "handshake-from-cache",
  "sid-unknown",
  "two-polls",
  "payload-too-large",
  "throttled-tab",
  "ping-timeout",
  "idle-proxy-cut",
];

interface Follows {
  /** The rules that name its cause. */
  readonly from: readonly string[];
  /** The cause is in the session before, because the finding is about how its client goes on after that. */
  readonly isAfter?: boolean;
}

/** By the rule that says what follows. */
export const FOLLOWS: Readonly<Record<string, Follows>> = {
  "sid-unknown": { from: ["shared-session-id", "throttled-tab"] },
  "ping-timeout": { from: ["throttled-tab"] },
  "two-polls": { from: ["shared-session-id"] },
  "upgrade-refused": { from: ["shared-session-id", "sid-unknown"] },
  "upgrade-not-tried": { from: ENDED },
  "every-request-redirected": { from: ["redirected"] },
  "server-closed": { from: ["shared-session-id", "two-polls", "payload-too-large", "throttled-tab", "ping-timeout"] },
  "client-closed": { from: [...UNREADABLE, "ping-timeout"] },
  "ack-never": { from: [...ENDED, "python-post-limit"] },
  "lost-in-upgrade": { from: ["python-post-limit"] },
  "backoff-odd": { from: [...REFUSED, ...ENDED], isAfter: true },
  recovered: { from: ENDED, isAfter: true },
  "not-recovered": { from: ENDED, isAfter: true },
  "buffered-replay": { from: [...REFUSED, ...ENDED], isAfter: true },
};
const EXPLAINS = new Set(Object.values(FOLLOWS).flatMap(({ from }) => from));
/** Only of this cause a warning says that it has happened; those of others say that it may. */
const HAPPENED = "idle-proxy-cut";

/** Puts what follows from a finding right behind it. `ranked`: all findings, the worst first. */
export function grouped(ranked: readonly Finding[], entries: Entries): readonly Finding[] {
  const causes = new Map<Client, Finding[]>();
  for (const finding of ranked) {
    const client = finding.sessions[0]?.client;
    if (!client || !EXPLAINS.has(finding.rule) || (finding.severity !== "error" && finding.rule !== HAPPENED)) continue;
    const ofClient = causes.get(client);
    if (ofClient) ofClient.push(finding);
    else causes.set(client, [finding]);
  }
  if (causes.size === 0) return ranked;
  const causeOf = (finding: Finding): Finding | null => {
    const client = finding.sessions[0]?.client;
    const cause = client && causes.get(client)?.find((other) => isCause(other, finding, entries));
    // What follows from something that follows hangs below the first cause too.
    return cause ? (causeOf(cause) ?? cause) : null;
  };
  const following = new Map<string, Finding[]>();
  const first: Finding[] = [];
  for (const finding of ranked) {
    const cause = finding.rule in FOLLOWS ? causeOf(finding) : null;
    if (!cause) first.push(finding);
    else following.set(cause.key, [...(following.get(cause.key) ?? []), { ...finding, follows: { rule: cause.rule, key: cause.key } }]);
  }
  return following.size === 0 ? ranked : first.flatMap((finding) => [finding, ...(following.get(finding.key) ?? [])]);
}

function isCause(cause: Finding, finding: Finding, entries: Entries): boolean {
  const { from, isAfter = false } = FOLLOWS[finding.rule] ?? { from: [] };
  if (!from.includes(cause.rule) || WORST_FIRST.indexOf(cause.severity) > WORST_FIRST.indexOf(finding.severity)) return false;
  const shownLast = finding.evidence.at(-1)?.entry;
  if (cause.at > Math.max(finding.lastAt, shownLast === undefined ? 0 : entries.at(shownLast))) return false;
  // If it explains the first and the last of many sessions, it explains those between.
  return [finding.sessions[0], finding.sessions.at(-1)].every((session) => isAmong(isAfter ? session?.previous : session, cause.sessions));
}
