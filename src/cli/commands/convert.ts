// `lifeline convert`: the trace as another file, without its secrets.

import { CONVERTED_ENDINGS, writerFor } from "../../formats/convert.ts";
import { groupDigits, type Translate } from "../../messages/messages.ts";
import type { Redaction } from "../../redact/redact.ts";
import { Wrong } from "../call.ts";
import type { Command } from "../command.ts";
import { inputsOf, readOne, refuseSameFile } from "../input.ts";
import { complain, save } from "../io.ts";
import { SERVER_LOG, WRITTEN } from "../options.ts";

const ENDINGS = CONVERTED_ENDINGS.join(", ");

export const convert: Command = {
  takes: "FILE",
  summary: "cliConvert",
  options: {
    output: { value: "OUT", does: ["cliOptConverted", ENDINGS] },
    ...SERVER_LOG,
    ...WRITTEN,
  },
  examples: [
    ["cliWishShare", "lifeline convert chat.jsonl -o to-share.jsonl"],
    ["cliWishOwnSecret", "lifeline convert chat.jsonl -o to-share.jsonl --pattern 'room-[0-9]+'"],
    ["cliWishHar", "lifeline convert chat.jsonl -o chat.har"],
    ["cliWishKeep", "lifeline convert chat.har -o chat.jsonl.gz --no-redact"],
  ],
  async run(call) {
    const { t, values } = call;
    const out = values.output;
    if (out === undefined) throw new Wrong(t("cliNoConvertOutput", "convert", ENDINGS));
    const writer = writerFor(out);
    if (!writer) throw new Wrong(t("cliConvertKind", "convert", ENDINGS, out));
    refuseSameFile(out, inputsOf(call), t);
    await readOne(call, { isWritten: true }, async ({ store, redaction }) => {
      await save(out, writer(store));
      if (redaction) complain(replacedText(redaction, t));
    });
  },
};

/** Says in one sentence how many secrets of each kind were replaced. */
function replacedText({ secrets: { counts } }: Redaction, t: Translate): string {
  const amounts = Object.entries(counts).map(([kind, count]) => `${kind} ${groupDigits(count)}`);
  return amounts.length === 0 ? t("cliNoSecrets") : t("cliReplaced", amounts.join(", "));
}
