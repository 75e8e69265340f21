// How the command line is called: its options and their values.

import { parseArgs } from "node:util";
import { align } from "../compare/align.ts";
import type { Theme } from "../diagram/draw/theme.ts";
import type { Translate } from "../messages/messages.ts";
import type { Command } from "./command.ts";
import { codeOf, wordsOf } from "./io.ts";
import { COMMON, OPTIONS, type OptionName } from "./options.ts";

/** Ends the command with exit code 2 and its message on stderr. */
export class Wrong extends Error {
  /** Lines below the sentence. */
  readonly below: readonly string[];

  constructor(sentence: string, ...below: readonly string[]) {
    super(sentence);
    this.below = below;
  }
}

export type Values = ReturnType<typeof parse>["values"];

/** Throws `Wrong` if an option is unknown, or lacks its value. `tokens` has the options that the call names. */
export function parse(argv: readonly string[], t: Translate) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, tokens: true, options: OPTIONS });
  } catch (error) {
    // Node quotes the option in its message: "Unknown option '--yaml'. …", "Option '-o, --output <value>' argument missing".
    const [, option = ""] = /'(\S+?)[ ,']/.exec(wordsOf(error)) ?? [];
    if (codeOf(error) !== "ERR_PARSE_ARGS_UNKNOWN_OPTION") throw new Wrong(t("cliOptionValue", option));
    const near = nearest(
      option,
      Object.keys(OPTIONS).map((name) => `--${name}`),
    );
    throw new Wrong(near === null ? t("cliNoOption", option) : t("cliNearOption", option, near));
  }
}

/** Throws `Wrong` if the call names an option that the command does not take. */
export function checkOptions(
  name: string,
  { options }: Command,
  tokens: ReturnType<typeof parse>["tokens"],
  commands: ReadonlyMap<string, Command>,
  t: Translate,
): void {
  for (const token of tokens) {
    if (token.kind !== "option" || token.name in options || token.name in COMMON) continue;
    const takers = [...commands].flatMap(([other, command]) => ((token.name as OptionName) in command.options ? other : []));
    throw new Wrong(t("cliNotItsOption", name, token.rawName, takers.join(", ")));
  }
}

/** The name that was probably meant: most letters of both are the same, in the same order. Null if none is near. */
export function nearest(wrong: string, names: readonly string[]): string | null {
  const likeness = (name: string) => (2 * align([...wrong], [...name]).length) / (wrong.length + name.length);
  const [best] = names.map((name) => ({ name, like: likeness(name) })).toSorted((a, b) => b.like - a.like);
  return best && best.like >= 0.6 ? best.name : null;
}

/** The value of `--lang`, which is needed before the call is parsed: it is the language in which a wrong call is refused. */
export function langOf(argv: readonly string[]): string {
  const place = argv.findIndex((arg) => /^--lang(?:=|$)/.test(arg));
  return (place < 0 ? null : argv[place]?.slice("--lang=".length) || argv[place + 1]) ?? "en";
}

export interface Drawing<Kind extends string> {
  /** Undefined to print. */
  readonly out: string | undefined;
  readonly kind: Kind;
  /** Undefined if the call names none: a page then has that of its reader, and an SVG file is light. */
  readonly theme: Theme | undefined;
}

/** `.svg, .html`. */
export function endings(kinds: readonly string[]): string {
  return kinds.map((kind) => `.${kind}`).join(", ");
}

/** Where and how to draw. `kinds`: what the command can write; without a file, it prints the last of them. */
export function drawingOf<Kind extends string>(
  { output, theme }: Values,
  command: string,
  kinds: readonly Kind[],
  t: Translate,
): Drawing<Kind> {
  const ending = output === undefined ? kinds.at(-1) : /\.(\w+)$/.exec(output)?.[1]?.toLowerCase();
  const kind = kinds.find((kind) => kind === ending);
  if (kind === undefined) throw new Wrong(t("cliOutputKind", command, endings(kinds), output ?? ""));
  if (theme !== undefined && theme !== "light" && theme !== "dark") throw new Wrong(t("cliNoTheme", theme));
  return { out: output, kind, theme };
}
