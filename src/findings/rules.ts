// All rules. Their ids are a public contract: docs/findings/ has a page for each.

import type { Rule } from "./finding.ts";
import { handshakeRefused, serverError, wrongPath } from "./rules/answered-otherwise.ts";
import { corsBlocked, corsHidesStatus } from "./rules/cors.ts";
import { mixedOrBlocked } from "./rules/mixed-or-blocked.ts";
import { connectRefusedByApp, invalidNamespace } from "./rules/namespace-refused.ts";
import { notEngineIo } from "./rules/not-engine-io.ts";
import { redirected } from "./rules/redirected.ts";
import { serverUnreachable } from "./rules/server-unreachable.ts";
import { versionMismatch } from "./rules/version-mismatch.ts";

export const RULES: readonly Rule[] = [
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
];
