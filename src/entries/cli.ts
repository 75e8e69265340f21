// The command line: `lifeline COMMAND FILE`. cli/commands.ts lists the commands. Exit code 0: done. 1: `check` found an error, or `compare` a
// difference. 2: the file or the call is wrong; stderr has one sentence.

import { checkOptions, langOf, nearest, parse, Wrong } from "../cli/call.ts";
import { COMMANDS } from "../cli/commands.ts";
import { help, helpOf } from "../cli/help.ts";
import { codeOf, complain, Failed, print } from "../cli/io.ts";
import { clearProgress, progressIn } from "../cli/progress.ts";
import { sayIn } from "../findings/catalogue.ts";
import { english, translationFor } from "../messages/messages.ts";

declare const __VERSION__: string;

let t = english;

async function main(argv: readonly string[]): Promise<void> {
  const lang = langOf(argv);
  if (lang !== "en" && lang !== "ja") throw new Wrong(t("cliNoLanguage", lang));
  t = await translationFor(lang);
  progressIn(t);
  const { values, positionals, tokens } = parse(argv, t);
  if (values.version) return print(`${__VERSION__}\n`);
  const asksHelp = positionals[0] === "help" || values.help === true;
  const [name, ...files] = positionals[0] === "help" ? positionals.slice(1) : positionals;
  if (name === undefined) return print(help(t));
  const command = COMMANDS.get(name);
  if (!command) {
    const near = nearest(name, [...COMMANDS.keys()]);
    throw new Wrong(near === null ? t("cliNoCommand", name) : t("cliNearCommand", name, near));
  }
  if (asksHelp) return print(helpOf(name, command, t));
  checkOptions(name, command, tokens, COMMANDS, t);
  const { takes } = command;
  const most = takes.split(" ").length;
  const [file, ...more] = files;
  if (file === undefined) throw new Wrong(t("cliNoFile", name, takes));
  if (files.length > most) throw new Wrong(t("cliTooMuch", name, takes, files.slice(most).join(" ")));
  await command.run({ files: [file, ...more], values, t, say: await sayIn(lang) });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof Wrong || error instanceof Failed) {
    process.exitCode = 2;
    if (error instanceof Failed) complain(error.text(t));
    else complain(error.message, ...error.below);
    // That the program which reads the output has ended is no fault.
  } else if (codeOf(error) !== "EPIPE") throw error;
} finally {
  clearProgress();
}
