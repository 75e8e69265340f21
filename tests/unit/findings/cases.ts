// For each rule a conversation in which it finds its cause, and one that looks alike and in which it is silent. docs/findings/ shows the first as
// a figure, and says both in words. The conversations are ladders (tests/unit/session/ladder-text.ts).

import type { Case } from "./cases/case.ts";
import { CONNECT } from "./cases/connect.ts";
import { ENDS } from "./cases/ends.ts";
import { MESSAGES } from "./cases/messages.ts";
import { UPGRADE } from "./cases/upgrade.ts";

/** In the order of the rules. */
export const CASES: readonly Case[] = [...CONNECT, ...ENDS, ...UPGRADE, ...MESSAGES];
