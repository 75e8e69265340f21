// All rules, by what a person notices. Their ids are a public contract: docs/findings/ has a page for each.

import type { Rule } from "./finding.ts";
import { handshakeRefused, serverError, wrongPath } from "./rules/answered-otherwise.ts";
import { corsBlocked, corsHidesStatus } from "./rules/cors.ts";
import { mixedOrBlocked } from "./rules/mixed-or-blocked.ts";
import { connectRefusedByApp, invalidNamespace } from "./rules/namespace-refused.ts";
import { notEngineIo } from "./rules/not-engine-io.ts";
import { redirected } from "./rules/redirected.ts";
import { serverUnreachable } from "./rules/server-unreachable.ts";
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
  ],
  ends: [],
  upgrade: [],
  messages: [],
};

export const RULES: readonly Rule[] = Object.values(FAMILIES).flat();
