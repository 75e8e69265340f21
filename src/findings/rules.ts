// All rules, by what a person notices. Their ids are a public contract: docs/findings/ has a page for each.

import type { Rule } from "./finding.ts";
import { handshakeRefused, serverError, wrongPath } from "./rules/answered-otherwise.ts";
import { attachmentsInterleaved, clientParseError, nanInJson } from "./rules/client-parse-error.ts";
import { closedBeforeEstablished } from "./rules/closed-before-established.ts";
import { clientClosed, pageLeft, serverClosed } from "./rules/closed-by.ts";
import { corsBlocked, corsHidesStatus } from "./rules/cors.ts";
import { idleProxyCut } from "./rules/idle-proxy-cut.ts";
import { mixedOrBlocked } from "./rules/mixed-or-blocked.ts";
import { connectRefusedByApp, invalidNamespace } from "./rules/namespace-refused.ts";
import { notEngineIo } from "./rules/not-engine-io.ts";
import { payloadTooLarge } from "./rules/payload-too-large.ts";
import { pingTimeout, serverPingsLate } from "./rules/ping-timeout.ts";
import { notRecovered, recovered } from "./rules/recovered.ts";
import { redirected } from "./rules/redirected.ts";
import { resumedAfterSleep } from "./rules/resumed-after-sleep.ts";
import { serverRestarted } from "./rules/server-restarted.ts";
import { serverUnreachable } from "./rules/server-unreachable.ts";
import { handshakeFromCache, sharedSessionId } from "./rules/shared-session-id.ts";
import { sidUnknown } from "./rules/sid-unknown.ts";
import { twoPolls } from "./rules/two-polls.ts";
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
  upgrade: [],
  messages: [],
};

export const RULES: readonly Rule[] = Object.values(FAMILIES).flat();
