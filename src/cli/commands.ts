// The commands by their names, in the order in which they are listed.

import type { Command } from "./command.ts";
import { check } from "./commands/check.ts";
import { compare } from "./commands/compare.ts";
import { convert } from "./commands/convert.ts";
import { draw } from "./commands/draw.ts";
import { packets } from "./commands/packets.ts";
import { record } from "./commands/record.ts";
import { sessions } from "./commands/sessions.ts";
import { statistics } from "./commands/statistics.ts";

export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({ record, sessions, packets, statistics, check, compare, draw, convert }),
);
