// A command of the command line: each is a file in commands/, and commands.ts lists them.

import type { Say } from "../findings/catalogue.ts";
import type { MessageKey, Translate } from "../messages/messages.ts";
import type { Values } from "./call.ts";
import type { Options } from "./options.ts";

/** What a command is called with. */
export interface Call {
  /** At least one: a file's name, or `-` for stdin, or what else the command takes. */
  readonly files: readonly [string, ...string[]];
  readonly values: Values;
  readonly t: Translate;
  /** The words of findings, in the language of `t`. */
  readonly say: Say;
}

export interface Command {
  /** What stands after the command's name: a word for each thing that it takes, in brackets if it can be left out. The first cannot. */
  readonly takes: "FILE" | "A [B]" | "URL";
  /** What it is for, in a few words. */
  readonly summary: MessageKey;
  /** Its own, besides `COMMON`. */
  readonly options: Options;
  /** What people want, and the call that does it. */
  readonly examples: readonly Example[];
  /** Throws `Wrong` or `Failed`, whose sentence goes to stderr. */
  run(call: Call): Promise<void>;
}

export type Example = readonly [wish: MessageKey, ...calls: readonly string[]];
