// `lifeline --help` and `lifeline help COMMAND`. docs/cli.md has both as they are printed here.

import type { Translate } from "../messages/messages.ts";
import type { Command, Example } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { COMMON, OPTIONS, type OptionName, type Options } from "./options.ts";

const EXAMPLES: readonly Example[] = [
  ["cliWishWhy", "lifeline record localhost:3000 -o chat.jsonl", "lifeline check chat.jsonl"],
  ["cliWishLook", "lifeline draw chat.jsonl"],
  ["cliWishIssue", "lifeline draw chat.jsonl -o chat.md"],
  ["cliWishShare", "lifeline convert chat.jsonl -o to-share.jsonl"],
  ["cliWishProxy", "lifeline compare local.jsonl proxy.jsonl"],
  ["cliWishCI", "lifeline check chat.jsonl --min error"],
];

/** What the command line can do. */
export function help(t: Translate): string {
  const commands = [...COMMANDS].map(([name, { takes, summary }]) => [`${name} ${takes}`, t(summary)] as const);
  return sections(
    t("cliHelpUsage", "lifeline COMMAND FILE [OPTIONS]"),
    t("cliHelpIntro"),
    [t("cliHelpCommands"), ...table(commands)].join("\n"),
    t("cliHelpMore"),
    examples(EXAMPLES, t),
    t("cliHelpFile"),
    t("cliHelpSecrets"),
    t("cliHelpExit"),
  );
}

/** What one command can do. */
export function helpOf(name: string, { takes, summary, options, examples: own }: Command, t: Translate): string {
  const rows = optionRows({ ...options, ...COMMON }, t);
  return sections(
    t("cliHelpUsage", `lifeline ${name} ${takes} [OPTIONS]`),
    t("cliHelpSummary", name, t(summary)),
    [t("cliHelpOptions"), ...table(rows)].join("\n"),
    examples(own, t),
  );
}

function optionRows(options: Options, t: Translate): (readonly [string, string])[] {
  return Object.entries(options).map(([name, { value, does }]) => {
    const option = OPTIONS[name as OptionName];
    const short = "short" in option ? `-${option.short}, ` : "";
    return [`${short}--${name}${value === undefined ? "" : ` ${value}`}`, t(...does)];
  });
}

function examples(list: readonly Example[], t: Translate): string {
  const lines = list.flatMap(([wish, ...calls]) => [`  ${t(wish)}`, ...calls.map((call) => `    ${call}`)]);
  return [t("cliHelpExamples"), ...lines].join("\n");
}

/** Lines of two columns. */
function table(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

function sections(...parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}
