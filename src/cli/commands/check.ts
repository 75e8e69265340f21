// `lifeline check`: what is wrong, and why. The exit code is 1 if it found an error.

import { type Finding, type Severity, WORST_FIRST } from "../../findings/finding.ts";
import { RULES } from "../../findings/rules.ts";
import { checkLines, findingRecords } from "../../formats/findings.ts";
import type { Translate } from "../../messages/messages.ts";
import { printable } from "../../text/printable.ts";
import { type Values, Wrong } from "../call.ts";
import type { Command } from "../command.ts";
import { findingsOf, readOne } from "../input.ts";
import { failsIf, jsonLine, lines } from "../io.ts";
import { AS_JSON, PRINTED, SERVER_LOG } from "../options.ts";

export const check: Command = {
  takes: "FILE",
  summary: "cliCheck",
  options: {
    ...AS_JSON,
    min: { value: "error|warning|info", does: ["cliOptMin"] },
    only: { value: "RULE,…", does: ["cliOptOnly"] },
    ignore: { value: "RULE,…", does: ["cliOptIgnore"] },
    ...SERVER_LOG,
    ...PRINTED,
  },
  examples: [
    ["cliWishWhy", "lifeline check chat.jsonl"],
    ["cliWishCI", "lifeline check chat.jsonl --min error"],
    ["cliWishIgnore", "lifeline check chat.jsonl --ignore redirected,cors-blocked"],
  ],
  async run(call) {
    const { t, say, values } = call;
    const wanted = wantedOf(values, t);
    await readOne(call, {}, ({ store }) => {
      const findings = findingsOf(store);
      const found = findings.all().filter(wanted);
      failsIf(found.some(({ severity }) => severity === "error"));
      if (values.json) lines(findingRecords(store, found, say), jsonLine);
      else lines(checkLines(store, findings, found, say), printable);
    });
  },
};

/** Which findings are asked for. */
function wantedOf({ min, only, ignore }: Values, t: Translate): (finding: Finding) => boolean {
  const least = WORST_FIRST.indexOf(min as Severity);
  if (least < 0) throw new Wrong(t("cliNoSeverity", min));
  const [chosen, ignored] = [rulesIn(only, t), rulesIn(ignore, t)];
  return ({ rule, severity }) => WORST_FIRST.indexOf(severity) <= least && chosen?.has(rule) !== false && !ignored?.has(rule);
}

/** The rules of a list such as `ping-timeout,ack-never`. */
function rulesIn(list: string | undefined, t: Translate): ReadonlySet<string> | undefined {
  const ids = new Set(RULES.map(({ id }) => id));
  const named = list?.split(",").map((id) => id.trim());
  for (const id of named ?? []) if (!ids.has(id)) throw new Wrong(t("cliNoRule", id, [...ids].join(", ")));
  return named && new Set(named);
}
