// The options of the command line, and how `--help` shows each: a command chooses from these, and may say more about one in its own words.

import type { Sentence } from "../messages/messages.ts";

/** As `parseArgs` of node:util takes them. */
export const OPTIONS = {
  json: { type: "boolean" },
  csv: { type: "boolean" },
  of: { type: "string", default: "events" },
  output: { type: "string", short: "o" },
  session: { type: "string" },
  "server-log": { type: "string" },
  min: { type: "string", default: "info" },
  only: { type: "string" },
  ignore: { type: "string" },
  theme: { type: "string" },
  title: { type: "string" },
  filter: { type: "string" },
  "to-scale": { type: "boolean", default: false },
  redact: { type: "boolean", default: false },
  "no-redact": { type: "boolean", default: false },
  pattern: { type: "string", multiple: true, default: [] as string[] },
  for: { type: "string" },
  headed: { type: "boolean", default: false },
  browser: { type: "string" },
  lang: { type: "string" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "V" },
} as const;

export type OptionName = keyof typeof OPTIONS;

/** How `--help` shows an option. */
interface Shown {
  /** What stands for its value; absent if it takes none. */
  readonly value?: string;
  readonly does: Sentence;
}

/** The options of a command, in the order in which `--help` shows them. */
export type Options = { readonly [Name in OptionName]?: Shown };

export const AS_JSON: Options = { json: { does: ["cliOptJson"] } };
export const FILTER: Options = { filter: { value: "FILTER", does: ["cliOptFilter"] } };
export const SERVER_LOG: Options = { "server-log": { value: "LOG", does: ["cliOptServerLog"] } };
export const THEME: Options = { theme: { value: "light|dark", does: ["cliOptTheme"] } };
const PATTERN: Options = { pattern: { value: "REGEX", does: ["cliOptPattern"] } };
const REDACT: Options = { redact: { does: ["cliOptRedact"] } };
/** Of commands that print what is in a file. */
export const PRINTED: Options = { ...REDACT, ...PATTERN };
/** Of commands that write a file. */
export const WRITTEN: Options = { ...REDACT, "no-redact": { does: ["cliOptNoRedact"] }, ...PATTERN };
/** Of every command. */
export const COMMON: Options = { lang: { value: "en|ja", does: ["cliOptLang"] }, help: { does: ["cliOptHelp"] } };
