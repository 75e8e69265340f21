// A command of the command line: each is a file in commands/, and commands.ts lists them.

import type { Say } from "../findings/catalogue.ts";
import type { Translate } from "../messages/messages.ts";
import type { Values } from "./call.ts";

/** What a command is called with. */
export interface Call {
  /** At least one: a file's name, or `-` for stdin. */
  readonly files: readonly [string, ...string[]];
  readonly values: Values;
  readonly t: Translate;
  /** The words of findings, in the language of `t`. */
  readonly say: Say;
}

export interface Command {
  /** How many files it takes at most. It needs one at least. */
  readonly mostFiles: number;
  /** Throws `Wrong` or `Failed`, whose sentence goes to stderr. */
  run(call: Call): Promise<void>;
}
