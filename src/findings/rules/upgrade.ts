// A session that polls, was offered a websocket, and has trouble getting there.
//
//   open ─► 101 ─► 2probe ─► 3probe ─► (the poll that waits is answered) ─► 5
//
//   no 101                               upgrade-refused
//   no 3probe                            upgrade-probe-unanswered
//   a leg that takes more than a second  upgrade-slow
//
// "Upgrade" of https://socket.io/docs/v4/engine-io-protocol/

import { duration } from "../../messages/quantities.ts";
import { ENGINE_NOOP } from "../../protocol/packet.ts";
import type { Channel, Session, Upgrade } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { EpochMs } from "../../wire/event.ts";
import { answerHeader, isUnknown } from "../attempt.ts";
import type { Said } from "../catalogue.ts";
import type { Evidence, Fix, Found, Rule } from "../finding.ts";

/** A leg that takes so long is slow, unless the network is. A server that is busy for a moment is worth a word, but no warning. */
const SLOW = 1000;
const VERY_SLOW = 3000;
/** A probe without an answer for so long has none. */
const UNANSWERED = 3000;
/** A websocket that fails so short a time before the end of its session failed with it. */
const WITH_SESSION = 1000;

/** What passes websockets on. https://socket.io/docs/v4/reverse-proxy/ */
const PROXIES: readonly Fix[] = [
  {
    who: "proxy",
    text: ["upgrade-refused/fix-headers"],
    for: "nginx",
    code: 'proxy_http_version 1.1;\nproxy_set_header Upgrade $http_upgrade;\nproxy_set_header Connection "upgrade";',
  },
  {
    who: "proxy",
    text: ["upgrade-refused/fix-headers"],
    for: "Apache",
    code: "RewriteEngine On\nRewriteCond %{HTTP:Upgrade} =websocket [NC]\nRewriteRule /(.*) ws://localhost:3000/$1 [P,L]\nProxyPass / http://localhost:3000/",
  },
  { who: "proxy", text: ["upgrade-refused/fix-aws"], for: "AWS" },
];

type Refusal = "headers" | "forbidden" | "path" | "server" | "plain" | "unsaid";

/** What a status other than 101 says about who answered. */
function refusalOf(status: number): Refusal {
  if (status === 0) return "unsaid";
  if (status === 401 || status === 403) return "forbidden";
  if (status === 404) return "path";
  if (status >= 500) return "server";
  return status < 400 ? "plain" : "headers";
}

export const upgradeRefused: Rule = {
  id: "upgrade-refused",
  session(session, store): Found | null {
    const { upgrade, openEntry } = session;
    // Without the open packet, nothing shows that polling works.
    if (openEntry === null || upgrade?.channel.kind !== "ws" || (upgrade.establishedAt ?? upgrade.probedAt) !== null) return null;
    if (!hasFailed(session, upgrade)) return null;
    const { channel } = upgrade;
    // Another server got it, which knows the session id no more than it knows the polls': the rule `sid-unknown` says that.
    if (channel.status === 400 && isUnknown(session)) return null;
    // The rule `redirected` says that.
    if (channel.location !== null) return null;
    const { status, handshakeEntry } = channel;
    const way = refusalOf(status);
    const server = answerHeader(channel, "server", store);
    const asks: Evidence = { entry: upgrade.openEntry, says: ["upgrade-refused/asks"] };
    const answer: Said = server === undefined ? ["answered", status] : ["upgrade-refused/answered-by", status, server];
    return {
      severity: "error",
      confidence: "certain",
      cause: String(status),
      title: status === 0 ? ["upgrade-refused/title-unsaid"] : ["upgrade-refused/title", status],
      means: [`upgrade-refused/means-${way}`],
      evidence: [
        { entry: openEntry, says: ["upgrade-refused/opens"] },
        ...(handshakeEntry === null ? [{ ...asks, says: ["fails", messageOf(channel, store)] } as const] : [asks]),
        ...(handshakeEntry === null ? [] : [{ entry: handshakeEntry, says: answer }]),
      ],
      ruledOut: [["upgrade-refused/not-path"], ["upgrade-refused/not-cors"]],
      fix: way === "forbidden" ? [{ who: "server", text: ["upgrade-refused/fix-forbidden"] }] : PROXIES,
    };
  },
};

/** The websocket failed by itself, not because its session ended or the page closed it. */
function hasFailed({ endedAt }: Session, { failedAt, channel }: Upgrade): boolean {
  if (failedAt === null) return false;
  if (channel.status !== 0 && channel.status !== 101) return true;
  return channel.closingAt === null && (endedAt === null || endedAt > failedAt + WITH_SESSION);
}

/** The browser's words about a channel that failed; empty without any. */
function messageOf({ errorLine }: Channel, store: Store): string {
  const event = errorLine === null ? null : store.read(errorLine);
  return event?.kind === "ws-error" ? event.message : "";
}

