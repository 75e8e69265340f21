// The command line: `lifeline COMMAND FILE`. cli/commands.ts lists the commands. Exit code 0: done. 1: `check` found an error, or `compare` a
// difference. 2: the file or the call is wrong; stderr has one sentence.

import { langOf, parse, Wrong } from "../cli/call.ts";
import { COMMANDS } from "../cli/commands.ts";
import { codeOf, complain, Failed, print } from "../cli/io.ts";
import { sayIn } from "../findings/catalogue.ts";
import { english, translationFor } from "../messages/messages.ts";

declare const __VERSION__: string;

let t = english;

async function main(argv: readonly string[]): Promise<void> {
  const lang = langOf(argv);
  if (lang !== "en" && lang !== "ja") throw new Wrong(t("cliNoLanguage", lang));
  t = await translationFor(lang);
  const { values, positionals } = parse(argv, t);
  if (values.version) return print(`${__VERSION__}\n`);
  const [name, ...files] = positionals;
  if (values.help || name === undefined) return print(`${t("cliUsage")}\n`);
  const command = COMMANDS.get(name);
  if (!command) throw new Wrong(t("cliNoCommand", name));
  const { mostFiles } = command;
  const [file, ...more] = files;
  if (file === undefined) throw new Wrong(t("cliNoFile", name));
  if (files.length > mostFiles) throw new Wrong(t(mostFiles === 1 ? "cliTooMuch" : "cliTwoFiles", files.slice(mostFiles).join(" ")));
  if (values.filter !== undefined && name !== "packets" && name !== "draw") throw new Wrong(t("cliNoFilter", name));
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
}
