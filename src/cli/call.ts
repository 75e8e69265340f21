// How the command line is called: its options and their values.

import { parseArgs } from "node:util";
import type { Translate } from "../messages/messages.ts";
import { codeOf, wordsOf } from "./io.ts";

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

/** Throws `Wrong` if an option is unknown, or lacks its value. */
export function parse(argv: readonly string[], t: Translate) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        csv: { type: "boolean" },
        of: { type: "string", default: "events" },
        output: { type: "string", short: "o" },
        session: { type: "string" },
        min: { type: "string", default: "info" },
        only: { type: "string" },
        ignore: { type: "string" },
        theme: { type: "string", default: "light" },
        title: { type: "string" },
        filter: { type: "string" },
        "to-scale": { type: "boolean", default: false },
        redact: { type: "boolean", default: false },
        "no-redact": { type: "boolean", default: false },
        pattern: { type: "string", multiple: true, default: [] },
        lang: { type: "string" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "V" },
      },
    });
  } catch (error) {
    // Node quotes the option in its message: "Unknown option '--yaml'. …", "Option '-o, --output <value>' argument missing".
    const [, option = ""] = /'(\S+?)[ ,']/.exec(wordsOf(error)) ?? [];
    throw new Wrong(t(codeOf(error) === "ERR_PARSE_ARGS_UNKNOWN_OPTION" ? "cliNoOption" : "cliOptionValue", option));
  }
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
  readonly theme: "light" | "dark";
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
  if (kind === undefined) throw new Wrong(t("cliOutputKind", command, kinds.map((kind) => `.${kind}`).join(", "), output ?? ""));
  if (theme !== "light" && theme !== "dark") throw new Wrong(t("cliNoTheme", theme));
  return { out: output, kind, theme };
}