export const upgradeProbeUnanswered: Rule = {
  id: "upgrade-probe-unanswered",
  session(session, store): Found | null {
    const { upgrade } = session;
    if (!upgrade || upgrade.probedAt === null || upgrade.probeEntry === null || upgrade.probeAnsweredAt !== null) return null;
    if (upgrade.switchedAt !== null) return null;
    const { otherAnswer, establishedEntry, failedAt, probedAt, probeEntry } = upgrade;
    const message = messageOf(upgrade.channel, store);
    const waited = (failedAt ?? session.endedAt ?? session.lastAt) - probedAt;
    const isSilent = waited >= UNANSWERED || hasFailed(session, upgrade);
    const way = otherAnswer !== null ? "other" : message !== "" && failedAt !== null ? "broken" : isSilent ? "silent" : null;
    if (way === null) return null;
    const said = { other: otherAnswer ?? "", broken: message, silent: duration(waited) }[way];
    return {
      severity: "warning",
      confidence: "certain",
      cause: way,
      title: [`upgrade-probe-unanswered/title-${way}`, said],
      means: [`upgrade-probe-unanswered/means-${way}`],
      evidence: [
        ...(establishedEntry === null ? [] : [{ entry: establishedEntry, says: ["upgrade-probe-unanswered/established"] } as const]),
        { entry: probeEntry, says: [`upgrade-probe-unanswered/${way}`, said] },
      ],
      ruledOut: [["upgrade-probe-unanswered/not-refused"]],
      fix: [
        { who: "server", text: ["upgrade-probe-unanswered/fix-handlers"], code: "new WebSocketServer({ noServer: true })" },
        { who: "proxy", text: ["upgrade-probe-unanswered/fix-proxy"] },
      ],
    };
  },
};

interface Leg {
  readonly way: "connect" | "probe" | "poll";
  readonly took: number;
  /** It has not ended yet. */
  readonly waits: boolean;
  readonly from: number | null;
  readonly to: number | null;
}

export const upgradeSlow: Rule = {
  id: "upgrade-slow",
  session(session, store): Found | null {
    const { upgrade, openedAt, startedAt } = session;
    if (!upgrade || openedAt === null) return null;
    const roundTrip = openedAt - startedAt;
    const legs = legsOf(session, upgrade).filter(({ way, took }) => took >= SLOW && (way === "poll" || took > 4 * roundTrip));
    const [slowest] = legs.sort((a, b) => b.took - a.took);
    if (!slowest || slowest.from === null) return null;
    const { way, took, waits, from, to } = slowest;
    const { drainEntry } = upgrade;
    const isNoop = drainEntry !== null && store.entries.engine(drainEntry) === ENGINE_NOOP;
    // A network that is slow delays the noop too.
    if (way === "poll" && isNoop && took <= 4 * roundTrip) return null;
    const why = way === "poll" && !isNoop ? "no-noop" : way;
    return {
      severity: why === "no-noop" || took >= VERY_SLOW ? "warning" : "info",
      confidence: "certain",
      cause: `${why} ${waits}`,
      title: [`upgrade-slow/title-${waits ? "waits-" : ""}${way}`, duration(took)],
      means: [`upgrade-slow/means-${why}`],
      evidence: [
        { entry: from, says: [`upgrade-slow/from-${way}`] },
        ...(way === "poll" && drainEntry !== null
          ? [{ entry: drainEntry, says: [isNoop ? "upgrade-slow/noop" : "upgrade-slow/no-noop"] } as const]
          : []),
        ...(to === null ? [] : [{ entry: to, says: ["upgrade-slow/to", duration(took)] } as const]),
      ],
      ruledOut: [["upgrade-slow/not-network", duration(roundTrip)], ["upgrade-slow/not-refused"]],
      fix: [
        why === "no-noop"
          ? { who: "server", text: ["upgrade-slow/fix-no-noop"] }
          : way === "connect"
            ? { who: "proxy", text: ["upgrade-slow/fix-connect"] }
            : { who: "server", text: ["upgrade-slow/fix-busy"] },
      ],
    };
  },
};

/** The legs that have begun. The last one may be under way. */
function legsOf({ endedAt, lastAt }: Session, upgrade: Upgrade): Leg[] {
  const { openedAt, establishedAt, probedAt, probeAnsweredAt, switchedAt, failedAt } = upgrade;
  const until = failedAt ?? endedAt ?? lastAt;
  const leg = (way: Leg["way"], since: EpochMs | null, at: EpochMs | null, from: number | null, to: number | null): Leg[] =>
    since === null || (at === null && failedAt !== null) ? [] : [{ way, took: (at ?? until) - since, waits: at === null, from, to }];
  return [
    ...leg("connect", openedAt, establishedAt ?? probedAt, upgrade.openEntry, upgrade.establishedEntry),
    // Without an answer that is another rule's.
    ...(probeAnsweredAt === null ? [] : leg("probe", probedAt, probeAnsweredAt, upgrade.probeEntry, upgrade.probeAnswerEntry)),
    ...leg("poll", probeAnsweredAt, switchedAt, upgrade.probeAnswerEntry, upgrade.switchEntry),
  ];
}
