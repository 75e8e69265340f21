// What --help prints: all of it is in docs/cli.md, fits a terminal in both languages, and each of its examples is a call that is understood.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { checkOptions, parse } from "../../../src/cli/call.ts";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { help, helpOf } from "../../../src/cli/help.ts";
import { english, translationFor } from "../../../src/messages/messages.ts";
import { COLUMN, COLUMNS } from "../../../src/text/columns.ts";

const CLI = fileURLToPath(new URL("../../../dist/cli.mjs", import.meta.url));
const DOCS = readFileSync(fileURLToPath(new URL("../../../docs/cli.md", import.meta.url)), "utf8");

const lifeline = (...args: readonly string[]) => spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8" });

test("docs/cli.md has the help of the command line and of each command as it is printed", () => {
  expect(DOCS).toContain(`\`\`\`\n${help(english)}\`\`\`\n`);
  for (const [name, command] of COMMANDS) expect(DOCS).toContain(`\`\`\`\n${helpOf(name, command, english)}\`\`\`\n`);
});

test("help comes without a command, with the option, and by the command help", () => {
  for (const args of [[], ["--help"], ["-h"], ["help"]]) expect(lifeline(...args)).toMatchObject({ status: 0, stdout: help(english) });
  const check = COMMANDS.get("check");
  if (!check) throw new Error("check is a command");
  for (const args of [
    ["help", "check"],
    ["check", "--help"],
    ["check", "-h", "any.jsonl"],
  ])
    expect(lifeline(...args)).toMatchObject({ status: 0, stdout: helpOf("check", check, english) });
});

test("no line of the help is longer than 90 columns, in English and in Japanese", async () => {
  for (const t of [english, await translationFor("ja")]) {
    const texts = [help(t), ...[...COMMANDS].map(([name, command]) => helpOf(name, command, t))];
    const lines = texts.flatMap((text) => text.split("\n"));
    expect(lines.filter((line) => COLUMNS.of(line, COLUMN) > 90)).toEqual([]);
  }
});

test("each example of the help is a call of a command with options that it takes", () => {
  const calls = [...help(english).split("\n"), ...[...COMMANDS].flatMap(([name, command]) => helpOf(name, command, english).split("\n"))]
    .filter((line) => line.startsWith("    "))
    .map((line) => / lifeline ([^|>]*)/.exec(line)?.[1]?.trim().split(" ") ?? []);
  expect(calls.length).toBeGreaterThan(20);
  for (const call of calls) {
    const { positionals, tokens } = parse(call, english);
    const command = COMMANDS.get(positionals[0] ?? "");
    if (!command) throw new Error(`no command in ${call}`);
    checkOptions(positionals[0] ?? "", command, tokens, COMMANDS, english);
  }
});
