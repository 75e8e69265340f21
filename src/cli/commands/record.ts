// `lifeline record`: opens a page in a Chromium of its own, and writes what it sends and receives as a trace while it happens.
//
//   OUT.part grows ─► the time is over, Ctrl-C, the window is closed, or the browser crashes ─► OUT is written, and OUT.part removed
//
// A second Ctrl-C ends at once, and leaves OUT.part: it is a trace of what was recorded until then.

import { existsSync } from "node:fs";
import { CONVERTED_ENDINGS, writerFor } from "../../formats/convert.ts";
import type { Translate } from "../../messages/messages.ts";
import { withoutSecrets } from "../../redact/redact.ts";
import type { Store } from "../../session/store.ts";
import { Wrong } from "../call.ts";
import type { Command } from "../command.ts";
import { findingsOf, open, patternsOf, showRedacting } from "../input.ts";
import { checkWritable, Failed, piecesOf, print, save } from "../io.ts";
import { PRINTED } from "../options.ts";
import { Browser } from "../record/browser.ts";
import { findBrowser } from "../record/find-browser.ts";
import { GrowingFile } from "../record/growing-file.ts";
import { recordPage } from "../record/record-page.ts";

const ENDINGS = CONVERTED_ENDINGS.join(", ");
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
/** The longest that a timer can run: 24 days. */
const MOST_MS = 2 ** 31 - 1;

export const record: Command = {
  takes: "URL",
  summary: "cliRecord",
  options: {
    output: { value: "OUT", does: ["cliOptConverted", ENDINGS] },
    for: { value: "TIME", does: ["cliOptFor"] },
    headed: { does: ["cliOptHeaded"] },
    browser: { value: "PATH", does: ["cliOptBrowser"] },
    ...PRINTED,
    redact: { does: ["cliOptRedactRecord"] },
  },
  examples: [
    ["cliWishRecord", "lifeline record localhost:3000 -o chat.jsonl"],
    ["cliWishUse", "lifeline record localhost:3000 -o chat.jsonl --headed"],
    ["cliWishRecordCI", "lifeline record localhost:3000 -o chat.jsonl --for 20s", "lifeline check chat.jsonl --min error"],
  ],
  async run({ files: [address], values, t }) {
    const { output: out, headed } = values;
    const page = pageOf(address, t);
    if (out === undefined) throw new Wrong(t("cliNoConvertOutput", "record", ENDINGS));
    const writer = writerFor(out);
    if (!writer) throw new Wrong(t("cliConvertKind", "record", ENDINGS, out));
    const most = values.for === undefined ? null : millisecondsOf(values.for, t);
    const patterns = patternsOf(values, false, t);
    const program = values.browser ?? findBrowser();
    if (headed && process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) throw new Wrong(t("cliNoDisplay"));
    if (program === null) throw new Wrong(t("cliNoBrowser"));
    checkWritable(out);
    const part = `${out}.part`;
    if (existsSync(part)) throw new Wrong(t("cliPartExists", part));
    const file = new GrowingFile(part);

    try {
      const store = await recordPage(new Browser(program, headed), { page, most, file, t });
      if (store === null) {
        process.exitCode = 130;
        return file.remove();
      }
      const isPlain = patterns === null && /\.jsonl(\.gz)?$/i.test(out);
      if (isPlain) await save(out, piecesOf(part));
      else {
        const { store: whole } = await open(part, false, t);
        if (whole) await save(out, writer((await withoutSecrets([whole], patterns, showRedacting)).stores[0] ?? whole));
      }
      file.remove();
      print(summary(store, out, patterns !== null, t));
    } catch (error) {
      if (error instanceof Failed) throw new Wrong(t("cliStillInPart", error.text(t), part));
      if (error instanceof Wrong) file.remove();
      throw error;
    }
  },
};

/** What was recorded, and how to look at it. */
function summary(store: Store, out: string, isRedacted: boolean, t: Translate): string {
  const { sessions, packets, log } = store;
  const amounts = [t.count("sessionCount", sessions.length), t.count("packets", packets)];
  // The rules read payloads, which are gone if they were too many to be in memory.
  if (log.memory.away === 0) {
    const wrong = findingsOf(store)
      .all()
      .filter(({ severity }) => severity !== "info");
    amounts.push(t.count("cliProblems", wrong.length));
  }
  const lines = [`${out}: ${amounts.join(", ")}`, t("cliThenCheck", out), ...(isRedacted ? [] : [t("cliThenShare", out)])];
  return `${lines.join("\n")}\n`;
}

/** The page's address. One without a scheme is taken for `http`, as in `localhost:3000`. */
function pageOf(address: string, t: Translate): string {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`;
  const url = URL.canParse(whole) ? new URL(whole) : null;
  if (url === null || !["http:", "https:", "file:"].includes(url.protocol)) throw new Wrong(t("cliNoAddress", address));
  return url.href;
}

/** A time such as `30s`, `500ms` or `1.5m`, in milliseconds. */
function millisecondsOf(text: string, t: Translate): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS[unit] ?? Number.NaN);
  if (!(ms > 0 && ms <= MOST_MS)) throw new Wrong(t("cliNoTime", text));
  return ms;
}
