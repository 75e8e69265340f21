// All rules, by what a person notices. Their ids are a public contract: docs/findings/ has a page for each.

import type { Rule } from "./finding.ts";
import { ackSlow } from "./rules/ack-slow.ts";
import { ackNever, lostInUpgrade } from "./rules/acks.ts";
import { handshakeRefused, serverError, wrongPath } from "./rules/answered-otherwise.ts";
import { backoffOdd } from "./rules/backoff-odd.ts";
import { attachmentsInterleaved, clientParseError, nanInJson } from "./rules/client-parse-error.ts";
import { closedBeforeEstablished } from "./rules/closed-before-established.ts";
import { clientClosed, pageLeft, serverClosed } from "./rules/closed-by.ts";
import { corsBlocked, corsHidesStatus } from "./rules/cors.ts";
import { heavyEvent } from "./rules/heavy-event.ts";
import { idleProxyCut } from "./rules/idle-proxy-cut.ts";
import { mixedOrBlocked } from "./rules/mixed-or-blocked.ts";
import { connectRefusedByApp, invalidNamespace } from "./rules/namespace-refused.ts";
import { notEngineIo } from "./rules/not-engine-io.ts";
import { notVisible } from "./rules/not-visible.ts";
import { numbersRounded } from "./rules/numbers-rounded.ts";
import { oldBinaryForm } from "./rules/old-binary-form.ts";
import { payloadTooLarge } from "./rules/payload-too-large.ts";
import { pingTimeout, serverPingsLate } from "./rules/ping-timeout.ts";
import { pollChurn } from "./rules/poll-churn.ts";
import { pythonPostLimit } from "./rules/python-post-limit.ts";
import { notRecovered, recovered } from "./rules/recovered.ts";
import { everyRequestRedirected, redirected } from "./rules/redirected.ts";
import { resumedAfterSleep } from "./rules/resumed-after-sleep.ts";
import { bufferedReplay, duplicateEmits } from "./rules/sent-again.ts";
import { serverRestarted } from "./rules/server-restarted.ts";
import { serverUnreachable } from "./rules/server-unreachable.ts";
import { doubleConnect, sessionLeak } from "./rules/several-sessions.ts";
import { handshakeFromCache, sharedSessionId } from "./rules/shared-session-id.ts";
import { sidUnknown } from "./rules/sid-unknown.ts";
import { throttledTab } from "./rules/throttled-tab.ts";
import { twoPolls } from "./rules/two-polls.ts";
import { lengthsInBytes, namespaceWithComma, utf8Broken, wrongContentType } from "./rules/unreadable.ts";
import { upgradeProbeUnanswered, upgradeRefused, upgradeSlow } from "./rules/upgrade.ts";
import { upgradeNotOffered, upgradeNotTried } from "./rules/upgrade-missing.ts";
import { versionMismatch } from "./rules/version-mismatch.ts";

/** `connect`: the client cannot connect; `ends`: the session ends; `upgrade`: it stays on polling; `messages`: they are lost, doubled or slow. */
export type Family = "connect" | "ends" | "upgrade" | "messages";

export const FAMILIES: Readonly<Record<Family, readonly Rule[]>> = {
  connect: [
    serverUnreachable,
    wrongPath,
    serverError,
    handshakeRefused,
    redirected,
    versionMismatch,
    corsBlocked,
    corsHidesStatus,
    mixedOrBlocked,
    notEngineIo,
    invalidNamespace,
    connectRefusedByApp,
    handshakeFromCache,
    sharedSessionId,
  ],
  ends: [
    sidUnknown,
    pingTimeout,
    serverPingsLate,
    throttledTab,
    resumedAfterSleep,
    idleProxyCut,
    payloadTooLarge,
    clientParseError,
    nanInJson,
    attachmentsInterleaved,
    twoPolls,
    serverClosed,
    clientClosed,
    pageLeft,
    closedBeforeEstablished,
    serverRestarted,
    recovered,
    notRecovered,
  ],
  upgrade: [
    upgradeNotOffered,
    upgradeNotTried,
    upgradeRefused,
    upgradeProbeUnanswered,
    upgradeSlow,
    pollChurn,
    everyRequestRedirected,
    lostInUpgrade,
  ],
  messages: [
    ackNever,
    ackSlow,
    duplicateEmits,
    bufferedReplay,
    doubleConnect,
    sessionLeak,
    backoffOdd,
    pythonPostLimit,
    lengthsInBytes,
    wrongContentType,
    numbersRounded,
    namespaceWithComma,
    utf8Broken,
    oldBinaryForm,
    heavyEvent,
    notVisible,
  ],
};

export const RULES: readonly Rule[] = Object.values(FAMILIES).flat();
